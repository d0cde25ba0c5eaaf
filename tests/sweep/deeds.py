"""Edits by the other person, drawn from a seed and aimed at the sheet as it is at that moment."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, ClassVar

from tests.records.sheets import HEADERS
from tests.sweep import hands
from tests.sweep.scene import MEMBERS, REPORTS, ago, report

if TYPE_CHECKING:
    from tests.sweep.bench import Bench
    from tests.sweep.witness import Witness

Json = dict[str, Any]
NAMES = ("Kim Kept", "Ivo Insert", "Nia Other", "Lou Later", "Max Meanwhile", "Pia Pasted")
HEADS = {REPORTS: "Date of 1st report", MEMBERS: "E-mail"}


class Deeds:
    """What can be done to one worksheet; `aims` are texts by which rows of interest are known."""

    def __init__(
        self,
        bench: Bench,
        sheet: int,
        rnd: random.Random,
        aims: tuple[str, ...],
        witness: Witness | None = None,
    ) -> None:
        self.bench, self.sheet, self.rnd, self.aims = bench, sheet, rnd, aims
        self.witness = witness

    # --- where --------------------------------------------------------------------------------

    def _values(self) -> list[list[Any]]:
        return self.bench.values(self.sheet)

    def _top(self) -> int:
        head = HEADS[self.sheet].casefold()
        folded = ([str(value).casefold() for value in row] for row in self._values())
        return next((n for n, row in enumerate(folded) if head in row), 0)

    def _column(self, name: str) -> int:
        header = [str(value).casefold() for value in self._values()[self._top()]]
        return header.index(name.casefold()) if name.casefold() in header else 0

    def _width(self) -> int:
        return max(len(row) for row in self._values())

    def _rows(self) -> list[int]:
        rows = self._values()
        return [n for n in range(self._top() + 1, len(rows)) if any(v is not None for v in rows[n])]

    def _row(self, *, aimed: float = 0.6) -> int:
        rows = self._values()
        near = [n for n in self._rows() if set(self.aims) & {str(v) for v in rows[n]}]
        if near and self.rnd.random() < aimed:
            return self.rnd.choice(near)
        return self.rnd.choice(self._rows() or [self._top() + 1])

    def _fresh(self) -> list[Any]:
        name = self.rnd.choice(NAMES)
        email = f"{name.split()[0].casefold()}{self.rnd.randrange(99)}@example.net"
        if self.sheet == MEMBERS:
            return [name, email, "member", ago(20), None]
        row = report(ago(2), "Bo Member", f"{name} {self.rnd.randrange(99)}", email, "fresh")
        return [*row[:-1], ago(-10)]

    # --- deeds --------------------------------------------------------------------------------

    def insert_row(self) -> list[Json]:
        """A row inserted above or below, filled or blank."""
        at = self._row() + self.rnd.choice((0, 0, 1))
        if self.rnd.random() < 0.3:
            at = self._top() + 1
        rows = [self._fresh()] if self.rnd.random() < 0.6 else []
        return hands.insert_rows(self.sheet, at, *rows)

    def delete_row(self) -> list[Json]:
        """A row deleted."""
        return hands.delete_rows(self.sheet, self._row(aimed=0.3)) if len(self._rows()) > 3 else []

    def move_row(self) -> list[Json]:
        """A row dragged elsewhere."""
        start, to = self._row(), self._row(aimed=0)
        return hands.move_row(self.sheet, start, to) if to not in (start, start + 1) else []

    def insert_column(self) -> list[Json]:
        """A column inserted, with a header or without."""
        at = self.rnd.randrange(self._width() + 1)
        head = self.rnd.choice(("", "Ticket", "Town"))
        return hands.insert_column(self.sheet, at, head, self._top())

    def move_column(self) -> list[Json]:
        """A column dragged elsewhere."""
        start, to = (self.rnd.randrange(self._width()) for _ in range(2))
        return hands.move_column(self.sheet, start, to) if to not in (start, start + 1) else []

    def sort(self) -> list[Json]:
        """All rows sorted by a column."""
        bottom, column = len(self._values()), self.rnd.randrange(self._width())
        down = self.rnd.random() < 0.5
        return hands.sort(self.sheet, column, top=self._top() + 1, bottom=bottom, down=down)

    def move_header(self) -> list[Json]:
        """A title, or a blank row, above the header."""
        rows = [["Our sheet"]] if self.rnd.random() < 0.5 else []
        return hands.insert_rows(self.sheet, 0, *rows)

    def edit_cells(self) -> list[Json]:
        """One, two or three other cells of a row, all in one go."""
        row, top = self._row(aimed=0.8), self._top()
        names = ["Joined", "Role", "Name"]
        if self.sheet == REPORTS:
            names = [HEADERS[4], HEADERS[5], HEADERS[7], HEADERS[8]]
        header = [str(value).casefold() for value in self._values()[top]]
        found = []
        for name in self.rnd.sample(names, self.rnd.choice((1, 1, 2, 3))):
            if name.casefold() in header:
                value = self._other(name)
                found += hands.type_cell(self.sheet, row, header.index(name.casefold()), value)
        if self.sheet == REPORTS and self.rnd.random() < 0.4:
            column = self._column("Date to expunge this record")
            found += hands.type_cell(self.sheet, row, column, ago(-10))
        return found

    def _other(self, name: str) -> Any:
        choices: dict[str, tuple[Any, ...]] = {
            "Joined": (ago(30), ago(31), None),
            "Role": ("adviser", "member", "chair"),
            "Name": ("Rik M. Member", "Somebody Else"),
            "Blacklisted or flagged": ("flagged", None),
            "Action taken by us?": ("No", "Yes"),
        }
        return self.rnd.choice(choices.get(name, ("asked to wait", "see mail", None)))

    def put_off(self) -> list[Json]:
        """The date that matters in a row changed: put off, brought forward, or made blank."""
        name = "Stepped down" if self.sheet == MEMBERS else "Date to expunge this record"
        day = self.rnd.randrange(1, 29)
        days = [ago(-10, day=day), ago(2, day=day), None]
        row = self._row(aimed=0.8)
        return hands.type_cell(self.sheet, row, self._column(name), self.rnd.choice(days))

    def edit_person(self) -> list[Json]:
        """The address or the names of a row edited."""
        roster = self.sheet == MEMBERS
        name = self.rnd.choice(
            ("E-mail", "Name") if roster else ("Named subjects", "Subject email address/URL")
        )
        number = self.rnd.randrange(99)
        text = f"New Name{number}" if "ame" in name else f"new{number}@example.net"
        return hands.type_cell(self.sheet, self._row(), self._column(name), text)

    def rename(self) -> list[Json]:
        """The worksheet renamed."""
        return hands.rename(self.sheet, f"Renamed {self.rnd.randrange(99)}")

    def hang(self) -> list[Json]:
        """A note, a number or a formula in a cell that counts."""
        column = self._column(self.rnd.choice(HEADERS[1:5]))
        if self.sheet == MEMBERS:
            column = self._column(self.rnd.choice(("Name", "Joined", "Stepped down")))
        row = self._row()
        if self.rnd.random() < 0.5 or self.sheet == MEMBERS:
            return hands.note(self.sheet, row, column, f"note {self.rnd.randrange(99)}")
        value = self.rnd.choice((4711, '="Nick "&7'))
        return hands.type_cell(self.sheet, row, column, value)

    def paste(self) -> list[Json]:
        """A row copied over another."""
        start, to = self._row(aimed=0.4), self._row(aimed=0.4)
        return hands.paste_row(self.sheet, start, to, self._width()) if start != to else []

    def twin(self) -> list[Json]:
        """A row that equals another, beside it."""
        source = self._row()
        at = source + self.rnd.choice((0, 1))
        made = hands.insert_rows(self.sheet, at)
        start = source + 1 if at <= source else source
        return [*made, *hands.paste_row(self.sheet, start, at, self._width())]

    def drag_header(self) -> list[Json]:
        """The header row dragged below the first record, which is then above it."""
        top = self._top()
        return hands.move_row(self.sheet, top, top + 2) if self.rnd.random() < 0.4 else []

    def delete_column(self) -> list[Json]:
        """A column deleted."""
        column = self.rnd.randrange(self._width())
        return hands.delete_column(self.sheet, column) if self.rnd.random() < 0.4 else []

    def filter(self) -> list[Json]:
        """A filter that hides some rows."""
        where = hands.block(self.sheet, self._top(), len(self._values()), 0, self._width())
        criteria = {"1": {"hiddenValues": ["Ana Lopez"]}}
        return [{"setBasicFilter": {"filter": {"range": where, "criteria": criteria}}}]

    def filter_view(self) -> list[Json]:
        """A filter view, which moves nothing."""
        where = hands.block(self.sheet, self._top(), len(self._values()), 0, self._width())
        title = f"View {self.rnd.randrange(10**6)}"
        return [{"addFilterView": {"filter": {"title": title, "range": where}}}]

    def undo(self) -> list[Json]:
        """What the process under test has written is taken back: all of it, or a row of it."""
        if self.witness is None:
            return []
        found = []
        for tag, place in self.witness.cells().items():
            should = self.witness.shadow.get(tag)
            if should is not None and place.sheet == self.sheet and should != place.now:
                found.append((place, should.value))
        rows = {place.row for place, _ in found}
        if rows and self.rnd.random() < 0.5:
            rows = {self.rnd.choice(sorted(rows))}
        made: list[Json] = []
        for place, value in found:
            if place.row in rows and not isinstance(value, bool):
                made += hands.type_cell(self.sheet, place.row, place.column, value)
        return made

    def cut(self) -> list[Json]:
        """A row cut out and pasted over another, or below all."""
        start, last = self._row(aimed=0.5), max(self._rows() or [self._top()])
        to = self.rnd.choice((self._row(aimed=0.3), last + 1))
        return hands.cut_row(self.sheet, start, to, self._width()) if start != to else []

    def clear_row(self) -> list[Json]:
        """The contents of a row deleted."""
        if len(self._rows()) < 4:
            return []
        return hands.clear_row(self.sheet, self._row(aimed=0.4), self._width())

    def copy_sheet(self) -> list[Json]:
        """A copy of the records' worksheet."""
        number = 100 + self.rnd.randrange(900)
        return hands.copy_sheet(self.sheet, f"Copy {number}", number) if self._is_records else []

    def swap_sheet(self) -> list[Json]:
        """The records' worksheet renamed, and a new one made under its name: blank, or a copy."""
        number = 100 + self.rnd.randrange(900)
        titles = {sheet.id: sheet.title for sheet in self._sheets()}
        if not self._is_records:
            return []
        title, away = titles[self.sheet], hands.rename(self.sheet, f"Old {number}")
        if self.rnd.random() < 0.5:
            return [*away, *hands.add_sheet(title, number)]
        return [*away, *hands.copy_sheet(self.sheet, title, number)]

    def rename_header(self) -> list[Json]:
        """A header typed anew: with other words, or in capitals, which changes nothing."""
        column = self.rnd.randrange(len(HEADERS) if self._is_records else 5)
        header = self._values()[self._top()]
        text = str(header[column]) if column < len(header) and header[column] else "Town"
        text = self.rnd.choice((text.upper(), text.upper(), f"{text} (old)"))
        return hands.type_cell(self.sheet, self._top(), column, text)

    @property
    def _is_records(self) -> bool:
        return self.sheet == REPORTS

    def _sheets(self) -> list[Any]:
        return list(self.bench.sandbox.app.state.files[self.bench.key].sheet.sheets)

    WEIGHTS: ClassVar[dict[str, int]] = {
        "insert row": 6,
        "delete row": 2,
        "move row": 3,
        "insert column": 3,
        "move column": 2,
        "sort": 3,
        "move header": 1,
        "edit cells": 5,
        "put off": 3,
        "edit person": 2,
        "rename": 1,
        "hang": 2,
        "paste": 1,
        "twin": 1,
        "drag header": 1,
        "delete column": 1,
        "filter": 1,
        "filter view": 1,
        "undo": 2,
        "cut": 1,
        "clear row": 1,
        "copy sheet": 1,
        "swap sheet": 1,
        "rename header": 1,
    }
    """Every deed and how often it is done."""

    def do(self, name: str) -> list[Json]:
        """Do one; returns what was sent, nothing where there was nothing to do."""
        requests: list[Json] = getattr(self, name.replace(" ", "_"))()
        if requests:
            self.bench.edit(*requests)
        return requests
