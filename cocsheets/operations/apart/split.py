"""Names apart from cases: splitting a sheet into records and identities, and joining them again.

Composes; the plans are in `plans.split`, identities are written by `apart.identities`.
Identities are written and seen before a record changes, so no record is ever without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from msgspec import field

from cocsheets.access.files import IDENTITIES
from cocsheets.apply.transaction import transaction
from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError
from cocsheets.exit_codes import ExitCode, code_of
from cocsheets.operations import residue
from cocsheets.operations.apart.coding import register, write_people
from cocsheets.operations.apart.identities import Identities, read_identities
from cocsheets.operations.cellplans import carry_out
from cocsheets.operations.operation import RecordsOperation, Reported
from cocsheets.operations.sharing import Share
from cocsheets.plans.identities import NewIdentity
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.split import SPLIT, SettingsChange, SplitPlan, plan_join, plan_split
from cocsheets.records.identity_checks import but_members, identities_in
from cocsheets.tomledit import set_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.residue import ResidueReport


class SplitReport(Reported, Data, frozen=True):
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
        if self.plan.kind == SPLIT and self.plan.cells:  # the version history still has the names
            return ExitCode.FINDINGS
        leaks = self.residue.leaks if self.residue is not None else ()
        left = self.plan.obstacles or self.cells.to_look or leaks
        return ExitCode.FINDINGS if left else ExitCode.OK


@dataclass(frozen=True, repr=False)
class _Apart(RecordsOperation):
    """What splitting and joining have in common: both readings."""

    identities: Identities
    preset: ClassVar[str]
    """The layout that the records have afterwards."""

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

    def with_preset(self, plan: SplitPlan) -> SplitPlan:
        """The plan, with the change of the settings that it needs and that can be made here."""
        if self._config is None or not plan.code_names:
            return plan
        return replace(plan, changes=(*plan.changes, SettingsChange(self.preset)))

    def write_preset(self, *, whole: bool) -> str:
        """Have the settings say in which layout the records are, once all of them are in it;
        returns what a person has to do instead."""
        if not whole or not self._stale:
            return ""
        if self._config is not None:
            set_text(self._config, "schema", "preset", self.preset)
            return ""
        if self._own_layout:
            wanted = str(self.preset == Split.preset).lower()
            return f"set code_names = {wanted} for the columns that name people"
        return f'write [schema] preset = "{self.preset}" into cocsheets.toml'

    @property
    def _stale(self) -> bool:
        """Whether the settings have the records in the other layout."""
        return self.committee.schema.code_names is not (self.preset == Split.preset)

    @property
    def _own_layout(self) -> bool:
        """Whether the layout is the committee's own, or of another preset."""
        schema = self.committee.settings.schema
        return bool(schema.file) or schema.preset not in (Split.preset, Join.preset)

    @property
    def _config(self) -> Path | None:
        """The settings file, where its preset is to be changed."""
        return self.committee.settings.config if self._stale and not self._own_layout else None

    if TYPE_CHECKING:

        @property
        def plan(self) -> SplitPlan:
            """See `Operation`."""


class Split(_Apart):
    """Putting everybody under a code name, as an `Operation`."""

    preset = "code-names"

    @cached_property
    def plan(self) -> SplitPlan:
        """See `Operation`."""
        found, known = self.assessment, self.identities
        book = register(self.committee, found, known.people.values(), known.used)
        plan = plan_split(found.spreadsheet.id, found.table, found.records, book)
        obstacles = (*plan.obstacles, *self._open_to_others())
        return self.with_preset(replace(plan, obstacles=obstacles))

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
        """See `Operation`: the identities first, then the records, then the settings."""
        committee, found, plan = self.committee, self.assessment, self.plan
        by = committee.acting_account()
        known = tuple(plan.code_names.values())

        def replan(now: Assessment) -> SplitPlan:
            book = register(committee, now, known)
            return plan_split(now.spreadsheet.id, now.table, now.records, book)

        with transaction(committee, self.spreadsheet, plan, by=by, allow_large=allow_large) as run:
            write_people(committee, run, known, by=by)
            cells = carry_out(committee, found, plan, run, replan)
            last = committee.assess(run.latest())
            whole = not replan(last).changes
        members = committee.reading(last.spreadsheet).member_names or ()
        named = but_members(identities_in(known), members)
        left = residue.find(committee, named, last.spreadsheet)
        new = sum(isinstance(change, NewIdentity) for change in plan.changes)
        return SplitReport(plan, cells, new, left, whole, self.write_preset(whole=whole))


class Join(_Apart):
    """Writing every name in place of its code name again, as an `Operation`."""

    preset = "django-2016"

    @cached_property
    def plan(self) -> SplitPlan:
        """See `Operation`."""
        return self.with_preset(self._plan(self.assessment))

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
        by_hand = self.write_preset(whole=whole)
        return SplitReport(plan, cells, whole=whole, by_hand=by_hand)
