"""`cocsheets stats` as a process over a real connection, and the library's frames."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import gspread
import pytest
from gspread.utils import ValueInputOption

import cocsheets
from cocsheets import csvtext
from cocsheets.cli.stats import CRITERIA, PERIODS
from cocsheets.errors import ConfigurationError
from cocsheets.operations.reading import Reading
from cocsheets.sandbox.running import Sandbox
from cocsheets.statistics import criteria
from cocsheets.statistics.periods import Period
from tests.cli.world import ACTING, World, make_world
from tests.figures.test_texts import MARKDOWN, TEXT
from tests.records.sheets import HEADERS
from tests.statistics.history import typed

DAY = ("--as-of", "2026-04-02")
NAMES = ("Ada Fixture", "Rik Sample", "Poe Example", "Una Newcase", "Muster", "Ana Lopez")


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """The published years in a sheet."""
    world = make_world(sandbox, tmp_path, typed())
    (tmp_path / "cocsheets.toml").write_text(
        '[spreadsheet]\ntime_zone = "Europe/Amsterdam"\n', encoding="utf-8"
    )
    return world


@pytest.fixture
def open_book(sandbox: Sandbox, world: World) -> gspread.Spreadsheet:
    """A public spreadsheet beside the records."""
    del world  # It empties the sandbox.
    return sandbox.client(ACTING).create("Statistics for everybody")


def test_choices_are_those_of_the_library() -> None:
    """The command line spells them out so that help loads no pandas."""
    assert tuple(criteria.CRITERIA) == CRITERIA
    assert tuple(Period) == PERIODS


def test_the_committees_table_in_text_and_markdown(world: World) -> None:
    """The published history to the figure, from a real sheet: one look at the file, one reading."""
    result = world.run(*DAY, "stats")
    assert (result.stdout, result.stderr, result.returncode) == (TEXT, "", 0)
    page = world.run(*DAY, "stats", "--format", "markdown")
    assert (page.stdout, page.returncode) == (MARKDOWN, 0)
    assert world.writes() == []
    assert len(world.sandbox.requests()) == 4


def test_every_form_tells_the_same(world: World) -> None:
    """CSV, JSON and HTML of another layout."""
    lines = csvtext.read(world.run("stats", "--layout", "2021", "--format", "csv").stdout)
    data = json.loads(world.run("stats", "--layout", "2021", "--format", "json").stdout)
    page = world.run("stats", "--layout", "2021", "--format", "html").stdout
    (table,) = data["tables"]
    assert lines[1] == ["2015", *map(str, table["rows"][0]["values"].values())]
    assert "People banned or flagged" in lines[0]
    assert page.count("<svg") == 6
    assert data["time_zone"] == "Europe/Amsterdam"


def test_no_name_in_any_form(world: World) -> None:
    """Whatever is asked for, nobody is named, in the output or in the log."""
    for form in ("text", "markdown", "csv", "json", "html"):
        every = [
            f"--by={name}" for name in ("status", "action", "handler", "term", "state", "people")
        ]
        result = world.run("-v", "--debug", *DAY, "stats", *every, "--suppress=0", "--format", form)
        assert result.returncode == 0, result.stderr
        assert not any(name in result.stdout + result.stderr for name in NAMES)


def test_tables_by_a_criterion_hide_small_figures_unless_told_otherwise(world: World) -> None:
    """Suppressed at 5 by default; exact ones are marked as not for publication."""
    hidden = json.loads(world.run(*DAY, "stats", "--by", "action", "--format", "json").stdout)
    (table,) = hidden["tables"]
    assert table["suppressed_below"] == 5
    assert {row["values"]["us_no"] for row in table["rows"]} <= {"<5", "hidden", 0}
    assert not hidden["not_for_publication"]
    exact = world.run(*DAY, "stats", "--by", "action", "--suppress", "0")
    assert "Not for publication" in exact.stdout
    assert "<5" not in exact.stdout
    yearly = world.run(*DAY, "stats", "--suppress", "3").stdout
    assert "<3" in yearly


def test_periods_and_criteria_go_together(world: World) -> None:
    """Years and half-years by status in one command, reckoned with together."""
    result = world.run(
        *DAY, "stats", "--by", "year", "--by", "half-year", "--by", "status", "--format", "json"
    )
    tables = json.loads(result.stdout)["tables"]
    assert [table["key"] for table in tables] == ["year-status", "half-year-status"]
    assert [table["suppressed_below"] for table in tables] == [5, 5]
    assert tables[1]["rows"][0]["label"] == "2015 H1"


def test_shorter_periods_are_suppressed_unless_asked_for_exactly(
    world: World, open_book: gspread.Spreadsheet
) -> None:
    """Quarters are as small as any breakdown; the exact ones are not for publication."""
    hidden = world.run(*DAY, "stats", "--by", "quarter")
    assert "<5" in hidden.stdout
    assert "make all of them in one command" in " ".join(hidden.stdout.split())
    exact = world.run(*DAY, "stats", "--by", "quarter", "--suppress", "0")
    assert ("<5" in exact.stdout, "Not for publication" in exact.stdout) == (False, True)
    refused = world.run(
        *DAY, "stats", "--by=quarter", "--suppress=0", "--publish", open_book.id, "--yes"
    )
    assert (refused.returncode, "not for publication" in refused.stderr) == (4, True)


def test_a_limit_that_hides_nothing_is_a_slip(world: World) -> None:
    """Exit 2, with what to give instead."""
    result = world.run("stats", "--suppress", "2")
    assert result.returncode == 2
    assert "Give 3 or more" in result.stderr


def test_restatement_guard(world: World) -> None:
    """An equal edition is no finding; a moved figure is named, warned about, and exits 1."""
    same = world.folder / "last.md"
    same.write_text(MARKDOWN, encoding="utf-8")
    assert world.run(*DAY, "stats", "--compare", str(same)).returncode == 0
    same.write_text(MARKDOWN.replace("| 2017 | 13 | 6 |", "| 2017 | 13 | 7 |"), encoding="utf-8")
    moved = world.run(*DAY, "stats", "--compare", "last.md")
    line = "2017: People named 7 -> 6 (-1); warning: the difference is one person"
    assert moved.returncode == 1
    assert moved.stdout == f"{TEXT}\nFigures that moved since the earlier edition:\n{line}\n"
    page = world.run(*DAY, "stats", "--compare", "last.md", "--format", "markdown")
    assert (page.stdout, page.stderr) == (MARKDOWN, f"{line}\n")
    marked = MARKDOWN.replace("| 2017 | 13 | 6 |", "| 2017 | 13\u00b9 | six |")
    same.write_text(marked.replace("| 2018 |", "| Summer | 1 |\n| 2018 |"), encoding="utf-8")
    unread = world.run(*DAY, "stats", "--compare", "last.md")
    assert (unread.returncode, unread.stdout) == (1, TEXT)
    assert 'earlier edition: 2017: "People named".' in unread.stderr
    assert 'earlier edition: the row "Summer".' in unread.stderr
    shown = json.loads(world.run(*DAY, "stats", "--compare=last.md", "--format=json").stdout)
    assert shown["not_compared"] == ['2017: "People named"', 'the row "Summer"']
    same.write_text(MARKDOWN, encoding="utf-8")
    monthly = world.run("stats", "--by", "month", "--compare", "last.md")
    assert (monthly.returncode, "is by year" in monthly.stderr) == (2, True)


@pytest.mark.parametrize("name", ["chart.png", "chart.svg"])
def test_plot(world: World, name: str) -> None:
    """A picture beside the table; the message goes to standard error."""
    result = world.run(*DAY, "stats", "--plot", name)
    assert (result.stdout, result.stderr) == (TEXT, f"Drawn: {name}\n")
    assert (world.folder / name).stat().st_size > 10_000
    assert world.run("stats", "--plot", "chart.pdf").returncode == 2
    nowhere = world.run("stats", "--plot", "nowhere/chart.png")
    assert (nowhere.returncode, nowhere.stdout) == (2, "")


def test_publish_plans_then_writes_then_has_nothing_to_do(
    world: World, open_book: gspread.Spreadsheet
) -> None:
    """Without consent nothing; with it the table, once; the digest holds; the ledger knows."""
    planned = world.run(*DAY, "stats", "--publish", open_book.id)
    assert planned.returncode == 1
    assert planned.stdout.startswith("add Statistics: there is no such worksheet yet\n")
    assert "--yes, or --apply" in planned.stderr
    assert [sheet.title for sheet in open_book.worksheets()] == ["Sheet1"]
    digest = json.loads(
        world.run(*DAY, "stats", "--publish", open_book.id, "--format", "json").stdout
    )["digest"]
    stale = world.run(*DAY, "stats", "--publish", open_book.id, "--apply", "0" * 12)
    assert stale.returncode == 4
    done = world.run(*DAY, "stats", "--publish", open_book.id, "--apply", digest)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Published; a fresh reading shows the same figures.\n")
    values = open_book.worksheet("Statistics").get_all_values()
    assert values[1][:7] == ["2015", "11", "14", "1", "6", "1", "4"]
    assert values[5][:2] == ["Total", "43"]
    again = world.run("--as-of", "2026-04-01", "stats", "--publish", open_book.id, "--yes")
    assert (again.returncode, again.stdout) == (0, "Nothing to do.\n")
    logged = json.loads(world.run("log", "--format", "json").stdout)["lines"]
    assert [(line["action"], line["state"]) for line in logged] == [("publish", "done")]


def test_publish_mends_what_somebody_changed(world: World, open_book: gspread.Spreadsheet) -> None:
    """A figure overwritten by hand is written again, and nothing else."""
    command = (*DAY, "stats", "--publish", open_book.id, "--yes")
    world.run(*command)
    sheet = open_book.worksheet("Statistics")
    sheet.update([["99"]], "B2", raw=False)
    result = world.run(*command)
    assert "write Statistics!B2" in result.stdout
    assert result.stdout.count("write ") == 1
    assert sheet.acell("B2").value == "11"
    sheet.update([["98", "97"]], "B2", raw=False)
    assert "write Statistics!B2, C2: the table says so\n" in world.run(*command).stdout


def test_publish_has_the_restatement_guard(world: World, open_book: gspread.Spreadsheet) -> None:
    """A past figure that moved by one person is refused and named, unless --restate is given."""
    command = (*DAY, "stats", "--publish", open_book.id, "--yes")
    assert world.run(*command).returncode == 0
    sheet = open_book.worksheet("Statistics")
    sheet.update([["10"]], "B2", raw=False)
    refused = world.run(*command)
    assert refused.returncode == 4
    assert "2015: Reports 10 -> 11 (+1); warning" in refused.stderr
    assert "nothing was written" in refused.stderr
    assert sheet.acell("B2").value == "10"
    done = world.run(*command, "--restate")
    assert (done.returncode, sheet.acell("B2").value) == (1, "11")
    assert world.run(*command).returncode == 0


def test_publish_refuses_an_edition_with_one_report_more(
    world: World, open_book: gspread.Spreadsheet
) -> None:
    """Side by side the two would tell the one report's answers; nothing is written."""
    command = (*DAY, "stats", "--by=action", "--publish", open_book.id, "--yes")
    assert world.run(*command).returncode == 0
    before = open_book.worksheet("Statistics").get_all_values()
    world.records.append_row(["2018-05-05"], ValueInputOption.user_entered)
    refused = world.run(*command)
    assert (refused.returncode, "would point at somebody" in refused.stderr) == (4, True)
    assert "2018: Reports 6 -> 7 (+1)" in refused.stderr
    assert open_book.worksheet("Statistics").get_all_values() == before


def test_publish_warns_of_a_period_that_has_not_ended(
    world: World, open_book: gspread.Spreadsheet
) -> None:
    """Each edition of a running year tells what came in since the one before."""
    command = ("--as-of", "2018-11-28", "stats", "--publish", open_book.id, "--yes")
    running = world.run(*command)
    assert (running.returncode, "2018 has not ended" in running.stderr) == (0, True)
    ended = world.run(*command, "--completed", "--restate")
    assert "has not ended" not in ended.stderr


def test_publish_refuses_the_records_and_exact_small_figures(
    world: World, open_book: gspread.Spreadsheet
) -> None:
    """Neither the records' own spreadsheet, nor a copy, nor what is not for publication."""
    own = world.run(*DAY, "stats", "--publish", world.spreadsheet.id, "--yes")
    assert (own.returncode, "spreadsheet of the records" in own.stderr) == (4, True)
    copy = world.sandbox.client(ACTING).copy(world.spreadsheet.id, "Copy")
    copied = world.run(*DAY, "stats", "--publish", copy.id, "--yes")
    assert (copied.returncode, "holds records itself" in copied.stderr) == (4, True)
    exact = world.run(
        *DAY, "stats", "--by=people", "--suppress=0", "--publish", open_book.id, "--yes"
    )
    assert (exact.returncode, "not for publication" in exact.stderr) == (4, True)
    assert [sheet.title for sheet in open_book.worksheets()] == ["Sheet1"]
    assert len(world.spreadsheet.worksheets()) == 2


def test_publish_survives_a_lost_reply(world: World, open_book: gspread.Spreadsheet) -> None:
    """The batch that took effect without an answer is found by reading again."""
    match = {"method": "POST", "path": f"{open_book.id}:batchUpdate", "nth": 1}
    world.sandbox.faults([{"match": match, "do": {"drop_reply": True}}])
    result = world.run(*DAY, "stats", "--publish", open_book.id, "--yes")
    world.sandbox.faults([])
    assert result.returncode == 0, result.stderr
    assert open_book.worksheet("Statistics").acell("B6").value == "43"


def reading(world: World, monkeypatch: pytest.MonkeyPatch, time_zone: str = "") -> Reading:
    """What a program reads in the folder and environment of the command line."""
    monkeypatch.chdir(world.folder)
    monkeypatch.setenv("COCSHEETS_API_ROOT", world.sandbox.url)
    monkeypatch.setenv("COCSHEETS_ACT_AS", ACTING)
    as_of, key = dt.date(2026, 4, 2), world.spreadsheet.id
    return cocsheets.open(key, as_of=as_of, time_zone=time_zone).read()


def test_the_library_gives_frames_without_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line to a typed frame; names and identifying columns only when asked for by name."""
    sheet = reading(world, monkeypatch, time_zone="Asia/Tokyo")
    data = sheet.frame()
    assert data["year"].value_counts(sort=False).to_dict() == {
        "2015": 11,
        "2016": 13,
        "2017": 13,
        "2018": 6,
    }
    assert set(data["state"]) <= {"due", "held"}
    assert not any(name in data.to_csv() for name in NAMES)
    assert len(sheet.people()) == 34
    assert "Ada Fixture" in sheet.people(identifying=True)["name"].tolist()
    with pytest.raises(ConfigurationError, match="identifies people"):
        sheet.frame(columns=["summary"])
    with pytest.raises(ConfigurationError, match="no column"):
        sheet.frame(columns=["colour"])


CHANNEL = """\
[spreadsheet]
time_zone = "Europe/Amsterdam"

[schema.columns.channel]
header = "Channel"
kind = "choice"
values = { chat = ["slack"], event = [], forum = [] }
"""


@pytest.fixture
def channels(sandbox: Sandbox, tmp_path: Path) -> World:
    """Reports by channel, with cells that cannot be read and a report of the future."""
    rows = [
        ("2025-02-10", "yes", "Chat"),
        ("2025-03-10", "no", "slack"),
        ("2025-04-10", "perhaps?", "event"),
        ("2025-09-10", "yes", "carrier pigeon"),
        ("2026-02-10", "no", ""),
        ("2062-02-10", "no", "forum"),
    ]
    made = [
        [day, "Ana Lopez", "Ada Fixture", "", "", act, "no", "", "", "2027-01-01", channel]
        for day, act, channel in rows
    ]
    world = make_world(sandbox, tmp_path, made, headers=(*HEADERS, "Channel"))
    (tmp_path / "cocsheets.toml").write_text(CHANNEL, encoding="utf-8")
    return world


FORMS = ("markdown", "html", "mediawiki", "csv", "json", "frame")
SAID = (
    "2 cells could not be read, see validate.",
    "1 report is dated in the future, see validate.",
)


def test_by_a_column_of_the_committees_own(channels: World) -> None:
    """Hidden like the others by default; a half-year is as good as a year; a slip is named."""
    hidden = channels.run(*DAY, "stats", "--by", "channel", "--format=json")
    (table,) = json.loads(hidden.stdout)["tables"]
    assert table["suppressed_below"] == 5
    assert {row["values"]["channel_1"] for row in table["rows"]} <= {"<5", "hidden", 0}
    assert hidden.returncode == 1
    exact = channels.run(
        *DAY, "stats", "--by=Channel", "--by=half-year", "--suppress=0", "--format=json"
    )
    (table,) = json.loads(exact.stdout)["tables"]
    titles = [figure["title"] for figure in table["figures"]]
    assert titles == ["Reports", "Chat", "Event", "Forum", "Not given", "Not readable"]
    assert table["rows"][0]["label"] == "2025 H1"
    assert list(table["rows"][0]["values"].values()) == [3, 2, 1, 0, 0, 0]
    assert table["rows"][1]["values"]["channel_unclear"] == 1
    for name, words in (("summary", "not from a fixed list"), ("colour", "no column 'colour'")):
        slip = channels.run("stats", "--by", name)
        assert (slip.returncode, slip.stdout) == (2, "")
        assert words in slip.stderr
        assert "channel" in slip.stderr


def test_what_could_not_be_read_is_said_and_exits_1(channels: World) -> None:
    """Unreadable answers and a future year, wherever the figures go; the table has all reports."""
    for form in ("text", "markdown", "json", "html", "fragment", "mediawiki", "csv", "tidy"):
        found = channels.run(*DAY, "stats", "--format", form)
        assert found.returncode == 1, form
        said = found.stderr if form in ("csv", "tidy") else found.stdout
        assert SAID[0].replace("2 cells", "1 cell") in said, form
        assert SAID[1] in said, form
    by = channels.run(*DAY, "stats", "--by=channel", "--format=markdown")
    assert all(sentence in by.stdout for sentence in SAID)


def test_periods_as_analysts_want_them(world: World) -> None:
    """Fiscal years, newest first, ended only, with the change to the year before."""
    wanted = ("--year-starts=7", "--newest-first", "--completed", "--changes", "--format=json")
    found = world.run("--as-of", "2018-08-01", "stats", *wanted)
    assert found.returncode == 0, found.stderr
    main, change = json.loads(found.stdout)["tables"]
    labels = [row["label"] for row in main["rows"]]
    assert labels == ["2017/18", "2016/17", "2015/16", "2014/15"]
    assert main["stub"] == "Fiscal year"
    assert change["key"] == "fiscal-year-2016-change"
    difference = main["rows"][0]["values"]["reports"] - main["rows"][1]["values"]["reports"]
    assert change["rows"][0]["values"]["reports"] == difference
    assert world.run("stats", "--year-starts=13").returncode == 2


def test_the_library_gives_tables_to_go_on_with(
    channels: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same tables as the command line, as frames and as text."""
    sheet = reading(channels, monkeypatch)
    found = sheet.statistics(by=["channel", "status"], period="half-year", suppress=0)
    assert [table.key for table in found] == ["half-year-channel", "half-year-status"]
    assert found["half-year-channel"].to_frame().loc["2025 H1", "channel_1"] == 2
    assert not found.complete
    yearly = sheet.statistics()
    assert "2026 (to 2 Apr)" in yearly.to_markdown()
    assert yearly.to_frame()["reports"].sum() == 6
    exact = sheet.statistics(by=["handler", "people", "channel"], suppress=0, changes=True)
    forms = (repr, *(getattr(type(exact), f"to_{form}") for form in FORMS))
    assert not any(name in str(form(exact)) for form in forms for name in NAMES)
    with pytest.raises(ConfigurationError, match="no period 'decade'"):
        sheet.statistics(period="decade")


def test_reports_above_the_header_are_said_not_to_be_counted(channels: World) -> None:
    """A sort that takes the header along hides reports from the figures: nobody is to wonder."""
    sheet = channels.records.id
    where = {"sheetId": sheet, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    moved = {"moveDimension": {"source": where, "destinationIndex": 3}}
    channels.spreadsheet.batch_update({"requests": [moved]})
    found = channels.run(*DAY, "stats")
    assert "2 rows above the header look like reports and are not counted" in found.stdout
    assert found.returncode == 1
