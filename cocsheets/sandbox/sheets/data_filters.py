"""Data filters: ranges and developer metadata by what they are, not by where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import ApiError, invalid
from cocsheets.sandbox.sheets import a1, values
from cocsheets.sandbox.sheets.a1 import Box

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

Json = dict[str, Any]


def shown(item: Json) -> Json:
    """Developer metadata as answers show it: sheet 0 and index 0 go unnamed."""
    place = dict(item["location"])
    if place.get("sheetId") == 0:
        del place["sheetId"]
    if "dimensionRange" in place:
        place["dimensionRange"] = {
            key: value
            for key, value in place["dimensionRange"].items()
            if key not in ("sheetId", "startIndex") or value
        }
    return {**item, "location": place}


def metadata(book: Spreadsheet, data_filter: Json) -> list[Json]:
    """The developer metadata that a filter finds: by lookup, or by lying in a range."""
    if "developerMetadataLookup" in data_filter:
        lookup = data_filter["developerMetadataLookup"]
        if lookup.get("metadataLocation", {}).get("spreadsheet") and (
            "locationMatchingStrategy" in lookup
        ):
            raise invalid("locationMatchingStrategy is not applicable to a spreadsheet location.")
        return [item for item in book.metadata if _matches(item, lookup)]
    areas = boxes(book, data_filter)
    found = []
    for item in book.metadata:
        place = _place(book, item)
        if place and any(s is place[0] and b.meets(place[1]) for s, b in areas):
            found.append(item)
    return found


def _matches(item: Json, lookup: Json) -> bool:
    for key in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if key in lookup and item.get(key) != lookup[key]:
            return False
    kind = item["location"]["locationType"]
    if lookup.get("locationType") not in (
        None,
        kind,
        "DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED",
    ):
        return False
    where = lookup.get("metadataLocation")
    if where is None:
        return True
    exact = lookup.get("locationMatchingStrategy", "EXACT_LOCATION") != "INTERSECTING_LOCATION"
    return _same_place(item["location"], where) if exact else _inside(item["location"], where)


def _key(place: Json) -> tuple[Any, ...]:
    if place.get("spreadsheet"):
        return ("SPREADSHEET",)
    span = place.get("dimensionRange")
    if span:
        return (span.get("sheetId", 0), span.get("dimension"), span.get("startIndex", 0))
    return (place.get("sheetId", 0),)


def _same_place(place: Json, other: Json) -> bool:
    return _key(place) == _key(other)


def _inside(place: Json, where: Json) -> bool:
    """Whether a place meets another: a spreadsheet meets all, a sheet its rows and columns."""
    one, other = _key(place), _key(where)
    if ("SPREADSHEET",) in (one, other):
        return True
    if len(one) == len(other) == 3:
        if one[1] != other[1]:
            return bool(one[0] == other[0])
        span = where["dimensionRange"]
        end = span.get("endIndex", one[2] + 1)
        return bool(one[0] == other[0]) and bool(other[2] <= one[2] < end)
    return bool(one[0] == other[0])


def _place(book: Spreadsheet, item: Json) -> tuple[Sheet, Box] | None:
    """The cells that metadata belongs to; none where it belongs to the spreadsheet."""
    place = item["location"]
    if place.get("spreadsheet"):
        return None
    span = place.get("dimensionRange")
    sheet = book.find((span or place).get("sheetId", 0))
    if sheet is None:
        return None
    if span is None:
        return sheet, sheet.box
    start, end = span.get("startIndex", 0), span["endIndex"]
    if span["dimension"] == "ROWS":
        return sheet, Box(start, 0, end, sheet.column_count)
    return sheet, Box(0, start, sheet.row_count, end)


def boxes(book: Spreadsheet, data_filter: Json) -> list[tuple[Sheet, Box]]:
    """The ranges that a filter finds."""
    if "a1Range" in data_filter:
        return [book.read_range(data_filter["a1Range"])]
    if "gridRange" in data_filter:
        return [book.box_of(data_filter["gridRange"])]
    if "developerMetadataLookup" in data_filter:
        places = (_place(book, item) for item in metadata(book, data_filter))
        return [place for place in places if place is not None]
    raise invalid("Must specify a filter.")


def write(
    edit: Edit, sheet: Sheet, box: Box, rows: list[list[Any]], *, raw: bool
) -> values.Written:
    """Put rows of values in a range that a filter found; more than it holds is refused."""
    if len(rows) > box.height or max(map(len, rows), default=0) > box.width:
        raise ApiError(
            400,
            f"Requested writing within range [{a1.write(sheet.title, box)}], but the values do not "
            "fit into it.",
        )
    return values.put(edit, sheet, box.top, box.left, rows, raw=raw)


def clear(edit: Edit, sheet: Sheet, box: Box) -> str:
    """Empty a range that a filter found; the range as answered."""
    edit.writing(sheet, box)
    sheet.change(box, lambda _row, _column, cell: cell.with_value(None), blank=False)
    return a1.write(sheet.title, box)
