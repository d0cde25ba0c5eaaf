"""What formulas come to: evaluation over a spreadsheet, spilling, and formats that carry over.

A `Results` belongs to one unchanging state of a spreadsheet; values are computed when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import formula_syntax, functions
from cocsheets.sandbox.a1 import Box, read_corners
from cocsheets.sandbox.cells import Formula
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.functions import Array, ErrorValue, FormulaError, scalar, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.formula_syntax import Node
    from cocsheets.sandbox.sheet import Sheet
    from cocsheets.sandbox.spreadsheet import Spreadsheet

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
    "NOW": {"type": "DATE_TIME"},
}
_OPERATIONS = {"+": "ADD", "-": "MINUS", "*": "MULTIPLY", "/": "DIVIDE"}
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
_DEEPEST = 60


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
        self._now = now
        self._imported = imported
        self._known: dict[Place, Any] = {}
        self._spilled: dict[Place, tuple[Any, Place]] = {}
        self._arrays = False
        self._depth = 0
        self._has_formulas = any(
            cell is not None and type(cell.value) is Formula
            for sheet in book.sheets
            for row in sheet.rows
            for cell in row
        )
        if self._has_formulas:
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
        value = self._evaluated(sheet, row, column, text)
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
            return ErrorValue(
                "REF",
                _CIRCULAR,
            )
        if place not in self._known:
            self._known[place] = _BUSY
            result = self._evaluated(sheet, row, column, text)
            try:
                known = functions.tidy(scalar(result))
            except FormulaError as failure:
                known = failure.error
            self._known[place] = (
                "" if known is None and _is_text_formula(text) else (0 if known is None else known)
            )
            known = self._known[place]
        return known

    def _evaluated(self, sheet: Sheet, row: int, column: int, text: str) -> Any:
        if self._depth > _DEEPEST:
            return ErrorValue("ERROR", "Formula is nested too deeply.")
        self._depth += 1
        try:
            tree = formula_syntax.parse(text)
            return self._node(tree, sheet, (row, column))
        except formula_syntax.FormulaSyntaxError:
            return ErrorValue("ERROR", "Formula parse error.")
        except FormulaError as failure:
            return failure.error
        except RecursionError:
            return ErrorValue("ERROR", "Formula is nested too deeply.")
        finally:
            self._depth -= 1

    def _node(self, node: Node, sheet: Sheet, at: tuple[int, int]) -> Any:
        match node.kind:
            case "number" | "text" | "bool":
                return node.value
            case "nothing":
                return None
            case "error":
                raise FormulaError(functions.BY_TEXT[node.value.upper()])
            case "ref":
                return self._reference(node.value, sheet)
            case "name":
                return self._named(node.value)
            case "percent":
                return self._each(
                    lambda v: to_number(v) / 100, self._node(node.parts[0], sheet, at)
                )
            case "unary":
                value = self._node(node.parts[0], sheet, at)
                if node.value == "+":
                    return value
                return self._each(lambda v: -to_number(v, "UMINUS"), value)
            case "binary":
                left = self._node(node.parts[0], sheet, at)
                right = self._node(node.parts[1], sheet, at)
                return self._pairwise(lambda a, b: _binary(node.value, a, b), left, right)
            case "array":
                return self._array(node, sheet, at)
            case _:
                return self._call(node, sheet, at)

    def _array(self, node: Node, sheet: Sheet, at: tuple[int, int]) -> Array:
        out: Array = []
        for row in node.parts:
            block: Array = []
            for part in row:
                value = self._node(part, sheet, at)
                piece = value if isinstance(value, list) else [[value]]
                if not block:
                    block = [list(line) for line in piece]
                elif len(block) != len(piece):
                    raise FormulaError(
                        "VALUE", "In ARRAY_ROW, parameters have mismatched row sizes."
                    )
                else:
                    block = [a + list(b) for a, b in zip(block, piece, strict=True)]
            out += block
        if len({len(line) for line in out}) > 1:
            raise FormulaError("VALUE", "In ARRAY_LITERAL, an Array Literal was missing values.")
        return out

    def _call(self, node: Node, sheet: Sheet, at: tuple[int, int]) -> Any:
        name, parts = node.value, node.parts
        if name == "IF":
            return self._if(parts, sheet, at)
        if name in ("IFERROR", "ISERROR", "IFNA"):
            return self._unless_error(name, parts, sheet, at)
        if name in ("TODAY", "NOW"):
            return int(self._now) if name == "TODAY" else self._now
        if name in ("ROW", "COLUMN"):
            if not parts:
                return at[0 if name == "ROW" else 1] + 1
            _, box = self._area(parts[0].value, sheet)
            return (box.top if name == "ROW" else box.left) + 1
        arguments = [self._node(part, sheet, at) for part in parts]
        if name == "IMPORTRANGE":
            if self._imported is None or len(arguments) != 2:
                raise FormulaError("REF", "You need to connect these sheets.")
            return self._imported(to_text(arguments[0]), to_text(arguments[1]))
        return self._apply(name, arguments)

    def _apply(self, name: str, arguments: list[Any]) -> Any:
        """A plain function over its arguments' values."""
        function = functions.FUNCTIONS.get(name)
        if function is None:
            raise FormulaError("NAME", f"Unknown function: '{name}'.")
        try:
            if name in functions.ELEMENTWISE and arguments and _is_array(arguments[0]):
                rest = arguments[1:]
                return self._each(lambda v: function(v, *rest), arguments[0])
            return function(*arguments)
        except TypeError:
            raise FormulaError("N_A", f"Wrong number of arguments to {name}.") from None
        except (IndexError, OverflowError, ValueError):
            raise FormulaError("VALUE", f"Function {name} cannot use these values.") from None

    def _if(self, parts: tuple[Any, ...], sheet: Sheet, at: tuple[int, int]) -> Any:
        condition: Any = self._node(parts[0], sheet, at) if parts else None
        if _is_array(condition):
            branches = [self._node(part, sheet, at) for part in parts[1:]] + [False, False]
            return _choose(condition, branches[0], branches[1])
        chosen = parts[1:2] if functions.to_bool(condition) else parts[2:3]
        return self._node(chosen[0], sheet, at) if chosen else False

    def _unless_error(
        self, name: str, parts: tuple[Any, ...], sheet: Sheet, at: tuple[int, int]
    ) -> Any:
        """IFERROR, IFNA and ISERROR: the only ones that see an error and go on."""
        try:
            value = self._node(parts[0], sheet, at) if parts else None
            if not _is_array(value):
                scalar(value)
        except FormulaError as failure:
            if name == "IFNA" and failure.error.type != "N_A":
                raise
            if name == "ISERROR":
                return True
            return self._node(parts[1], sheet, at) if len(parts) > 1 else None
        return False if name == "ISERROR" else value

    def _each(self, how: Callable[[Any], Any], value: Any) -> Any:
        if not isinstance(value, list):
            return how(value)
        return [[_caught(how, item) for item in row] for row in value]

    def _pairwise(self, how: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
        if not isinstance(left, list) and not isinstance(right, list):
            return how(left, right)
        a = left if isinstance(left, list) else [[left]]
        b = right if isinstance(right, list) else [[right]]
        if len(a) == len(a[0]) == len(b) == len(b[0]) == 1:
            return how(a[0][0], b[0][0])
        rows, columns = max(len(a), len(b)), max(len(a[0]), len(b[0]))
        return [
            [_caught(how, _pick(a, r, c), _pick(b, r, c)) for c in range(columns)]
            for r in range(rows)
        ]

    # --- references ------------------------------------------------------------------------

    def _area(self, text: str, sheet: Sheet) -> tuple[Sheet, Box]:
        title, area = formula_syntax.split_reference(str(text))
        target = sheet if title is None else self._book.titled(title)
        if target is None:
            raise FormulaError("REF", "Unresolved sheet name '" + str(title) + "'.")
        box = read_corners(area, target.row_count, target.column_count)
        if box is None or box.top >= target.row_count or box.left >= target.column_count:
            raise FormulaError("REF", "Reference does not exist.")
        return target, box.cut(target.row_count, target.column_count)

    def _reference(self, text: str, sheet: Sheet) -> Any:
        return self._read(*self._area(text, sheet))

    def _read(self, target: Sheet, box: Box) -> Any:
        if box.height == box.width == 1:
            return self.value(target, box.top, box.left)
        bottom, right = box.bottom, box.right
        if box.height * box.width > _SPILL_LIMIT:
            bottom = min(bottom, max(len(target.rows), box.top + 1))
        return [
            [self.value(target, row, column) for column in range(box.left, right)]
            for row in range(box.top, bottom)
        ]

    def _named(self, name: str) -> Any:
        for named in self._book.named_ranges:
            if named.get("name", "").casefold() == name.casefold():
                try:
                    return self._read(*self._book.box_of(named["range"]))
                except ApiError:
                    break
        raise FormulaError("NAME", f"Unknown range name: '{name.upper()}'.")

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
            return self._carried(formula_syntax.parse(cell.value.text), sheet, 0)
        except (formula_syntax.FormulaSyntaxError, FormulaError):
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
            or (node.kind in ("binary", "unary") and node.value in _OPERATIONS)
        ):
            return None
        formats = [self._carried(part, sheet, depth + 1) for part in node.parts]
        if node.value == "-" and [f and f["type"] in _DATES for f in formats] == [True, True]:
            return None
        return next((found for found in formats if found), None)

    def _carried_by_reference(self, text: str, sheet: Sheet, depth: int) -> Json | None:
        target, box = self._area(text, sheet)
        cell = target.cell(box.top, box.left)
        if cell is None:
            return None
        if cell.fmt and "numberFormat" in cell.fmt:
            found: Json = cell.fmt["numberFormat"]
            return found
        if isinstance(cell.value, Formula):
            return self._carried(formula_syntax.parse(cell.value.text), target, depth + 1)
        return None


def _is_array(value: Any) -> bool:
    """Whether a value is more than one value."""
    return isinstance(value, list) and (len(value) > 1 or len(value[0]) > 1)


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


def _is_text_formula(text: str) -> bool:
    return '""' in text


def _caught(how: Callable[..., Any], *values: Any) -> Any:
    try:
        return functions.tidy(how(*values))
    except FormulaError as failure:
        return failure.error


def _pick(array: Array, row: int, column: int) -> Any:
    row = 0 if len(array) == 1 else row
    if row >= len(array):
        return ErrorValue("N_A")
    column = 0 if len(array[row]) == 1 else column
    return array[row][column] if column < len(array[row]) else ErrorValue("N_A")


def _choose(condition: Array, yes: Any, no: Any) -> Array:
    a = yes if isinstance(yes, list) else [[yes]]
    b = no if isinstance(no, list) else [[no]]
    return [
        [
            _caught(lambda v, r=r, c=c: _pick(a if functions.to_bool(v) else b, r, c), item)
            for c, item in enumerate(row)
        ]
        for r, row in enumerate(condition)
    ]


def _binary(op: str, left: Any, right: Any) -> Any:
    if op == "&":
        return to_text(left) + to_text(right)
    if op in ("=", "<>", "<", ">", "<=", ">="):
        order = functions.compare(scalar(left), scalar(right))
        return {
            "=": order == 0,
            "<>": order != 0,
            "<": order < 0,
            ">": order > 0,
            "<=": order <= 0,
            ">=": order >= 0,
        }[op]
    if op == "^":
        return functions.power(left, right)
    a, b = to_number(left, _OPERATIONS[op], 1), to_number(right, _OPERATIONS[op], 2)
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if b == 0:
        raise FormulaError("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return a / b
