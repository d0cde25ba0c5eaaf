"""One sandbox for all tests of the sandbox, empty at the start of each; one without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from cocsheets.sandbox import Sandbox
from cocsheets.sandbox.app import App
from tests.sandbox.direct import MEMBER, ask, new_sheet, put
from tests.sandbox.drive_world import CHAIR, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    import gspread


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


@pytest.fixture
def app() -> App:
    """An empty sandbox."""
    return App()


@pytest.fixture
def key(app: App) -> str:
    """A spreadsheet of `OWNER` that `MEMBER` may write, with a few values."""
    key = new_sheet(app)
    grant = {"type": "user", "role": "writer", "emailAddress": MEMBER}
    ask(app, "POST", f"/drive/v3/files/{key}/permissions", grant)
    put(app, key, "A1:B4", [["Ann", 3], ["Bob", "Ann"], ["=A1", 5.5], ["ann", ""]], "USER_ENTERED")
    return key


@pytest.fixture
def book(sandbox: Sandbox) -> gspread.Spreadsheet:
    """A spreadsheet of the chair's, with one value; the request list is empty."""
    book = sandbox.client(CHAIR).create("Reports")
    book.sheet1.update([["Ann"]], "A1")
    sandbox.forget_requests()
    return book


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """A plain session, proxies ignored."""
    with requests.Session() as session:
        session.trust_env = False
        yield session
