"""One of a column's own values, or several; and `status`: blank, flagged or blacklisted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.records.answers import choice_words, read_choice, read_status
from cocsheets.records.dates import DateOrder
from cocsheets.records.kinds.kind import Doubts, Kind, read_each
from cocsheets.records.record import Status
from cocsheets.records.table import Value
from cocsheets.records.text import fold

if TYPE_CHECKING:
    from cocsheets.records.columns import Column


class _Listed(Kind):
    """A kind whose cells hold words of a short list."""

    check = "list"

    def typed(self, column: Column, text: str, order: DateOrder | None) -> Value:
        """See `Kind`."""
        del order
        if read_choice(text, choice_words(column.values), several=column.several).rule:
            known = ", ".join(column.offered or column.values)
            raise ValueError(f"one of {known}, or blank")
        return text.strip()

    def public(self, column: Column, value: Value) -> str:
        """See `Kind`: the words of a short list name nobody."""
        word = read_choice(value, choice_words(column.values), several=column.several).value
        return str(word) if word else "blank"


class ChoiceKind(_Listed):
    """See the module."""

    name = "choice"
    meaning = "One of the column's own values, or several of them."
    several = True

    def faults(self, column: Column) -> Iterator[str]:
        """See `Kind`."""
        if not column.values:
            yield f"{column.key!r} is a choice and needs values"
        words = choice_words(column.values)
        if column.offered and not words.keys() >= set(map(fold, column.offered)):
            yield f"{column.key!r} offers a word that is none of its values"

    def categories(self, column: Column) -> Mapping[str, str]:
        """See `Kind`: the values."""
        return {value: value[:1].upper() + value[1:] for value in column.values}

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """See `Kind`."""
        del order
        words, several = choice_words(column.values), column.several
        return read_each(cells, lambda value: read_choice(value, words, several=several))


class StatusKind(_Listed):
    """Whether the people named are flagged."""

    name = "status"
    meaning = "Blank, flagged or blacklisted."

    def faults(self, column: Column) -> Iterator[str]:
        """See `Kind`."""
        if set(column.values) != set(Status):
            yield f"{column.key!r} must have the values flagged and blacklisted"

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """See `Kind`."""
        del order
        words = choice_words(column.values)
        return read_each(cells, lambda value: read_status(value, words))
