"""Worksheets as they were read: raw values with their row numbers, and what is attached to cells.

Knows rows, columns and the kinds of value a cell can hold. Must not know what a column means, nor
Google's JSON. Contents never show in a `repr`. Long because it is the one model of a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import field

from cocsheets.data import Data, HiddenData
from cocsheets.patterns import lazy_re


class DateNumber(float):
    """A number that the sheet shows as a date or date-time: days since 1899-12-30."""

    __slots__ = ()


class CellError(str):
    """An error value, by Google's name such as `REF` or `LOADING`: nothing is known of it."""

    __slots__ = ()

    @property
    def shown(self) -> str:
        """What the cell shows, such as `#REF!`."""
        return _ERRORS.get(str(self), "an error")


_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "ERROR": "#ERROR!",
    "LOADING": "Loading...",
}
"""Google's `ErrorType` (documented), and what people see."""


Value: TypeAlias = str | float | bool | DateNumber | CellError | None
"""What a cell amounts to, computed if it is a formula. None: the cell is empty."""


def column_letters(index: int) -> str:
    """Letters of a column by its 0-based index: 0 is `A`, 26 is `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Extras(HiddenData, frozen=True):
    """What a cell has beside its value. Kept sparsely: most cells have none of it."""

    formula: str | None = None
    """The cell's own formula."""
    spilled: bool = False
    """The value comes from a formula in another cell; it cannot be overwritten here."""
    note: str | None = None
    link: str | None = None
    """Link on the whole cell."""
    runs: tuple[Mapping[str, Any], ...] = ()
    """Formatted parts of the text, as read; they may carry links."""
    chips: tuple[Mapping[str, Any], ...] = ()
    """People, file and place chips, as read."""
    validation: Mapping[str, Any] | None = None
    """Data validation, as read; a drop-down list may hold names."""
    number_format: Mapping[str, Any] | None = None
    """The format that was given to the cell, as read; only read before one is written."""
    pivot: bool = False
    pivot_texts: tuple[str, ...] = ()
    """Texts in the definition of a pivot table that starts here."""

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses behind the cell, of links and chips, each once."""
        found = [self.link or ""]
        found += [run.get("format", {}).get("link", {}).get("uri", "") for run in self.runs]
        for chip in self.chips:
            inner = chip.get("chip", {})
            found.append(inner.get("personProperties", {}).get("email", ""))
            found.append(inner.get("richLinkProperties", {}).get("uri", ""))
        mails = (
            text.removeprefix("mailto:").partition("?")[0] if "mailto:" in text else text
            for text in found
        )
        return tuple(dict.fromkeys(filter(None, mails)))

    @property
    def has_link(self) -> bool:
        """Whether a link is attached to the whole cell or to a part of its text."""
        return bool(self.link) or any(bool(run.get("format", {}).get("link")) for run in self.runs)

    @property
    def leads_somewhere(self) -> bool:
        """Whether words in the cell stand for a link behind them."""
        by_formula = _HYPERLINK.match(self.formula or "")
        return self.has_link or bool(self.chips) or bool(by_formula)

    @property
    def has_list(self) -> bool:
        """Whether a drop-down list with values of its own is attached to the cell."""
        condition = (self.validation or {}).get("condition", {})
        return bool(condition.get("type") == "ONE_OF_LIST")


_HYPERLINK = lazy_re(r"\s*=\s*HYPERLINK\s*\(", re.IGNORECASE)
NOTHING = Extras()


class Row(HiddenData, frozen=True):
    """One row that has something in it."""

    number: int
    """1-based row number at the moment of reading; it may be another by now."""
    values: tuple[Value, ...]
    """From column A on; blanks at the end are left out."""
    extras: Mapping[int, Extras] = field(default_factory=dict)
    """By 0-based column."""
    hidden: bool = False
    """Hidden by hand or by a filter."""

    def value(self, column: int) -> Value:
        """The value in a 0-based column, None beyond the end."""
        return self.values[column] if column < len(self.values) else None

    def extra(self, column: int) -> Extras:
        """What is attached to the cell in a 0-based column."""
        return self.extras.get(column, NOTHING)

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything but white space (or an unticked checkbox)."""
        return all(
            value is None or value is False or (isinstance(value, str) and not value.strip())
            for value in self.values
        )


class Block(Data, frozen=True):
    """A rectangle of cells, 0-based and half-open as in Google's GridRange; None is unbounded."""

    sheet_id: int
    start_row: int = 0
    end_row: int | None = None
    start_column: int = 0
    end_column: int | None = None

    def covers(self, row: int, column: int) -> bool:
        """Whether the 0-based cell lies inside."""
        return (
            self.start_row <= row
            and (self.end_row is None or row < self.end_row)
            and self.start_column <= column
            and (self.end_column is None or column < self.end_column)
        )

    def meets(self, other: Block) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.sheet_id == other.sheet_id
            and (self.end_row is None or other.start_row < self.end_row)
            and (other.end_row is None or self.start_row < other.end_row)
            and (self.end_column is None or other.start_column < self.end_column)
            and (other.end_column is None or self.start_column < other.end_column)
        )


class Protection(HiddenData, frozen=True):
    """A protected range."""

    id: int
    block: Block
    unprotected: tuple[Block, ...]
    warning_only: bool
    editable: bool
    """Whether the acting account may edit it."""
    description: str = ""
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    domain_can_edit: bool = False


class TypedColumn(Data, frozen=True):
    """A column of a native table that has a type: the table itself checks what is typed there."""

    block: Block
    """Its cells, the header of the table among them."""
    kind: str
    """Google's name of the type, such as `DATE`, `DROPDOWN` or `TEXT`."""
    values: tuple[str, ...] = ()
    """The choices of a drop-down."""


class Worksheet(HiddenData, frozen=True):
    """One worksheet of the spreadsheet."""

    title: str
    sheet_id: int
    index: int
    rows: tuple[Row, ...]
    row_count: int = 1000
    column_count: int = 26
    hidden: bool = False
    frozen_rows: int = 0
    merges: tuple[Block, ...] = ()
    protections: tuple[Protection, ...] = ()
    typed: tuple[TypedColumn, ...] = ()
    unread: bool = False
    """Whether only its first rows were read: it is large, and was not needed."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def row(self, number: int) -> Row | None:
        """The row with this 1-based number, None where the row is empty."""
        return next((row for row in self.rows if row.number == number), None)

    def fills(self, number: int, column: int) -> bool:
        """Whether a formula in the cell, by 1-based row and 0-based column, may fill others too.

        Google does not say whose formula fills a cell. It fills a rectangle in which nothing else
        stands, so each filled cell that such a rectangle reaches is taken for one of its own.
        """
        reach = self.column_count
        found = self.row(number)
        if found is None or _gives_one_value(found.extra(column).formula or ""):
            return False
        for row in self.rows:
            if row.number < number:
                continue
            own = row.number == number
            for at in range(column + own, min(reach, len(row.values))):
                if row.extra(at).spilled:
                    return True
                if row.value(at) is not None or row.extra(at).formula:
                    reach = at
                    break
            if reach == column:
                return False
        return False

    def barrier(self, row: int, column: int) -> Protection | None:
        """The protection that keeps the acting account from the 0-based cell, if any."""
        for protection in self.protections:
            if protection.editable or protection.warning_only:
                continue
            if protection.block.covers(row, column) and not any(
                block.covers(row, column) for block in protection.unprotected
            ):
                return protection
        return None


_QUOTED = lazy_re(r'"[^"]*"|\'[^\']*\'')
_FUNCTION = lazy_re(r"[\w.]+(?=\s*\()")
_OF_ONE_VALUE = frozenset(
    {"CONCAT", "CONCATENATE", "DATE", "EDATE", "HYPERLINK", "IF", "IFERROR", "LOWER", "PROPER"}
    | {"TEXT", "TODAY", "TRIM", "UPPER", "VALUE"}
)
"""Functions that give one value for single values."""


def _gives_one_value(formula: str) -> bool:
    """Whether it is certain that a formula fills no cell but its own."""
    bare = _QUOTED.sub("", formula).upper()
    return not {"{", ":"} & set(bare) and _OF_ONE_VALUE.issuperset(_FUNCTION.findall(bare))


class OutsideText(HiddenData, frozen=True):
    """A text that stands in no cell: in a chart, a filter, a named range."""

    kind: str
    """What it belongs to, in the words people use for it."""
    text: str
    sheet_id: int | None = None


class Metadata(HiddenData, frozen=True):
    """A piece of developer metadata on the spreadsheet itself."""

    id: int
    key: str
    value: str


class Spreadsheet(HiddenData, frozen=True):
    """The whole spreadsheet as it was at one moment."""

    id: str
    title: str
    time_zone: str
    locale: str
    worksheets: tuple[Worksheet, ...]
    metadata: tuple[Metadata, ...] = ()
    outside: tuple[OutsideText, ...] = ()
    """Texts outside cells: charts, filters, formats by rule, tables, named ranges."""
    read_at: str = ""
    """Google's clock at the reading, as ISO 8601 in UTC; empty if the answer had no date."""

    @property
    def unread(self) -> tuple[Worksheet, ...]:
        """The worksheets of which only the first rows were read."""
        return tuple(sheet for sheet in self.worksheets if sheet.unread)

    def worksheet(self, title: str) -> Worksheet | None:
        """The worksheet with this title."""
        return next((sheet for sheet in self.worksheets if sheet.title == title), None)

    def by_id(self, sheet_id: int) -> Worksheet | None:
        """The worksheet with this gid."""
        return next((sheet for sheet in self.worksheets if sheet.sheet_id == sheet_id), None)

    @property
    def url(self) -> str:
        """Where people open it."""
        return f"https://docs.google.com/spreadsheets/d/{self.id}/edit"
