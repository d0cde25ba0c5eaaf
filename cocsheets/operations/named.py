"""A reading in which people have their names again, where the records hold code names.

Composes, in memory alone: nothing of it is written anywhere. The one place that knows that names
may be kept apart, for whoever compares people with records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cocsheets.data import HiddenData, replace
from cocsheets.operations.apart.identities import read_identities
from cocsheets.operations.assessment import Assessment
from cocsheets.plans.split import joined_text
from cocsheets.records import people
from cocsheets.records.codenames import code_name
from cocsheets.records.identity_checks import code_names_in

if TYPE_CHECKING:
    from cocsheets.operations.judged import Judged
    from cocsheets.records.identities import Identity
    from cocsheets.records.table import Extras, Row, Spreadsheet, Value, Worksheet


class Named(HiddenData, frozen=True):
    """Records with the names of the people; see the module."""

    assessment: Assessment
    """What the records say with names. Its verdicts are those of the reading."""
    people: Mapping[str, Identity]
    """Who is known by code name; nobody where people appear under their names."""

    @property
    def spreadsheet(self) -> Spreadsheet:
        """The spreadsheet with the names in it."""
        return self.assessment.spreadsheet


def named(reading: Judged) -> Named:
    """The reading with names; itself where people appear under their names.

    Sends a request where names are apart. Raises AccessError where the acting account may not open
    the identities, ConfigurationError where the settings do not name them.
    """
    found, committee = reading.assessment, reading.committee
    if not committee.schema.code_names:
        return Named(found, {})
    known = read_identities(committee).people
    sheet_id = found.table.worksheet.sheet_id
    column = found.table.columns.get("named_subjects")
    sheets = tuple(
        _sheet(sheet, known, column if sheet.sheet_id == sheet_id else None)
        for sheet in reading.spreadsheet.worksheets
    )
    spreadsheet = replace(reading.spreadsheet, worksheets=sheets)
    again = type(reading)(committee, spreadsheet).assess(sheet_id)
    return Named(replace(again, verdicts=found.verdicts), known)


def _sheet(sheet: Worksheet, known: Mapping[str, Identity], column: int | None) -> Worksheet:
    return replace(sheet, rows=tuple(_row(row, known, column) for row in sheet.rows))


def _row(row: Row, known: Mapping[str, Identity], column: int | None) -> Row:
    notes = any(extra.note and "-" in extra.note for extra in row.extras.values())
    if not notes and not code_names_in(row):
        return row
    values: Iterable[Value] = (
        _people(value, known) if at == column else _text(value, known)
        for at, value in enumerate(row.values)
    )
    extras = {at: _extra(extra, known) for at, extra in row.extras.items()}
    return replace(row, values=tuple(values), extras=extras)


def _extra(extra: Extras, known: Mapping[str, Identity]) -> Extras:
    return replace(extra, note=joined_text(extra.note, known)[0]) if extra.note else extra


def _text(value: Value, known: Mapping[str, Identity]) -> Value:
    return joined_text(value, known)[0] if isinstance(value, str) else value


def _people(value: Value, known: Mapping[str, Identity]) -> Value:
    """A cell of people, each with name and addresses."""
    if not isinstance(value, str):
        return value
    return "; ".join(_person(entry, known) for entry in people.split(value))


def _person(entry: str, known: Mapping[str, Identity]) -> str:
    person = known.get(code_name(entry) or "")
    if person is None:
        return joined_text(entry, known)[0]
    return " ".join((*person.names[:1], *person.addresses))
