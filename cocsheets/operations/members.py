"""What is done to members: the roster and the sharing that follows from it, then a receipt.

Composes plans, guards and apply. Must not know the command line, nor Google's JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets.access.paths import Surroundings
from cocsheets.access.receipt import Receipt, leaving_receipt
from cocsheets.apply.sharing import ledger_lines
from cocsheets.apply.transaction import transaction
from cocsheets.data import Data, replace
from cocsheets.errors import CocsheetsError, IncompleteError
from cocsheets.exit_codes import ExitCode, code_of, worst
from cocsheets.operations.auditing import every_way, surroundings
from cocsheets.operations.openlines import close_sharing_lines
from cocsheets.operations.operation import Planned, Reported
from cocsheets.operations.places import PlaceReport, read_places, with_places
from cocsheets.operations.rosters import RosterSource, roster_source
from cocsheets.operations.sharing import share, situation_of, view
from cocsheets.plans.members import MembersPlan
from cocsheets.plans.outcomes import CellsReport, SharingReport
from cocsheets.plans.person import Person, find_person

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.judged import Judged
    from cocsheets.plans.situation import Situation
    from cocsheets.records.table import Spreadsheet
    from cocsheets.workbook.interface import SharingStore


class MembersReport(Reported, Data, frozen=True):
    """What became of a plan about members."""

    plan: MembersPlan
    roster: Roster
    sharing: SharingReport
    cells: CellsReport = CellsReport()
    """What became of the cells of the roster."""

    @property
    def code(self) -> ExitCode:
        """What it comes to, apart from what a receipt says."""
        return worst(self._codes())

    def _codes(self) -> Iterator[ExitCode]:
        yield from map(code_of, (*self.plan.sharing.faults, *self.sharing.failed.values()))
        if not self.sharing.complete:
            yield ExitCode.INCOMPLETE
        if self.plan.obstacles or self.sharing.obstacles or self.cells.to_look:
            yield ExitCode.FINDINGS

    @property
    def failed(self) -> dict[str, CocsheetsError]:
        """Why some files could not be looked at, or were left as they are, by name."""
        return {**self.plan.sharing.failed, **self.sharing.failed}


@dataclass(frozen=True, repr=False)
class ChangeMembers(Planned):
    """A change to members and what follows for sharing, as an `Operation`."""

    committee: Committee
    spreadsheet: Spreadsheet
    situation: Situation
    make: Callable[[Situation], MembersPlan]
    """One of `plans.members`, given all that a person asked for."""
    typed: Sequence[str] = ()
    """Addresses that a person typed."""
    notify: bool = False

    @classmethod
    def prepare(
        cls,
        committee: Committee,
        make: Callable[[Situation], MembersPlan],
        typed: Sequence[str] = (),
        *,
        notify: bool = False,
    ) -> ChangeMembers:
        """Read everything. Raises CocsheetsError."""
        return cls(committee, *view(committee, typed), make, typed, notify)

    @classmethod
    def of(
        cls,
        reading: Judged,
        make: Callable[[Situation], MembersPlan],
        typed: Sequence[str] = (),
        *,
        notify: bool = False,
    ) -> ChangeMembers:
        """On a reading; lists who has access. Raises CocsheetsError."""
        found = situation_of(reading, typed)
        return cls(reading.committee, reading.spreadsheet, found, make, typed, notify)

    @cached_property
    def plan(self) -> MembersPlan:
        """See `Operation`."""
        return self.make(self.situation)

    def again(self) -> ChangeMembers:
        """See `Operation`."""
        return self.prepare(self.committee, self.make, self.typed, notify=self.notify)

    def carry_out(self, *, allow_large: bool = False) -> MembersReport:
        """See `Operation`: the roster first, then who has access."""
        committee = self.committee
        by = self.situation.account.email
        with transaction(
            committee, self.spreadsheet, self.plan, by=by, allow_large=allow_large
        ) as run:
            close_sharing_lines(run, self.situation)
            refused = self.plan.refusals(committee.limits, allow_large=allow_large)
            return carry_out(
                self.plan,
                self.situation,
                run,
                committee.drive,
                roster_source(committee.settings, committee.schema.date_order),
                notify=self.notify,
                refused=refused,
            )

    def preview(self) -> MembersReport:
        """See `Operation`."""
        sharing = SharingReport(files=self.situation.files)
        return MembersReport(self.plan, self.situation.roster, sharing)

    def receipt(self, report: MembersReport, email: str, day: dt.date | None = None) -> Receipt:
        """The receipt of somebody who leaves, on a day or else today, after it was carried out."""
        found = receipt(
            report,
            self.situation,
            email,
            day=day or self.situation.today,
            surroundings=surroundings(self.committee, self.spreadsheet, self.situation.files[0]),
            checklist=self.committee.settings.checklist.leaving,
        )
        return with_places(found, self.places(report), self.situation.today)

    def places(self, report: MembersReport) -> tuple[PlaceReport, ...]:
        """Who is in each place of the settings after it was carried out."""
        known = self.situation.resolved
        return read_places(self.committee, self.spreadsheet, report.roster, known=known)


def carry_out(
    plan: MembersPlan,
    situation: Situation,
    run: Run,
    drive: SharingStore,
    source: RosterSource,
    *,
    notify: bool = False,
    refused: Mapping[str, CocsheetsError] | None = None,
) -> MembersReport:
    """Change the roster, then who has access, with the lines of both in the ledger.

    `situation` is what was planned on. If the roster cannot be changed, nobody's access is. Sharing
    is planned again on the roster as it reads then: where that asks for other access, nobody's is
    changed. Files that a guard has `refused` are left as they are. Lines that an error leaves open
    are closed by the next run, which looks.
    Raises CocsheetsError.
    """
    left = refused or {}
    sharing = plan.sharing.without(left)
    numbers = run.intend(ledger_lines(sharing))
    report = SharingReport(files=situation.files, failed=left)
    roster, cells = source.change(plan.roster, run)
    if sharing.changes:
        run.begin()
        now = replace(situation, roster=roster)
        if plan.sharing_on(now, notify=notify).without(left).digest != sharing.digest:
            run.give_up(numbers)
            run.finish()
            raise IncompleteError(
                "The roster was changed by somebody else while we worked. Our change to it is "
                "done. Nobody's access was changed.",
                hint="Look at the roster, then run again.",
            )
        report = share(drive, run, sharing, numbers, notify=notify)
    return MembersReport(plan, roster, report, cells)


def receipt(
    report: MembersReport,
    situation: Situation,
    email: str,
    *,
    day: dt.date,
    surroundings: Surroundings,
    checklist: Sequence[str] = (),
) -> Receipt:
    """The receipt of somebody who leaves, by the listing that was made after the changes.

    Of somebody who had left already it tells the day that stands on the roster.
    """
    before = find_person(situation, email)
    left = [member.left(day) for member in before.members]
    day = max((end for end in left if end), default=day) if all(left) else day
    latest = {file.name: file for file in (*situation.files, *report.sharing.files)}
    after = replace(situation, files=tuple(latest.values()), roster=report.roster)
    gone = report.plan.people if day <= situation.today else ()
    ways = every_way(after, {after.files[0].name: surroundings}, gone)
    return leaving_receipt(
        email=_shown_address(before),
        name=before.name,
        accounts={before.account, *(p.id for p in before.permissions)},
        other_names=[p.name for p in before.permissions],
        day=day,
        file=after.files[0].facts,
        files=tuple(latest),
        unseen={name: error.message for name, error in situation.failed.items()},
        ways=ways,
        around=surroundings,
        checklist=checklist,
    )


def _shown_address(person: Person) -> str:
    return next((member.email for member in person.members), person.email)
