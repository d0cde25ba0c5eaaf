"""A rehome as text for people, as JSON, and as the notice that members get. Places, no contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cocsheets.plans.rehome import CHANGES, COPIED, LEFT, POINTER

if TYPE_CHECKING:
    from cocsheets.ledger.rehome import Rehoming
    from cocsheets.operations.rehome.facts import Facts
    from cocsheets.operations.rehome.journey import HaltError, Journey
    from cocsheets.operations.rehome.operation import RehomeReport
    from cocsheets.plans.plan import Obstacle
    from cocsheets.plans.rehome import RehomePlan

URL = "https://docs.google.com/spreadsheets/d/{}/edit"
SHOWN = 20
"""Places that are listed before the rest is only counted."""


def plan_text(facts: Facts, plan: RehomePlan) -> str:
    """The plan for a person who decides."""
    return "\n".join(_plan_lines(facts, plan))


def _plan_lines(facts: Facts, plan: RehomePlan) -> Iterator[str]:
    yield f"The old file: {facts.name or 'gone'}, {URL.format(facts.old)}"
    if facts.state is not None:
        yield from _state_lines(facts.state)
    yield ""
    yield "Steps, each in the ledger before it is taken:"
    for change in plan.changes:
        yield f"  {change.action}: {change.reason} ({change.who})"
        yield from (f"      {number}. {step}" for number, step in enumerate(change.by_hand, 1))
    if not plan.undo:
        yield from _listed("Copied:", COPIED)
        yield from _listed("Not copied, or not by us:", LEFT)
        who = [f"{guest.label} as {guest.role} ({guest.reason})" for guest in plan.guests]
        yield from _listed("Access to the copy:", who)
        yield from _listed("What changes for people:", (*CHANGES, POINTER))
    if plan.differences:
        yield from _listed("Passed over, since the file that stays is right:", plan.differences)
    if plan.obstacles:
        yield from _listed("Look at this first:", map(_obstacle, plan.obstacles))
    yield ""
    if plan.blocked:
        yield "Nothing can begin before that is put right."
    else:
        which = "the copy" if plan.undo else "the old file"
        yield f"Plan {plan.digest}. In the end {which} is deleted for good."


def _obstacle(obstacle: Obstacle) -> str:
    return f"{obstacle.address or ''} {obstacle.reason}. {obstacle.hint}".strip()


def _listed(title: str, lines: Any) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"  {line}" for line in lines)


def _state_lines(state: Rehoming) -> Iterator[str]:
    yield f"Open since {state.since}, at the step: {state.step}."
    if state.copy:
        yield f"The copy: {URL.format(state.copy)}"
    yield f"The {'copy' if state.copy_counts else 'old file'} counts."


def report_text(report: RehomeReport) -> str:
    """What became of it."""
    return "\n".join(_report_lines(report))


def _report_lines(report: RehomeReport) -> Iterator[str]:
    for step in report.taken:
        yield f"done: {step}"
    if report.obstacles:
        yield from map(_obstacle, report.obstacles)
    if report.stopped is not None:
        yield from _stop_lines(report.stopped)
    elif report.plan.undo:
        yield f"Taken back. The records are where they were: {URL.format(report.old)}"
    else:
        yield f"The records are here: {URL.format(report.copy)}"
        yield "The old file is gone; Google was asked again. Its version history went with it."
        expunged = report.sync.expunged if report.sync is not None else None
        if expunged is not None and expunged.cells.done:
            yield (
                f"The daily job expunged {len(expunged.cells.done)} records in the new file: their "
                "names are in its version history."
            )
    if report.copy and report.counts == report.copy:
        yield f"On other machines, set {report.setting} to {report.copy}."
    if report.counts and report.open:
        yield f"The file that counts: {URL.format(report.counts)}"


def _stop_lines(stopped: HaltError) -> Iterator[str]:
    yield f"Waits: {stopped.message}"
    yield from (f"  {number}. {step}" for number, step in enumerate(stopped.by_hand, 1))
    for place in stopped.differences[:SHOWN]:
        yield f"  differs: {place}"
    if len(stopped.differences) > SHOWN:
        yield f"  and {len(stopped.differences) - SHOWN} more places"
    if stopped.hint:
        yield stopped.hint


def to_json(facts: Facts, plan: RehomePlan, report: RehomeReport | None) -> dict[str, Any]:
    """Stable form for programs."""
    state = facts.state
    stopped = report.stopped if report is not None else None
    counts = report.counts if report is not None else facts.key
    return {
        **plan.to_json(),
        "blocked": plan.blocked,
        "old": facts.old,
        "copy": (report.copy if report is not None else state.copy if state else "") or None,
        "counts": counts,
        "open": report.open if report is not None else state is not None,
        "step": str(state.step) if state is not None else None,
        "done": list(report.taken) if report is not None else [],
        "waiting": None
        if stopped is None
        else {
            "reason": stopped.message,
            "hint": stopped.hint or None,
            "by_hand": list(stopped.by_hand),
            "differences": list(stopped.differences),
        },
        "left": [obstacle.to_json() for obstacle in report.obstacles] if report else [],
    }


def notice(what: str, journey: Journey) -> tuple[str, str]:
    """Title and body of what members are told; addresses of files, nobody's name."""
    old, copy = journey.old, journey.copy
    records = "the records" if journey.is_records else f'the contents of "{journey.target.name}"'
    title = f"cocsheets: {records} {_TITLES[what]}"
    body = {
        "announced": "The records move to a new spreadsheet. Until the next notice the old one can "
        "be read and not edited. Please do not type there.",
        "moved": f"The records are in a new spreadsheet: {URL.format(copy)}\nPlease use this "
        "address from now on, and make a new bookmark. The old one will stop working.",
        "done": f"The records are in a new spreadsheet: {URL.format(copy)}\nThe old one is deleted,"
        " and its version history with it. Old links no longer work.",
        "undone": f"The move was taken back. The records are where they were: {URL.format(old)}",
    }
    return title, body[what].replace("The records", f"{records[0].upper()}{records[1:]}")


_TITLES = {
    "announced": "are about to move",
    "moved": "have a new address",
    "done": "have moved",
    "undone": "stay where they were",
}
