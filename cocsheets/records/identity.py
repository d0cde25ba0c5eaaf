"""Who is the same person: records linked over equal identifiers, and the people they concern.

Knows that sameness is transitive, that being named together is not sameness, and how the contacts
of a record belong to the people it names. Must not know dates, terms or what is done with a record.
Weaker likeness is in `cocsheets.records.likeness` and never links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cocsheets.records.identifiers import Identifier, Nobody, in_contact, in_subject
from cocsheets.records.memory import collector_paused
from cocsheets.records.record import Record


@dataclass(frozen=True, slots=True, repr=False)
class Links:
    """Which rows concern which person. People are numbered by the first row that names them."""

    people: Mapping[int, tuple[int, ...]]
    """Numbers of the people whom the record in a row names; rows that name nobody are left out."""
    repeated: Mapping[int, tuple[int, ...]]
    """The rows, ascending, of each person whom more than one row concerns, by number."""
    _mentions: Mapping[Identifier, int]
    """The first mention of each identifier, counted from 0 in the order of rows."""
    _numbers: Sequence[int]
    """The number of the person whom each mention means."""

    def who(self, identifier: Identifier) -> int | None:
        """The person's number, None if the identifier is nobody's."""
        mention = self._mentions.get(identifier)
        return None if mention is None else self._numbers[mention]

    def others(self, row: int) -> tuple[int, ...]:
        """The other rows that concern anyone whom this row names, ascending."""
        found = {
            other for person in self.people.get(row, ()) for other in self.repeated.get(person, ())
        }
        return tuple(sorted(found - {row}))


def identifiers(record: Record, nobody: Nobody) -> tuple[tuple[Identifier, ...], ...]:
    """The strong identifiers of each person in a record, one tuple a person.

    A record that names one person gives that person all its contacts. Where it names several, or
    none, nothing says whose a contact is: each contact is then a person of its own, until another
    record that names one person alone brings the two together. Expunged cells identify nobody.
    """
    found = [in_subject(entry) for entry in record.named_subjects]
    if len(found) == 1:
        for entry in record.subject_contacts:
            found[0] += in_contact(entry)
    else:
        found += map(in_contact, record.subject_contacts)
    somebody = [tuple([item for item in person if item not in nobody]) for person in found]
    return tuple(filter(None, somebody))


@collector_paused()
def link(records: Iterable[Record], not_people: Iterable[str] = ()) -> Links:
    """The people of all records, joined over equal identifiers.

    `not_people` are shell-style patterns of addresses (or names) that are nobody's, besides the
    built-in ones. The result does not depend on the order of the records.
    """
    nobody = Nobody(not_people)
    mentions: dict[Identifier, int] = {}
    rows: list[int] = []  # by mention
    same: list[int] = []  # by mention: itself, or an earlier one of the same person
    for record in sorted(records, key=lambda record: record.row):
        for person in identifiers(record, nobody):
            mention = len(rows)
            rows.append(record.row)
            same.append(mention)
            for identifier in person:
                known = mentions.setdefault(identifier, mention)
                if known != mention:
                    _join(same, known, mention)
    numbers: list[int] = []  # by mention: the person, counted from 1
    first_rows: list[int] = []  # by person
    people: dict[int, tuple[int, ...]] = {}
    repeated: dict[int, list[int]] = {}
    for mention, (row, earlier) in enumerate(zip(rows, same, strict=True)):
        if mention == earlier:
            first_rows.append(row)
            number = len(first_rows)
        else:
            number = numbers[earlier]
        numbers.append(number)
        named = people.get(row, ())
        if number not in named:
            people[row] = (*named, number)
            if mention != earlier:
                repeated.setdefault(number, [first_rows[number - 1]]).append(row)
    return Links(
        people, {number: tuple(repeated[number]) for number in sorted(repeated)}, mentions, numbers
    )


def _join(same: list[int], one: int, other: int) -> None:
    """Put down that two mentions mean one person, for whom the first mention of all stands."""
    low, high = sorted((_first(same, one), _first(same, other)))
    same[high] = low


def _first(same: list[int], mention: int) -> int:
    while same[mention] != mention:
        same[mention] = mention = same[same[mention]]
    return mention
