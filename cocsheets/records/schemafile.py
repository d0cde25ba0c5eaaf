"""A committee's own schema as a TOML file, checked on load, each fault with its line.

    name = "our-log"                  # shown in messages
    date_order = "DMY"                # optional: DMY, MDY or YMD, for dates typed as text

    [[columns]]
    key = "date_reported"             # the field; the well-known ones are those of django-2016
    header = "Date of 1st report"     # as in the sheet
    kind = "date"                     # date text people contacts answer status choice
    required = true                   # every record must have something in it
    identifying = false               # expunged with the record, never shown
    optional = false                  # whether the sheet may lack the column
    code_names = false                # people appear in it under code names only
    synonyms = ["Reported on"]        # other headers for it
    several = false                   # for choice: a cell may hold several values
    [columns.values]                  # for status and choice: value = [other words for it]
    flagged = []
    blacklisted = ["banned"]

`documentation()` gives the table of fields for the manual. Must not know any sheet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_re
from cocsheets.records.columns import Column, Schema, faults
from cocsheets.records.dates import DateOrder
from cocsheets.records.kinds import KINDS

_FIELDS: dict[str, tuple[type, bool, str]] = {
    # name: type, needed, meaning
    "key": (
        str,
        True,
        "Name of the field in settings and JSON: small letters, digits and underscores.",
    ),
    "header": (str, True, "Header as in the sheet; case and white space do not matter."),
    "kind": (
        str,
        True,
        " ".join(["What its cells hold.", *(f"`{k}`: {k.meaning}" for k in KINDS.values())]),
    ),
    "required": (bool, False, "Every record must have something in it. Default false."),
    "identifying": (bool, False, "Expunged with the record and never shown. Default false."),
    "optional": (bool, False, "The sheet may lack the column. Default false."),
    "code_names": (bool, False, "People appear in it under code names only. Default false."),
    "synonyms": (list, False, "Other headers that mean this column."),
    "values": (
        dict,
        False,
        "For status and choice: each value with other words. For answer: words for yes, no, maybe.",
    ),
    "several": (bool, False, "For choice: a cell may hold several values. Default false."),
    "offered": (
        list,
        False,
        "For choice: words that a drop-down offers, where they are others than the values.",
    ),
}
_TOP: dict[str, tuple[type, bool, str]] = {
    "name": (str, True, "Name of the schema, for messages."),
    "title": (str, False, "What the sheet is, in one line."),
    "date_order": (str, False, "DMY, MDY or YMD: order of dates typed as text; else year first."),
    "public_reporters": (list, False, "Reporters who are official or public."),
    "columns": (list, True, "One [[columns]] table for each column, in any order."),
}
_KEY = lazy_re(r"[a-z][a-z0-9_]*")


def documentation() -> tuple[tuple[str, str, bool, str], ...]:
    """The fields of a schema file: (field, type, whether needed, meaning), file level first."""
    words = {str: "text", bool: "true or false", list: "list of texts", dict: "table"}
    rows = [(name, words[kind], needed, text) for name, (kind, needed, text) in _TOP.items()]
    rows += [
        (f"columns.{name}", words[kind], needed, text)
        for name, (kind, needed, text) in _FIELDS.items()
    ]
    return tuple(rows)


def parse_schema(text: str, source: str) -> Schema:
    """The schema written in a TOML text; `source` names it in messages.

    Raises ConfigurationError naming every fault with its line.
    """
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise ConfigurationError(f"{source}: not TOML: it is nested too deeply.") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = place[1] if place else max(1, len(text.splitlines()))
        raise ConfigurationError(f"{source}:{line}: not TOML: {error}.") from error
    lines = _Lines(text)
    problems: list[tuple[int, str]] = []
    problems += _check_table(data, _TOP, lambda name: lines.top.get(name, 1), "the file")
    tables = data.get("columns")
    tables = tables if isinstance(tables, list) else []
    columns: list[Column] = []
    for index, table in enumerate(tables):
        found = _check_column(table, index, lines)
        problems += found
        if not found:
            columns.append(_column(table))
    order = data.get("date_order")
    if isinstance(order, str) and order not in set(DateOrder):
        problems.append((lines.top.get("date_order", 1), "date_order must be DMY, MDY or YMD"))
    if not problems:
        schema = Schema(
            name=data["name"],
            columns=tuple(columns),
            date_order=DateOrder(order) if order else None,
            public_reporters=tuple(data.get("public_reporters", ())),
            title=data.get("title", ""),
        )
        problems = [(lines.column(index), message) for message, index in faults(schema)]
        if not problems:
            return schema
    raise ConfigurationError(
        "\n".join(f"{source}:{line}: {message}" for line, message in sorted(problems))
    )


def _check_table(
    table: Mapping[str, Any],
    fields: Mapping[str, tuple[type, bool, str]],
    line: Any,
    place: str,
) -> list[tuple[int, str]]:
    problems: list[tuple[int, str]] = []
    for name, value in table.items():
        if name not in fields:
            known = ", ".join(fields)
            problems.append((line(name), f"unknown key {name!r} in {place}; known are {known}"))
        elif not isinstance(value, fields[name][0]):
            problems.append((line(name), f"{name} must be {_words(fields[name][0])}"))
        elif isinstance(value, list) and name != "columns" and not _texts(value):
            problems.append((line(name), f"{name} must be a list of texts"))
    for name, (_, needed, _) in fields.items():
        if needed and name not in table:
            problems.append((line(""), f"{place} needs {name}"))
    return problems


def _check_column(table: Any, index: int, lines: _Lines) -> list[tuple[int, str]]:
    def line(name: str) -> int:
        return lines.column(index, name)

    if not isinstance(table, dict):
        return [(lines.top.get("columns", 1), "columns must be [[columns]] tables")]
    problems = _check_table(table, _FIELDS, line, "[[columns]]")
    key, kind, values = table.get("key"), table.get("kind"), table.get("values")
    if isinstance(key, str) and not _KEY.fullmatch(key):
        problems.append((line("key"), "key must be small letters, digits and underscores"))
    if isinstance(kind, str) and kind not in KINDS:
        problems.append((line("kind"), f"kind must be one of {', '.join(KINDS)}"))
    if isinstance(values, dict) and not all(
        isinstance(words, list) and _texts(words) for words in values.values()
    ):
        problems.append((line("values"), "each of values must be a list of texts"))
    return problems


def _column(table: Mapping[str, Any]) -> Column:
    flags = ("required", "identifying", "optional", "code_names", "several")
    given = {name: table[name] for name in flags if name in table}
    return Column(
        key=table["key"],
        header=table["header"],
        kind=KINDS[table["kind"]],
        synonyms=tuple(table.get("synonyms", ())),
        values={value: tuple(words) for value, words in table.get("values", {}).items()},
        offered=tuple(table.get("offered", ())),
        **given,
    )


def _texts(value: list[Any]) -> bool:
    return all(isinstance(entry, str) for entry in value)


def _words(kind: type) -> str:
    return {str: "a text", bool: "true or false", list: "a list", dict: "a table"}[kind]


class _Lines:
    """On which line each key of the file stands. The text is known to be TOML."""

    _TABLE = lazy_re(r"\s*\[\[?\s*columns\s*(\.\s*values\s*)?\]\]?")
    _ASSIGNMENT = lazy_re(r"""\s*["']?([\w-]+)["']?\s*(?:\.[^=]*)?=""")

    def __init__(self, text: str) -> None:
        self.top: dict[str, int] = {}
        self._columns: list[dict[str, int]] = []
        here = self.top
        for number, line in enumerate(text.splitlines(), start=1):
            if table := self._TABLE.match(line):
                if table[1]:
                    if self._columns:
                        self._columns[-1]["values"] = number
                    here = {}
                else:
                    self._columns.append({"": number})
                    here = self._columns[-1]
            elif match := self._ASSIGNMENT.match(line):
                here.setdefault(match[1], number)

    def column(self, index: int, name: str = "") -> int:
        """Line of a key of the n-th column, or of the column itself."""
        if not 0 <= index < len(self._columns):
            return self.top.get("columns", 1)
        lines = self._columns[index]
        return lines.get(name, lines[""])
