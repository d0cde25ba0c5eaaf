"""The ledger: what was done, when and by which run, as lines of the worksheet `cocsheets log`.

Knows the layout of that worksheet and the life of a line: `intended`, then `done`, `not done` or
`put back`. Must not know how lines are written. Holds rows' keys, columns, counts and addresses of
committee members; never contents. It records slips; it does not stop a determined editor.

It remembers, too, that a report which is expunged was a later one to another record: the rules
still count it when nothing in the sheet tells of it any more. Anybody who edits the spreadsheet can
edit the ledger, so its times and dates are believed within limits; beyond them they are void.
Long because a line, its life and its reading are one format.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cocsheets.clock import moment
from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_re
from cocsheets.records import ownsheets
from cocsheets.records.later_reports import RememberedReports
from cocsheets.records.record import RecordKey
from cocsheets.records.table import Spreadsheet, Value, Worksheet
from cocsheets.records.written import CHECKS

HEADER = ownsheets.LEDGER
STATE_COLUMN = 7
EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2999, 12, 31)
"""Days of reports that can be believed."""
MOST = 1e9
_GOOD_FORM = lazy_re(r"finished (\S+)")
LAST_GOOD = "last good run"
FIRST_RUN = "first run as"
"""Action of a line that says no more than that cocsheets acts as an account from now on."""
LATER_REPORT = "further report of"
"""Begins the action of a line that remembers an expunged report for the record it is a later one
to: its date follows, and the target is that record's key."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The `[log]` table."""

    worksheet: str = "cocsheets log"
    """Title of the worksheet that holds the ledger; made on the first write."""

    def check(self) -> None:
        """Raise ValueError for what cannot be a title."""
        if not self.worksheet.strip():
            raise ValueError("worksheet is blank")


class LineState(enum.StrEnum):
    """What became of a line."""

    INTENDED = "intended"
    DONE = "done"
    NOT_DONE = "not done"
    PUT_BACK = "put back"


GROUP = "group address"
"""The action of a line that tells that an address is a group's, which only a grant shows."""


class Line(Data, frozen=True):
    """One line of the ledger."""

    action: str
    target: str
    """A row's key such as `2024-04-03 #1`, or an address."""
    columns: str = ""
    count: int = 1
    """Cells or permissions concerned."""
    when: str = ""
    """ISO 8601, UTC."""
    run: str = ""
    by: str = ""
    state: str = LineState.INTENDED
    """A `LineState`; while intended, followed by the line's number, as in `intended 3f9c2a1b-2`."""
    row: int = 0
    """1-based row in the worksheet, 0 if not yet written."""

    @property
    def open(self) -> bool:
        """Whether nobody has yet looked whether it was carried out."""
        return self.state.startswith(LineState.INTENDED)

    def cells(self) -> tuple[Value, ...]:
        """The line as it is written."""
        return (
            self.when,
            self.run,
            self.action,
            self.target,
            self.columns,
            float(self.count),
            self.by,
            self.state,
        )

    def to_json(self) -> dict[str, str | int]:
        """Stable form for programs."""
        state = LineState.INTENDED.value if self.open else str(self.state)
        return {
            "when": self.when,
            "run": self.run,
            "action": self.action,
            "target": self.target,
            "columns": self.columns,
            "count": self.count,
            "by": self.by,
            "state": state,
        }


class Ledger(Data, frozen=True):
    """The ledger as it was read."""

    sheet_id: int
    lines: tuple[Line, ...]
    last_good_text: str = ""
    """Whole text of the cell that tells the last good run; unique in the worksheet."""
    last_good_row: int = 0
    accounts: tuple[str, ...] = ()
    """Addresses of the accounts that cocsheets has acted as, the earliest first."""
    spoilt_row: int = 0
    """Row of a last good run that is void, 0 if there is none."""
    google: dt.datetime | None = None
    """Google's clock at the reading: what is later is void."""

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """Lines that a crash left open."""
        return tuple(line for line in self.lines if line.open)

    def outdone(self, line: Line) -> bool:
        """Whether a later line is about the same and is not known to have failed: what is found
        done is then that line's doing, so that nothing is counted twice."""
        return any(
            other.action == line.action
            and _about(other) == _about(line)
            and other.row > line.row
            and (other.open or other.state == LineState.DONE)
            for other in self.lines
        )

    @property
    def remembered(self) -> RememberedReports:
        """What is remembered of reports that are expunged, or were about to be."""
        found: dict[RecordKey, frozenset[dt.date]] = {}
        for line in self.lines:
            key, date = RecordKey.parse(line.target), _later_report_date(line.action, self.google)
            if key is not None and date is not None and line.state != LineState.NOT_DONE:
                found[key] = found.get(key, frozenset()) | {date}
        return found

    @property
    def groups(self) -> tuple[str, ...]:
        """Addresses that were on the roster and turned out to be a group's."""
        return tuple(line.target for line in self.lines if line.action == GROUP)

    @property
    def last_good(self) -> dt.datetime | None:
        """When the last good run ended, with its UTC offset; None if there was none yet."""
        return read_last_good(self.last_good_text, self.google)

    @property
    def first(self) -> dt.datetime | None:
        """The earliest time in the ledger."""
        times = (moment(line.when, self.google) for line in self.lines)
        return min(filter(None, times), default=None)

    @property
    def implausible(self) -> tuple[tuple[int, str], ...]:
        """Row and kind of what is void: in the future, out of range or unreadable."""
        found = [
            (line.row, "the time")
            for line in self.lines
            if line.when and moment(line.when, self.google) is None
        ]
        found += [
            (line.row, "what is remembered of a report")
            for line in self.lines
            if line.action.startswith(LATER_REPORT)
            and None in (RecordKey.parse(line.target), _later_report_date(line.action, self.google))
        ]
        if self.spoilt_row:
            found.append((self.spoilt_row, "the time of the last good run"))
        return tuple(sorted(found))


def read_ledger(spreadsheet: Spreadsheet, title: str) -> Ledger | None:
    """The ledger, None if it has not been made yet. One that was renamed is known by its header.

    Raises ConfigurationError if a worksheet of that title is something else, or if several
    worksheets of other titles may be the ledger.
    """
    worksheet = spreadsheet.worksheet(title) or _renamed(spreadsheet, title)
    if worksheet is None:
        return None
    if not ownsheets.has_header(worksheet, HEADER):
        raise ConfigurationError(
            f"The worksheet {title!r} exists, but it is not a ledger of cocsheets.",
            hint=(
                "If it was the ledger, fix its first row, for it remembers what must wait: "
                f"{', '.join(HEADER)}. Else rename it, or name another in [log] worksheet."
            ),
        )
    lines, google = tuple(_lines(worksheet)), moment(spreadsheet.read_at)
    ends = [line for line in lines if line.action == LAST_GOOD]
    good = next((line for line in ends if _GOOD_FORM.fullmatch(line.state)), None)
    spoilt = (line.row for line in ends if read_last_good(line.state, google) is None)
    return Ledger(
        worksheet.sheet_id,
        tuple(line for line in lines if line.action != LAST_GOOD),
        good.state if good else "",
        good.row if good else 0,
        tuple(dict.fromkeys(line.by for line in lines if line.by)),
        next(spoilt, 0),
        google,
    )


def _renamed(spreadsheet: Spreadsheet, title: str) -> Worksheet | None:
    """The ledger under another title: a new one would not remember what must wait."""
    found = [one for one in spreadsheet.worksheets if ownsheets.has_header(one, HEADER)]
    if len(found) > 1:
        titles = ", ".join(f'"{worksheet.title}"' for worksheet in found)
        raise ConfigurationError(
            f"There is no worksheet {title!r}, and several may be the ledger: {titles}.",
            hint="Name the right one in [log] worksheet; it remembers what must wait.",
        )
    return found[0] if found else None


def later_report_lines(remembered: RememberedReports) -> list[Line]:
    """Lines that remember reports about to be expunged, in a fixed order."""
    return [
        Line(f"{LATER_REPORT} {date.isoformat()}", str(key), count=0)
        for key, dates in sorted(remembered.items(), key=lambda item: str(item[0]))
        for date in sorted(dates)
    ]


def _later_report_date(action: str, google: dt.datetime | None) -> dt.date | None:
    """The date in an action. None if it is void: a report that was expunged is of the past."""
    try:
        date = dt.date.fromisoformat(action.removeprefix(f"{LATER_REPORT} "))
    except ValueError:
        return None
    latest = google.date() + dt.timedelta(days=1) if google else LATEST
    return date if EARLIEST <= date <= latest else None


def _lines(worksheet: Worksheet) -> Iterator[Line]:
    for row in worksheet:
        if row.number == 1 or row.blank:
            continue
        texts = [_text(row.value(column)) for column in range(len(HEADER))]
        count = row.value(5)
        yield Line(
            when=texts[0],
            run=texts[1],
            action=texts[2],
            target=texts[3],
            columns=texts[4],
            count=int(count) if isinstance(count, float) and abs(count) < MOST else 0,
            by=texts[6],
            state=texts[7],
            row=row.number,
        )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def utc_text(now: dt.datetime) -> str:
    """A moment as the ledger writes it."""
    return now.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def good_text(now: dt.datetime, zone: dt.tzinfo) -> str:
    """The text that tells the last good run: local time with its offset."""
    return f"finished {now.astimezone(zone).replace(microsecond=0).isoformat()}"


def read_last_good(text: str, google: dt.datetime | None = None) -> dt.datetime | None:
    """The moment in a text made by `good_text`; None if it is void."""
    match = _GOOD_FORM.fullmatch(text)
    return moment(match[1], google) if match else None


def good_line(now: dt.datetime, zone: dt.tzinfo) -> Line:
    """The line that tells the last good run, when it is first made."""
    return Line(LAST_GOOD, "", count=1, state=good_text(now, zone))


def _about(line: Line) -> str:
    """What a line is about: its target, or the column that a check is on, wherever it is by now."""
    check = line.columns.partition(" (")[2]
    return check if check.endswith(tuple(text for text, _ in CHECKS.values())) else line.target


def number_lines(lines: Sequence[Line], run: str, first: int, when: str, by: str) -> list[Line]:
    """Lines ready to be written: with time, run, actor and a state that is unique."""
    return [
        replace(
            line,
            when=when,
            run=run,
            by=by,
            state=f"{LineState.INTENDED} {run}-{first + offset}" if line.open else line.state,
        )
        for offset, line in enumerate(lines)
    ]
