"""What a write works on: a copy of the content, the acting user, the switches.

A write changes the copy; only when all of it has gone well does the copy take the content's
place. So a refused request changes nothing, and contents that revisions keep never change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from cocsheets.sandbox.drive.access import sheets_file
from cocsheets.sandbox.errors import ApiError, invalid
from cocsheets.sandbox.formulas.cell_values import Array, FormulaError, is_number
from cocsheets.sandbox.formulas.results import Results
from cocsheets.sandbox.sheets.cells import number
from cocsheets.sandbox.sheets.entry import enter
from cocsheets.sandbox.sheets.numberformat import EPOCH
from cocsheets.sandbox.sheets.protection import Editor

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.sheets.a1 import Box
    from cocsheets.sandbox.sheets.cells import Cell
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet
    from cocsheets.sandbox.state import Settings, State

Json = dict[str, Any]
_CUSTOM_ZONE = re.compile(r"GMT([+-])([01][0-9]):([0-5][0-9])\Z")
LONGEST_TEXT = 50_000
_TOO_LARGE = 2**1023


@dataclass(slots=True)
class Edit:
    """One write in progress. `title` is the file's name, which a request may change."""

    book: Spreadsheet
    editor: Editor
    state: State
    file: File
    user: str
    title: str
    touched: bool = False
    _results: Results | None = field(default=None, repr=False)

    @classmethod
    def of(cls, state: State, file: File, user: str) -> Edit:
        """A write by a user on a spreadsheet's content."""
        editor = Editor(state.accounts, user, file.owner)
        return cls(file.sheet.copy(), editor, state, file, user, file.name)

    @property
    def settings(self) -> Settings:
        """The sandbox's switches."""
        return self.state.settings

    @property
    def today(self) -> date:
        """The spreadsheet's own day."""
        return moment(self.state, self.book).date()

    def results(self) -> Results:
        """Effective values of the copy as it now stands."""
        if self._results is None or self.touched:
            self._results = results_of(self.state, self.book, self.user)
            self.touched = False
        return self._results

    def writing(self, sheet: Sheet, box: Box) -> None:
        """Say that these cells are about to change: refuses protected ones."""
        self.editor.require(self.book, sheet, box)
        self.touched = True

    def entered(self, cell: Cell, typed: Any, *, raw: bool) -> Cell:
        """The cell after a value was put in, as it stands or as if typed."""
        if isinstance(typed, str) and len(typed) > LONGEST_TEXT:
            raise too_long()
        if typed == "":
            return cell.with_value(None)
        if is_number(typed):
            return cell.with_value(_double(typed))
        if raw:
            return cell.with_value(typed)
        return enter(cell, typed, self.book.locale, self.today)

    def new_number(self, taken: set[int]) -> int:
        """A fresh id for a sheet, a range or metadata."""
        while (number := self.state.new_number()) in taken:
            pass
        return number

    def commit(self) -> None:
        """Put the copy in the content's place and keep what was there as a revision."""
        self.file.content = self.book
        self.file.name = self.title
        self.state.record_revision(self.file, self.user)


def too_long() -> ApiError:
    """The refusal of a text that no cell can hold (recorded)."""
    return invalid(
        f"Your input contains more than the maximum of {LONGEST_TEXT} characters in a single cell."
    )


def _double(value: float) -> float:
    """A number as Google keeps it: all are doubles."""
    if abs(value) >= _TOO_LARGE:
        raise invalid("Invalid value: the number is out of range.")
    return number(float(value)) if abs(value) >= 2**53 else value


def moment(state: State, book: Spreadsheet) -> datetime:
    """The time in the spreadsheet's own zone."""
    where = zone(str(book.properties.get("timeZone", "Etc/GMT"))) or UTC
    return datetime.fromtimestamp(state.clock() / 1000, tz=UTC).astimezone(where)


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo | None:
    """A zone of the database, or a custom one such as `GMT-07:00` (documented); None for others."""
    custom = _CUSTOM_ZONE.match(name)
    if custom:
        ahead = timedelta(hours=int(custom[2]), minutes=int(custom[3]))
        return timezone(ahead if custom[1] == "+" else -ahead)
    return ZoneInfo(name) if name in available_timezones() else None


def results_of(state: State, book: Spreadsheet, user: str, depth: int = 0) -> Results:
    """Effective values of a content that is not going to change."""
    now = moment(state, book).replace(tzinfo=None)
    serial = (now - EPOCH).total_seconds() / 86400

    def imported(key: str, text: str) -> Array:
        if depth > 2:
            raise FormulaError("REF", "Error while importing: too deep.")
        try:
            source = sheets_file(state, user, key.rpartition("/d/")[2].partition("/")[0]).sheet
            sheet, box = source.read_range(text)
        except ApiError:
            raise FormulaError("REF", "You don't have permissions to access that sheet.") from None
        values = results_of(state, source, user, depth + 1)
        bottom = min(box.bottom, max(len(sheet.rows), box.top + 1))
        return [
            [values.value(sheet, row, column) for column in range(box.left, box.right)]
            for row in range(box.top, bottom)
        ]

    return Results(book, serial, imported)
