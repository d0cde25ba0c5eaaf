"""What became of the rows of a plan, told without contents.

Knows targets and what is remembered of each row. Must not know how anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from cocsheets.apply.repair import Repair
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
            reasons[key] = "the row was removed, or there is no longer anything to do in it"
            gone.add(key)
    due: Collection[int] = view.due if view is not None else ()
    return CellsReport(
        done=done,
        not_done=reasons,
        gone=frozenset(gone),
        put_back=len(repair.restored) if repair else 0,
        lost=tuple(_lost(repair, due)) if repair else (),
        marked=tuple(_marked(repair)) if repair else (),
        to_check=tuple(_to_check(repair, due)) if repair else (),
        error=error,
    )


def _how_far(target: Target, repair: Repair | None) -> str:
    """How far a row is where the work ended early, by the latest reading."""
    known = repair.original.rows.get(target.row) if repair is not None else None
    if target.seen and known is not None and known.hit - known.finished - known.lost:
        return "begun; the next run finishes it"
    return "the work ended early"


def _lost(repair: Repair, due: Collection[int]) -> Iterator[str]:
    """Places, by the latest reading, of what could not be put right."""
    for number, known in repair.original.rows.items():
        if number not in due:
            yield from _places(number, known.lost - repair.stuck_in(number, known))


def _marked(repair: Repair) -> Iterator[str]:
    """Places at which Google refused to put anything right."""
    for number, known in repair.original.rows.items():
        yield from _places(number, repair.stuck_in(number, known))


def _to_check(repair: Repair, due: Collection[int]) -> Iterator[str]:
    """Places from which something may be gone that no reading had shown."""
    for number, known in repair.original.rows.items():
        if number not in due:
            yield from _places(number, known.to_check - known.lost)
    for number, column in repair.original.blanks:
        yield from _places(number, {column})


def _places(row: int, columns: Iterable[int]) -> Iterator[str]:
    yield from (f"{column_letters(column)}{row}" for column in sorted(columns))
