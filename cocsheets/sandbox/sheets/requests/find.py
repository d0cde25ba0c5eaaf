"""Find and replace, and two more that go over every cell: trim, and drop duplicates."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid, not_implemented
from cocsheets.sandbox.sheets import structure
from cocsheets.sandbox.sheets.a1 import Box
from cocsheets.sandbox.sheets.cell_view import CellView
from cocsheets.sandbox.sheets.cells import Cell, Formula
from cocsheets.sandbox.sheets.numberformat import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]


def find_replace(edit: Edit, request: Json) -> Json:
    """`findReplace`. What it looks at, and whether the replacement is read as if typed, are
    switches, since neither is verified; zero counts are left out (unverified)."""
    places = _scope(edit, request)
    substituted = _substitution(request)
    formulas = request.get("includeFormulas", False)
    text_of = _reader(edit)
    counts = dict.fromkeys(
        ("valuesChanged", "formulasChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged"),
        0,
    )
    if edit.settings.find_replace == "nothing":
        places = []
    for sheet, box in places:
        hits: dict[int, dict[int, Cell]] = {}
        for row, column, cell in sheet.walk(box):
            value = cell.value
            is_formula = type(value) is Formula
            if value is None or (is_formula and not formulas):
                continue
            text = value if type(value) is str else text_of(sheet, row, column, cell)
            new, count = substituted(text)
            if not count:
                continue
            hits.setdefault(row, {})[column] = _replaced(edit, cell, new)
            counts["formulasChanged" if is_formula else "valuesChanged"] += 1
            counts["occurrencesChanged"] += count
        if hits:
            for row, changes in hits.items():
                for column in changes:
                    edit.writing(sheet, Box(row, column, row + 1, column + 1))
                sheet.put(row, changes)
            counts["rowsChanged"] += len(hits)
            counts["sheetsChanged"] += 1
    return {name: count for name, count in counts.items() if count}


def _replaced(edit: Edit, cell: Cell, text: str) -> Cell:
    if type(cell.value) is Formula:
        return cell.with_value(
            Formula(text) if text.startswith("=") and len(text) > 1 else text or None
        )
    return edit.entered(cell, text, raw=not edit.settings.reparse_replacement)


def _scope(edit: Edit, request: Json) -> list[tuple[Sheet, Box]]:
    if "range" in request:
        return [edit.book.box_of(request["range"])]
    if request.get("allSheets"):
        return [(sheet, sheet.box) for sheet in edit.book.sheets]
    if "sheetId" in request:
        sheet = edit.book.sheet(request["sheetId"])
        return [(sheet, sheet.box)]
    raise invalid("Must specify a range, a sheet or all sheets to search.")


def _substitution(request: Json) -> Callable[[str], tuple[str, int]]:
    """What becomes of a text, and how often something in it was replaced."""
    pattern, replacement = _pattern(request), request.get("replacement", "")
    by_regex = request.get("searchByRegex", False)
    template = re.sub(r"\$(\d)", r"\\g<\1>", replacement.replace("\\", "\\\\"))

    def one(found: re.Match[str]) -> str:
        try:
            return found.expand(template) if by_regex else replacement
        except (re.error, IndexError):
            raise invalid("Invalid replacement.") from None

    def whole(text: str) -> tuple[str, int]:
        found = pattern.fullmatch(text)
        return (one(found), 1) if found else (text, 0)

    return whole if request.get("matchEntireCell") else partial(pattern.subn, one)


def _pattern(request: Json) -> re.Pattern[str]:
    wanted = request.get("find", "")
    if not wanted:
        raise invalid("find must not be empty.")
    flags = 0 if request.get("matchCase") else re.IGNORECASE
    if request.get("searchByRegex"):
        _require_quick(wanted)
    try:
        return re.compile(wanted if request.get("searchByRegex") else re.escape(wanted), flags)
    except (re.error, OverflowError, RecursionError):
        raise invalid(f"Invalid regular expression: {wanted}") from None


def _require_quick(wanted: str) -> None:
    """Refuse an expression that could run for ever: a repeat of what repeats or branches."""
    if re.search(r"[*+?}|][^()]*\)(?:[*+]|\{)", wanted):
        raise not_implemented("a repeat of what repeats or branches")


def _reader(edit: Edit) -> Callable[[Sheet, int, int, Cell], str]:
    """How a cell that is no text reads: as it is shown, or as it is stored."""
    if edit.settings.find_replace == "shown":
        cells = CellView(edit.book, edit.results())

        def shown(sheet: Sheet, row: int, column: int, cell: Cell) -> str:
            if isinstance(cell.value, Formula):
                return cell.value.text
            return cells.shown(sheet, row, column)

        return shown

    def stored(_sheet: Sheet, _row: int, _column: int, cell: Cell) -> str:
        value = cell.value
        if isinstance(value, Formula):
            return value.text
        if isinstance(value, bool):
            return str(value).upper()
        return show(value, None, "en_US") if isinstance(value, (int, float)) else str(value)

    return stored


def trim_whitespace(edit: Edit, request: Json) -> Json:
    """`trimWhitespace`: text cells without spaces around and doubled inside."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    edit.writing(sheet, box)
    count = 0

    def change(_row: int, _column: int, cell: Cell) -> Cell:
        nonlocal count
        if type(cell.value) is not str:
            return cell
        trimmed = re.sub(r"[ \t]+", " ", cell.value.strip())
        if trimmed == cell.value:
            return cell
        count += 1
        return cell.with_value(trimmed or None)

    sheet.change(box, change, blank=False)
    return {"cellsChangedCount": count} if count else {}


def delete_duplicates(edit: Edit, request: Json) -> Json:
    """`deleteDuplicates`: rows of a range that equal an earlier one go, those below move up."""
    sheet, box = edit.book.box_of(request.get("range", {}))
    edit.writing(sheet, box)
    columns = sorted(
        {
            column
            for span in request.get("comparisonColumns", ())
            for column in range(
                max(box.left, span.get("startIndex", 0)),
                min(box.right, span.get("endIndex", box.right)),
            )
        }
    ) or list(range(box.left, box.right))
    results = edit.results()
    seen: set[tuple[Any, ...]] = set()
    kept = []
    filled = min(box.bottom, len(sheet.rows))
    for row in range(box.top, filled):
        values = (results.value(sheet, row, column) for column in columns)
        key = tuple(v.casefold() if isinstance(v, str) else v for v in values)
        if key not in seen:
            seen.add(key)
            kept.append([sheet.cell(row, column) for column in range(box.left, box.right)])
    structure.rewrite_block(sheet, box, kept)
    removed = max(0, filled - box.top) - len(kept)
    return {"duplicatesRemovedCount": removed} if removed else {}


HANDLERS = {
    "deleteDuplicates": delete_duplicates,
    "findReplace": find_replace,
    "trimWhitespace": trim_whitespace,
}
