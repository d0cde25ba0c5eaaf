"""A whole spreadsheet as Google has it: to compare a copy with its original, and to repair it.

Knows the fields of `spreadsheets.get` (documented). Must not know what for. What Google computes
from the cells (shown texts, results of formulas) is not asked for: it follows from the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import msgspec
import requests
from gspread.urls import SPREADSHEET_URL

from cocsheets.claim import KEY as CLAIM
from cocsheets.errors import UnreachableError
from cocsheets.workbook.refusals import RefusalError, to_error

if TYPE_CHECKING:
    from cocsheets.workbook.http import Http

Json: TypeAlias = dict[str, Any]

_CELL = (
    "userEnteredValue,userEnteredFormat,hyperlink,note,textFormatRuns,dataValidation,pivotTable,"
    "dataSourceTable,dataSourceFormula,chipRuns"
)
_ABOUT = (
    "spreadsheetId,properties,namedRanges,developerMetadata,dataSources,"
    "sheets(properties,merges,conditionalFormats,filterViews,protectedRanges,basicFilter,charts,"
    "bandedRanges,developerMetadata,rowGroups,columnGroups,slicers,tables"
)
EVERYTHING = (
    f"{_ABOUT},data(startRow,startColumn,rowData(values({_CELL})),rowMetadata,columnMetadata))"
)
WITHOUT_CELLS = f"{_ABOUT})"


class _Sheet(msgspec.Struct):
    properties: dict[str, Any]


class _Least(msgspec.Struct, rename="camel"):
    """What every spreadsheet has: an answer without it was cut short."""

    spreadsheet_id: str
    sheets: Annotated[list[_Sheet], msgspec.Meta(min_length=1)]


@dataclass(frozen=True, repr=False)
class Whole:
    """Google's own JSON of a spreadsheet."""

    raw: Json = field(repr=False)

    @property
    def key(self) -> str:
        """The spreadsheet's key."""
        return str(self.raw.get("spreadsheetId", ""))

    @property
    def sheets(self) -> list[Json]:
        """The worksheets, in their order."""
        found: list[Json] = self.raw.get("sheets", [])
        return sorted(found, key=lambda sheet: int(sheet["properties"].get("index", 0)))

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Place in the order by the worksheet's id: ids may be others in a copy."""
        return {
            int(sheet["properties"].get("sheetId", 0)): place
            for place, sheet in enumerate(self.sheets)
        }

    def sheet_id(self, place: int) -> int:
        """Id of the worksheet at a place."""
        return int(self.sheets[place]["properties"].get("sheetId", 0))

    def title(self, place: int) -> str:
        """Title of the worksheet at a place."""
        return str(self.sheets[place]["properties"].get("title", ""))

    def metadata(self) -> Iterator[Json]:
        """All developer metadata, of spreadsheet, worksheets, rows and columns, but our claim."""
        found: list[Json] = list(self.raw.get("developerMetadata", ()))
        for sheet in self.sheets:
            found += sheet.get("developerMetadata", ())
            for data in sheet.get("data", ()):
                for dimension in (*data.get("rowMetadata", ()), *data.get("columnMetadata", ())):
                    found += dimension.get("developerMetadata", ())
        return (item for item in found if item.get("metadataKey") != CLAIM)


def read_whole(http: Http, key: str, *, cells: bool = True) -> Whole:
    """Read a spreadsheet, with its cells or without, in one request. Raises GoogleError."""
    found: list[Json] = []

    def check(response: requests.Response) -> None:
        try:
            decoded: Json = msgspec.json.decode(response.content, type=dict)
            msgspec.convert(decoded, _Least)
            found[:] = [decoded]
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise UnreachableError(
                "Google's answer was cut short or is not what its documentation says.",
                hint="Try again later.",
            ) from None

    params = {"fields": EVERYTHING if cells else WITHOUT_CELLS, "prettyPrint": "false"}
    try:
        http.call("GET", SPREADSHEET_URL % key, params=params, check=check)
    except RefusalError as refusal:
        what = "read the spreadsheet"
        raise to_error(refusal.fault, what, acting_as=http.acting_as) from None
    return Whole(found[0])
