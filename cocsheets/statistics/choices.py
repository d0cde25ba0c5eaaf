"""What a criterion's name means in a committee's schema.

Knows which columns of a schema reports can be counted by. Must not know a frame or a table.
"""

from __future__ import annotations

from cocsheets.errors import ConfigurationError
from cocsheets.records.columns import Column, Schema
from cocsheets.records.text import fold
from cocsheets.statistics.criteria import CRITERIA, RESOLUTION, Choice
from cocsheets.statistics.framecolumns import COLUMNS


def criterion(schema: Schema, name: str) -> str | Choice:
    """What is meant by the name of a criterion, or of a column by key or header.

    Raises ConfigurationError for what is neither, and for a column of free text, which may name
    people.
    """
    if name in (*CRITERIA, RESOLUTION):
        return name
    column = schema.column(name) or next(
        (c for c in schema.columns if fold(name) in map(fold, c.headers)), None
    )
    possible = [c.key for c in schema.columns if _countable(c)]
    if column is None or not _countable(column):
        fault = f"There is no column {name!r}."
        if column is not None:
            fault = f"Reports cannot be counted by {name!r}: its cells are not from a fixed list."
        raise ConfigurationError(
            fault, hint=f"Choose one of {', '.join([*CRITERIA, RESOLUTION, *possible])}."
        )
    return Choice(column.key, column.header, column.kind.categories(column))


def _countable(column: Column) -> bool:
    """Whether reports can be counted by it: its cells hold values of a list, and name nobody."""
    return (
        bool(column.kind.categories(column))
        and not column.identifying
        and column.key not in COLUMNS
    )
