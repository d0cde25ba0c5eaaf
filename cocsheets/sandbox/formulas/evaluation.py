"""Formulas evaluated: trees of syntax to values, over whatever gives cells' values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.formulas import functions, syntax
from cocsheets.sandbox.formulas.cell_values import (
    BY_TEXT,
    COMPARISONS,
    Array,
    ErrorValue,
    FormulaError,
    compare,
    scalar,
    tidy,
    to_bool,
    to_number,
    to_text,
)
from cocsheets.sandbox.sheets.a1 import Box, read_corners

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.formulas.syntax import Node
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

OPERATIONS = {"+": "ADD", "-": "MINUS", "*": "MULTIPLY", "/": "DIVIDE"}
_LARGE = 100_000
_DEEPEST = 60


class Evaluator:
    """Evaluates formulas of a spreadsheet. `value(sheet, row, column)` gives a cell's value."""

    def __init__(
        self,
        book: Spreadsheet,
        value: Callable[[Sheet, int, int], Any],
        now: float,
        imported: Callable[[str, str], Array] | None,
    ) -> None:
        self._book = book
        self._value = value
        self._now = now
        self._imported = imported
        self._depth = 0

    def evaluated(self, sheet: Sheet, row: int, column: int, text: str) -> Any:
        """What the formula in this place comes to: a scalar, an error, None or an array."""
        if self._depth > _DEEPEST:
            return ErrorValue("ERROR", "Formula is nested too deeply.")
        self._depth += 1
        try:
            tree = syntax.parse(text)
            return self._node(tree, sheet, (row, column))
        except syntax.FormulaSyntaxError:
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
                raise FormulaError(BY_TEXT[node.value.upper()])
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
            _, box = self.area(parts[0].value, sheet)
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
        chosen = parts[1:2] if to_bool(condition) else parts[2:3]
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

    def area(self, text: str, sheet: Sheet) -> tuple[Sheet, Box]:
        """The cells that a reference names, seen from a sheet; raises `#REF!` for none."""
        title, area = syntax.split_reference(str(text))
        target = sheet if title is None else self._book.titled(title)
        if target is None:
            raise FormulaError("REF", "Unresolved sheet name '" + str(title) + "'.")
        box = read_corners(area, target.row_count, target.column_count)
        if box is None or box.top >= target.row_count or box.left >= target.column_count:
            raise FormulaError("REF", "Reference does not exist.")
        return target, box.cut(target.row_count, target.column_count)

    def _reference(self, text: str, sheet: Sheet) -> Any:
        return self._read(*self.area(text, sheet))

    def _read(self, target: Sheet, box: Box) -> Any:
        if box.height == box.width == 1:
            return self._value(target, box.top, box.left)
        bottom, right = box.bottom, box.right
        if box.height * box.width > _LARGE:
            bottom = min(bottom, max(len(target.rows), box.top + 1))
        return [
            [self._value(target, row, column) for column in range(box.left, right)]
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


def _is_array(value: Any) -> bool:
    """Whether a value is more than one value."""
    return isinstance(value, list) and (len(value) > 1 or len(value[0]) > 1)


def _caught(how: Callable[..., Any], *values: Any) -> Any:
    try:
        return tidy(how(*values))
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
            _caught(lambda v, r=r, c=c: _pick(a if to_bool(v) else b, r, c), item)
            for c, item in enumerate(row)
        ]
        for r, row in enumerate(condition)
    ]


def _binary(op: str, left: Any, right: Any) -> Any:
    if op == "&":
        return to_text(left) + to_text(right)
    if op in COMPARISONS:
        return COMPARISONS[op](compare(scalar(left), scalar(right)), 0)
    if op == "^":
        return functions.power(left, right)
    a, b = to_number(left, OPERATIONS[op], 1), to_number(right, OPERATIONS[op], 2)
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if b == 0:
        raise FormulaError("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return a / b
