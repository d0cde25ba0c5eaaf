"""Charts and slicers: kept and given back as they are, drawn by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets import masks
from cocsheets.sandbox.sheets.a1 import bare_ranges
from cocsheets.sandbox.sheets.colors import normalised

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_LISTS = {"charts": "chartId", "slicers": "slicerId"}


def _add(edit: Edit, plural: str, key: str, wanted: Json) -> Json:
    if not wanted.get("spec"):
        raise invalid(f"{key}.spec must be specified.")
    number = wanted.get(_LISTS[plural]) or edit.new_number(set())
    if any(_matches(item, number) for _, _, item in _all(edit)):
        raise invalid(f"An embedded object with id: {number} already exists.")
    position = wanted.get("position", {})
    if position.get("newSheet") or "sheetId" in position:
        raise invalid("The sandbox puts embedded objects on grid sheets only.")
    anchor = position.get("overlayPosition", {}).get("anchorCell", {})
    sheet = edit.book.sheet(anchor.get("sheetId", 0))
    edit.writing(sheet, sheet.box)
    new = {**normalised(wanted), _LISTS[plural]: number}
    sheet.objects[plural] = [*sheet.objects.get(plural, []), new]
    return {key: bare_ranges(new)}


def _all(edit: Edit) -> list[tuple[Sheet, str, Json]]:
    return [
        (sheet, plural, item)
        for sheet in edit.book.sheets
        for plural in _LISTS
        for item in sheet.objects.get(plural, ())
    ]


def _matches(item: Json, number: int) -> bool:
    return number in (item.get("chartId"), item.get("slicerId"))


def _replace(edit: Edit, number: int, new: Callable[[Json], Json | None]) -> None:
    """Put `new(object)` in an object's place, or take it away."""
    for sheet, plural, item in _all(edit):
        if _matches(item, number):
            edit.writing(sheet, sheet.box)
            changed = new(item)
            kept = [changed if other is item else other for other in sheet.objects[plural]]
            sheet.objects[plural] = [other for other in kept if other is not None]
            return
    raise invalid(f"No embedded object with id: {number}")


def add_chart(edit: Edit, request: Json) -> Json:
    """`addChart`."""
    return _add(edit, "charts", "chart", request.get("chart", {}))


def add_slicer(edit: Edit, request: Json) -> Json:
    """`addSlicer`."""
    return _add(edit, "slicers", "slicer", request.get("slicer", {}))


def update_chart(edit: Edit, request: Json) -> None:
    """`updateChartSpec`: a whole new spec (documented)."""
    spec = normalised(request.get("spec", {}))
    _replace(edit, request.get("chartId", 0), lambda chart: {**chart, "spec": spec})


def update_slicer(edit: Edit, request: Json) -> None:
    """`updateSlicerSpec`."""
    mask = masks.of(request, "SlicerSpec")
    spec = normalised(request.get("spec", {}))
    _replace(
        edit,
        request.get("slicerId", 0),
        lambda slicer: {**slicer, "spec": masks.update(slicer["spec"], spec, mask)},
    )


def delete_object(edit: Edit, request: Json) -> None:
    """`deleteEmbeddedObject`."""
    _replace(edit, request.get("objectId", 0), lambda _item: None)


HANDLERS = {
    "addChart": add_chart,
    "addSlicer": add_slicer,
    "deleteEmbeddedObject": delete_object,
    "updateChartSpec": update_chart,
    "updateSlicerSpec": update_slicer,
}
