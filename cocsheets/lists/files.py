"""Reads a list from a file or standard input: CSV, TSV, XLSX, or one person a line.

Knows file formats by their first bytes, sizes that are too much, and encodings. What cannot be
read for certain is an error that says what to do: a list that was read wrongly would look like good
news.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cocsheets.errors import ConfigurationError
from cocsheets.lists.table import ListTable
from cocsheets.patterns import lazy_re

MOST_BYTES = 50 * 1024 * 1024
"""Larger files are no lists of people: 100,000 rows of a ticket system take about 30 MB."""
MOST_ROWS = 250_000
_SAVE = "Save the list as CSV (UTF-8), and give that file."
_NOTHING = "Nothing was compared."


def read_list(path: Path | None, *, worksheet: str = "", encoding: str = "") -> ListTable:
    """The rows of a list. `worksheet` is a title in an XLSX file; `encoding` that of a text file.

    Raises ConfigurationError for what is not a list, or cannot be read for certain.
    """
    if path is None:
        raise ValueError("no path; standard input is read with read_bytes")
    try:
        with path.open("rb") as file:
            return read_stream(file, worksheet=worksheet, encoding=encoding)
    except FileNotFoundError:
        raise ConfigurationError(f"There is no file {str(path)!r}. {_NOTHING}") from None
    except OSError as error:
        raise ConfigurationError(
            f"The file {str(path)!r} cannot be read: {error.strerror or 'input error'}. {_NOTHING}"
        ) from None


def read_stream(file: BinaryIO, *, worksheet: str = "", encoding: str = "") -> ListTable:
    """As `read_list`, from an open file or standard input."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ConfigurationError(
            f"The list is larger than {MOST_BYTES // 1024**2} MB. {_NOTHING}",
            hint="Leave out columns that say nothing about who somebody is, or send it in parts.",
        )
    for start, what, hint in _NO_LISTS:
        if data.startswith(start):
            raise ConfigurationError(f"This is {what}, not a list. {_NOTHING}", hint=hint)
    if data.startswith(b"PK\x03\x04"):
        from cocsheets.lists.workbooks import read_xlsx

        return read_xlsx(data, worksheet)
    if worksheet:
        raise ConfigurationError("Only an XLSX file has worksheets: leave --worksheet out.")
    text, remark = _decode(data, encoding)
    return ListTable(_limited(_rows(text)), remark)


_NO_LISTS = (
    (
        b"\xd0\xcf\x11\xe0",
        "a spreadsheet with a password, or in the old XLS format",
        f"Open it. {_SAVE}",
    ),
    (b"%PDF", "a PDF file", _SAVE),
    (b"\x1f\x8b", "a packed file", "Unpack it first."),
    (b"{\\rtf", "a text document", _SAVE),
    (b"<!DOC", "a web page", _SAVE),
    (b"<html", "a web page", _SAVE),
)
"""What is sent in place of a list, by its first bytes."""


# --- texts ------------------------------------------------------------------------------------

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _decode(data: bytes, encoding: str) -> tuple[str, str]:
    """The text, and a remark where the encoding was guessed."""
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), ""
        except LookupError:
            raise ConfigurationError(f"There is no encoding {encoding!r}.") from None
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ConfigurationError(
                f"Line {line} of the list is not in the encoding {encoding!r}. {_NOTHING}"
            ) from None
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(name), ""
            except UnicodeDecodeError:
                raise _mixed(data, name) from None
    if b"\0" in data:
        raise ConfigurationError(f"This file is not text. {_NOTHING}", hint=_SAVE)
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _western(data)


def _western(data: bytes) -> tuple[str, str]:
    """A text that is not UTF-8, as western Windows writes it; else an error."""
    if _has_utf8(data):
        raise _mixed(data, "utf-8")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    letters = sum(map(str.isalpha, text))
    foreign = sum(character.isalpha() and not character.isascii() for character in text)
    strange = any("\x80" <= character <= "\x9f" for character in text)
    if not text or strange or foreign > letters / 5:
        raise ConfigurationError(
            f"The encoding of the list is not clear. {_NOTHING}",
            hint=f"{_SAVE} Or name it, as in --encoding cp1251.",
        )
    return (
        text,
        "The list is not UTF-8; it was read as Windows-1252. If letters are wrong, use --encoding.",
    )


_UTF8 = lazy_re(rb"[\xc3-\xf4][\x80-\xbf]+(?![\x80-\xbf])")


def _has_utf8(data: bytes) -> bool:
    """Whether some of the lines with letters beyond ASCII are UTF-8."""
    for line in data.splitlines():
        if _UTF8.search(line):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            return True
    return False


def _mixed(data: bytes, name: str) -> ConfigurationError:
    bad = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode(name)
        except UnicodeDecodeError:
            bad.append(str(number))
    where = f" (line {', '.join(bad[:5])}{'…' if len(bad) > 5 else ''})" if bad else ""
    return ConfigurationError(
        f"The list mixes encodings, so some names cannot be read{where}. {_NOTHING}", hint=_SAVE
    )


# --- rows -------------------------------------------------------------------------------------

_SEPARATORS = ",;\t|"
_LONGEST = 20
"""Lines that one cell may have; with more, a quotation mark was not closed."""


def _rows(text: str) -> Iterator[list[str]]:
    lines = text.splitlines()
    first = lines[0].strip().lower() if lines else ""
    stated = first[4:] if first.startswith("sep=") and len(first) == 5 else ""
    separator = stated or _separator(lines)
    if not separator:  # one person a line
        for line in lines:
            yield [line.strip()]
        return
    if stated:
        yield []  # it is a line of the file, and counts
        text = text.partition("\n")[2]
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if any(cell.count("\n") > _LONGEST for cell in row):
                raise ConfigurationError(
                    f"A quotation mark in row {number} of the list is not closed. {_NOTHING}",
                    hint="Fix the row, or save the list as CSV again.",
                )
            yield [cell.strip() for cell in row]
    except csv.Error:
        raise ConfigurationError(
            f"Row {number + 1} of the list cannot be read. {_NOTHING}", hint=_SAVE
        ) from None


def _separator(lines: list[str]) -> str:
    """What separates the columns; empty where each line is a person."""
    sample = [line for line in lines[:200] if line.strip()]
    best, widest = "", 1
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=separator) if row]
        except csv.Error:
            continue
        # By lines too: where a quotation mark is not closed, most lines are one cell.
        for counted in (widths, [line.count(separator) + 1 for line in sample]):
            (width, often), *_ = Counter(counted).most_common(1) or [(1, 0)]
            if width > widest and often >= 0.7 * len(counted):
                best, widest = separator, width
    return best


def _limited(rows: Iterator[list[str]]) -> list[list[str]]:
    found = []
    for row in rows:
        found.append(row)
        if len(found) > MOST_ROWS:
            raise ConfigurationError(f"The list has more than {MOST_ROWS} rows. {_NOTHING}")
    return found
