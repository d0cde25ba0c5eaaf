"""Proposes how a sheet that nobody has set up yet fits a schema: worksheet, preset, headers.

Pure. Proposes near misses for a person to confirm; reading records never guesses (`layout`).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from msgspec import field

from cocsheets.data import Data
from cocsheets.records.columns import Column, Schema
from cocsheets.records.headers import match
from cocsheets.records.ownsheets import is_own
from cocsheets.records.table import Spreadsheet, Worksheet, column_letters
from cocsheets.records.text import fold

NEAR = 0.6
"""Likeness, 0 to 1, from which a header is proposed to a person."""
NEEDED = frozenset({"date_reported", "expunge_on"})
"""Fields that no sheet can do without."""


class HeaderMapping(Data, frozen=True):
    """How one worksheet's header row fits one schema."""

    worksheet: str
    sheet_id: int
    schema: Schema
    row: int
    """1-based header row."""
    headers: Mapping[str, str]
    """Header by column letters, as it stands in the sheet."""
    matched: Mapping[str, str]
    """Column letters by field key, where the header is known."""
    near: Mapping[str, str] = field(default_factory=dict)
    """Column letters by field key, where a header reads almost like a known one."""

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns that the sheet seems to lack, those that it may lack left out."""
        found = {*self.matched, *self.near}
        return tuple(c for c in self.schema.columns if c.key not in found and not c.optional)

    @property
    def unknown(self) -> Mapping[str, str]:
        """Columns of the sheet that mean nothing to the schema: letters and header."""
        used = {*self.matched.values(), *self.near.values()}
        return {letters: h for letters, h in self.headers.items() if letters not in used}

    @property
    def complete(self) -> bool:
        """Whether nothing needs to be told to read this worksheet."""
        return not self.missing and not self.near


def propose(
    spreadsheet: Spreadsheet, schemas: Mapping[str, Schema], worksheet: str | None = None
) -> tuple[HeaderMapping, ...]:
    """The best fit of each worksheet (or of the one named) that may hold the records, best first.

    A fit has most of a schema's columns; of equal ones the first schema wins. More than one comes
    back only where they fit equally well, or nothing is missing in any: a person must say which.
    """
    others = [sheet for sheet in spreadsheet.worksheets if not is_own(sheet)]
    sheets = [s for s in others if worksheet in (None, s.title, str(s.sheet_id))]
    fits = [max(found, key=_quality) for sheet in sheets if (found := _fits(sheet, schemas))]
    fits.sort(key=_quality, reverse=True)
    return tuple(fit for fit in fits if fit.complete or _quality(fit) == _quality(fits[0]))


def _fits(sheet: Worksheet, schemas: Mapping[str, Schema]) -> list[HeaderMapping]:
    return [fit for schema in schemas.values() if (fit := _fit(sheet, schema))]


def _quality(fit: HeaderMapping) -> tuple[bool, float, int]:
    needed = len(fit.matched) + len(fit.near) + len(fit.missing)
    return fit.complete, 1 - len(fit.missing) / needed, len(fit.matched)


def _fit(sheet: Worksheet, schema: Schema) -> HeaderMapping | None:
    found = match(sheet, schema)
    if found.row is None:
        return None
    matched = {key: column_letters(places[0]) for key, places in found.columns.items()}
    headers = {
        column_letters(index): value.strip()
        for index, value in enumerate(found.row.values)
        if isinstance(value, str) and value.strip()
    }
    near = _near_misses(schema, headers, matched)
    fit = HeaderMapping(
        sheet.title, sheet.sheet_id, schema, found.row.number, headers, matched, near
    )
    enough = 2 * len(fit.missing) < len(matched) + len(near) + len(fit.missing)
    return fit if enough else None


def _near_misses(
    schema: Schema, headers: Mapping[str, str], matched: Mapping[str, str]
) -> dict[str, str]:
    """The likeliest pairs of a missing column and a header that means nothing yet, best first."""
    free = {letters: h for letters, h in headers.items() if letters not in matched.values()}
    pairs = sorted(
        (
            (_likeness(header, column), column.key, letters)
            for column in schema.columns
            if column.key not in matched and not column.optional
            for letters, header in free.items()
        ),
        key=lambda pair: -pair[0],
    )
    near: dict[str, str] = {}
    for likeness, key, letters in pairs:
        if likeness >= NEAR and key not in near and letters not in near.values():
            near[key] = letters
    return near


def _likeness(header: str, column: Column) -> float:
    """Like in its letters, or in its words whatever their order."""
    return max(max(_ratio(header, known), _words(header, known)) for known in column.headers)


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, fold(one), fold(other)).ratio()


def _words(one: str, other: str) -> float:
    first, second = ({w.strip(".,?!()/") for w in fold(text).split()} for text in (one, other))
    return 2 * len(first & second) / (len(first) + len(second))
