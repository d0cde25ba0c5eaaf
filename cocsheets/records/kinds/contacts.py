"""E-mail addresses, URLs and handles, several allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.records import contacts
from cocsheets.records.codenames import code_name
from cocsheets.records.contacts import ContactKind
from cocsheets.records.dates import DateOrder
from cocsheets.records.kinds.kind import Cells, Doubts, Textual, read_several
from cocsheets.records.labels import read_labels
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.redaction import is_expunged, names_owner
from cocsheets.records.structure import Noticed
from cocsheets.records.table import Value
from cocsheets.records.text import NO_BREAK

if TYPE_CHECKING:
    from cocsheets.records.columns import Column
    from cocsheets.records.layout import RecordTable


class ContactsKind(Textual):
    """See the module."""

    name = "contacts"
    meaning = "E-mail addresses, URLs and handles, several allowed."
    names_people = True
    names_accounts = True

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """See `Kind`."""
        del column, order
        return read_several(cells, contacts.split)

    def read_attached(self, table: RecordTable, key: str, values: list[Any]) -> list[Any]:
        """See `Kind`: a label means the link behind it."""
        return read_labels(table, key, values)

    def notice(self, cells: Cells) -> Iterator[Noticed]:
        """See `Kind`: contacts that lead nowhere."""
        yield from super().notice(cells)
        address, page = contacts.PLAIN.fullmatch, contacts.PLAIN_URL.fullmatch
        for row, found in zip(cells.rows, cells.read, strict=True):
            for contact in found:
                if address(contact) or page(contact):
                    continue  # as most
                if spaces := NO_BREAK.findall(contact):
                    points = ", ".join(f"U+{ord(space):04X}" for space in dict.fromkeys(spaces))
                    place = (row.number, cells.index, points, cells.key)
                    yield Noticed("hidden-character", *place)
                elif (rule := _broken(contact)) and not (
                    rule == "contact-unknown" and row.extra(cells.index).leads_somewhere
                ):
                    yield Noticed(rule, row.number, cells.index, key=cells.key)

    def entries(self, text: str) -> Iterable[str]:
        """See `Kind`."""
        return contacts.split(text)

    def addresses(self, text: str) -> Iterable[str]:
        """See `Kind`: handles and hosts alone, which in running text would be words."""
        for contact in contacts.split(text):
            if contacts.kind_of(contact) is not ContactKind.OTHER:
                yield code_name(contact) or contact.strip("<>").removeprefix("mailto:")

    def people(self, text: str) -> Iterable[str]:
        """See `Kind`: whose an address is said to be, as in `Jane Doe <jane@example.org>`."""
        return filter(names_owner, contacts.split(text))


def _broken(contact: str) -> str:
    """The rule that one contact breaks, empty if none."""
    if contacts.kind_of(contact) is not ContactKind.OTHER:
        return ""
    if is_placeholder(contact):
        return "placeholder"
    if is_expunged(contact):
        return ""
    # `jane @example.org` holds nothing but what looks like a handle and is a host.
    usable = [at for at in contacts.find(contact) if not re.fullmatch(r"@[^@]*\.[^@]*", at)]
    if usable:
        return ""
    return "address-invalid" if "@" in contact else "contact-unknown"
