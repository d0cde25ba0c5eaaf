"""What a spreadsheet's cells come to: formulas' values, arrays that spill, formats that carry over.

A `Results` belongs to one unchanging state of a spreadsheet; values are computed when asked for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.formulas import syntax
from cocsheets.sandbox.formulas.cell_values import Array, ErrorValue, FormulaError, scalar, tidy
from cocsheets.sandbox.formulas.evaluation import OPERATIONS, Evaluator
from cocsheets.sandbox.sheets.cells import Formula
from cocsheets.sandbox.sheets.numberformat import EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.formulas.syntax import Node
    from cocsheets.sandbox.sheets.sheet import Row, Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

Json = dict[str, Any]
Place = tuple[int, int, int]
_BUSY = object()
_CIRCULAR = (
    "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
)
_DATES = ("DATE", "DATE_TIME")
_OWN_FORMATS = {
    "TODAY": {"type": "DATE"},
    "DATE": {"type": "DATE"},
    "EDATE": {"type": "DATE"},
    "EOMONTH": {"type": "DATE"},
    "NOW": {"type": "DATE_TIME"},
}
_CARRIERS = (
    "SUM",
    "MIN",
    "MAX",
    "ARRAYFORMULA",
    "IF",
    "IFERROR",
    "SORT",
    "UNIQUE",
    "FILTER",
    "INDEX",
)
_SPILL_LIMIT = 100_000


class Results:
    """The effective values of a spreadsheet's cells.

    `now` is a serial number, for TODAY and NOW; `imported` reads another spreadsheet for
    IMPORTRANGE, or raises FormulaError.
    """

    def __init__(
        self,
        book: Spreadsheet,
        now: float = 0,
        imported: Callable[[str, str], Array] | None = None,
    ) -> None:
        self._book = book
        self.today = EPOCH.date() + timedelta(days=int(now))
        self._evaluator = Evaluator(book, self.value, now, imported)
        self._known: dict[Place, Any] = {}
        self._spilled: dict[Place, tuple[Any, Place]] = {}
        if any(_has_formula(row) for sheet in book.sheets for row in sheet.rows):
            self._spill()

    def value(self, sheet: Sheet, row: int, column: int) -> Any:
        """The effective value of a cell: a scalar, an ErrorValue, or None."""
        cell = sheet.cell(row, column)
        if cell is None or cell.value is None:
            if not self._spilled:
                return None
            found = self._spilled.get((sheet.id, row, column))
            return found[0] if found else None
        if type(cell.value) is Formula:
            return self._formula(sheet, row, column, cell.value.text)
        return cell.value

    def spill_source(self, sheet: Sheet, row: int, column: int) -> tuple[int, int] | None:
        """The cell whose formula fills this one, if one does."""
        found = self._spilled.get((sheet.id, row, column))
        return found[1][1:] if found else None

    def spilled_extent(self, sheet: Sheet) -> tuple[int, int]:
        """How many rows and columns spilled values reach on a sheet."""
        places = [place for place in self._spilled if place[0] == sheet.id]
        return (
            max((row + 1 for _, row, _ in places), default=0),
            max((column + 1 for _, _, column in places), default=0),
        )

    # --- spilling --------------------------------------------------------------------------

    def _spill(self) -> None:
        """Find where arrays run over into other cells; twice, since arrays may rest on arrays."""
        for _ in range(3):
            before = dict(self._spilled)
            self._known.clear()
            self._spilled = before
            fresh: dict[Place, tuple[Any, Place]] = {}
            for sheet in self._book.sheets:
                for row, column, cell in sheet.walk(sheet.box):
                    if isinstance(cell.value, Formula) and _may_spill(cell.value.text):
                        self._spill_one(sheet, row, column, cell.value.text, fresh)
            self._spilled = fresh
            if fresh == before:
                break
        blocked = {k: v for k, v in self._known.items() if isinstance(v, ErrorValue)}
        self._known = {
            place: value for place, value in blocked.items() if value.message.startswith("Array")
        }

    def _spill_one(
        self, sheet: Sheet, row: int, column: int, text: str, fresh: dict[Place, tuple[Any, Place]]
    ) -> None:
        value = self._evaluator.evaluated(sheet, row, column, text)
        if not isinstance(value, list) or sum(map(len, value)) > _SPILL_LIMIT:
            return
        targets = {
            (sheet.id, row + r, column + c): item
            for r, line in enumerate(value)
            for c, item in enumerate(line)
            if r or c
        }
        source = (sheet.id, row, column)
        for place in targets:
            cell = sheet.cell(place[1], place[2])
            if (cell is not None and cell.value is not None) or place in fresh:
                self._known[source] = ErrorValue(
                    "REF", "Array result was not expanded because it would overwrite data."
                )
                return
            if place[1] >= sheet.row_count or place[2] >= sheet.column_count:
                self._known[source] = ErrorValue(
                    "REF", "Array result was not automatically expanded."
                )
                return
        fresh.update({place: (item, source) for place, item in targets.items()})

    # --- evaluation ------------------------------------------------------------------------

    def _formula(self, sheet: Sheet, row: int, column: int, text: str) -> Any:
        place = (sheet.id, row, column)
        known = self._known.get(place)
        if known is _BUSY:
            return ErrorValue("REF", _CIRCULAR)
        if place not in self._known:
            self._known[place] = _BUSY
            self._known[place] = known = self.tried(sheet, row, column, text)
        return known

    def tried(self, sheet: Sheet, row: int, column: int, text: str) -> Any:
        """What a formula would come to in this place."""
        try:
            return tidy(scalar(self._evaluator.evaluated(sheet, row, column, text)))
        except FormulaError as failure:
            return failure.error

    # --- formats ---------------------------------------------------------------------------

    def carried_format(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """The number format that a formula's result takes over from what it refers to."""
        cell = sheet.cell(row, column)
        if cell is None:
            source = self.spill_source(sheet, row, column)
            cell = sheet.cell(*source) if source else None
        if cell is None or not isinstance(cell.value, Formula):
            return None
        try:
            return self._carried(syntax.parse(cell.value.text), sheet, 0)
        except (syntax.FormulaSyntaxError, FormulaError):
            return None

    def _carried(self, node: Node, sheet: Sheet, depth: int) -> Json | None:
        if depth > 8:
            return None
        if node.kind == "ref":
            return self._carried_by_reference(node.value, sheet, depth)
        if node.kind == "call" and node.value in _OWN_FORMATS:
            return _OWN_FORMATS[node.value]
        if node.kind == "percent":
            return {"type": "PERCENT", "pattern": "0%"}
        if not (
            (node.kind == "call" and node.value in _CARRIERS)
            or (node.kind in ("binary", "unary") and node.value in OPERATIONS)
        ):
            return None
        formats = [self._carried(part, sheet, depth + 1) for part in node.parts]
        if node.value == "-" and [f and f["type"] in _DATES for f in formats] == [True, True]:
            return None
        return next((found for found in formats if found), None)

    def _carried_by_reference(self, text: str, sheet: Sheet, depth: int) -> Json | None:
        target, box = self._evaluator.area(text, sheet)
        cell = target.cell(box.top, box.left)
        if cell is None:
            return None
        if cell.fmt and "numberFormat" in cell.fmt:
            found: Json = cell.fmt["numberFormat"]
            return found
        if isinstance(cell.value, Formula):
            return self._carried(syntax.parse(cell.value.text), target, depth + 1)
        return None


def _may_spill(text: str) -> bool:
    upper = text.upper()
    return (
        "{" in text
        or ":" in text
        or "ARRAYFORMULA" in upper
        or any(
            name in upper
            for name in ("SORT", "UNIQUE", "FILTER", "TRANSPOSE", "IMPORTRANGE", "SPLIT", "INDEX")
        )
    )


def _has_formula(row: Row) -> bool:
    for cell in row:  # noqa: SIM110 - runs over every cell of a spreadsheet, at each request
        if cell is not None and type(cell.value) is Formula:
            return True
    return False
