"""Reading an earlier edition of the yearly table: our JSON, CSV, Markdown or HTML, or a hand-made
page.

Knows these formats. Must not know what is compared.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from cocsheets.errors import ConfigurationError
from cocsheets.formats import csv
from cocsheets.statistics.restatement import TITLES, Edition
from cocsheets.statistics.summary import TOTAL, UNKNOWN, Mark, Value

_PERIOD = re.compile(r"\d{4}(?:/\d\d)?(?:[ -](?:H[12]|Q[1-4]|\d\d))?")
_UNTIL = re.compile(r" \(to \d{1,2} [A-Z][a-z]{2}\)$")
"""What our tables add to a period that has not ended."""
_DATE = re.compile(
    r"(?:updated on|[Aa]s of) (?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>[A-Z][a-z]+)"
    r"(?: (?P<later>\d{1,2})(?:st|nd|rd|th)?,?)? (?P<year>\d{4})"
)
_MONTHS = [dt.date(2000, month, 1).strftime("%B") for month in range(1, 13)]


def read_edition(file: Path) -> Edition:
    """The yearly table in a file ending in `.json`, `.csv`, `.md` or `.html`.

    Columns are known by any title under which the committee published them. Raises
    ConfigurationError if the file cannot be read or holds no such table.
    """
    readers = {
        ".json": _from_json,
        ".csv": _from_csv,
        ".md": _from_markdown,
        ".html": _from_html,
        ".htm": _from_html,
    }
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise ConfigurationError(
            f"{file.name} is none of {', '.join(readers)}.", hint="Compare with one of those."
        )
    try:
        edition = reader(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{file.name} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        edition = Edition({})
    if not edition.rows:
        raise ConfigurationError(
            f"{file.name} holds no table of figures by period.",
            hint="Its first column is the year, its titles are those of a published layout.",
        )
    return edition


def _from_json(text: str) -> Edition:
    data = json.loads(text)
    tables: list[dict[str, Any]] = data["tables"]
    keys = set(TITLES.values())
    for table in tables:
        rows = {row["label"]: _values(row["values"]) for row in table["rows"]}
        if any(keys & row.keys() for row in rows.values()):
            return Edition(rows, dt.date.fromisoformat(data["as_of"]), table["stub"])
    return Edition({})


def _values(cells: Mapping[str, Any]) -> dict[str, Value]:
    return {key: Mark.HIDDEN if isinstance(value, str) else value for key, value in cells.items()}


def _from_csv(text: str) -> Edition:
    return _edition(csv.read(text))


def _from_markdown(text: str) -> Edition:
    lines = [line.strip() for line in text.splitlines()]
    rows = [_split(line) for line in lines if "|" in line]
    found = _DATE.search(" ".join(lines))
    return _edition(rows, _date(found) if found else None)


def _from_html(text: str) -> Edition:
    page = _Page()
    page.feed(text)
    page.close()
    found = _DATE.search(" ".join(" ".join(page.said).split()))
    return _edition(page.rows, _date(found) if found else None)


class _Page(HTMLParser):
    """The rows of all tables of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.said: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        del attrs
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        """See HTMLParser."""
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        self.said.append(data)
        if self._in_cell:
            self.rows[-1][-1] = f"{self.rows[-1][-1]}{data}"


def _split(line: str) -> list[str]:
    cells = line.removeprefix("|").removesuffix("|").split("|")
    return [cell.strip().strip("*").replace("&lt;", "<").removesuffix("\\*") for cell in cells]


def _date(found: re.Match[str]) -> dt.date | None:
    day = found["day"] or found["later"]
    if day is None or found["month"] not in _MONTHS:
        return None
    return dt.date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(day))


def _edition(rows: Sequence[Sequence[str]], as_of: dt.date | None = None) -> Edition:
    """The first table whose titles are known; what follows it is left aside."""
    found: dict[str, dict[str, Value]] = {}
    keys: list[str | None] = []
    stub = "Year"
    for row in rows:
        label = _UNTIL.sub("", row[0].strip()) if row else ""
        if found and label == TOTAL:
            break
        if not keys:
            known = [TITLES.get(cell.strip().rstrip("*").casefold()) for cell in row]
            if any(known):
                keys, stub = known, label
        elif _PERIOD.fullmatch(label) or label == UNKNOWN:
            cells = zip(keys[1:], row[1:], strict=False)
            found[label] = {key: _value(cell.strip()) for key, cell in cells if key}
    return Edition(found, as_of, stub)


def _value(cell: str) -> Value:
    if cell.isdecimal():
        return int(cell)
    return None if cell in {"", "-", "\u2013"} else Mark.HIDDEN
