"""A roster in a worksheet of the spreadsheet itself: `worksheet:Members`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cocsheets.access.roster import read_worksheet
from cocsheets.access.rostertable import RosterTable
from cocsheets.apply.roster import apply_roster
from cocsheets.errors import LayoutError, RosterMissingError
from cocsheets.records.written import NO_DOUBTS, NO_LINES, Doubts, OpenLines, judge_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.plans.outcomes import CellsReport
    from cocsheets.plans.roster import RosterChange
    from cocsheets.records.dates import DateOrder
    from cocsheets.records.table import Spreadsheet, Worksheet


class Source:
    """See `RosterSource`."""

    in_reading: ClassVar[bool] = True

    def __init__(self, place: str, folder: Path, order: DateOrder | None = None) -> None:
        del folder
        self.title = place
        self.order = order

    def read(self, spreadsheet: Spreadsheet, lines: OpenLines = NO_LINES) -> Roster:
        """See `RosterSource`."""
        worksheet = self.worksheet(spreadsheet)
        if worksheet is None:
            raise RosterMissingError(
                f"There is no worksheet {self.title!r} with the roster; nothing about sharing was "
                "done.",
                hint="Make it with the headers Name, E-mail, Role, Joined, Stepped down, or name "
                "another one in [members] source.",
            )
        roster = read_worksheet(worksheet, self.order)
        if not lines.lines:
            return roster
        return read_worksheet(worksheet, self.order, _doubts(roster, worksheet, lines))

    def worksheet(self, spreadsheet: Spreadsheet) -> Worksheet | None:
        """See `RosterSource`."""
        return spreadsheet.worksheet(self.title)

    def doubts(self, spreadsheet: Spreadsheet, lines: OpenLines) -> Doubts:
        """See `RosterSource`."""
        worksheet = self.worksheet(spreadsheet)
        if worksheet is None:
            return NO_DOUBTS
        try:
            return _doubts(read_worksheet(worksheet, self.order), worksheet, lines)
        except LayoutError:
            return NO_DOUBTS

    def change(self, changes: Sequence[RosterChange], run: Run) -> tuple[Roster, CellsReport]:
        """See `RosterSource`."""
        return apply_roster(changes, run, self.title, self.order)


def _doubts(roster: Roster, worksheet: Worksheet, lines: OpenLines) -> Doubts:
    keys = {term.row: member.key for member in roster for term in member.terms}
    return judge_lines(lines, RosterTable(worksheet, roster), keys)
