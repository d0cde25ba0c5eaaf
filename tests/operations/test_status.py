"""The status page in its worksheet: whose it is, what members may do to it, and what it costs."""

from __future__ import annotations

import datetime as dt
import os
import random
from pathlib import Path
from typing import Any

import gspread
import pytest

from cocsheets.exit_codes import ExitCode
from cocsheets.operations.sync import sync
from cocsheets.places.csvfile import CsvFile
from cocsheets.plans.statussheet import StatusSettings, find
from cocsheets.records.retentionsettings import Hold, RetentionSettings
from cocsheets.sandbox import Sandbox
from cocsheets.settings import NotifySettings
from tests.box import OWNER
from tests.operations.status_world import TITLE, StatusWorld

Json = dict[str, Any]
LOG = "cocsheets log"
SEEDS = int(os.environ.get("COCSHEETS_STATUS_SEEDS", "4"))
"""How many committees of odd members are tried."""


@pytest.fixture
def world(sandbox: Sandbox) -> StatusWorld:
    """A committee before its first run."""
    return StatusWorld(sandbox)


def states(world: StatusWorld) -> set[str]:
    """The states of the ledger's lines."""
    found = {row[7] for row in world.book.worksheet(LOG).get_all_values()[1:]}
    return {"finished" if state.startswith("finished") else state for state in found}


def batch(nth: int, **do: Any) -> Json:
    """A fault of one of the batches to come."""
    return {"match": {"method": "POST", "path": ":batchUpdate", "nth": nth}, "do": do}


def by_owner(world: StatusWorld, *requests: Json) -> Json:
    """Somebody edits just before a batch."""
    return {"as": OWNER, "when": "before", "spreadsheet": world.key, "requests": list(requests)}


# --- what it costs and what it is ----------------------------------------------------------------


def test_no_setting_no_worksheet(sandbox: Sandbox) -> None:
    """Without the setting nothing is made, and the report has the page all the same."""
    world = StatusWorld(sandbox, title="")
    found = world.run_sync()
    assert [sheet.title for sheet in world.book.worksheets()] == ["Sheet1", "Members", LOG]
    assert found.page is not None
    assert found.page.section("needs_a_person").summary == "1 error, 1 warning"


def test_page_costs_no_request_of_its_own(sandbox: Sandbox) -> None:
    """A run with the page sends exactly as many requests as one without it."""
    counts = []
    for title in ("", TITLE):
        world = StatusWorld(sandbox, title=title)
        for days in (0, 3, 1):  # the first run, one that expunges, and an idle one
            world.sleep(days)
            world.run_sync()
            counts.append(len(sandbox.requests()))
    assert counts[:3] == counts[3:]
    assert counts[5] <= 6


def test_worksheet_is_made_readable(world: StatusWorld) -> None:
    """A frozen header, widths, wrapped texts and a protection that only warns, set once."""
    world.run_sync()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{world.key}"
    answer = world.sandbox.session(OWNER).get(url, params={"includeGridData": "true"}).json()
    sheet = next(s for s in answer["sheets"] if s["properties"]["title"] == TITLE)
    assert sheet["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert [p["warningOnly"] for p in sheet["protectedRanges"]] == [True]
    widths = [column["pixelSize"] for column in sheet["data"][0]["columnMetadata"]]
    assert widths == [130, 90, 380, 320, 140]
    cells = [cell for row in sheet["data"][0]["rowData"] for cell in row["values"]]
    told = [cell for cell in cells if "formattedValue" in cell]
    wrapped = [cell["effectiveFormat"]["wrapStrategy"] for cell in told]
    assert set(wrapped) == {"WRAP"}
    loud = [cell for cell in told if cell["formattedValue"].startswith(("Error: ", "Warning: "))]
    colours = {str(cell["userEnteredFormat"]["backgroundColor"]) for cell in loud}
    assert len(loud) == len(colours) == 2
    linked = [cell["userEnteredFormat"]["textFormat"] for cell in told if "hyperlink" in cell]
    assert len(linked) == 4
    assert all(text["underline"] for text in linked)
    assert [line["action"] for line in world_lines(world)].count("make status page") == 1


def world_lines(world: StatusWorld) -> list[dict[str, Any]]:
    """The ledger."""
    ledger = world.committee().read().ledger()
    return [line.to_json() for line in ledger.lines] if ledger else []


def test_a_page_that_is_out_of_date_is_written_on_the_same_day(world: StatusWorld) -> None:
    """Rows moved since: the next run of the same day sets the links right, in one batch."""
    world.run_sync()
    world.records.insert_row([], 2)
    world.run_sync()
    assert world.batches() == 1
    assert "J4 -> Sheet1!J4" in world.shown()
    world.run_sync()
    assert world.writes() == []


def test_another_account_on_the_same_day_only_reads(world: StatusWorld) -> None:
    """The line of the last good run says who made it, and another run does not change that."""
    world.run_sync()
    world.tables["act_as"] = OWNER
    sync(world.committee())  # it names the account in the ledger, once
    world.run_sync()
    page = world.shown()
    assert "It acted as a service account." in page
    assert world.sandbox.requests()
    assert [r for r in world.sandbox.requests() if r["method"] != "GET"] == []
    world.sleep()
    world.run_sync()
    assert "It acted as the account in row 2 of the roster." in world.shown()


# --- members and their column --------------------------------------------------------------------


def test_typing_is_overwritten_but_who_looks_stays(world: StatusWorld) -> None:
    """Whatever is typed into the page is gone after the next run; the members' column is not."""
    world.run_sync()
    page = world.shown()
    world.assign("date-ambiguous", "Ana")
    row = world.find_row("date-ambiguous")
    other = world.find_row("outcome-missing")
    world.page.batch_update(
        [{"range": "A1", "values": [["mine"]]}, {"range": "E1", "values": [["?"]]}]
    )
    world.page.update([["typed", "over", "by", "hand"]], f"A{other}")
    world.page.update([["below"]], "B40")
    world.book.values_update(
        f"'{TITLE}'!D2", params={"valueInputOption": "USER_ENTERED"}, body={"values": [["=1+1"]]}
    )
    world.page.insert_note("C2", "a note")
    merge = {"sheetId": world.page.id, "startRowIndex": 1, "endRowIndex": 3, "endColumnIndex": 2}
    world.edit({"mergeCells": {"range": merge, "mergeType": "MERGE_ALL"}})
    world.run_sync()
    lines = world.shown().splitlines()
    assert lines[row - 1] == page.splitlines()[row - 1] + " | Ana"
    del lines[row - 1]
    assert lines == [line for line in page.splitlines() if "date-ambiguous" not in line]
    assert not world.page.get_notes()[1:] or not any(map(any, world.page.get_notes()))
    world.run_sync()
    assert world.writes() == []


def test_who_looks_follows_the_column_that_was_moved(world: StatusWorld) -> None:
    """A column inserted into the page is taken out again, with nobody's name lost."""
    world.run_sync()
    world.assign("date-ambiguous", "Ana")
    before = world.shown()
    where = {"sheetId": world.page.id, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    world.edit({"insertDimension": {"range": where, "inheritFromBefore": False}})
    world.run_sync()
    assert world.shown() == before
    world.run_sync()
    assert world.writes() == []


def test_who_looks_is_not_lost_while_records_cannot_be_read(world: StatusWorld) -> None:
    """A broken header for a day: the page says so, and keeps what somebody looks at."""
    world.run_sync()
    world.assign("date-ambiguous", "Ana")
    world.records.update_acell("J1", "Expunge on")
    world.run_sync()
    page = world.shown()
    assert "Error: not done: expunge. Usage or configuration" in page
    assert page.count("not done: ") == 1
    line = next(line for line in page.splitlines() if "date-ambiguous" in line)
    assert "could not be judged today" in line
    assert line.endswith("| Ana")
    world.records.update_acell("J1", "Date to expunge this record")
    world.run_sync()
    line = next(line for line in world.shown().splitlines() if "date-ambiguous" in line)
    assert line.startswith("2024-03-05 | J3 -> Sheet1!J3 | Error: a date typed as text")
    assert line.endswith("| Ana")


def test_a_renamed_page_is_followed(world: StatusWorld) -> None:
    """Under another title it is the same page; no second one is made."""
    world.run_sync()
    world.assign("date-ambiguous", "Ana")
    world.page.update_title("What to do")
    world.sleep()
    world.run_sync()
    titles = [sheet.title for sheet in world.book.worksheets()]
    assert titles == ["Sheet1", "Members", LOG, "What to do"]
    texts = world.book.worksheet("What to do").get_all_values()
    assert [texts[2][0], texts[4][4]] == ["2026-04-02 06:00", "Ana"]


def test_a_copy_of_the_page_is_left_alone(world: StatusWorld) -> None:
    """A member keeps a copy; the page goes on beside it, also after the first one is deleted."""
    world.run_sync()
    copy = world.page.duplicate(new_sheet_name="Page of April")
    before = copy.get_all_values()
    for _ in range(2):
        world.sleep()
        world.run_sync()
        assert copy.get_all_values() == before
        assert "Last good run" in world.shown()
        world.book.del_worksheet(world.page)


# --- what is not ours, and what Google refuses ----------------------------------------------------


def test_a_worksheet_of_that_name_is_left_alone(world: StatusWorld) -> None:
    """A member's own worksheet has the title: it is a finding, exit 1, and nothing is touched."""
    own = world.book.add_worksheet("Cocsheets Status", 20, 5)
    own.update([["When", "my notes"], ["today", "tea"]], "A1")
    before = own.get_all_values()
    found = world.run_sync()
    assert own.get_all_values() == before
    assert [finding.rule for finding in found.status_findings] == ["status-taken"]
    assert found.code is ExitCode.FINDINGS
    assert states(world) == {"done", "finished"}
    world.run_sync()
    assert world.writes() == []


def test_a_protected_page_keeps_nothing_from_being_done(world: StatusWorld) -> None:
    """Somebody protects the page for real: it is a finding, the ledger is closed, others stay."""
    world.run_sync()
    protected = {"range": {"sheetId": world.page.id, "startColumnIndex": 2}}
    world.edit(
        {"addProtectedRange": {"protectedRange": {**protected, "editors": {"users": [OWNER]}}}}
    )
    before = world.shown()
    world.sleep(3)
    found = world.run_sync()
    assert [finding.rule for finding in found.status_findings] == ["status-refused"]
    assert found.expunged is not None
    assert len(found.expunged.cells.done) == 1
    assert states(world) == {"done", "finished"}
    assert world.shown() == before


@pytest.mark.parametrize("how", ["title taken at that moment", "page deleted at that moment"])
def test_ledger_is_closed_where_the_page_is_refused(world: StatusWorld, how: str) -> None:
    """Google refuses the page in the closing batch: the batch goes again without it."""
    taken: Json = {"addSheet": {"properties": {"title": TITLE}}}
    if how.startswith("page"):
        world.run_sync()
        world.sleep(3)
        taken = {"deleteSheet": {"sheetId": world.page.id}}
    else:
        world.sleep(3)
    world.sandbox.faults([batch(3, edit=by_owner(world, taken))])
    found = world.run_sync()
    world.sandbox.faults()
    assert found.errors == {}
    assert [finding.rule for finding in found.status_findings] == ["status-refused"]
    assert states(world) == {"done", "finished"}
    if how.startswith("page"):
        assert world.run_sync().status_findings == ()
        assert "1 report expunged." in world.shown()


@pytest.mark.parametrize("act", [True, False])
def test_a_lost_answer_to_the_closing_batch(world: StatusWorld, act: bool) -> None:
    """The answer is lost, with and without effect: one page, one line that it was made."""
    world.sleep(3)
    world.sandbox.faults([batch(3, status=500, act=act)])
    found = world.run_sync()
    world.sandbox.faults()
    assert (found.errors, found.status_findings) == ({}, ())
    assert [sheet.title for sheet in world.book.worksheets()].count(TITLE) == 1
    assert [line["action"] for line in world_lines(world)].count("make status page") == 1
    world.run_sync()
    assert world.writes() == []


# --- members at their worst ----------------------------------------------------------------------


def _mischief(world: StatusWorld, page: gspread.Worksheet, chance: random.Random) -> None:
    """One thing that a member does to the page."""
    row, column = chance.randint(1, 14), chance.choice("ABCDEFG"[: page.col_count])
    rows = {"sheetId": page.id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    columns = {**rows, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    match chance.randrange(9):
        case 0:
            page.update_acell(f"{column}{row}", chance.choice(["Pat Example", "=A1&B1", "", "7"]))
        case 1:
            grid = {"sheetId": page.id, "startRowIndex": chance.randint(0, 2), "endRowIndex": 14}
            width = page.col_count
            spec = {"dimensionIndex": chance.randrange(width), "sortOrder": "DESCENDING"}
            where = {**grid, "endColumnIndex": width}
            world.edit({"sortRange": {"range": where, "sortSpecs": [spec]}})
        case 2:
            world.book.del_worksheet(page)
        case 3:
            title = "Other name" if page.title == TITLE else TITLE
            if title not in [sheet.title for sheet in world.book.worksheets()]:
                page.update_title(title)
        case 4:
            world.edit({"deleteDimension": {"range": chance.choice([rows, columns])}})
        case 5:
            place = chance.choice([rows, columns])
            world.edit({"insertDimension": {"range": place, "inheritFromBefore": False}})
        case 6:
            page.batch_clear(["A1:E30"])
        case 7:
            number = chance.choice([p["protectedRangeId"] for p in _protections(page)] or [0])
            if number:
                world.edit({"deleteProtectedRange": {"protectedRangeId": number}})
        case 8 if page.col_count > 4:
            page.update_acell(f"E{row}", "Ana")


def _protections(page: gspread.Worksheet) -> list[Json]:
    return page.spreadsheet.list_protected_ranges(page.id)


def _contents(world: StatusWorld, page: int | None) -> dict[int, Any]:
    """What is in every worksheet but the page and the ledger."""
    sheets = [s for s in world.book.worksheets() if s.title != LOG and s.id != page]
    return {s.id: s.get_all_values(value_render_option="FORMULA") for s in sheets}  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_members_do_records_are_never_touched(world: StatusWorld, seed: int) -> None:
    """Typing, sorting, deleting, renaming: the next run has one right page, or says why it has
    none, and no other worksheet is changed, a page that is ours no longer among them."""
    chance = random.Random(seed)
    world.run_sync()
    records = _contents(world, world.page.id)
    wanted = _links(world, TITLE)
    for _ in range(4):
        for _ in range(chance.randint(1, 3)):
            seen = find(world.committee().read().spreadsheet, TITLE)
            if seen is not None:
                _mischief(world, world.book.get_worksheet_by_id(seen.sheet_id), chance)
        mine = find(world.committee().read().spreadsheet, TITLE)
        before = _contents(world, mine.sheet_id if mine else None)
        found = world.run_sync()
        page = find(world.committee().read().spreadsheet, TITLE)
        after = _contents(world, page.sheet_id if page else None)
        assert not found.errors
        assert after == before
        assert records.items() <= after.items()
        assert (page is None) == bool(found.status_findings)
        if page is not None:
            assert _links(world, page.title) == wanted
        assert states(world) == {"done", "finished"}
        world.run_sync()
        assert world.batches() == 0


def _links(world: StatusWorld, title: str) -> list[str]:
    """The lines that lead somewhere, without who looks at them."""
    lines = [line for line in world.shown(title).splitlines() if "->" in line]
    return [" | ".join(line.split(" | ")[:4]) for line in lines]


# --- what it says --------------------------------------------------------------------------------


def test_reason_of_a_hold_is_shown_as_configured(sandbox: Sandbox) -> None:
    """A reason of the settings is on the page; one that somebody typed into a row is not."""
    hold = Hold("2024-01-10", dt.date(2026, 6, 1), "appeal")
    world = StatusWorld(sandbox, retention=RetentionSettings(holds=(hold,)))
    world.sleep(3)
    world.run_sync()
    page = world.shown()
    assert "The settings hold it until 2026-06-01: appeal (held, report of 2024-01-10 #1)" in page
    assert "For the reason, see the sheet (held, report of 2023-02-01 #1)" in page
    assert "objected" not in page


def test_what_keeps_a_report_from_being_expunged(world: StatusWorld) -> None:
    """A protection in a due row is an error with its cell; what is done is there all the same."""
    where = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 2}
    protected = {"range": {**where, "endColumnIndex": 3}, "editors": {"users": [OWNER]}}
    world.edit({"addProtectedRange": {"protectedRange": protected}})
    world.sleep(5)
    found = world.run_sync()
    assert found.code is ExitCode.INCOMPLETE
    line = next(line for line in world.shown().splitlines() if "left alone" in line)
    said = "Error: due, and left alone: a protected range keeps the acting account from the cell"
    assert f"| C2 -> Sheet1!C2 | {said} (expunge, report of 2024-01-10 #1)" in line
    assert "1 report expunged." in world.shown()
    assert "2026-04-01" not in world.shown().splitlines()[2]


def test_sharing_that_only_a_person_can_change(world: StatusWorld) -> None:
    """Somebody has access through a folder above: a count and what to do, no address."""
    world.share("stranger@example.org", "reader", file=world.folder())
    world.run_sync()
    page = world.shown()
    assert "Warning: 1 change to who has access that a person has to make (sharing)" in page
    assert "@" not in page
    world.run_sync()
    assert world.writes() == []


def test_a_roster_that_cannot_be_read_is_on_the_page(world: StatusWorld) -> None:
    """A date of the roster in doubt: in the words of the rule, with its cell; then the roster is
    gone, and what somebody looks at is not lost."""
    members = world.book.worksheet("Members")
    members.update_acell("D3", "'03/04/2020")
    world.run_sync()
    said = "Error: the date of joining or stepping down cannot be read in one way only"
    line = next(line for line in world.shown().splitlines() if said in line)
    assert "D3 of the roster -> Members!D3" in line
    world.assign("roster-date", "Ana")
    members.update_title("Gone")
    world.run_sync()
    line = next(line for line in world.shown().splitlines() if said in line)
    assert "this could not be judged today (roster-date, row 3 of the roster)" in line
    assert line.endswith("| Ana")
    assert "Error: not done: sharing. Usage or configuration" in world.shown()


# --- beside the page ------------------------------------------------------------------------------


def test_doctor_says_whether_the_page_can_be_written(world: StatusWorld) -> None:
    """None yet, then there, then another worksheet in its place; nothing without the setting."""

    def told() -> list[str]:
        checks = world.committee().check_up()
        return [
            f"{check.level}: {check.message}" for check in checks if check.area == "status page"
        ]

    assert told() == ["note: there is none yet"]
    world.run_sync()
    assert told() == ['ok: worksheet "cocsheets status"']
    world.book.del_worksheet(world.page)
    world.book.add_worksheet(TITLE, 5, 5)
    assert [line.partition(":")[0] for line in told()] == ["warning"]
    world.tables["status"] = StatusSettings()
    assert told() == []


def test_the_page_opens_no_access_path(world: StatusWorld) -> None:
    """The protection that only warns is none that the audit has to list."""
    before = len(world.committee().read().sharing_audit().ways)
    world.run_sync()
    after = world.committee().read().sharing_audit().ways
    assert len(after) == before + 1  # Bo was let in
    assert not [way for way in after if "protected" in str(way.kind)]


def test_places_are_on_the_page(sandbox: Sandbox, tmp_path: Path) -> None:
    """What was found in a place is on the page in counts, notes too; addresses are not."""
    listed = tmp_path / "list.csv"
    listed.write_text("E-mail\nowner@example.org\nsam@example.org\n", encoding="utf-8")
    places = {"list": CsvFile(file=str(listed)), "other": CsvFile(file="nowhere.csv")}
    world = StatusWorld(sandbox, places=places)
    world.run_sync()
    page = world.shown()
    assert "Warning: 1 account is in the place list and not a current member's" in page
    assert "Note: 2 current members are not in the place list (place-member-missing)" in page
    assert "Warning: The place other was not checked: " in page
    assert "@" not in page
    world.run_sync()
    assert world.writes() == []


# --- the notice -----------------------------------------------------------------------------------


def test_notice_in_full_is_the_page(sandbox: Sandbox) -> None:
    """With `[notify] form = "full"` the body is the page; names and addresses are in neither."""
    from cocsheets.formats.notice import notice

    world = StatusWorld(sandbox, notify=NotifySettings(form="full"))
    found = world.run_sync()
    body = notice(found, full=True).body
    assert body.startswith("Last good run\n  2026-04-01 06:00  The daily run was good.")
    assert "Needs a person: 1 error, 1 warning" in body
    assert body.endswith("say more.")
    assert "@" not in body
    assert "Example" not in body
    assert "Last good run" not in notice(found).body
