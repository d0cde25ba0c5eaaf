"""What each command costs: a user has 60 reads and 60 writes of Google Sheets a minute."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cocsheets.exit_codes import ExitCode
from cocsheets.operations.committee import Committee
from cocsheets.operations.connection import Hooks
from cocsheets.operations.stats import Publish, StatisticsOptions, summarise
from cocsheets.operations.sync import sync
from cocsheets.sandbox import Sandbox
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.workbook.google import GoogleSheet
from tests.cli.test_sync import OWN, OWNER, ROBOT, ROSTER, make_shared
from tests.cli.world import World

LEDGER = "cocsheets log"
PER_MINUTE = 60


def rows(due: int) -> list[list[str]]:
    """Twelve reports, of which some are due."""
    today = dt.date.today()  # noqa: DTZ011  # the spreadsheets of the sandbox are in UTC
    return [
        [
            (today - dt.timedelta(days=800 + number)).isoformat(),
            "Ana Member",
            f"Person{number} Sample",
            f"person{number}@example.net",
            "A report",
            *("Yes", "No", "Spoke with the person", ""),
            (today + dt.timedelta(days=-3 if number < due else 300)).isoformat(),
        ]
        for number in range(12)
    ]


@pytest.fixture
def quota(sandbox: Sandbox) -> Iterator[Sandbox]:
    """A sandbox that holds everybody to Google's requests a minute."""
    sandbox.settings(quota=True)
    yield sandbox
    sandbox.settings(quota=False)


@pytest.fixture
def world(quota: Sandbox, tmp_path: Path) -> World:
    """Three records are due, four members have no access yet, two strangers and a link have."""
    status = f'[status]\nworksheet = "{OWN[1]}"\n'
    (tmp_path / "cocsheets.toml").write_text(status, encoding="utf-8")
    return make_shared(quota, tmp_path, rows(3))


def cost(world: World, *command: str) -> dict[str, int]:
    """How many requests of each kind a command sends; it ends well, and none is refused."""
    world.sandbox.forget_requests()
    run = world.run(*command, COCSHEETS_ACT_AS=ROBOT)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    asked = world.sandbox.requests()
    assert {request["status"] for request in asked} <= {200, 204}
    return dict(Counter(kind(request["method"], request["path"]) for request in asked))


def kind(method: str, path: str) -> str:
    """What a request is, as Google counts it."""
    if path.startswith("/v4/"):
        return "read" if method == "GET" else "write"
    if "permissionIds" in path:
        return "look-up"
    return "drive" if method == "GET" else "change"


def another_day(world: World) -> None:
    """The last good run was long ago."""
    ledger = world.spreadsheet.worksheet(LEDGER)
    cell = ledger.find("last good run")
    assert cell is not None
    ledger.update_cell(cell.row, 8, "finished 2026-01-01T06:00:00+00:00")


WORKING = {"read": 3, "write": 3, "drive": 3}
"""Where records are expunged: what was planned on, the same right before the first batch, and the
proof; marks, replacements, the end in the ledger. Where the marks are is in Google's answer. Drive:
the file, comments, and who has access afterwards, or as whom we act."""
LET_IN = {"read": 3, "write": 2, "drive": 3}
LET_OUT = {**LET_IN, "drive": 6}
"""For the receipt: published revisions, requests for access and comments, too."""


@pytest.mark.parametrize(
    ("before", "command", "expected"),
    [
        ("nothing", "sync", {**WORKING, "look-up": 4, "change": 7}),
        ("a run", "sync", {"read": 1, "drive": 1}),
        ("another day", "sync", {"read": 1, "write": 1, "drive": 1}),
        ("nothing", "sync --dry-run", {"read": 1, "drive": 1, "look-up": 4}),
        ("nothing", "validate", {"read": 1, "drive": 1}),
        ("nothing", "stats", {"read": 1, "drive": 1}),
        ("nothing", "due", {"read": 1, "drive": 1}),
        ("a run", "status", {"read": 1, "drive": 1}),
        ("nothing", "expunge --yes", WORKING),
        ("a run", "members add flo@example.org --yes", {**LET_IN, "look-up": 1, "change": 1}),
        ("a run", "members remove bo@example.org --yes", {**LET_OUT, "change": 1}),
    ],
)
def test_what_a_command_costs(
    world: World, before: str, command: str, expected: dict[str, int]
) -> None:
    """Each request has a reason; one more shows here."""
    if before != "nothing":
        cost(world, "sync")
    if before == "another day":
        another_day(world)
    assert cost(world, *command.split()) == expected


def test_an_address_that_moves_to_another_account_takes_its_access_along(world: World) -> None:
    """What a look-up found is not remembered: the same row of the roster can mean somebody else
    the next day, and no listing shows that."""
    old, new, shared = "old@example.org", "new@example.org", "press@example.org"
    world.sandbox.accounts([{"email": old, "aliases": [shared]}, {"email": new}])
    roster = world.spreadsheet.worksheet("Members")
    roster.update([["Press Officer", shared, "member", "2021-01-01", ""]], f"A{len(ROSTER) + 1}")
    cost(world, "sync")
    assert old in people(world)
    assert cost(world, "sync") == {"read": 1, "drive": 1, "look-up": 1}
    world.sandbox.accounts([{"email": old, "aliases": []}, {"email": new, "aliases": [shared]}])
    cost(world, "sync")
    assert new in people(world)
    assert old not in people(world)


def people(world: World) -> set[str]:
    """Addresses of all who have access, as Google spells them."""
    return {str(one.get("emailAddress")) for one in world.spreadsheet.list_permissions()}


def test_forty_changes_stay_within_the_quota(world: World) -> None:
    """One run lets 38 people in and two strangers out; no request is refused, no minute is over."""
    names = [f"member{number}@example.org" for number in range(34)]
    more = [[f"Member {name[6:8]}", name, "member", "2021-01-01", ""] for name in names]
    world.spreadsheet.worksheet("Members").update(more, f"A{len(ROSTER) + 1}")
    asked = cost(world, "sync")
    assert asked == {**WORKING, "look-up": 38, "change": 41}
    assert asked["read"] <= PER_MINUTE
    assert asked["write"] <= PER_MINUTE
    assert people(world) == {row[1] for row in ROSTER[1:]} | {OWNER, ROBOT, *names}


def exhausted(world: World, reads: int, writes: int) -> tuple[Committee, list[float]]:
    """A committee whose account has sent so many requests in this minute, shortly after it began;
    waiting turns the sandbox's clock. And what it has waited so far."""
    sandbox, slept = world.sandbox, list[float]()
    noon = dt.datetime.now(dt.UTC).replace(hour=12, minute=0, second=5, microsecond=0)
    sandbox.clock(at=noon.isoformat())

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if seconds:
            sandbox.clock(advance=seconds)

    for write, count in ((False, reads), (True, writes)):
        for _ in range(count):
            sandbox.app.meter.count(ROBOT, sandbox.app.state.clock(), write=write)
    settings = Settings(
        spreadsheet=SpreadsheetSettings(key=world.spreadsheet.id),
        api_root=sandbox.url,
        act_as=ROBOT,
    )
    sandbox.forget_requests()
    return Committee(settings, now=lambda: noon, hooks=Hooks(sleep=sleep)), slept


def was_waited_for(world: World, slept: list[float]) -> bool:
    """Whether requests were refused for the moment, a few, and two minutes were enough."""
    refused = [one for one in world.sandbox.requests() if one["status"] == 429]
    return 0 < len(refused) < 10 and sum(slept) < 120


@pytest.mark.parametrize(
    ("reads", "writes"), [(60, 0), (59, 0), (58, 0), (0, 60), (0, 58), (58, 59)]
)
def test_what_others_have_used_up_is_waited_for(world: World, reads: int, writes: int) -> None:
    """Another committee's run of the same account has used the minute's share: this one waits for
    the next minute, at whichever request it comes, and ends as it would have."""
    committee, slept = exhausted(world, reads, writes)
    report = sync(committee)
    assert report.code is ExitCode.OK, report.errors
    assert was_waited_for(world, slept)


def test_safeguards_are_waited_for_as_long(world: World) -> None:
    """Whatever writes in rounds of its own has enough of them."""
    committee, slept = exhausted(world, 0, 60)
    report = committee.apply(committee.read().plan_protect())
    assert report.code is ExitCode.OK, report
    assert was_waited_for(world, slept)


def test_figures_are_published_after_waiting(world: World) -> None:
    """The public spreadsheet is another file, of the same account."""
    public = world.sandbox.client(OWNER).create("Published figures")
    public.share(ROBOT, "user", "writer", notify=False)
    committee, slept = exhausted(world, 0, 59)
    records = committee.read().assessment
    summary = summarise(committee, records, StatisticsOptions())
    made = Publish(committee, GoogleSheet(committee.http, public.id), records, summary)
    assert committee.apply(made).code is ExitCode.OK
    assert was_waited_for(world, slept)
