"""Small figures of a table hidden, and others with them, so that nothing can be worked out.

Knows which sums a reader of a table can make. Must not know how a table looks. The choice itself is
in `statistics.protection`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cocsheets.errors import ConfigurationError
from cocsheets.statistics.periods import year_of
from cocsheets.statistics.protection import Cell, Protection, Relation, protect
from cocsheets.statistics.summary import Mark, Table, TableRow, Unit, Value, Whole

DEFAULT_LIMIT = 5
"""Figures from 1 to 4 are hidden."""
LEAST_LIMIT = 3
"""With less, a hidden figure could only be 1."""

_OPEN = (
    "Some hidden figures can be worked out from what is published elsewhere;"
    " do not publish this table beside the yearly one."
)

_WITHHELD = "All figures, zeros too, are hidden: nothing less would have kept the small ones."

ACROSS = (
    Whole("us_no", ("lack_of_actions",)),
    Whole("local_no", ("lack_of_actions",)),
    Whole("reports", ("actions_by_us",)),
    Whole("reports", ("actions_by_local_reps",)),
    Whole("blacklisted", ("banned",), exact=True),
)
"""How figures of the yearly tables depend on figures of the others."""


def suppress(table: Table, limit: int = DEFAULT_LIMIT, public: Table | None = None) -> Table:
    """The table with its small figures, and those that would give them away, hidden.

    `public` is an exact yearly table that is published too: what stands there is known and stays
    shown, and what can be worked out from both is taken into account. Zero is always shown.
    Raises ConfigurationError for a limit under 3.
    """
    if limit < LEAST_LIMIT:
        raise ConfigurationError(
            f"A limit of {limit} hides nothing.",
            hint=f"Give {LEAST_LIMIT} or more: figures from 1 to one less than that are hidden.",
        )
    numbers: dict[Cell, int] = {
        (line, figure.key): value
        for line, row in enumerate(table.lines)
        for figure, value in zip(table.figures, row.values, strict=True)
        if isinstance(value, int) and figure.unit is not Unit.DAYS
    }
    relations = [*_sums(table, numbers), *_wholes(table, numbers)]
    known: frozenset[Cell] = frozenset()
    if public is not None:
        outside = list(_outside(table, numbers, public))
        relations += outside
        known = frozenset(
            place
            for relation in outside
            if len(relation.factors) == 1 and not relation.at_least
            for place in relation.factors
        )
    chosen = protect(numbers, relations, limit, known)
    notes = table.notes
    if chosen.open and public is None:
        chosen = Protection(frozenset(), frozenset(numbers), told=False, open=frozenset())
        notes = (*notes, _WITHHELD)
    elif chosen.open:
        notes = (*notes, _OPEN)
    return replace(_marked(table, chosen), limit=limit, internal=False, notes=notes)


def _sums(table: Table, numbers: Mapping[Cell, int]) -> Iterator[Relation]:
    """Rows sum to the total."""
    last = len(table.rows)
    for figure in table.figures:
        lines = [line for line in range(last + 1) if (line, figure.key) in numbers]
        if figure.additive and lines:
            yield Relation({(line, figure.key): -1 if line == last else 1 for line in lines})


def _wholes(table: Table, numbers: Mapping[Cell, int]) -> Iterator[Relation]:
    """Figures of one row that are parts of another."""
    for line in range(len(table.lines)):
        for whole in table.wholes:
            factors = {(line, whole.whole): 1, **{(line, part): -1 for part in whole.parts}}
            if all(place in numbers for place in factors):
                yield Relation(factors, at_least=not whole.exact)


def _outside(table: Table, numbers: Mapping[Cell, int], public: Table) -> Iterator[Relation]:
    """What the yearly table says of the lines of a year, or of all lines."""
    last = len(table.rows)
    years: dict[str, list[int]] = defaultdict(list)
    for line, row in enumerate(table.rows):
        years[year_of(row.label)].append(line)
    here = {figure.key for figure in table.figures if figure.additive}
    for row in public.lines:
        lines = [last] if row is public.total else years.get(row.label, [])
        for figure, value in zip(public.figures, row.values, strict=True):
            if not lines or not isinstance(value, int):
                continue
            if figure.key in here:
                yield Relation({(line, figure.key): 1 for line in lines}, -value)
                continue
            for whole in ACROSS:
                if whole.parts == (figure.key,) and whole.whole in here:
                    factors = {(line, whole.whole): 1 for line in lines}
                    yield Relation(factors, -value, at_least=not whole.exact)


def _marked(table: Table, chosen: Protection) -> Table:
    small = Mark.SMALL if chosen.told else Mark.HIDDEN

    def marked(line: int, row: TableRow) -> TableRow:
        values: list[Value] = [
            small
            if (line, figure.key) in chosen.small
            else Mark.HIDDEN
            if (line, figure.key) in chosen.others
            else value
            for figure, value in zip(table.figures, row.values, strict=True)
        ]
        if any(isinstance(value, Mark) for value in values):
            for place, figure in enumerate(table.figures):
                if figure.unit is Unit.DAYS and values[place] is not None:
                    values[place] = Mark.HIDDEN
        return TableRow(row.label, tuple(values))

    lines = [marked(line, row) for line, row in enumerate(table.lines)]
    return replace(table, rows=tuple(lines[:-1]), total=lines[-1])
