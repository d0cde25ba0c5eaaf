"""Follows every cell through whatever is done to a sheet, and knows what it would hold without us.

Each cell carries a background colour of its own, which cocsheets neither reads nor writes: so a
cell is known again after sorts, inserts and pastes, while the process under test has only contents
to go by. What another person changes is taken over; what the process changes is not. Must not know
what a cell means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.sheets.cells import EMPTY, Cell, Formula
from tests.sweep.bench import LEDGER, STATUS

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.sheet import Sheet
    from tests.sweep.bench import Bench

MARGIN = 1
"""Columns beyond the last that are followed too."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds."""

    value: Any = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    link: Any = field(default=None, repr=False)
    validation: Any = field(default=None, repr=False)
    runs: Any = field(default=None, repr=False)
    chips: Any = field(default=None, repr=False)
    pattern: Any = None

    @classmethod
    def of(cls, cell: Cell) -> Content:
        """The content of a cell."""
        form = cell.fmt or {}
        value = cell.value.text if isinstance(cell.value, Formula) else cell.value
        link = form.get("textFormat", {}).get("link")
        runs, chips = cell.runs or None, cell.chips or None
        return cls(value, cell.note, link, cell.validation, runs, chips, form.get("numberFormat"))

    def differs(self, other: Content) -> list[str]:
        """Names of the parts in which two contents differ."""
        return [
            part.name
            for part in fields(self)
            if getattr(self, part.name) != getattr(other, part.name)
        ]

    def but(self, parts: list[str], other: Content) -> Content:
        """This content with some parts of another."""
        mine = {part.name: getattr(self, part.name) for part in fields(self)}
        return Content(**{**mine, **{name: getattr(other, name) for name in parts}})


NOTHING = Content()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is, 0-based, and what it holds now."""

    sheet: int
    row: int
    column: int
    now: Content


class Witness:
    """See the module. Cells are named by their colours."""

    def __init__(self, bench: Bench, key: str = "") -> None:
        self.bench, self.key = bench, key or bench.key
        self._last = 0
        self.shadow: dict[str, Content] = {}
        """What each cell would hold without the process; a cell that is not here was made by it."""
        self.pasted: dict[str, Content] = {}
        """What people pasted that was the process's text."""
        self.heads: dict[str, str] = {}
        """Headers by their cells, as they read before anybody typed over them."""
        self.owners: dict[str, str] = {}
        """By cell, the cell that its row was first known by."""
        self.sources: dict[str, str] = {}
        """Of which cell a cell is a copy."""
        self.touched: dict[str, int] = {}
        """How many readings had been made when somebody last changed a cell."""
        self.history: dict[str, list[Content]] = {}
        """What earlier readings have shown, where it was not the process's."""
        self.readings = 0
        self.known: dict[str, Place] = {}
        """Every cell when anybody last acted."""
        self._sheets: set[int] = set()
        self._settle(theirs=True)

    # --- looking ------------------------------------------------------------------------------

    def sheets(self) -> Iterator[Sheet]:
        """All worksheets but the ledger and the status page, which are the process's own."""
        for sheet in self.bench.sandbox.app.state.files[self.key].sheet.sheets:
            if sheet.title not in (LEDGER, STATUS):
                yield sheet

    def cells(self) -> dict[str, Place]:
        """Every followed cell by its colour."""
        return {
            tag: Place(sheet.id, row, column, Content.of(cell))
            for sheet in self.sheets()
            for row, column, cell, tag in _coloured(sheet)
            if tag
        }

    def strays(self) -> list[Place]:
        """Cells that hold something and that nobody but the process has made."""
        return [place for tag, place in self.cells().items() if tag not in self.shadow]

    def row(self, sheet: int, row: int) -> dict[int, str]:
        """Colours of a row by column."""
        found = next(one for one in self.sheets() if one.id == sheet)
        return {c: tag for r, c, _, tag in _coloured(found) if r == row and tag}

    # --- following ----------------------------------------------------------------------------

    def read(self) -> None:
        """The process has just read the sheet."""
        self.readings += 1
        cells = self.cells()
        for tag, content in self.shadow.items():
            if tag not in cells or cells[tag].now != content:
                continue
            seen = self.history.setdefault(tag, [])
            if not seen or seen[-1] != content:
                seen.append(content)

    def wrote(self) -> None:
        """The process has just written."""
        self._settle(theirs=False)

    def watch(self, act: Callable[[], None]) -> None:
        """Let somebody act, and take over what changed."""
        before = self.known
        act()
        self._settle(theirs=True)
        after = self.known
        filled = {(p.sheet, p.row) for p in after.values() if p.now.value is not None}
        for tag in before.keys() - after.keys():
            self.shadow.pop(tag, None)
        for tag in before.keys() & after.keys():
            changed = before[tag].now.differs(after[tag].now)
            if changed:
                self.touched[tag] = self.readings
                was = self.shadow.get(tag, before[tag].now)
                empty = (after[tag].sheet, after[tag].row) not in filled
                more = ["note"] if empty else []  # whoever deletes a row's contents deletes notes
                if "value" in changed and isinstance(after[tag].now.value, (int, float)):
                    more.append("pattern")  # a day is one only by the format that it is typed into
                self.shadow[tag] = was.but([*changed, *more], after[tag].now)

    def _copies(
        self, sheet: Sheet, found: dict[str, list[tuple[int, int]]]
    ) -> Iterator[tuple[int, int, str]]:
        """Cells that took their colour from another, since rows inherit formats and are pasted.

        Of rows or columns that share colours the one that holds what was there is the old one; of
        equal ones, the one at the old place.
        """
        rows: dict[int, int] = {}
        columns: dict[int, int] = {}
        for tag, places in found.items():
            was = self.known.get(tag)
            for row, column in places:
                here = Content.of(sheet.cell(row, column) or EMPTY)
                same = was is not None and was.now != NOTHING and was.now == here
                rows[row] = rows.get(row, 0) + same
                columns[column] = columns.get(column, 0) + same
        for tag, places in found.items():
            was = self.known.get(tag)
            spot = (was.row, was.column) if was else None
            scores = {at: (rows[at[0]] + columns[at[1]], at == spot, -at[0]) for at in places}
            best = max(places, key=scores.__getitem__)
            yield from ((row, column, tag) for row, column in places if (row, column) != best)

    def _settle(self, *, theirs: bool) -> None:
        """Give each cell that has none a colour, and each copy of a cell one of its own."""
        for sheet in self.sheets():
            if theirs and sheet.id not in self._sheets:
                self._copied(sheet)
            width = _width(sheet) + MARGIN if theirs else 0
            found: dict[str, list[tuple[int, int]]] = {}
            bare: list[tuple[int, int]] = []
            for row, column, _, tag in list(_coloured(sheet, width)):
                if tag:
                    found.setdefault(tag, []).append((row, column))
                else:
                    bare.append((row, column))
            copies = list(self._copies(sheet, found))
            for row, column, source in copies:
                tag = self._colour(sheet, row, column)
                if theirs:
                    here = Content.of(sheet.cell(row, column) or EMPTY)
                    should = self.shadow.get(source, here).but(["pattern"], here)
                    should = here if here.value is None else should
                    self.shadow[tag] = should
                    self.sources[tag] = source
                    self.touched[tag] = self.readings
                    if here != should:
                        self.pasted[tag] = here
            made = {
                row
                for tag, places in found.items()
                if tag not in self.shadow and tag in self.known
                for row, _ in places
            }
            for row, column in bare:
                content = Content.of(sheet.cell(row, column) or EMPTY)
                blank = content == NOTHING and row in made  # what the process may still fill
                if (theirs and not blank) or content != NOTHING:
                    tag = self._colour(sheet, row, column)
                    if theirs:
                        self.shadow[tag] = content
                        self.touched[tag] = self.readings
        self.known = self.cells()

    def _copied(self, sheet: Sheet) -> None:
        """Follow the cells of a worksheet that is new: a copy of another, as a rule."""
        self._sheets.add(sheet.id)
        for row, column, cell, source in list(_coloured(sheet)):
            if source not in self.known:
                continue
            here = Content.of(cell)
            tag = self._colour(sheet, row, column)
            self.shadow[tag] = should = self.shadow.get(source, here)
            self.sources[tag] = source
            if here != should:
                self.pasted[tag] = here

    def _colour(self, sheet: Sheet, row: int, column: int) -> str:
        self._last += 1
        cell = sheet.cell(row, column) or EMPTY
        form = {**(cell.fmt or {}), "backgroundColor": {"red": self._last / 1e6}}
        sheet.put(row, {column: cell.but(fmt=form)})
        return str(self._last / 1e6)


def _width(sheet: Sheet) -> int:
    """How many columns hold anything."""
    filled = [
        column
        for row in sheet.rows
        for column, cell in enumerate(row)
        if cell is not None and cell.value is not None
    ]
    return max(filled, default=-1) + 1


def _coloured(sheet: Sheet, width: int = 0) -> Iterator[tuple[int, int, Cell, str]]:
    """Every cell down to the last row that holds anything, with its colour, or an empty one."""
    filled = [
        row
        for row, cells in enumerate(sheet.rows)
        if any(cell is not None and (cell.value is not None or cell.note) for cell in cells)
    ]
    for row, cells in enumerate(sheet.rows[: max(filled, default=-1) + 1]):
        for column in range(max(len(cells), width)):
            cell = sheet.cell(row, column) or EMPTY
            colour = (cell.fmt or {}).get("backgroundColor")
            yield row, column, cell, str(colour["red"]) if colour else ""
