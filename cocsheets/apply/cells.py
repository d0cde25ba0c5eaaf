"""Carries cell changes out on a sheet that people are editing, and puts right what went wrong.

The loop: read, look, write what is left, read again, until nothing is left to do. What makes it
safe, whatever people do to the sheet meanwhile:

- rows are found by content in each reading, never by a remembered number (`targets`);
- text is replaced only if the cell still reads what we read, and first by a text with a mark
  (`plans/marks.py`), so the next reading shows which cell was hit, wherever it is by then;
- what cannot be replaced conditionally is written plainly at places just read, after the row's own
  cells were seen to be ours;
- each reading is held against what the sheet would be without us (`original`): where the row is due
  and the cell was meant, the mark comes off; anywhere else what stood there comes back (`repair`).

Knows targets, marks and readings. Must not know what makes a row due: `View` says so for each
reading. Long because the loop keeps one state, and each of its steps rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from cocsheets.apply.original import OriginalSheet
from cocsheets.apply.originalrow import OriginalRow, Written
from cocsheets.apply.repair import Repair
from cocsheets.apply.report import lost_cells, make_report
from cocsheets.apply.run import Run
from cocsheets.apply.steps import Marks, Places, Step
from cocsheets.apply.targets import NewRow, Target, View, make_targets, match
from cocsheets.data import replace
from cocsheets.errors import (
    CocsheetsError,
    GoogleError,
    IncompleteError,
    LayoutError,
    RejectedError,
)
from cocsheets.ledger import Line, LineState
from cocsheets.plans.edits import ClearExtras, Edit, ReplaceAnywhere, ReplaceText, WriteValue
from cocsheets.plans.marks import MOST_FIND, marked, may_be_reparsed
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import CellChange
from cocsheets.records.table import (
    NOTHING,
    CellError,
    DateNumber,
    Row,
    Spreadsheet,
    Value,
    Worksheet,
)
from cocsheets.records.written import CLEARED, LOST, RESTORED, shown, told

MOST_ROUNDS = 24
"""Batches after which a sheet that never keeps still is left to the next run."""

UNDO_ROUNDS = 6
"""Batches in which marks are taken back where the layout was broken."""
MOST_WHOLE = 1e11
"""Whole numbers from here on may be shown in scientific notation."""

TOLD = frozenset({"expunge", "redact"})
"""Actions that have a line for the whole row."""

DATE_ACTIONS = frozenset({"set date", "reset date", "step down"})
"""Actions whose cells get a date format with the value."""


class CellWork:
    """One plan being carried out on one worksheet. See the module."""

    def __init__(
        self,
        run: Run,
        sheet_id: int,
        judge: Callable[[Spreadsheet], View],
        targets: Sequence[Target],
        new: NewRow | None = None,
        insert: Callable[[Spreadsheet], Sequence[Edit]] = lambda _now: (),
    ) -> None:
        self.run = run
        self.sheet_id = sheet_id
        self.judge = judge
        self.targets = list(targets)
        self.new = new
        """A row that is added, behind all else of the first batch that takes effect."""
        self.insert = insert
        """The edits that add it, by a reading."""
        self.written: list[tuple[int, Step]] = []
        """Ledger lines of what was written by place, with the steps."""
        self.marks = Marks(run.id)
        self.view: View | None = None
        """What the latest reading means."""
        self.repair: Repair | None = None
        """Made by the first reading."""
        self.conditional = True
        """False once conditional replacement has been seen to do nothing at all."""
        self.proven = False
        """Whether a conditional replacement was seen to work."""
        self.tried: dict[tuple[int, str], int] = {}
        """Row at which a conditional try took place, by target and field."""
        self.rounds = 0
        self.batch_rows: int | None = None
        """Most rows that a batch may be about."""

    @property
    def original(self) -> OriginalSheet | None:
        """What the sheet would hold without this run; None before the first reading."""
        return self.repair.original if self.repair is not None else None

    def carry_out(self) -> CellsReport:
        """Work until all is done, or until it cannot go on; then say what became of each row.

        Raises ActiveRunError if another run has taken over.
        """
        error: CocsheetsError | None = None
        actions = {change.action for target in self.targets for change in target.changes}
        self.run.formats = self.new is not None or not DATE_ACTIONS.isdisjoint(actions)
        try:
            self._work()
        except LayoutError as changed:
            self.run.broken |= not self._undo()
            error = IncompleteError(
                f"The layout of the sheet changed while we worked: {changed.message}",
                hint="Fix the header; the next run goes on from what it finds.",
            )
        except GoogleError as failed:
            error, self.run.broken = failed, True
        self.run.formats = False
        for number, step in self.written:
            done = step.target is None or step.target.done
            if not self.run.broken:
                self.run.close(number, LineState.DONE if done else LineState.NOT_DONE)
        self._note_lost()
        return make_report(self.targets, self.view, self.repair, error)

    def _note_lost(self) -> None:
        """Have the ledger name what cannot be put right, so that each later run says it again."""
        if self.view is None or self.repair is None:
            return
        names = {column: key for key, column in self.view.table.columns.items()}
        for number, column in lost_cells(self.repair):
            name = names.get(column) or next(iter(names.values()))  # any says which table it is
            place = told(name, number, column, LOST)
            key = self.view.keys.get(number, f"row {number}")
            self.run.intend([Line("overwrite", key, place)])

    def _work(self) -> None:
        now = self.run.read()
        steps = self._next(now)
        unsure: list[Step] = []
        # A batch of unknown fate may still arrive, until another one has come first.
        while (steps or unsure) and self.rounds < MOST_ROUNDS:
            self.rounds += 1
            batches = self.run.claim.step
            for step in steps:
                if step.writes is not None and self.original is not None:
                    self.original.note(step.writes)
            unsure += steps
            lined = [step for step in steps if step.line is not None]
            lines = self.run.intend([step.line for step in lined if step.line], bound=True)
            self.written += zip(lines, lined, strict=True)
            plain = self.run.formats or any(c.clears for t in self.targets for c in t.changes)
            show = bool(steps) and not plain and all(step.tries is not None for step in steps)
            try:
                self.run.write([step.edit for step in steps], show=show)
            except RejectedError as rejected:
                self._leave_out(steps, rejected)
                unsure = unsure[: len(unsure) - len(steps)]  # surely nothing of this one
            answer = self._answer(steps) if show else None
            now = self.run.read(answer)
            took_effect = self.run.claim.step > batches
            tried = False
            if took_effect:
                # A batch whose answer was lost may be the one that took effect, late.
                if self.new is not None:
                    self.new.sent = True
                self._learn(unsure)
                tried = any(step.telling for step in unsure)
                unsure = []
            steps = self._next(now, tried=tried)
            if took_effect and self.original is not None:
                self.original.settle()
            by_text = all(isinstance(step.edit, ReplaceAnywhere) for step in steps)
            if answer is not None and not (steps and by_text):
                # An answer is no proof, and nothing is written by place that only it has shown.
                steps = self._next(self.run.read())

    def _answer(self, steps: Sequence[Step]) -> Spreadsheet | None:
        """What Google answered to a batch of marks, if it shows each in the cell it was meant for;
        then it is good for taking them off, which finds each by its text wherever it is by then."""
        now = self.run.sheet.shown
        sheet = now.by_id(self.sheet_id) if now is not None else None
        rows = {row.number: row for row in sheet or ()}
        meant = [step.writes for step in steps if step.writes is not None]
        there = (w.row in rows and rows[w.row].value(w.column) == w.value for w in meant)
        return now if all(there) else None

    def _add(self, now: Spreadsheet, view: View) -> Iterator[Step]:
        """What the row that is to be added needs next: to be added, or put under its headers."""
        new, original = self.new, self.original
        if new is None or original is None:
            return
        if not new.sent:
            edits = self.insert(now)
            if edits:
                original.expect(new.fields.values())
            yield from map(Step, edits)
            return
        added = (number for number, known in original.rows.items() if known.added)
        before, new.row = new.row, next(added, 0)
        rows = {row.number: row for row in view.table.data_rows()}
        row, above = rows.get(new.row), rows.get(new.row - 1, Row(0, ()))
        lately = original.lately({before, new.row})
        astray = new.misplaced(row, view.table, lately) if row is not None else {}
        new.placed = row is not None and not astray
        for column, (_, value) in astray.items():
            dated, like = isinstance(value, DateNumber), above.extra(column).number_format
            place = (self.sheet_id, new.row - 1, column)
            edit = WriteValue(*place, value, None, dated, number_format=like, formatted=True)
            yield Step(edit, writes=Written(new.row, column, value, as_date=dated))

    # --- looking ------------------------------------------------------------------------------

    def _next(self, now: Spreadsheet, *, tried: bool = False) -> list[Step]:
        """What is left to write, by a reading."""
        sheet = self._worksheet(now)
        places = self.marks.places(sheet)
        repair = self.repair
        if repair is None:
            view = self.judge(now)
            header = sheet.row(view.table.header_row)
            original = OriginalSheet(sheet, header or Row(view.table.header_row, ()))
            repair = self.repair = Repair(self.sheet_id, self.marks, original)
        else:
            self._follow(repair.original, sheet, places, tried=tried)
            if repairs := list(repair.unjudged(sheet, places, header=True)):
                return repairs  # nothing can be judged before it reads as it did
            original, due = repair.original, None
            hits = {(number, column) for number, row in original.rows.items() for column in row.hit}
            if self.view is not None and self.view.other is None and not hits <= places.keys():
                # A row that names nobody any more may be put off by a later report as it was.
                hits |= places.keys()
                due = self.judge(self.marks.undone(now, sheet, hits, places, original)).due
            view = self.judge(self.marks.undone(now, sheet, places, places, original))
            view = view if due is None else replace(view, due=view.due & due)
        rows = {row.number: row for row in view.table.data_rows()}
        if view.other is not None:
            ours = {
                number
                for number, known in repair.original.rows.items()
                if isinstance(known.owner, Target) and known.ours and number not in view.other
                if number in rows and known.owner.half_there(known.row, view.table)
            }
            view = replace(view, due=view.due | ours)
        self.view = view
        changes, obstacles = view.changes, view.obstacles
        known = repair.original.rows
        for number, wanted in changes.items():
            _plan(known[number], wanted)
        owners = {number: row.owner for number, row in known.items()}
        matched = match(self.targets, view, owners)
        self._adopt(view, matched, repair.original)
        for target in self.targets:
            if target.row in obstacles and not target.done:
                target.blocked = obstacles[target.row].reason
        by_number = {row.number: row for row in sheet}
        blocked = {
            number
            for number, target in matched.items()
            if target.blocked and not repair.can_only_be_finished(sheet, by_number[number], places)
        }
        steps = list(repair.steps(sheet, view, places, blocked))
        added = self._add(now, view)
        open_rows = [
            number
            for number, target in sorted(matched.items())
            if number in changes and not target.blocked
        ]
        for number in open_rows[: self.batch_rows]:
            known[number].owner = matched[number]
            for change in changes[number]:
                steps += self._change(
                    change, changes[number], matched[number], rows[number], places
                )
        names = {column: key for key, column in view.table.columns.items()}
        return [_told(step, names) for step in (*steps, *added)]

    def _follow(
        self, original: OriginalSheet, sheet: Worksheet, places: Places, *, tried: bool
    ) -> None:
        """Go on to the next reading, and learn from it whether conditional replacement works."""
        texts = {place: self.marks.sent[mark].before for place, mark in places.items()}
        plain = {place for place, mark in places.items() if self.marks.sent[mark].plain}
        original.follow(sheet, texts, plain, places)
        self.proven = self.proven or bool(places.keys() - plain)
        if tried and not self.proven and not original.moved:
            # Not one of all replacements found its text, and no row had moved: Google finds
            # nothing this way, so the next batch goes plainly.
            self.conditional = False
            self.run.finds_nothing = True

    def _adopt(self, view: View, matched: dict[int, Target], original: OriginalSheet) -> None:
        """Rows in which something of ours stands and which are due, though their contents are not
        as planned any more: they are completed too."""
        changes, rows = view.changes, {row.number: row for row in view.table.data_rows()}
        for number, known in original.rows.items():
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
                if view.other is not None:  # nothing is asked of a row in which somebody typed
                    owner.done = owner.finished(rows[number], view.table)

    def _worksheet(self, spreadsheet: Spreadsheet) -> Worksheet:
        worksheet = spreadsheet.by_id(self.sheet_id)
        if worksheet is None:
            raise LayoutError("the worksheet is gone")
        return worksheet

    # --- writing ------------------------------------------------------------------------------

    def _change(
        self,
        change: CellChange,
        siblings: Sequence[CellChange],
        target: Target,
        row: Row,
        places: Places,
    ) -> Iterator[Step]:
        """What one planned change needs next."""
        at = (self.sheet_id, change.row - 1, change.column)
        mark = places.get((change.row, change.column))
        asked = [other for other in siblings if other.action != "clear"]
        open_still = [other for other in asked if (other.row, other.column) not in places]
        # Every cell of the row that can be replaced conditionally has been.
        proven = not any(self._replaceable(other, target, row) for other in open_still)
        ours = not asked or (proven and len(open_still) < len(asked))
        if change.clears and ours:
            if row.extra(change.column).chips:
                # Writing a value is documented to drop chips.
                text = self.marks.text(mark) if mark is not None else change.after
                yield self._plainly(text, target, change)
            cleared = Written(change.row, change.column, attached=NOTHING)
            where = told(change.name, change.row, change.column, CLEARED)
            line = Line("clear", str(target.key), where)
            yield Step(ClearExtras(*at), target, writes=cleared, line=line)
        if change.action == "clear" or mark is not None:
            return
        if self._replaceable(change, target, row):
            text = self.marks.new(change.before, str(change.after), plain=False)
            yield Step(
                ReplaceText(*at, _findable(change.before) or "", text),
                target,
                tries=(target, change.name),
                telling=isinstance(change.before, str),
                writes=Written(change.row, change.column, text),
            )
        elif proven:
            after = change.after
            if self.conditional and isinstance(after, str):
                after = self.marks.new(change.before, after, plain=True)
            yield self._plainly(after, target, change)
            texts = isinstance(change.before, str) and isinstance(after, str)
            blind = not self.conditional and texts and change.action != "expunge"
            if blind and self.original is not None:
                self.original.rows[change.row].by_place.add(change.column)

    def _plainly(self, value: Value, target: Target, change: CellChange) -> Step:
        """A value written by place: the ledger says so in the same batch."""
        row, column = change.row, change.column
        where = told(change.name, row, column, shown(value))
        action = "write" if change.action in TOLD else change.action
        line = Line(action, str(target.key), where)
        dated = isinstance(value, DateNumber) and change.action in DATE_ACTIONS
        as_date = dated and not isinstance(change.before, DateNumber)
        edit = WriteValue(self.sheet_id, row - 1, column, value, as_date=as_date)
        writes = Written(row, column, value, as_date=as_date)
        return Step(edit, target, writes=writes, line=line)

    def _replaceable(self, change: CellChange, target: Target, row: Row) -> bool:
        """Whether a conditional replacement is possible and has not been tried in vain."""
        find, after = _findable(change.before), change.after
        return (
            self.conditional
            and find is not None
            and isinstance(after, str)
            and not row.extra(change.column).formula
            and len(find) <= MOST_FIND
            and not may_be_reparsed(marked(after, self.run.id, 1))
            and self.tried.get((id(target), change.name)) != change.row
        )

    def _learn(self, steps: Sequence[Step]) -> None:
        """Take note of a batch that took effect."""
        for step in steps:
            if step.tries is not None:
                target, name = step.tries
                self.tried[id(target), name] = target.row
            if step.mark is not None and self.repair is not None:
                self.repair.settled.add(step.mark)

    def _leave_out(self, steps: Sequence[Step], rejected: RejectedError) -> None:
        """Leave out what Google refused, or try fewer rows at once where it names nothing."""
        culprit = steps[rejected.edit] if rejected.edit is not None else None
        if culprit is not None and culprit.repairs is not None and self.repair is not None:
            self.repair.stuck.add(culprit.repairs)
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

    def _undo(self) -> bool:
        """Restore whatever still has a mark, where the layout does not let us judge. Returns
        whether nothing of what was under way is left."""
        repair, claim = self.repair, self.run.claim
        with suppress(GoogleError):  # the next run finds what could not be undone
            for _ in range(UNDO_ROUNDS if repair is not None else 0):
                sheet = self.run.latest().by_id(self.sheet_id)
                if repair is None or sheet is None:
                    return False
                places = self.marks.places(sheet)
                self._follow(repair.original, sheet, places, tried=False)
                steps = list(repair.unjudged(sheet, places))
                if not steps:
                    return not places
                for step in steps:
                    if step.writes is not None:
                        repair.original.note(step.writes)
                batches = claim.step
                self.run.write([step.edit for step in steps])
                self.run.latest()
                if claim.step > batches:
                    self._learn(steps)
        return False


def _told(step: Step, names: Mapping[int, str]) -> Step:
    """A step with its line: whatever is written by place is told by the batch that writes it."""
    edit = step.edit
    if step.line is not None or not isinstance(edit, WriteValue) or edit.column not in names:
        return step
    # Of a date that falls on another row the next run must know: it would act upon it.
    wrote = shown(edit.value) if isinstance(edit.value, DateNumber) else RESTORED
    where = told(names[edit.column], edit.row + 1, edit.column, wrote)
    return replace(step, line=Line("restore", f"row {edit.row + 1}", where))


def _findable(value: Value) -> str | None:
    """The text by which a cell may be found, None if there is none.

    Whether numbers are found at all, and as they are stored or as they are shown, is unverified: a
    whole number without a format reads the same in both ways, and is worth a try.
    """
    if isinstance(value, str):
        return None if isinstance(value, CellError) else value
    if type(value) is float and value.is_integer() and abs(value) < MOST_WHOLE:
        return str(int(value))
    return None


def _plan(known: OriginalRow, changes: Sequence[CellChange]) -> None:
    """Remember what the plan would make of a row."""
    for change in changes:
        if change.action != "clear":
            known.planned[change.column] = change.after
        if change.clears:
            known.cleared.add(change.column)
