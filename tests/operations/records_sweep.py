"""Adding a report again and again, each time with another mishap. All people are invented.

Used by the tests for a sample and by `scripts/sweep_records.py` for as many as one likes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cocsheets import clock
from cocsheets.apply.transaction import transaction
from cocsheets.errors import CocsheetsError
from cocsheets.operations import records
from cocsheets.operations.committee import Committee
from cocsheets.plans.edits import Edit
from cocsheets.plans.limits import Limits
from cocsheets.plans.records import TermChoice
from cocsheets.plans.reports import read_field
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.table import Spreadsheet
from cocsheets.sandbox.running import Sandbox
from cocsheets.settings import Settings, SpreadsheetSettings
from tests.cli.world import ACTING, World, make_world
from tests.records.sheets import HEADERS

ROWS = [
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "s1", "Yes", "No", "", "", "2024-01-10"),
    ("2023-02-01", "Ana Lopez", "Rik Sample", "", "s2", "Yes", "No", "", "", "2024-02-01"),
    ("2023-03-01", "Ana Lopez", "Poe Example", "", "s3", "Yes", "No", "", "", "2024-03-01"),
]
NEW = {
    "date_reported": "2023-06-01",
    "reporter": "Ana Lopez",
    "named_subjects": "Ada Fixture; Poe Example",
    "summary": "shouted at a talk",
    "action_by_us": "yes",
}
ADDED = (
    *("2023-06-01", "Ana Lopez", "Ada Fixture; Poe Example", "", "shouted at a talk", "yes"),
    *("", "", "", "2024-06-01"),
)
RESET = {row[2]: (*row[:9], "2024-06-01" if row[2] != "Rik Sample" else row[9]) for row in ROWS}
NOW = dt.datetime(2023, 6, 2, 10, tzinfo=dt.UTC)
FAULTS: dict[str, dict[str, Any]] = {
    "lost reply": {"drop_reply": True},
    "500 after the fact": {"status": 500, "body": {}, "act": True},
    "500": {"status": 500, "body": {}},
    "429": {"status": 429, "body": {}},
    "HTML": {"status": 502, "body": "<html>bad gateway</html>"},
}


class KilledError(BaseException):
    """The process ended there."""


class Dying:
    """A sheet whose process dies at its n-th request, before or after Google acted."""

    def __init__(self, sheet: Any, nth: int, *, after: bool) -> None:
        self.sheet, self.nth, self.after, self.count = sheet, nth, after, 0

    def read(self, *, formats: bool = False) -> Spreadsheet:
        """See `SheetReader`."""
        found: Spreadsheet = self._at(lambda: self.sheet.read(formats=formats))
        return found

    @property
    def shown(self) -> Spreadsheet | None:
        """See `SheetWriter`."""
        found: Spreadsheet | None = self.sheet.shown
        return found

    def write(self, edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        """See `SheetWriter`."""
        found: tuple[int, ...] = self._at(lambda: self.sheet.write(edits, show=show))
        return found

    def _at(self, request: Any) -> Any:
        self.count += 1
        if self.count == self.nth and not self.after:
            raise KilledError
        answer = request()
        if self.count == self.nth:
            raise KilledError
        return answer


def world(sandbox: Sandbox) -> World:
    """A fresh spreadsheet of three records."""
    sandbox.reset()
    return make_world(sandbox, Path(), ROWS)


def committee(
    found: World, now: dt.datetime = NOW, retention: RetentionSettings | None = None
) -> Committee:
    """The operations on it, on the day after the new report unless told else."""
    settings = Settings(
        spreadsheet=SpreadsheetSettings(found.spreadsheet.id, time_zone="UTC"),
        api_root=found.sandbox.url,
        act_as=ACTING,
        limits=Limits(retry_seconds=30),
        retention=retention or RetentionSettings(),
    )
    return Committee(settings, now=clock.now, as_of=now.date())


def add(found: Committee) -> records.RecordReport:
    """Plan and add the new report, as the command does."""
    fields = {key: read_field(found.schema, key, text) for key, text in NEW.items()}
    now = found.assess()
    make = functools.partial(
        records.plan_add, found, fields=fields, choice=TermChoice(severity="minor")
    )
    operation = records.WriteRecord(found, now, make)
    if not operation.plan.changes:
        return records.RecordReport(operation.plan, row=operation.plan.twin)
    return operation.carry_out()


def rows(found: World) -> list[tuple[str, ...]]:
    """The rows that hold anything, as people read them."""
    width = len(HEADERS)
    cells = found.records.get_all_values()[1:]
    return [tuple((*row, *[""] * width)[:width]) for row in cells if any(row)]


WANTED = [*RESET.values(), ADDED]
"""What an undisturbed run leaves."""


def crash_scenarios(requests: int) -> Iterator[tuple[str, int]]:
    """Every fault at every request of a run."""
    for nth in range(1, requests + 1):
        for name in (*FAULTS, "killed before", "killed after"):
            yield name, nth


def crash(sandbox: Sandbox, name: str, nth: int) -> tuple[list[tuple[str, ...]], list[str]]:
    """One run with a mishap and a second one; returns rows and states of the ledger."""
    found = world(sandbox)
    first = committee(found)
    if name.startswith("killed"):
        dying = Dying(first.sheet, nth, after=name.endswith("after"))
        first.__dict__["sheet"] = dying
    else:
        match = {"path": f".*{found.spreadsheet.id}.*", "nth": nth}
        sandbox.faults([{"match": match, "do": FAULTS[name]}])
    with contextlib.suppress(KilledError, CocsheetsError):  # The second run is what counts.
        add(first)
    first.lock.release(wholly=True)  # as the system does when a process ends
    sandbox.faults([])
    second = committee(found)
    if name.startswith("killed"):
        free_claim(second)
    add(second)
    with transaction(second, second.read().spreadsheet):
        pass
    ledger = second.read().ledger()
    return rows(found), [line.state for line in ledger.lines] if ledger else []


def free_claim(found: Committee) -> None:
    """The claim of a dead process ends by itself."""
    start = found.start_run

    def start_dead(by: str = "") -> Any:
        run = start(by)
        run.claim.is_dead = lambda holder: True
        return run

    found.start_run = start_dead  # type: ignore[method-assign]


def edit_of(chance: random.Random, sheet_id: int, round_: int) -> list[dict[str, Any]]:
    """What another user does at one moment."""
    row = chance.randrange(1, 5)
    span = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    order = [
        {
            "dimensionIndex": chance.choice([0, 2, 4]),
            "sortOrder": chance.choice(["ASCENDING", "DESCENDING"]),
        }
    ]
    area = {"sheetId": sheet_id, "startRowIndex": 1, "endRowIndex": chance.choice([3, 4])}
    typed = [{"userEnteredValue": {"stringValue": f"typed {round_}"}}]
    cell = {"sheetId": sheet_id, "startRowIndex": 4, "endRowIndex": 5, "startColumnIndex": 4}
    cell["endColumnIndex"] = 5
    choices: list[list[dict[str, Any]]] = [
        [{"insertDimension": {"range": span}}],
        [{"sortRange": {"range": area, "sortSpecs": order}}],
        [
            {"insertDimension": {"range": span}},
            {
                "updateCells": {
                    "range": {**cell, "startRowIndex": row, "endRowIndex": row + 1},
                    "rows": [{"values": typed}],
                    "fields": "userEnteredValue",
                }
            },
        ],
    ]
    return chance.choice(choices)


def adversary(sandbox: Sandbox, seed: int) -> tuple[list[tuple[str, ...]], int, str]:
    """One run while somebody edits; returns rows, exit code, and what was done to them."""
    chance = random.Random(seed)
    found = world(sandbox)
    sheet_id = found.records.id
    told = []
    faults = []
    for round_ in range(chance.randrange(1, 4)):
        requests = edit_of(chance, sheet_id, round_)
        nth, when = chance.randrange(1, 9), chance.choice(["before", "after"])
        edit = {"as": ACTING, "when": when, "spreadsheet": found.spreadsheet.id}
        match = {"path": f".*{found.spreadsheet.id}.*", "nth": nth}
        faults.append({"match": match, "do": {"edit": {**edit, "requests": requests}}})
        told.append(f"{when} request {nth}: {', '.join(next(iter(item)) for item in requests)}")
    sandbox.faults(faults)
    code = int(add(committee(found)).code)
    sandbox.faults([])
    return rows(found), code, "; ".join(told)


def wrong(left: list[tuple[str, ...]], code: int) -> str:
    """What is wrong with the end of an adversary's run, or nothing."""
    ours = [row for row in left if row[0] == "2023-06-01"]
    if ours != [ADDED]:
        return f"the report stands there {len(ours)} times or is not as it was given"
    for row in ROWS:
        same = [item for item in left if item[2] == row[2]]
        allowed = {RESET[row[2]]} if code == 0 else {RESET[row[2]], row}
        if len(same) != 1 or same[0] not in allowed:
            return "a record is not as it should be"
    others = [row for row in left if row[2] not in RESET and row != ADDED]
    if any(not row[4].startswith("typed") or any(row[5:]) for row in others):
        return "something was written into a row of somebody else"
    return ""
