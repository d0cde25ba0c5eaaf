"""The state in an SQLite file, so that every answered write outlives the process.

A content never changes once it is stored, and a revision keeps only what differs from the one
before it; where such differences have grown as large as the content, the next one is kept whole. So
a write costs what it changes, at the thousandth revision as at the tenth.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import msgspec

from cocsheets.sandbox.files import Revision
from cocsheets.sandbox.sheets import differences
from cocsheets.sandbox.state import State, file_from_json, file_to_json

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

_VERSION = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS revisions (
    file TEXT NOT NULL,
    number INTEGER NOT NULL,
    data BLOB,         -- nothing for one that only later contents rest upon
    content BLOB,      -- the whole content, or how it differs from the one before
    whole INTEGER NOT NULL,
    PRIMARY KEY (file, number)
);
"""
_LEAST = 65_536


class _Kept:
    """What is stored of a file: its revisions, and how much has come since a whole content."""

    def __init__(self) -> None:
        self.revisions: list[Revision] = []
        self.whole, self.since = 0, 0


class Storage:
    """One database file. Raises sqlite3.Error where it cannot be used."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        # Survives the death of the process; only a power cut could lose the last moments.
        self._db.execute("PRAGMA synchronous=NORMAL")
        known = self._db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if known and version != _VERSION:
            raise sqlite3.DatabaseError("the file was not made by this version of the sandbox")
        self._db.executescript(f"{_TABLES} PRAGMA user_version={_VERSION};")
        self._stored: dict[str, bytes] = {}
        self._kept: dict[str, _Kept] = {}

    def load(self) -> State:
        """The state as it was last saved; a fresh one from an empty file."""
        state = State()
        row = self._db.execute("SELECT data FROM state WHERE key = 'state'").fetchone()
        if row is None:
            return state
        state.load_json(msgspec.json.decode(row[0]))
        for name, data in self._db.execute("SELECT id, data FROM files ORDER BY rowid").fetchall():
            file = file_from_json(msgspec.json.decode(data))
            kept = self._kept[name] = _Kept()
            content: Spreadsheet | None = None
            for part, blob, whole in self._db.execute(
                "SELECT data, content, whole FROM revisions WHERE file = ? ORDER BY number", (name,)
            ):
                if blob is not None:
                    found = msgspec.json.decode(blob)
                    content = differences.applied(None if whole else content, found)
                    self._count(kept, len(blob), whole=bool(whole))
                if part is not None:
                    revision = msgspec.json.decode(part, type=Revision)
                    held = content if blob is not None else None
                    kept.revisions.append(msgspec.structs.replace(revision, content=held))
            file.revisions = kept.revisions
            file.content = file.head.content
            state.files[name] = file
        return state

    def save(self, state: State) -> None:
        """Write what has changed since the last time, in one transaction."""
        rows = {name: msgspec.json.encode(file_to_json(file)) for name, file in state.files.items()}
        rows[""] = msgspec.json.encode(state.to_json())
        changed = [name for name, row in rows.items() if self._stored.get(name) != row]
        gone = self._stored.keys() - rows.keys()
        grown = [file for file in state.files.values() if self._is_new(file)]
        if not (changed or gone or grown):
            return
        self._db.execute("BEGIN IMMEDIATE")
        for name in changed:
            table, key = ("files", name) if name else ("state", "state")
            column = "id" if name else "key"
            self._db.execute(
                f"INSERT INTO {table} VALUES (?, ?) "  # noqa: S608 - two fixed names
                f"ON CONFLICT ({column}) DO UPDATE SET data = excluded.data",
                (key, rows[name]),
            )
        for file in grown:
            self._save_revisions(file)
        for name in gone:
            self._db.execute("DELETE FROM files WHERE id = ?", (name,))
            self._db.execute("DELETE FROM revisions WHERE file = ?", (name,))
            self._kept.pop(name, None)
        self._db.execute("COMMIT")
        self._stored = rows

    def _is_new(self, file: File) -> bool:
        """Whether a file's revisions are others than those stored. The list is never changed in
        place, nor is a revision."""
        kept = self._kept.get(file.id)
        return kept is None or kept.revisions is not file.revisions

    def _save_revisions(self, file: File) -> None:
        kept = self._kept.setdefault(file.id, _Kept())
        old = {revision.id: revision for revision in kept.revisions}
        before = kept.revisions[-1].content if kept.revisions else None
        for revision in file.revisions:
            known = old.pop(revision.id, None)
            if known is revision:
                continue
            data = msgspec.json.encode(msgspec.structs.replace(revision, content=None))
            if known is None:
                self._insert(file.id, kept, revision, data, before)
                before = revision.content
            else:
                self._db.execute(
                    "UPDATE revisions SET data = ? WHERE file = ? AND number = ?",
                    (data, file.id, int(revision.id)),
                )
        if old:
            self._drop(file, [int(name) for name in old])
        kept.revisions = file.revisions

    def _insert(
        self, name: str, kept: _Kept, revision: Revision, data: bytes, before: Spreadsheet | None
    ) -> None:
        content, whole = None, False
        if revision.content is not None:
            whole = before is None or kept.since > max(kept.whole, _LEAST)
            found = differences.between(None if whole else before, revision.content)
            content = msgspec.json.encode(found)
            self._count(kept, len(content), whole=whole)
        self._db.execute(
            "INSERT INTO revisions VALUES (?, ?, ?, ?, ?)",
            (name, int(revision.id), data, content, whole),
        )

    @staticmethod
    def _count(kept: _Kept, size: int, *, whole: bool) -> None:
        if whole:
            kept.whole, kept.since = size, 0
        else:
            kept.since += size

    def _drop(self, file: File, numbers: list[int]) -> None:
        """Forget revisions; their contents stay as long as later ones rest upon them."""
        self._db.executemany(
            "UPDATE revisions SET data = NULL WHERE file = ? AND number = ?",
            [(file.id, number) for number in numbers],
        )
        self._db.execute(
            "DELETE FROM revisions WHERE file = ?1 AND data IS NULL AND (content IS NULL OR number"
            " < (SELECT MAX(number) FROM revisions WHERE file = ?1 AND whole AND number <= ?2))",
            (file.id, int(file.revisions[0].id)),
        )

    def clear(self) -> None:
        """Forget everything."""
        for table in ("state", "files", "revisions"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - a fixed list of names
        self._stored = {}
        self._kept = {}

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
