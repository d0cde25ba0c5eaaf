"""What the ledger says was written by place, and what becomes doubtful where that cannot be seen.

A date, a blank or an attachment cannot be marked, so the batch that writes one says in the ledger
what it wrote for whom. If the process dies, the next run looks: where the row that was meant does
not read so, another row may have been hit. Such a line stays open, and rows that show the value are
believed by nobody until a person has looked. Knows lines and rows. Must not know what a row is
about. Holds dates, keys and columns; never contents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import field

from cocsheets.data import Data
from cocsheets.patterns import lazy_re
from cocsheets.records.marks import read_mark
from cocsheets.records.people import EXPUNGED
from cocsheets.records.redaction import is_expunged
from cocsheets.records.table import DateNumber, Row, Value, column_letters
from cocsheets.records.text import EPOCH

CLEARED = "attachments cleared"
BLANK = "blank"
RESTORED = "a restored value"
UNMARKED = "a text without a mark"
LOST = "over an unknown value"
HEADER = "the header of a new column"
CHECKS = {"list": ("a drop-down list", "ONE_OF_"), "date check": ("a date check", "DATE_")}
"""What is told of a check by its action in a plan, and how its type begins."""
_CHECK_TYPES = dict(CHECKS.values())
_FORM = lazy_re(r"([A-Z]+[0-9]+) \((\w[^()]*)\) = (.+)")
_NAMES = lazy_re(r"[A-Z]+ \((\w[^()]*)\)")
HINT = (
    "Look at the version history of the place and correct it. Then write `done` in the State of "
    "the line in the ledger."
)


class Table(Protocol):
    """Rows with keys of fields."""

    @property
    def columns(self) -> Mapping[str, int]:
        """0-based column by key."""

    @property
    def header_row(self) -> int:
        """1-based."""

    @property
    def worksheet(self) -> Iterable[Row]:
        """All rows."""

    def data_rows(self) -> Sequence[Row]:
        """The rows below the header."""


class Line(Protocol):
    """A line of the ledger."""

    @property
    def target(self) -> str:
        """The row's key."""

    @property
    def columns(self) -> str:
        """What was written where, as `told` gives it."""

    @property
    def state(self) -> str:
        """Unique while the line is open."""


def told(name: str, row: int, column: int, wrote: str) -> str:
    """What was written where: `J5 (expunge_on) = 2027-01-05`. `wrote` as `shown` gives it."""
    return f"{column_letters(column)}{row} ({name}) = {wrote}"


def told_row(columns: Mapping[str, int]) -> str:
    """Which columns of a new row were filled: `A (date_reported), C (named_subjects)`."""
    filled = sorted(columns.items(), key=lambda item: item[1])
    return ", ".join(f"{column_letters(column)} ({name})" for name, column in filled)


def shown(value: Value) -> str:
    """A value as a line may tell it: dates, ticks, blanks and `Expunged`; of another text no more
    than that it is one, with a mark that shows where it is or without."""
    if value is None:
        return BLANK
    if isinstance(value, DateNumber):
        return (EPOCH + dt.timedelta(days=int(value))).isoformat()
    if isinstance(value, str):
        unmarked = EXPUNGED if is_expunged(value) else UNMARKED
        return "a text" if read_mark(value) else unmarked
    return str(value).upper()


class OpenLines(Data, frozen=True):
    """Lines that other runs left open."""

    lines: tuple[Line, ...] = ()
    outdone: frozenset[str] = frozenset()
    """States of those after which a later run wrote the same: what is seen in the row that was
    meant is no proof then."""


NO_LINES = OpenLines()


class Doubts(Data, frozen=True):
    """What open lines of interrupted runs leave in doubt, and which of them can be closed."""

    rows: Mapping[int, str] = field(default_factory=dict)
    """Why a 1-based row is not to be believed: it shows what was meant for another."""
    places: tuple[str, ...] = ()
    """What was written or cleared by place and is not seen where it was meant."""
    lost: tuple[str, ...] = ()
    """Cells that were overwritten before any reading showed them; all else there is believed."""
    settled: Mapping[str, bool] = field(default_factory=dict)
    """Whether what lines say was done, by their state."""

    @property
    def named(self) -> tuple[str, ...]:
        """What is named until a person has looked."""
        return (*self.places, *self.lost)

    def __bool__(self) -> bool:
        """Whether anything is in doubt."""
        return bool(self.rows or self.named)


NO_DOUBTS = Doubts()


def judge_lines(
    open_lines: OpenLines, table: Table, keys: Mapping[int, str], may_have: Collection[str] = ()
) -> Doubts:
    """Look for what open lines say was written.

    `keys` are those of the rows in lower case, by 1-based number; `may_have` are the keys of the
    columns that the table may have besides those that it has.
    """
    rows: dict[int, str] = {}
    places: list[str] = []
    lost: list[str] = []
    settled: dict[str, bool] = {}
    for line in open_lines.lines:
        match = _FORM.fullmatch(line.columns)
        if match is None or match[3] == HEADER:
            missing = _missing(line, table, keys, may_have)
            if missing:
                places.append(missing)
            elif missing is not None:
                settled[line.state] = True
            continue
        if match[2] not in table.columns:
            continue  # it is about another worksheet
        column, wrote = table.columns[match[2]], match[3]
        meant = [row for row in table.data_rows() if keys.get(row.number) == line.target.casefold()]
        others = [
            (row.number, column)
            for row in table.data_rows()
            if row not in meant and _reads(row, column, wrote)
        ]
        if wrote in _CHECK_TYPES:  # it is on the whole column
            meant = list(table.data_rows())
        if line.state not in open_lines.outdone and any(
            _reads(row, column, wrote) for row in meant
        ):
            settled[line.state] = True
        elif wrote == LOST:
            gone = f"an earlier run has overwritten {match[1]}"
            rows |= {row.number: f"{gone} when the row was there" for row in meant}
            lost += [] if meant else [f"{gone} ({line.target} then)"]
        elif _day(wrote) is None:
            places.append(_left(wrote, match[1], line.target))
        elif others := others or _astray(table, wrote, meant, column):
            why = f"shows {wrote}, which an interrupted run wrote for {line.target}"
            rows |= {row: f"{column_letters(where)}{row} {why}" for row, where in others}
        else:
            settled[line.state] = False
    return Doubts(rows, tuple(places), tuple(lost), settled)


def written_places(open_lines: OpenLines, keys: Collection[str]) -> list[str]:
    """Where something was written by place in columns of these keys, such as `J5`."""
    found = [_FORM.fullmatch(line.columns) for line in open_lines.lines]
    return [match[1] for match in found if match is not None and match[2] in keys]


def _missing(
    line: Line, table: Table, keys: Mapping[int, str], may_have: Collection[str]
) -> str | None:
    """What a line about a new row or a new column's header says that is not seen: empty where it
    is, None where the line is about another worksheet or about nothing of the kind."""
    match = _FORM.fullmatch(line.columns)
    if match is not None:
        if match[2] not in {*may_have, *table.columns}:
            return None
        if match[2] not in table.columns:
            return f"an interrupted run put {HEADER} in {match[1]}, and no column has it now"
        copies = (
            f"{column_letters(column)}{row.number}"
            for row in table.worksheet
            for column, value in enumerate(row.values)
            if value == line.target and row.number != table.header_row
        )
        place = next(copies, None)
        return f"an interrupted run put {HEADER} in {place} too" if place else ""
    names = _NAMES.findall(line.columns)
    if not table.columns.keys() & set(names):
        return None
    gone = f"an interrupted run added {line.target}, which is not seen whole"
    return "" if _stands(table, keys, line.target, names) else gone


def _left(wrote: str, place: str, target: str) -> str:
    """What an open line says was left, and where."""
    row_then = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    seen = "it is not seen there" if wrote != UNMARKED else "nobody can see where it is"
    return (
        f"an interrupted run left {wrote} in {place} (row {row_then} then), meant for "
        f"{target}, and {seen}"
    )


def _astray(table: Table, wrote: str, meant: Collection[Row], column: int) -> list[tuple[int, int]]:
    """Places that show a day in any column but where it was meant: columns may have been moved when
    it was written."""
    return [
        (row.number, other)
        for row in table.data_rows()
        for other in range(len(row.values))
        if (row not in meant or other != column) and _reads(row, other, wrote)
    ]


def _stands(table: Table, keys: Mapping[int, str], key: str, names: Sequence[str]) -> bool:
    """Whether a row of this key is filled under all these headers."""
    columns = [table.columns.get(name) for name in names]
    return any(
        all(column is not None and row.value(column) is not None for column in columns)
        for row in table.data_rows()
        if keys.get(row.number) == key.casefold()
    )


def _reads(row: Row, column: int, wrote: str) -> bool:
    """Whether a cell reads what was written."""
    value, extras = row.value(column), row.extra(column)
    if wrote in _CHECK_TYPES:
        condition = (extras.validation or {}).get("condition", {})
        return str(condition.get("type", "")).startswith(_CHECK_TYPES[wrote])
    if wrote == CLEARED:
        return not (extras.note or extras.has_link or extras.chips)
    if wrote == BLANK:
        return value is None
    day = _day(wrote)
    if day is not None:
        return type(value) in (DateNumber, float) and value == (day - EPOCH).days
    if wrote == EXPUNGED:
        return is_expunged(value)
    # Of a text without a mark no ledger says what it is, so none is equal to it.
    return value is not None if wrote == "a text" else str(value).upper() == wrote


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
