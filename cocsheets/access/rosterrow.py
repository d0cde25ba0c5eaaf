"""The addresses in one row of the roster: the one in its e-mail cell, and all that are in the row.

A people chip counts as the address that it stands for. Knows cells and spelling. Must not know what
a row that cannot be read leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cocsheets.access import addresses
from cocsheets.access.addresses import Address
from cocsheets.access.membership import DoubtfulRow
from cocsheets.patterns import lazy_re
from cocsheets.records.table import NOTHING, Extras, Value

_ASKED = 20
"""Addresses of one row that Google may be asked about; more are not one person's row."""

Cells = tuple[Sequence[Value], Mapping[int, Extras]]
"""A row's values, and by 0-based column what its cells have besides."""

_BETWEEN = lazy_re(r"[ \t\r\n,;:?<>()\[\]{}\"|/\\]+")
"""What separates addresses in a text. Hidden characters do not: they may be inside of one."""


def address_in(cells: Cells, column: int) -> Address:
    """The one address of a cell, typed or as a people chip; else why there is none."""
    values, extras = cells
    value = values[column] if column < len(values) else None
    text = value if isinstance(value, str) else ""
    chips = extras.get(column, NOTHING).chips
    people = list(_people(chips))
    if not people:
        return addresses.read_address(text)
    chip = addresses.read_address(people[0])
    others = {addresses.key(found) for found in _clean(text)} - {chip.key}
    if len(people) > 1 or others or _beside(text, chips):
        return Address("", "shares its cell with another entry")
    return chip


def doubtful_row(row: int, cells: Cells, column: int) -> DoubtfulRow:
    """A row that cannot be read, with every address in it.

    A cell too many or too few moves an address by one cell: a row that has none there has none.
    """
    values, extras = cells
    texts = {at: list(_texts(values, extras, at)) for at in {*range(len(values)), *extras}}
    emails = [email for found in texts.values() for text in found for email in _clean(text)]
    keys = {at: {key for text in found for key in _seen(text)} for at, found in texts.items()}
    return DoubtfulRow(
        row,
        tuple(dict.fromkeys(emails))[:_ASKED],
        frozenset().union(*keys.values()),
        address_in(cells, column).key,
        nameless=not any(keys.get(at) for at in (column - 1, column, column + 1)),
    )


def _texts(values: Sequence[Value], extras: Mapping[int, Extras], at: int) -> Iterator[str]:
    """What a cell says: its text, its people chips, and where its links lead."""
    value = values[at] if at < len(values) else None
    if isinstance(value, str):
        yield value
    extra = extras.get(at, NOTHING)
    yield from _people(extra.chips)
    yield extra.link or ""
    for run in extra.runs:
        yield run.get("format", {}).get("link", {}).get("uri", "")


def _people(chips: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The addresses of people chips."""
    for run in chips:
        if email := run.get("chip", {}).get("personProperties", {}).get("email", ""):
            yield email


def _beside(text: str, chips: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a cell holds text outside of its chips. A run reaches to the next one."""
    units = text.encode("utf-16-le")
    starts = [run.get("startIndex", 0) for run in chips]
    plain = units[: 2 * starts[0]]
    for run, start, end in zip(chips, starts, [*starts[1:], len(units)], strict=True):
        if not run.get("chip"):
            plain += units[2 * start : 2 * end]
    return bool(plain.decode("utf-16-le", "replace").strip())


def _words(text: str) -> Iterator[str]:
    for word in _BETWEEN.split(text):
        yield word.strip(".'\u2018\u2019\u201c\u201d*")


def _clean(text: str) -> Iterator[str]:
    """The addresses in a text that hide nothing, so that Google may be asked about them."""
    for word in _words(text):
        if "@" in word and (email := addresses.read_address(word).email):
            yield email


def _seen(text: str) -> Iterator[str]:
    """The addresses in a text as they are compared, hidden characters and white space left out."""
    for word in (*_words(text), text):
        found = addresses.read_address(addresses.skeleton(word))
        if found.email:
            yield found.key
