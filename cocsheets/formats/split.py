"""What splitting and joining would do and did, as text and JSON. No names, no code names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cocsheets.formats.cells import trouble_lines
from cocsheets.formats.plans import obstacle_text
from cocsheets.plans.identities import NewIdentity
from cocsheets.plans.split import SettingsChange
from cocsheets.records.table import column_letters
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.operations.apart.split import SplitReport
    from cocsheets.plans.split import SplitPlan

REHOME = (
    "The split is not complete: the version history of the records still has the names. "
    "`cocsheets rehome` moves the records to a copy without it."
)


def split_plan_text(plan: SplitPlan, *, joins: bool = False) -> str:
    """The plan by column, with its digest."""
    return "\n".join(_plan_lines(plan, joins=joins))


def _plan_lines(plan: SplitPlan, *, joins: bool) -> Iterator[str]:
    new = sum(isinstance(change, NewIdentity) for change in plan.changes)
    if new:
        people = count(new, "person", "people")
        yield f"{people} would get a code name and a row in the identities."
    columns = Counter(change.column for change in plan.cells)
    put = "names in place of code names" if joins else "code names in place of names"
    for column, cells in sorted(columns.items()):
        yield f"column {column_letters(column)}: {count(cells, 'cell')} would get {put}"
    for change in plan.changes:
        if isinstance(change, SettingsChange):
            yield f'cocsheets.toml would get [schema] preset = "{change.preset}".'
    clears = sum(change.clears for change in plan.cells)
    if clears:
        yield f"Links, chips and drop-downs of {count(clears, 'cell')} would be removed."
    yield from map(obstacle_text, plan.obstacles)
    if plan.changes:
        rows = len({change.row for change in plan.cells})
        yield f"Plan {plan.digest}: {count(rows, 'record')}, {count(len(plan.cells), 'cell')}."
    else:
        yield "Nothing to do."


def split_lines(report: SplitReport, *, joins: bool = False) -> Iterator[str]:
    """What became of it."""
    done = len(report.cells.done)
    if report.people:
        people = count(report.people, "person", "people")
        yield f"Wrote {people} into the identities; seen there in a new reading."
    yield from trouble_lines(report.cells)
    names = "names" if joins else "code names"
    yield f"{count(done, 'record')} of {len({c.row for c in report.plan.cells})} read {names} now."
    if not report.whole:
        yield "Something is left to do in the records. Run again: it goes on from there."
    if report.residue is not None:
        yield from _residue_lines(report)
    if report.by_hand:
        yield f"In the settings of everybody who runs cocsheets: {report.by_hand}."
    if joins:
        yield "The identities are as they were. Delete that spreadsheet when nobody needs it."
    elif report.whole:
        yield REHOME


def _residue_lines(report: SplitReport) -> Iterator[str]:
    found = report.residue
    if found is None:
        return
    leaks = found.leaks
    if leaks:
        yield f"People are still named in {count(len(leaks), 'place')}; fix these by hand:"
        yield from (f"  {place.place}" for place in leaks)
    else:
        yield "Nobody is named in the spreadsheet by a full name or an address any longer."
    if not found.comments_seen:
        yield "Comments could not be read, so they were not searched."
    yield "Single words, such as a first name alone, are not looked for: `cocsheets validate` does."


def split_json(report: SplitReport) -> dict[str, Any]:
    """Stable form for programs."""
    found = report.residue
    return {
        **report.plan.to_json(),
        "people": report.people,
        "done": [str(key) for key in report.cells.done],
        "not_done": {str(key): why for key, why in report.cells.not_done.items()},
        "whole": report.whole,
        "still_named": len(found.leaks) if found is not None else None,
    }
