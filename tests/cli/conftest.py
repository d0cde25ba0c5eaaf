"""A sandbox for the tests of the command line; each test makes its own spreadsheet in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cocsheets.sandbox.running import Sandbox


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    """One sandbox for all tests."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """The sandbox, emptied."""
    running_sandbox.reset()
    return running_sandbox
