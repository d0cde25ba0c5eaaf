"""A spreadsheet, the command line in this very process, and somebody else at the sheet.

Knows how to run a command with mishaps and how to look at what is left, from inside the sandbox.
Must not know what is right.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from cocsheets.cli import main
from cocsheets.operations import sharing
from cocsheets.sandbox.sheets.cells import Formula
from cocsheets.workbook.http import Http
from tests.sweep.scene import CHAIR, DRIVE, MEMBERS, REPORTS, ROBOT, SHEETS, Scene
from tests.sweep.wire import KilledError, Moment, Wire

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
LEDGER = "cocsheets log"
STATUS = "cocsheets status"


@dataclass(frozen=True)
class Ran:
    """What one process said and did."""

    code: int | None
    """Exit code; None if it was killed."""
    out: str
    err: str
    wire: Wire

    @property
    def said(self) -> str:
        """All that it said."""
        return self.out + self.err


class Bench:
    """One spreadsheet in a running sandbox."""

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        scene: Scene | None = None,
        *,
        toml: str = "",
        **switches: Any,
    ) -> None:
        self.sandbox, self.folder = sandbox, folder
        self.key = (scene or Scene()).build(sandbox, **switches)
        self.config = folder / "sweep.toml"
        page = f'[status]\nworksheet = "{STATUS}"\n'
        self.config.write_text(f'[spreadsheet]\ntime_zone = "UTC"\n{page}{toml}', encoding="utf-8")
        self.session = sandbox.session(CHAIR)

    # --- the process under test ---------------------------------------------------------------

    def run(
        self,
        *arguments: str,
        wire: Wire | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run a command as a process of its own would, without a terminal and without waiting."""
        wire = wire or Wire(ROBOT)
        out, err = io.StringIO(), io.StringIO()
        variables = {
            "PATH": os.environ.get("PATH", ""),
            "COCSHEETS_API_ROOT": self.sandbox.url,
            "COCSHEETS_SPREADSHEET": self.key,
            "COCSHEETS_ACT_AS": ROBOT,
            "COCSHEETS_CONFIG": str(self.config),
            "XDG_STATE_HOME": str(self.folder),
            **(environment or {}),
        }
        code: int | None = None
        with (
            mock.patch.dict(os.environ, variables, clear=True),
            mock.patch.object(Http, "pause", staticmethod(lambda *_: 0.0)),
            mock.patch.object(sharing, "SETTLES_AFTER", 0.0),
            mock.patch("sys.stdin", io.StringIO()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            wire.tapped(),
            contextlib.suppress(KilledError),
        ):
            code = main.run(arguments)
        if code is None:  # the system lets go of a dead process's locks
            for lock in self.folder.glob("**/*.lock"):
                lock.unlink()
        return Ran(code, out.getvalue(), err.getvalue(), wire)

    def hour_passes(self) -> None:
        """Google's clock moves on by an hour: what is stamped in the claim is that much older."""
        content = self.sandbox.app.state.files[self.key].sheet
        for index, item in enumerate(content.metadata):
            try:
                value = json.loads(item.get("metadataValue", ""))
                since = dt.datetime.fromisoformat(value["since"]) - dt.timedelta(hours=1)
            except (ValueError, KeyError, TypeError):
                continue
            text = json.dumps({**value, "since": since.isoformat()})
            content.metadata[index] = {**item, "metadataValue": text}

    # --- somebody else ------------------------------------------------------------------------

    def another(self, *titles: str) -> str:
        """Another spreadsheet that the process may edit, with worksheets 0, 5, 10…; its key."""
        sheets = [{"properties": {"sheetId": 5 * n, "title": t}} for n, t in enumerate(titles)]
        body = {"properties": {"title": "Other"}, "sheets": sheets}
        key: str = self.session.post(SHEETS, json=body).json()["spreadsheetId"]
        grant = {"type": "user", "role": "writer", "emailAddress": ROBOT}
        path = f"{DRIVE}/{key}/permissions?sendNotificationEmail=false"
        answer = self.session.post(path, json=grant)
        assert answer.status_code == 200, answer.text
        return key

    def edit(self, *requests: Json, key: str = "") -> None:
        """Somebody edits the spreadsheet. Raises AssertionError where Google refuses it."""
        answer = self.session.post(
            f"{SHEETS}/{key or self.key}:batchUpdate", json={"requests": list(requests)}
        )
        assert answer.status_code == 200, answer.text

    # --- looking ------------------------------------------------------------------------------

    def sheet(self, sheet_id: int) -> Sheet:
        """A worksheet from inside."""
        found: Sheet = self.sandbox.app.state.files[self.key].sheet.sheet(sheet_id)
        return found

    def values(self, sheet_id: int) -> list[list[Any]]:
        """What was entered, row by row; formulas as texts."""
        return [
            [_entered(cell.value) if cell is not None else None for cell in row]
            for row in self.sheet(sheet_id).rows
        ]

    def table(self, sheet_id: int) -> list[dict[str, Any]]:
        """The rows below the header, by header; blank rows left out."""
        rows = self.values(sheet_id)
        first = {REPORTS: "Date of 1st report", MEMBERS: "E-mail"}[sheet_id]
        top = next(number for number, row in enumerate(rows) if first in row)
        return [
            {name: (row[i] if i < len(row) else None) for i, name in enumerate(rows[top]) if name}
            for row in rows[top + 1 :]
            if any(value is not None for value in row)
        ]

    def access(self) -> dict[str, str]:
        """Role by address of everybody who has access, the owner and the process left out."""
        found = self.sandbox.app.state.files[self.key].permissions
        names = {p.email or p.type: p.role for p in found}
        return {name: role for name, role in names.items() if name not in (CHAIR, ROBOT)}

    def ledger(self) -> list[list[str]]:
        """The ledger's lines."""
        sheets = self.sandbox.app.state.files[self.key].sheet.sheets
        rows = [row for sheet in sheets if sheet.title == LEDGER for row in sheet.rows[1:]]
        return [[str(cell.value) if cell else "" for cell in row] for row in rows]


def _entered(value: Any) -> Any:
    return value.text if isinstance(value, Formula) else value


def edited(bench: Bench, at: Moment, *requests: Any, **more: Any) -> Wire:
    """A wire on which somebody edits at a moment."""
    return Wire(ROBOT, {at: [lambda: bench.edit(*requests)]}, **more)
