"""What is done to members: the roster and the sharing that follows from it, then a receipt.

Composes plans, guards and apply. Must not know the command line, nor Google's JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cocsheets.access.audit import Surroundings, audit
from cocsheets.access.receipt import Receipt, leaving_receipt
from cocsheets.apply.roster import apply_roster, roster_lines
from cocsheets.apply.rosterfile import apply_file
from cocsheets.apply.sharing import SharingReport, apply_sharing, close, ledger_lines
from cocsheets.errors import ConfigurationError
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import State
from cocsheets.operations.situation import judge_of, look
from cocsheets.plans.limits import Limits, check_sharing
from cocsheets.plans.members import MembersPlan, Person, Situation, find_person

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cocsheets.access.members import MembersSettings, Roster
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.records.dates import DateOrder
    from cocsheets.records.table import Spreadsheet
    from cocsheets.workbook.interface import SharingStore


@dataclass(frozen=True, slots=True)
class MembersReport:
    """What became of a plan about members."""

    plan: MembersPlan
    roster: Roster
    sharing: SharingReport

    @property
    def code(self) -> ExitCode:
        """What it comes to, apart from what a receipt says."""
        if not self.sharing.complete:
            return ExitCode.INCOMPLETE
        left = self.plan.obstacles or self.sharing.obstacles
        return ExitCode.FINDINGS if left else ExitCode.OK


@dataclass(frozen=True, slots=True)
class MembersView:
    """One reading of spreadsheet and sharing, before a plan about members is made."""

    spreadsheet: Spreadsheet
    situation: Situation


def view(committee: Committee, also: Iterable[str] = ()) -> MembersView:
    """Read everything; `also` names addresses that a person typed. Raises CocsheetsError."""
    file = committee.drive.file()
    committee.refuse_trash(file)
    spreadsheet = committee.read()
    roster = committee.roster(spreadsheet)
    policy = committee.settings.sharing
    today, ledger = committee.today(spreadsheet), committee.readable_ledger(spreadsheet)
    found = look(committee.drive, roster, policy, today, also, file=file, ledger=ledger)
    return MembersView(spreadsheet, found)


def guard(
    committee: Committee, seen: MembersView, plan: MembersPlan, *, allow_large: bool = False
) -> None:
    """Refuse a plan that no guard lets through. Raises RefusedError; sends nothing."""
    committee.refuse_future(seen.spreadsheet)
    committee.refuse_wrong_clock(seen.spreadsheet)
    check_members(plan, committee.settings.limits, allow_large=allow_large)


def apply(
    committee: Committee, seen: MembersView, plan: MembersPlan, *, notify: bool = False
) -> MembersReport:
    """Carry a plan out as a run of its own. Raises CocsheetsError."""
    if not plan.changes:
        sharing = SharingReport(permissions=seen.situation.permissions)
        return MembersReport(plan, seen.situation.roster, sharing)
    run = committee.start_run(seen.situation.account.email)
    run.adopt(seen.spreadsheet)
    settings, order = committee.settings, committee.schema.date_order
    return carry_out(
        plan, run, committee.drive, settings.members, settings.folder, order, notify=notify
    )


def check_members(plan: MembersPlan, limits: Limits, *, allow_large: bool = False) -> None:
    """Refuse a plan about members that the guards of sharing refuse.

    Those whom a person names are not counted; all other guards stay. A plan that takes nothing away
    needs no roster to stand on: that is how a roster begins. Raises RefusedError.
    """
    if plan.sharing is not None and any(change.action.takes for change in plan.sharing.changes):
        check_sharing(plan.sharing, limits, allow_large=allow_large, named=plan.people)


def carry_out(
    plan: MembersPlan,
    run: Run,
    drive: SharingStore,
    members: MembersSettings,
    folder: Path,
    order: DateOrder | None = None,
    *,
    notify: bool = False,
) -> MembersReport:
    """Change the roster, then who has access, with the lines of both in the ledger.

    If the roster cannot be changed, nobody's access is. Lines that an error leaves open are closed
    by the next run, which looks. Raises CocsheetsError.
    """
    sharing = plan.sharing
    assert sharing is not None  # noqa: S101  # every plan about members carries one
    numbers = run.intend(ledger_lines(sharing))
    report = SharingReport(permissions=sharing.permissions)
    try:
        roster = _change_roster(plan, run, members, folder, order)
        if sharing.changes:
            run.begin()
            report = apply_sharing(sharing, drive, notify=notify, before=run.keep)
            close(report, numbers, run)
    except Exception:
        run.release()
        raise
    run.finish()
    return MembersReport(plan, roster, report)


def _change_roster(
    plan: MembersPlan,
    run: Run,
    members: MembersSettings,
    folder: Path,
    order: DateOrder | None,
) -> Roster:
    if members.file is None:
        return apply_roster(plan.roster, run, members.worksheet or "", order)
    lines = run.intend(roster_lines(plan.roster))
    if lines:
        run.begin()
    roster = apply_file(plan.roster, folder / members.file, order)
    for number in lines:
        run.close(number, State.DONE)
    return roster


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
    after = replace(situation, permissions=report.sharing.permissions, roster=report.roster)
    gone = report.plan.people if day <= situation.today else ()
    judge = judge_of(after, removed=gone)
    return leaving_receipt(
        email=_shown_address(before),
        name=before.name,
        accounts={before.account, *(p.id for p in before.permissions)},
        other_names=[p.name for p in before.permissions],
        day=day,
        file=situation.file,
        ways=audit(judge, situation.file, surroundings),
        around=surroundings,
        checklist=checklist,
    )


def _shown_address(person: Person) -> str:
    return next((member.email for member in person.members), person.email)


def day_of_report(committee: Committee, spreadsheet: Spreadsheet, row: int) -> dt.date:
    """When the report in a row came in. Raises ConfigurationError if that cannot be told."""
    for record in committee.assess(spreadsheet).records:
        if record.row == row and record.date_reported is not None:
            return record.date_reported
    raise ConfigurationError(
        f"Row {row} is no report, or its date cannot be read.",
        hint="Use --date, or correct the row; `cocsheets validate` explains what is wrong.",
    )
