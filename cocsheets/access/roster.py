"""Reads the roster from a worksheet or from the rows of a CSV file.

Knows the roster's headers and how its cells are read. A row that cannot be read is a finding and is
kept as doubtful, none of its cells believed: guessing would let somebody in or lock somebody out.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

from cocsheets.access import addresses
from cocsheets.access.membership import DoubtfulRow, Member, Roster, Term
from cocsheets.access.rostercells import (
    ABOVE,
    HEADING,
    INTERRUPTED,
    MOVED,
    NO_START,
    OTHERS,
    ROLES,
    Unreadable,
    address_fault,
    in_order,
    read_day,
    read_role,
    trimmed,
)
from cocsheets.access.rosterrow import Cells, address_in, doubtful_row
from cocsheets.data import replace
from cocsheets.errors import LayoutError
from cocsheets.findings import Finding, Severity
from cocsheets.records.dates import DateOrder, read_date
from cocsheets.records.marks import read_mark
from cocsheets.records.table import DateNumber, Value, Worksheet, column_letters
from cocsheets.records.text import fold, is_blank
from cocsheets.records.written import HINT, NO_DOUBTS, Doubts

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("Name", "Full name", "Member"),
    "email": ("E-mail", "Email", "E-mail address", "Email address", "Mail"),
    "role": ("Role",),
    "joined": ("Joined", "Joined on", "Start", "From"),
    "stepped_down": ("Stepped down", "Stepped down on", "Left", "Until"),
}
"""Key of each column, and what its header may read; the first is what we write."""
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "reason": ("Reason", "Reason for leaving"),
    "others": ("Other addresses", "Other address", "Other e-mail addresses", "Other e-mails"),
}
"""Columns that a roster may have besides."""

_ROWS_ABOVE = 10
"""How far down a header row may stand below a title."""

Line = tuple[int, Cells]
"""A row's 1-based number and its cells."""


def read_worksheet(
    worksheet: Worksheet, order: DateOrder | None = None, doubts: Doubts = NO_DOUBTS
) -> Roster:
    """The roster in a worksheet. `order` is the one in which the committee types dates.

    A row that `doubts` are about is believed in none of its cells.

    Raises:
        LayoutError: a header is missing or doubled.
    """
    lines = [(row.number, (row.values, row.extras)) for row in worksheet if not row.blank]
    roster = _read(lines, f"worksheet {worksheet.title!r}", order, doubts)
    placed = tuple(
        replace(finding, worksheet=worksheet.title, sheet_id=worksheet.sheet_id)
        for finding in roster.findings
    )
    return replace(roster, findings=placed, sheet_id=worksheet.sheet_id)


def read_rows(rows: Iterable[Sequence[str]], name: str, order: DateOrder | None = None) -> Roster:
    """The roster in the rows of a CSV file.

    Raises:
        LayoutError: a header is missing or doubled.
    """
    filled = ((n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row))
    lines: list[Line] = [(n, (row, {})) for n, row in filled]
    return _read(lines, name, order)


def _read(
    lines: Sequence[Line], source: str, order: DateOrder | None, doubts: Doubts = NO_DOUBTS
) -> Roster:
    header_row, columns, width = _locate(lines, source)
    reader = _Reader(columns, width, order)
    for number, cells in lines:
        if number > header_row:
            reader.read(number, cells, doubts.rows.get(number, ""))
        elif number < header_row:
            reader.read_above(number, cells)
    for place in doubts.named:
        reader.findings.append(Finding("roster-interrupted", Severity.ERROR, place, HINT))
    return Roster(
        members=tuple(reader.members.values()),
        doubtful=tuple(reader.doubtful),
        findings=tuple(reader.findings) + tuple(_overlaps(reader.members.values())),
        source=source,
        columns=columns,
        header_row=header_row,
    )


def _header(value: Value) -> str:
    return fold(value) if isinstance(value, str) else ""


_KEYS = {
    fold(header): key
    for key, headers in (*HEADERS.items(), *OPTIONAL.items())
    for header in headers
}


def _locate(lines: Sequence[Line], source: str) -> tuple[int, dict[str, int], int]:
    """The header row, the column of each field, and how many columns have a header."""
    best: tuple[int, list[tuple[str, int]]] = (0, [])
    for number, (values, _) in lines[:_ROWS_ABOVE]:
        known = [(_KEYS[h], c) for c, value in enumerate(values) if (h := _header(value)) in _KEYS]
        if len({key for key, _ in known}) > len({key for key, _ in best[1]}):
            best = (number, known)
    number, known = best
    columns: dict[str, int] = {}
    for key, column in known:
        if key in columns:
            cells = f"{column_letters(columns[key])}{number} and {column_letters(column)}{number}"
            raise LayoutError(
                f"The roster in {source} has two columns for one thing: {cells}.",
                hint="Rename or remove one of them.",
            )
        columns[key] = column
    if missing := [headers[0] for key, headers in HEADERS.items() if key not in columns]:
        raise LayoutError(
            f"The roster in {source} has no column {', '.join(map(repr, missing))}.",
            hint="It needs the headers "
            + ", ".join(headers[0] for headers in HEADERS.values())
            + ".",
        )
    header = next((values for at, (values, _) in lines if at == number), ())
    return number, columns, 1 + max((c for c, value in enumerate(header) if _header(value)))


class _Reader:
    """Collects members, doubtful rows and findings, row by row."""

    def __init__(self, columns: Mapping[str, int], width: int, order: DateOrder | None) -> None:
        self._columns = columns
        self._width = width
        self._order = order
        self.members: dict[str, Member] = {}
        self.doubtful: list[DoubtfulRow] = []
        self.findings: list[Finding] = []

    def read(self, row: int, line: Cells, why: str = "") -> None:
        """Read one row into a term of a member, or into a doubtful row, for the reason given."""
        if why:
            unsure = Unreadable("roster-interrupted", f"Row {row} is not believed: {why}.", HINT)
            self._find(row, "stepped_down", unsure)
            self.doubtful.append(doubtful_row(row, line, self._columns["email"]))
            return
        values = line[0]
        self._find_marks(row, values)
        cells = self._cells(values)
        if all(is_blank(cells[key]) for key in ("role", "joined", "stepped_down")):
            doubt = doubtful_row(row, line, self._columns["email"])
            if doubt.nameless:
                self._find(row, "email", HEADING)
                self.doubtful.append(doubt)
                return
        address = address_in(line, self._columns["email"])
        moved = self._moved(line)
        role = read_role(cells["role"])
        joined = read_day(cells["joined"], self._order)
        stepped_down = read_day(cells["stepped_down"], self._order)
        if isinstance(joined, dt.date) and isinstance(stepped_down, dt.date):
            stepped_down = in_order(joined, stepped_down)
        faults = {"role": role, "joined": joined, "stepped_down": stepped_down}
        for key, fault in faults.items():
            if isinstance(fault, Unreadable):
                self._find(row, key, fault)
        if address.fault:
            self._find(row, "email", address_fault(address.fault))
        if moved is not None:
            self._find(row, moved, MOVED)
        if address.trimmed:
            self._find(row, "email", trimmed(address.trimmed), Severity.NOTE)
        if (
            address.fault
            or moved is not None
            or isinstance(role, Unreadable)
            or isinstance(joined, Unreadable)
            or isinstance(stepped_down, Unreadable)
        ):
            self.doubtful.append(doubtful_row(row, line, self._columns["email"]))
            return
        if joined is None:
            self._find(row, "joined", NO_START, Severity.NOTE)
        name = cells["name"].strip() if isinstance(cells["name"], str) else ""
        others = self._others(row, cells.get("others"))
        self._add(name, address.email, Term(role, joined, stepped_down, row), others)

    def read_above(self, row: int, line: Cells) -> None:
        """Read one row above the header: nothing of a member who came to stand there is believed,
        also not that somebody is missing below. A title has no role and no dates."""
        cells = self._cells(line[0])
        roles = not isinstance(read_role(cells["role"]), Unreadable)
        days = (read_day(cells[key], self._order) for key in ("joined", "stepped_down"))
        found = doubtful_row(row, line, self._columns["email"])
        if found.keys and (roles or any(isinstance(day, dt.date) for day in days)):
            self._find(row, "email", ABOVE)
            self.doubtful.append(found)

    def _cells(self, values: Sequence[Value]) -> dict[str, Value]:
        return {k: values[c] if c < len(values) else None for k, c in self._columns.items()}

    def _others(self, row: int, value: Value) -> tuple[str, ...]:
        """The addresses under `Other addresses`; what is not one is left out and reported."""
        parts = re.split(r"[;,\n]", value) if isinstance(value, str) else ()
        read = [addresses.read_address(part) for part in parts if part.strip()]
        if (isinstance(value, str) and any(found.fault for found in read)) or (
            not isinstance(value, str) and not is_blank(value)
        ):
            self._find(row, "others", OTHERS, Severity.WARNING)
        return tuple(found.email for found in read if found.email)

    def _moved(self, line: Cells) -> int | None:
        """A column without a header that holds what belongs under one: the row has moved."""
        values = line[0]
        beside: list[int] = [self._columns.get("reason", self._width)]
        beside += range(self._width, len(values))
        for column in beside:
            value = values[column] if column < len(values) else None
            dated = isinstance(value, str | DateNumber) and read_date(value, self._order).value
            role = _header(value) in ROLES
            address = column >= self._width and isinstance(value, str) and "@" in value
            if dated or role or address:
                return column
        return None

    def _find_marks(self, row: int, values: Sequence[Value]) -> None:
        for column, value in enumerate(values):
            if read_mark(value) is not None:
                self._find(row, column, INTERRUPTED)

    def _add(self, name: str, email: str, term: Term, others: tuple[str, ...]) -> None:
        known = self.members.get(addresses.key(email))
        if known is None:
            self.members[addresses.key(email)] = Member(name, email, (term,), others)
        else:
            more = tuple(dict.fromkeys((*known.others, *others)))
            terms = (*known.terms, term)
            merged = replace(known, name=known.name or name, terms=terms, others=more)
            self.members[known.key] = merged

    def _find(
        self, row: int, key: str | int, fault: Unreadable, severity: Severity = Severity.ERROR
    ) -> None:
        column = column_letters(self._columns[key] if isinstance(key, str) else key)
        self.findings.append(
            Finding(fault.rule, severity, fault.message, fault.hint, row=row, column=column)
        )


def _overlaps(members: Iterable[Member]) -> Iterable[Finding]:
    """Terms of one person that overlap: harmless, but one of the rows is likely wrong."""
    for member in members:
        terms = sorted(member.terms, key=lambda term: term.joined or dt.date.min)
        for earlier, later in itertools.pairwise(terms):
            start = later.joined or dt.date.min
            if earlier.stepped_down is None or start < earlier.stepped_down:
                yield Finding(
                    "roster-overlap",
                    Severity.WARNING,
                    f"This term overlaps with the one in row {earlier.row} for the same address.",
                    "Enter when the earlier term ended, or remove one of the rows.",
                    row=later.row,
                )
