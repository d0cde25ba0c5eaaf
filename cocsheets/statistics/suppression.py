"""Small figures of tables hidden, and others with them, so that nothing can be worked out.

Knows in which order tables are decided and what marks say. Must not know how a table looks. What
readers know is in `statistics.relations`, the choice itself in `statistics.protection`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress as suppress_errors

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.statistics.pieces import Cell, told
from cocsheets.statistics.protection import ImpossibleError, Progress, Protection, protect
from cocsheets.statistics.relations import Knowledge, Model
from cocsheets.statistics.summary import Figure, Mark, Table, TableRow, Unit, Value

DEFAULT_LIMIT = 5
"""Figures from 1 to 4 are hidden."""
LEAST_LIMIT = 3
"""With less, a hidden figure could only be 1."""
KNOWN = "A small figure that is shown is in the yearly table, or follows from it."
MIXED = (
    "A hidden figure may be small too, or zero: a difference between them would give figures away."
)
ZEROS = "A hidden figure may be zero, where a zero would give a small figure away."
ALONE = (
    "Published beside other tables of the same records, hidden figures can follow from both:"
    " make all of them in one command."
)
TOLD = (
    "Side by side with the edition before, hidden figures can be worked out; do not publish this"
    " one."
)
_NONE: Mapping[Cell, int] = {}


def suppress(
    tables: Sequence[Table],
    limit: int = DEFAULT_LIMIT,
    public: Table | None = None,
    *,
    seen: Mapping[Cell, int] = _NONE,
    progress: Progress | None = None,
) -> tuple[Table, ...]:
    """The tables with their small figures, and those that would give them away, hidden.

    The tables are taken to be published together, whatever their periods. `public` is an exact
    yearly table that is published too: what stands there is known and stays shown, and what follows
    from it is reckoned with. `seen` are figures of an edition published before: those that are the
    same now are known as well. Zero is shown, since nobody stands behind it, but where it would
    give a small figure away; the table says so then. Figures that expunging does not change are
    decided first and from one another only, so that the others never change what is hidden of them.
    Raises ConfigurationError for a limit under 3.
    """
    if limit < LEAST_LIMIT:
        raise ConfigurationError(
            f"A limit of {limit} hides nothing.",
            hint=f"Give {LEAST_LIMIT} or more: figures from 1 to one less than that are hidden.",
        )
    exact = (public,) if public is not None else ()
    lasting = _decide(
        [_only(table, lasting=True) for table in tables], limit, exact, None, seen, progress
    )
    passing = lasting
    if not all(figure.survives for table in tables for figure in table.figures):
        passing = _decide(tables, limit, exact, lasting, seen, progress)
    return tuple(_hidden(table, (lasting, passing), limit) for table in tables)


def _decide(
    tables: Sequence[Table],
    limit: int,
    public: Sequence[Table],
    decided: Protection | None,
    seen: Mapping[Cell, int],
    progress: Progress | None,
) -> Protection:
    tables = [table for table in tables if table.figures]
    fixed = told(public)
    before = {cell: n for cell, n in told(tables).items() if seen.get(cell) == n} | fixed
    numbers = {cell: n for cell, n in told(tables).items() if cell not in before}
    hideable = set(numbers)
    if decided is not None:
        hideable -= told([_only(table, lasting=True) for table in tables]).keys()
    # Some reports name nobody; and where rows are people of a case, people are tied otherwise.
    for people, likely in ((True, True), (True, False), (False, False)):
        known = Knowledge([*tables, *public], people=people, likely=likely)
        model = Model(
            numbers, before, tuple(known.relations()), frozenset(before.keys() - fixed.keys())
        )
        with suppress_errors(ImpossibleError):
            return protect(model, limit, frozenset(hideable), decided, progress)
    # The tables contradict one another, so that nothing can be proven: nothing is shown.
    labels = frozenset(label for label, _ in hideable)
    return Protection(others=frozenset(hideable), mixed=labels)


def _only(table: Table, *, lasting: bool) -> Table:
    """The table with only those figures that expunging does not change."""
    places = [place for place, figure in enumerate(table.figures) if figure.survives is lasting]

    def some(row: TableRow) -> TableRow:
        return replace(row, values=tuple(row.values[place] for place in places))

    keys = {table.figures[place].key for place in places}
    return replace(
        table,
        figures=tuple(table.figures[place] for place in places),
        rows=tuple(map(some, table.rows)),
        total=some(table.total),
        wholes=tuple(w for w in table.wholes if keys.issuperset((w.whole, *w.parts))),
    )


def _hidden(table: Table, chosen: Sequence[Protection], limit: int) -> Table:
    cells = {(row.label, figure.key) for row in table.lines for figure in table.figures}
    mixed = {cell for some in chosen for cell in cells & some.hidden if cell[0] in some.mixed}
    small = {cell for some in chosen for cell in some.small} - mixed
    others = {cell for some in chosen for cell in some.hidden} - small
    zeros = any(cell[0] in some.zeros for some in chosen for cell in cells & some.others - mixed)

    def mark(cell: Cell, value: Value) -> Value:
        return Mark.SMALL if cell in small else Mark.HIDDEN if cell in others else value

    def marked(row: TableRow) -> TableRow:
        pairs: list[tuple[Figure, Value]] = [
            (figure, mark((row.label, figure.key), value))
            for figure, value in zip(table.figures, row.values, strict=True)
        ]
        hides = any(isinstance(value, Mark) for _, value in pairs)
        return replace(
            row,
            values=tuple(
                Mark.HIDDEN if hides and figure.unit is Unit.DAYS and value is not None else value
                for figure, value in pairs
            ),
        )

    notes = list(table.notes)
    notes += [MIXED] * bool(mixed)
    notes += [ZEROS] * (zeros and not mixed)
    notes += [KNOWN] * any(cells & some.known for some in chosen)
    notes += [TOLD] * any(cells & some.open for some in chosen)
    notes += [ALONE] * bool(cells & (small | others))
    return replace(
        table,
        rows=tuple(map(marked, table.rows)),
        total=marked(table.total),
        limit=limit,
        internal=False,
        notes=tuple(notes),
    )
