"""The daily job again and again, each time with another mishap at another of its requests.

Used by the tests for a sample and by `scripts/crash_sweep.py` for all of them. The committee is
small and has everything that a run can do: due records with notes, links, numbers and names in
other cells, and people to let in, to keep and to take off. All people are invented.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from cocsheets import clock
from cocsheets.apply.run import Run
from cocsheets.operations.committee import Committee
from cocsheets.operations.connection import Hooks
from cocsheets.operations.sync import SyncReport, sync
from cocsheets.plans.statussheet import StatusSettings
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.workbook.client import SandboxSession
from cocsheets.workbook.http import Http
from tests.apply.adversary import DATE, FIELDS, serial
from tests.records.sheets import HEADERS

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

Json = dict[str, Any]

ROBOT = "robot@sandbox.example"
STATUS = "cocsheets status"
CHAIR = "chair@example.org"
TODAY = dt.date(2026, 4, 2)
ROSTER = (
    ("Name", "E-mail", "Role", "Joined", "Stepped down"),
    ("Chris Chair", CHAIR, "chair", "2020-01-01", None),
    ("Ana Lopez", "ana@example.org", "member", "2020-01-01", None),
    ("Bo Member", "bo@example.org", "member", "2021-01-01", None),
    ("Cy Gone", "cy@example.org", "member", "2021-01-01", "2026-01-01"),
)
DUE = ("2024-01-10 #1", "2024-02-10 #1", "2024-03-10 #1", "2025-09-25 #1")


@dataclass(frozen=True)
class Report:
    """One row, as little as matters."""

    reported: str
    reporter: str
    named: str
    contact: Any
    summary: str
    outcome: str | None
    until: str


REPORTS = (
    Report("2025-06-01", "Ana Lopez", "Una Newcase", "una@example.net", "s1", None, "2026-12-01"),
    Report(
        *("2024-01-10", "Ana Lopez", "Rik Sample", "rik@example.net", "first line\nsecond line"),
        *("Rik Sample was told; rik@example.net", "2026-01-10"),
    ),
    Report("2025-07-01", "Bo Member", "Poe Example", 4477123, "s1", "talked", "2026-12-01"),
    Report(
        "2024-02-10", "Bo Member", "Ada Fixture; Eda Two", 5550123, "s1", "talked", "2026-02-10"
    ),
    Report("2024-03-10", "Ana Lopez", '="Nick "&7', None, "s1", None, "2026-03-10"),
    Report("2025-08-01", "Ana Lopez", "Ole Other", None, '="sum "&1', None, "2026-12-01"),
    # Held by the row below it, which is due itself: the hold outlives it, in every later run.
    Report("2025-03-20", "Ana Lopez", "Eva Again", None, "s1", None, "2026-03-20"),
    Report("2025-09-25", "Bo Member", "Eva Again", None, "s1", None, "2026-03-25"),
)


class KilledError(BaseException):
    """The process ended there."""


class Mortal(SandboxSession):
    """A session of a process that dies at its n-th request, before or after Google acted."""

    def __init__(self, origin: str, dies_at: int = 0, *, after: bool = False) -> None:
        super().__init__(origin, ROBOT)
        self.dies_at, self.after, self.count = dies_at, after, 0

    def request(  # type: ignore[override]
        self, method: str, url: str, **arguments: Any
    ) -> requests.Response:
        """Send it, if still alive."""
        self.count += 1
        if self.dies_at and self.count >= self.dies_at + self.after:
            raise KilledError
        response = super().request(method, url, **arguments)
        if self.dies_at and self.count >= self.dies_at:
            raise KilledError
        return response


class Alone(Committee):
    """A committee whose other runs are all dead, and which never waits."""

    def start_run(self, by: str = "") -> Run:
        """See `Committee.start_run`."""
        run = super().start_run(by)
        run.claim.is_dead = lambda _holder: True
        run.sleep = lambda _seconds: None
        return run


def committee(sandbox: Sandbox, key: str, session: Mortal | None = None) -> Alone:
    """The committee at work for one day."""
    settings = Settings(
        spreadsheet=SpreadsheetSettings(key=key, time_zone="Europe/Berlin"),
        api_root=sandbox.url,
        act_as=ROBOT,
        status=StatusSettings(STATUS),
    )
    hooks = Hooks(sleep=lambda _seconds: None)
    found = Alone(settings, now=clock.now, as_of=TODAY, hooks=hooks)
    found.__dict__["http"] = Http(session or Mortal(sandbox.url), sleep=lambda _seconds: None)
    found.http.own_address = ROBOT
    return found


def world(sandbox: Sandbox) -> str:
    """The committee's spreadsheet before the run; its key."""
    sandbox.reset()
    session = sandbox.session(CHAIR)
    base = "https://sheets.googleapis.com/v4/spreadsheets"
    sheets = [
        {"properties": {"sheetId": n, "title": t}} for n, t in enumerate(("Reports", "Members"))
    ]
    key = str(
        session.post(base, json={"properties": {"title": "CoC"}, "sheets": sheets}).json()[
            "spreadsheetId"
        ]
    )
    rows = [[_cell(text) for text in HEADERS], *map(_row, REPORTS)]
    rows[2][2]["note"] = "met at the booth"
    rows[1][2]["note"] = "another note"
    rows[4][1]["userEnteredFormat"] = {"textFormat": {"link": {"uri": "https://example.org/bo"}}}
    members = [[_cell(text) for text in line] for line in ROSTER]
    batch = [_fill(0, rows), _fill(1, members)]
    answer = session.post(f"{base}/{key}:batchUpdate", json={"requests": batch})
    assert answer.status_code == 200, answer.text
    drive = f"https://www.googleapis.com/drive/v3/files/{key}/permissions"
    for grantee in (
        {"type": "user", "role": "writer", "emailAddress": ROBOT},
        {"type": "user", "role": "writer", "emailAddress": "cy@example.org"},
        {"type": "user", "role": "writer", "emailAddress": "stranger@example.org"},
        {"type": "user", "role": "writer", "emailAddress": "ana@example.org"},
        {"type": "anyone", "role": "reader"},
    ):
        params = {"sendNotificationEmail": "false"} if grantee["type"] == "user" else {}
        answer = session.post(drive, json=grantee, params=params)
        assert answer.status_code == 200, answer.text
    sandbox.forget_requests()
    return key


def _row(report: Report) -> list[Json]:
    until = dt.date.fromisoformat(report.until)
    return [
        _cell(dt.date.fromisoformat(report.reported)),
        *map(_cell, (report.reporter, report.named, report.contact, report.summary)),
        *map(_cell, ("Yes", "No", report.outcome, None)),
        _cell(until),
    ]


def _cell(value: Any) -> Json:
    if value is None:
        return {}
    if isinstance(value, dt.date):
        return {"userEnteredValue": {"numberValue": serial(value)}, "userEnteredFormat": DATE}
    if isinstance(value, int):
        return {"userEnteredValue": {"numberValue": value}}
    kind = "formulaValue" if value.startswith("=") else "stringValue"
    return {"userEnteredValue": {kind: value}}


def _fill(sheet_id: int, rows: list[list[Json]]) -> Json:
    start = {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0}
    data = [{"values": cells} for cells in rows]
    return {"updateCells": {"start": start, "rows": data, "fields": FIELDS}}


@dataclass(frozen=True)
class End:
    """What is left when all is over: cells of all worksheets but our own, the status page without
    its times, and who has access."""

    cells: dict[str, Any]
    access: frozenset[tuple[str, str]]
    page: tuple[str, ...]


def end(sandbox: Sandbox, key: str) -> End:
    """Look from inside."""
    file = sandbox.app.state.files[key]
    cells = {
        f"{sheet.title}!{row},{column}": cell
        for sheet in file.sheet.sheets
        if sheet.title not in ("cocsheets log", STATUS)
        for row, line in enumerate(sheet.rows)
        for column, cell in enumerate(line)
        if cell is not None
    }
    people = {(p.email or p.type, p.role) for p in file.permissions}
    return End(cells, frozenset(people), page(sandbox, key))


def page(sandbox: Sandbox, key: str) -> tuple[str, ...]:
    """What the status page says of things that need a person, come soon or can still be read. What
    the last run did is not the same after a mishap."""
    sheets = [s for s in sandbox.app.state.files[key].sheet.sheets if s.title == STATUS]
    assert len(sheets) <= 1, "two status pages"
    rows = [[(cell and cell.value) or "" for cell in line] for one in sheets for line in one.rows]
    told = [f"{row[1]} {row[2]} {row[3]}" for row in rows if len(row) > 3 and row[3]]
    return tuple(re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.", "", text) for text in told)


def ledger(sandbox: Sandbox, key: str) -> list[tuple[str, str, str]]:
    """Action, target and state of each line of the ledger."""
    sheets = [s for s in sandbox.app.state.files[key].sheet.sheets if s.title == "cocsheets log"]
    assert len(sheets) <= 1, "two ledgers"
    rows = sheets[0].rows[1:] if sheets else []
    texts = [[str(cell.value) if cell else "" for cell in row] for row in rows if row]
    return [(text[2], text[3], text[7]) for text in texts]


Mishap = tuple[str, int]
"""A kind and the request, from 1 on, at which it happens."""

FAULTS: dict[str, Json] = {
    "reply lost": {"drop_reply": True},
    "429": {"status": 429},
    "500": {"status": 500},
    "500 after taking effect": {"status": 500, "act": True},
    "HTML error": {"status": 502, "body": "<html><title>Error 502</title></html>"},
    "HTML error after taking effect": {"status": 502, "body": "<html></html>", "act": True},
}
DEATHS = {"killed before": False, "killed after it took effect": True}


def run_with(sandbox: Sandbox, key: str, mishap: Mishap | None = None) -> SyncReport | None:
    """One run; None if it was killed."""
    kind, nth = mishap or ("", 0)
    session = Mortal(sandbox.url)
    if kind in DEATHS:
        session = Mortal(sandbox.url, nth, after=DEATHS[kind])
    elif kind:
        sandbox.faults([{"match": {"user": ROBOT, "nth": nth}, "do": FAULTS[kind]}])
    with contextlib.suppress(KilledError):
        return sync(committee(sandbox, key, session))
    return None


def requests_of_a_run(sandbox: Sandbox) -> int:
    """How many requests an undisturbed run sends."""
    key = world(sandbox)
    run_with(sandbox, key)
    return len(sandbox.requests())


def scenarios(requests_: int) -> Iterator[Mishap]:
    """Every kind at every request."""
    for nth in range(1, requests_ + 1):
        for kind in (*DEATHS, *FAULTS):
            yield kind, nth


def wanted(sandbox: Sandbox) -> End:
    """The end of an undisturbed run."""
    key = world(sandbox)
    report = run_with(sandbox, key)
    assert report is not None
    assert not report.errors
    assert report.code in (0, 1)
    return end(sandbox, key)


def complaints(sandbox: Sandbox, key: str, expected: End) -> Iterator[str]:
    """What is wrong after a mishap and one more run."""
    found = end(sandbox, key)
    for place in sorted(expected.cells.keys() | found.cells.keys()):
        if expected.cells.get(place) != found.cells.get(place):
            yield f"{place} is not as after an undisturbed run"
    if found.page != expected.page:
        yield f"the status page is not as after an undisturbed run: {found.page}"
    if found.access != expected.access:
        yield f"access is not as after an undisturbed run: {found.access ^ expected.access}"
    lines = ledger(sandbox, key)
    done = Counter(
        target for action, target, state in lines if (action, state) == ("expunge", "done")
    )
    for target in DUE:
        if done[target] != 1:
            yield f"{target} is done {done[target]} times in the ledger"
    for target, count in done.items():
        if count > 1:
            yield f"{target} is done {count} times in the ledger"
    if any(state.startswith("intended") for _, _, state in lines):
        yield "a line is left open"


def suffer(sandbox: Sandbox, mishaps: list[Mishap], expected: End) -> list[str]:
    """A run for each mishap, and one without any; then what is wrong."""
    key = world(sandbox)
    for mishap in mishaps:
        run_with(sandbox, key, mishap)
    sandbox.faults()
    report = run_with(sandbox, key)
    found = list(complaints(sandbox, key, expected))
    if report is None or report.code not in (0, 1):
        found.append("the last run did not come to a good end")
    return found
