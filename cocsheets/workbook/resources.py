"""What is asked of a spreadsheet, and the objects that Google answers with.

Knows the names of the Sheets API (documented). Must not know our own tables.
"""

from __future__ import annotations

from typing import Any

import msgspec

CELL_FIELDS = (
    "userEnteredValue,effectiveValue,effectiveFormat(numberFormat(type)),"
    "userEnteredFormat(textFormat(link)),note,textFormatRuns,chipRuns,dataValidation,"
    "pivotTable"
)
_ABOUT = (
    "spreadsheetId,properties(title,locale,timeZone),"
    "developerMetadata(metadataId,metadataKey,metadataValue),namedRanges(name),"
    "sheets(properties(sheetId,title,index,hidden,sheetType,gridProperties),merges,basicFilter,"
    "filterViews,slicers,charts,conditionalFormats,tables,protectedRanges"
)
_ROWS = f"rowData(values({CELL_FIELDS}))"
FIELDS = f"{_ABOUT},data(rowMetadata(hiddenByUser,hiddenByFilter),{_ROWS}))"
"""Field mask of the one read that everything is computed from."""
OUTLINE = f"{_ABOUT})"
"""The same without cells: what worksheets there are, and how large."""
BLOCK = f"spreadsheetId,sheets(properties(sheetId),data(startRow,{_ROWS}))"
"""The cells alone of a part of one worksheet."""
WITH_FORMATS = FIELDS.replace("(textFormat(link))", "(textFormat(link),numberFormat)")
"""The same with the formats of cells, before a write that sets one."""


GRID = "GRID"
"""The type of a sheet that has cells of its own."""


class _Base(msgspec.Struct, rename="camel", gc=False):
    """An object of Google's JSON."""


class ErrorValue(_Base):
    """An error as a value."""

    type: str = "ERROR"


class ExtendedValue(_Base):
    """A value: one of its fields, or none."""

    string_value: str | None = None
    number_value: float | None = None
    bool_value: bool | None = None
    formula_value: str | None = None
    error_value: ErrorValue | None = None


class EnteredValue(_Base):
    """What was typed. Anything but a formula is left to the effective value."""

    formula_value: str | None = None


class NumberFormat(_Base):
    """The kind of a number format."""

    type: str = ""


class EffectiveFormat(_Base):
    """The format that a cell shows."""

    number_format: NumberFormat | None = None


class Link(_Base):
    """A link."""

    uri: str = ""


class TextFormat(_Base):
    """How a text looks."""

    link: Link | None = None


class EnteredFormat(_Base):
    """The format that was given to a cell."""

    text_format: TextFormat | None = None
    number_format: dict[str, Any] | None = None


class CellData(_Base):
    """A cell."""

    user_entered_value: EnteredValue | None = None
    effective_value: ExtendedValue | None = None
    effective_format: EffectiveFormat | None = None
    user_entered_format: EnteredFormat | None = None
    note: str | None = None
    text_format_runs: list[dict[str, Any]] | None = None
    chip_runs: list[dict[str, Any]] | None = None
    data_validation: dict[str, Any] | None = None
    pivot_table: dict[str, Any] | None = None


class RowData(_Base):
    """A row of a grid."""

    values: list[CellData] = []


class DimensionProperties(_Base):
    """What is known of a row beside its cells."""

    hidden_by_user: bool = False
    hidden_by_filter: bool = False


class GridData(_Base):
    """A grid of cells. Rows are decoded one by one: a large sheet is never held twice."""

    start_row: int = 0
    row_data: list[msgspec.Raw] = []
    row_metadata: list[DimensionProperties] = []


class GridProperties(_Base):
    """The size of a sheet."""

    row_count: int = 0
    column_count: int = 0
    frozen_row_count: int = 0


class SheetProperties(_Base):
    """A sheet's name and place."""

    sheet_id: int = 0
    title: str = ""
    index: int = 0
    sheet_type: str = GRID
    hidden: bool = False
    grid_properties: GridProperties = msgspec.field(default_factory=GridProperties)


class GridRange(_Base):
    """A range: ends are exclusive, None is unbounded."""

    sheet_id: int = 0
    start_row_index: int = 0
    end_row_index: int | None = None
    start_column_index: int = 0
    end_column_index: int | None = None


class Editors(_Base):
    """Who may edit a protected range."""

    users: list[str] = []
    groups: list[str] = []
    domain_users_can_edit: bool = False


class ProtectedRange(_Base):
    """A protected range or sheet."""

    protected_range_id: int = 0
    range: GridRange | None = None
    unprotected_ranges: list[GridRange] = []
    warning_only: bool = False
    requesting_user_can_edit: bool = False
    description: str = ""
    editors: Editors = msgspec.field(default_factory=Editors)


class SheetResource(_Base):
    """A sheet."""

    properties: SheetProperties
    data: list[GridData] = []
    merges: list[GridRange] = []
    protected_ranges: list[ProtectedRange] = []
    basic_filter: dict[str, Any] | None = None
    filter_views: list[dict[str, Any]] = []
    slicers: list[dict[str, Any]] = []
    charts: list[dict[str, Any]] = []
    conditional_formats: list[dict[str, Any]] = []
    tables: list[dict[str, Any]] = []


class SpreadsheetProperties(_Base):
    """What is known of the spreadsheet as a whole."""

    title: str = ""
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"


class DeveloperMetadata(_Base):
    """Metadata of the spreadsheet itself."""

    metadata_id: int = 0
    metadata_key: str = ""
    metadata_value: str = ""


class SpreadsheetResource(_Base):
    """The answer to `spreadsheets.get`."""

    spreadsheet_id: str
    properties: SpreadsheetProperties = msgspec.field(default_factory=SpreadsheetProperties)
    sheets: list[SheetResource] = []
    developer_metadata: list[DeveloperMetadata] = []
    named_ranges: list[dict[str, Any]] = []
