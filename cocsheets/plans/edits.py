"""Edits: single writes to the spreadsheet as data, between a plan and Google.

Knows cells by worksheet id and 0-based row and column. Must not know why something is written, nor
Google's JSON (that is `workbook/requests.py`). Contents never show in a `repr`.
"""

from __future__ import annotations

import enum
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cocsheets.records.table import Block, Extras, Spreadsheet, Value


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Swap the text of one cell if, and only if, the whole cell still reads `find`."""

    sheet_id: int
    row: int
    column: int
    find: str = field(repr=False)
    replacement: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReplaceAnywhere:
    """Swap every whole cell of a worksheet that reads `find`; meant for texts that are unique."""

    sheet_id: int
    find: str = field(repr=False)
    replacement: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WriteValue:
    """Write a value plainly, whatever stands there."""

    sheet_id: int
    row: int
    column: int
    value: Value = field(repr=False)
    formula: str | None = field(default=None, repr=False)
    as_date: bool = False
    """Give the cell a date format too; else the format is left alone."""
    number_format: Mapping[str, Any] | None = None
    """The number format to restore where `formatted`; None: none was given."""
    formatted: bool = False


@dataclass(frozen=True, slots=True)
class ClearExtras:
    """Remove note, links, chips and drop-down list of one cell; the rest of the format stays."""

    sheet_id: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class RestoreExtras:
    """Attach to a cell again what was attached to it."""

    sheet_id: int
    row: int
    column: int
    extras: Extras = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddWorksheet:
    """A new worksheet with a bold, frozen header row."""

    sheet_id: int
    title: str
    header: tuple[str, ...]
    rows: int = 100
    """Height of its grid."""
    widths: tuple[int, ...] = ()
    """Widths of its columns in pixels, from the first on; its texts are wrapped if any is given."""


def new_sheet_id(state: Spreadsheet) -> int:
    """An id that no worksheet of a reading has."""
    taken = {sheet.sheet_id for sheet in state.worksheets}
    while (sheet_id := secrets.randbelow(2**31 - 2) + 1) in taken:
        pass
    return sheet_id


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A worksheet of a new spreadsheet: a bold, frozen header and rows below it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class AppendRows:
    """Rows below the last one that holds anything, whichever that is when Google acts."""

    sheet_id: int
    rows: tuple[tuple[Value, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class InsertRow:
    """A new row with the formats and validations of a neighbour, moving others down."""

    sheet_id: int
    row: int
    values: tuple[Value, ...] = field(repr=False)
    like_above: bool = True
    """Whether the neighbour is the row above; else the one below."""


@dataclass(frozen=True, slots=True)
class InsertColumns:
    """New columns with bold headers. They are inserted, so nothing is ever written over."""

    sheet_id: int
    column: int
    """0-based place of the first of them; whatever stands there by now moves to the right."""
    row: int
    """0-based row of the headers."""
    headers: tuple[str, ...]
    at_end: bool = False
    """Whether the grid ends before `column`, so that it must grow first."""


@dataclass(frozen=True, slots=True)
class SetList:
    """A drop-down list on a range."""

    block: Block
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetDateCheck:
    """Data validation that asks for a date; existing values stay."""

    block: Block


@dataclass(frozen=True, slots=True)
class RestoreRule:
    """The data validation that a range had before, None for none."""

    block: Block
    rule: Mapping[str, Any] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class FreezeRows:
    """Keep the first rows in sight."""

    sheet_id: int
    rows: int


@dataclass(frozen=True, slots=True)
class Grow:
    """Give a worksheet a grid of this size; it holds less so far."""

    sheet_id: int
    rows: int
    columns: int


class Look(enum.Enum):
    """How a text on a page looks. Colour is never all: what it says is in the text too."""

    PLAIN = enum.auto()
    HEADING = enum.auto()
    ERROR = enum.auto()
    WARNING = enum.auto()
    NOTE = enum.auto()


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one cell of a page."""

    text: str = ""
    link: str = ""
    """Where it leads, such as `#gid=0&range=J14`."""
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class WritePage:
    """Fill a range with texts, whatever stands there; what is left of the range is emptied.

    Notes, links, lists and chips in the range are removed.
    """

    block: Block
    rows: tuple[tuple[Text, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Unmerge:
    """Take the merged cells of a range apart."""

    block: Block


@dataclass(frozen=True, slots=True)
class ProtectBlock:
    """Leave a range to some people. `editors` empty and `warning_only`: ask before editing."""

    block: Block
    description: str
    editors: tuple[str, ...] = ()
    warning_only: bool = False


@dataclass(frozen=True, slots=True)
class Unprotect:
    """Lift a protection, by its id; nothing that it covers changes."""

    protection_id: int


@dataclass(frozen=True, slots=True)
class RestoreProtection:
    """Protect a range as it was in another file: Google's own object, without its number."""

    protected: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RestoreMetadata:
    """Developer metadata as it was in another file: Google's own object, without its number."""

    metadata: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class MoveClaim:
    """Step the run's claim from one generation to the next; fails if someone else has done so.

    Creating metadata under an id that is taken is refused and voids the whole batch (documented),
    so a batch that opens with this is carried out at most once.
    """

    old_id: int | None
    """A generation of long ago that is cleared away, None if none needs to be."""
    new_id: int
    key: str
    value: str


Edit: TypeAlias = (
    ReplaceText
    | ReplaceAnywhere
    | WriteValue
    | ClearExtras
    | RestoreExtras
    | AddWorksheet
    | AppendRows
    | InsertRow
    | InsertColumns
    | SetList
    | SetDateCheck
    | RestoreRule
    | FreezeRows
    | Grow
    | WritePage
    | Unmerge
    | ProtectBlock
    | Unprotect
    | RestoreProtection
    | RestoreMetadata
    | MoveClaim
)
