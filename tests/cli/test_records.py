"""`cocsheets records add` and `amend` as processes over a real connection."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cocsheets.records.schema import SchemaSettings, load_schema
from cocsheets.sandbox.running import Sandbox
from tests.cli.world import ACTING, World, make_world

ROWS = [
    ("2023-01-10", "Ana Lopez", "Ada Fixture", "", "s1", "Yes", "No", "", "", "2024-01-10"),
    ("2023-02-01", "Ana Lopez", "Rik Sample", "", "s2", "Yes", "No", "", "", "2024-02-01"),
]
AS_OF = ("--as-of", "2023-06-02")
NEW = {
    "date_reported": "2023-06-01",
    "reporter": "Ana Lopez",
    "named_subjects": ["Ada Fixture", "Poe Example"],
    "subject_contacts": "poe@example.org",
    "summary": "=shouted at a talk",
    "action_by_us": "yes - wrote to both",
    "action_by_local_rep": False,
    "outcome_to_share": "Both were warned.",
    "status": "flagged",
    "severity": "minor",
}
AS_IT_STANDS = [
    *("2023-06-01", "Ana Lopez", "Ada Fixture; Poe Example", "poe@example.org"),
    *("=shouted at a talk", "yes - wrote to both", "No", "Both were warned.", "flagged"),
    "2024-06-01",
]


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Two records about two people."""
    return make_world(sandbox, tmp_path, ROWS)


def add(world: World, *arguments: str, **changes: Any) -> subprocess.CompletedProcess[str]:
    """`records add --from-json FILE` for the new report."""
    path = world.folder / "new.json"
    path.write_text(json.dumps({**NEW, **changes}), encoding="utf-8-sig")
    return world.run(*AS_OF, "records", "add", "--from-json", str(path), *arguments)


def rows(world: World) -> list[list[Any]]:
    """What stands in the sheet below the header."""
    return world.records.get_all_values()[1:]


def test_the_whole_is_one_plan(world: World) -> None:
    """The row, its date, earlier reports by row and date, the reset; nothing is written."""
    result = add(world)
    assert result.stdout == (
        "row 4 (new report of 2023-06-01 #1): would add A, B, C, D, E, F, G, H, I, J; "
        "expunge date 2024-06-01\n"
        "    reason: 12 months from the latest report on 2023-06-01: a minor report\n"
        "Other reports about the same people: row 2 (2023-01-10 #1).\n"
        "row 2 (report of 2023-01-10 #1): would reset date to 2024-06-01\n"
        "    reason: 12 months from the later report 2023-06-01 #1 on 2023-06-01\n"
        f"Plan {json.loads(add(world, '--format', 'json').stdout)['digest']}: 2 changes.\n"
    )
    assert "--yes, or --apply" in result.stderr
    assert (result.returncode, world.writes()) == (1, [])


def test_a_report_is_added_with_its_resets_in_one_batch(world: World) -> None:
    """Below the last record, as text, with a true date; and the linked row has its new date."""
    result = add(world, "--yes")
    assert (result.returncode, result.stderr) == (0, "")
    assert "the report of 2023-06-01 #1 was added and read again in row 4" in result.stdout
    found = rows(world)
    assert found[2] == AS_IT_STANDS
    assert found[0] == [*ROWS[0][:9], "2024-06-01"]
    assert found[1] == list(ROWS[1])
    assert isinstance(world.records.get("J4", value_render_option="UNFORMATTED_VALUE")[0][0], int)  # type: ignore[arg-type]
    batches = [write for write in world.writes() if "batchUpdate" in write]
    assert len(batches) == 2, "row and reset in one, the ledger's end in another"
    log = json.loads(world.run("log", "--format", "json").stdout)["lines"]
    assert sorted((line["action"], line["target"], line["state"]) for line in log) == [
        ("add", "2023-06-01 #1", "done"),
        ("reset date", "2023-01-10 #1", "done"),
    ]


def test_what_stands_there_already_is_not_added_again(world: World) -> None:
    """The same command twice leaves one report."""
    assert add(world, "--yes").returncode == 0
    again = add(world, "--yes")
    assert "The very same report is in row 4 already" in again.stdout
    assert "same-report" not in again.stdout
    assert again.returncode == 0
    assert len(rows(world)) == 3


def test_never_twice_after_a_lost_reply(world: World) -> None:
    """Google acted, and the answer never came: the process looks, and the report is there once."""
    match = {"method": "POST", "path": ".*batchUpdate", "nth": 1}
    world.sandbox.faults([{"match": match, "do": {"drop_reply": True}}])
    result = add(world, "--yes")
    assert (result.returncode, result.stderr) == (0, "")
    assert [row[0] for row in rows(world)] == ["2023-01-10", "2023-02-01", "2023-06-01"]
    assert rows(world)[0][9] == "2024-06-01"


def test_what_somebody_types_meanwhile_is_not_written_over(world: World) -> None:
    """A member fills the next free row while we write: both rows are there."""
    cell = {"userEnteredValue": {"stringValue": "typed by hand"}}
    area = {"sheetId": world.records.id, "startRowIndex": 3, "endRowIndex": 4}
    typed = {"range": area, "rows": [{"values": [{}, cell]}], "fields": "userEnteredValue"}
    edit = {"as": ACTING, "when": "before", "spreadsheet": world.spreadsheet.id}
    match = {"method": "POST", "path": ".*batchUpdate", "nth": 1}
    do = {"edit": {**edit, "requests": [{"updateCells": typed}]}}
    world.sandbox.faults([{"match": match, "do": do}])
    assert add(world, "--yes").returncode == 0
    assert rows(world)[2] == AS_IT_STANDS
    assert rows(world)[3][1] == "typed by hand"


def test_warnings_before_saving_and_errors_stop(world: World) -> None:
    """A name in the outcome and a private reporter are told; a bad date and an error stop it."""
    told = add(world, outcome_to_share="Ada Fixture was warned.", reporter="Kim Private")
    assert "names-person H4" in told.stdout
    assert "reporter-not-public B4" in told.stdout
    assert "Ada" not in told.stdout + told.stderr
    bad = add(world, "--yes", date_reported="12.07.2022")
    assert bad.returncode == 2
    assert "Date of 1st report: this is not a date such as 2024-04-03." in bad.stderr
    blank = add(world, "--yes", reporter="")
    assert (blank.returncode, "fix the errors" in blank.stderr) == (1, True)
    unknown = add(world, "--yes", Ada_Fixture="x")
    assert "Ada" not in unknown.stderr  # what was typed may be anything
    assert (unknown.returncode, "There is no field of that name" in unknown.stderr) == (2, True)
    assert world.writes() == []


def test_dates_as_chosen(world: World) -> None:
    """By term, by date, never, or by an unknown severity."""
    for changes, expected in (
        ({"severity": None, "term": 6}, "2023-12-01"),
        ({"expunge_on": "2025-01-01"}, "2025-01-01"),
        ({"expunge_on": "never"}, None),
        ({"severity": "serious"}, None),
    ):
        found = json.loads(add(world, "--format", "json", **changes).stdout)
        assert found["expunge_on"] == expected
    assert add(world, severity="dreadful").returncode == 2


def test_the_end_of_a_ban_is_never_passed_over(world: World) -> None:
    """Where nothing depends on it, naming it is a usage error, and nothing is written."""
    for more in ((), ("--expunge-on", "2025-01-01"), ("--term", "6"), ("--severity", "minor")):
        for command in (("amend", "2"), ("add", "--date-reported", "2023-06-01")):
            ban = ("--ban-until", "2025-01-01", *more)
            result = world.run(*AS_OF, "records", *command, *ban, "--yes")
            assert (result.returncode, "ban" in result.stderr) == (2, True), result
    assert world.writes() == []


def test_without_a_terminal_nobody_is_asked(world: World) -> None:
    """No fields, no terminal: a usage error that names the way."""
    result = world.run("records", "add")
    assert (result.returncode, "--from-json" in result.stderr) == (2, True)


def test_on_a_terminal_the_fields_are_asked_for_one_by_one(world: World) -> None:
    """Each is asked again until it can be read; then the plan, and the question."""
    answers = [
        *("12.07.2022", "2023-06-01", "Ana Lopez", "Ada Fixture", "", "s3", "maybe", "yes", "no"),
        *("", "", "6 months", "Minor", "y"),
    ]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cocsheets", *AS_OF, "records", "add"],
        env={
            "COCSHEETS_API_ROOT": world.sandbox.url,
            "COCSHEETS_SPREADSHEET": world.spreadsheet.id,
            "COCSHEETS_ACT_AS": ACTING,
            "NO_COLOR": "1",
        },
        cwd=world.folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        pass  # Linux's way of saying that the other end is closed.
    code = process.wait(timeout=60)
    os.close(ours)
    text = shown.decode()
    assert code == 0, text
    assert "this is not a date such as 2024-04-03" in text
    assert "this is not yes or no" in text
    assert "This is neither a severity or outcome, nor a date, nor `never`." in text
    assert "added and read again in row 4" in text
    assert rows(world)[2][9] == "2024-06-01"


def test_amend_writes_what_was_asked_for(world: World) -> None:
    """Status, outcome and date of one row, found by number or by date; the rest stays."""
    result = world.run(
        *AS_OF,
        *("records", "amend", "2023-02-01", "--status", "blacklisted"),
        *("--outcome-to-share", "Banned.", "--expunge-on", "never", "--yes"),
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "row 3 (report of 2023-02-01 #1): would set date to blank" in result.stdout
    assert "Banned" not in result.stdout
    assert rows(world) == [list(ROWS[0]), [*ROWS[1][:7], "Banned.", "blacklisted", ""]]
    again = world.run(
        *AS_OF, "records", "amend", "3", "--status", "blacklisted", "--expunge-on", "never"
    )
    assert (again.returncode, "Nothing to do." in again.stdout) == (0, True)


def test_amend_of_whom_a_report_concerns_resets_other_dates(world: World) -> None:
    """Another name, or another date of report, is a further report to the earlier ones."""
    named = world.run(
        *AS_OF, "records", "amend", "3", "--field", "named_subjects=Ada Fixture", "--yes"
    )
    assert "row 3 (report of 2023-02-01 #1): would amend named_subjects\n" in named.stdout
    assert "row 2 (report of 2023-01-10 #1): would reset date to 2024-02-01" in named.stdout
    dated = world.run(
        *AS_OF, "records", "amend", "3", "--field", "date_reported=2023-03-01", "--yes"
    )
    assert (
        "row 3 (report of 2023-02-01 #1): would amend date_reported to 2023-03-01" in dated.stdout
    )
    assert (named.returncode, dated.returncode) == (0, 0)
    assert [row[9] for row in rows(world)] == ["2024-03-01", "2024-02-01"]


def test_amend_by_severity_never_shortens_unasked(world: World) -> None:
    """The rules' date is an obstacle where the sheet's is later, until it is asked for."""
    world.records.update_acell("J3", "2026-02-01")
    kept = world.run(*AS_OF, "records", "amend", "3", "--severity", "minor", "--yes")
    assert (kept.returncode, "--shorten" in kept.stdout) == (1, True)
    done = world.run(*AS_OF, "records", "amend", "3", "--severity", "minor", "--shorten", "--yes")
    assert done.returncode == 0
    assert rows(world)[1][9] == "2024-02-01"


def test_amend_needs_one_report_and_something_to_change(world: World) -> None:
    """A row without a report, an unknown date, or no change at all is a usage error."""
    for arguments in (("9", "--status", "flagged"), ("1999-01-01", "--status", "flagged"), ("3",)):
        assert world.run("records", "amend", *arguments).returncode == 2
    named = world.run("records", "amend", "Ada Fixture", "--status", "flagged")
    assert (named.returncode, "Ada" in named.stderr) == (2, False)
    assert world.writes() == []


def test_the_first_report_of_all(sandbox: Sandbox, tmp_path: Path) -> None:
    """Into a sheet that has only its header, with a true date."""
    world = make_world(sandbox, tmp_path, [])
    assert add(world, "--yes").returncode == 0
    assert rows(world) == [AS_IT_STANDS]
    assert add(world, "--yes").returncode == 0
    assert len(rows(world)) == 1


@pytest.mark.parametrize(
    "formula",
    ['={"Year"; ARRAYFORMULA(IF(A2:A="", "", YEAR(A2:A)))}', '={"Year"; ARRAYFORMULA(YEAR(A2:A))}'],
)
def test_a_formula_that_fills_a_column_of_its_own(world: World, formula: str) -> None:
    """What it computes is no report, and the row that it computes for is the one that was added."""
    world.records.update_acell("K1", formula)
    world.sandbox.forget_requests()
    result = add(world, "--yes")
    assert "added and read again in row 4" in result.stdout
    assert (result.returncode, result.stderr) == (0, "")
    assert [row[:10] for row in rows(world)[:3]] == [
        [*ROWS[0][:9], "2024-06-01"],
        list(ROWS[1]),
        AS_IT_STANDS,
    ]


def test_a_report_is_added_though_another_date_cannot_be_reset(world: World) -> None:
    """A formula computes the date of the earlier one: it is told, and left alone."""
    world.records.update_acell("J2", "=EDATE(A2, 12)")
    result = add(world, "--yes")
    assert "J2: left alone: the date is computed by a formula" in result.stdout
    assert "added and read again in row 4" in result.stdout
    assert (result.returncode, rows(world)[2]) == (1, AS_IT_STANDS)
    retention = world.run(*AS_OF, "retention")
    assert "J2: left alone: the date is computed by a formula" in retention.stdout
    amended = world.run(*AS_OF, "records", "amend", "2", "--term", "6", "--yes")
    assert (amended.returncode, "a formula computes the cell" in amended.stdout) == (1, True)


def test_a_layout_without_expunge_dates(sandbox: Sandbox, tmp_path: Path) -> None:
    """The tracking layout of 2026: other fields, no dates to set."""
    (tmp_path / "cocsheets.toml").write_text('[schema]\npreset = "django-2026"\n')
    schema = load_schema(SchemaSettings(preset="django-2026"))
    headers = [column.header for column in schema.columns if not column.optional]
    world = make_world(sandbox, tmp_path, [], headers=headers)
    result = world.run(
        *AS_OF, "records", "add", "--date-reported", "2023-06-01", "--yes", "--format", "json"
    )
    found = json.loads(result.stdout)
    grave = [item for item in found["findings"] if item["severity"] == "error"]
    assert bool(grave) is (result.returncode == 1)
    assert all(change["expunge_on"] is None for change in found["changes"])
    world.records.update([["2023-06-01"]], "A2", value_input_option="USER_ENTERED")  # type: ignore[arg-type]
    for command in (("add", "--date-reported", "2023-06-01"), ("amend", "2")):
        dated = world.run(*AS_OF, "records", *command, "--term", "6", "--yes")
        assert "the sheet has no column for expunge_on" in dated.stdout
        assert dated.returncode == 1
    assert world.run(*AS_OF, "retention").returncode == 2


HOLD = ("--hold-until", "2024-09-01", "--hold-reason", "appeal")


def test_a_hold_is_entered_with_the_columns_that_the_sheet_lacks(world: World) -> None:
    """One plan: two columns at the right edge and two cells; afterwards the record is on hold."""
    before = world.records.get_all_values()
    shown = world.run(*AS_OF, "records", "amend", "2", *HOLD)
    assert shown.returncode == 1
    assert (
        'column K: would add "Hold until"\n    reason: the sheet has no such column' in shown.stdout
    )
    assert world.writes() == []
    done = world.run(*AS_OF, "records", "amend", "2", *HOLD, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'the column "Hold until" was added and read again' in done.stdout
    after = world.records.get_all_values()
    assert after[0] == [*before[0], "Hold until", "Hold reason"]
    assert after[1] == [*before[1], "2024-09-01", "appeal"]
    assert [row[:10] for row in after] == before
    ran = world.run("--as-of", "2024-02-10", "expunge", "--yes")
    assert "row 2 (report of 2023-01-10 #1) is on hold until 2024-09-01" in ran.stdout
    assert world.records.acell("C3").value == "Expunged"
    assert world.records.acell("C2").value == "Ada Fixture"
    again = world.run(*AS_OF, "records", "amend", "2", *HOLD, "--yes")
    assert (again.returncode, world.records.row_values(1)) == (0, after[0])


def test_columns_are_inserted_and_never_written_over(world: World) -> None:
    """Somebody types headers of their own at the same moment: theirs stay, ours come beside."""
    world.records.resize(cols=10)
    match = {"method": "POST", "path": ".*:batchUpdate", "nth": 1}
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 10}
    request = {
        "updateCells": {
            "range": {**area, "endColumnIndex": 11},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]} for text in "xy"],
            "fields": "userEnteredValue",
        }
    }
    wider = {"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 1}}
    edit = {"as": ACTING, "when": "before", "spreadsheet": world.spreadsheet.id}
    do = {"edit": {**edit, "requests": [wider, request]}}
    world.sandbox.faults([{"match": match, "do": do}])
    done = world.run(*AS_OF, "records", "amend", "2", *HOLD, "--yes")
    world.sandbox.faults([])
    assert done.returncode == 0, done.stdout + done.stderr
    header, row = world.records.get_all_values()[:2]
    found = dict(zip(header, row, strict=True))
    assert (found["x"], found["Hold until"], found["Hold reason"]) == ("y", "2024-09-01", "appeal")


def test_a_lost_answer_adds_no_column_twice(world: World) -> None:
    """The batch took effect although its answer was lost."""
    match = {"method": "POST", "path": ".*:batchUpdate", "nth": 1}
    world.sandbox.faults([{"match": match, "do": {"drop_reply": True}}])
    done = world.run(*AS_OF, "records", "amend", "2", *HOLD, "--yes")
    world.sandbox.faults([])
    assert done.returncode == 0, done.stdout + done.stderr
    assert world.records.row_values(1).count("Hold until") == 1


def test_a_hold_that_is_over_is_refused(world: World) -> None:
    """It would hold nothing; the last day that holds is today."""
    ran = world.run(*AS_OF, "records", "amend", "2", "--hold-until", "2023-06-01", "--yes")
    assert ran.returncode == 2
    assert "A hold until 2023-06-01 is over already" in ran.stderr
    assert "Nothing was changed." in ran.stderr
    today = world.run(*AS_OF, "records", "amend", "2", "--hold-until", "2 June 2023")
    assert (today.returncode, "Hold until" in today.stdout) == (1, True)
    assert world.writes() == []


def test_a_hold_that_would_end_sooner_says_so(world: World) -> None:
    """Before anybody agrees, with the day that is there now; a later day needs no word."""
    assert world.run(*AS_OF, "records", "amend", "2", *HOLD, "--yes").returncode == 0
    ends = {
        "2024-03-01": "the hold would end sooner than now, which is 2024-09-01",
        "": "the hold would end at once, in place of 2024-09-01",
        "2024-10-01": "reason: it was asked for\n",
    }
    for day, told in ends.items():
        end = ("--hold-until", day, "--hold-reason", "appeal" if day else "")
        shown = world.run(*AS_OF, "records", "amend", "2", *end)
        assert told in shown.stdout, shown.stdout + shown.stderr


def test_a_reason_alone_is_no_hold(world: World) -> None:
    """Without a day the record would be stuck: refused before anything is written."""
    ran = world.run(*AS_OF, "records", "amend", "2", "--hold-reason", "appeal", "--yes")
    assert ran.returncode == 1
    assert "hold-without-end" in ran.stdout
    assert world.writes() == []


def test_a_header_that_others_protect_is_left_alone(world: World) -> None:
    """The obstacle is named before anything is written."""
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    protected = {"range": area, "editors": {"users": [ACTING]}}
    world.spreadsheet.batch_update(
        {"requests": [{"addProtectedRange": {"protectedRange": protected}}]}
    )
    world.spreadsheet.share("rik@example.org", "user", "writer", notify=False)
    ran = world.run(
        *AS_OF, "records", "amend", "2", *HOLD, "--yes", COCSHEETS_ACT_AS="rik@example.org"
    )
    assert ran.returncode == 1
    assert "keeps the acting account from the header" in ran.stdout
