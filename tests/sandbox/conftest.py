"""One sandbox for all tests of the sandbox, empty at the start of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cocsheets.sandbox import Sandbox
from tests.sandbox.drive_world import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    """The server, started once."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The server with nothing in it."""
    running.reset()
    running.forget_requests()
    running.faults()
    return running


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[World]:
    """People who act on Drive in the empty sandbox."""
    people = World(sandbox)
    yield people
    people.close()
