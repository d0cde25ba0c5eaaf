"""What is done to members: the roster and the sharing that follows from it, then a receipt.

Composes plans, guards and apply. Must not know the command line, nor Google's JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cocsheets.access.audit import Surroundings, audit
from cocsheets.access.judgement import Judge
from cocsheets.access.receipt import Receipt, leaving_receipt
from cocsheets.apply.roster import apply_roster, roster_lines
from cocsheets.apply.rosterfile import apply_file
from cocsheets.apply.sharing import SharingReport, apply_sharing, close, ledger_lines
from cocsheets.ledger import State
from cocsheets.plans.limits import Limits, check_sharing
from cocsheets.plans.members import MembersPlan, Person, Situation, find_person

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from cocsheets.access.members import MembersSettings, Roster
    from cocsheets.apply.run import Run
    from cocsheets.records.dates import DateOrder
    from cocsheets.workbook.interface import SharingStore


@dataclass(frozen=True, slots=True)
class MembersReport:
    """What became of a plan about members."""

    plan: MembersPlan
    roster: Roster
    sharing: SharingReport

    @property
    def complete(self) -> bool:
        """Whether all is in place but what Google's rules forbid."""
        return self.sharing.complete


def check_members(plan: MembersPlan, limits: Limits, *, allow_large: bool = False) -> None:
    """Refuse a plan about members that the guards of sharing refuse.

    Those whom a person names are not counted; all other guards stay.
    Raises RefusedError.
    """
    if plan.sharing is not None:
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

    If the roster cannot be changed, nobody's access is. Raises CocsheetsError.
    """
    sharing = plan.sharing
    assert sharing is not None  # noqa: S101  # every plan about members carries one
    numbers = run.intend(ledger_lines(sharing))
    try:
        roster = _change_roster(plan, run, members, folder, order)
    except Exception:
        for number in numbers:
            run.close(number, State.NOT_DONE)
        run.release()
        raise
    report = SharingReport(permissions=sharing.permissions)
    if sharing.changes:
        run.begin()
        report = apply_sharing(sharing, drive, notify=notify)
        close(report, numbers, run)
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
    """The receipt of somebody who leaves, by the listing that was made after the changes."""
    before = find_person(situation, email)
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


def judge_of(situation: Situation, removed: Collection[str] = ()) -> Judge:
    """The judge of a situation."""
    return Judge(
        file=situation.file,
        account=situation.account,
        permissions=situation.permissions,
        roster=situation.roster,
        resolved=situation.resolved,
        policy=situation.policy,
        today=situation.today,
        removed=removed,
    )
