"""Residue: where people who should be forgotten still stand in the spreadsheet.

Searches one reading for identifiers: every cell of every worksheet, hidden ones too, with notes,
links, chips and lists, and the texts that stand in no cell. Tells places, never contents; even a
worksheet's title is left out where the title itself is what was found. Pure, but for the rows that
a reading left out: whoever searches gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from cocsheets.data import Data, replace
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.table import Extras, Row, Spreadsheet, Worksheet, column_letters
from cocsheets.records.text import shown

CANNOT = (
    "version history: whoever may edit the file can read every earlier version",
    "copies, exports, prints and downloads, and spreadsheets that take data from this one",
    "e-mail: the reports themselves, and notifications about this file",
    "responses of a linked form: delete them in the form",
    "pictures and drawings, scripts and add-ons",
)
"""What nobody can search from here. Said every time: no false comfort."""


Rows: TypeAlias = Callable[[Worksheet], Iterable[Row]]


class Residue(Data, frozen=True):
    """One place where somebody still is."""

    kind: str
    """`value`, `note`, `link`, `chip`, `drop-down list`, `worksheet title`, `chart`…"""
    worksheet: str = ""
    """Title of the worksheet; `gid N` where the title itself is what was found."""
    sheet_id: int | None = None
    cell: str = ""
    """A1 address, where it is a cell."""
    author: str = ""
    """Who alone can delete it, for comments."""
    url: str = ""
    """Where to look at it, for comments."""
    sure: bool = True
    """Whether somebody is named in full; else it nearly is a name, and a question."""
    record: bool = False
    """Whether it is in a record that concerns the person, and goes with that record."""
    length: int = 0
    """Characters of the text: how it is known again when nobody may keep the name."""

    @property
    def place(self) -> str:
        """The place in words."""
        where = f"{self.worksheet}!{self.cell}" if self.cell else self.worksheet
        by = f" by {self.author}" if self.author else ""
        about = "" if self.sure else "; may be the name"
        about += "; in a record about the person" if self.record else ""
        return " ".join(filter(None, (where, f"({self.kind}{by}{about})", self.url)))

    @property
    def known_by(self) -> tuple[str, int | None, str, int, str]:
        """What it is known by again: rows move, so a cell is known by its column."""
        return (self.kind, self.sheet_id, self.cell.rstrip("0123456789"), self.length, self.url)

    def to_json(self) -> dict[str, str | int | bool | None]:
        """Stable form for programs."""
        return {
            "kind": self.kind,
            "worksheet": self.worksheet or None,
            "gid": self.sheet_id,
            "cell": self.cell or None,
            "author": self.author or None,
            "url": self.url or None,
            "sure": self.sure,
            "record": self.record,
        }


def search(
    spreadsheet: Spreadsheet,
    identifiers: Identifiers,
    skip: Collection[tuple[int, int, int]] = (),
    rows: Rows = iter,
) -> Iterator[Residue]:
    """Every place where one of the identifiers is, in full or nearly.

    `skip` names cells by gid, 1-based row and 0-based column that are known and being dealt with;
    `rows` gives the rows of a worksheet.
    """
    if not identifiers.full:
        return
    found: dict[Residue, None] = {}
    for spot in texts(spreadsheet, skip, rows):
        if len(spot.text) >= _SHORTEST:
            mention = mentions(spot.text, identifiers)
            if mention in (Mention.FULL, Mention.NEAR):
                found[replace(spot.place, sure=mention is Mention.FULL)] = None
    titled = {place.sheet_id for place in found if place.kind == TITLE}
    for place in found:
        yield untitled(place) if place.sheet_id in titled else place


def untitled(place: Residue) -> Residue:
    """The place without the worksheet's title."""
    return replace(place, worksheet=f"gid {place.sheet_id}")


TITLE = "worksheet title"
_SHORTEST = 3
"""A shorter text names nobody."""


class Spot(NamedTuple):
    """One text of a spreadsheet, and where it is."""

    text: str
    kind: str
    sheet: Worksheet | None = None
    row: int = 0
    """1-based; 0 where it is in no cell."""
    column: int = 0

    @property
    def place(self) -> Residue:
        """The place, without the text."""
        title, gid = (self.sheet.title, self.sheet.sheet_id) if self.sheet else ("", None)
        cell = f"{column_letters(self.column)}{self.row}" if self.row else ""
        return Residue(self.kind, title, gid, cell, length=len(self.text))


def texts(
    spreadsheet: Spreadsheet,
    skip: Collection[tuple[int, int, int]] = (),
    rows: Rows = iter,
) -> Iterator[Spot]:
    """Every text of a spreadsheet: cells, what is attached to them, and the rest."""
    sheets = {sheet.sheet_id: sheet for sheet in spreadsheet.worksheets}
    for sheet in spreadsheet.worksheets:
        yield Spot(sheet.title, TITLE, sheet)
        for row in rows(sheet):
            for column, kind, text in _row(row):
                if kind != "value" or (sheet.sheet_id, row.number, column) not in skip:
                    yield Spot(text, kind, sheet, row.number, column)
        for protection in sheet.protections:
            yield Spot(protection.description, "description of a protected range", sheet)
    yield Spot(spreadsheet.title, "title of the spreadsheet")
    for found in spreadsheet.outside:
        yield Spot(
            found.text,
            found.kind,
            sheets.get(-1 if found.sheet_id is None else found.sheet_id),
        )
    for item in spreadsheet.metadata:
        yield Spot(item.value, "developer metadata")


def _row(row: Row) -> Iterator[tuple[int, str, str]]:
    """The texts of a row: column, in what part of the cell, and what it says."""
    for column, value in enumerate(row.values):
        if value is not None:
            yield column, "value", shown(value)
    for column, extras in row.extras.items():
        for kind, text in _attached(extras):
            yield column, kind, text


def _attached(extras: Extras) -> Iterator[tuple[str, str]]:
    """Texts that are attached to a cell, with what they are."""
    if extras.note:
        yield "note", extras.note
    if extras.link:
        yield "link", extras.link
    for run in extras.runs:
        link = run.get("format", {}).get("link", {}).get("uri")
        if isinstance(link, str):
            yield "link", link
    for chip in extras.chips:
        for text in _texts(chip):
            yield "chip", text
    if extras.validation:
        for text in _texts(extras.validation):
            yield "drop-down list", text
    for text in extras.pivot_texts:
        yield "pivot table", text
    if extras.formula:
        yield "formula", extras.formula


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from _texts(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _texts(inner)
