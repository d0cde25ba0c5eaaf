"""Developer metadata: created, changed, deleted. How it is looked up is in `data_filters`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import data_filters, masks
from cocsheets.sandbox.errors import invalid

if TYPE_CHECKING:
    from cocsheets.sandbox.edit import Edit

Json = dict[str, Any]


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
    edit.book.metadata = [*edit.book.metadata, new]
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
    edit.book.metadata = new_list
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
