"""Formulas as text: their tokens, their trees, and references that move with rows and columns.

Knows no cells and no functions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from cocsheets.sandbox.sheets.a1 import column_index, letters

if TYPE_CHECKING:
    from collections.abc import Callable

_REFERENCE = (
    r"(?P<sheet>'(?:[^']|'')+'!|[A-Za-z_][A-Za-z0-9_.]*!)?"
    r"(?P<area>\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}(?:\$?\d+)?)?"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![A-Za-z0-9_(])|\$?\d+:\$?\d+)(?![A-Za-z0-9_(])"
)
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<ref>" + _REFERENCE + r")"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<error>#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!))"
    r"|(?P<name>[^\W\d][\w.]*)"
    r"|(?P<op><>|<=|>=|[-+*/^&=<>%(),;{}:!\\]))",
    re.IGNORECASE,
)
_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?\Z")
_BINARY = {
    "=": 1,
    "<>": 1,
    "<": 1,
    ">": 1,
    "<=": 1,
    ">=": 1,
    "&": 2,
    "+": 3,
    "-": 3,
    "*": 4,
    "/": 4,
    "^": 6,
}
_UNARY = 7
_DEPTH = 60


class Renumbering(Protocol):
    """Where rows or columns go when some are inserted, deleted or moved."""

    def index(self, old: int) -> int | None:
        """The new place of one, None if it is gone."""

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The new place of a stretch, None if all of it is gone."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula: `kind` is text, number, bool, error, ref, name, call, unary, binary,
    percent, array or nothing; `value` its own value and `parts` what it is made of."""

    kind: str
    value: Any = None
    parts: tuple[Any, ...] = ()


class FormulaSyntaxError(Exception):
    """The formula does not parse."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of a formula, its leading `=` included in the text.

    Raises:
        FormulaSyntaxError: it cannot be read.
    """
    parser = _Parser(text[1:])
    node = parser.expression(0)
    if parser.kind:
        raise FormulaSyntaxError(text)
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self.kind = ""
        self._value = ""
        self._next()

    def _next(self) -> None:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            if self._text[self._at :].strip():
                raise FormulaSyntaxError(self._text)
            self.kind = ""
            return
        self._at = found.end()
        for kind in ("text", "ref", "number", "error", "name", "op"):
            if found[kind] is not None:
                self.kind, self._value = kind, found[kind]
                return

    def _is(self, op: str) -> bool:
        return self.kind == "op" and self._value == op

    def _take(self, op: str) -> bool:
        if self._is(op):
            self._next()
            return True
        return False

    def expression(self, binding: int) -> Node:
        self._depth += 1
        if self._depth > _DEPTH:
            raise FormulaSyntaxError(self._text)
        left = self._prefix()
        while True:
            if self._take("%"):
                left = Node("percent", None, (left,))
                continue
            power = _BINARY.get(self._value, 0) if self.kind == "op" else 0
            if power <= binding:
                self._depth -= 1
                return left
            op = self._value
            self._next()
            left = Node("binary", op, (left, self.expression(power)))

    def _prefix(self) -> Node:
        kind, value = self.kind, self._value
        if kind == "op":
            if value in "+-":
                self._next()
                return Node("unary", value, (self.expression(_UNARY),))
            if self._take("("):
                node = self.expression(0)
                self._expect(")")
                return node
            if self._take("{"):
                return self._array()
            raise FormulaSyntaxError(self._text)
        self._next()
        if kind == "number":
            return Node("number", float(value))
        if kind == "text":
            return Node("text", value[1:-1].replace('""', '"'))
        if kind in ("ref", "error"):
            return Node(kind, value)
        if kind == "name":
            if self._take("("):
                return Node("call", value.upper(), tuple(self._arguments()))
            if value.upper() in ("TRUE", "FALSE"):
                return Node("bool", value.upper() == "TRUE")
            return Node("name", value)
        raise FormulaSyntaxError(self._text)

    def _arguments(self) -> list[Node]:
        if self._take(")"):
            return []
        arguments = []
        while True:
            if self._is(",") or self._is(";") or self._is(")"):
                arguments.append(Node("nothing"))
            else:
                arguments.append(self.expression(0))
            if self._take(")"):
                return arguments
            if not (self._take(",") or self._take(";")):
                raise FormulaSyntaxError(self._text)

    def _array(self) -> Node:
        rows: list[list[Node]] = [[]]
        if self._take("}"):
            raise FormulaSyntaxError(self._text)
        while True:
            rows[-1].append(self.expression(0))
            if self._take("}"):
                return Node("array", None, tuple(tuple(row) for row in rows))
            if self._take(";"):
                rows.append([])
            elif not (self._take(",") or self._take("\\")):
                raise FormulaSyntaxError(self._text)

    def _expect(self, op: str) -> None:
        if not self._take(op):
            raise FormulaSyntaxError(self._text)


# --- references --------------------------------------------------------------------------------


def split_reference(text: str) -> tuple[str | None, str]:
    """`(sheet title or None, area)` of a reference token."""
    if "!" not in text:
        return None, text
    title, _, area = text.rpartition("!")
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    return title, area


def rewrite(text: str, how: Callable[[str | None, str], str | None]) -> str:
    """The formula with every reference's area passed through `how(title, area)`.

    `how` returns the new area, or None for a reference that no longer exists (`#REF!`).
    """
    out, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at) if text[at] != "=" or at else None
        if found is None:
            out.append(text[at])
            at += 1
            continue
        if found["ref"] is None:
            out.append(found[0])
        else:
            sheet = found["sheet"] or ""
            title, area = split_reference(found["ref"])
            new = how(title, area)
            lead = found[0][: len(found[0]) - len(found["ref"])]
            out.append(lead + ("#REF!" if new is None else sheet + new))
        at = found.end()
    return "".join(out)


def moved(text: str, rows: int, columns: int) -> str:
    """The formula as it reads after being copied so many rows down and columns right."""
    if not rows and not columns:
        return text

    def shift(_title: str | None, area: str) -> str | None:
        corners = []
        for corner in area.split(":"):
            parts = _CORNER.match(corner)
            if parts is None:
                return area
            column, row = parts[2], parts[4]
            if column and not parts[1]:
                index = column_index(column) + columns
                if index < 0:
                    return None
                column = letters(index)
            if row and not (parts[3] or (not parts[2] and parts[1])):
                if int(row) + rows < 1:
                    return None
                row = str(int(row) + rows)
            corners.append(f"{parts[1]}{column or ''}{parts[3]}{row or ''}")
        return ":".join(corners)

    return rewrite(text, shift)


def renumbered(
    text: str, applies: Callable[[str | None], bool], change: Renumbering, *, rows: bool
) -> str:
    """The formula after rows (else columns) were inserted, deleted or moved.

    `applies(title)` says whether a reference is to the sheet that changed.
    """
    group = 4 if rows else 2

    def renumber(title: str | None, area: str) -> str | None:
        corners = [_CORNER.match(corner) for corner in area.split(":")]
        if not applies(title) or not all(corner and corner[group] for corner in corners):
            return area
        found = [corner for corner in corners if corner]
        old = [int(c[4]) - 1 if rows else column_index(c[2]) for c in found]
        if len(old) == 1:
            index = change.index(old[0])
            new = None if index is None else [index]
        else:
            span = change.span(min(old), max(old) + 1)
            new = None if span is None else [span[0], span[1] - 1]
        if new is None:
            return None
        out = []
        for corner, index in zip(found, new, strict=True):
            column, row = corner[2] or "", corner[4] or ""
            column, row = (column, str(index + 1)) if rows else (letters(index), row)
            out.append(f"{corner[1]}{column}{corner[3]}{row}")
        return ":".join(out)

    return rewrite(text, renumber)


def retitled(text: str, old: str, new: str) -> str:
    """The formula after a sheet was renamed; both titles as they stand in formulas."""
    return (
        re.sub(rf"(?<![\w']){re.escape(old)}!", lambda _found: f"{new}!", text)
        if old + "!" in text
        else text
    )
