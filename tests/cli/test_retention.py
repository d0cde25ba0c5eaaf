"""`cocsheets retention`, `due` and `people` as processes over a real connection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets.sandbox.running import Sandbox
from tests.cli.world import ACTING, World, make_world

ROWS = [
    # A person reported twice: the first date should have been reset.
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "s1", "Yes", "No", "", "", "2024-01-10"),
    ("2023-06-01", "Ana Lopez", "Ada Fixture", "", "s2", "Yes", "No", "", "", "2024-06-01"),
    # Somebody else, due; and one who may be the same person.
    ("2023-01-05", "Ana Lopez", "Rik Sample", "", "s3", "Yes", "No", "", "", "2024-01-05"),
    ("2023-02-01", "Ana Lopez", "Rick Sample", "", "s4", "Yes", "No", "", "", "2024-02-01"),
]
LINE = ("Ana Lopez", "Ada Fixture", "", "", "Yes", "No", "", "")
PAIR = [("2023-04-01", *LINE, "2024-04-01"), ("2023-09-30", *LINE, "2024-03-30")]
"""The first record waits for the second, which is due first."""
AS_OF = ("--as-of", "2024-01-11")


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Four records about two or three people."""
    return make_world(sandbox, tmp_path, ROWS)


def test_due_says_what_is_held_and_why(world: World) -> None:
    """Due, held with the proposed date, and soon; a stale date is a finding."""
    result = world.run(*AS_OF, "due", "--within", "60d")
    assert result.stdout == (
        "row 2 (report of 2023-01-10 #1): on hold until 2024-06-01. The report 2023-06-01 #1 is "
        "about a person it names; it resets the expunge date to 2024-06-01. The rules propose "
        "2024-06-01.\n"
        "row 4 (report of 2023-01-05 #1): due. Its expunge date was 2024-01-05.\n"
        "row 5 (report of 2023-02-01 #1): due soon. Its expunge date is 2024-02-01.\n"
        "1 due, 1 on hold, 1 due within 60 days.\n"
    )
    assert (result.returncode, result.stderr, world.writes()) == (1, "", [])


def test_due_as_data(world: World) -> None:
    """JSON and CSV with stable keys."""
    found = json.loads(world.run(*AS_OF, "due", "--format", "json").stdout)
    assert [item["state"] for item in found["records"]] == ["held", "due"]
    assert found["within_days"] == 14
    assert set(found["records"][0]) == {
        *("row", "key", "date", "state", "until", "proposed", "reason"),
    }
    assert world.run(*AS_OF, "due", "--format", "csv").stdout.splitlines()[2].startswith("4,")
    assert world.run("due", "--within", "soon").returncode == 2


def test_due_does_not_pass_over_what_it_cannot_judge(world: World) -> None:
    """A record whose date cannot be read waits for a person, and is told."""
    world.records.update_acell("J4", "in spring")
    result = world.run(*AS_OF, "due")
    assert "row 4 (report of 2023-01-05 #1): left alone. The expunge date cannot be read." in (
        result.stdout
    )
    assert result.stdout.endswith("0 due, 1 on hold, 0 due within 14 days, 1 left alone.\n")
    assert result.returncode == 1


def test_holds_come_from_the_settings(world: World) -> None:
    """A hold keeps a due record; one for no record is told."""
    (world.folder / "cocsheets.toml").write_text(
        "[retention]\nholds = ["
        '{row = "2023-01-05", until = 2024-03-01, reason = "appeal"},'
        '{row = "1999-01-01", until = 2024-03-01}]\n'
    )
    result = world.run(*AS_OF, "due")
    assert (
        "on hold until 2024-03-01. The settings hold it until 2024-03-01: appeal." in result.stdout
    )
    assert "The hold for 1999-01-01 in the settings is for no record." in result.stdout
    assert result.returncode == 1


def test_retention_shows_and_changes_nothing_without_consent(world: World) -> None:
    """What would change, how many others are not as the rules give, the option to use; exit 1."""
    result = world.run(*AS_OF, "retention")
    told = "row 2 (report of 2023-01-10 #1): would reset date to 2024-06-01 (was 2024-01-10)"
    assert told in result.stdout
    assert "Dates that stay as they are: 3 as the rules give.\n" in result.stdout
    assert "--yes, or --apply" in result.stderr
    assert (result.returncode, world.writes()) == (1, [])


def test_no_date_follows_from_a_report_that_is_yet_to_come(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A mistyped year holds the earlier report, and is written into no date."""
    rows = [("2023-04-01", *LINE, "2024-04-01"), ("2032-05-01", *LINE, "")]
    world = make_world(sandbox, tmp_path, rows)
    (tmp_path / "cocsheets.toml").write_text('[retention]\non_stale = "reset"\n')
    result = world.run("--as-of", "2024-04-02", "retention", "--only", "all", "--yes")
    assert "row 2 (report of 2023-04-01 #1): unknown: 2024-04-01. The date of a report" in (
        result.stdout
    )
    assert "row 3 (report of 2032-05-01 #1): unknown. The date of its report is after" in (
        result.stdout
    )
    world.run("--as-of", "2024-04-02", "sync")
    assert [row[2::7] for row in world.records.get_all_values()[1:]] == [
        *(["Ada Fixture", "2024-04-01"], ["Ada Fixture", ""]),
    ]


def test_retention_writes_dates_and_nothing_else(world: World) -> None:
    """One date cell changes; a second run has nothing to do; the ledger tells."""
    before = world.records.get_all_values()
    plan = json.loads(world.run(*AS_OF, "retention", "--format", "json").stdout)
    result = world.run(*AS_OF, "retention", "--apply", plan["digest"])
    assert "retention: 1 record changed; seen in a new reading (2023-01-10 #1)" in result.stdout
    assert (result.returncode, result.stderr) == (0, "")
    before[1][9] = "2024-06-01"
    assert world.records.get_all_values() == before
    again = world.run(*AS_OF, "retention", "--yes")
    assert ("Nothing to do." in again.stdout, again.returncode) == (True, 0)
    log = json.loads(world.run("log", "--format", "json").stdout)["lines"]
    assert [(line["action"], line["target"], line["state"]) for line in log] == [
        ("reset date", "2023-01-10 #1", "done")
    ]


def test_a_hold_outlives_the_report_it_stands_on(sandbox: Sandbox, tmp_path: Path) -> None:
    """The report that resets a date is due first: the log keeps the hold and the new date."""
    world = make_world(sandbox, tmp_path, PAIR)
    first = world.run("--as-of", "2024-04-02", "sync")
    assert "expunge: 1 record expunged; seen in a new reading (2023-09-30 #1)" in first.stdout
    before = world.records.get_all_values()
    sandbox.forget_requests()

    again = world.run("--as-of", "2024-04-02", "sync")
    assert again.returncode == first.returncode
    assert (world.writes(), world.records.get_all_values()) == ([], before)
    assert "it resets the expunge date to 2024-09-30" in again.stdout
    log = json.loads(world.run("log", "--format", "json").stdout)["lines"]
    assert [
        (line["action"], line["target"], line["state"]) for line in log if "#" in line["target"]
    ] == [
        ("expunge", "2023-09-30 #1", "done"),
        ("further report of 2023-09-30", "2023-04-01 #1", "done"),
    ]
    retention = world.run("--as-of", "2024-04-02", "retention")
    assert "row 2 (report of 2023-04-01 #1): would reset date to 2024-09-30" in retention.stdout
    late = ("--date-reported", "2023-04-01", "--reporter", "Ana Lopez", "--severity", "minor")
    added = world.run("--as-of", "2024-04-02", "records", "add", *late)
    assert "expunge date 2024-04-01\n" in added.stdout
    last = world.run("--as-of", "2024-10-01", "sync")
    assert "expunge: 1 record expunged; seen in a new reading (2023-04-01 #1)" in last.stdout


@pytest.mark.parametrize("request_of_expunge", range(7, 12))
def test_a_hold_outlives_a_run_that_fails(
    sandbox: Sandbox, tmp_path: Path, request_of_expunge: int
) -> None:
    """Whichever request of the run that expunges the reason is refused, the other record waits."""
    world = make_world(sandbox, tmp_path, PAIR)
    (tmp_path / "cocsheets.toml").write_text("[limits]\nretry_seconds = 0.1\n")
    match = {"path": ".*", "nth": request_of_expunge}
    sandbox.faults([{"match": match, "do": {"status": 503, "act": True}}])
    world.run("--as-of", "2024-04-02", "sync")
    sandbox.faults([])
    world.run("--as-of", "2024-04-02", "sync")
    names = [row[2] for row in world.records.get_all_values()[1:]]
    assert names == ["Ada Fixture", "Expunged"]


def test_a_hold_outlives_a_row_that_was_done_in_part(sandbox: Sandbox, tmp_path: Path) -> None:
    """A protection that appears keeps a mark in place of the name: the log keeps the hold."""
    texts = ("", "text", "Yes", "No", "", "")
    rows = [
        ("2023-01-10", "Ana Lopez", "Ada Fixture", *texts, "2024-01-10"),
        ("2023-09-30", "Ana Lopez", "Ada Fixture", *texts, "2024-03-30"),
    ]
    world = make_world(sandbox, tmp_path, rows)
    world.spreadsheet.share("rik@example.org", "user", "writer", notify=False)
    area = {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 3, "startColumnIndex": 2}
    kept = {"range": {**area, "endColumnIndex": 3}, "editors": {"users": [ACTING]}}
    request = {"addProtectedRange": {"protectedRange": kept}}
    edit = {"as": ACTING, "when": "after", "spreadsheet": world.spreadsheet.id}
    match = {"method": "POST", "path": ":batchUpdate", "nth": 1}
    sandbox.faults([{"match": match, "do": {"edit": {**edit, "requests": [request]}}}])
    day = ("--as-of", "2024-04-02")
    ran = world.run(*day, "expunge", "--yes", COCSHEETS_ACT_AS="rik@example.org")
    sandbox.faults([])
    assert (ran.returncode, "C3 keeps a mark of this run" in ran.stdout) == (5, True)
    assert "row 2 (report of 2023-01-10 #1): on hold until 2024-09-30" in (
        world.run(*day, "due").stdout
    )


def test_what_is_planned_goes_though_it_shares_the_date_of_a_record_that_waits(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """What a run writes into its memory about one record of a day does not stop it at another."""
    rows = [
        ("2023-04-01", *LINE, "2024-04-01"),
        ("2023-09-30", *LINE, "2024-03-30"),
        ("2023-04-01", "Ana Lopez", "Rik Sample", "", "", "Yes", "No", "", "", "2024-04-01"),
    ]
    world = make_world(sandbox, tmp_path, rows)
    result = world.run("--as-of", "2024-04-02", "expunge", "--yes")
    assert (
        "expunge: 2 records expunged; seen in a new reading (2023-09-30 #1, 2023-04-01 #2)"
        in result.stdout
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert [row[2] for row in world.records.get_all_values()[1:]] == [
        *("Ada Fixture", "Expunged", "Expunged"),
    ]
    assert "row 2 (report of 2023-04-01 #1): on hold until 2024-09-30" in (
        world.run("--as-of", "2024-04-02", "due").stdout
    )


def test_a_date_is_reset_though_it_shares_the_day_of_a_record_that_goes(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """on_stale = "reset": the run knows which of two records of a day it resets."""
    rows = [
        ("2023-04-01", "Ana Lopez", "Rik Sample", "", "", "Yes", "No", "", "", "2024-04-01"),
        ("2023-09-30", *LINE, "2024-03-30"),
        ("2023-04-01", *LINE, "2024-04-01"),
    ]
    world = make_world(sandbox, tmp_path, rows)
    (tmp_path / "cocsheets.toml").write_text('[retention]\non_stale = "reset"\n')
    result = world.run("--as-of", "2024-04-02", "sync")
    assert (
        "retention: dates reset: 1 record changed; seen in a new reading (2023-04-01 #2)"
        in result.stdout
    )
    assert result.returncode == 0
    assert [row[9] for row in world.records.get_all_values()[1:]] == [
        *("2024-04-01", "2024-03-30", "2024-09-30"),
    ]


def test_holds_are_not_passed_over_where_the_log_cannot_be_read(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A header that somebody changed stops what depends on the log, and the cure is told."""
    world = make_world(sandbox, tmp_path, PAIR)
    world.run("--as-of", "2024-04-02", "expunge", "--yes")
    world.spreadsheet.worksheet("cocsheets log").update_acell("C1", "What")
    sandbox.forget_requests()
    for command in (("due",), ("retention", "--yes"), ("expunge", "--yes"), ("sync",)):
        result = world.run("--as-of", "2024-04-02", *command)
        assert (result.returncode, "fix its first row" in result.stderr) == (2, True), command
    assert world.writes() == []


def test_a_date_is_reset_in_the_run_that_expunges_the_reason(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """on_stale = "reset": the further report goes and the date it resets is written, in one run."""
    world = make_world(sandbox, tmp_path, PAIR)
    (tmp_path / "cocsheets.toml").write_text('[retention]\non_stale = "reset"\n')
    result = world.run("--as-of", "2024-04-02", "sync")
    assert "expunge: 1 record expunged; seen in a new reading (2023-09-30 #1)" in result.stdout
    assert (
        "retention: dates reset: 1 record changed; seen in a new reading (2023-04-01 #1)"
        in result.stdout
    )
    assert [row[9] for row in world.records.get_all_values()[1:]] == ["2024-09-30", "2024-03-30"]


def test_another_plan_is_not_carried_out(world: World) -> None:
    """A stale digest is refused before anything is written; a day to come never writes."""
    assert world.run(*AS_OF, "retention", "--apply", "0123456789ab").returncode == 4
    assert world.run("--as-of", "2100-01-01", "retention", "--only", "all", "--yes").returncode in {
        0,
        4,
    }
    assert world.writes() == []


def test_people_are_rows_without_names(world: World) -> None:
    """Who is the same, and who may be, by row."""
    result = world.run("people")
    assert result.stdout == (
        "person 1: rows 2, 3\n"
        "row 4 and row 5: the same person? the names are spelt nearly the same (95 %)\n"
        "1 person in more than one row; 1 open question.\n"
    )
    assert (result.returncode, world.writes()) == (0, [])
    found = json.loads(world.run("people", "--format", "json").stdout)
    assert found["people"] == [{"person": 1, "rows": [2, 3]}]
    assert "open" not in world.run("people", "--format", "csv").stdout


def test_the_daily_job_resets_dates_where_it_is_told_to(world: World) -> None:
    """on_stale = "reset": sync expunges what is due and writes the date of what is held."""
    (world.folder / "cocsheets.toml").write_text('[retention]\non_stale = "reset"\n')
    result = world.run(*AS_OF, "sync")
    assert "expunge: 1 record expunged; seen in a new reading (2023-01-05 #1)" in result.stdout
    assert (
        "retention: dates reset: 1 record changed; seen in a new reading (2023-01-10 #1)"
        in result.stdout
    )
    assert [row[9] for row in world.records.get_all_values()[1:3]] == ["2024-06-01", "2024-06-01"]
    again = json.loads(world.run(*AS_OF, "sync", "--format", "json").stdout)
    assert again["dates"] is None
    assert again["expunge"]["held"] == []
