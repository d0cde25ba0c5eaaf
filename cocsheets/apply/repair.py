"""Putting right: marks come off where they belong; elsewhere comes back what stood there.

Knows what the sheet would hold without this run (`original`) and what its marks stand for. Must not
know what makes a row due: `View` says so for each reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from cocsheets.apply.original import OriginalSheet
from cocsheets.apply.originalrow import OriginalRow, Written
from cocsheets.apply.rows import attachments, is_among
from cocsheets.apply.steps import Marks, Place, Places, Step
from cocsheets.apply.targets import View
from cocsheets.data import replace
from cocsheets.plans.edits import Edit, ReplaceAnywhere, RestoreExtras, WriteValue
from cocsheets.plans.marks import may_be_reparsed
from cocsheets.plans.plan import CellChange
from cocsheets.records.pairing import same
from cocsheets.records.table import NOTHING, CellError, Extras, Row, Value, Worksheet


class Repair:
    """What is to be put right on one worksheet, by each reading in turn."""

    def __init__(self, sheet_id: int, marks: Marks, original: OriginalSheet) -> None:
        self.sheet_id = sheet_id
        self.marks = marks
        self.original = original
        self.settled: set[int] = set()
        """Marks that a batch has tried to take off, or to restore its text, conditionally."""
        self.stuck: set[Place] = set()
        """Places at which Google refused to put anything right."""

    def stuck_in(self, number: int, known: OriginalRow) -> set[int]:
        """Columns of a row at which nothing can be put right."""
        return {column for column in known.hit if (number, column) in self.stuck}

    def can_only_be_finished(self, sheet: Worksheet, row: Row, places: Places) -> bool:
        """Whether a row that is due holds our marks and nothing else of what was planned, and could
        not be left whole any more: a protection that appeared keeps us from a marked cell. What
        is protected keeps its mark, which tells no name."""
        known, number = self.original.rows[row.number], row.number
        kept = {column for column in known.hit if sheet.barrier(number - 1, column)}
        if not kept or known.cleared:
            return False
        self.stuck |= {(number, column) for column in kept if (number, column) in places}
        return bool(self.stuck_in(number, known)) and all(
            (number, column) in places or same(row.value(column), value)
            for column, value in known.planned.items()
        )

    def steps(
        self, sheet: Worksheet, view: View, places: Places, blocked: Collection[int]
    ) -> Iterator[Step]:
        """What to put right by a reading; `blocked` are due rows that are to be left whole.

        A row keeps its marks until all else is done there, for they tell it from its twins.
        """
        copies, changes = Counter(places.values()), view.changes
        judged = {row.number for row in view.table.data_rows()}
        for row in sheet:
            known = self.original.rows[row.number]
            wanted = changes.get(row.number, ())
            ready = not any(_pending(change, places) for change in wanted)
            due = row.number in view.due and row.number not in blocked
            for column in sorted(known.hit):
                place = (row.number, column)
                mark = places.get(place)
                value = row.value(column)
                bare = self.marks.sent[mark].after if mark else value
                if due and _meant(known, column, bare):
                    if mark is None and not wanted:
                        known.finished.add(column)  # remembered, should the row be put off
                    elif mark is not None and ready and place not in self.stuck:
                        yield self._swap(place, mark, bare, alone=copies[mark] == 1)
                elif mark is None and column in known.finished and row.number not in judged:
                    continue  # the row was done before somebody moved the header to below it
                elif place not in self.stuck:
                    alone = mark is not None and copies[mark] == 1
                    yield from self._restore(row, column, known, mark, alone=alone)

    def unjudged(self, sheet: Worksheet, places: Places, *, header: bool = False) -> Iterator[Step]:
        """What to put right where no plan is to be judged: in the header row, or everywhere."""
        copies = Counter(places.values())
        for row in sheet:
            known = self.original.rows[row.number]
            if header and known.row.values != self.original.header.values:
                continue
            for column in sorted(known.hit | {c for number, c in places if number == row.number}):
                mark = places.get((row.number, column))
                if mark is not None or column not in known.finished:
                    alone = mark is not None and copies[mark] == 1
                    yield from self._restore(row, column, known, mark, alone=alone)
            for column, value in enumerate(row.values):
                if known.added and value is not None and is_among(value, list(known.added)):
                    place, extras = (row.number, column), row.extra(column)
                    yield self._swap(place, None, None, now=extras, alone=False)

    def _restore(
        self, row: Row, column: int, known: OriginalRow, mark: int | None, *, alone: bool
    ) -> Iterator[Step]:
        place = (row.number, column)
        known.restored.add(column)
        old, attached = known.row.value(column), known.row.extra(column)
        if known.doubtful:
            known.to_check.add(column)
        extras = row.extra(column)
        formatted = old is None and attached.number_format != extras.number_format
        formula = attached.formula and not extras.formula
        if formatted or formula or not same(row.value(column), old):
            beside = (replace(e, number_format=None) for e in known.row.extras.values())
            blank = known.row.blank and all(extra == NOTHING for extra in beside)
            # A date of ours in somebody's new row would be acted upon, and a blank one keeps it.
            untrue = mark is None and not isinstance(row.value(column), str)
            if (column in known.lost and not blank and not untrue) or (
                isinstance(old, CellError) and not attached.formula
            ):
                known.lost.add(column)  # nothing better is known; a mark stays to be seen
                return
            yield self._swap(place, mark, old, attached, extras, alone=alone)
        elif attached.chips != extras.chips:
            known.lost.add(column)
            self.original.accept(row, column)
        if attachments(attached) != attachments(extras):
            edit = RestoreExtras(self.sheet_id, row.number - 1, column, attached)
            yield Step(edit, repairs=place, writes=Written(row.number, column, attached=attached))

    def _swap(
        self,
        place: Place,
        mark: int | None,
        text: Value,
        was: Extras = NOTHING,
        now: Extras = NOTHING,
        *,
        alone: bool,
    ) -> Step:
        """Write a value in place of what we wrote: by the unique text of a mark if possible.

        `was` and `now` are what the cell has beside it.
        """
        (number, column), formula = place, was.formula
        formatted = was.number_format != now.number_format
        writes = Written(number, column, text, formula=bool(formula), as_date=formatted)
        if (
            mark is not None
            and alone
            and mark not in self.settled
            and isinstance(text, str)
            and not formula
            and not may_be_reparsed(text)
        ):
            edit: Edit = ReplaceAnywhere(self.sheet_id, self.marks.text(mark), text)
        else:
            mark = None
            edit = WriteValue(
                self.sheet_id,
                number - 1,
                column,
                text,
                formula,
                number_format=was.number_format,
                formatted=formatted,
            )
        return Step(edit, repairs=place, mark=mark, writes=writes)


def _pending(change: CellChange, places: Places) -> bool:
    """Whether more is to be done to a cell than to take a mark off."""
    return change.clears or (change.row, change.column) not in places


def _meant(known: OriginalRow, column: int, value: Value) -> bool:
    """Whether the plan would have this in a column of this row, which is due."""
    if column in known.planned:
        return same(value, known.planned[column])
    return column in known.cleared and same(value, known.row.value(column))
