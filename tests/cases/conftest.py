"""One sandbox for all cases; each makes its own spreadsheet in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cocsheets.sandbox import Sandbox


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    """One server for all tests of this folder."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The server, emptied before and without faults after."""
    running_sandbox.reset()
    yield running_sandbox
    running_sandbox.faults()
