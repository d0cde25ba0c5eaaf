"""What lies on a sheet beside cells: filters, filter views, conditional formats, banding, tables.

They are kept and given back as they are; only the basic filter hides rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets import masks
from cocsheets.sandbox.sheets.a1 import bare_ranges, grid_range
from cocsheets.sandbox.sheets.cell_view import CellView
from cocsheets.sandbox.sheets.colors import normalised
from cocsheets.sandbox.sheets.requests.conditions import check_filter, check_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.sheets.a1 import Box
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]


# --- the basic filter --------------------------------------------------------------------------


def set_basic_filter(edit: Edit, request: Json) -> None:
    """`setBasicFilter`: its range is shown with all four ends (recorded); hides what it says."""
    wanted = request.get("filter", {})
    check_filter(wanted)
    sheet, box = edit.book.box_of(wanted.get("range", {}))
    sheet.basic_filter = {**wanted, "range": grid_range(box, sheet.id)}
    _hide(edit, sheet, box, _hidden_values(wanted))


def clear_basic_filter(edit: Edit, request: Json) -> None:
    """`clearBasicFilter`."""
    sheet = edit.book.sheet(request.get("sheetId", 0))
    sheet.basic_filter = None
    _hide(edit, sheet, sheet.box, {})


def _hidden_values(wanted: Json) -> dict[int, set[str]]:
    hidden = {
        int(column): set(criteria.get("hiddenValues", ()))
        for column, criteria in (wanted.get("criteria") or {}).items()
        if str(column).isdigit() and isinstance(criteria, dict)
    }
    for spec in wanted.get("filterSpecs", ()):
        criteria = spec.get("filterCriteria", {})
        hidden[spec.get("columnIndex", 0)] = set(criteria.get("hiddenValues", ()))
    return {column: values for column, values in hidden.items() if values}


def _hide(edit: Edit, sheet: Sheet, box: Box, hidden: dict[int, set[str]]) -> None:
    sheet.row_meta = {
        row: kept
        for row, meta in sheet.row_meta.items()
        if (kept := {key: item for key, item in meta.items() if key != "hiddenByFilter"})
    }
    if not hidden:
        return
    cells = CellView(edit.book, edit.results())
    for row in range(box.top + 1, min(box.bottom, len(sheet.rows))):
        if any(cells.shown(sheet, row, column) in values for column, values in hidden.items()):
            sheet.row_meta[row] = {**sheet.row_meta.get(row, {}), "hiddenByFilter": True}


# --- objects with an id ------------------------------------------------------------------------


class _Kind:
    """Add, update and delete of one kind of object."""

    def __init__(self, key: str, plural: str, number: str, message: str, word: str) -> None:
        self.key, self.plural, self.number = key, plural, number
        self.message, self.word = message, word

    def add(self, edit: Edit, request: Json) -> Json:
        wanted = normalised(request.get(self.key, {}))
        check_filter(wanted)
        sheet, box = edit.book.box_of(wanted.get("range", {}))
        edit.writing(sheet, box)
        area = {"sheetId": 0, **wanted.get("range", {})}
        taken = {
            item[self.number] for s in edit.book.sheets for item in s.objects.get(self.plural, ())
        }
        number = wanted.get(self.number)
        if number is not None and number in taken:
            raise invalid(f"A {self.word} with id: {number} already exists.")
        if number is None:
            fresh = edit.new_number(set())
            number = str(fresh) if self.number == "tableId" else fresh
        new = {**wanted, self.number: number, "range": area}
        sheet.objects[self.plural] = [*sheet.objects.get(self.plural, []), new]
        return {self.key: bare_ranges(new)}

    def find(self, edit: Edit, number: Any) -> tuple[Sheet, Json]:
        """The object with this id and its sheet."""
        for sheet in edit.book.sheets:
            for item in sheet.objects.get(self.plural, ()):
                if item[self.number] == number:
                    return sheet, item
        raise invalid(f"No {self.word} with id: {number}")

    def update(self, edit: Edit, request: Json) -> None:
        wanted = normalised(request.get(self.key, {}))
        check_filter(wanted)
        mask = masks.of(request, self.message)
        sheet, old = self.find(edit, wanted.get(self.number))
        new = {**masks.update(old, wanted, mask), self.number: old[self.number]}
        new["range"] = {"sheetId": 0, **(new.get("range") or old["range"])}
        edit.book.box_of(new["range"])
        sheet.objects[self.plural] = [
            new if item is old else item for item in sheet.objects[self.plural]
        ]

    def delete(self, edit: Edit, request: Json) -> None:
        # The request names the id by the field itself, or as filterId, bandedRangeId, tableId.
        number = next(iter(request.values()), None)
        sheet, old = self.find(edit, number)
        sheet.objects[self.plural] = [
            item for item in sheet.objects[self.plural] if item is not old
        ]


_VIEWS = _Kind("filter", "filterViews", "filterViewId", "FilterView", "filter view")
_BANDS = _Kind("bandedRange", "bandedRanges", "bandedRangeId", "BandedRange", "banding")
_TABLES = _Kind("table", "tables", "tableId", "Table", "table")


# --- conditional formats -----------------------------------------------------------------------


def _rules(edit: Edit, number: int) -> tuple[Sheet, list[Json]]:
    sheet = edit.book.sheet(number)
    return sheet, list(sheet.objects.get("conditionalFormats", []))


def _rule(edit: Edit, wanted: Json) -> tuple[Json, Sheet]:
    check_format(wanted)
    ranges = [{"sheetId": 0, **area} for area in wanted.get("ranges", ())]
    if not ranges:
        raise invalid("A conditional format rule needs a range.")
    for area in ranges:
        if not _is_empty(area):
            edit.book.box_of(area)
    sheets = [edit.book.sheet(area["sheetId"]) for area in ranges]
    if len({sheet.id for sheet in sheets}) > 1:
        raise invalid("All ranges of a rule must be on the same sheet.")
    return {**normalised(wanted), "ranges": ranges}, sheets[0]


def _is_empty(area: Json) -> bool:
    """A range of no cells, which a rule may have (gspread-formatting sends one)."""
    return any(
        area.get(f"start{word}Index", 0) == area.get(f"end{word}Index")
        for word in ("Row", "Column")
    )


def add_rule(edit: Edit, request: Json) -> None:
    """`addConditionalFormatRule`."""
    rule, home = _rule(edit, request.get("rule", {}))
    sheet, rules = _rules(edit, home.id)
    rules.insert(_index(request, len(rules) + 1), rule)
    sheet.objects["conditionalFormats"] = rules


def update_rule(edit: Edit, request: Json) -> Json:
    """`updateConditionalFormatRule`: a new rule in its place, or another place for it.

    Where there is a new rule its ranges say on which sheet, and `sheetId` is not used (documented).
    """
    new, home = _rule(edit, request["rule"]) if "rule" in request else (None, None)
    sheet, rules = _rules(edit, home.id if home else request.get("sheetId", 0))
    index = _index(request, len(rules))
    old = rules.pop(index)
    reply: Json = {"oldRule": bare_ranges(old), "oldIndex": index, "newIndex": index}
    if new is None:
        new = old
        index = _index({"index": request.get("newIndex", 0)}, len(rules) + 1)
        reply["newIndex"] = index
    rules.insert(index, new)
    sheet.objects["conditionalFormats"] = rules
    return {**{key: item for key, item in reply.items() if item != 0}, "newRule": bare_ranges(new)}


def delete_rule(edit: Edit, request: Json) -> Json:
    """`deleteConditionalFormatRule`."""
    sheet, rules = _rules(edit, request.get("sheetId", 0))
    old = rules.pop(_index(request, len(rules)))
    sheet.objects["conditionalFormats"] = rules
    return {"rule": bare_ranges(old)}


def _index(request: Json, count: int) -> int:
    index: int = request.get("index", 0)
    if not 0 <= index < count:
        raise invalid(f"No conditional format on sheet with index: {index}")
    return index


def delete_table(edit: Edit, request: Json) -> None:
    """`deleteTable` takes the conditional formats of its range with it (reported)."""
    sheet, table = _TABLES.find(edit, request.get("tableId"))
    box = edit.book.box_of(table["range"])[1]
    _TABLES.delete(edit, request)
    kept = []
    for rule in sheet.objects.get("conditionalFormats", ()):
        ranges = [
            area
            for area in rule["ranges"]
            if _is_empty(area) or not edit.book.box_of(area)[1].meets(box)
        ]
        if ranges:
            kept.append({**rule, "ranges": ranges})
    sheet.objects["conditionalFormats"] = kept


def duplicate_filter_view(edit: Edit, request: Json) -> Json:
    """`duplicateFilterView`."""
    for sheet in edit.book.sheets:
        for item in sheet.objects.get("filterViews", ()):
            if item["filterViewId"] == request.get("filterId", 0):
                title = f"Copy of {item.get('title', '')}".rstrip()
                new = {**item, "filterViewId": edit.new_number(set()), "title": title}
                sheet.objects["filterViews"] = [*sheet.objects["filterViews"], new]
                return {"filter": bare_ranges(new)}
    raise invalid(f"No filter view with id: {request.get('filterId', 0)}")


HANDLERS: dict[str, Callable[[Edit, Json], Json | None]] = {
    "addBanding": _BANDS.add,
    "addConditionalFormatRule": add_rule,
    "addFilterView": _VIEWS.add,
    "addTable": _TABLES.add,
    "clearBasicFilter": clear_basic_filter,
    "deleteBanding": _BANDS.delete,
    "deleteConditionalFormatRule": delete_rule,
    "deleteFilterView": _VIEWS.delete,
    "deleteTable": delete_table,
    "duplicateFilterView": duplicate_filter_view,
    "setBasicFilter": set_basic_filter,
    "updateBanding": _BANDS.update,
    "updateConditionalFormatRule": update_rule,
    "updateFilterView": _VIEWS.update,
    "updateTable": _TABLES.update,
}
