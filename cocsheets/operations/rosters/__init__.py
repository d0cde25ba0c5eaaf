"""Where the roster is: one module a source, named as `[members] source` begins.

Each module has a class `Source`, made of what follows the colon, with the protocol below. Which
sources there are is listed in `cocsheets.access.membership.SOURCES`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Protocol

from cocsheets.records.written import NO_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.plans.outcomes import CellsReport
    from cocsheets.plans.roster import RosterChange
    from cocsheets.records.dates import DateOrder
    from cocsheets.records.table import Spreadsheet, Worksheet
    from cocsheets.records.written import Doubts, OpenLines
    from cocsheets.settings import Settings


class RosterSource(Protocol):
    """How a roster is read and changed, wherever it is."""

    in_reading: ClassVar[bool]
    """Whether a reading of the spreadsheet holds it; else it is read anew whenever it is wanted."""

    def read(self, spreadsheet: Spreadsheet, lines: OpenLines = NO_LINES) -> Roster:
        """The roster. `lines` are those that interrupted runs left open in the ledger: a row that
        shows what was meant for another is not believed. Raises RosterMissingError, LayoutError,
        ConfigurationError."""

    def worksheet(self, spreadsheet: Spreadsheet) -> Worksheet | None:
        """The worksheet that holds it; None if it is elsewhere, or missing."""

    def doubts(self, spreadsheet: Spreadsheet, lines: OpenLines) -> Doubts:
        """What open lines of the ledger leave in doubt about it, where it can be read."""

    def change(self, changes: Sequence[RosterChange], run: Run) -> tuple[Roster, CellsReport]:
        """Carry changes out, with their lines in the ledger; returns the roster as it reads then,
        and what became of its cells.

        Every change can be repeated. Raises CocsheetsError; then nobody's access may be changed."""


def roster_source(settings: Settings, order: DateOrder | None = None) -> RosterSource:
    """The source that the settings name; `order` is the one in which the committee types dates."""
    kind, place = settings.members.kind, settings.members.place
    made: RosterSource = import_module(f"{__name__}.{kind}").Source(place, settings.folder, order)
    return made
