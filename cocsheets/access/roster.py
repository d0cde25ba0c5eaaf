"""Reads the roster from a worksheet or from the rows of a CSV file.

Knows the roster's headers and how its cells are read. A row that cannot be read is a finding and is
kept as doubtful, none of its cells believed: guessing would let somebody in or lock somebody out.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cocsheets.access import addresses
from cocsheets.access.members import DoubtfulRow, Member, MemberRole, Roster, Term
from cocsheets.access.rosterrow import Cells, address_in, doubtful_row
from cocsheets.errors import LayoutError
from cocsheets.findings import Finding, Severity
from cocsheets.records.dates import DateOrder, read_date
from cocsheets.records.table import DateNumber, Value, Worksheet, column_letters
from cocsheets.records.text import fold

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("Name", "Full name", "Member"),
    "email": ("E-mail", "Email", "E-mail address", "Email address", "Mail"),
    "role": ("Role",),
    "joined": ("Joined", "Joined on", "Start", "From"),
    "stepped_down": ("Stepped down", "Stepped down on", "Left", "Until"),
}
"""Key of each column, and what its header may read; the first is what we write."""
OPTIONAL: Mapping[str, tuple[str, ...]] = {"reason": ("Reason", "Reason for leaving")}
"""Columns that a roster may have besides."""

_ROLES = {
    "chair": MemberRole.CHAIR,
    "co-chair": MemberRole.CHAIR,
    "chairperson": MemberRole.CHAIR,
    "member": MemberRole.MEMBER,
    "adviser": MemberRole.ADVISER,
    "advisor": MemberRole.ADVISER,
}
_ROWS_ABOVE = 10
"""How far down a header row may stand below a title."""

Line = tuple[int, Cells]
"""A row's 1-based number and its cells."""


def read_worksheet(worksheet: Worksheet, order: DateOrder | None = None) -> Roster:
    """The roster in a worksheet. `order` is the one in which the committee types dates.

    Raises:
        LayoutError: a header is missing or doubled.
    """
    lines = [(row.number, (row.values, row.extras)) for row in worksheet if not row.blank]
    roster = _read(lines, f"worksheet {worksheet.title!r}", order)
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


def _read(lines: Sequence[Line], source: str, order: DateOrder | None) -> Roster:
    header_row, columns, width = _locate(lines, source)
    reader = _Reader(columns, width, order)
    for number, cells in lines:
        if number > header_row:
            reader.read(number, cells)
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


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """Why a cell cannot be read."""

    rule: str
    message: str
    hint: str


class _Reader:
    """Collects members, doubtful rows and findings, row by row."""

    def __init__(self, columns: Mapping[str, int], width: int, order: DateOrder | None) -> None:
        self._columns = columns
        self._width = width
        self._order = order
        self.members: dict[str, Member] = {}
        self.doubtful: list[DoubtfulRow] = []
        self.findings: list[Finding] = []

    def read(self, row: int, line: Cells) -> None:
        """Read one row into a term of a member, or into a doubtful row."""
        values = line[0]
        cells = {k: values[c] if c < len(values) else None for k, c in self._columns.items()}
        address = address_in(line, self._columns["email"])
        moved = self._moved(line)
        role = _role(cells["role"])
        joined = _date(cells["joined"], self._order)
        stepped_down = _date(cells["stepped_down"], self._order)
        if isinstance(joined, dt.date) and isinstance(stepped_down, dt.date):
            stepped_down = _in_order(joined, stepped_down)
        faults = {"role": role, "joined": joined, "stepped_down": stepped_down}
        for key, fault in faults.items():
            if isinstance(fault, _Unreadable):
                self._find(row, key, fault)
        if address.fault:
            blank = address.fault == addresses.BLANK
            self._find(row, "email", _NO_ADDRESS if blank else _address_fault(address.fault))
        if moved is not None:
            self._find(row, moved, _MOVED)
        if address.trimmed:
            self._find(row, "email", _trimmed(address.trimmed), Severity.NOTE)
        if (
            address.fault
            or moved is not None
            or isinstance(role, _Unreadable)
            or isinstance(joined, _Unreadable)
            or isinstance(stepped_down, _Unreadable)
        ):
            self.doubtful.append(doubtful_row(row, line, self._columns["email"]))
            return
        if joined is None:
            self._find(row, "joined", _NO_START, Severity.NOTE)
        name = cells["name"].strip() if isinstance(cells["name"], str) else ""
        self._add(name, address.email, Term(role, joined, stepped_down, row))

    def _moved(self, line: Cells) -> int | None:
        """A column without a header that holds what belongs under one: the row has moved."""
        values = line[0]
        beside: list[int] = [self._columns.get("reason", self._width)]
        beside += range(self._width, len(values))
        for column in beside:
            value = values[column] if column < len(values) else None
            dated = isinstance(value, str | DateNumber) and read_date(value, self._order).value
            role = _header(value) in _ROLES
            address = column >= self._width and isinstance(value, str) and "@" in value
            if dated or role or address:
                return column
        return None

    def _add(self, name: str, email: str, term: Term) -> None:
        known = self.members.get(addresses.key(email))
        if known is None:
            self.members[addresses.key(email)] = Member(name, email, (term,))
        else:
            merged = replace(known, name=known.name or name, terms=(*known.terms, term))
            self.members[known.key] = merged

    def _find(
        self, row: int, key: str | int, fault: _Unreadable, severity: Severity = Severity.ERROR
    ) -> None:
        column = column_letters(self._columns[key] if isinstance(key, str) else key)
        self.findings.append(
            Finding(fault.rule, severity, fault.message, fault.hint, row=row, column=column)
        )


_NO_START = _Unreadable(
    "roster-no-start",
    "Joined is blank: the person counts as a member from the beginning.",
    "Enter the date, so that it can be told who served when a report came in.",
)


_LEFT = "nobody who is named in this row is let in or removed."
_NO_ADDRESS = _Unreadable(
    "roster-address",
    f"The e-mail address is blank, so it cannot be told whom the row is about; {_LEFT}",
    "Enter the address. If the row is a heading, remove it and enter Stepped down in the row of "
    "each past member: the daily run lets nobody in while such a row is there.",
)
_MOVED = _Unreadable(
    "roster-moved",
    "This cell holds a date, a role or an address, which belongs under another header: the row "
    f"seems to have moved by a cell; {_LEFT}",
    "Move the cells of this row back under their headers.",
)


def _address_fault(fault: str) -> _Unreadable:
    return _Unreadable(
        "roster-address",
        f"The e-mail address {fault}; {_LEFT}",
        "Enter one address. Type it instead of pasting it.",
    )


def _trimmed(characters: Sequence[str]) -> _Unreadable:
    return _Unreadable(
        "roster-hidden-character",
        f"Hidden characters stand around the e-mail address ({', '.join(characters)}); "
        "they are left out.",
        "Type the address anew instead of pasting it.",
    )


def _role(value: Value) -> MemberRole | _Unreadable:
    return _ROLES.get(_header(value)) or _Unreadable(
        "roster-role",
        f"The role is not chair, member or adviser; {_LEFT}",
        "Enter chair, member or adviser.",
    )


def _date(value: Value, order: DateOrder | None) -> dt.date | _Unreadable | None:
    reading = read_date(value, order)
    if not reading.unreadable:
        return reading.value
    return _Unreadable(
        "roster-date",
        f"{_DATE_FAULTS.get(reading.rule, 'This is not a date')}; {_LEFT}",
        "Enter it as a date, or as YYYY-MM-DD.",
    )


_DATE_FAULTS = {
    "date-ambiguous": "This date can be read in two ways",
    "date-incomplete": "This date is not complete",
    "date-impossible": "There is no such day",
    "date-absurd": "This date is out of all reason",
    "cell-error": "The cell shows an error in place of a date",
}


def _in_order(joined: dt.date, stepped_down: dt.date) -> dt.date | _Unreadable:
    if joined <= stepped_down:
        return stepped_down
    return _Unreadable(
        "roster-order",
        f"Stepped down is before Joined; {_LEFT}",
        "Correct one of the two dates.",
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
