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

from cocsheets import csvtext
from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_re
from cocsheets.statistics.restatement import TITLES, Edition
from cocsheets.statistics.summary import TOTAL, UNKNOWN, Mark, Table, Value

_YEAR = r"(?P<year>[12]\d{3})(?:[/-](?P<until>\d\d)(?!\d))?"
_PART = r"(?P<part>[HQ])\s?(?P<number>[1-4])"
_PERIODS = tuple(
    lazy_re(form, re.IGNORECASE)
    for form in (
        r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])",
        rf"(?:FY\s?)?{_YEAR}(?:[ /-]?{_PART})?",
        rf"{_PART}[ /-]{_YEAR}",
        rf"(?P<half>[12])/{_YEAR}",
        r"(?P<year>[12]\d{3})/(?P<half>[12])",
    )
)
_FOOTNOTE = lazy_re(
    r"(?<=[\w>])\s*(?:\*+|[\u2020\u2021]+|\[\w\]|\(\w\)|[\u00b9\u00b2\u00b3\u2070-\u2079]+)$"
)
_SMALL = lazy_re(r"[<\u2264]\s?\d+")
_UNSAID = frozenset({"", "-", "\u2013", "\u2014", "n/a", "n.a.", "na"})
_UNTIL = lazy_re(r" \(to \d{1,2} [A-Z][a-z]{2}\)$")
"""What our tables add to a period that has not ended."""
_DATE = lazy_re(
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
    keys = set(TITLES.values())
    for table in data["tables"]:
        edition = _of_json(table, dt.date.fromisoformat(data["as_of"]))
        if any(keys & row.keys() for row in edition.rows.values()):
            return edition
    return Edition({})


def _of_json(table: Mapping[str, Any], as_of: dt.date | None) -> Edition:
    rows = {row["label"]: _values(row["values"]) for row in table["rows"]}
    return Edition(rows, as_of, table["stub"])


def _values(cells: Mapping[str, Any]) -> dict[str, Value]:
    marks = {key: _value(cell) for key, cell in cells.items() if isinstance(cell, str)}
    return {**cells, **{key: v if isinstance(v, Mark) else Mark.HIDDEN for key, v in marks.items()}}


def _from_csv(text: str) -> Edition:
    return _edition(_rows(".csv", text))


def _from_markdown(text: str) -> Edition:
    found = _DATE.search(" ".join(line.strip() for line in text.splitlines()))
    return _edition(_rows(".md", text), _date(found) if found else None)


def _from_html(text: str) -> Edition:
    found = _DATE.search(" ".join(" ".join(_page(text).said).split()))
    return _edition(_rows(".html", text), _date(found) if found else None)


def _rows(suffix: str, text: str) -> Sequence[Sequence[str]]:
    """The rows of all tables of a file."""
    if suffix == ".csv":
        return csvtext.read(text)
    if suffix == ".md":
        return [_split(line.strip()) for line in text.splitlines() if "|" in line]
    return _page(text).rows


def _page(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    page.close()
    return page


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


def _edition(
    rows: Sequence[Sequence[str]],
    as_of: dt.date | None = None,
    names: Mapping[str, str] = TITLES,
) -> Edition:
    """The first table whose titles are known; what follows it is left aside."""
    found: dict[str, dict[str, Value]] = {}
    titles: list[str] = []
    unread: list[str] = []
    stub = "Year"
    for row in rows:
        label = _UNTIL.sub("", row[0].strip()) if row else ""
        if found and label == TOTAL:
            break
        if not titles:
            if any(_folded(cell) in names for cell in row):
                stub, *titles = (cell.strip() for cell in row)
                unread += [
                    f'the column "{title}"' for title in titles if _folded(title) not in names
                ]
            continue
        period = label if label == UNKNOWN else _period(label)
        cells = [cell.strip() for cell in row[1:]]
        if period is None:
            if any(isinstance(_value(cell), int | Mark) for cell in cells):
                unread.append(f'the row "{label}"')
            continue
        found[period] = {}
        for title, cell in zip(titles, cells, strict=False):
            value = _value(cell)
            if _folded(title) not in names:
                continue
            if value is NotImplemented:
                unread.append(f'{period}: "{title}"')
                value = Mark.HIDDEN
            found[period][names[_folded(title)]] = value
    return Edition(found, as_of, stub, tuple(unread))


def _folded(title: str) -> str:
    return title.strip().rstrip("*").casefold()


def _period(label: str) -> str | None:
    """A period as our tables write it; None if it is none."""
    bare = _FOOTNOTE.sub("", label.replace("\u2013", "-"))
    for form in _PERIODS:
        found = form.fullmatch(bare)
        if found is None:
            continue
        said = found.groupdict()
        year = said["year"] + (f"/{said['until']}" if said.get("until") else "")
        if said.get("month"):
            return f"{year}-{said['month']}"
        if said.get("half"):
            return f"{year} H{said['half']}"
        return f"{year} {said['part'].upper()}{said['number']}" if said.get("part") else year
    return None


def _value(cell: str) -> Any:
    """A figure, a mark, None where the edition does not say, NotImplemented for anything else."""
    bare = _FOOTNOTE.sub("", cell)
    digits = re.sub(r"(?<=\d)[,.' \u00a0\u202f](?=\d{3}(?!\d))", "", bare)
    if digits.isdecimal():
        return int(digits)
    if bare.casefold() in _UNSAID:
        return None
    if _SMALL.fullmatch(bare):
        return Mark.SMALL
    return Mark.HIDDEN if bare.casefold() == "hidden" else NotImplemented


def read_editions(file: Path, tables: Sequence[Table]) -> tuple[Edition | None, ...]:
    """What an earlier edition shows of each of these tables; None of a table that it lacks.

    Raises ConfigurationError as `read_edition` does.
    """
    first = read_edition(file)
    text = file.read_text(encoding="utf-8-sig")
    if file.suffix.lower() == ".json":
        made = {table["key"]: _of_json(table, first.as_of) for table in json.loads(text)["tables"]}
        found = tuple(made.get(table.key) for table in tables)
    else:
        found = earlier_tables(_rows(file.suffix.lower(), text), tables, first.as_of)
    return found if any(found) or not tables else (first, *found[1:])


def earlier_tables(
    rows: Sequence[Sequence[str]], tables: Sequence[Table], as_of: dt.date | None = None
) -> tuple[Edition | None, ...]:
    """What some rows of texts show of each of these tables, found by their titles."""
    if as_of is None:
        said = _DATE.search(" ".join(row[0] for row in rows if row))
        as_of = _date(said) if said else None
    return tuple(_of(table, rows, as_of) for table in tables)


def _of(table: Table, rows: Sequence[Sequence[str]], as_of: dt.date | None) -> Edition | None:
    names = {title: key for title, key in TITLES.items() if key in {f.key for f in table.figures}}
    names |= {_folded(figure.title): figure.key for figure in table.figures}

    def score(row: Sequence[str]) -> int:
        same = bool(row) and row[0].strip().casefold() == table.stub.casefold()
        return sum(_folded(cell) in names for cell in row[1:]) if same else 0

    place = max(range(len(rows)), key=lambda n: score(rows[n]), default=0)
    if not rows or not score(rows[place]):
        return None
    return _edition(rows[place:], as_of, names)
