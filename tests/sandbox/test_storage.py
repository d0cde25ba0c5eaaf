"""`--db`: what was answered is there after the process died."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from cocsheets.sandbox import Sandbox

if TYPE_CHECKING:
    from pathlib import Path

_SERVE = """
import sys
from cocsheets.sandbox.app import App
from cocsheets.sandbox.server import Server
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
    contents = [data.decode() for (data,) in connection.execute("SELECT data FROM contents")]
    connection.close()
    assert any("Bob" in data for data in contents)
    assert not any("Ann" in data or "Expunged" in data for data in contents)
