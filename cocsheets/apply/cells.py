"""Carries cell changes out on a sheet that people are editing, and puts right what went wrong.

The loop: read, look, write what is left, read again, until nothing is left to do. What makes it
safe, whatever people do to the sheet meanwhile:

- rows are found by content in each reading, never by a remembered number;
- text is replaced only if the cell still reads what we read, and first by a text with a mark
  (`plans/marks.py`), so the next reading shows which cell was hit, wherever it is by then;
- a mark in a row that is due comes off; a mark anywhere else gives way to the old text;
- what cannot be replaced conditionally is written plainly at places just read, after the row's own
  cells were seen to be ours, and what such a write hit by mistake is put back.

Knows targets, marks and readings. Must not know what makes a row due: `View` says so for each
reading. Texts that were erased live in memory here, and nowhere else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cocsheets.apply.damage import Addressed, find_damage
from cocsheets.apply.run import Run
from cocsheets.apply.targets import Target, View, make_targets, match
from cocsheets.errors import GoogleError, LayoutError, RejectedError
from cocsheets.plans.edits import ClearExtras, Edit, ReplaceAnywhere, ReplaceText, WriteValue
from cocsheets.plans.marks import MOST_FIND, marked, may_be_reparsed, read_mark
from cocsheets.plans.plan import CellChange
from cocsheets.records.record import RecordKey
from cocsheets.records.table import CellError, Row, Spreadsheet, Value, Worksheet

MOST_ROUNDS = 24
"""Batches after which a sheet that never keeps still is left to the next run."""

DATE_ACTIONS = frozenset({"set date", "reset date"})
"""Actions whose cells get a date format with the value."""


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """What one mark of this run stands for."""

    before: Value
    after: str
    name: str
    """Key of the field."""
    plain: bool
    """Written plainly: what it overwrote need not be `before`."""


@dataclass(frozen=True, slots=True)
class CellsReport:
    """What became of a plan's rows, by the reading after the last batch."""

    done: tuple[RecordKey, ...] = ()
    not_done: Mapping[RecordKey, str] = field(default_factory=dict)
    """Reasons by key, without contents."""
    put_back: int = 0
    """Cells that a batch had hit in rows that were not meant, and that were put right."""
    lost: tuple[str, ...] = ()
    """A1 places of cells whose old text we do not know; it is in the version history."""
    rounds: int = 0
    error: GoogleError | None = None
    """What ended the work early."""

    @property
    def complete(self) -> bool:
        """Whether all is done and nothing is lost."""
        return not self.not_done and not self.lost and self.error is None


@dataclass(frozen=True, slots=True, repr=False)
class _Step:
    """An edit, and what it is about."""

    edit: Edit
    target: Target | None = None
    tries: tuple[Target, str] | None = None
    """Target and field that it tries to replace conditionally."""
    settles: int | None = None
    """The mark that it takes off or puts back."""
    writes: Addressed | None = None
    once: bool = False
    """It goes along with the first batch."""


_Places = Mapping[tuple[int, int], int]
"""Marks of this run by 1-based row and 0-based column."""


class CellWork:
    """One plan being carried out on one worksheet. See the module."""

    def __init__(
        self,
        run: Run,
        sheet_id: int,
        judge: Callable[[Spreadsheet], View],
        targets: Sequence[Target],
        along: Callable[[Spreadsheet], Sequence[Edit]] | None = None,
    ) -> None:
        self.run = run
        self.sheet_id = sheet_id
        self.judge = judge
        self.targets = list(targets)
        self.along = along
        """Edits that go once, behind all others of the first batch that takes effect; None when
        that has happened."""
        self.sent: dict[int, Sent] = {}
        self.conditional = True
        """False once conditional replacement has been seen to do nothing at all."""
        self.tried: dict[tuple[int, str], int] = {}
        """Row at which a conditional try took place, by target and field."""
        self.settled: set[int] = set()
        """Marks that a batch has tried to take off or to put back."""
        self.put_back: set[int] = set()
        self.repaired = 0
        self.lost: list[str] = []
        self.rounds = 0
        self.batch_rows: int | None = None
        """Most rows that a batch may be about."""

    def carry_out(self) -> CellsReport:
        """Work until all is done, or until it cannot go on; then say what became of each row.

        Raises ActiveRunError if another run has taken over.
        """
        error: GoogleError | None = None
        try:
            self._work()
        except LayoutError as changed:
            error = GoogleError(
                f"The layout of the sheet changed while we worked: {changed.message}",
                hint="Mend the header; the next run goes on from what it finds.",
            )
        except GoogleError as failed:
            error = failed
        return self._report(error)

    def _work(self) -> None:
        now = self.run.read()
        steps = self._next(now) + self._once(now)
        while steps and self.rounds < MOST_ROUNDS:
            self.rounds += 1
            batches = self.run.claim.step
            try:
                self.run.write([step.edit for step in steps])
            except RejectedError as rejected:
                self._leave_out(steps, rejected)
            before, now = now, self.run.read()
            took_effect = self.run.claim.step > batches
            if took_effect:
                self.along = None
            repairs = self._learn(steps, before, now) if took_effect else []
            steps = repairs + self._next(now) + self._once(now)

    def _once(self, now: Spreadsheet) -> list[_Step]:
        """What goes along with the first batch, by a reading."""
        return [_Step(edit, once=True) for edit in self.along(now)] if self.along else []

    # --- looking ------------------------------------------------------------------------------

    def _next(self, now: Spreadsheet) -> list[_Step]:
        """What is left to write, by a reading."""
        marks = self._marks(now)
        view = self.judge(self._without_marks(now, marks))
        rows = {row.number: row for row in view.table.data_rows()}
        changes, obstacles = view.changes, view.obstacles
        matched = match(self.targets, view)
        # Rows moved, and a mark landed in a row that is due as well: complete that one too.
        hit = {row for row, _ in marks if row in view.due and row in changes} - set(matched)
        for target in make_targets(view, hit):
            self.targets.append(target)
            matched[target.row] = target
        for target in self.targets:
            if target.row in obstacles and not target.done:
                target.blocked = obstacles[target.row].reason
        steps = list(self._settle(view, marks))
        open_rows = [
            number
            for number, target in sorted(matched.items())
            if number in changes and not target.blocked
        ]
        for number in open_rows[: self.batch_rows]:
            for change in changes[number]:
                steps += self._change(change, changes[number], matched[number], rows[number], marks)
        return steps

    def _worksheet(self, spreadsheet: Spreadsheet) -> Worksheet:
        worksheet = spreadsheet.by_id(self.sheet_id)
        if worksheet is None:
            raise LayoutError("the worksheet of the records is gone")
        return worksheet

    def _marks(self, now: Spreadsheet) -> _Places:
        found = {}
        for row in self._worksheet(now):
            for column, value in enumerate(row.values):
                mark = read_mark(value)
                if mark and mark.run == self.run.id and mark.number in self.sent:
                    found[row.number, column] = mark.number
        return found

    def _without_marks(self, now: Spreadsheet, marks: _Places) -> Spreadsheet:
        """The reading as it would be if this run had marked nothing."""
        if not marks:
            return now
        texts = {place: self.sent[mark].before for place, mark in marks.items()}

        def restored(row: Row) -> Row:
            values = tuple(
                texts.get((row.number, column), value) for column, value in enumerate(row.values)
            )
            return dataclasses.replace(row, values=values)

        changed = {row for row, _ in marks}
        worksheet = self._worksheet(now)
        rows = tuple(restored(row) if row.number in changed else row for row in worksheet)
        restored_sheet = dataclasses.replace(worksheet, rows=rows)
        return dataclasses.replace(
            now,
            worksheets=tuple(
                restored_sheet if sheet is worksheet else sheet for sheet in now.worksheets
            ),
        )

    # --- deciding -----------------------------------------------------------------------------

    def _settle(self, view: View, marks: _Places) -> Iterator[_Step]:
        """Take marks off where they belong, and put the old text back where they do not."""
        names = {column: key for key, column in view.table.columns.items()}
        for (number, column), mark in marks.items():
            sent = self.sent[mark]
            field_moved = sent.name in view.table.columns and names.get(column) != sent.name
            belongs = number in view.due and not field_moved
            if not belongs:
                if sent.plain:
                    continue  # what it overwrote is found and mended by `find_damage`
                self.put_back.add(mark)
            text: Value = sent.after if belongs else sent.before
            marked_text = marked(sent.after, self.run.id, mark)
            edit: Edit
            if isinstance(text, str) and not may_be_reparsed(text) and mark not in self.settled:
                edit = ReplaceAnywhere(self.sheet_id, marked_text, text)
            else:
                edit = WriteValue(self.sheet_id, number - 1, column, text)
            yield _Step(edit, settles=mark)

    def _change(
        self,
        change: CellChange,
        siblings: Sequence[CellChange],
        target: Target,
        row: Row,
        marks: _Places,
    ) -> Iterator[_Step]:
        """What one planned change needs next."""
        at = (self.sheet_id, change.row - 1, change.column)
        marked_already = (change.row, change.column) in marks
        ours = all(
            other.action == "clear" or (other.row, other.column) in marks for other in siblings
        )
        if change.clears and ours:
            extras = row.extra(change.column)
            if extras.chips and not marked_already:
                # Writing a value is documented to drop chips.
                yield self._plainly(change, target, change.after)
            place = Addressed(change.row, change.column, clears=True)
            yield _Step(ClearExtras(*at), target, writes=place)
        if change.action == "clear" or marked_already:
            return
        if self._replaceable(change, target, row):
            number = self._note(change, plain=False)
            text = marked(str(change.after), self.run.id, number)
            edit = ReplaceText(*at, str(change.before), text)
            yield _Step(edit, target, tries=(target, change.name))
        elif not any(
            self._replaceable(other, target, row)
            for other in siblings
            if other.action != "clear" and (other.row, other.column) not in marks
        ):
            # Every cell of the row that can be replaced conditionally has been.
            after = change.after
            if self.conditional and isinstance(after, str):
                after = marked(after, self.run.id, self._note(change, plain=True))
            yield self._plainly(change, target, after)

    def _plainly(self, change: CellChange, target: Target, value: Value) -> _Step:
        edit = WriteValue(
            self.sheet_id,
            change.row - 1,
            change.column,
            value,
            as_date=change.action in DATE_ACTIONS,
        )
        return _Step(edit, target, writes=Addressed(change.row, change.column, value))

    def _replaceable(self, change: CellChange, target: Target, row: Row) -> bool:
        """Whether a conditional replacement is possible and has not been tried in vain."""
        before, after = change.before, change.after
        return (
            self.conditional
            and isinstance(before, str)
            and not isinstance(before, CellError)
            and isinstance(after, str)
            and not row.extra(change.column).formula
            and len(before) <= MOST_FIND
            and not may_be_reparsed(marked(after, self.run.id, 1))
            and self.tried.get((id(target), change.name)) != change.row
        )

    def _note(self, change: CellChange, *, plain: bool) -> int:
        number = len(self.sent) + 1
        self.sent[number] = Sent(change.before, str(change.after), change.name, plain)
        return number

    # --- learning -----------------------------------------------------------------------------

    def _learn(self, steps: Sequence[_Step], before: Spreadsheet, now: Spreadsheet) -> list[_Step]:
        """Take note of a batch that took effect; returns repairs of what it hit by mistake."""
        for step in steps:
            if step.tries is not None:
                target, name = step.tries
                self.tried[id(target), name] = target.row
            if step.settles is not None:
                self.settled.add(step.settles)
        marks = self._marks(now)
        if any(step.tries for step in steps) and not self.settled and not marks:
            # Not one of many replacements found its text. Either all rows moved at once, or Google
            # finds nothing this way; the next batch tells by going plainly, row by row verified.
            moved = self._moved(steps, before, now)
            self.conditional = moved
        places = [step.writes for step in steps if step.writes is not None]
        if not places:
            return []
        view = self.judge(self._without_marks(now, marks))
        touched = {place.column for place in places} | {
            view.table.columns[sent.name]
            for sent in self.sent.values()
            if sent.name in view.table.columns
        }
        damage = find_damage(
            self._worksheet(before), self._worksheet(now), places, touched, view.due
        )
        self.repaired += damage.cells
        self.lost += damage.lost
        return [_Step(edit) for edit in damage.edits]

    def _moved(self, steps: Sequence[_Step], before: Spreadsheet, now: Spreadsheet) -> bool:
        """Whether any place that was tried shows another row than before."""
        old, new = self._worksheet(before), self._worksheet(now)
        return any(
            (one := old.row(step.edit.row + 1)) is None
            or (other := new.row(step.edit.row + 1)) is None
            or one.values != other.values
            for step in steps
            if isinstance(step.edit, ReplaceText)
        )

    def _leave_out(self, steps: Sequence[_Step], rejected: RejectedError) -> None:
        """Leave out the row that Google refused, or try fewer at once where it names none."""
        if rejected.edit is not None and steps[rejected.edit].once:
            raise rejected
        culprit = steps[rejected.edit].target if rejected.edit is not None else None
        rows = list(dict.fromkeys(step.target for step in steps if step.target is not None))
        if culprit is None and len(rows) > 1:
            self.batch_rows = max(1, len(rows) // 2)
            return
        if culprit is None:
            if not rows:
                raise rejected
            culprit = rows[0]
        culprit.blocked = (
            "a protected range keeps the acting account from it"
            if rejected.protected
            else "Google refused the change"
        )

    # --- telling ------------------------------------------------------------------------------

    def _report(self, error: GoogleError | None) -> CellsReport:
        reasons: dict[RecordKey, str] = {}
        for target in self.targets:
            if target.done:
                continue
            if target.blocked:
                reasons[target.key] = target.blocked
            elif error is not None:
                reasons[target.key] = "the work ended early"
            elif not target.seen:
                reasons[target.key] = "the row was changed or removed meanwhile"
            else:
                reasons[target.key] = "it is not due any more, or the sheet did not keep still"
        return CellsReport(
            done=tuple(target.key for target in self.targets if target.done),
            not_done=reasons,
            put_back=len(self.put_back) + self.repaired,
            lost=tuple(dict.fromkeys(self.lost)),
            rounds=self.rounds,
            error=error,
        )
