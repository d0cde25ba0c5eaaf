"""Names apart from cases: splitting a sheet into records and identities, and joining them again.

Composes; the plans are in `plans.split`, the identities are written by `operations.identities`.
Identities are written and seen before a record changes, so no record is ever without them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets.access.files import IDENTITIES
from cocsheets.apply.transaction import transaction
from cocsheets.errors import ConfigurationError
from cocsheets.exit_codes import ExitCode, code_of
from cocsheets.operations import residue
from cocsheets.operations.cellplans import carry_out
from cocsheets.operations.coding import register, write_people
from cocsheets.operations.identities import Identities, read_identities
from cocsheets.operations.operation import RecordsOperation, Reported
from cocsheets.operations.sharing import Share
from cocsheets.plans.identities import NewIdentity
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.split import SplitPlan, plan_join, plan_split
from cocsheets.records.mentions import Identifiers
from cocsheets.tomledit import set_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.residue import ResidueReport
    from cocsheets.records.identities import Identity


@dataclass(frozen=True, slots=True, repr=False)
class SplitReport(Reported):
    """What became of a plan to split or join."""

    plan: SplitPlan
    cells: CellsReport = field(default_factory=CellsReport)
    people: int = 0
    """How many people got a row in the identities."""
    residue: ResidueReport | None = None
    """Where people are still named in the spreadsheet; None if that was not looked for."""
    whole: bool = False
    """Whether a last reading shows nothing left to do in the records."""
    by_hand: str = ""
    """What a person has to change in the settings; empty where they say it already."""

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        if self.cells.error is not None and not self.cells.done:
            return code_of(self.cells.error)
        if not self.cells.complete or not self.whole:
            return ExitCode.INCOMPLETE
        left = self.plan.obstacles or (self.residue is not None and self.residue.leaks)
        return ExitCode.FINDINGS if left else ExitCode.OK


@dataclass(frozen=True, repr=False)
class _Apart(RecordsOperation):
    """What splitting and joining have in common: both readings."""

    identities: Identities

    @classmethod
    def of(cls, committee: Committee, assessment: Assessment) -> Self:
        """On a reading of the records; reads the identities. Raises CocsheetsError."""
        return cls(committee, assessment, read_identities(committee))

    def again(self) -> Self:
        """See `Operation`."""
        assessment = self.committee.read().assessment
        return replace(self, assessment=assessment, identities=read_identities(self.committee))

    def preview(self) -> SplitReport:
        """See `Operation`."""
        return SplitReport(self.plan, whole=not self.plan.changes)

    if TYPE_CHECKING:

        @property
        def plan(self) -> SplitPlan:
            """See `Operation`."""


class Split(_Apart):
    """Putting everybody under a code name, as an `Operation`."""

    @cached_property
    def plan(self) -> SplitPlan:
        """See `Operation`."""
        found, known = self.assessment, self.identities
        book = register(self.committee, found, known.people.values(), known.used)
        plan = plan_split(found.spreadsheet.id, found.table, found.records, book)
        return replace(plan, obstacles=(*plan.obstacles, *self._open_to_others()))

    def _open_to_others(self) -> Iterator[Obstacle]:
        """Access to the identities that somebody has and should not have.

        Raises ConfigurationError where there is no roster that says who should.
        """
        reading = self.committee.reading(self.spreadsheet)
        sharing = Share.of(reading, file=IDENTITIES).plan
        pending = (one for one in sharing.obstacles if one.pending)
        left = (*sharing.only(takes=True).changes, *pending)
        if left:
            yield Obstacle(
                f"people who should not see them have access to the identities: {len(left)}",
                hint="Run `cocsheets sharing --file identities` first.",
            )

    def carry_out(self, *, allow_large: bool = False) -> SplitReport:
        """See `Operation`: the identities first, then the records."""
        committee, found, plan = self.committee, self.assessment, self.plan
        committee.refuse_future(self.spreadsheet)
        by = committee.acting_account()
        known = plan.code_names.values()
        write_people(committee, known, by=by)

        def replan(now: Assessment) -> SplitPlan:
            book = register(committee, now, known)
            return plan_split(now.spreadsheet.id, now.table, now.records, book)

        with transaction(committee, self.spreadsheet, plan, by=by, allow_large=allow_large) as run:
            cells = carry_out(committee, found, plan, run, replan)
            last = committee.assess(run.latest())
            whole = not replan(last).changes
        left = residue.find(committee, self._people(last, known), last.spreadsheet)
        new = sum(isinstance(change, NewIdentity) for change in plan.changes)
        hand = write_preset(committee, CODE_NAMES) if whole else ""
        return SplitReport(plan, cells, new, left, whole, hand)

    def _people(self, last: Assessment, known: Iterable[Identity]) -> Identifiers:
        """What the records must not name any longer: everybody but the committee's members."""
        book = register(self.committee, last, known)
        members = self.committee.reading(last.spreadsheet).member_names or ()
        mine = {folded for name in members for folded in (name, name.casefold())}
        return Identifiers(frozenset(text for text in book.needles if text not in mine))


class Join(_Apart):
    """Writing every name in place of its code name again, as an `Operation`."""

    @cached_property
    def plan(self) -> SplitPlan:
        """See `Operation`."""
        return self._plan(self.assessment)

    def _plan(self, found: Assessment) -> SplitPlan:
        people = self.identities.people
        if not people:
            raise ConfigurationError(
                "The identity spreadsheet has no identities, so nothing can be joined.",
                hint="Restore the worksheet `Identities` from its version history.",
            )
        return plan_join(found.spreadsheet.id, found.table, found.records, people)

    def carry_out(self, *, allow_large: bool = False) -> SplitReport:
        """See `Operation`. The identities stay as they are."""
        committee, found, plan = self.committee, self.assessment, self.plan
        by = committee.acting_account()
        with transaction(committee, self.spreadsheet, plan, by=by, allow_large=allow_large) as run:
            cells = carry_out(committee, found, plan, run, self._plan)
            whole = not self._plan(committee.assess(run.latest())).changes
        hand = write_preset(committee, NAMES) if whole else ""
        return SplitReport(plan, cells, whole=whole, by_hand=hand)


NAMES, CODE_NAMES = "django-2016", "code-names"


def write_preset(committee: Committee, preset: str) -> str:
    """Have the settings say in which layout the records are; returns what a person has to do.

    A layout of the committee's own, and one of another preset, are for a person to change.
    """
    settings, wanted = committee.settings, preset == CODE_NAMES
    if committee.schema.code_names is wanted:
        return ""
    if settings.schema.file or settings.schema.preset not in (NAMES, CODE_NAMES):
        return f"set code_names = {str(wanted).lower()} for the columns that name people"
    if settings.config is None:
        return f'write [schema] preset = "{preset}" into cocsheets.toml'
    set_text(settings.config, "schema", "preset", preset)
    return ""
