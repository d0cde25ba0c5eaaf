"""A roster in a CSV file, `file:members.csv`: changed without touching what we do not know.

Knows files and CSV. The file is replaced in one step, so that a crash leaves the old or the new
one. Must not know why the roster changes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from cocsheets.access.roster import read_rows
from cocsheets.errors import ConfigurationError, IncompleteError, RosterMissingError
from cocsheets.ledger import Line, LineState
from cocsheets.machine import write_whole
from cocsheets.patterns import lazy_re
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.roster import RosterAction, RosterChange, ends
from cocsheets.records.written import NO_DOUBTS, NO_LINES, Doubts, OpenLines

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.records.dates import DateOrder
    from cocsheets.records.table import Spreadsheet

_BOM = "\ufeff"


class Source:
    """See `RosterSource`. The path counts from the folder of the settings."""

    in_reading: ClassVar[bool] = False

    def __init__(self, place: str, folder: Path, order: DateOrder | None = None) -> None:
        self.path = folder / place
        self.order = order

    def read(self, spreadsheet: Spreadsheet | None = None, lines: OpenLines = NO_LINES) -> Roster:
        """See `RosterSource`."""
        del spreadsheet, lines  # the file is replaced in one step
        rows, _ = _load(self.path)
        return read_rows(rows, self.path.name, self.order)

    def worksheet(self, spreadsheet: Spreadsheet) -> None:
        """See `RosterSource`."""
        del spreadsheet

    def doubts(self, spreadsheet: Spreadsheet, lines: OpenLines) -> Doubts:
        """See `RosterSource`."""
        del spreadsheet, lines
        return NO_DOUBTS

    def change(self, changes: Sequence[RosterChange], run: Run) -> tuple[Roster, CellsReport]:
        """See `RosterSource`."""
        lines = run.intend(_lines(changes))
        if lines:
            run.begin()
        roster = self.write(changes)
        for number in lines:
            run.close(number, LineState.DONE)
        return roster, CellsReport()

    def write(self, changes: Sequence[RosterChange]) -> Roster:
        """Change the file; returns the roster as it reads then.

        Raises as `read`, and IncompleteError if the file cannot be written.
        """
        rows, dialect = _load(self.path)
        for change in changes:
            roster = read_rows(rows, self.path.name, self.order)
            columns = roster.columns
            member = roster.find(change.email)
            if change.action is RosterAction.ENROL:
                terms = member.terms if member else ()
                if not any(t.role is change.role and not t.over(change.day) for t in terms):
                    rows.append(_row(change, roster, len(rows[roster.header_row - 1])))
                continue
            for term in member.terms if member else ():
                if ends(change, term):
                    _put(rows[term.row - 1], columns["stepped_down"], change.day.isoformat())
                    if change.note and "reason" in columns:
                        _put(rows[term.row - 1], columns["reason"], change.note)
        _save(self.path, rows, dialect)
        return self.read()


def _lines(changes: Sequence[RosterChange]) -> list[Line]:
    """The ledger's lines: one for each change."""
    ended = RosterAction.STEP_DOWN
    return [
        Line(str(c.action), c.email, "Stepped down" if c.action is ended else str(c.role))
        for c in changes
    ]


class _Dialect:
    """How a file is written, to write it alike."""

    def __init__(self, text: str) -> None:
        self.bom = text.startswith(_BOM)
        self.delimiter = max(",;\t", key=text.count)
        self.newline = "\r\n" if "\r\n" in text else "\n"


def _load(path: Path) -> tuple[list[list[str]], _Dialect]:
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise RosterMissingError(
            f"There is no file {path.name!r} with the roster; nothing was changed.",
            hint="Name another one in [members] source; the path counts from the settings' folder.",
        ) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(
            f"The roster's file {path.name!r} cannot be read; nothing was changed.",
            hint="It must be a readable CSV file in UTF-8.",
        ) from None
    dialect = _Dialect(text)
    text = text.removeprefix(_BOM)
    try:
        try:
            return _parsed(text, dialect), dialect
        except csv.Error:  # perhaps only for the blanks that some leave behind a quoted name
            return _parsed(_BEHIND_QUOTES.sub('"', text), dialect), dialect
    except csv.Error:
        raise ConfigurationError(
            f"The roster's file {path.name!r} is no valid CSV; nothing was changed."
        ) from None


_BEHIND_QUOTES = lazy_re(r'"[ ]+(?=[,;\t\r\n]|$)')


def _parsed(text: str, dialect: _Dialect) -> list[list[str]]:
    """The rows, without the blanks that people type after a separator. Raises csv.Error."""
    lines = io.StringIO(text, newline="")
    return list(csv.reader(lines, delimiter=dialect.delimiter, skipinitialspace=True, strict=True))


def _save(path: Path, rows: Sequence[Sequence[str]], dialect: _Dialect) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.newline)
    writer.writerows(rows)
    content = (_BOM if dialect.bom else "") + text.getvalue()
    target = path.resolve()
    try:
        write_whole(target, content, target.stat().st_mode & 0o777)
    except OSError as error:
        raise IncompleteError(
            f"The roster's file {path.name!r} could not be written; nobody's access was changed.",
            hint="Check its folder's permissions and the space on the disk, then run again.",
        ) from error


def _row(change: RosterChange, roster: Roster, width: int) -> list[str]:
    cells = {
        "name": change.name,
        "email": change.email,
        "role": str(change.role),
        "joined": change.day.isoformat(),
    }
    row = [""] * width
    for key, text in cells.items():
        _put(row, roster.columns[key], text)
    return row


def _put(row: list[str], column: int, text: str) -> None:
    row.extend([""] * (column + 1 - len(row)))
    row[column] = text
