"""The model of a schema: columns by key, header and kind, and which of them identify people.

Knows what columns are and where they get in each other's way. Must not know files, settings, a
sheet, or what follows from a column's contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.data import Data
from cocsheets.errors import ConfigurationError
from cocsheets.records.dates import DateOrder
from cocsheets.records.text import fold

if TYPE_CHECKING:
    from cocsheets.records.kinds.kind import Kind


class Column(Data, frozen=True):
    """One column of the schema."""

    key: str
    """Name of the field in settings, JSON and frames: small letters, digits and underscores."""
    header: str
    """The header as it stands in the sheet; case and white space do not matter."""
    kind: Kind
    required: bool = False
    """Whether every record must have something in it."""
    identifying: bool = False
    """Whether its contents identify people: replaced when a record is expunged, never shown."""
    optional: bool = False
    """Whether the sheet may lack the column."""
    code_names: bool = False
    """Whether people appear in it under code names only."""
    synonyms: tuple[str, ...] = ()
    """Other headers that mean this column."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For `status` and `choice`: the values, each with other words for it. For `answer`: words for
    `yes`, `no` and, if the column knows it, `maybe`, besides those that are known anyway."""
    several: bool = False
    """For `choice`: whether a cell may hold several values."""
    offered: tuple[str, ...] = ()
    """For `choice`: words that a drop-down offers, where they are others than the values."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this column."""
        return (self.header, *self.synonyms)


class Schema(Data, frozen=True):
    """The columns of a sheet of records."""

    name: str
    columns: tuple[Column, ...]
    date_order: DateOrder | None = None
    """Order of dates typed as text; None: year first only."""
    public_reporters: tuple[str, ...] = ()
    """Reporters who are official or public, so that naming them is right."""
    title: str = ""

    def column(self, key: str) -> Column | None:
        """The column with this key, None if the schema has none."""
        return next((column for column in self.columns if column.key == key), None)

    @property
    def code_names(self) -> bool:
        """Whether people appear under code names, and who they are is in another spreadsheet."""
        return any(column.code_names for column in self.columns)

    @property
    def identifying(self) -> tuple[str, ...]:
        """Keys of the columns whose contents identify people."""
        return tuple(column.key for column in self.columns if column.identifying)


def check_schema(schema: Schema) -> None:
    """Raise ConfigurationError where columns of a schema get in each other's way."""
    for message, _ in faults(schema):
        raise ConfigurationError(f"Schema {schema.name}: {message}.")


_KINDS = {
    "date_reported": "date",
    "expunge_on": "date",
    "hold_until": "date",
    "named_subjects": "people",
    "subject_contacts": "contacts",
    "action_by_us": "answer",
    "action_by_local_rep": "answer",
    "status": "status",
    "reporter": "text",
    "summary": "text",
    "outcome_to_share": "text",
    "hold_reason": "text",
}
"""Fields with a meaning of their own, and the kind that this meaning needs."""


def faults(schema: Schema) -> list[tuple[str, int]]:
    """What is wrong with a schema: messages, each with the index of the column to blame."""
    found: list[tuple[str, int]] = []
    seen: dict[str, str] = {}
    keys: set[str] = set()
    for index, column in enumerate(schema.columns):
        if column.key in keys:
            found.append((f"the key {column.key!r} stands for two columns", index))
        keys.add(column.key)
        for header in dict.fromkeys(map(fold, column.headers)):
            if not header:
                found.append((f"{column.key!r} has a blank header", index))
            elif header in seen:
                text = f"the same header for {seen[header]!r} and {column.key!r}"
                found.append((text, index))
            seen.setdefault(header, column.key)
        needed = _KINDS.get(column.key)
        if needed and column.kind.name != needed:
            found.append((f"{column.key!r} must be of kind {needed}", index))
        if column.identifying and not column.kind.erasable:
            text = f"{column.key!r} cannot identify: a {column.kind} cannot read Expunged"
            found.append((text, index))
        found.extend((text, index) for text in (*column.kind.faults(column), *_others(column)))
    if "date_reported" not in keys:
        found.append(("there is no column 'date_reported'", len(schema.columns) - 1))
    return found


def _others(column: Column) -> Iterator[str]:
    """What is wrong with the words of a column, whatever its kind."""
    if (column.several or column.offered) and not column.kind.several:
        yield f"{column.key!r} is no choice: there several and offered have no effect"
    words = [fold(word) for value, others in column.values.items() for word in {value, *others}]
    if len(words) != len(set(words)):
        yield f"{column.key!r} has one word for two values"
