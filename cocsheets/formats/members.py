"""How the roster, mail windows and receipts look: as text, as JSON and as CSV.

Knows our own results. Must not compute any, nor print. Committee members' addresses may be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets import csvtext
from cocsheets.access.tasks import tasks
from cocsheets.formats.access import outcome_lines, path_line, sharing_json, table, told
from cocsheets.formats.cells import trouble_lines

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.access.membership import Roster
    from cocsheets.access.receipt import Receipt
    from cocsheets.access.seats import Seat
    from cocsheets.access.tasks import Seen, Task
    from cocsheets.access.windows import MailWindow
    from cocsheets.operations.members import MembersReport


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


def seats_csv(seats: Sequence[Seat]) -> str:
    """The roster and who has access for a spreadsheet, guarded against formulas."""
    rows = [seat.to_json() for seat in seats]
    keys = list(rows[0]) if rows else []
    return csvtext.write([keys, *(list(row.values()) for row in rows)])


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


def members_lines(report: MembersReport) -> Iterator[str]:
    """What was done to roster and sharing."""
    for change in report.plan.roster:
        yield f"{told(change, done=True)}; confirmed by reading again"
    yield from trouble_lines(report.cells)
    yield from outcome_lines(report.sharing)


def members_json(report: MembersReport) -> dict[str, Any]:
    """A plan about members and what became of it; the keys are those of `sharing_json`."""
    found = sharing_json(report.plan, report.sharing, report.failed)
    return {**found, "done": [c.to_json() for c in report.plan.roster] + found["done"]}


def receipt_lines(receipt: Receipt) -> Iterator[str]:
    """The receipt of somebody who leaves."""
    who = f"{receipt.name} <{receipt.email}>" if receipt.name else receipt.email
    yield f"Receipt: {who}, not a member from {receipt.day.isoformat()}"
    yield f"{receipt.file}  {receipt.url}"
    yield ""
    if not receipt.as_it_should_be:
        yield "Access paths that are left:"
    elif not receipt.closed:
        yield "Access paths that stay until then, or cannot be seen from here (?):"
    elif receipt.left:
        yield "No access path is known to be left. What cannot be seen from here:"
    else:
        yield "No access path is left that can be seen from here."
    for way in receipt.left:
        yield f"  {path_line(way)}"
        if way.close:
            yield f"      {way.close}"
    if len(receipt.files) > 1:
        yield f"Files looked at: {', '.join(receipt.files)}."
    if receipt.checked:
        yield f"Looked at and closed: {', '.join(receipt.checked)}."
    yield _comments(receipt.comments)
    yield ""
    yield "What nobody can see from here:"
    yield from (f"  {line}" for line in receipt.unseen)
    yield from checklist_lines(receipt.tasks)


def checklist_lines(checklist: Sequence[Task]) -> Iterator[str]:
    """The committee's own checklist, to tick by hand; what was seen to be done is ticked."""
    if checklist:
        yield ""
        yield "To do by hand:"
        yield from (f"  [{'x' if task.done else ' '}] {task.text}" for task in checklist)


def checklist_json(checklist: Sequence[str], seen: Sequence[Seen]) -> dict[str, Any]:
    """A checklist for programs, with what was seen in the places; the keys are stable."""
    return {
        "checklist": [task.text for task in tasks(checklist, seen)],
        "places": [one.to_json() for one in seen],
    }


def _comments(count: int | None) -> str:
    if count is None:
        return "Comments could not be looked at."
    if count == 0:
        return "No comments under that name."
    stay = (
        "comment or reply under that name stays"
        if count == 1
        else ("comments or replies under that name stay")
    )
    return f"{count} {stay}; only their author can delete them."


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
