"""What the sheet would hold if this run had written nothing: the memory that puts things right.

Every reading is compared with the one before. What people changed is taken over; what this run
wrote is not, until it is accepted because the row was meant. So for every cell that a batch hit by
mistake it is known what stood there and what was attached to it, wherever the row is by now. Knows
rows, places and what was written. Must not know what is due. Texts live in memory here only.
Long because one memory is kept right in all its parts by each reading.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from cocsheets.apply.originalrow import OriginalRow, Written, WrittenColumn
from cocsheets.apply.rows import (
    NO_ATTACHMENTS,
    attachments,
    is_among,
    is_computed,
    rearranged,
    with_value,
    without_ours,
)
from cocsheets.data import replace
from cocsheets.records.columnpairing import moved_columns
from cocsheets.records.pairing import pair, same, signature
from cocsheets.records.table import Row, Value, Worksheet


class OriginalSheet:
    """See the module. `follow` takes each reading once, in order."""

    def __init__(self, sheet: Worksheet, header: Row) -> None:
        self.rows = {row.number: OriginalRow(row) for row in sheet}
        self.header = header
        self.moved = False
        """Whether rows came, went or stood elsewhere since the reading before the latest."""
        self.blanks: set[tuple[int, int]] = set()
        """1-based row and column of cells that were cleared in empty rows or new columns."""
        self._columns: dict[int, WrittenColumn] = defaultdict(WrittenColumn)
        self._found: dict[int, list[Value]] = {}
        """Values written lately to a column that are where they were written."""
        self._missing: dict[int, list[Value]] = {}
        """Those that are in no row that was seen before."""
        self._recent: dict[tuple[int, bool], dict[int, Value]] = defaultdict(dict)
        """Rows written to since the latest settled reading, by column and whether it was
        attachments that were written."""
        self._expected: Counter[Value] = Counter()
        self._marked: dict[int, int] = {}
        """Row by mark in the latest reading, where no other row has the mark."""
        self._unsure: frozenset[int] = frozenset()
        """Columns of which the latest reading does not tell which they were."""

    def expect(self, values: Iterable[Value]) -> None:
        """The one row that this run is about to add, in place of what it tried to add before."""
        self._expected = Counter(value for value in values if value is not None)

    def lately(self, rows: Collection[int]) -> Mapping[int, Sequence[Value]]:
        """What was written lately to some rows, by column."""
        values = ((c, at) for (c, attached), at in self._recent.items() if not attached)
        return {column: [at[row] for row in rows if row in at] for column, at in values}

    def note(self, written: Written) -> None:
        """Take note of a place before it is written to."""
        self._recent[written.column, written.attached is not None][written.row] = written.value
        column = self._columns[written.column]
        column.rows.add(written.row)
        if written.attached is None:
            column.values.append(written.value)
            column.dated = column.dated or written.as_date
            if written.formula:
                column.made.append(written.value)
        else:
            column.attached.append(written.attached)

    def settle(self) -> None:
        """All that was written so far shows in the latest reading."""
        self._recent.clear()

    def follow(
        self,
        sheet: Worksheet,
        texts: Mapping[tuple[int, int], Value],
        plain: Collection[tuple[int, int]] = (),
        marks: Mapping[tuple[int, int], int] | None = None,
    ) -> None:
        """Go on to the next reading.

        `marks` tells where marks of this run are, by 1-based row and column, and `texts` what they
        took the place of; where a mark was written plainly, it may have taken the place of
        something else.
        """
        self._align(sheet)
        now = {row.number: row for row in sheet}
        bare = dict(now)
        told: dict[int, set[int]] = defaultdict(set)
        untold: dict[int, set[int]] = defaultdict(set)
        for (number, column), text in texts.items():
            bare[number] = with_value(bare[number], column, text)
            (untold if (number, column) in plain else told)[number].add(column)
        doubts: set[int] = set()
        added = self._added(now)
        before = {number: known.row for number, known in self.rows.items() if not known.added}
        pairs = pair(
            before,
            {number: row for number, row in bare.items() if number not in added},
            set(self._columns),
            {number: known.as_planned for number, known in self.rows.items() if known.planned},
            doubts,
            lambda row: self._ours(row) | untold[row.number],
            {number for number, known in self.rows.items() if known.hit},
            self._same_marks(marks or {}),
        )
        pasted = {n for n, old in pairs.items() if self._is_pasted(now, now[n], before[old])}
        pairs = {number: old for number, old in pairs.items() if number not in pasted}
        apart = len(pairs) != len(before) or len(pairs) != len(now) - len(added)
        self.moved = apart or any(old != new for new, old in pairs.items())
        self._account(now, pairs)
        rows = {number: OriginalRow(now[number], added=found) for number, found in added.items()}
        for number, old in pairs.items():
            known = self.rows[old]
            rows[number] = self._seen_again(known, now[number], bare[number])
        written = {row for at in self._recent.values() for row in at}
        for number in sorted(now.keys() - rows.keys(), key=lambda row: row not in written):
            copy = number in pasted
            known = self._first_seen(now[number], bare[number], told[number], rows, copy=copy)
            rows[number] = known
        for number, known in rows.items():
            known.doubtful = known.doubtful or number in doubts
        self.rows = {number: rows[number] for number in now}
        if self.moved:
            self.blanks |= {
                (row, column)
                for (column, attached), numbers in self._recent.items()
                for row in numbers
                if attached and row not in now
            }

    def accept(self, row: Row, column: int) -> None:
        """What stands in a cell of the latest reading is as it should be."""
        known = self.rows[row.number]
        known.row = with_value(known.row, column, row.value(column), row.extra(column))
        known.hit.discard(column)

    # --- within -------------------------------------------------------------------------------

    def _account(self, now: Mapping[int, Row], pairs: Mapping[int, int]) -> None:
        """See which of the rows written to lately show it: what a batch writes to one place in all
        columns is in one row, and then in no other."""
        back = {old: number for number, old in pairs.items()}
        recent = {column: at for (column, attached), at in self._recent.items() if not attached}
        shown = Counter(
            (place, number)
            for column, at in recent.items()
            for place, value in at.items()
            for number in {place, back.get(place, place)}
            if (known := self.rows.get(pairs.get(number, 0 if number in now else number)))
            and same(now.get(number, Row(number, ())).value(column), value)
            and (column in known.hit or not same(known.row.value(column), value))
        )
        most = Counter(place for at in recent.values() for place in at)
        found: dict[int, int] = {}
        for place, number in sorted(shown, key=lambda one: (-shown[one], most[one[0]])):
            if place not in found and number not in found.values():
                found[place] = number
        self._found = {c: [v for n, v in at.items() if n in found] for c, at in recent.items()}
        self._missing = {
            c: [v for n, v in at.items() if n not in found] for c, at in recent.items()
        }

    def _same_marks(self, marks: Mapping[tuple[int, int], int]) -> Mapping[int, int]:
        """The row in the reading before by row, where both have a mark that no other row has."""
        rows: dict[int, set[int]] = defaultdict(set)
        for (number, _), mark in marks.items():
            rows[mark].add(number)
        before, self._marked = self._marked, {m: min(at) for m, at in rows.items() if len(at) == 1}
        return {number: before[mark] for mark, number in self._marked.items() if mark in before}

    def _ours(self, row: Row) -> set[int]:
        """Columns in which a row reads what this run has written there."""
        return {column for column, written in self._columns.items() if written.wrote(row, column)}

    def _edited(self, row: Row, was: Row) -> set[int]:
        """Columns in which somebody else has typed since."""
        columns = range(max(len(row.values), len(was.values)))
        changed = (c for c in columns if not same(row.value(c), was.value(c)))
        return {c for c in changed if not is_computed(row, c)} - self._ours(row)

    def _is_pasted(self, now: Mapping[int, Row], row: Row, was: Row) -> bool:
        """Whether another row of the reading was pasted over this one."""
        ours, edited = self._ours(row), self._edited(row, was)
        if len(edited) < 2 and edited <= self._columns.keys():
            return False
        return sum(signature(other, ours) == signature(row, ours) for other in now.values()) > 1

    def _seen_again(self, known: OriginalRow, row: Row, bare: Row) -> OriginalRow:
        was = known.row
        alike = was.values == row.values and was.extras == row.extras
        if known.added or not self._columns or (alike and not self.moved):
            known.row = row
            known.hit.clear()
            return known
        merged, hit, edited = row, set(), self._edited(row, was)
        others, mine = edited & self._columns.keys(), self._ours(row)
        if edited and all(v is None or column in mine for column, v in enumerate(row.values)):
            # Somebody has emptied the row; a format may be ours.
            bare_extras = {
                c: replace(found, number_format=was.extra(c).number_format)
                for c, found in row.extras.items()
            }
            was = replace(row, values=(), extras=bare_extras)
        known.to_check |= mine.intersection(self._unsure)
        for column in sorted(self._columns.keys() - self._unsure):
            written = self._columns[column]
            value, extras = row.value(column), row.extra(column)
            old, attached = was.value(column), was.extra(column)
            near = (
                # Where somebody else was at work too, only places that we wrote to count.
                (self.moved and not others)
                or column in known.hit
                or not written.rows.isdisjoint((row.number, was.number))
                # Rows may have moved there and back around the very batch that wrote it.
                or bool(self._recent[column, False] and not same(value, old))
                or not same(value, bare.value(column))  # a mark
            )
            if not near or (same(value, old) and extras == attached):
                continue
            at = self._recent[column, False]
            here = [at[n] for n in {row.number, was.number} & at.keys()]
            elsewhere = self._found.get(column, []).count(value) == written.values.count(value)
            ours = written.wrote(row, column) and (
                column in known.hit
                or not elsewhere
                or is_among(value, here)
                or not same(value, bare.value(column))  # a mark
            )
            overwritten = ours and not same(value, old)
            if not ours and not same(value, old):
                continue  # somebody else edited the cell
            kept = without_ours(attached, extras, written.attached, overwritten=ours)
            if overwritten:
                kept = replace(kept, formula=attached.formula)
                if written.dated:
                    kept = replace(kept, number_format=attached.number_format)
            blank = value is old is None and column not in known.planned
            if blank and here and self.header.value(column):
                # A blank of ours, or somebody took our date away: the format may be ours still. A
                # new column has its own.
                kept = replace(kept, number_format=attached.number_format)
            if column in known.hit:  # restored, but for parts and chips that the text had
                kept = replace(
                    kept, runs=kept.runs or attached.runs, chips=kept.chips or attached.chips
                )
            if overwritten or kept != extras:
                merged = with_value(merged, column, old if overwritten else value, kept)
                hit.add(column)
        if self.moved:
            known.to_check |= {
                column
                for (column, attached), rows in self._recent.items()
                if attached and not rows.keys().isdisjoint((row.number, was.number))
                if attachments(merged.extra(column)) == NO_ATTACHMENTS
            }
        known.row, known.hit = merged, hit
        known.ours = known.ours or bool(hit)
        return known

    def _first_seen(
        self,
        row: Row,
        bare: Row,
        told: Collection[int],
        rows: Mapping[int, OriginalRow],
        *,
        copy: bool,
    ) -> OriginalRow:
        """A row that no reading has shown; `told` are the columns whose marks tell their text. If
        few cells are ours, or what is left tells it from all others, or it is known to be a `copy`,
        and all else is as in one of the `rows`, or in several that are equal, it is a copy of that.
        """
        known, ours = OriginalRow(bare), self._ours(row)
        left = signature(row, ours)
        alike = [one.row for one in rows.values() if signature(one.row, ours) == left]
        others = [one.row for one in rows.values() if one.row not in alike]
        few = len(ours) < min(4, sum(v is not None for v in left) - 1)
        telling = others and any(  # a text that no other row has there
            isinstance(value, str) and all(not same(row.value(c), value) for row in others)
            for c, value in enumerate(left)
        )
        copied = (few or copy or telling) and len({one.values for one in alike}) == 1
        for column, written in self._columns.items():
            value, extras = row.value(column), row.extra(column)
            if column in told:
                known.hit.add(column)
            elif (
                value in (missing := self._missing.get(column, []))
                and value
                and written.wrote(row, column)
            ):
                missing.remove(value)
                known.hit.add(column)
                known.lost |= set() if copied else {column}
                if written.dated:  # as far as is known, none was given
                    extras = replace(extras, number_format=None)
                was = (alike[0].value(column), alike[0].extra(column)) if copied else (None, extras)
                known.row = with_value(known.row, column, *was)
            elif self._recent[column, True] and attachments(extras) in map(
                attachments, written.attached
            ):
                known.to_check.add(column)
        if known.lost:
            blank = (c for c in self._columns if row.value(c) is None and self._recent[c, False])
            known.lost |= {column for column in blank if None in self._columns[column].values}
        known.ours = bool(known.hit)
        return known

    def _added(self, now: Mapping[int, Row]) -> Mapping[int, Counter[Value]]:
        """The row that this run has added, under whatever headers, with what was added: all but
        one of three or more values, for formulas spill and people type."""
        before = Counter(known.row.values for known in self.rows.values() if not known.added)
        fresh = Counter(row.values for row in now.values()) - before
        seen = [(known.added, known.row) for known in self.rows.values() if known.added]
        added, last = next(iter(seen), (self._expected, Row(0, ())))
        if not added:
            return {}
        alike = {
            number: (added & Counter(row.values)).total()
            for number, row in now.items()
            if row.values in fresh
        }
        # Of a row and its copy, the one that is as it was, else the lower one: rows are added last.
        best = max(alike, key=lambda n: (alike[n], now[n].values == last.values, n), default=0)
        if alike.get(best, 0) < added.total() - (added.total() > 2):
            best = self._left_of(last.number, added, alike, now)
            if not best:
                return {}
        self._expected = Counter()
        return {best: added}

    def _left_of(
        self, place: int, added: Counter[Value], fresh: Iterable[int], now: Mapping[int, Row]
    ) -> int:
        """The row that holds what is left of the one added, which was being taken back: columns
        moved, and blanks fell beside its cells. It is where it was, unless another is there, and
        no row is missing, which might be the one that was hit."""
        blanked = any(None in values for values in self.lately({place}).values())
        filled = sum(not row.blank for row in now.values())
        others = sum(not known.row.blank for known in self.rows.values() if not known.added)
        if not blanked or filled <= others:
            return 0
        ours = {None, *added}
        parts = [n for n in fresh if not now[n].blank and ours.issuperset(now[n].values)]
        if place in parts:
            return place
        moved = place in now and not now[place].blank
        return parts[0] if moved and len(parts) == 1 else 0

    def _is_gone(self, column: int, values: Sequence[Value]) -> bool:
        """Whether a column whose header is not found cannot be one that holds these values: less
        than half of what it held is there. Rows that we wrote to do not tell."""
        ours = self._columns[column].rows if column in self._columns else ()
        before = (row.row.value(column) for number, row in self.rows.items() if number not in ours)
        header = self.header.value(column)
        held = Counter(value for value in before if value is not None and value != header)
        there = Counter(value for value in values if value is not None)
        return 2 * (held & there).total() < held.total()

    def _elsewhere(self, sheet: Worksheet, column: int, places: range) -> set[int]:
        """The columns that show what was written to one of them lately, if its own `places` do not
        show all of that: columns came and went, before the batch and after it."""
        values = [v for v in self._recent[column, False].values() if v is not None]

        def more(place: int) -> int:
            rows = (known.row for known in self.rows.values())
            now, before = ([r.value(place) for r in found] for found in (sheet, rows))
            return sum(is_among(v, values) for v in now) - sum(is_among(v, values) for v in before)

        if sum(map(more, places)) >= len(values):
            return set()
        width = max(len(row.values) for row in sheet)
        return {place for place in range(width) if place not in places and more(place) > 0}

    def _align(self, sheet: Worksheet) -> None:
        """Follow columns that were moved, by the header."""
        values = cache(lambda column: [row.value(column) for row in sheet])
        found = moved_columns(
            self.header, sheet.rows, lambda old, new: self._is_gone(old, values(new))
        )
        self._unsure = found.unsure
        if not found:
            return
        moved = found.places
        for known in self.rows.values():
            known.move_columns(moved)
        missing = {c for c, text in enumerate(self.header.values) if text} - moved.keys()
        self.header = rearranged(self.header, moved)
        self.blanks |= {  # what was attached in a column that nobody had seen
            (row, column)
            for (column, attached), rows in self._recent.items()
            for row in rows
            if attached and column not in moved.values()
        }
        for column, written in list(self._columns.items()):
            # Whether the batch came before, after or amid the moves, nobody can tell: columns that
            # went may have taken it to the left, those that came to the right.
            now, gone = moved.get(column, column), sum(c < column for c in missing)
            near = range(max(min(now, column - gone), 0), max(now, column, now + gone) + 1)
            far = self._elsewhere(sheet, column, near) if column in moved else set()
            for place in {*near, *far} - {column}:
                other = self._columns[place]
                other.values += written.values
                other.made += written.made
                other.attached += written.attached
                other.rows |= written.rows
                other.dated = other.dated or written.dated
                for attached in (False, True):
                    self._recent[place, attached] |= self._recent[column, attached]
        for place in self._columns.keys() - set(moved.values()):
            self._inherit(sheet, place)

    def _inherit(self, sheet: Worksheet, column: int) -> None:
        """A new column has the formats of the one beside it: what we wrote to had that of the cells
        there that we left alone."""
        rows = self._columns[column].rows
        formats = [row.extra(column).number_format for row in sheet if row.number not in rows]
        usual = max(formats, key=formats.count, default=None)
        for known in self.rows.values():
            extras = replace(known.row.extra(column), number_format=usual)
            known.row = with_value(known.row, column, known.row.value(column), extras)
