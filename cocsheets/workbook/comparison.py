"""Two spreadsheets cell by cell: is one a true copy of the other?

Knows which parts of Google's JSON are numbers that Google gives anew. Must not know why they are
compared. A difference names a place and a kind, never what is there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cocsheets.data import Data
from cocsheets.records.table import column_letters

if TYPE_CHECKING:
    from cocsheets.workbook.whole import Json, Whole

_NUMBERS = frozenset(
    {
        "protectedRangeId",
        "namedRangeId",
        "chartId",
        "filterViewId",
        "slicerId",
        "tableId",
        "bandedRangeId",
        "metadataId",
        "requestingUserCanEdit",
    }
)
"""What Google numbers anew, or what depends on who asks."""
_KINDS = {
    "userEnteredValue": "value or formula",
    "userEnteredFormat": "format",
    "hyperlink": "link",
    "note": "note",
    "textFormatRuns": "format within the text",
    "dataValidation": "drop-down or check",
    "pivotTable": "pivot table",
    "chipRuns": "chips",
    "dataSourceTable": "data source",
    "dataSourceFormula": "data source",
}
_PARTS = {
    "merges": "merged cells",
    "conditionalFormats": "conditional formats",
    "filterViews": "filter views",
    "protectedRanges": "protected ranges",
    "basicFilter": "filter",
    "charts": "charts",
    "bandedRanges": "alternating colors",
    "rowGroups": "groups of rows",
    "columnGroups": "groups of columns",
    "slicers": "slicers",
    "tables": "tables",
}
_IN_ORDER = frozenset({"conditionalFormats"})
"""Lists whose order means something."""
_PROPERTIES = frozenset({"title", "locale", "timeZone", "autoRecalc", "defaultFormat"}) | frozenset(
    {"iterativeCalculationSettings", "spreadsheetTheme"}
)
"""Properties of a spreadsheet that belong to it; leave for outside addresses is given to a file."""


class Difference(Data, frozen=True, order=True):
    """One place in which two spreadsheets differ."""

    worksheet: str
    """Title; empty for the spreadsheet as a whole."""
    place: str
    """A cell such as `C6`, `row 3`, or a part such as `charts`."""
    what: str
    row: int = 0
    """1-based row of a cell, else 0."""
    column: int = -1
    """0-based column of a cell, else -1."""
    only_first: bool = False
    """Whether it is a cell in which the second file has nothing."""

    def __str__(self) -> str:
        where = f"{self.worksheet}!{self.place}" if self.worksheet else self.place
        return f"{where} ({self.what})" if self.what else where


class Tail(Data, frozen=True):
    """What may differ in the ledger, since it goes on in both files."""

    title: str = ""
    """Title of the ledger's worksheet; empty where there is none."""
    until: int = 0
    """1-based row up to which both files have the same lines, but for their states."""
    own: frozenset[str] = frozenset()
    """Actions that further lines of the first file may have."""
    action_column: int = 0
    """0-based."""
    state_column: int = 0


NO_TAIL = Tail()


def compare(one: Whole, other: Whole, tail: Tail = NO_TAIL) -> tuple[Difference, ...]:
    """Where two spreadsheets differ in what people put there, and which of them are editors of a
    protected range aside: that depends on who owns the file."""
    return tuple(_differences(one, other, tail))


def _differences(one: Whole, other: Whole, tail: Tail) -> Iterator[Difference]:
    for name in sorted(_PROPERTIES):
        mine, theirs = (whole.raw.get("properties", {}).get(name) for whole in (one, other))
        if mine != theirs:
            yield Difference("", "spreadsheet", name)
    for part, what in (("namedRanges", "named ranges"), ("dataSources", "data sources")):
        if _bare(one, one.raw.get(part)) != _bare(other, other.raw.get(part)):
            yield Difference("", "spreadsheet", what)
    if _metadata(one) != _metadata(other):
        yield Difference("", "spreadsheet", "developer metadata")
    titles = [[whole.title(place) for place in range(len(whole.sheets))] for whole in (one, other)]
    if titles[0] != titles[1]:
        yield Difference("", "spreadsheet", "worksheets, their titles or their order")
        return
    for title, mine, theirs in zip(titles[0], one.sheets, other.sheets, strict=True):
        is_ledger = title == tail.title
        yield from _shape(title, (one, mine), (other, theirs), size=not is_ledger)
        for found in _cells(title, mine, theirs):
            if not is_ledger or (found.row <= tail.until and found.column != tail.state_column):
                yield found
        if is_ledger:
            yield from _strange_lines(title, mine, tail)


def _strange_lines(title: str, sheet: Json, tail: Tail) -> Iterator[Difference]:
    """Lines that somebody else's run has added to the first file's ledger."""
    for number, row in enumerate(_data(sheet, "rowData"), start=1):
        column = tail.action_column
        cell = row.get("values", [])[column : column + 1]
        action = cell[0].get("userEnteredValue", {}).get("stringValue", "") if cell else ""
        if number > tail.until and action and action not in tail.own:
            yield Difference(title, f"row {number}", "a line of another run", number, column)


def _shape(
    title: str, first: tuple[Whole, Json], second: tuple[Whole, Json], *, size: bool
) -> Iterator[Difference]:
    (one, mine), (other, theirs) = first, second
    if _properties(mine, size=size) != _properties(theirs, size=size):
        yield Difference(title, "worksheet", "size, color, frozen or hidden")
    for part, what in _PARTS.items():
        a, b = _bare(one, mine.get(part)), _bare(other, theirs.get(part))
        if part == "protectedRanges":
            a, b = ([_without_editors(item) for item in items or ()] for items in (a, b))
        if a != b and (part in _IN_ORDER or _unordered(a) != _unordered(b)):
            yield Difference(title, "worksheet", what)
    for rows, name in (("rowMetadata", "row"), ("columnMetadata", "column")):
        a, b = ([_dimension(item) for item in _data(sheet, rows)] for sheet in (mine, theirs))
        for index in range(max(len(a), len(b)) if size else 0):
            if a[index : index + 1] != b[index : index + 1]:
                where = column_letters(index) if name == "column" else str(index + 1)
                yield Difference(title, f"{name} {where}", "size or hidden")


def _properties(sheet: Json, *, size: bool) -> Json:
    kept = {name: value for name, value in sheet["properties"].items() if name != "sheetId"}
    if not size:
        kept.pop("gridProperties", None)
    return kept


def _dimension(item: Json) -> Json:
    return {name: value for name, value in item.items() if name != "developerMetadata"}


def _without_editors(item: Json) -> Json:
    return {name: value for name, value in item.items() if name != "editors"}


def _data(sheet: Json, name: str) -> Iterable[Json]:
    return [item for data in sheet.get("data", ())[:1] for item in data.get(name, ())]


def _cells(title: str, mine: Json, theirs: Json) -> Iterator[Difference]:
    rows = [list(_data(sheet, "rowData")) for sheet in (mine, theirs)]
    for number in range(max(map(len, rows))):
        cells = [one[number].get("values", []) if number < len(one) else [] for one in rows]
        if cells[0] == cells[1]:
            continue
        for column in range(max(map(len, cells))):
            a, b = (one[column] if column < len(one) else {} for one in cells)
            kinds = [what for name, what in _KINDS.items() if a.get(name) != b.get(name)]
            if kinds:
                place = f"{column_letters(column)}{number + 1}"
                what = ", ".join(dict.fromkeys(kinds))
                alone = not any(b.get(name) for name in _KINDS)
                yield Difference(title, place, what, number + 1, column, only_first=alone)


def _bare(whole: Whole, part: Any) -> Any:
    """A part of Google's JSON without numbers that it gives anew; worksheets by their place."""
    if isinstance(part, list):
        return [_bare(whole, item) for item in part]
    if not isinstance(part, dict):
        return part
    for name in ("range", "dimensionRange"):  # Google leaves a sheetId of 0 out (recorded)
        if isinstance(area := part.get(name), dict):
            part = {**part, name: {"sheetId": 0, **area}}
    if part.get("locationType") == "SHEET":
        part = {"sheetId": 0, **part}
    kept = {
        name: whole.places.get(value, value)
        if name == "sheetId" or name.endswith("SheetId")
        else _bare(whole, value)
        for name, value in part.items()
        if name not in _NUMBERS
    }
    if kept.keys() & {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}:
        kept.setdefault("sheetId", whole.places.get(0, 0))
    return kept


def _unordered(part: Any) -> Any:
    """A part whose order means nothing, to be compared."""
    if not isinstance(part, list):
        return part
    return Counter(json.dumps(item, sort_keys=True) for item in part)


def _metadata(whole: Whole) -> Counter[str]:
    return Counter(map(metadata_name(whole), whole.metadata()))


def metadata_name(whole: Whole) -> Callable[[Json], str]:
    """What tells one piece of developer metadata from others, wherever it has which number."""
    return lambda item: json.dumps(_bare(whole, item), sort_keys=True)


def shape_of(whole: Whole, protected: Json) -> str:
    """What tells one protected range from others: what it covers, and how, but not for whom."""
    return json.dumps(_without_editors(_bare(whole, protected)), sort_keys=True)
