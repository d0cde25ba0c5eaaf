"""Merged cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import bounded, invalid
from cocsheets.sandbox.sheets.a1 import Box

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]


def merge_cells(edit: Edit, request: Json) -> None:
    """`mergeCells`: all in one, by column or by row; the first cell's content stays."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    kind = request.get("mergeType", "MERGE_ALL")
    edit.writing(sheet, box)
    bounded(max(box.height, box.width))
    _take_apart(sheet, box)
    if kind == "MERGE_COLUMNS":
        parts = [
            Box(box.top, column, box.bottom, column + 1) for column in range(box.left, box.right)
        ]
    elif kind == "MERGE_ROWS":
        parts = [Box(row, box.left, row + 1, box.right) for row in range(box.top, box.bottom)]
    else:
        parts = [box]
    for part in parts:
        if part.height * part.width < 2:
            continue
        require_not_across(sheet, part)
        sheet.merges.append(part)
        _keep_first(sheet, part)


def require_not_across(sheet: Sheet, part: Box) -> None:
    """Refuse a merge of what is frozen with what is not (reported)."""
    if part.top < sheet.frozen("Row") < part.bottom:
        raise invalid("You can't merge frozen and non-frozen rows.")
    if part.left < sheet.frozen("Column") < part.right:
        raise invalid("You can't merge frozen and non-frozen columns.")


def _keep_first(sheet: Sheet, part: Box) -> None:
    sheet.change(
        part,
        lambda row, column, cell: (
            cell
            if (row, column) == (part.top, part.left) or cell.value is None
            else cell.with_value(None)
        ),
        blank=False,
    )


def _take_apart(sheet: Sheet, box: Box) -> None:
    for merge in sheet.merges:
        if merge.meets(box) and not box.covers(merge):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.merges = [merge for merge in sheet.merges if not merge.meets(box)]


def unmerge_cells(edit: Edit, request: Json) -> None:
    """`unmergeCells`."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    edit.writing(sheet, box)
    _take_apart(sheet, box)


HANDLERS = {"mergeCells": merge_cells, "unmergeCells": unmerge_cells}
