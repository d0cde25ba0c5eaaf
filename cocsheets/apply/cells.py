"""Carries cell changes out on a sheet that people are editing, and puts right what went wrong.

The loop: read, look, write what is left, read again, until nothing is left to do. What makes it
safe, whatever people do to the sheet meanwhile:

- rows are found by content in each reading, never by a remembered number (`targets`);
- text is replaced only if the cell still reads what we read, and first by a text with a mark
  (`plans/marks.py`), so the next reading shows which cell was hit, wherever it is by then;
- what cannot be replaced conditionally is written plainly at places just read, after the row's own
  cells were seen to be ours;
- each reading is held against what the sheet would be without us (`origin`): where the row is due
  and the cell was meant, the mark comes off; anywhere else what stood there comes back.

Knows targets, marks and readings. Must not know what makes a row due: `View` says so for each
reading. Texts that were erased live in memory here, and nowhere else.
"""

from __future__ import annotations

import dataclasses
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cocsheets.apply.origin import Known, Origin, Written, hangings, with_value
from cocsheets.apply.pairing import same
from cocsheets.apply.run import Run
from cocsheets.apply.targets import Target, View, make_targets, match
from cocsheets.errors import GoogleError, LayoutError, RejectedError
from cocsheets.plans.edits import (
    ClearExtras,
    Edit,
    InsertRow,
    ReplaceAnywhere,
    ReplaceText,
    RestoreExtras,
    WriteValue,
)
from cocsheets.plans.marks import MOST_FIND, marked, may_be_reparsed, read_mark
from cocsheets.plans.plan import CellChange
from cocsheets.records.record import RecordKey
from cocsheets.records.table import (
    NOTHING,
    CellError,
    Row,
    Spreadsheet,
    Value,
    Worksheet,
    column_letters,
)

log = logging.getLogger("cocsheets.cells")

MOST_ROUNDS = 24
"""Batches after which a sheet that never keeps still is left to the next run."""

DATE_ACTIONS = frozenset({"set date", "reset date"})
"""Actions whose cells get a date format with the value."""


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """What one mark of this run stands for."""

    before: Value
    after: str
    plain: bool
    """Written plainly: what it overwrote need not be `before`."""


@dataclass(frozen=True, slots=True)
class CellsReport:
    """What became of a plan's rows, by the reading after the last batch."""

    done: tuple[RecordKey, ...] = ()
    not_done: Mapping[RecordKey, str] = field(default_factory=dict)
    """Reasons by key, without contents."""
    gone: frozenset[RecordKey] = frozenset()
    """Those of `not_done` that are not in the sheet any more, or of which nothing is asked now."""
    put_back: int = 0
    """Cells that a batch had hit in rows that were not meant, and that were put right."""
    lost: tuple[str, ...] = ()
    """A1 places of cells whose old text we do not know; it is in the version history."""
    bared: tuple[str, ...] = ()
    """A1 places to look at: a note or link put there that very moment may be gone, or what was put
    back may belong to another row that is equal in all else."""
    rounds: int = 0
    error: GoogleError | None = None
    """What ended the work early."""

    @property
    def complete(self) -> bool:
        """Whether all is done and nothing is lost."""
        return not self.not_done and not self.lost and self.error is None

    @property
    def overtaken(self) -> bool:
        """Whether all that is not done is what people took away before we touched it."""
        spotless = not self.lost and not self.put_back and self.error is None
        return spotless and self.gone.issuperset(self.not_done)


@dataclass(frozen=True, slots=True, repr=False)
class _Step:
    """An edit, and what it is about."""

    edit: Edit
    target: Target | None = None
    tries: tuple[Target, str] | None = None
    """Target and field that it tries to replace conditionally."""
    mends: tuple[int, int] | None = None
    """Row and column where it takes a mark off, or puts something back."""
    mark: int | None = None
    """The mark that it takes off or puts back."""
    writes: Written | None = None
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
        self.origin: Origin | None = None
        self.view: View | None = None
        """What the latest reading means."""
        self.sent: dict[int, Sent] = {}
        self.conditional = True
        """False once conditional replacement has been seen to do nothing at all."""
        self.proven = False
        """Whether a conditional replacement was seen to work."""
        self.tried: dict[tuple[int, str], int] = {}
        """Row at which a conditional try took place, by target and field."""
        self.settled: set[int] = set()
        """Marks that a batch has tried to take off or to put back conditionally."""
        self.stuck: set[tuple[int, int]] = set()
        """Places at which Google refused to put anything right."""
        self.mended: set[tuple[int, int]] = set()
        """What was put back so far, by row object and column."""
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
            self._undo()
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
        unsure: list[_Step] = []
        while steps and self.rounds < MOST_ROUNDS:
            self.rounds += 1
            batches = self.run.claim.step
            for step in steps:
                if step.writes is not None and self.origin is not None:
                    self.origin.note(step.writes)
            unsure += steps
            try:
                self.run.write([step.edit for step in steps])
            except RejectedError as rejected:
                self._leave_out(steps, rejected)
            now = self.run.read()
            took_effect = self.run.claim.step > batches
            tried = False
            if took_effect:
                # A batch whose answer was lost may be the one that took effect, late.
                self.along = None
                self._learn(unsure)
                tried = any(step.tries for step in unsure)
                unsure = []
            steps = self._next(now, tried=tried) + self._once(now)
            if took_effect and self.origin is not None:
                self.origin.settle()

    def _once(self, now: Spreadsheet) -> list[_Step]:
        """What goes along with the first batch, by a reading."""
        edits = self.along(now) if self.along else ()
        if self.origin is not None:
            for edit in edits:
                if isinstance(edit, InsertRow):
                    self.origin.expect(edit.values)
        return [_Step(edit, once=True) for edit in edits]

    # --- looking ------------------------------------------------------------------------------

    def _next(self, now: Spreadsheet, *, tried: bool = False) -> list[_Step]:
        """What is left to write, by a reading."""
        sheet = self._worksheet(now)
        marks = self._marks(sheet)
        if self.origin is not None:
            texts = {place: self.sent[mark].before for place, mark in marks.items()}
            plain = {place for place, mark in marks.items() if self.sent[mark].plain}
            self.origin.follow(sheet, texts, plain)
            self.proven = self.proven or bool(marks.keys() - plain)
            if tried and not self.proven and not self.origin.moved:
                # Not one of all replacements found its text, and no row had moved: Google finds
                # nothing this way, so the next batch goes plainly.
                self.conditional = False
                self.run.finds_nothing = True
        view = self.view = self.judge(self._undone(now, sheet, marks))
        if self.origin is None:
            header = sheet.row(view.table.header_row)
            self.origin = Origin(sheet, header or Row(view.table.header_row, ()))
        changes, obstacles = view.changes, view.obstacles
        for number, wanted in changes.items():
            _plan(self.origin.rows[number], wanted)
        matched = match(self.targets, view)
        self._adopt(view, matched)
        for target in self.targets:
            if target.row in obstacles and not target.done:
                target.blocked = obstacles[target.row].reason
        blocked = {number for number, target in matched.items() if target.blocked}
        steps = list(self._mend(sheet, view, marks, blocked))
        rows = {row.number: row for row in view.table.data_rows()}
        open_rows = [
            number
            for number, target in sorted(matched.items())
            if number in changes and not target.blocked
        ]
        for number in open_rows[: self.batch_rows]:
            self.origin.rows[number].owner = matched[number]
            for change in changes[number]:
                steps += self._change(change, changes[number], matched[number], rows[number], marks)
        return steps

    def _adopt(self, view: View, matched: dict[int, Target]) -> None:
        """Rows in which something of ours stands and which are due, though their contents are not
        as planned any more: they are completed too."""
        assert self.origin is not None  # noqa: S101  # made by the first reading
        changes = view.changes
        for number, known in self.origin.rows.items():
            if not known.ours or number not in view.due or number in matched:
                continue
            owner = known.owner if isinstance(known.owner, Target) else None
            for target in make_targets(view, {number}):
                if owner is None:
                    owner = target
                    self.targets.append(owner)
                owner.values, owner.changes = target.values, target.changes
                matched[number] = owner
            if owner is not None and not owner.done:
                owner.seen, owner.row, owner.done = True, number, number not in changes

    def _worksheet(self, spreadsheet: Spreadsheet) -> Worksheet:
        worksheet = spreadsheet.by_id(self.sheet_id)
        if worksheet is None:
            raise LayoutError("the worksheet of the records is gone")
        return worksheet

    def _marks(self, sheet: Worksheet) -> dict[tuple[int, int], int]:
        found = {}
        for row in sheet:
            for column, value in enumerate(row.values):
                mark = read_mark(value)
                if mark and mark.run == self.run.id and mark.number in self.sent:
                    found[row.number, column] = mark.number
        return found

    def _undone(self, now: Spreadsheet, sheet: Worksheet, marks: _Places) -> Spreadsheet:
        """The reading as it would be if this run had marked nothing."""
        if not marks or self.origin is None:
            return now
        rows = {row.number: row for row in sheet}
        for (number, column), mark in marks.items():
            known = self.origin.rows[number]
            before = self.sent[mark].before
            text = before if column in known.lost else known.row.value(column)
            rows[number] = with_value(rows[number], column, text)
        undone = dataclasses.replace(sheet, rows=tuple(rows.values()))
        sheets = tuple(undone if other is sheet else other for other in now.worksheets)
        return dataclasses.replace(now, worksheets=sheets)

    # --- putting right ------------------------------------------------------------------------

    def _mend(
        self, sheet: Worksheet, view: View, marks: _Places, blocked: Collection[int]
    ) -> Iterator[_Step]:
        """Take marks off where they belong; elsewhere put back what stood there.

        A row keeps its marks until all else is done there, for they tell it from its twins.
        """
        assert self.origin is not None  # noqa: S101  # made by the first reading
        copies, changes = Counter(marks.values()), view.changes
        for row in sheet:
            known = self.origin.rows[row.number]
            wanted = changes.get(row.number, ())
            ready = not any(_pending(change, marks) for change in wanted)
            due = row.number in view.due and row.number not in blocked
            for column in sorted(known.hit):
                place = (row.number, column)
                mark = marks.get(place)
                value = row.value(column)
                bare = self.sent[mark].after if mark else value
                if due and _meant(known, column, bare):
                    if mark is None and not wanted:
                        self.origin.accept(row, column)  # the row is finished as a whole
                    elif mark is not None and ready and place not in self.stuck:
                        yield self._swap(place, mark, bare, None, alone=copies[mark] == 1)
                elif place not in self.stuck:
                    self.mended.add((id(known), column))
                    alone = mark is not None and copies[mark] == 1
                    yield from self._put_back(row, column, known, mark, alone=alone)

    def _put_back(
        self, row: Row, column: int, known: Known, mark: int | None, *, alone: bool
    ) -> Iterator[_Step]:
        assert self.origin is not None  # noqa: S101  # made by the first reading
        place = (row.number, column)
        old, hung = known.row.value(column), known.row.extra(column)
        if known.doubtful:
            known.bared.add(column)
        extras = row.extra(column)
        if not same(row.value(column), old) or (hung.formula and not extras.formula):
            blank = known.row.blank and not known.row.extras
            # A date of ours in somebody's new row would be acted upon, and a blank one keeps it.
            untrue = mark is None and not isinstance(row.value(column), str)
            if (column in known.lost and not blank and not untrue) or (
                isinstance(old, CellError) and not hung.formula
            ):
                known.lost.add(column)  # nothing better is known; a mark stays to be seen
                return
            yield self._swap(place, mark, old, hung.formula, alone=alone)
        elif hung.chips != extras.chips:
            known.lost.add(column)
            self.origin.accept(row, column)
        if hangings(hung) != hangings(extras):
            edit = RestoreExtras(self.sheet_id, row.number - 1, column, hung)
            yield _Step(edit, mends=place, writes=Written(row.number, column, hangs=hung))

    def _swap(
        self,
        place: tuple[int, int],
        mark: int | None,
        text: Value,
        formula: str | None,
        *,
        alone: bool,
    ) -> _Step:
        """Write a value in place of what we wrote: by the unique text of a mark if possible."""
        number, column = place
        writes = Written(number, column, text)
        if (
            mark is not None
            and alone
            and mark not in self.settled
            and isinstance(text, str)
            and not formula
            and not may_be_reparsed(text)
        ):
            find = marked(self.sent[mark].after, self.run.id, mark)
            edit: Edit = ReplaceAnywhere(self.sheet_id, find, text)
        else:
            mark = None
            edit = WriteValue(self.sheet_id, number - 1, column, text, formula)
        return _Step(edit, mends=place, mark=mark, writes=writes)

    def _undo(self) -> None:
        """Where the layout does not let us judge any more: put back whatever still has a mark."""
        sheet = self.run.state.by_id(self.sheet_id) if self.run.state else None
        if sheet is None or self.origin is None:
            return
        steps: list[_Step] = []
        rows = {row.number: row for row in sheet}
        for (number, column), mark in self._marks(sheet).items():
            known = self.origin.rows[number]
            known.hit.add(column)
            self.mended.add((id(known), column))
            steps += self._put_back(rows[number], column, known, mark, alone=True)
        try:
            if steps:
                self.run.write([step.edit for step in steps])
        except GoogleError:
            log.info("what was under way could not be undone; the next run finds it")

    # --- writing ------------------------------------------------------------------------------

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
        is_marked = (change.row, change.column) in marks
        asked = [other for other in siblings if other.action != "clear"]
        open_still = [other for other in asked if (other.row, other.column) not in marks]
        # Every cell of the row that can be replaced conditionally has been.
        proven = not any(self._replaceable(other, target, row) for other in open_still)
        ours = not asked or (proven and len(open_still) < len(asked))
        if change.clears and ours:
            if row.extra(change.column).chips:
                # Writing a value is documented to drop chips.
                mark = marks.get((change.row, change.column))
                text = marked(str(change.after), self.run.id, mark) if mark else change.after
                yield self._plainly(change, target, text)
            cleared = Written(change.row, change.column, hangs=NOTHING)
            yield _Step(ClearExtras(*at), target, writes=cleared)
        if change.action == "clear" or is_marked:
            return
        if self._replaceable(change, target, row):
            number = self._note(change, plain=False)
            text = marked(str(change.after), self.run.id, number)
            edit = ReplaceText(*at, str(change.before), text)
            written = Written(change.row, change.column, text)
            yield _Step(edit, target, tries=(target, change.name), writes=written)
        elif proven:
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
        return _Step(edit, target, writes=Written(change.row, change.column, value))

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
        self.sent[number] = Sent(change.before, str(change.after), plain)
        return number

    def _learn(self, steps: Sequence[_Step]) -> None:
        """Take note of a batch that took effect."""
        for step in steps:
            if step.tries is not None:
                target, name = step.tries
                self.tried[id(target), name] = target.row
            if step.mark is not None:
                self.settled.add(step.mark)

    def _leave_out(self, steps: Sequence[_Step], rejected: RejectedError) -> None:
        """Leave out what Google refused, or try fewer rows at once where it names nothing."""
        culprit = steps[rejected.edit] if rejected.edit is not None else None
        if culprit is not None and culprit.mends is not None:
            self.stuck.add(culprit.mends)
            return
        targets = list(dict.fromkeys(step.target for step in steps if step.target is not None))
        if culprit is None and len(targets) > 1:
            self.batch_rows = max(1, len(targets) // 2)
            return
        target = culprit.target if culprit is not None else next(iter(targets), None)
        if target is None:
            raise rejected
        target.blocked = (
            "a protected range keeps the acting account from it"
            if rejected.protected
            else "Google refused the change"
        )

    # --- telling ------------------------------------------------------------------------------

    def _report(self, error: GoogleError | None) -> CellsReport:
        done = tuple(target.key for target in self.targets if target.done)
        reasons: dict[RecordKey, str] = {}
        gone = set()
        changes = self.view.changes if self.view is not None else {}
        still_due = {wanted[0].key for wanted in changes.values()}
        for target in self.targets:
            key = target.key
            if target.done or key in done:
                continue
            if target.blocked:
                reasons[key] = target.blocked
            elif error is not None:
                reasons[key] = self._how_far(target)
            elif target.seen and target.row in changes:
                reasons[key] = "the sheet did not keep still"
            elif key in still_due:
                reasons[key] = "the row was changed meanwhile"
            else:
                reasons[key] = "the row was removed, or nothing is asked of it any more"
                gone.add(key)
        return CellsReport(
            done=done,
            not_done=reasons,
            gone=frozenset(gone),
            put_back=len(self.mended),
            lost=tuple(self._lost()),
            bared=tuple(self._bared()),
            rounds=self.rounds,
            error=error,
        )

    def _how_far(self, target: Target) -> str:
        """How far a row is where the work ended early, by the latest reading."""
        known = self.origin.rows.get(target.row) if self.origin is not None else None
        if target.seen and known is not None and known.hit:
            return "begun: its names are replaced, and the next run finishes it"
        return "the work ended early; the next run goes on from what it finds"

    def _lost(self) -> Iterator[str]:
        """Places, by the latest reading, of what could not be put right."""
        for number, known, due in self._known():
            stuck = {column for column in known.hit if (number, column) in self.stuck}
            yield from _places(number, stuck if due else known.lost | stuck)

    def _bared(self) -> Iterator[str]:
        """Places from which something may be gone that no reading had shown."""
        for number, known, due in self._known():
            if not due:
                yield from _places(number, known.bared - known.lost)
        for number, column in self.origin.blanks if self.origin is not None else ():
            yield from _places(number, {column})

    def _known(self) -> Iterator[tuple[int, Known, bool]]:
        due: Collection[int] = self.view.due if self.view is not None else ()
        for number, known in self.origin.rows.items() if self.origin is not None else ():
            yield number, known, number in due


def _places(row: int, columns: Iterable[int]) -> Iterator[str]:
    yield from (f"{column_letters(column)}{row}" for column in sorted(columns))


def _plan(known: Known, changes: Sequence[CellChange]) -> None:
    """Remember what the plan would make of a row."""
    for change in changes:
        if change.action != "clear":
            known.planned[change.column] = change.after
        if change.clears:
            known.cleared.add(change.column)


def _pending(change: CellChange, marks: _Places) -> bool:
    """Whether more is to be done to a cell than to take a mark off."""
    return change.clears or (change.row, change.column) not in marks


def _meant(known: Known, column: int, value: Value) -> bool:
    """Whether the plan would have this in a column of this row, which is due."""
    if column in known.planned:
        return same(value, known.planned[column])
    return column in known.cleared and same(value, known.row.value(column))
