"""How sharing, members and receipts look as text.

Knows our own results. Must not compute any, nor print. Committee members' addresses may be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.access.audit import Verdict
from cocsheets.formats import csv
from cocsheets.plans.members import RosterAction, RosterChange
from cocsheets.plans.sharing import Action, SharingChange, SharingPlan

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.access.audit import Way
    from cocsheets.access.members import Roster
    from cocsheets.access.receipt import Receipt
    from cocsheets.access.seats import Seat
    from cocsheets.access.windows import MailWindow
    from cocsheets.apply.sharing import SharingReport
    from cocsheets.findings import Finding
    from cocsheets.operations.members import MembersReport
    from cocsheets.plans.plan import Obstacle, Plan


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns set apart by two spaces; a column that is blank throughout is left out."""
    cells = [list(row) for row in rows]
    used = [c for c in range(len(header)) if any(row[c] for row in cells)]
    lines = [[header[c] for c in used], *([row[c] for c in used] for row in cells)]
    widths = [max(len(line[c]) for line in lines) for c in range(len(used))]
    for line in lines:
        yield "  ".join(
            text.ljust(width) for text, width in zip(line, widths, strict=True)
        ).rstrip()


def change_line(change: SharingChange | RosterChange) -> str:
    """One change as a line of a plan: `+`, `~` or `-`, whom, what and why."""
    if isinstance(change, RosterChange):
        day = change.day.isoformat()
        if change.action is RosterAction.ENROL:
            return f"+ roster: {change.email}, {change.role} from {day} ({change.reason})"
        row = f", row {change.row}" if change.row else ""
        return f"~ roster: {change.email} steps down on {day}{row} ({change.reason})"
    match change.action:
        case Action.GRANT:
            what = f"{change.address}, {change.after}"
        case Action.REVOKE:
            what = f"{change.address}, was {change.before}"
        case Action.RESTRICT:
            what = "writers may no longer share the file on"
        case _:
            what = f"{change.address}, {change.before} becomes {change.after}"
    return f"{change.action.symbol} {what} ({change.reason})"


def obstacle_lines(obstacles: Iterable[Obstacle]) -> Iterator[str]:
    """Obstacles with whom they are about and how they are removed."""
    for obstacle in obstacles:
        who = f"{obstacle.address}: " if obstacle.address else ""
        yield f"! {who}{obstacle.reason}"
        if obstacle.hint:
            yield f"    {obstacle.hint}"


_MARK = {Verdict.OPEN: "-", Verdict.UNSEEN: "?", Verdict.ALLOWED: " "}


def audit_lines(ways: Sequence[Way]) -> Iterator[str]:
    """Every way in: `-` should be closed, `?` cannot be told, blank is allowed."""
    for way in ways:
        role = f", {way.role}" if way.role else ""
        yield f"{_MARK[way.verdict]} {way.kind}: {way.who}{role} ({way.reason})"
        if way.close and way.verdict is not Verdict.ALLOWED:
            yield f"    {way.close}"
    count = sum(way.verdict is Verdict.OPEN for way in ways)
    unseen = sum(way.verdict is Verdict.UNSEEN for way in ways)
    yield ""
    yield f"{len(ways)} ways in, {count} to be closed, {unseen} that cannot be told from here."


def seat_lines(seats: Sequence[Seat]) -> Iterator[str]:
    """The roster beside what each really has."""
    header = ("Name", "E-mail", "Role", "Joined", "Stepped down", "Access", "Listed as", "Remark")
    yield from table(
        header,
        (
            (
                seat.name,
                seat.email,
                seat.role,
                _day(seat.joined),
                _day(seat.stepped_down),
                str(seat.access or "-"),
                seat.listed_as,
                seat.remark,
            )
            for seat in seats
        ),
    )


def history_lines(roster: Roster, today: dt.date) -> Iterator[str]:
    """Every term of everybody, the latest last."""
    terms = [(term, member) for member in roster for term in member.terms]
    terms.sort(key=lambda item: (item[0].joined.toordinal() if item[0].joined else 0, item[0].row))
    yield from table(
        ("Joined", "Stepped down", "Role", "Name", "E-mail", "Now"),
        (
            (
                _day(term.joined) or "?",
                _day(term.stepped_down),
                str(term.role),
                member.name,
                member.email,
                "current" if term.covers(today) else "",
            )
            for term, member in terms
        ),
    )


def window_lines(window: MailWindow) -> Iterator[str]:
    """Who can look up the e-mails of a day."""
    day = window.day.isoformat()
    if window.still:
        yield f"Current members who served on {day}, and so hold its e-mails:"
        yield from (f"  {member.name} {member.email}".rstrip() for member in window.still)
    else:
        yield f"No current member is known to have served on {day}."
    if window.uncertain:
        yield "Current members whose beginning is not written down, who may hold them:"
        yield from (f"  {member.name} {member.email}".rstrip() for member in window.uncertain)
    if not window.still and window.former:
        yield "Who served then, and once could look them up:"
        yield from (f"  {member.name} {member.email}".rstrip() for member in window.former)


def receipt_lines(receipt: Receipt) -> Iterator[str]:
    """The receipt of somebody who leaves."""
    who = f"{receipt.name} <{receipt.email}>" if receipt.name else receipt.email
    yield f"Receipt: {who}, not a member from {receipt.day.isoformat()}"
    yield f"{receipt.file}  {receipt.url}"
    yield ""
    left = [*receipt.own, *receipt.shared]
    known = [way for way in left if way.verdict is Verdict.OPEN]
    if known:
        yield "Ways in that are left:"
    elif left:
        yield "No way in is known to be left. What cannot be told from here:"
    else:
        yield "No way in is left."
    for way in left:
        role = f", {way.role}" if way.role else ""
        yield f"  {_MARK[way.verdict]} {way.kind}: {way.who}{role} ({way.reason})"
        if way.close:
            yield f"      {way.close}"
    if receipt.checked:
        yield f"Looked at and closed: {', '.join(receipt.checked)}."
    yield _comments(receipt.comments)
    yield ""
    yield "What nobody can see from here:"
    yield from (f"  {line}" for line in receipt.unseen)
    yield from checklist_lines(receipt.checklist)


def checklist_lines(checklist: Sequence[str]) -> Iterator[str]:
    """The committee's own checklist, to tick by hand."""
    if checklist:
        yield ""
        yield "To do by hand:"
        yield from (f"  [ ] {line}" for line in checklist)


def _comments(count: int | None) -> str:
    if count is None:
        return "Comments could not be looked at."
    if count == 0:
        return "No comments under that name."
    return f"{count} comments or replies under that name stay; only their author can delete them."


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def plan_lines(plan: Plan) -> Iterator[str]:
    """A plan about sharing or members: signed lines, obstacles, and the digest."""
    if not plan.changes:
        yield "Nothing to change."
    for change in plan.changes:
        if isinstance(change, SharingChange | RosterChange):
            yield change_line(change)
    yield from obstacle_lines(plan.obstacles)
    if plan.changes:
        noun = "change" if len(plan.changes) == 1 else "changes"
        yield f"Plan {plan.digest}: {len(plan.changes)} {noun}."


def outcome_lines(report: SharingReport) -> Iterator[str]:
    """What was done to sharing, proven by the new listing, and what was not."""
    for change in report.done:
        yield f"done, listed again: {change_line(change)}"
    yield from obstacle_lines(report.obstacles)


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings about the roster and about people, with their place and cure."""
    for finding in findings:
        where = f" {finding.worksheet} {finding.cell}".rstrip() if finding.cell else ""
        yield f"{finding.severity} {finding.rule}{where}: {finding.message}"
        if finding.hint:
            yield f"    {finding.hint}"


def finding_json(finding: Finding) -> dict[str, Any]:
    """Stable form for programs."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "worksheet": finding.worksheet or None,
        "row": finding.row,
        "column": finding.column,
        "message": finding.message,
        "hint": finding.hint or None,
    }


def sharing_json(plan: Plan, report: SharingReport | None) -> dict[str, Any]:
    """A plan about sharing or members and what became of it; the keys are stable."""
    findings = plan.findings if isinstance(plan, SharingPlan) else ()
    return {
        **plan.to_json(),
        "done": [change.to_json() for change in report.done] if report else [],
        "left": [obstacle.to_json() for obstacle in report.obstacles] if report else [],
        "findings": [finding_json(finding) for finding in findings],
    }


def audit_json(
    ways: Sequence[Way], findings: Iterable[Finding], transfer: Sequence[str]
) -> dict[str, Any]:
    """The audit for programs; the keys are stable."""
    return {
        "ways": [way.to_json() for way in ways],
        "open": sum(way.verdict is Verdict.OPEN for way in ways),
        "unseen": sum(way.verdict is Verdict.UNSEEN for way in ways),
        "findings": [finding_json(finding) for finding in findings],
        "transfer": list(transfer),
    }


def audit_csv(ways: Sequence[Way]) -> str:
    """The audit for a spreadsheet, guarded against formulas."""
    keys = ("verdict", "kind", "who", "role", "reason", "close")
    rows = ([way.to_json()[key] for key in keys] for way in ways)
    return csv.write([keys, *rows])


def seats_csv(seats: Sequence[Seat]) -> str:
    """The roster and who has access for a spreadsheet, guarded against formulas."""
    rows = [seat.to_json() for seat in seats]
    keys = list(rows[0]) if rows else []
    return csv.write([keys, *(list(row.values()) for row in rows)])


def transfer_lines(steps: Sequence[str]) -> Iterator[str]:
    """How ownership passes on, step by step."""
    if steps:
        yield ""
        yield "How ownership passes on:"
        yield from (f"  {number}. {step}" for number, step in enumerate(steps, 1))


def history_json(roster: Roster, today: dt.date) -> list[dict[str, Any]]:
    """Every term for programs; the keys are stable."""
    return [
        {
            "name": member.name,
            "email": member.email,
            "role": str(term.role),
            "joined": term.joined and term.joined.isoformat(),
            "stepped_down": term.stepped_down and term.stepped_down.isoformat(),
            "current": term.covers(today),
            "row": term.row,
        }
        for member in roster
        for term in member.terms
    ]


def members_json(report: MembersReport) -> dict[str, Any]:
    """A plan about members and what became of it; the keys are those of `sharing_json`."""
    found = sharing_json(report.plan, report.sharing)
    return {**found, "done": [c.to_json() for c in report.plan.roster] + found["done"]}


def members_lines(report: MembersReport) -> Iterator[str]:
    """What was done to roster and sharing."""
    for change in report.plan.roster:
        yield f"done, read again: {change_line(change)}"
    yield from outcome_lines(report.sharing)
