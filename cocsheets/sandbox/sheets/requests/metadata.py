"""Developer metadata: created, changed, deleted. How it is looked up is in `data_filters`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets import data_filters, masks

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit

Json = dict[str, Any]
_MOST_CHARACTERS = 30_000
"""Of keys and values, for the spreadsheet itself and for each sheet with its rows and columns."""


def create(edit: Edit, request: Json) -> Json:
    """`createDeveloperMetadata`: an id that is asked for must be free (documented)."""
    wanted = request.get("developerMetadata", {})
    taken = {item["metadataId"] for item in edit.book.metadata}
    number = wanted.get("metadataId")
    if number is not None and number in taken:
        raise invalid(f"Developer metadata with ID {number} already exists.")
    if number is not None and number <= 0:
        raise invalid(f"Developer metadata ID must be positive: {number}")
    new = _checked(edit, {**wanted, "metadataId": number or edit.new_number(taken)})
    edit.book.metadata = _bounded([*edit.book.metadata, new])
    return {"developerMetadata": data_filters.shown(new)}


def _checked(edit: Edit, wanted: Json) -> Json:
    """Metadata that may stand: a key, a visibility and one place (documented)."""
    if not wanted.get("metadataKey"):
        raise invalid("developerMetadata.metadataKey must be specified.")
    if wanted.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise invalid("developerMetadata.visibility must be specified.")
    return {
        "metadataId": wanted["metadataId"],
        "metadataKey": wanted["metadataKey"],
        **({"metadataValue": wanted["metadataValue"]} if wanted.get("metadataValue") else {}),
        "location": _location(edit, wanted.get("location", {})),
        "visibility": wanted["visibility"],
    }


def _bounded(items: list[Json]) -> list[Json]:
    """The metadata, or a refusal of more than a spreadsheet or a sheet may hold (documented)."""
    sizes: Counter[int | None] = Counter()
    for item in items:
        place = item["location"]
        home = None if place.get("spreadsheet") else place.get("dimensionRange", place)["sheetId"]
        sizes[home] += len(item["metadataKey"]) + len(item.get("metadataValue", ""))
    if sizes and max(sizes.values()) > _MOST_CHARACTERS:
        raise invalid(f"Developer metadata exceeds the limit of {_MOST_CHARACTERS} characters.")
    return items


def _location(edit: Edit, place: Json) -> Json:
    if place.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    span = place.get("dimensionRange")
    if span is not None:
        sheet = edit.book.sheet(span.get("sheetId", 0))
        dimension = span.get("dimension")
        start, end = span.get("startIndex", 0), span.get("endIndex")
        if dimension not in ("ROWS", "COLUMNS") or end is None or end - start != 1 or start < 0:
            raise invalid("developerMetadata.location must be a single row or column.")
        if end > (sheet.row_count if dimension == "ROWS" else sheet.column_count):
            raise invalid("developerMetadata.location lies outside of the sheet.")
        kind = "ROW" if dimension == "ROWS" else "COLUMN"
        return {"locationType": kind, "dimensionRange": {"sheetId": sheet.id, **span}}
    if "sheetId" in place:
        return {"locationType": "SHEET", "sheetId": edit.book.sheet(place["sheetId"]).id}
    raise invalid("developerMetadata.location must be specified.")


def update(edit: Edit, request: Json) -> Json:
    """`updateDeveloperMetadata`."""
    mask = masks.of(request, "DeveloperMetadata")
    wanted = request.get("developerMetadata", {})
    found = _found(edit, request.get("dataFilters", []))
    changed = []
    new_list = []
    for item in edit.book.metadata:
        if item["metadataId"] not in found:
            new_list.append(item)
            continue
        new = masks.update(item, {**wanted, "metadataId": item["metadataId"]}, mask)
        new_list.append(_checked(edit, {**new, "metadataId": item["metadataId"]}))
        changed.append(data_filters.shown(new_list[-1]))
    edit.book.metadata = _bounded(new_list)
    return {"developerMetadata": changed} if changed else {}


def delete(edit: Edit, request: Json) -> Json:
    """`deleteDeveloperMetadata`: all that a filter finds."""
    found = _found(edit, [request.get("dataFilter", {})])
    gone = [item for item in edit.book.metadata if item["metadataId"] in found]
    edit.book.metadata = [item for item in edit.book.metadata if item["metadataId"] not in found]
    return {"deletedDeveloperMetadata": [data_filters.shown(item) for item in gone]} if gone else {}


def _found(edit: Edit, filters: list[Json]) -> set[int]:
    return {
        item["metadataId"]
        for data_filter in filters
        for item in data_filters.metadata(edit.book, data_filter)
    }


HANDLERS = {
    "createDeveloperMetadata": create,
    "deleteDeveloperMetadata": delete,
    "updateDeveloperMetadata": update,
}
