"""The schema that the settings describe: a bundled preset or a file, adapted.

Knows presets and the `[schema]` table. Must not know a sheet or Google. The model itself is in
`cocsheets.records.columns` and can be had from here too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.records.columns import Column, Schema, check_schema
from cocsheets.records.dates import DateOrder
from cocsheets.records.kinds import KINDS
from cocsheets.records.schemafile import parse_schema

__all__ = [
    "Column",
    "ColumnSettings",
    "DateOrder",
    "Schema",
    "SchemaSettings",
    "load_schema",
    "presets",
]


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """`[schema.columns.KEY]`: a column of the committee's own, or changes to one of the preset."""

    header: str | None = None
    """The header in the sheet; needed for a new column."""
    kind: str | None = None
    """What its cells hold, by one of the names in [Layouts](layout.md#layouts); needed for a new
    column."""
    required: bool | None = None
    """Whether every record must have something in it."""
    identifying: bool | None = None
    """Whether its contents identify people and are expunged."""
    optional: bool | None = None
    """Whether the sheet may lack the column."""
    code_names: bool | None = None
    """Whether people appear in it under code names only."""
    synonyms: tuple[str, ...] | None = None
    """Other headers that mean this column."""
    values: Mapping[str, tuple[str, ...]] | None = None
    """For status and choice: the values, each with other words for it. For answer: other words for
    yes, no and maybe."""
    several: bool | None = None
    """For choice: whether a cell may hold several values."""
    offered: tuple[str, ...] | None = None
    """For choice: words that a drop-down offers, where they are others than the values."""


@dataclass(frozen=True, slots=True)
class SchemaSettings:
    """`[schema]`: what the columns of the records' worksheet are."""

    preset: str = "django-2016"
    """The bundled layout to start from: django-2016, django-2026 or code-names."""
    file: str | None = None
    """A schema file of the committee's own, in place of the preset, beside `cocsheets.toml`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Renamed headers by field key: `expunge_on = "Expunge on"`."""
    columns: Mapping[str, ColumnSettings] = field(default_factory=dict)
    """Own columns, and changes to those of the preset, by field key."""
    date_order: DateOrder | None = None
    """Order of dates typed as text, DMY, MDY or YMD; without it, year first only."""
    public_reporters: tuple[str, ...] = ()
    """Names or addresses of reporters who are official or public."""

    def check(self) -> None:
        """Raise ConfigurationError for what the types cannot say."""
        load_schema(replace(self, file=None) if self.file else self, lenient=True)


def presets() -> tuple[str, ...]:
    """Names of the bundled presets."""
    folder = resources.files("cocsheets.records") / "presets"
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names))


def load_schema(
    settings: SchemaSettings | None = None, *, base: Path | None = None, lenient: bool = False
) -> Schema:
    """The schema that the settings describe.

    `base` is the folder in which `settings.file` is looked for. With `lenient`, keys that the
    preset does not have may be renamed (the file that has them is not at hand).

    Raises ConfigurationError for an unknown preset, a file with a fault (named by line), a renamed
    column that does not exist, or two columns with the same header.
    """
    settings = settings or SchemaSettings()
    schema = _start(settings, base)
    columns = {column.key: column for column in schema.columns}
    for key, changes in settings.columns.items():
        if not (lenient and key not in columns and changes.header is None):
            columns[key] = _adapt(columns.get(key), key, changes)
    for key, header in settings.headers.items():
        if key in columns:
            columns[key] = replace(columns[key], header=header)
        elif not lenient:
            raise ConfigurationError(
                f"[schema.headers] renames {key!r}, which the schema does not have.",
                hint=f"Its columns are {', '.join(columns)}.",
            )
    schema = replace(
        schema,
        columns=tuple(columns.values()),
        date_order=settings.date_order or schema.date_order,
        public_reporters=(*schema.public_reporters, *settings.public_reporters),
    )
    check_schema(schema)
    return schema


def _start(settings: SchemaSettings, base: Path | None) -> Schema:
    if settings.file:
        path = (base or Path()) / settings.file
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"The schema file {settings.file} cannot be read.",
                hint="[schema] file is looked for beside cocsheets.toml.",
            ) from error
        return parse_schema(text, settings.file)
    known = presets()
    if settings.preset not in known:
        raise ConfigurationError(
            f"There is no schema preset {settings.preset!r}.", hint=f"Choose {' or '.join(known)}."
        )
    source = resources.files("cocsheets.records") / "presets" / f"{settings.preset}.toml"
    return parse_schema(source.read_text(encoding="utf-8"), f"{settings.preset}.toml")


_CHOICE = f"Kinds are {', '.join(KINDS)}."


def _adapt(column: Column | None, key: str, changes: ColumnSettings) -> Column:
    if column is None:
        if changes.header is None or changes.kind is None:
            raise ConfigurationError(
                f"[schema.columns.{key}] is a new column and needs a header and a kind.",
                hint=_CHOICE,
            )
        column = Column(key=key, header=changes.header, kind=KINDS["text"])
    elif changes.kind not in (None, column.kind.name):
        # What the preset says of values was meant for the other kind.
        column = replace(column, values={}, several=False, offered=())
    names = [field.name for field in dataclasses.fields(changes)]
    given: dict[str, Any] = {
        name: value for name in names if (value := getattr(changes, name)) is not None
    }
    if changes.kind is not None:
        given["kind"] = KINDS.get(changes.kind)
        if given["kind"] is None:
            raise ConfigurationError(
                f"[schema.columns.{key}] kind: {changes.kind!r} is not a kind of column.",
                hint=_CHOICE,
            )
    return replace(column, **given)
