"""Groups of rows and columns: each index has a depth, and a group is a stretch of equal depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import bounded, invalid
from cocsheets.sandbox.sheets import masks
from cocsheets.sandbox.sheets.a1 import bare_ranges
from cocsheets.sandbox.sheets.requests.dimensions import span_within
from cocsheets.sandbox.sheets.structure import ROWS

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_DEEPEST = 8


def _name(dimension: str) -> str:
    return "rowGroups" if dimension == ROWS else "columnGroups"


def _depths(groups: list[Json]) -> dict[int, int]:
    depths: dict[int, int] = {}
    for group in groups:
        for index in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[index] = depths.get(index, 0) + 1
    return depths


def _rebuilt(sheet: Sheet, dimension: str, depths: dict[int, int]) -> list[Json]:
    """Groups from depths: at each depth the stretches that are at least that deep."""
    collapsed = {
        (g["range"]["startIndex"], g["range"]["endIndex"], g["depth"])
        for g in sheet.objects.get(_name(dimension), ())
        if g.get("collapsed")
    }
    groups = []
    for depth in range(1, max(depths.values(), default=0) + 1):
        inside = sorted(index for index, deep in depths.items() if deep >= depth)
        start = 0
        while start < len(inside):
            end = start
            while end + 1 < len(inside) and inside[end + 1] == inside[end] + 1:
                end += 1
            first, last = inside[start], inside[end] + 1
            group: Json = {
                "range": {
                    "sheetId": sheet.id,
                    "dimension": dimension,
                    "startIndex": first,
                    "endIndex": last,
                },
                "depth": depth,
            }
            if (first, last, depth) in collapsed:
                group["collapsed"] = True
            groups.append(group)
            start = end + 1
    return sorted(groups, key=lambda g: (g["range"]["startIndex"], g["depth"]))


def _change(edit: Edit, request: Json, step: int) -> Json:
    sheet, dimension, start, end = span_within(edit, request.get("range", {}))
    bounded(end - start)
    depths = _depths(sheet.objects.get(_name(dimension), []))
    if step < 0 and not any(depths.get(index) for index in range(start, end)):
        raise invalid("There is no group in the range.")
    for index in range(start, end):
        depths[index] = max(0, depths.get(index, 0) + step)
    if max(depths.values()) > _DEEPEST:
        raise invalid(f"You can't have more than {_DEEPEST} levels of groups.")
    groups = _rebuilt(sheet, dimension, {i: deep for i, deep in depths.items() if deep})
    sheet.objects[_name(dimension)] = groups
    # Once there was a group the sheet says where its control stands (recorded).
    control = "rowGroupControlAfter" if dimension == ROWS else "columnGroupControlAfter"
    grid = {**sheet.properties.get("gridProperties", {}), control: True}
    sheet.properties = {**sheet.properties, "gridProperties": grid}
    return {"dimensionGroups": bare_ranges(groups)} if groups else {}


def add_group(edit: Edit, request: Json) -> Json:
    """`addDimensionGroup`."""
    return _change(edit, request, 1)


def delete_group(edit: Edit, request: Json) -> Json:
    """`deleteDimensionGroup`."""
    return _change(edit, request, -1)


def update_group(edit: Edit, request: Json) -> None:
    """`updateDimensionGroup`: collapsed or not, which hides its rows or columns."""
    wanted = request.get("dimensionGroup", {})
    sheet, dimension, start, end = span_within(edit, wanted.get("range", {}))
    mask = masks.of(request, "DimensionGroup")
    groups = sheet.objects.get(_name(dimension), [])
    for place, group in enumerate(groups):
        span = group["range"]
        if (span["startIndex"], span["endIndex"], group["depth"]) != (
            start,
            end,
            wanted.get("depth"),
        ):
            continue
        new = masks.update(group, {**group, **wanted, "range": span}, mask)
        new = {key: item for key, item in {**group, **new}.items() if item is not False}
        sheet.objects[_name(dimension)] = [*groups[:place], new, *groups[place + 1 :]]
        meta = sheet.row_meta if dimension == ROWS else sheet.column_meta
        for index in range(start, end):
            old = {key: item for key, item in meta.get(index, {}).items() if key != "hiddenByUser"}
            meta[index] = {**old, "hiddenByUser": True} if new.get("collapsed") else old
            if not meta[index]:
                del meta[index]
        return
    raise invalid("There is no group with that range and depth.")


HANDLERS = {
    "addDimensionGroup": add_group,
    "deleteDimensionGroup": delete_group,
    "updateDimensionGroup": update_group,
}
