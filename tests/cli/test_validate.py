"""`cocsheets validate` and `cocsheets rules` as processes over a real connection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets import csvtext
from cocsheets.sandbox.running import Sandbox
from tests.cli.world import World, make_world
from tests.records.sheets import HEADERS

GOOD = ("2024-01-10", "Ana Lopez", "Jane Doe", "", "shouted", "Yes", "No", "told", "flagged")
ROWS = (
    (*GOOD, "2027-01-10"),
    ("2024-02-10", "Ana Lopez", "Rik Roe", "", "", "maybe", "", "Rik Roe left", "", "never"),
    ("2024-03-10", "Ana Lopez", "Poe & Co", "", "", "yes - mailed", "", "", "", ""),
)
DAY = ("--as-of", "2026-04-02")


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> World:
    """Three records, two of them with something to say about."""
    return make_world(sandbox, tmp_path, ROWS)


def test_text(world: World) -> None:
    """The whole output, grouped by row, with links if asked for and the cures at the end."""
    result = world.run(*DAY, "validate", "--links")
    edit = f"https://docs.google.com/spreadsheets/d/{world.spreadsheet.id}/edit#gid=0"
    assert result.stderr == ""
    assert result.stdout == (
        "Row 3\n"
        "  error    F3  answer-unknown   neither yes nor no\n"
        f"               {edit}&range=F3\n"
        "  warning  H3  names-person     "
        "the text names a person of this row by name, address, handle or URL\n"
        f"               {edit}&range=H3\n"
        "  error    J3  not-a-date       not a date that can be read without guessing\n"
        f"               {edit}&range=J3\n"
        "\n"
        "Row 4\n"
        "  note     J4  no-expunge-date  no expunge date: the record is kept\n"
        f"               {edit}&range=J4\n"
        "\n"
        "How often, and what to do\n"
        "  error    1 x answer-unknown   "
        "Begin with yes or no; leave the cell blank if nobody knows.\n"
        "  error    1 x not-a-date       Type a date as 2024-04-03. "
        "For a record that is kept, leave the expunge date blank.\n"
        "  warning  1 x names-person     Say what was done without naming anybody.\n"
        "  note     1 x no-expunge-date  If the report was minor, one-off or not upheld, "
        "set a date 6 or 12 months after it.\n"
        "\n"
        '3 records read in worksheet "Reports": 2 errors, 1 warning, 1 note.\n'
        "`cocsheets rules CODE` explains a rule.\n"
    )
    assert result.returncode == 1
    assert world.writes() == []


def test_json_csv_and_annotations_tell_the_same(world: World) -> None:
    """Every form has every finding."""
    made = json.loads(world.run(*DAY, "validate", "--format", "json").stdout)
    rows = csvtext.read(world.run(*DAY, "validate", "--format", "csv").stdout)
    lines = world.run(*DAY, "validate", "--format", "github").stdout.splitlines()
    found = [(finding["rule"], finding["cell"]) for finding in made["findings"]]
    assert found == [
        ("answer-unknown", "F3"),
        ("names-person", "H3"),
        ("not-a-date", "J3"),
        ("no-expunge-date", "J4"),
    ]
    assert [(row[1], row[5]) for row in rows[1:]] == found
    assert [line.split("::")[1] for line in lines] == [
        "error title=answer-unknown F3",
        "warning title=names-person H3",
        "error title=not-a-date J3",
        "notice title=no-expunge-date J4",
    ]


@pytest.mark.parametrize(
    ("options", "cells", "code"),
    [
        (("--only", "not-a-date, no-expunge-date"), ["J3", "J4"], 1),
        (("--only", "no-expunge-date"), ["J4"], 0),
        (("--rows", "4"), ["J4"], 0),
        (("--rows", "2-3"), ["F3", "H3", "J3"], 1),
        (("--rows", "4-"), ["J4"], 0),
        (("--only", "names-person", "--fail-on", "error"), ["H3"], 0),
        (("--only", "names-person", "--fail-on", "warning"), ["H3"], 1),
        (("--fail-on", "never"), ["F3", "H3", "J3", "J4"], 0),
    ],
)
def test_options_narrow_what_is_shown_and_what_fails(
    world: World, options: tuple[str, ...], cells: list[str], code: int
) -> None:
    """Notes alone give 0; `--fail-on` says from where on it is 1."""
    result = world.run(*DAY, "validate", "--format", "json", *options)
    found = [finding["cell"] for finding in json.loads(result.stdout)["findings"]]
    assert (found, result.returncode) == (cells, code)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--rows", "0-3"), "write rows as"),
        (("--rows", "9-3"), "the first row comes first"),
        (("--only", "not-a-dat"), "Did you mean not-a-date"),
        (("--fail-on", "note"), "Invalid value for '--fail-on'"),
    ],
)
def test_slips_on_the_command_line(world: World, options: tuple[str, ...], message: str) -> None:
    """Exit code 2, with what to write instead, and no request sent."""
    result = world.run("validate", *options)
    assert message in result.stderr
    assert result.returncode == 2
    assert world.sandbox.requests() == []


def test_settings_silence_and_are_counted(world: World) -> None:
    """`[[validation.adjust]]` in the settings; what is silenced is still told in number."""
    (world.folder / "cocsheets.toml").write_text(
        '[[validation.adjust]]\nrule = "no-expunge-date"\nseverity = "silent"\n'
        '[[validation.adjust]]\nrule = "not-a-date"\nseverity = "note"\nbefore = 2024-03-01\n',
        encoding="utf-8",
    )
    result = world.run(*DAY, "validate", "--format", "json", "--rows", "3-4")
    made = json.loads(result.stdout)
    assert made["silenced"] == {"no-expunge-date": 1}
    assert [(f["cell"], f["severity"]) for f in made["findings"]][-1] == ("J3", "note")


def test_a_sheet_that_cannot_be_found_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    """A missing header stops the command, names it, and exits 2."""
    world = make_world(sandbox, tmp_path, ROWS, headers=[*HEADERS[:9], "Expunge on"])
    result = world.run("validate")
    assert result.returncode == 2
    assert result.stdout == ""
    assert 'there is no column "Date to expunge this record"' in result.stderr


def test_no_contents_at_any_verbosity(sandbox: Sandbox, tmp_path: Path) -> None:
    """A marker in every identifying cell, and in a date cell, shows nowhere."""
    marked = ("3 June", "Zyxx A", "Zyxx B", "zyxx@example.org", "Zyxx", "?", "?", "Zyxx B", "?")
    world = make_world(sandbox, tmp_path, [(*marked, "Zyxx said 3 June")])
    for form in ("text", "json", "csv", "github"):
        result = world.run("-v", "--debug", "validate", "--format", form)
        assert result.returncode == 1
        assert "zyxx" not in (result.stdout + result.stderr).lower()


def test_rules_are_listed_and_explained(world: World) -> None:
    """Without settings or a spreadsheet."""
    listed = world.run("rules")
    assert listed.stdout.startswith("Structure\n  unknown-column           warning  ")
    assert "names-person" in listed.stdout
    one = world.run("rules", "date-ambiguous")
    assert one.stdout == (
        "date-ambiguous (error, types)\n"
        "\n"
        "a date typed as text, in an order of day, month and year that nobody declared\n"
        "\n"
        "12.07.2022 is 12 July to some and 7 December to others. A wrong guess would expunge a "
        "record\n"
        "months early or late, so typed dates are read year first only, unless the committee "
        "declares its\n"
        "order.\n"
        "\n"
        "What to do: Type it as 2022-07-12 or as a true date, or declare [schema] date_order.\n"
        "\n"
        "  before: 12.07.2022\n"
        "  after:  2022-07-12\n"
    )
    assert json.loads(world.run("rules", "due", "--format", "json").stdout)["code"] == "due"
    assert len(json.loads(world.run("rules", "--format", "json").stdout)) > 40
    unknown = world.run("rules", "date-ambigous")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "date-ambiguous" in unknown.stderr
    assert world.sandbox.requests() == []
