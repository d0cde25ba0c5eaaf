"""Who the people of a record are, as far as its cells say: names, identifiers, single words.

The one place that answers this for whoever compares people with records. Where people appear under
code names, it is given a reading with their names (`operations.named`). Must not know what is done
with a record. Contents, hence without `repr`.
"""

from __future__ import annotations

from collections.abc import Collection

from cocsheets.data import Data, Hidden
from cocsheets.records.identifiers import (
    Identifier,
    Kind,
    bare_handle,
    in_contact,
    in_subject,
    normalise,
)
from cocsheets.records.namewords import spellings
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.record import Record
from cocsheets.records.shared import Nobody


class Concerned(Data, frozen=True):
    """The people whom one record names. Which identifier is whose is not said."""

    names: Hidden[tuple[str, ...]] = ()
    """Names as the record has them, single words too; without addresses."""
    identifiers: Hidden[frozenset[Identifier]] = frozenset()
    """E-mail addresses, personal URLs and handles."""
    accounts: Hidden[frozenset[str]] = frozenset()
    """Bare words that may be user names."""

    def __bool__(self) -> bool:
        return bool(self.names or self.identifiers or self.accounts)


def concerned(record: Record, nobody: Nobody, handles: Collection[Identifier] = ()) -> Concerned:
    """The people of a record; nobody where it is expunged.

    `handles` are those that other records write as such: a bare word may be one of them.
    """
    names: dict[str, None] = {}
    found: dict[Identifier, None] = {}
    accounts: set[str] = set()
    for entry in record.named_subjects:
        text = normalise(entry)
        if text == "expunged" or is_placeholder(entry):
            continue
        known = in_subject(entry)
        strong = [item for item in known if item.kind is not Kind.NAME]
        full = [item for item in known if item.kind is Kind.NAME and item not in nobody]
        found |= dict.fromkeys(strong)
        if full:
            names |= dict.fromkeys(item.text for item in full)
            names |= dict.fromkeys(list(spellings(entry))[1:])
            continue
        if not known:
            names[text] = None
            bare = bare_handle(entry)
            accounts |= {bare.text} if bare else set()
    for entry in record.subject_contacts:
        if normalise(entry) == "expunged":
            continue
        known = in_contact(entry)
        bare = None if known else bare_handle(entry)
        if bare is None:
            found |= dict.fromkeys(item for item in known if item.kind is not Kind.NAME)
        elif bare in handles:
            found[bare] = None
        else:
            accounts.add(bare.text)
    strong_ones = frozenset(item for item in found if item not in nobody)
    return Concerned(tuple(names), strong_ones, frozenset(accounts))
