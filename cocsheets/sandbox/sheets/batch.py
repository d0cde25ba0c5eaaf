"""`spreadsheets.batchUpdate`: its requests one after the other on one copy of the content.

Knows which request has a handler, and how a refusal names the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import ApiError, invalid, not_implemented
from cocsheets.sandbox.schema import shape
from cocsheets.sandbox.sheets.cells import EMPTY
from cocsheets.sandbox.sheets.requests import (
    cells,
    copying,
    dimensions,
    embedded,
    fill,
    find,
    groups,
    merges,
    metadata,
    named,
    objects,
    paste,
    protected,
    sheets,
    shift,
    sort,
)
from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]

HANDLERS: dict[str, Callable[[Edit, Json], Json | None]] = {
    **cells.HANDLERS,
    **copying.HANDLERS,
    **dimensions.HANDLERS,
    **embedded.HANDLERS,
    **fill.HANDLERS,
    **find.HANDLERS,
    **groups.HANDLERS,
    **merges.HANDLERS,
    **metadata.HANDLERS,
    **named.HANDLERS,
    **objects.HANDLERS,
    **paste.HANDLERS,
    **protected.HANDLERS,
    **sheets.HANDLERS,
    **shift.HANDLERS,
    **sort.HANDLERS,
}
"""The request kinds that are served."""


def missing() -> str:
    """The request kinds that are not served."""
    return ", ".join(sorted(shape("sheets", "Request").keys() - HANDLERS.keys()))


def run(edit: Edit, requests: list[Json]) -> list[Json]:
    """Carry out all requests, or raise with nothing done; one reply for each.

    Raises:
        ApiError: 400 that names the first request that cannot be carried out, 501 for a kind that
            the sandbox does not know.
    """
    if not requests:
        raise invalid("Must specify at least one request.")
    for index, request in enumerate(requests):
        if not request:
            raise invalid(f"Invalid requests[{index}]: No request set.")
    replies = []
    for index, request in enumerate(requests):
        ((name, body),) = request.items()
        handler = HANDLERS.get(name)
        if handler is None:
            raise not_implemented(f"requests[{index}].{name}")
        try:
            reply = handler(edit, body)
        except ApiError as error:
            if error.code == 400:
                error.message = f"Invalid requests[{index}].{name}: {error.message}"
            raise
        edit.touched = True
        replies.append({} if reply is None else {name: reply})
    return replies


def new_content(body: Json) -> Spreadsheet:
    """The content of `spreadsheets.create`: properties, sheets, named ranges, cells."""
    content = Spreadsheet()
    wanted = body.get("properties", {})
    sheets.check_properties(wanted)
    content.properties = {key: item for key, item in wanted.items() if key != "title"}
    for item in body.get("sheets", ()) or [{}]:
        sheet = sheets.new_sheet(content, item.get("properties", {}), None)
        content.require_room(sheet.row_count * sheet.column_count)
        content.sheets.append(sheet)
        for data in item.get("data", ()):
            _fill(sheet, data)
    return content


def _fill(sheet: Sheet, data: Json) -> None:
    top, left = data.get("startRow", 0), data.get("startColumn", 0)
    for offset, row in enumerate(data.get("rowData", ())):
        line = {
            left + place: cells.updated(EMPTY, cell, None)
            for place, cell in enumerate(row.get("values", ()))
        }
        if top + offset >= sheet.row_count or any(column >= sheet.column_count for column in line):
            raise invalid("The data does not fit on the sheet.")
        if line:
            sheet.put(top + offset, line)
