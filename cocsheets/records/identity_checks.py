"""Checks of records in which people appear under code names, with and without the identities.

Knows code names, records and identities. Must not know severities, or how findings look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from cocsheets.records import contacts, people
from cocsheets.records.codenames import tokens
from cocsheets.records.contacts import ContactKind
from cocsheets.records.identities import Identity, IdentityTable
from cocsheets.records.layout import RecordTable
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.nearness import skeleton
from cocsheets.records.nobody import is_label, is_placeholder
from cocsheets.records.record import Expunged, Record
from cocsheets.records.redaction import PUBLIC_MARK, identifiers_in, is_expunged
from cocsheets.records.structure import Noticed
from cocsheets.records.table import CellError, Row
from cocsheets.records.text import is_blank, shown

INCOMPLETE_RULE = "split-incomplete"
"""Code of the rule that says that the version history still has the names."""
UNREAD_RULE = "identities-unread"
"""Code of the rule that says that nothing was held against the identities."""


def code_names_in(row: Row) -> frozenset[str]:
    """Every code name in the texts of a row."""
    texts = (value for value in row.values if isinstance(value, str) and "-" in value)
    return frozenset(token.code_name for text in texts for _, _, token in tokens(text))


def needed(table: RecordTable, records: Sequence[Record]) -> frozenset[str]:
    """The code names in records that are not expunged."""
    living = {record.row for record in records if record.expunged is not Expunged.YES}
    rows = (row for row in table.data_rows() if row.number in living)
    return frozenset().union(*map(code_names_in, rows))


def check_code_names(table: RecordTable) -> Iterator[Noticed]:
    """Cells that should hold code names and hold something else."""
    for column in table.schema.columns:
        index = table.columns.get(column.key)
        if index is None or not column.code_names:
            continue
        for row in table.data_rows():
            value = row.value(index)
            if is_blank(value) or isinstance(value, CellError):
                continue
            text = shown(value)
            entries = column.kind.entries(text) or people.split(text)
            if not all(map(_may_stay, entries)):
                yield Noticed("name-in-records", row.number, index, key=column.key)


def _may_stay(entry: str) -> bool:
    bare = PUBLIC_MARK.sub("", entry)
    nobody = is_placeholder(bare) or is_label(bare) or is_expunged(bare)
    return nobody or bool(tokens(bare))


def check_identities(
    table: RecordTable,
    records: Sequence[Record],
    identities: IdentityTable,
    members: Collection[str] = (),
) -> Iterator[Noticed]:
    """Records held against the identities: who is missing, who is not needed, who is named.

    `members` are names and addresses of the committee's members, who may be named anywhere.
    """
    known = identities.by_code_name
    living = {record.row for record in records if record.expunged is not Expunged.YES}
    found = but_members(identities_in(known.values()), members)
    columns = {column: key for key, column in table.columns.items()}
    own = {table.columns.get(column.key) for column in table.schema.columns if column.code_names}
    for row in table.data_rows():
        if row.number in living:
            for code in sorted(code_names_in(row) - known.keys()):
                yield Noticed("code-name-unknown", row.number, detail=code)
        for column, value in enumerate(row.values):
            if column in own or not isinstance(value, str) or isinstance(value, CellError):
                continue
            if mentions(value, found) is Mention.FULL:
                yield Noticed("name-in-records", row.number, column, key=columns.get(column))
    unused = known.keys() - needed(table, records)
    if unused:
        yield Noticed("identity-unused", detail=str(len(unused)))
    for number in identities.unreadable:
        yield Noticed("identity-unreadable", detail=f"row {number}")


def identities_in(known: Iterable[Identity]) -> frozenset[str]:
    """Full names, addresses and handles of some people, to look for in texts."""
    texts = [text for one in known for text in (*one.names, *one.addresses)]
    reached = (text for text in texts if contacts.kind_of(text) is not ContactKind.OTHER)
    return identifiers_in(texts).full | frozenset(reached)


def but_members(texts: Iterable[str], members: Iterable[str]) -> Identifiers:
    """Identifiers without those of the committee's members, who may be named anywhere."""
    theirs = {skeleton(name) for name in members}
    return Identifiers(frozenset(text for text in texts if skeleton(text) not in theirs))
