"""The kinds of columns: one module each, with the protocol of `kind.Kind`, listed here."""

from __future__ import annotations

from collections.abc import Mapping

from cocsheets.records.kinds.answer import AnswerKind
from cocsheets.records.kinds.choice import ChoiceKind, StatusKind
from cocsheets.records.kinds.contacts import ContactsKind
from cocsheets.records.kinds.date import DateKind
from cocsheets.records.kinds.kind import Kind
from cocsheets.records.kinds.people import PeopleKind
from cocsheets.records.kinds.text import TextKind

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        DateKind(),
        TextKind(),
        PeopleKind(),
        ContactsKind(),
        AnswerKind(),
        StatusKind(),
        ChoiceKind(),
    )
}
"""Every kind by its name in settings and schema files."""
