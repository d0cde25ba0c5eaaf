"""Spreadsheet functions over whole arrays: criteria, look-ups, and arrays made of arrays.

Knows values and arrays of them; no cells, and not by which name a formula calls what is here.
"""

from __future__ import annotations

import re
from typing import Any

from cocsheets.sandbox.formulas.cell_values import (
    COMPARISONS,
    Array,
    FormulaError,
    compare,
    flat,
    is_number,
    scalar,
    to_bool,
    to_number,
    to_text,
    type_rank,
)


def matches(value: Any, criterion: Any) -> bool:
    """Whether a value meets a criterion of COUNTIF and its like: `5`, `">=3"`, `"a*"`."""
    if not isinstance(criterion, str):
        return compare(value, criterion) == 0 and value is not None
    found = re.match(r"(<>|<=|>=|<|>|=)?(.*)\Z", criterion, re.DOTALL)
    op, text = (found[1] or "=", found[2]) if found else ("=", criterion)
    try:
        wanted: Any = float(text)
    except ValueError:
        wanted = text
    if isinstance(wanted, str) and op in ("=", "<>"):
        pattern = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
        hit = isinstance(value, str) and re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL)
        return bool(hit) == (op == "=")
    if type_rank(value) != type_rank(wanted):
        return op == "<>"
    return COMPARISONS[op](compare(value, wanted), 0)


def _rows(array: Any) -> Array:
    return array if isinstance(array, list) else [[array]]


def count_if(array: Any, criterion: Any) -> int:
    """COUNTIF: how many values meet the criterion."""
    return sum(matches(value, scalar(criterion)) for value, _ in flat((array,)))


def sum_if(array: Any, criterion: Any, summed: Any = None) -> float | int:
    """SUMIF: the sum of the numbers that stand where the criterion is met."""
    wanted = scalar(criterion)
    total: float | int = 0
    values = [value for value, _ in flat((_rows(array if summed is None else summed),))]
    for (value, _), amount in zip(flat((_rows(array),)), values, strict=False):
        if matches(value, wanted) and is_number(amount):
            total += amount
    return total


def vlookup(key: Any, table: Any, index: Any, is_sorted: Any = True) -> Any:
    """VLOOKUP: a column of the row whose first value is the key, or `#N/A`."""
    column = int(to_number(index)) - 1
    wanted, best = scalar(key), None
    for row in _rows(table):
        if column >= len(row):
            raise FormulaError("REF", "VLOOKUP evaluates to an out of bounds range.")
        if type_rank(row[0]) != type_rank(wanted):
            continue
        order = compare(row[0], wanted)
        if order == 0:
            return row[column]
        if order < 0:
            best = row
    if best is not None and to_bool(is_sorted):
        return best[column]
    raise FormulaError("N_A", f"Did not find value '{to_text(wanted)}' in VLOOKUP evaluation.")


def place_of(key: Any, array: Any, kind: Any = 1) -> int:
    """MATCH: where a value stands, from 1, or `#N/A`."""
    wanted = scalar(key)
    values = [value for value, _ in flat((_rows(array),))]
    for place, value in enumerate(values, 1):
        if type_rank(value) == type_rank(wanted) and compare(value, wanted) == 0:
            return place
    if to_number(kind) == 1:
        below = [i for i, v in enumerate(values, 1) if v is not None and compare(v, wanted) < 0]
        if below:
            return below[-1]
    raise FormulaError("N_A", f"Did not find value '{to_text(wanted)}' in MATCH evaluation.")


def part_of(array: Any, row: Any = 0, column: Any = 0) -> Any:
    """INDEX: one cell, or with 0 a whole row or column."""
    rows, r, c = _rows(array), int(to_number(row)), int(to_number(column))
    if r > len(rows) or (rows and c > len(rows[0])):
        raise FormulaError("REF", "INDEX evaluates to an out of bounds range.")
    part = rows[r - 1 : r] if r else rows
    return [line[c - 1 : c] for line in part] if c else part


def unique(array: Any) -> Array:
    """UNIQUE: each row once."""
    seen: Array = []
    for row in _rows(array):
        if row not in seen:
            seen.append(row)
    return seen


def transposed(array: Any) -> Array:
    """TRANSPOSE: rows as columns."""
    return [list(row) for row in zip(*_rows(array), strict=True)]


def sorted_rows(array: Any, column: Any = 1, ascending: Any = True) -> Array:
    """SORT: the rows by one of their columns."""
    index = int(to_number(column)) - 1
    return sorted(
        _rows(array),
        key=lambda row: (type_rank(row[index]), row[index] if row[index] is not None else 0),
        reverse=not to_bool(ascending),
    )


def filtered(array: Any, *conditions: Any) -> Array:
    """FILTER: the rows for which all conditions hold, or `#N/A`."""
    kept = [
        row
        for place, row in enumerate(_rows(array))
        if all(
            place < len(_rows(condition)) and _rows(condition)[place][0] not in (None, False, 0, "")
            for condition in conditions
        )
    ]
    if not kept:
        raise FormulaError("N_A", "No matches are found in FILTER evaluation.")
    return kept
