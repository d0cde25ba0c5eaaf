"""The state in an SQLite file, so that every answered write outlives the process.

Contents are immutable once stored (a write puts a new one in the old one's place), so each is
written once, under a number of its own, and shared by a file and its revisions.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec

from cocsheets.sandbox.spreadsheet import Spreadsheet
from cocsheets.sandbox.state import State, file_from_json, file_to_json

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox.files import File

_TABLES = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS contents (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
"""


class Storage:
    """One database file."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        # Survives the death of the process; only a power cut could lose the last moments.
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)
        self._stored: dict[str, bytes] = {}
        self._numbers: dict[int, tuple[int, Any]] = {}
        self._next = (
            1 + (self._db.execute("SELECT COALESCE(MAX(number), 0) FROM contents").fetchone()[0])
        )

    def load(self) -> State:
        """The state as it was last saved; a fresh one from an empty file."""
        state = State()
        row = self._db.execute("SELECT data FROM state WHERE key = 'state'").fetchone()
        if row is None:
            return state
        contents: dict[int, Spreadsheet] = {}
        for number, data in self._db.execute("SELECT number, data FROM contents"):
            content = Spreadsheet.from_json(msgspec.json.decode(data))
            contents[number] = content
            self._numbers[id(content)] = (number, content)
        state.load_json(msgspec.json.decode(row[0]))
        for (data,) in self._db.execute("SELECT data FROM files ORDER BY rowid"):
            stored = msgspec.json.decode(data)
            file = file_from_json(stored["file"])
            file.content = contents.get(stored["content"])
            for revision, number in zip(file.revisions, stored["revisions"], strict=True):
                revision.content = contents.get(number)
            state.files[file.id] = file
        return state

    def save(self, state: State) -> None:
        """Write what has changed since the last time, in one transaction."""
        rows = {"": msgspec.json.encode(state.to_json())}
        contents: dict[int, Any] = {}
        for file in state.files.values():
            head, *revisions = [self._number(part, contents) for part in _contents(file)]
            stored = {"file": file_to_json(file), "content": head, "revisions": revisions}
            rows[file.id] = msgspec.json.encode(stored)
        changed = {key: row for key, row in rows.items() if self._stored.get(key) != row}
        gone = self._stored.keys() - rows.keys()
        if not changed and not gone and not contents:
            return
        self._db.execute("BEGIN IMMEDIATE")
        for number, content in contents.items():
            data = msgspec.json.encode(content.to_json())
            self._db.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (number, data))
        for key, row in changed.items():
            if key:
                self._db.execute(
                    "INSERT INTO files VALUES (?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET data = excluded.data",
                    (key, row),
                )
            else:
                self._db.execute("INSERT OR REPLACE INTO state VALUES ('state', ?)", (row,))
        for key in gone:
            self._db.execute("DELETE FROM files WHERE id = ?", (key,))
        if gone:
            self._forget({id(part) for file in state.files.values() for part in _contents(file)})
        self._db.execute("COMMIT")
        self._stored = rows

    def _number(self, content: Any, fresh: dict[int, Any]) -> int | None:
        """The number under which a content is stored; a new one goes to `fresh`."""
        if content is None:
            return None
        known = self._numbers.get(id(content))
        if known is None:
            known = (self._next, content)
            self._numbers[id(content)] = known
            fresh[self._next] = content
            self._next += 1
        return known[0]

    def _forget(self, used: set[int]) -> None:
        """Take away the contents that no file has any more; `used` are those objects' ids."""
        unused = [key for key in self._numbers if key not in used]
        numbers = [(self._numbers.pop(key)[0],) for key in unused]
        self._db.executemany("DELETE FROM contents WHERE number = ?", numbers)

    def clear(self) -> None:
        """Forget everything."""
        for table in ("state", "files", "contents"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - a fixed list of names
        self._stored = {}
        self._numbers = {}

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _contents(file: File) -> list[Any]:
    """A file's content and its revisions' contents."""
    return [file.content, *(revision.content for revision in file.revisions)]
