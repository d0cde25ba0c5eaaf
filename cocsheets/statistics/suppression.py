"""Small figures of tables hidden, and others with them, so that nothing can be worked out.

Knows which sums a reader of some tables can make, taken together. Must not know how a table looks.
The choice itself is in `statistics.protection`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cocsheets.errors import ConfigurationError
from cocsheets.statistics.periods import Calendar
from cocsheets.statistics.protection import Cell, Protection, Relation, protect
from cocsheets.statistics.summary import TOTAL, Mark, Table, TableRow, Unit, Value, Whole

DEFAULT_LIMIT = 5
"""Figures from 1 to 4 are hidden."""
LEAST_LIMIT = 3
"""With less, a hidden figure could only be 1."""
OPEN = (
    "Some hidden figures can be worked out from the exact yearly table; do not publish this table"
    " beside it."
)
MIXED = (
    "In rows without <{limit}, hidden figures may be small, or zero: told apart, they would have"
    " given one another away."
)

ACROSS = (
    Whole("us_no", ("lack_of_actions",)),
    Whole("local_no", ("lack_of_actions",)),
    Whole("reports", ("actions_by_us",)),
    Whole("reports", ("actions_by_local_reps",)),
)
"""How figures of different tables depend on one another."""


def suppress(
    tables: Sequence[Table], limit: int = DEFAULT_LIMIT, public: Table | None = None
) -> tuple[Table, ...]:
    """The tables with their small figures, and those that would give them away, hidden.

    The tables are taken to be published together, by the same periods. `public` is an exact yearly
    table that is published too: what stands there is known and stays shown, and what follows from
    it is reckoned with. Zero is shown, since nobody stands behind it, but where it would give a
    small figure away; the table says so then. Raises ConfigurationError for a limit under 3.
    """
    if limit < LEAST_LIMIT:
        raise ConfigurationError(
            f"A limit of {limit} hides nothing.",
            hint=f"Give {LEAST_LIMIT} or more: figures from 1 to one less than that are hidden.",
        )
    numbers: dict[Cell, int] = {
        (row.label, figure.key): value
        for table in tables
        for row in table.lines
        for figure, value in zip(table.figures, row.values, strict=True)
        if isinstance(value, int) and figure.unit is not Unit.DAYS
    }
    relations = [*_sums(tables, numbers), *_wholes(tables, numbers)]
    outside = list(_outside(tables, numbers, public)) if public is not None else []
    known = frozenset(
        cell
        for relation in outside
        if len(relation.factors) == 1 and not relation.at_least
        for cell in relation.factors
    )
    chosen = protect(numbers, [*relations, *outside], limit, known)
    if chosen.open and public is None:
        # Not found within the steps allowed: rather nothing at all than a guess.
        everywhere = frozenset(label for label, _ in numbers)
        chosen = Protection(frozenset(), frozenset(numbers), everywhere)
    return tuple(_hidden(table, chosen, limit) for table in tables)


def _sums(tables: Sequence[Table], numbers: Mapping[Cell, int]) -> Iterator[Relation]:
    """Rows sum to the total."""
    for table in tables:
        for figure in table.figures:
            if figure.additive and (TOTAL, figure.key) in numbers:
                rows = {(row.label, figure.key): 1 for row in table.rows}
                yield Relation({**rows, (TOTAL, figure.key): -1})


def _wholes(tables: Sequence[Table], numbers: Mapping[Cell, int]) -> Iterator[Relation]:
    """Figures of one row that are parts of another."""
    wholes = dict.fromkeys([*(whole for table in tables for whole in table.wholes), *ACROSS])
    for label in dict.fromkeys(label for label, _ in numbers):
        for whole in wholes:
            sign = -1 if whole.covered else 1
            factors = {(label, part): -sign for part in whole.parts}
            factors[label, whole.whole] = sign
            if numbers.keys() >= factors.keys():
                yield Relation(factors, at_least=not whole.exact)


def _outside(
    tables: Sequence[Table], numbers: Mapping[Cell, int], public: Table
) -> Iterator[Relation]:
    """What the yearly table says of the rows of a year, or of the total."""
    for table in tables:
        years: dict[str, list[str]] = defaultdict(list, {TOTAL: [TOTAL]})
        calendar = table.calendar or Calendar()
        for row in table.rows:
            years[calendar.year_of(row.label)].append(row.label)
        for row in public.lines:
            for figure, value in zip(public.figures, row.values, strict=True):
                if not isinstance(value, int):
                    continue
                same = Whole(figure.key, (figure.key,), exact=True)
                for whole in (same, *ACROSS):
                    cells = [(label, whole.whole) for label in years[row.label]]
                    if whole.parts == (figure.key,) and cells and numbers.keys() >= set(cells):
                        yield Relation(dict.fromkeys(cells, 1), -value, at_least=not whole.exact)


def _hidden(table: Table, chosen: Protection, limit: int) -> Table:
    def marked(row: TableRow) -> TableRow:
        small = Mark.HIDDEN if row.label in chosen.mixed else Mark.SMALL
        values: list[Value] = []
        for figure, value in zip(table.figures, row.values, strict=True):
            cell = (row.label, figure.key)
            hidden = small if cell in chosen.small else Mark.HIDDEN
            values.append(hidden if cell in chosen.small | chosen.others else value)
        if any(isinstance(value, Mark) for value in values):
            for place, figure in enumerate(table.figures):
                if figure.unit is Unit.DAYS and values[place] is not None:
                    values[place] = Mark.HIDDEN
        return TableRow(row.label, tuple(values))

    ours = {(row.label, figure.key) for row in table.lines for figure in table.figures}
    notes = list(table.notes)
    if any(cell[0] in chosen.mixed for cell in ours & (chosen.small | chosen.others)):
        notes.append(MIXED.format(limit=limit))
    if ours & chosen.open:
        notes.append(OPEN)
    return replace(
        table,
        rows=tuple(map(marked, table.rows)),
        total=marked(table.total),
        limit=limit,
        internal=False,
        notes=tuple(notes),
    )
