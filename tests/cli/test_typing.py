"""What people type: slips, options behind the command, dates in words, a stray Enter."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.cli.days import Day, typed_day
from cocsheets.cli.main import COMMANDS, cli
from cocsheets.records.dates import DateOrder
from cocsheets.sandbox.running import Sandbox
from tests import here
from tests.cli.shell import shell
from tests.cli.test_stopping import REPORT, ROWS, WRITING
from tests.cli.world import UNA_COMES, World, make_world


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Something to do for each command that writes."""
    return make_world(sandbox, tmp_path, ROWS, roster=UNA_COMES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("expnge", "'expunge'"),
        ("member list", "'members'"),
        ("members lst", "'list'"),
        ("sharing audti", "'audit'"),
        ("records ammend 3", "'amend'"),
        ("validate --serverity error", "'--severity'"),
        ("members remove uma@example.net", "una@example.net"),
        ("members renew ana@example.ogr", "ana@example.org"),
    ],
)
def test_slips_name_what_was_meant(world: World, typed: str, meant: str) -> None:
    """A mistyped command, option or address: exit 2, the nearest one, and nothing is written."""
    ran = shell(world, *typed.split())
    assert (ran.code, world.writes()) == (2, [])
    assert f"Did you mean {meant}" in ran.err


@pytest.mark.parametrize("name", WRITING)
def test_dry_run(world: World, name: str) -> None:
    """Every command that writes shows its plan, writes nothing and exits with 1; on a terminal it
    does not ask. Consent and a dry run exclude each other."""
    command = [*name.split(), *WRITING[name], "--dry-run"]
    for typed in (None, ""):
        ran = shell(world, *command, typed=typed)
        assert (ran.code, world.writes()) == (1, []), ran
        assert "Plan " in ran.out
        assert ran.err == "A dry run: nothing was changed.\n"
    assert shell(world, *command, "--yes").code == 2


def test_dry_run_with_nothing_to_do(world: World) -> None:
    """Exit 0, as without it."""
    assert shell(world, "--as-of", "2023-12-01", "expunge", "--dry-run").code == 0


def helps(name: str) -> Iterator[tuple[click.Command, str]]:
    """The command, or each of its commands, with its help at 80 columns."""
    with cli.make_context("cocsheets", ["rules"]) as ctx:
        command = cli.get_command(ctx, name)
        assert command is not None
        for leaf in command.commands.values() if isinstance(command, click.Group) else [command]:
            yield leaf, leaf.get_help(leaf.context_class(leaf, parent=ctx, terminal_width=80))


@pytest.mark.parametrize("name", [*(n for n in COMMANDS if n not in ("sandbox", "schedule"))])
def test_global_options_behind_the_command(name: str) -> None:
    """Each command takes them behind its name, without a word about it in its help."""
    for leaf, shown in helps(name):
        known = {option for parameter in leaf.params for option in parameter.opts}
        assert {"--as-of", "-v", "--config", "--debug", "--log-format"} <= known
        assert "--as-of" not in shown.partition("Options:")[2]


def test_as_of_and_v_behind_the_command(world: World) -> None:
    """They do what they do in front of it."""
    front = shell(world, "--as-of", "2024-01-11", "due", "--format", "json")
    behind = shell(world, "due", "--format", "json", "--as-of", "11 January 2024", "-v")
    assert json.loads(front.out) == json.loads(behind.out)
    assert "GET" in behind.err
    assert '"level"' in shell(world, "due", "-v", "--log-format", "json").err
    assert "Traceback" in shell(world, "--config", "nowhere.toml", "due", "--debug").err


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("2027-03-01", "1 March 2027", "March 1, 2027", "1. March 2027", "1 mar 2027", "2027/3/1"),
        *(
            "1st of March 2027",
            "1. März 2027",
            "1. MÄRZ 2027",
            "1er mars 2027",
            "1 de março de 2027",
        ),
        *("el 1 de marzo de 2027", "1 marzo 2027", "1 maart 2027", "1. maaliskuuta 2027"),
        *(
            "1 marca 2027 r.",
            "2027. március 1.",
            "1 Mart 2027",
            "1 марта 2027 г.",
            "1 березня 2027",
        ),
        *("1 Μαρτίου 2027", "1 مارس 2027", "1 במרץ 2027", "1 मार्च 2027", "2027年3月1日"),
        *("2027년 3월 1일", "1\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2027", "1 Ma\u0308rz 2027"),
    ],
)
def test_days_as_people_type_them(text: str) -> None:
    """Read without any setting."""
    assert typed_day(text) == dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("listopad 1 2027", "1. listopada 2027", "before 1 March 2027", "1 March or 2 March 2027"),
        *("1 March 27", "March 2027", "31 Februar 2027", "1 1 March 2027", "1 Ada 2027", "Fixture"),
        *("1-2 March 2027", "2027年13月1日", "12 فروردین 2027", "March", "", "1 March April 2027"),
    ],
)
def test_what_may_be_several_days_is_none(text: str) -> None:
    """Nothing is guessed: `listopad` is October to some and November to others."""
    assert typed_day(text) is None


@settings(deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_days_by_the_committees_order(day: dt.date) -> None:
    """Numbers alone are read in the order that the settings name, and in no other."""
    assert typed_day(f"{day:%d.%m.%Y}", DateOrder.DMY) == day
    assert typed_day(f"{day:%m/%d/%Y}", DateOrder.MDY) == day
    assert typed_day(f"{day:%d.%m.%Y}") is None
    assert typed_day(f"{day:%d %B %Y}") == typed_day(day.isoformat()) == day


def test_a_day_far_away_is_a_day() -> None:
    """What no record may say is still one day."""
    assert typed_day("2101-01-01") == dt.date(2101, 1, 1)


def test_a_day_that_cannot_be_read(world: World) -> None:
    """Exit 2 with an example, and what was typed is not repeated; the settings' order helps."""
    for typed, why in (("01.03.2027", "which day this is"), ("Ada Fixture", "this is not a date")):
        ran = shell(world, "members", "add", "rik@example.org", "--joined", typed)
        assert (ran.code, typed in ran.err, why in ran.err) == (2, False, True)
        assert "2027-03-01 or 1 March 2027" in " ".join(ran.err.split())
    (world.folder / "cocsheets.toml").write_text('[schema]\ndate_order = "DMY"\n')
    ran = shell(world, "members", "add", "rik@example.org", "--joined", "01.03.2027")
    assert "from 2027-03-01" in ran.out


def test_a_report_with_its_dates_in_words(world: World) -> None:
    """The dates of a report are read alike, from options and at a prompt."""
    ran = shell(
        world,
        "records",
        "add",
        *REPORT[2:],
        "--date-reported",
        "1 June 2023",
        "--expunge-on",
        "June 1, 2024",
    )
    assert "new report of 2023-06-01" in ran.out
    assert "expunge date 2024-06-01" in ran.out


ANSWERS = ["1 June 2023", "Ana Lopez", "", "", "new", "", "", "", "", "serious"]


def test_a_stray_enter_discards_nothing(world: World) -> None:
    """What was typed field by field is only thrown away by a plain no."""
    lines = "\n".join([*ANSWERS, "", "", "y", ""])
    ran = shell(world, "records", "add", typed=lines)
    assert ran.code == 0, ran
    assert world.records.cell(4, 1).value == "2023-06-01"
    refused = shell(
        world, "records", "add", typed="\n".join([*ANSWERS[:4], "other", *ANSWERS[5:], "n", ""])
    )
    assert "Nothing was changed." in refused.err
    assert "[Day of" not in ran.err  # brackets are for defaults
    assert "(Day of the first report, such as 2027-03-01)" in ran.err


# --- small --------------------------------------------------------------------------------------


READS = "validate|due|people|stats|log|members list|members history|sharing audit|residue|doctor"
WRITES = (
    "sync|expunge|protect|retention|sharing|schedule|records amend 3 --status flagged"
    "|records add --summary text|members add x@example.org|members remove x@example.org"
    "|members renew x@example.org"
)


@pytest.mark.parametrize("command", [*READS.split("|"), *WRITES.split("|")])
def test_nothing_is_set_up(tmp_path: Path, command: str) -> None:
    """In a folder without settings every command names the one that makes them, with one code."""
    ran = here.run(tuple(command.split()), {"XDG_STATE_HOME": str(tmp_path)}, tmp_path)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert "No spreadsheet is configured." in ran.stdout + ran.stderr
    assert "or run `cocsheets init`." in ran.stdout + ran.stderr


def test_a_port_that_cannot_be(world: World) -> None:
    """Refused with the range, before anything is served."""
    for port in ("70000", "-1"):
        ran = shell(world, "sandbox", "--port", port)
        assert (ran.code, "0<=x<=65535" in ran.err) == (2, True)


def test_schedule_writes_through_no_link(world: World) -> None:
    """Neither the folder nor a file in it is written through a link, wherever it leads."""
    units, other = world.folder / "units", world.folder / "other"
    other.mkdir()
    command = ("schedule", "--print", "systemd", "--into")
    units.symlink_to(other)
    assert shell(world, *command, str(units)).code == 2
    units.unlink()
    units.mkdir()
    (units / "cocsheets.service").symlink_to(other / "elsewhere")
    ran = shell(world, *command, str(units))
    assert (ran.code, "nothing was written" in ran.err) == (2, True)
    assert (list(other.iterdir()), len(list(units.iterdir()))) == ([], 1)


def test_a_full_disk_leaves_no_roster_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The roster's file stays as it was, nothing else is left, and nobody's access changes."""
    roster = world.folder / "members.csv"
    roster.write_text("\r\n".join(",".join(row) for row in UNA_COMES) + "\r\n", newline="")
    roster.chmod(0o640)
    (world.folder / "cocsheets.toml").write_text('[members]\nsource = "file:members.csv"\n')

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before, there = roster.read_bytes(), sorted(world.folder.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr("cocsheets.machine.os.fsync", full)
        ran = shell(world, "members", "remove", "una@example.net", "--yes")
    assert (ran.code, "could not be written" in ran.err) == (5, True)
    assert (roster.read_bytes(), sorted(world.folder.iterdir())) == (before, there)
    assert shell(world, "members", "remove", "una@example.net", "--yes").code in (0, 1)
    assert roster.stat().st_mode & 0o777 == 0o640
    assert roster.read_bytes().count(b"\r\n") == len(UNA_COMES)


def test_settings_nested_too_deeply(world: World) -> None:
    """A slip like any other: exit 2, naming the file."""
    (world.folder / "cocsheets.toml").write_text(f"x = {'[' * 50_000}")
    ran = shell(world, "validate")
    assert (ran.code, "cocsheets.toml is not valid TOML" in ran.err) == (2, True)
    deep = world.folder / "deep.json"
    deep.write_text("[" * 50_000)
    (world.folder / "cocsheets.toml").unlink()
    assert shell(world, "records", "add", "--from-json", "deep.json").code == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_help_breaks_no_words(name: str) -> None:
    """At 80 columns no line of help ends within an option or a compound."""
    for _, shown in helps(name):
        lines = shown.splitlines()
        assert not [line for line in lines if line.endswith("-") or len(line) > 80]


def test_a_day_is_a_day_already() -> None:
    """A value that is a day stays it."""
    assert Day().convert(dt.date(2027, 3, 1), None, None) == dt.date(2027, 3, 1)
