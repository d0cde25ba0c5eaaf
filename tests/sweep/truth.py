"""What a sheet means, judged from the cells as they would be without the process under test.

Written from the rules alone, for the simple sheets of these worlds: it shares no code with
cocsheets, so that a mistake there is not made here as well.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.records.sheets import HEADERS
from tests.sweep.scene import EPOCH, MEMBERS, REPORTS, ROSTER, serial, today
from tests.sweep.witness import NOTHING, Content

if TYPE_CHECKING:
    from tests.sweep.witness import Witness

IDENTIFYING = HEADERS[1:5]
NAMED, CONTACT, OUTCOME, STATUS, UNTIL = (HEADERS[n] for n in (2, 3, 7, 8, 9))
ACTIONS = HEADERS[5:7]
REPORTED, SUMMARY = HEADERS[0], HEADERS[4]
EXTRA = ("Reason",)


@dataclass(frozen=True, slots=True)
class Line:
    """One row below a header."""

    sheet: int
    number: int
    """0-based, at that moment."""
    tags: dict[str, str]
    """Colours by header."""
    should: dict[str, Any] = field(repr=False)
    """Values by header, without the process; of cells that only the process made, theirs."""
    now: dict[str, Any] = field(repr=False)
    """Values by header, as they are."""
    id: str = ""
    """The row itself, wherever it is and whatever is typed in it, or over its header."""


def lines(witness: Witness, sheet: int, *, above: bool = False) -> list[Line]:
    """The rows of a worksheet below its header, or those above it; none where a header is missing
    or doubled."""
    wanted = ROSTER if sheet == MEMBERS else HEADERS
    rows: dict[int, dict[int, tuple[str, Content]]] = {}
    for tag, place in witness.cells().items():
        if place.sheet == sheet:
            rows.setdefault(place.row, {})[place.column] = (tag, place.now)
    for top in sorted(rows):
        texts = [_header(found) for _, found in rows[top].values()]
        if sum(texts.count(name) == 1 for name in wanted) < len(wanted) - 1:
            continue
        names = {
            column: name
            for column, (_, found) in rows[top].items()
            if (name := _header(found)) in (*wanted, *EXTRA)
        }
        for column, name in names.items():
            witness.heads[rows[top][column][0]] = name
        key = ROSTER[4] if sheet == MEMBERS else UNTIL
        own = next((c for c, (tag, _) in rows[top].items() if witness.heads.get(tag) == key), -1)
        return [
            Line(
                sheet,
                number,
                {names[c]: tag for c, (tag, _) in rows[number].items() if c in names},
                {
                    names[c]: witness.shadow.get(tag, found).value
                    for c, (tag, found) in rows[number].items()
                    if c in names
                },
                {names[c]: found.value for c, (_, found) in rows[number].items() if c in names},
                _own(witness, rows[number], own),
            )
            for number in sorted(rows)
            if (number < top if above else number > top)
            and any(
                found != NOTHING or witness.shadow.get(tag, NOTHING) != NOTHING
                for tag, found in rows[number].values()
            )
        ]
    return []


def _own(witness: Witness, row: dict[int, tuple[str, Content]], column: int) -> str:
    """The row itself: its cell in a column, or the one that it had before somebody deleted it."""
    tags = [tag for tag, _ in row.values()]
    found = row[column][0] if column in row else ""
    found = found or next((witness.owners[tag] for tag in tags if tag in witness.owners), "")
    for tag in tags:
        witness.owners.setdefault(tag, found)
    return found


_SPELT = {name.casefold(): name for name in (*HEADERS, *ROSTER, *EXTRA)}


def _header(found: Content) -> str:
    """A header as the rules spell it, in whatever letters it is typed."""
    return _SPELT.get(str(found.value).casefold(), "")


def is_records(witness: Witness, sheet: int) -> bool:
    """Whether a worksheet has all headers of the records, each once."""
    rows: dict[int, list[str]] = {}
    for place in witness.cells().values():
        if place.sheet == sheet:
            rows.setdefault(place.row, []).append(_header(place.now))
    return any(all(texts.count(name) == 1 for name in HEADERS) for texts in rows.values())


def replaced(witness: Witness, sheet: int) -> bool:
    """Whether a worksheet, which is not the first one, has taken the place of the records: by now
    it alone has their headers."""
    return not is_records(witness, REPORTS) and is_records(witness, sheet)


# --- records ------------------------------------------------------------------------------------


def _days(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) and value > 20000 else None


def concerned(values: dict[str, Any]) -> set[str]:
    """Whom a report is about: full names and addresses."""
    names = str(values.get(NAMED) or "").split(";")
    found = {name.strip().casefold() for name in names if _is_full(name)}
    contact = values.get(CONTACT)
    if isinstance(contact, str) and "@" in contact:
        found.add(contact.strip().casefold())
    return found


def _is_full(name: str) -> bool:
    """Whether a name has two words; `Nick 7` is nobody's."""
    return sum(any(map(str.isalpha, word)) for word in name.split()) > 1


def day_text(day: int) -> str:
    """A day as people write it."""
    return (EPOCH + dt.timedelta(days=day)).isoformat()


def months_after(day: int, months: int) -> int:
    """A day so many months later, as Sheets counts."""
    date = EPOCH + dt.timedelta(days=day)
    index = date.year * 12 + date.month - 1 + months
    return serial(dt.date(index // 12, index % 12 + 1, min(date.day, 28)))


def later_reports(line: Line, every: list[Line]) -> list[int]:
    """Days of the later reports about anyone who is concerned, directly or through others."""
    mine = _days(line.should.get(REPORTED))
    linked, group = concerned(line.should), {line.id}
    about = {other.id: concerned(other.should) for other in every}
    found_more = bool(linked)
    while found_more:
        more = {one for one, people in about.items() if people & linked} - group
        found_more = bool(more)
        group |= more
        linked = linked.union(*(about[one] for one in more))
    found = [_days(o.should.get(REPORTED)) for o in every if o.id in group and o.id != line.id]
    return [day for day in found if day is not None and mine is not None and day > mine]


def is_due(line: Line, every: list[Line]) -> bool:
    """Whether a record is due: its date is past, and no later report holds it."""
    until, now = _days(line.should.get(UNTIL)), serial(today())
    if until is None or until >= now or _days(line.should.get(REPORTED)) is None:
        return False
    return not any(now <= months_after(day, 12) for day in later_reports(line, every))


def reset_dates(line: Line, every: list[Line]) -> set[int]:
    """Dates that the rules could give a record that later reports are about."""
    found = later_reports(line, every)
    return {months_after(day, months) for day in found for months in (6, 12)}


# --- the roster ---------------------------------------------------------------------------------


ROLES = {"chair", "member", "adviser"}


def unreadable(roster: list[Line]) -> set[str]:
    """Addresses in rows that cannot be read: by these nobody is let in or removed."""
    found = set()
    for line in roster:
        fine = line.should.get("Role") in ROLES
        for name in ("Joined", "Stepped down"):
            fine = fine and (line.should.get(name) is None or _days(line.should[name]) is not None)
        if not fine:
            found |= {str(v).casefold() for v in line.should.values() if "@" in str(v)}
    return found


def current(roster: list[Line], *, now: bool = False) -> dict[str, Line]:
    """Who is a member today, by address."""
    found = {}
    day = serial(today())
    for line in roster:
        values = line.now if now else line.should
        email, end, joined = (values.get(name) for name in ("E-mail", "Stepped down", "Joined"))
        if not isinstance(email, str) or "@" not in email or values.get("Role") not in ROLES:
            continue
        over = end is not None and (_days(end) is None or int(end) <= day)
        begun = joined is None or (_days(joined) or 0) <= day
        if begun and not over:
            found[email.strip().casefold()] = line
    return found
