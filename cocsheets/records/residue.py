"""Residue: where people who should be forgotten still stand in the spreadsheet.

Searches one reading for identifiers: every cell of every worksheet, hidden ones too, with notes,
links, chips and lists, and the texts that stand in no cell. Tells places, never contents; even a
worksheet's title is left out where the title itself is what was found. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Residue:
    """One place where somebody still stands."""

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

    @property
    def place(self) -> str:
        """The place in words."""
        where = f"{self.worksheet}!{self.cell}" if self.cell else self.worksheet
        by = f" by {self.author}" if self.author else ""
        return " ".join(filter(None, (where, f"({self.kind}{by})", self.url)))

    def to_json(self) -> dict[str, str | int | None]:
        """Stable form for programs."""
        return {
            "kind": self.kind,
            "worksheet": self.worksheet or None,
            "gid": self.sheet_id,
            "cell": self.cell or None,
            "author": self.author or None,
            "url": self.url or None,
        }


def search(
    spreadsheet: Spreadsheet,
    identifiers: Identifiers,
    skip: Collection[tuple[int, int, int]] = (),
) -> Iterator[Residue]:
    """Every place where one of the identifiers stands in full.

    `skip` names cells by gid, 1-based row and 0-based column that are known and being dealt with.
    """
    if not identifiers.full:
        return

    names = {sheet.sheet_id: _name(sheet, identifiers) for sheet in spreadsheet.worksheets}
    for sheet in spreadsheet.worksheets:
        yield from _worksheet(sheet, names[sheet.sheet_id], identifiers, skip)
    if _found(spreadsheet.title, identifiers):
        yield Residue("title of the spreadsheet")
    for loose in spreadsheet.loose:
        if _found(loose.text, identifiers):
            where = names.get(loose.sheet_id, "") if loose.sheet_id is not None else ""
            yield Residue(loose.kind, where, loose.sheet_id)
    for item in spreadsheet.metadata:
        if _found(item.value, identifiers):
            yield Residue("developer metadata")


def _found(text: str, identifiers: Identifiers) -> bool:
    return mentions(text, identifiers) is Mention.FULL


def _worksheet(
    sheet: Worksheet,
    name: str,
    identifiers: Identifiers,
    skip: Collection[tuple[int, int, int]],
) -> Iterator[Residue]:
    if name != sheet.title:
        yield Residue("worksheet title", name, sheet.sheet_id)
    for row in sheet:
        for column, kind in _row(row, identifiers):
            if kind != "value" or (sheet.sheet_id, row.number, column) not in skip:
                cell = f"{column_letters(column)}{row.number}"
                yield Residue(kind, name, sheet.sheet_id, cell)
    for protection in sheet.protections:
        if _found(protection.description, identifiers):
            yield Residue("description of a protected range", name, sheet.sheet_id)


def _name(sheet: Worksheet, identifiers: Identifiers) -> str:
    if _found(sheet.title, identifiers):
        return f"gid {sheet.sheet_id}"
    return sheet.title


def _row(row: Row, identifiers: Identifiers) -> Iterator[tuple[int, str]]:
    """Columns of a row in which somebody stands, and in what part of the cell."""
    for column, value in enumerate(row.values):
        if value is not None and _found(shown(value), identifiers):
            yield column, "value"
    for column, extras in row.extras.items():
        for kind, text in _hanging(extras):
            if _found(text, identifiers):
                yield column, kind
                break


def _hanging(extras: Extras) -> Iterator[tuple[str, str]]:
    """Texts that hang on a cell, with what they are."""
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
