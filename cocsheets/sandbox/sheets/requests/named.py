"""Named ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets import masks
from cocsheets.sandbox.sheets.a1 import bare_ranges

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit

Json = dict[str, Any]
_NAME = re.compile(r"[^\W\d][\w.]{0,249}\Z")
_CELL_LIKE = re.compile(r"([A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|true|false)\Z", re.IGNORECASE)


def _checked(edit: Edit, wanted: Json, own: str | None = None) -> Json:
    name = wanted.get("name", "")
    if not _NAME.match(name) or _CELL_LIKE.match(name):
        raise invalid(f"The name '{name}' is not a valid name for a named range.")
    for other in edit.book.named_ranges:
        if other["namedRangeId"] != own and other["name"].casefold() == name.casefold():
            raise invalid(f"A named range with name: {name} already exists.")
    area = wanted.get("range", {})
    edit.book.box_of(area)
    return {**wanted, "range": {"sheetId": 0, **area}}


def add_named_range(edit: Edit, request: Json) -> Json:
    """`addNamedRange`."""
    wanted = _checked(edit, request.get("namedRange", {}))
    taken = {item["namedRangeId"] for item in edit.book.named_ranges}
    if wanted.get("namedRangeId") in taken:
        raise invalid(f"A named range with id: {wanted['namedRangeId']} already exists.")
    number = wanted.get("namedRangeId") or str(edit.new_number(set()))
    new = {"namedRangeId": number, **{k: v for k, v in wanted.items() if k != "namedRangeId"}}
    edit.book.named_ranges = [*edit.book.named_ranges, new]
    return {"namedRange": bare_ranges(new)}


def _place(edit: Edit, number: str) -> int:
    for place, item in enumerate(edit.book.named_ranges):
        if item["namedRangeId"] == number:
            return place
    raise invalid(f"No named range with id: {number}")


def update_named_range(edit: Edit, request: Json) -> None:
    """`updateNamedRange`."""
    wanted = request.get("namedRange", {})
    mask = masks.of(request, "NamedRange")
    place = _place(edit, wanted.get("namedRangeId", ""))
    old = edit.book.named_ranges[place]
    new = masks.update(old, {**old, **wanted}, mask)
    checked = {**_checked(edit, new, old["namedRangeId"]), "namedRangeId": old["namedRangeId"]}
    edit.book.named_ranges = [checked if item is old else item for item in edit.book.named_ranges]


def delete_named_range(edit: Edit, request: Json) -> None:
    """`deleteNamedRange`."""
    old = edit.book.named_ranges[_place(edit, request.get("namedRangeId", ""))]
    edit.book.named_ranges = [item for item in edit.book.named_ranges if item is not old]


HANDLERS = {
    "addNamedRange": add_named_range,
    "deleteNamedRange": delete_named_range,
    "updateNamedRange": update_named_range,
}
