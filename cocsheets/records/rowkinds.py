"""Which rows below the header are reports, and which only add up, repeat the header, or are notes.

Strict, since a report that is taken for something else would never be expunged: whatever names
people or has a date is a report. Above the header are titles, and reports that a sort has moved
there with the header. Knows the shape of rows. Must not know records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cocsheets.data import Data
from cocsheets.patterns import lazy_re
from cocsheets.records.columns import Schema
from cocsheets.records.dates import read_date
from cocsheets.records.languages import words
from cocsheets.records.table import CellError, DateNumber, Row, Worksheet
from cocsheets.records.text import fold, is_blank

MOVE_HEADER = "Drag the header row back to the top; a sort may have moved it."
"""What to do about rows above it."""


class Rows(Data, frozen=True):
    """The rows beside a header, sorted out."""

    data: tuple[Row, ...]
    """Those that are reports."""
    totals: tuple[int, ...]
    """1-based rows that add up others, or repeat the header."""
    notes: tuple[int, ...]
    """1-based rows with nothing but a note beside the table, or a heading within it."""
    filled: frozenset[int]
    """0-based columns that hold anything, the header's included."""
    above: tuple[int, ...]
    """1-based rows above the header that look like reports."""


def sort_out(worksheet: Worksheet, header: Row, schema: Schema, columns: Mapping[str, int]) -> Rows:
    """The rows by what they are. `columns` are 0-based, by field key."""
    judge = _RowJudge(schema, columns)
    titles = (row for row in worksheet.rows if row.number < header.number)
    above = tuple(row.number for row in titles if judge.looks_like_report(row))
    data: list[Row] = []
    totals: list[int] = []
    notes: list[int] = []
    filled = {index for index, value in enumerate(header.values) if not is_blank(value)}
    widest = max(filled, default=0)
    known = set(range(widest + 1)) <= filled
    headers = tuple(fold(value) for value in header.values if isinstance(value, str))
    tall = [m for m in worksheet.merges if m.end_row is None or m.end_row - m.start_row > 1]
    for row in worksheet.rows:
        dated = isinstance(row.value(judge.date), DateNumber)
        if row.number <= header.number or (not dated and row.blank):
            continue
        if not known or len(row.values) > widest + 1:
            filled.update(i for i, value in enumerate(row.values) if not is_blank(value))
        if dated:
            data.append(row)
        elif judge.is_total(row, headers):
            totals.append(row.number)
        elif any(merge.covers(row.number - 1, c) for merge in tall for c in judge.known):
            data.append(row)  # what it lacks may be hidden by the merged cell
        elif not judge.says_nothing(row):
            data.append(row)
        elif any(isinstance(value, str) and value.strip() for value in row.values):
            notes.append(row.number)
    return Rows(tuple(data), tuple(totals), tuple(notes), frozenset(filled), above)


_TOTAL_WORD = "|".join(map(re.escape, sorted(words("total"), key=len, reverse=True)))
_YEARS = r"20[0-9]{2}(?:\s*[-\u2013/]\s*(?:20)?[0-9]{2})?"
_TOTAL = lazy_re(rf"(?:{_YEARS}\s*)?(?:{_TOTAL_WORD})(?![^\W\d_])", re.DOTALL)
_REST = lazy_re(rf"[\s:.=()\u2013-]*(?:{_YEARS})?[\s:.=()]*")
"""What may stand behind a word for a total anywhere; in the first cell any short text may."""
_LONGEST_REST = 60
_COUNT = lazy_re(r"(?<![0-9])(?!20[0-9]{2}(?![0-9]))[0-9]{1,6}(?![0-9])")
_ADDS = lazy_re(
    r"\s*=\s*(?:SUM|SUMIF|SUMIFS|COUNT|COUNTA|COUNTIF|COUNTIFS|COUNTUNIQUE|SUBTOTAL|AVERAGE|MIN|MAX)"
    r"\s*\(",
    re.IGNORECASE,
)


class _RowJudge:
    """What the columns say about a row whose date of report is no true date."""

    def __init__(self, schema: Schema, columns: Mapping[str, int]) -> None:
        found = {column.key: column for column in schema.columns if column.key in columns}
        self.date = columns["date_reported"]
        self.known = frozenset(columns.values())
        self.telling = {self.date, *(columns[key] for key, c in found.items() if c.identifying)}
        self.naming = {columns[key] for key, one in found.items() if one.kind.names_people}
        self.free = {
            columns[key]
            for key, one in found.items()
            if one.kind.running and not one.identifying and not one.required
        }
        """Columns of texts that make no report by themselves."""

    def looks_like_report(self, row: Row) -> bool:
        """Whether a row above the header has a date and two more cells of a report, one of which is
        for people: a title has not."""
        filled = {index for index in self.known - {self.date} if not is_blank(row.value(index))}
        dated = read_date(row.value(self.date)).value is not None
        return dated and len(filled) > 1 and not filled.isdisjoint(self.telling)

    def is_total(self, row: Row, headers: tuple[str, ...]) -> bool:
        """Whether the row adds up others, or repeats the header.

        It must have an adding formula, or a word for a total and a number. A year or a text may
        stand beside the word, but none where people are named.
        """
        word = number = adds = False
        others: list[int] = []
        for index, value in enumerate(row.values):
            if is_blank(value) or value is False:
                continue
            if _ADDS.match(row.extra(index).formula or ""):
                adds = True
            elif isinstance(value, str) and not isinstance(value, CellError):
                rest = _after_total(fold(value), first=not (word or number or adds or others))
                word = word or rest is not None
                number = number or bool(rest and _COUNT.search(rest))
                others += [index] if rest is None else []
            elif isinstance(value, float) and not isinstance(value, DateNumber):
                number = True
            else:
                return False
        if others and not word:
            return not adds and _repeats(row, headers)
        return (adds or (word and number)) and self.naming.isdisjoint(others)

    def says_nothing(self, row: Row) -> bool:
        """Whether the row has neither a date nor anything else that makes a report.

        Such are formulas beyond the last report, notes beside the table, and headings: a text that
        is no part of a date, alone in the column of the date.
        """
        filled = [
            index
            for index, value in enumerate(row.values)
            if not (
                is_blank(value)
                or value is False
                or (_computed(row, index) and index not in self.telling)
            )
        ]
        if filled == [self.date]:
            value = row.value(self.date)
            return isinstance(value, str) and read_date(value).rule == "not-a-date"
        return all(
            index not in self.known or (index in self.free and isinstance(row.value(index), str))
            for index in filled
        )


def _computed(row: Row, index: int) -> bool:
    extra = row.extra(index)
    return bool(extra.formula or extra.spilled)


def _after_total(text: str, *, first: bool) -> str | None:
    """What stands behind a word for a total, None if a folded text does not begin with one."""
    match = _TOTAL.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    short = first and len(rest) <= _LONGEST_REST and "@" not in rest
    return rest if short or _REST.fullmatch(rest) else None


def _repeats(row: Row, headers: tuple[str, ...]) -> bool:
    texts = [value for value in row.values if isinstance(value, str) and value]
    return len(texts) == len(headers) > 2 and tuple(map(fold, texts)) == headers
