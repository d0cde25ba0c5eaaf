"""Edits: single writes to the spreadsheet as data, between a plan and Google.

Knows cells by worksheet id and 0-based row and column. Must not know why something is written, nor
Google's JSON (that is `workbook/requests.py`). Contents never show in a `repr`.
"""

from __future__ import annotations

import enum
import secrets
from collections.abc import Mapping
from typing import Any, TypeAlias

from cocsheets.data import Data, Hidden
from cocsheets.records.table import Block, Extras, Spreadsheet, Value


class ReplaceText(Data, frozen=True):
    """Swap the text of one cell if, and only if, the whole cell still reads `find`."""

    sheet_id: int
    row: int
    column: int
    find: Hidden[str]
    replacement: Hidden[str]


class ReplaceAnywhere(Data, frozen=True):
    """Swap every whole cell of a worksheet that reads `find`; meant for texts that are unique."""

    sheet_id: int
    find: Hidden[str]
    replacement: Hidden[str]


class WriteValue(Data, frozen=True):
    """Write a value plainly, whatever stands there."""

    sheet_id: int
    row: int
    column: int
    value: Hidden[Value]
    formula: Hidden[str | None] = None
    as_date: bool = False
    """Give the cell a date format too; else the format is left alone."""
    number_format: Mapping[str, Any] | None = None
    """The number format to restore where `formatted`; None: none was given."""
    formatted: bool = False


class ClearExtras(Data, frozen=True):
    """Remove note, links, chips and drop-down list of one cell; the rest of the format stays."""

    sheet_id: int
    row: int
    column: int


class RestoreExtras(Data, frozen=True):
    """Attach to a cell again what was attached to it."""

    sheet_id: int
    row: int
    column: int
    extras: Hidden[Extras]


class AddWorksheet(Data, frozen=True):
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


class NewSheet(Data, frozen=True):
    """A worksheet of a new spreadsheet: a bold, frozen header and rows below it."""

    title: str
    header: tuple[str, ...]
    rows: Hidden[tuple[tuple[Value, ...], ...]] = ()


class AppendRows(Data, frozen=True):
    """Rows below the last one that holds anything, whichever that is when Google acts."""

    sheet_id: int
    rows: Hidden[tuple[tuple[Value, ...], ...]]


class InsertRow(Data, frozen=True):
    """A new row with the formats and validations of a neighbour, moving others down."""

    sheet_id: int
    row: int
    values: Hidden[tuple[Value, ...]]
    like_above: bool = True
    """Whether the neighbour is the row above; else the one below."""


class InsertColumns(Data, frozen=True):
    """New columns with bold headers. They are inserted, so nothing is ever written over."""

    sheet_id: int
    column: int
    """0-based place of the first of them; whatever stands there by now moves to the right."""
    row: int
    """0-based row of the headers."""
    headers: tuple[str, ...]
    at_end: bool = False
    """Whether the grid ends before `column`, so that it must grow first."""


class SetList(Data, frozen=True):
    """A drop-down list on a range."""

    block: Block
    values: tuple[str, ...]


class SetDateCheck(Data, frozen=True):
    """Data validation that asks for a date; existing values stay."""

    block: Block


class RestoreRule(Data, frozen=True):
    """The data validation that a range had before, None for none."""

    block: Block
    rule: Hidden[Mapping[str, Any] | None]


class FreezeRows(Data, frozen=True):
    """Keep the first rows in sight."""

    sheet_id: int
    rows: int


class Grow(Data, frozen=True):
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


class Text(Data, frozen=True):
    """The text of one cell of a page."""

    text: str = ""
    link: str = ""
    """Where it leads, such as `#gid=0&range=J14`."""
    look: Look = Look.PLAIN


class WritePage(Data, frozen=True):
    """Fill a range with texts, whatever stands there; what is left of the range is emptied.

    Notes, links, lists and chips in the range are removed.
    """

    block: Block
    rows: tuple[tuple[Text, ...], ...] = ()


class Unmerge(Data, frozen=True):
    """Take the merged cells of a range apart."""

    block: Block


class ProtectBlock(Data, frozen=True):
    """Leave a range to some people. `editors` empty and `warning_only`: ask before editing."""

    block: Block
    description: str
    editors: tuple[str, ...] = ()
    warning_only: bool = False


class Unprotect(Data, frozen=True):
    """Lift a protection, by its id; nothing that it covers changes."""

    protection_id: int


class RestoreProtection(Data, frozen=True):
    """Protect a range as it was in another file: Google's own object, without its number."""

    protected: Hidden[Mapping[str, Any]]


class RestoreMetadata(Data, frozen=True):
    """Developer metadata as it was in another file: Google's own object, without its number."""

    metadata: Hidden[Mapping[str, Any]]


class MoveClaim(Data, frozen=True):
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
