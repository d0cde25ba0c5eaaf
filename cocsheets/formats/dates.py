"""Dates, holds and people, as text, JSON and CSV: rows and dates, never contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets import csvtext
from cocsheets.formats.cells import trouble_lines
from cocsheets.formats.plans import idle_text, in_words, obstacle_text
from cocsheets.operations.cellplans import CellPlanReport
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import CellChange, Plan
from cocsheets.plans.retention import FIELD
from cocsheets.records.likeness import Question
from cocsheets.records.links import Links
from cocsheets.records.proposals import Agreement, Proposal
from cocsheets.records.record import Record
from cocsheets.records.retentionsettings import Hold
from cocsheets.records.verdicts import RetentionState, Verdict
from cocsheets.shown import count

if TYPE_CHECKING:
    import datetime as dt

PROPOSAL_KEYS = ("row", "key", "date", "rules", "agreement", "reason")
"""Columns of the CSV form of proposals and keys of the JSON form."""
DUE_KEYS = ("row", "key", "date", "state", "until", "proposed", "reason")
"""The same for `due`."""


def proposal_values(proposal: Proposal) -> tuple[object, ...]:
    """One proposal, in the order of PROPOSAL_KEYS."""
    return (
        proposal.row,
        str(proposal.key),
        proposal.present,
        proposal.rules,
        str(proposal.agreement),
        proposal.reason,
    )


def retention_text(proposals: Sequence[Proposal], plan: Plan) -> str:
    """What cannot be judged, the plan, and how many other dates are not those of the rules."""
    lines = []
    unknown = {item.row: item for item in proposals if item.agreement is Agreement.UNKNOWN}
    for proposal in unknown.values():
        present = f": {proposal.present}" if proposal.present else ""
        lines.append(
            f"row {proposal.row} (report of {proposal.key}): {proposal.agreement}{present}. "
            f"{proposal.reason}"
        )
    was = {item.row: item.present for item in proposals}
    lines.extend(plan_lines(plan, unknown, was))
    rows = {change.row for change in plan.changes if isinstance(change, CellChange)}
    others = Counter(item.agreement for item in proposals if item.row not in rows)
    left = [f"{others[kind]} {told}" for kind, told in _OTHERS.items() if others[kind]]
    lines.append(
        f"{count(len(proposals), 'record')} read. Dates that stay as they are: "
        f"{'; '.join(left) or 'none'}."
    )
    if any(others[kind] for kind in _OTHERS if kind is not Agreement.AGREES):
        lines.append("`--format csv` lists them all; --only and --shorten change more.")
    return "\n".join(lines)


_OTHERS = {
    Agreement.AGREES: "as the rules give",
    Agreement.KEPT: "blank, and meant to be",
    Agreement.MISSING: "blank where the rules give one",
    Agreement.STALE: "not reset since a later report",
    Agreement.SHORTER: "earlier than the rules give",
    Agreement.LONGER: "later than the rules give",
}


def plan_lines(
    plan: Plan,
    told: Collection[int | None] = (),
    was: Mapping[int, dt.date | None] | None = None,
) -> Iterator[str]:
    """A plan of dates and other fields, with what each cell is to read where that may be shown.

    Of the rows in `told` it is said already why they are left alone. `was`: dates by row.
    """
    for change in plan.changes:
        if isinstance(change, CellChange):
            after = f" to {change.public_after}" if change.public_after else ""
            after += f" (was {was[change.row]})" if was and was.get(change.row) else ""
            what = change.action if change.name == FIELD else f"amend {change.name}"
            yield f"row {change.row} (report of {change.key}): would {what}{after}"
            yield f"    reason: {in_words(change.reason)}"
    yield from (obstacle_text(item) for item in plan.obstacles if item.row not in told)
    if plan.changes:
        yield f"Plan {plan.digest}: {count(len(plan.changes), 'change')}."
    else:
        yield idle_text(plan)


def cells_lines(report: CellPlanReport, what: str) -> Iterator[str]:
    """What became of a plan of cell changes."""
    cells = report.cells
    if cells.done:
        keys = ", ".join(map(str, cells.done))
        yield f"{what}: {count(len(cells.done), 'record')} changed; seen in a new reading ({keys})"
    yield from trouble_lines(cells)


def cells_json(cells: CellsReport) -> dict[str, Any]:
    """Stable form for programs: what was done, what was not and why."""
    return {
        "done": [str(key) for key in cells.done],
        "not_done": [{"key": str(key), "reason": why} for key, why in cells.not_done.items()],
        "put_back": len(cells.restored),
        "lost": [*cells.lost, *cells.marked],
        "bared": list(cells.to_look),
        "error": cells.error.message if cells.error else None,
    }


def retention_json(proposals: Sequence[Proposal], report: CellPlanReport) -> dict[str, Any]:
    """Stable form for programs."""
    records = [dict(zip(PROPOSAL_KEYS, proposal_values(item), strict=True)) for item in proposals]
    return {"records": records, **report.plan.to_json(), **cells_json(report.cells)}


def retention_csv(proposals: Iterable[Proposal]) -> str:
    """One line a record, guarded against formulas."""
    return csvtext.write([PROPOSAL_KEYS, *map(proposal_values, proposals)])


def due_values(record: Record, verdict: Verdict) -> tuple[object, ...]:
    """One record, in the order of DUE_KEYS."""
    return (
        record.row,
        str(record.key),
        record.expunge_on,
        "soon" if verdict.state is RetentionState.NOT_DUE else str(verdict.state),
        verdict.until,
        verdict.proposed,
        verdict.reason,
    )


_STATES = {
    RetentionState.NOT_DUE: "due soon",
    RetentionState.HELD: "on hold",
    RetentionState.UNREADABLE: "left alone",
}


def due_text(
    found: Sequence[tuple[Record, Verdict]], unused: Sequence[Hold], days: int
) -> Iterator[str]:
    """What is due, on hold and coming, a line each."""
    for record, verdict in found:
        held = verdict.state is RetentionState.HELD and verdict.until
        until = f" until {verdict.until}" if held else ""
        state = _STATES.get(verdict.state, str(verdict.state)) + until
        proposed = f" The rules propose {verdict.proposed}." if verdict.proposed else ""
        yield f"row {record.row} (report of {record.key}): {state}. {verdict.reason}{proposed}"
    for hold in unused:
        yield f"The hold for {hold.row} in the settings is for no record."
    states = [verdict.state for _, verdict in found]
    unread = states.count(RetentionState.UNREADABLE)
    yield (
        f"{states.count(RetentionState.DUE)} due, {states.count(RetentionState.HELD)} on hold, "
        f"{states.count(RetentionState.NOT_DUE)} due within {count(days, 'day')}"
        f"{f', {unread} left alone' if unread else ''}."
    )


def due_json(
    found: Sequence[tuple[Record, Verdict]], unused: Sequence[Hold], days: int
) -> dict[str, Any]:
    """Stable form for programs."""
    records = [dict(zip(DUE_KEYS, due_values(*item), strict=True)) for item in found]
    return {"within_days": days, "records": records, "unused_holds": [hold.row for hold in unused]}


def due_csv(found: Sequence[tuple[Record, Verdict]]) -> str:
    """One line a record, guarded against formulas."""
    return csvtext.write([DUE_KEYS, *(due_values(*item) for item in found)])


def people_text(links: Links, questions: Sequence[Question], *, all_asked: bool) -> Iterator[str]:
    """The rows that concern one person each, and the open questions."""
    repeated = links.repeated
    for number, rows in repeated.items():
        yield f"person {number}: rows {', '.join(map(str, rows))}"
    for question in questions:
        one, other = question.rows
        yield f"row {one} and row {other}: the same person? {question.alike} ({question.score} %)"
    yield (
        f"{count(len(repeated), 'person')} in more than one row; "
        f"{count(len(questions), 'open question')}."
    ).replace("persons", "people")
    if not all_asked:
        yield "Near misses in spelling were not looked for: pip install 'cocsheets[likeness]'."


def people_json(links: Links, questions: Sequence[Question], *, all_asked: bool) -> dict[str, Any]:
    """Stable form for programs."""
    return {
        "people": [
            {"person": number, "rows": list(rows)} for number, rows in links.repeated.items()
        ],
        "questions": [
            {"rows": list(item.rows), "alike": str(item.alike), "score": item.score}
            for item in questions
        ],
        "spelling_compared": all_asked,
    }


def people_csv(links: Links, questions: Sequence[Question]) -> str:
    """One line a person or question, guarded against formulas."""
    lines: list[Sequence[object]] = [("what", "rows", "score", "alike")]
    lines += [("person", " ".join(map(str, rows)), None, None) for rows in links.repeated.values()]
    lines += [
        ("question", " ".join(map(str, item.rows)), item.score, str(item.alike))
        for item in questions
    ]
    return csvtext.write(lines)
