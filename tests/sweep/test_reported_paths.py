"""Failures of trials: write paths that forgot one of the checks that all others make."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from cocsheets.errors import CocsheetsError, RefusedError
from cocsheets.operations.committee import Committee
from cocsheets.settings import Settings, SpreadsheetSettings
from tests.records.sheets import HEADERS
from tests.sweep.hands import type_cell
from tests.sweep.scene import (
    CHAIR,
    DRIVE,
    REPORTS,
    ROBOT,
    SHEETS,
    Scene,
    ago,
    fill,
    records,
    report,
    today,
)
from tests.sweep.wire import Moment, Wire

if TYPE_CHECKING:
    from tests.sweep.bench import Bench
    from tests.sweep.conftest import Make

ADD = ("records", "add", "--date-reported", ago(1).isoformat(), "--reporter", "Ana Lopez")
PATHS: dict[str, tuple[str, ...]] = {
    "expunge": ("expunge", "--yes"),
    "sync": ("sync",),
    "retention": ("retention", "--only", "all", "--yes"),
    "records add": (*ADD, "--summary", "new", "--severity", "minor", "--yes"),
    "records amend": ("records", "amend", "4", "--outcome-to-share", "told", "--yes"),
    "members add": ("members", "add", "new@example.org", "--yes"),
    "members remove": ("members", "remove", "rik@example.org", "--yes"),
    "members renew": ("members", "renew", CHAIR, "ana@example.org", "--yes"),
    "sharing": ("sharing", "--yes"),
    "protect": ("protect", "--yes"),
    "stats": ("stats", "--publish", "PUBLIC", "--yes"),
}


def busy(make: Make, **more: Any) -> Bench:
    """A spreadsheet on which each write path has something to do."""
    access = {**Scene().access, "stranger@example.org": "writer"}
    del access["di@example.org"]
    return make(Scene(access=access, **more))


def command(bench: Bench, path: str) -> list[str]:
    """The arguments of a write path; a public spreadsheet is made where one is needed."""
    words = list(PATHS[path])
    if "PUBLIC" in words:
        words[words.index("PUBLIC")] = bench.another("Public")
    return words


def writes(bench: Bench) -> list[str]:
    """Requests of the process that could change something."""
    return [
        f"{one['method']} {one['path']}"
        for one in bench.sandbox.requests()
        if one["method"] != "GET" and one["user"] == ROBOT
    ]


@pytest.mark.parametrize("path", PATHS)
def test_the_trash(make: Make, path: str) -> None:
    """A spreadsheet in the trash is not written to, by whichever command; it is said why."""
    bench = busy(make)
    words = command(bench, path)
    answer = bench.session.patch(f"{DRIVE}/{bench.key}", json={"trashed": True})
    assert answer.status_code == 200, answer.text
    bench.sandbox.forget_requests()
    ran = bench.run(*words)
    assert (ran.code, writes(bench)) == (3, []), ran.said
    assert "trash" in ran.said


@pytest.mark.parametrize("path", [path for path in PATHS if path != "sync"])
def test_a_day_in_the_future(make: Make, path: str) -> None:
    """Consent for a day in the future is refused, by whichever command, and nothing is written."""
    rows = [
        *records(),
        [ago(2), "Bo Member", "Kim Kept", None, "s8", "Yes", "No", None, None, None],
    ]
    bench = busy(make, records=rows)
    words = command(bench, path)
    bench.sandbox.forget_requests()
    day = (today() + dt.timedelta(days=2000)).isoformat()
    ran = bench.run("--as-of", day, *words)
    assert (ran.code, writes(bench)) == (4, []), ran.said


@pytest.mark.parametrize("path", PATHS)
def test_let_go_after_an_unforeseen_error(
    make: Make, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a command stumbles over after its first batch, the next one need not wait."""
    bench = busy(make)
    words = command(bench, path)

    def stumble() -> None:
        raise ValueError("unforeseen")

    quiet = busy(make)
    count = sum(asked.batch for asked in quiet.run(*command(quiet, path)).wire.sent)
    assert count
    bench = busy(make)
    words = command(bench, path)
    # Once, in the first answer after the first batch.
    wire = Wire(ROBOT)
    seen: list[int] = []

    def watch(asked: Any) -> None:
        if seen and len(seen) == 1 and not asked.batch:
            seen.append(asked.number)
            stumble()
        if asked.batch and not seen:
            seen.append(asked.number)

    wire.watchers.append(watch)
    bench.run(*words, wire=wire)
    ran = bench.run("expunge", "--yes")
    assert ran.code != 6, ran.said


def committee(bench: Bench, **more: Any) -> Committee:
    """What a library user has."""
    settings = Settings(
        spreadsheet=SpreadsheetSettings(key=bench.key, time_zone="UTC"),
        api_root=bench.sandbox.url,
        act_as=ROBOT,
        folder=bench.folder,
    )
    return Committee(settings, now=lambda: dt.datetime.now(dt.UTC), **more)


def test_a_library_user_and_a_day_in_the_future(make: Make) -> None:
    """The library refuses to expunge for a day in the future."""
    bench = make()
    found = committee(bench, as_of=today() + dt.timedelta(days=2000))
    before = bench.values(REPORTS)
    with pytest.raises(RefusedError):
        found.read().plan_expunge().carry_out()
    assert bench.values(REPORTS) == before


def many_due() -> Scene:
    """More records that are due than the limits let through."""
    due = [
        report(ago(14), "Ana Lopez", f"Rik Sample{number}", None, f"s{number}", until=ago(2))
        for number in range(30)
    ]
    return Scene(records=due)


def test_a_library_user_and_the_limits(make: Make) -> None:
    """The library refuses what is more than the limits let through."""
    bench = make(many_due())
    found = committee(bench)
    with contextlib.suppress(CocsheetsError):
        found.read().plan_expunge().carry_out()
    found.lock.release(wholly=True)
    assert "Expunged" not in {value for row in bench.values(REPORTS) for value in row}


def test_dates_have_a_limit(make: Make) -> None:
    """So many dates at once need `--allow-large-change`, as so many expunged records do."""
    rows = [
        report(ago(5), "Ana Lopez", f"Rik Sample{number}", None, f"s{number}")
        for number in range(40)
    ]
    bench = make(Scene(records=rows))
    before = bench.values(REPORTS)
    ran = bench.run("retention", "--only", "missing", "--yes")
    assert (ran.code, bench.values(REPORTS) == before) == (4, True), ran.said
    assert bench.run("retention", "--only", "missing", "--yes", "--allow-large-change").code == 0


HOLDERS: dict[str, Any] = {
    "two worksheets match": [fill(0, [HEADERS]), fill(5, [HEADERS])],
    "a header is renamed": [fill(0, [["When", *HEADERS[1:]]])],
    "a header is doubled": [fill(0, [[*HEADERS, HEADERS[2]]])],
    "below a title": [fill(0, [["Our reports"], [], HEADERS])],
}


@pytest.mark.parametrize("layout", HOLDERS)
def test_nothing_is_published_beside_records(make: Make, layout: str) -> None:
    """Nothing is published in a spreadsheet that holds records, however they are laid out."""
    bench = make()
    key = bench.another("S0", "S5")
    rows = fill(0, Scene().records, 3)
    answer = bench.session.post(
        f"{SHEETS}/{key}:batchUpdate", json={"requests": [*HOLDERS[layout], rows]}
    )
    assert answer.status_code == 200, answer.text
    ran = bench.run("stats", "--publish", key, "--yes")
    titles = [s.title for s in bench.sandbox.app.state.files[key].sheet.sheets]
    assert (ran.code, titles) == (4, ["S0", "S5"]), ran.said


@pytest.mark.parametrize("path", ["members add", "members remove", "sharing", "protect"])
def test_the_second_look_after_consent(make: Make, path: str) -> None:
    """With a digest, a plan that is another one by the reading before the first write is refused
    or carried out as it then is; nothing that was not agreed to is changed."""
    bench = busy(make)
    words = command(bench, path)[:-1]
    first = bench.run(*words)
    assert first.code == 1, first.said
    digest = first.out.rpartition("Plan ")[2].partition(":")[0].split()[0]
    moment = Moment(1, "after", "reading")
    deed = type_cell(1, 1, 2, "adviser")
    wire = Wire(ROBOT, {moment: [lambda: bench.edit(*deed)]})
    ran = bench.run(*words, "--apply", digest, wire=wire)
    if path in ("sharing", "members remove", "members add"):
        assert "bo@example.org" in bench.access(), ran.said
