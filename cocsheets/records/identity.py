"""Who is the same person: records linked over equal identifiers, and the people they concern.

Knows that sameness is transitive, that being named together is not sameness, and how the contacts
of a record belong to the people it names. Must not know dates, terms or what is done with a record.
Weaker likeness is in `cocsheets.records.likeness` and never links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from cocsheets.records.identifiers import Identifier, Nobody, in_contact, in_subject
from cocsheets.records.record import Record


@dataclass(frozen=True, slots=True, repr=False)
class Links:
    """Which rows concern which person. People are numbered by the first row that names them."""

    people: Mapping[int, frozenset[int]]
    """Numbers of the people whom the record in a row names; rows that name nobody are left out."""
    rows: Mapping[int, tuple[int, ...]]
    """Rows that name a person, ascending, by the person's number."""
    who: Mapping[Identifier, int]
    """The person's number by each identifier."""

    def repeated(self) -> Mapping[int, tuple[int, ...]]:
        """The people whom more than one row concerns."""
        return {person: rows for person, rows in self.rows.items() if len(rows) > 1}

    def others(self, row: int) -> tuple[int, ...]:
        """The other rows that concern anyone whom this row names, ascending."""
        people = self.people.get(row, frozenset())
        return tuple(sorted({other for person in people for other in self.rows[person]} - {row}))


_Read: TypeAlias = Callable[[str], frozenset[Identifier]]


def identifiers(
    record: Record, nobody: Nobody, subject: _Read = in_subject, contact: _Read = in_contact
) -> tuple[frozenset[Identifier], ...]:
    """The strong identifiers of each person in a record, one set a person.

    A record that names one person gives that person all its contacts. Where it names several, or
    none, nothing says whose a contact is: each contact is then a person of its own, until another
    record that names one person alone brings the two together. Expunged cells identify nobody.
    """
    subjects = [subject(entry) for entry in record.named_subjects]
    contacts = [contact(entry) for entry in record.subject_contacts]
    found = [frozenset().union(*subjects, *contacts)] if len(subjects) == 1 else subjects + contacts
    people = (frozenset(item for item in person if item not in nobody) for person in found)
    return tuple(person for person in people if person)


def link(records: Iterable[Record], not_people: Iterable[str] = ()) -> Links:
    """The people of all records, joined over equal identifiers.

    `not_people` are shell-style patterns of addresses (or names) that are nobody's, besides the
    built-in ones. The result does not depend on the order of the records.
    """
    nobody = Nobody(not_people)
    subject, contact = cache(in_subject), cache(in_contact)  # people come back; gone with the call
    parent: list[int] = []
    owner: dict[Identifier, int] = {}
    members: list[tuple[int, int]] = []

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for record in sorted(records, key=lambda record: record.row):
        for person in identifiers(record, nobody, subject, contact):
            node = len(parent)
            parent.append(node)
            members.append((record.row, node))
            for identifier in person:
                known = root(owner.setdefault(identifier, node))
                low, high = sorted((known, root(node)))
                parent[high] = low
    rows: dict[int, set[int]] = defaultdict(set)
    for row, node in members:
        rows[root(node)].add(row)
    numbers = {node: number for number, node in enumerate(sorted(rows), start=1)}
    numbered = {number: tuple(sorted(rows[node])) for node, number in numbers.items()}
    people: dict[int, set[int]] = defaultdict(set)
    for number, places in numbered.items():
        for row in places:
            people[row].add(number)
    return Links(
        {row: frozenset(found) for row, found in people.items()},
        numbered,
        {identifier: numbers[root(node)] for identifier, node in owner.items()},
    )
