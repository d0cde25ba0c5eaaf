"""Yes or no, with words around it, or a checkbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets.records.answers import answer_reader
from cocsheets.records.dates import DateOrder
from cocsheets.records.kinds.kind import Doubts, Kind, read_each
from cocsheets.records.record import Answer
from cocsheets.records.table import Value

if TYPE_CHECKING:
    from cocsheets.records.columns import Column

_ACTIONS = frozenset({"action_by_us", "action_by_local_rep"})
"""Columns that are counted, and know yes and no alone."""


class AnswerKind(Kind):
    """See the module."""

    name = "answer"
    meaning = "Yes or no, with words around it, or a checkbox."

    def faults(self, column: Column) -> Iterator[str]:
        """See `Kind`."""
        allowed = list(Answer)[:2] if column.key in _ACTIONS else list(Answer)
        if not set(column.values) <= set(allowed):
            yield f"{column.key!r} is an answer: its values are {', '.join(allowed)}"

    def categories(self, column: Column) -> Mapping[str, str]:
        """See `Kind`: yes, no, and what else the column knows."""
        return {value: value.capitalize() for value in ("yes", "no", *column.values)}

    def read(
        self, column: Column, cells: Sequence[Value], order: DateOrder | None
    ) -> tuple[list[Any], Doubts]:
        """See `Kind`."""
        del order
        return read_each(cells, answer_reader(column.values))

    def typed(self, column: Column, text: str, order: DateOrder | None) -> Value:
        """See `Kind`."""
        del order
        if answer_reader(column.values)(text).rule:
            known = "yes, no or maybe" if Answer.MAYBE in column.values else "yes or no"
            raise ValueError(f"{known}, with words behind it")
        return text.strip()

    def alike(self, column: Column, value: Value, above: Value) -> Value:
        """See `Kind`: a tick where the answers of the sheet are checkboxes."""
        plain = isinstance(value, str) and value.strip().casefold() in {"yes", "no"}
        if isinstance(above, bool) and plain:
            return answer_reader(column.values)(value).value is Answer.YES
        return value
