"""A place that is a file: a member list that Mailman, Discourse, GitHub or the like exported.

Knows which column holds the members' own addresses: it is found by its contents, since each service
names it otherwise. How a file is read is in `cocsheets.lists`. Must not know who is on the roster.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cocsheets.access import addresses
from cocsheets.access.presence import Entry, Listing
from cocsheets.errors import ConfigurationError, PlaceError
from cocsheets.lists.files import read_list
from cocsheets.patterns import lazy_re
from cocsheets.places.place import Place, Tools
from cocsheets.records.table import column_letters
from cocsheets.records.text import fold

EXPORT = (
    "Export the list again, as CSV in UTF-8 with the addresses, and save it there. The path counts "
    "from beside the settings file."
)
_HEADERS = frozenset(
    {"e-mail", "email", "mail", "e-mail address", "email address", "user email", "primary email"}
)
"""What decides between two columns that both hold addresses."""
_NAMED = lazy_re(r"<\s*(?:mailto:)?([^<>\s]+)\s*>\s*$")
_MOSTLY = 0.5
"""Share of a column's filled cells that are addresses in a column of addresses."""

Rows = list[tuple[int, Sequence[str]]]
"""Filled rows with their 1-based numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFile(Place):
    """A member list in a file."""

    kind: Literal["csv"] = "csv"
    """`csv`: a member list that another service exported."""
    file: str
    """Path of the file, counted from beside the settings."""
    column: str = ""
    """Header of the column of addresses, where its contents do not show which it is."""

    def check(self) -> None:
        """See `Place.check`. Raises ConfigurationError."""
        Place.check(self)
        if not self.file.strip():
            raise ConfigurationError("[places] file is blank.", hint="Name the exported file.")

    @property
    def source(self) -> str:
        """See `Place.source`."""
        return f"file {self.file}"

    def read(self, tools: Tools) -> Listing:
        """See `Place.read`."""
        path = tools.folder / self.file
        try:
            table = read_list(path)
            changed = path.stat().st_mtime
        except ConfigurationError as error:
            raise PlaceError(error.message, hint=EXPORT) from None
        except (OSError, ValueError):
            raise PlaceError(f"The file {self.file} cannot be read.", hint=EXPORT) from None
        numbered = enumerate(table.rows, 1)
        rows = [(number, row) for number, row in numbered if any(map(str.strip, row))]
        if not rows:
            raise PlaceError("The file is empty.", hint=EXPORT)
        column, header = self._locate(rows)
        entries: dict[str, Entry] = {}
        for number, row in rows:
            if number > header:
                entry = _entry(number, row[column] if column < len(row) else "")
                entries.setdefault(addresses.key(entry.address) or entry.id, entry)
        day = dt.datetime.fromtimestamp(changed, tools.zone).date()
        return Listing(tuple(entries.values()), day)

    def _locate(self, rows: Rows) -> tuple[int, int]:
        """The 0-based column of addresses, and the number of the header row (0 for none)."""
        if self.column:
            for number, row in rows:
                found = [c for c, cell in enumerate(row) if fold(cell) == fold(self.column)]
                if found:
                    return found[0], number
            raise PlaceError(
                f"The file has no column {self.column!r}.",
                hint="Correct `column`, or leave it out: the column is then found by its contents.",
            )
        column = _address_column(rows)
        return column, _header_row(rows, column)


def _address(cell: str) -> str:
    """The address in a cell, alone or after a name; empty if there is none."""
    named = _NAMED.search(cell)
    text = named[1] if named else cell.strip().removeprefix("mailto:").strip("'\"")
    return addresses.read_address(text).email


def _entry(number: int, cell: str) -> Entry:
    return Entry(f"row {number}", _address(cell))


def _address_column(rows: Rows) -> int:
    """The column whose filled cells are mostly addresses. Raises PlaceError."""
    width = max(len(row) for _, row in rows)
    counts = {}
    for column in range(width):
        cells = [row[column] for _, row in rows if column < len(row) and row[column].strip()]
        found = sum(bool(_address(cell)) for cell in cells)
        if found and found >= _MOSTLY * (len(cells) - 1):  # one of them may be a header
            counts[column] = found
    if not counts:
        raise PlaceError(
            "No column of the file holds e-mail addresses, so nobody can be compared.",
            hint="Export the list with the members' addresses.",
        )
    most = max(counts.values())
    likely = [column for column, found in counts.items() if found >= _MOSTLY * most]
    if len(likely) > 1:
        headers = {column: _header(rows, column) for column in likely}
        known = [column for column in likely if headers[column] in _HEADERS]
        likely = known if len(known) == 1 else likely
    if len(likely) > 1:
        letters = " and ".join(column_letters(column) for column in likely)
        raise PlaceError(
            f"The columns {letters} of the file both hold e-mail addresses.",
            hint="Write the header of the members' own addresses as `column` in the settings.",
        )
    return likely[0]


def _header(rows: Rows, column: int) -> str:
    """The known header above a column's first address, else what is right above it."""
    above = []
    for _, row in rows:
        cell = row[column] if column < len(row) else ""
        if _address(cell):
            break
        above.append(fold(cell))
    return next((text for text in above if text in _HEADERS), above[-1] if above else "")


def _header_row(rows: Rows, column: int) -> int:
    """The row of the headers, 0 for none: a row with a known header, else a first row that holds
    something else than an address in the column. A member without an address is no header."""
    for number, row in rows:
        cell = row[column] if column < len(row) else ""
        if fold(cell) in _HEADERS:
            return number
        if _address(cell):
            break
    number, first = rows[0]
    cell = first[column] if column < len(first) else ""
    return number if cell.strip() and not _address(cell) else 0
