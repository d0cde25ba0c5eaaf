"""Worksheets beside ours: which are left out of a reading where they are large, and how they are
searched all the same.

The one place that says which worksheets are ours. What is searched is read for this search alone,
a block of rows at a time. Must not know what is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.data import Data
from cocsheets.errors import GoogleError
from cocsheets.records.layout import fits
from cocsheets.records.ownsheets import is_own

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Row, Worksheet
    from cocsheets.workbook.google import GoogleSheet


def is_ours(committee: Committee, worksheet: Worksheet) -> bool:
    """Whether its first rows, or the settings, say that a worksheet is one we work with.

    Records, roster, ledger and status page; and whatever has the headers of the records, since it
    is a finding where that is another.
    """
    settings = committee.settings
    named = settings.spreadsheet.worksheet
    titles = {settings.log.worksheet, settings.status.worksheet}
    if settings.members.kind == "worksheet":
        titles.add(settings.members.place)
    return (
        named in (worksheet.title, worksheet.sheet_id, str(worksheet.sheet_id))
        or worksheet.title in titles
        or is_own(worksheet)
        or fits(worksheet, committee.schema)
    )


class Unsearched(Data, frozen=True):
    """A large worksheet that was not searched, since Google did not let us read it."""

    worksheet: str
    """Its title; `gid N` where the title itself is what was found."""
    sheet_id: int
    cells: int

    def to_json(self) -> dict[str, str | int]:
        """Stable form for programs."""
        return {"worksheet": self.worksheet, "gid": self.sheet_id, "cells": self.cells}


class Elsewhere:
    """Gives the rows of a worksheet for a search, also where the reading left them out."""

    def __init__(self, sheet: GoogleSheet) -> None:
        self.sheet = sheet
        self.missed: list[Worksheet] = []
        """What could not be read."""

    def rows(self, worksheet: Worksheet) -> Iterator[Row]:
        """All rows. Some requests where the reading has only the first; ends early where one fails,
        which is noted."""
        if not worksheet.unread:
            yield from worksheet
            return
        try:
            yield from self.sheet.rows(worksheet)
        except GoogleError:
            self.missed.append(worksheet)

    def told(self, titled: Collection[int | None]) -> tuple[Unsearched, ...]:
        """What could not be read, without the titles that are themselves what was found."""
        return tuple(
            Unsearched(
                f"gid {sheet.sheet_id}" if sheet.sheet_id in titled else sheet.title,
                sheet.sheet_id,
                sheet.row_count * sheet.column_count,
            )
            for sheet in self.missed
        )
