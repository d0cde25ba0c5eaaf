"""Who is the same person: records linked over equal identifiers, and the people they concern.

Knows that sameness is transitive, that being named together is not sameness, and how the contacts
of a record belong to the people it names. Must not know dates, terms or what is done with a record.
Weaker likeness is in `cocsheets.records.likeness` and never links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter

from cocsheets.data import HiddenData
from cocsheets.records.identifiers import Identifier, bare_handle, in_contacts, in_subjects
from cocsheets.records.memory import collector_paused
from cocsheets.records.record import Record
from cocsheets.records.shared import Nobody


class Links(HiddenData, frozen=True):
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


def explicit_handles(records: Sequence[Record]) -> frozenset[Identifier]:
    """Handles that some records write as such, with `@` or as a page, and some as a bare word."""
    entries = [entry for record in records for entry in record.subject_contacts]
    bare = {bare_handle(entry) for entry in entries if "@" not in entry and "://" not in entry}
    if not bare - {None}:
        return frozenset()  # as in most sheets
    named = [entry for record in records for entry in record.named_subjects if "@" in entry]
    written = in_subjects(named) + in_contacts(entry for entry in entries if "@" in entry)
    return frozenset(item for item in chain.from_iterable(written) if item in bare)


def identified(
    records: Sequence[Record], nobody: Nobody
) -> Iterator[tuple[tuple[Identifier, ...], ...]]:
    """For each record the strong identifiers of each person in it, one tuple a person.

    A record that names one person gives that person all its contacts. Where it names several, or
    none, nothing says whose a contact is: each contact is then a person of its own, until another
    record that names one person alone brings the two together. Expunged cells identify nobody. A
    bare word is a handle where other records write it as one.
    """
    handles = explicit_handles(records)
    entries = [entry for record in records for entry in record.subject_contacts]
    known = in_contacts(entries)
    if handles:
        bare = zip(map(bare_handle, entries), known, strict=True)
        known = [(one,) if one is not None and one in handles else had for one, had in bare]
    named_in_all = (entry for record in records for entry in record.named_subjects)
    subject = iter(nobody.left_out_of(in_subjects(named_in_all)))
    contact = iter(nobody.left_out_of(known))
    for record in records:
        named, others = record.named_subjects, record.subject_contacts
        if len(named) == 1:
            found = next(subject)
            for _ in others:
                found += next(contact)
            yield (found,) if found else ()
        else:
            people = (*islice(subject, len(named)), *islice(contact, len(others)))
            yield tuple(filter(None, people))


@collector_paused()
def link(records: Iterable[Record], not_people: Iterable[str] = ()) -> Links:
    """The people of all records, joined over equal identifiers.

    `not_people` are shell-style patterns of addresses (or names) that are nobody's, besides the
    built-in ones. The result does not depend on the order of the records.
    """
    mentions: dict[Identifier, int] = {}
    rows: list[int] = []  # by mention
    same: list[int] = []  # by mention: itself, or an earlier one of the same person
    ordered = sorted(records, key=attrgetter("row"))
    for record, persons in zip(ordered, identified(ordered, Nobody(not_people)), strict=True):
        for person in persons:
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
