"""Code names for what somebody types, where people appear under code names in the records.

Composes; who is whom is decided in `plans.register`. Reads the identities where it has to.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cocsheets.errors import ConfigurationError
from cocsheets.operations.identities import read_identities, write_identities
from cocsheets.plans.identities import plan_people
from cocsheets.plans.register import Register
from cocsheets.plans.split import coded_cells, coded_text
from cocsheets.records.codenames import draw, words_of
from cocsheets.records.dates import read_date
from cocsheets.records.identifiers import Nobody
from cocsheets.records.identity_checks import code_names_in
from cocsheets.records.text import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    people = {person.code_name: person for person in known}
    rows = found.table.data_rows()
    members = committee.reading(found.spreadsheet).member_names or ()
    typed = (value for row in rows for value in row.values if isinstance(value, str))
    avoid = frozenset().union(*map(words_of, (*typed, *members)))
    there = frozenset().union(*map(code_names_in, rows))
    return Register(
        people.values(),
        found.links,
        Nobody(committee.settings.retention.not_people),
        partial(draw, avoid=avoid),
        used=frozenset(used),
        alone=people.keys() - there,
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
    people = coded_cells(schema, fields, since, book)
    for column in schema.columns:
        key, text = column.key, fields.get(column.key)
        if key in people:
            cells[key] = people[key]
        elif isinstance(text, str) and not column.code_names:
            cells[key] = coded_text(text, book)
    nowhere = "subject_contacts" not in found.table.columns
    if nowhere and not is_blank(cells.get("subject_contacts")):
        if _several(cells):
            raise ConfigurationError(
                "Several people are named, so it is not known whose the addresses are.",
                hint="Name one person, or add the column for addresses to the sheet.",
            )
        del cells["subject_contacts"]  # the identities have them
    return cells, (*book.added, *book.changed)


def _several(cells: Mapping[str, Value]) -> bool:
    """Whether a report names several people, or nobody, by its code names."""
    named = cells.get("named_subjects")
    return not isinstance(named, str) or len(named.split(";")) != 1 or is_blank(named)


def write_people(committee: Committee, people: Iterable[Identity], *, by: str = "") -> None:
    """Make the identities say all that is known of some people. Raises as `write_identities`."""
    found = read_identities(committee)
    write_identities(found, plan_people(found.spreadsheet.id, found.table, people), by=by)
