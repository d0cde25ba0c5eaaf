"""A committee's spreadsheet as it stands before a run. All people are invented.

Knows what is in which row and why. The process under test acts as `ROBOT`; whoever edits meanwhile
is `CHAIR`, the owner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.records.sheets import HEADERS

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

Json = dict[str, Any]

ROBOT = "robot@sandbox.example"
CHAIR = "chair@example.org"
EPOCH = dt.date(1899, 12, 30)
REPORTS, MEMBERS, NOTES = 0, 1, 2
"""Ids of the worksheets."""
FIELDS = "userEnteredValue,note,userEnteredFormat,dataValidation,textFormatRuns"
DATE = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
DRIVE = "https://www.googleapis.com/drive/v3/files"
ROSTER = ("Name", "E-mail", "Role", "Joined", "Stepped down")
Cell = Any
"""None, a text (a formula if it begins with `=`), a number, a date, or Google's own JSON."""


def today() -> dt.date:
    """Today, in UTC, the zone of all committees here."""
    return dt.datetime.now(dt.UTC).date()


def serial(day: dt.date) -> int:
    """A day as Sheets counts it."""
    return (day - EPOCH).days


def ago(months: int, *, of: dt.date | None = None, day: int = 10) -> dt.date:
    """A day so many months ago, or ahead if negative; always the same day of its month."""
    start = of or today()
    index = start.year * 12 + start.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, day)


def cell(value: Cell) -> Json:
    """A cell as `updateCells` takes it."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    if isinstance(value, dt.date):
        return {"userEnteredValue": {"numberValue": serial(value)}, "userEnteredFormat": DATE}
    if isinstance(value, (int, float)):
        return {"userEnteredValue": {"numberValue": value}}
    kind = "formulaValue" if value.startswith("=") else "stringValue"
    return {"userEnteredValue": {kind: value}}


def fill(sheet_id: int, rows: Sequence[Sequence[Cell]], row: int = 0, column: int = 0) -> Json:
    """The request that types these cells."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    data = [{"values": [cell(value) for value in line]} for line in rows]
    return {"updateCells": {"start": start, "rows": data, "fields": FIELDS}}


def report(
    reported: dt.date,
    reporter: str,
    named: Cell,
    contact: Cell,
    summary: Cell,
    outcome: Cell = None,
    status: Cell = None,
    until: Cell = None,
) -> list[Cell]:
    """One row."""
    return [reported, reporter, named, contact, summary, "Yes", "No", outcome, status, until]


def records() -> list[list[Cell]]:
    """Reports: some due, one of them hard to replace; one held by a later one; one kept."""
    ana, bo, eva = "Ana Lopez", "Bo Member", ("Eva Again", "eva@example.net")
    told, two = "Rik Sample was told", "Ada Fixture; Eda Two"
    return [
        report(ago(5), ana, "Una Newcase", "una@example.net", "s1", None, None, ago(-7)),
        report(ago(14), ana, "Rik Sample", "rik@example.net", "s2", told, None, ago(2)),
        report(ago(6), bo, "Poe Example", "poe@example.net", "s3", "talked", "flagged", ago(-6)),
        report(ago(15), bo, two, 5550123, "s4", "talked", None, ago(3)),
        report(ago(13), ana, *eva, "s5", None, None, ago(1)),
        report(ago(4), bo, "Ole Other", None, "s6", "talked", None, ago(-8)),
        report(ago(3), bo, *eva, "s7", "talked", None, ago(-9)),
    ]


HELD = 4
"""Index in `records` of the one that a later report holds."""
DUE = (1, 3)
"""Indexes of those that are due."""


def people() -> list[list[Cell]]:
    """The roster: all current but Cy."""
    joined = dt.date(2021, 1, 1)
    return [
        ["Chris Chair", CHAIR, "chair", dt.date(2020, 1, 1), None],
        ["Ana Lopez", "ana@example.org", "member", joined, None],
        ["Bo Member", "bo@example.org", "member", joined, None],
        ["Rik Member", "rik@example.org", "member", joined, None],
        ["Cy Gone", "cy@example.org", "member", joined, ago(9)],
        ["Di Adviser", "di@example.org", "adviser", joined, None],
    ]


@dataclass(frozen=True)
class Scene:
    """What the spreadsheet holds, and who has access besides the owner."""

    records: Sequence[Sequence[Cell]] = field(default_factory=records)
    people: Sequence[Sequence[Cell]] = field(default_factory=people)
    title: Sequence[Sequence[Cell]] = ()
    """Rows above the header of the reports."""
    roster: Sequence[str] = ROSTER
    without_roster: bool = False
    access: Mapping[str, str] = field(
        default_factory=lambda: {
            ROBOT: "writer",
            "ana@example.org": "writer",
            "bo@example.org": "writer",
            "rik@example.org": "writer",
            "di@example.org": "reader",
        }
    )

    def build(self, sandbox: Sandbox, **switches: Any) -> str:
        """Make it in an emptied sandbox; returns its key."""
        sandbox.reset()
        sandbox.settings(**switches)
        session = sandbox.session(CHAIR)
        titles = {REPORTS: "Reports", MEMBERS: "Members", NOTES: "Notes"}
        if self.without_roster:
            del titles[MEMBERS]
        size = {"gridProperties": {"rowCount": 60, "columnCount": 26}}
        sheets = [{"properties": {"sheetId": n, "title": t, **size}} for n, t in titles.items()]
        body = {"properties": {"title": "CoC"}, "sheets": sheets}
        key = str(session.post(SHEETS, json=body).json()["spreadsheetId"])
        batch = [
            fill(REPORTS, [*self.title, HEADERS, *self.records]),
            *([] if self.without_roster else [fill(MEMBERS, [self.roster, *self.people])]),
            fill(NOTES, [["To do", "Who"], ["call Una", "Ana Lopez"], ["post", None], [7, "Bo"]]),
        ]
        answer = session.post(f"{SHEETS}/{key}:batchUpdate", json={"requests": batch})
        assert answer.status_code == 200, answer.text
        for email, role in self.access.items():
            body = {"type": "user", "role": role, "emailAddress": email}
            answer = session.post(
                f"{DRIVE}/{key}/permissions?sendNotificationEmail=false", json=body
            )
            assert answer.status_code == 200, answer.text
        session.close()
        sandbox.forget_requests()
        return key
