"""What every verb that writes looks like from outside: planned on a reading, and carried out.

The command flow and library users know no more of a verb than this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from cocsheets.data import replace
from cocsheets.shown import Shown, Tabular

if TYPE_CHECKING:
    from cocsheets.exit_codes import ExitCode
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.plan import Plan
    from cocsheets.records.table import Spreadsheet

ReportT = TypeVar("ReportT", covariant=True)


class Planned(Shown):
    """An operation shows itself as its plan."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def plan(self) -> Plan:
            """What would be done."""

    def tabular(self) -> Tabular:
        """See `Shown`."""
        return self.plan.tabular()


@dataclass(frozen=True, repr=False)
class RecordsOperation(Planned):
    """An operation that is planned on a reading of the records."""

    committee: Committee
    assessment: Assessment

    @property
    def spreadsheet(self) -> Spreadsheet:
        """See `Operation`."""
        return self.assessment.spreadsheet

    def again(self) -> Self:
        """See `Operation`."""
        return replace(self, assessment=self.committee.read().assessment)


class Reported(Planned):
    """A report shows itself as what it came to, and its plan."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def code(self) -> ExitCode:
            """What it came to."""

    def tabular(self) -> Tabular:
        """See `Shown`."""
        caption, header, rows = self.plan.tabular()
        return Tabular(f"Exit code {int(self.code)}: {self.code.meaning}. {caption}", header, rows)


class Operation(Protocol[ReportT]):
    """One verb, planned."""

    @property
    def committee(self) -> Committee:
        """Whose spreadsheet it is."""

    @property
    def spreadsheet(self) -> Spreadsheet:
        """The reading that the plan was made on."""

    @property
    def plan(self) -> Plan:
        """What would be done."""

    def again(self) -> Self:
        """The same verb planned on a new reading. Raises CocsheetsError."""

    def preview(self) -> ReportT:
        """The report where nothing was written: what would be done. Raises CocsheetsError."""

    def carry_out(self, *, allow_large: bool = False) -> ReportT:
        """Do it in one transaction, and say what became of it. Raises CocsheetsError."""
