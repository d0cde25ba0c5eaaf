"""Code names for what somebody types, where people appear under code names in the records.

Composes; who is whom is decided in `plans.register`. Reads the identities where it has to.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cocsheets.errors import ConfigurationError, IncompleteError
from cocsheets.operations.apart.identities import read_identities, write_identities
from cocsheets.plans.identities import plan_people
from cocsheets.plans.register import Register
from cocsheets.plans.split import SEMICOLON, WITHOUT, coded_cells, coded_text
from cocsheets.records import people
from cocsheets.records.codenames import draw, words_of
from cocsheets.records.dates import read_date
from cocsheets.records.identities import shows
from cocsheets.records.identity_checks import code_names_in
from cocsheets.records.shared import Nobody
from cocsheets.records.text import is_blank, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from cocsheets.apply.run import Run
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.records.identities import Identity
    from cocsheets.records.table import Value


def register(
    committee: Committee,
    found: Assessment,
    known: Iterable[Identity],
    used: Iterable[str] = (),
) -> Register:
    """Who is whom in a reading, given the people who have a code name."""
    by_code = {person.code_name: person for person in known}
    rows = found.table.data_rows()
    members = committee.reading(found.spreadsheet).member_names or ()
    typed = (value for row in rows for value in row.values if isinstance(value, str))
    avoid = frozenset().union(*map(words_of, (*typed, *members)))
    there = frozenset().union(*map(code_names_in, rows))
    return Register(
        by_code.values(),
        found.links,
        Nobody(committee.settings.retention.not_people),
        partial(draw, avoid=avoid),
        used=frozenset(used),
        alone=by_code.keys() - there,
    )


def coded(
    committee: Committee, found: Assessment, fields: Mapping[str, Value]
) -> tuple[Mapping[str, Value], tuple[Identity, ...]]:
    """Cells by field key with code names, and who has to be in the identities first.

    Everything as it is where people appear under their names. Raises AccessError where the acting
    account cannot open the identities and somebody is named, ConfigurationError where nobody can
    tell whose an address is.
    """
    schema = found.table.schema
    if not schema.code_names or not any(isinstance(value, str) for value in fields.values()):
        return fields, ()
    identities = read_identities(committee)
    book = register(committee, found, identities.people.values(), identities.used)
    since = read_date(fields.get("date_reported"), schema.date_order).value
    cells: dict[str, Value] = dict(fields)
    naming = coded_cells(schema, fields, since, book)
    for column in schema.columns:
        key, text = column.key, fields.get(column.key)
        if key in naming:
            cells[key] = naming[key]
        elif isinstance(text, str) and not column.code_names:
            cells[key] = coded_text(text, book)
    if book.unwritable:
        raise ConfigurationError(f"There is {SEMICOLON}. Nothing was changed.", hint=WITHOUT)
    nowhere = "subject_contacts" not in found.table.columns
    if nowhere and not is_blank(cells.get("subject_contacts")):
        if len(people.split(shown(cells.get("named_subjects")))) != 1:
            raise ConfigurationError(
                "Several people are named, so it is not known whose the addresses are.",
                hint="Name one person, or add the column for addresses to the sheet.",
            )
        del cells["subject_contacts"]  # the identities have them
    return cells, (*book.added, *book.changed)


def write_people(committee: Committee, run: Run, wanted: Collection[Identity], *, by: str) -> None:
    """Make the identities say all that is known of some people, before a record is about them.

    Within a run on the records: it holds the claim from here on, so that no other run takes them
    for people whom no record needs. Raises IncompleteError where a name is not seen at its place,
    and as `write_identities`.
    """
    if not wanted:
        return
    run.begin()
    found = read_identities(committee)
    plan = plan_people(found.spreadsheet.id, found.table, wanted)
    known = write_identities(found, plan, by=by).people
    if not all(shows(known, person) for person in wanted):
        raise IncompleteError(
            "The identities were changed while we wrote. The records were not changed.",
            hint="Run again.",
        )
