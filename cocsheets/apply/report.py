"""What became of the rows of a plan, told without contents.

Knows targets and what is remembered of each row. Must not know how anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from cocsheets.apply.repair import Repair
from cocsheets.apply.steps import Place
from cocsheets.apply.targets import Target, View
from cocsheets.errors import CocsheetsError
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import Key
from cocsheets.records.table import column_letters


def make_report(
    targets: Sequence[Target],
    view: View | None,
    repair: Repair | None,
    error: CocsheetsError | None,
) -> CellsReport:
    """The report after the latest reading; `view` and `repair` are None if there was none."""
    done = tuple(target.key for target in targets if target.done)
    reasons: dict[Key, str] = {}
    gone = set()
    changes = view.changes if view is not None else {}
    still_due = {wanted[0].key for wanted in changes.values()}
    for target in targets:
        key = target.key
        if target.done or key in done:
            continue
        if target.blocked:
            reasons[key] = target.blocked
        elif error is not None:
            reasons[key] = _how_far(target, repair)
        elif target.seen and target.row in changes:
            reasons[key] = "the sheet did not keep still"
        elif key in still_due or (target.seen and view is not None and view.other is not None):
            reasons[key] = "the row was changed meanwhile"
        else:
            reasons[key] = (
                "the row was removed or changed meanwhile, or nothing is left to do in it"
            )
            gone.add(key)
    if view is None or repair is None:
        return CellsReport(done, reasons, frozenset(gone), error=error)
    rows = repair.original.rows
    stuck = {number: repair.stuck_in(number, known) for number, known in rows.items()}
    restored = {n: k.restored - k.lost - (k.hit - k.finished) for n, k in rows.items()}
    check = {n: k.to_check - k.lost for n, k in rows.items() if n not in view.due}
    blanks = (f"{column_letters(column)}{row}" for row, column in repair.original.blanks)
    return CellsReport(
        done,
        reasons,
        frozenset(gone),
        restored=tuple(_places(restored)),
        lost=tuple(f"{column_letters(c)}{n}" for n, c in lost_cells(repair)),
        marked=tuple(_places(stuck)),
        to_check=(*_places(check), *blanks),
        by_place=tuple(_places({n: known.by_place - known.lost for n, known in rows.items()})),
        error=error,
    )


def _how_far(target: Target, repair: Repair | None) -> str:
    """How far a row is where the work ended early, by the latest reading."""
    known = repair.original.rows.get(target.row) if repair is not None else None
    if target.seen and known is not None and known.hit - known.finished - known.lost:
        return "begun; the next run finishes it"
    return "the work ended early"


def lost_cells(repair: Repair) -> list[Place]:
    """Cells, by the latest reading, that could not be put right."""
    return [
        (number, column)
        for number, known in repair.original.rows.items()
        for column in sorted(known.lost - repair.stuck_in(number, known))
    ]


def _places(columns: Mapping[int, Collection[int]]) -> Iterator[str]:
    for row, found in columns.items():
        yield from (f"{column_letters(column)}{row}" for column in sorted(found))
