"""`--db`: what was answered is there after the process died."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.sandbox import Sandbox
from cocsheets.sandbox.app import App
from cocsheets.sandbox.sheets import differences
from tests.sandbox.direct import ask, batch, new_sheet, put

_SERVE = """
import sys
from cocsheets.sandbox.app import App
from cocsheets.sandbox.http.server import Server
server = Server(App(sys.argv[1]))
print(server.url, flush=True)
server.serve()
"""


def test_every_answered_write_survives_a_kill(tmp_path: Path) -> None:
    """Rows that were answered before a kill -9 in the middle of writes are all there."""
    db = tmp_path / "state.db"
    with Sandbox(db=db) as sandbox:
        key = sandbox.client("chair@example.org").create("Reports").id
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(db)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    answered: list[str] = []

    def write() -> None:
        from cocsheets.sandbox.running import client_of

        sheet = client_of(url, "chair@example.org").open_by_key(key).sheet1
        for number in range(10_000):
            try:
                sheet.append_row([f"row {number}"])
            except OSError:
                return
            answered.append(f"row {number}")

    writer = threading.Thread(target=write)
    writer.start()
    while len(answered) < 40:
        writer.join(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    writer.join()
    process.stdout.close()
    with Sandbox(db=db) as sandbox:
        rows = sandbox.client("chair@example.org").open_by_key(key).sheet1.get_all_values()
    found = [row[0] for row in rows]
    assert found[: len(answered)] == answered
    assert len(found) <= len(answered) + 1


def test_everything_comes_back(tmp_path: Path) -> None:
    """Cells with all that hangs on them, sharing, accounts, switches and old revisions."""
    db = tmp_path / "state.db"
    with Sandbox(db=db) as sandbox:
        sandbox.accounts([{"email": "Ann@example.org", "aliases": ["a@example.org"]}])
        sandbox.settings(find_replace="shown")
        book = sandbox.client("chair@example.org").create("Reports")
        book.sheet1.update([["old", "=1+1", True, 2.5]], "A1", raw=False)
        book.sheet1.update_note("A1", "a note")
        book.sheet1.merge_cells("A2:B3")
        book.sheet1.add_protected_range("C1:D2")
        book.sheet1.format("A1", {"textFormat": {"bold": True}})
        book.sheet1.update_acell("A1", "new")
        book.share("a@example.org", perm_type="user", role="writer", notify=False)
        before = book.fetch_sheet_metadata({"includeGridData": "true", "ranges": "A1:E5"})
        revisions = [len(f.revisions) for f in sandbox.app.state.files.values()]
    with Sandbox(db=db) as sandbox:
        book = sandbox.client("chair@example.org").open_by_key(book.id)
        assert book.fetch_sheet_metadata({"includeGridData": "true", "ranges": "A1:E5"}) == before
        assert {p["emailAddress"] for p in book.list_permissions()} == {
            "chair@example.org",
            "Ann@example.org",
        }
        assert [len(f.revisions) for f in sandbox.app.state.files.values()] == revisions
        old = sandbox.app.state.files[book.id].revisions[1].content
        assert old.sheets[0].cell(0, 0).value == "old"
        assert sandbox.settings()["find_replace"] == "shown"


def test_reset_empties_the_file(tmp_path: Path) -> None:
    """After a reset nothing comes back."""
    db = tmp_path / "state.db"
    with Sandbox(db=db) as sandbox:
        sandbox.client("chair@example.org").create("Reports")
        sandbox.reset()
    with Sandbox(db=db) as sandbox:
        assert sandbox.client("chair@example.org").openall() == []


def test_what_was_deleted_leaves_nothing(tmp_path: Path) -> None:
    """A file that is deleted for good takes its contents, old ones too, out of the database."""
    db = tmp_path / "state.db"
    with Sandbox(db=db) as sandbox:
        client = sandbox.client("chair@example.org")
        kept, gone = client.create("kept"), client.create("gone")
        gone.sheet1.update([["Ann"]], "A1")
        gone.sheet1.update([["Expunged"]], "A1")
        client.del_spreadsheet(gone.id)
        kept.sheet1.update([["Bob"]], "A1")
    connection = sqlite3.connect(db)
    contents = [
        data.decode()
        for (data,) in connection.execute("SELECT content FROM revisions WHERE content NOT NULL")
    ]
    connection.close()
    assert any("Bob" in data for data in contents)
    assert not any("Ann" in data or "Expunged" in data for data in contents)


EDITS = st.one_of(
    st.tuples(st.just("put"), st.integers(1, 12), st.integers(1, 4)),
    st.tuples(
        st.sampled_from(["insert", "delete", "sort", "sheet", "publish"]), *[st.integers(0, 9)] * 2
    ),
)


def carry_out(app: App, key: str, edit: tuple[str, int, int], turn: int) -> None:
    """One edit of some kind; those that cannot be are refused, which is as well."""
    kind, one, other = edit
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": one, "endIndex": one + 1 + other % 3}
    requests: dict[str, Any] = {
        "insert": {"insertDimension": {"range": span}},
        "delete": {"deleteDimension": {"range": span}},
        "sort": {"sortRange": {"range": {"sheetId": 0}, "sortSpecs": [{"dimensionIndex": 0}]}},
        "sheet": {"addSheet": {}},
    }
    if kind == "put":
        rows = [[f"{turn}-{row}", turn] for row in range(other)]
        put(app, key, f"A{one}:B{one + other - 1}", rows)
    elif kind == "publish":
        path = f"/drive/v3/files/{key}/revisions/{app.state.files[key].head.id}"
        assert ask(app, "PATCH", path, {"published": True, "publishAuto": True})[0] == 200
    else:
        batch(app, key, requests[kind])


def past(app: App, key: str) -> list[Any]:
    """Every revision with all that its content holds."""
    found = []
    for revision in app.state.files[key].revisions:
        bare = msgspec.to_builtins(msgspec.structs.replace(revision, content=None))
        found.append((bare, differences.between(None, revision.content)))
    return found


@settings(deadline=None, max_examples=25)
@given(st.lists(EDITS, min_size=1, max_size=25), st.integers(3, 30), st.integers(0, 2000))
def test_every_old_state_comes_back(
    edits: list[tuple[str, int, int]], most: int, least: int
) -> None:
    """Whatever was edited, and however many revisions were dropped, the others are as they were."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch("cocsheets.sandbox.state._KEPT_REVISIONS", most),
        mock.patch("cocsheets.sandbox.storage._LEAST", least),
    ):
        path = Path(folder) / "state.db"
        app = App(path)
        key = new_sheet(app)
        for turn, edit in enumerate(edits):
            carry_out(app, key, edit, turn)
        for _ in range(2):
            before = past(app, key)
            assert app.storage
            app.storage.close()
            app = App(path)
            assert past(app, key) == before
            assert app.state.files[key].content is app.state.files[key].head.content
            carry_out(app, key, ("put", 1, 1), 99)
        assert app.storage
        app.storage.close()


def test_a_write_costs_the_same_at_the_thousandth_revision(tmp_path: Path) -> None:
    """In time and in bytes: a revision is stored as what differs from the one before it."""
    path = tmp_path / "state.db"
    app = App(path)
    key = new_sheet(app)
    put(app, key, "A1:J200", [[f"{row} {column}" for column in range(10)] for row in range(200)])

    def cost(count: int) -> float:
        best = 9.0
        for turn in range(count):
            start = time.process_time()
            put(app, key, "B7", [[f"turn {turn}"]])
            best = min(best, time.process_time() - start)
        return best

    early = cost(30)
    cost(940)
    assert cost(30) < 2 * early + 0.001
    assert app.storage
    app.storage.close()
    assert path.stat().st_size < 3_000_000


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    """It is neither read nor changed."""
    path = tmp_path / "state.db"
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.execute("CREATE TABLE contents (number INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    with pytest.raises(sqlite3.DatabaseError, match="version"):
        App(path)
