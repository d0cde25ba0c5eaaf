"""A sandbox for the tests of the command line; each test makes its own spreadsheet in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cocsheets.sandbox.running import Sandbox


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox has ended what a killed run had sent: commands of this process wait briefly."""
    monkeypatch.setattr("cocsheets.operations.sharing.SETTLES_AFTER", 0.1)


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
