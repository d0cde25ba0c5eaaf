"""Names and addresses of people: when two are the same, and how they are counted and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.test_value_type import _places
from tests.cases.world import DUE, TODAY, Text, book, cells, expunged, found, shown
from tests.cli.world import ROSTER

EXPUNGE = '[retention]\non_stale = "expunge"\n'


def test_two_unicode_forms_are_one_name(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-28: composed or not, a name is found and counted once; without the accent it is asked."""
    rows = {2: {"C": "José Sample"}, 7: {"C": "Jose\u0301 Sample"}, 8: {"C": "Jose Sample"}}
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    people = shown(world, "people", code=0)
    assert [group["rows"] for group in people["people"]] == [[2, 7]]
    assert all(8 in question["rows"] for question in people["questions"])
    for form in ("José Sample", "Jose\u0301 Sample", "JOSÉ  SAMPLE"):
        assert _places(world, form) == ["C2", "C7"]
        assert _places(world, form, state="question") == ["C8"]
    assert cells(world) == before


def test_several_people_in_a_cell(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-30: separators are those of the cell; one mark for each person, none for addresses."""
    rows = {
        2: {
            **DUE,
            "C": "Doe, Jane; Roe, Rik\nPoe & Co",
            "D": "jane@example.org, rik@example.net\nhttps://example.org/u/poe",
        },
        5: {"C": "Roe, Rik"},
    }
    world = book(sandbox, tmp_path, rows, settings=EXPUNGE)
    assert [group["rows"] for group in shown(world, "people")["people"]] == [[2, 5]]
    assert not {severity for severity, _, _ in found(world)} & {"error", "warning"}
    before = cells(world)
    named = world.run("--as-of", TODAY, "stats", "--format", "csv").stdout
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    after = expunged(before, 2)
    after["Reports"][1][2] = "Expunged; Expunged\nExpunged"
    assert cells(world) == after
    assert world.run("--as-of", TODAY, "stats", "--format", "csv").stdout == named


@pytest.mark.parametrize(
    ("subjects", "marks"),
    [
        ("Ada Fixture\nRik Sample", "Expunged\nExpunged"),
        ("Ada Fixture;Rik Sample;", "Expunged;Expunged"),
        ("Ada Fixture, Rik Sample, Una Case", "Expunged, Expunged, Expunged"),
        ("Ada Fixture and Rik Sample", "Expunged and Expunged"),
        ("van der Berg, A.", "Expunged"),
        ("Ирина Петрова; 山田 太郎", "Expunged; Expunged"),
        ("@handle", "Expunged"),
        ("  Ada Fixture  ", "Expunged"),
    ],
)
def test_one_mark_for_each_person(
    sandbox: Sandbox, tmp_path: Path, subjects: str, marks: str
) -> None:
    """A cell that names one person reads exactly `Expunged`; twice changes nothing."""
    world = book(sandbox, tmp_path, {2: {**DUE, "C": Text(subjects), "B": "", "D": ""}})
    before = cells(world)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    after = expunged(before, 2)
    after["Reports"][1][2] = marks
    assert cells(world) == after
    sandbox.forget_requests()
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert world.writes() == []


def test_the_rows_own_names_go_elsewhere_in_the_row_too(sandbox: Sandbox, tmp_path: Path) -> None:
    """Whole names, addresses, URLs and handles at word boundaries; no single word, no other row."""
    rows = {
        2: {
            **DUE,
            "C": "Ada Fixture",
            "D": "ada@example.org @adafix https://example.org/u/ada",
            "F": "Yes, mailed ADA@example.org",
            "G": "No, Ada Fixtures is another",
            "H": "Ada  Fixture, @adafix, HTTPS://example.org/u/ada/ and xada@example.org; Ada went",
        },
        3: {"E": "about Ada Fixture", "H": "ada@example.org wrote"},
        4: {**DUE, "B": "Rik Member", "C": "山田 太郎", "D": "", "H": "山田 太郎は帰った"},
    }
    world = book(sandbox, tmp_path, rows, settings=EXPUNGE)
    before = cells(world)
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == 0
    after = expunged(before, 2, 4)
    after["Reports"][1][5] = "Yes, mailed Expunged"
    after["Reports"][1][7] = "Expunged, Expunged, Expunged and xada@example.org; Ada went"
    after["Reports"][3][7] = "Expungedは帰った"
    assert cells(world) == after
    assert "still named in Reports!E3" in run.stdout
    assert "still named in Reports!H3" in run.stdout


WHO = {
    "C": "Ada Fixture (@adaf)",
    "D": "ada@example.net, https://www.example.org/u/ada/, @ada@social.example",
}
BESIDE = {
    "[Ada Fixture](https://www.example.org/u/ada/) came": "[Expunged](Expunged) came",
    "> ada@example.net wrote:\n> hello": "> Expunged wrote:\n> hello",
    "Ada Fixture's and Ada Fixture\u2019s": "Expunged's and Expunged\u2019s",
    "ADA FIXTURE": "Expunged",
    "Fixture, Ada was told": "Expunged was told",
    "Ada\nFixture, Ada\u00a0Fixture": "Expunged, Expunged",
    "mailto:ada@example.net": "mailto:Expunged",
    "example.org/u/ada": "Expunged",
    "https://example.org/u/ada?utm_source=x": "Expunged?utm_source=x",
    "@adaf and @ADAF, (@adaf)": "Expunged and Expunged, (Expunged)",
    "@ada@social.example": "Expunged",
    "ada@social.example": "Expunged",
    "https://social.example/@ada": "Expunged",
    "/u/adam and mada@example.net": "/u/adam and mada@example.net",
    "ada@example.network": "ada@example.network",
    "https://example.org/u/adam": "https://example.org/u/adam",
    "Ada Fixtures Ltd": "Ada Fixtures Ltd",
}


def test_what_names_somebody_in_the_texts_beside(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-69: quotes, mentions, links and every spelling of a handle go; look-alikes stay."""
    rows: dict[int, dict[str, str]] = {
        number: {**DUE, **WHO, "H": Text(text)} for number, text in enumerate(BESIDE, 2)
    }
    last = len(rows) + 2
    rows[last] = {"H": "Ada Fixture helped"}
    world = book(sandbox, tmp_path, rows, settings=EXPUNGE)
    assert world.run("--as-of", TODAY, "expunge", "--yes", "--allow-large-change").returncode == 0
    found = [line[7] for line in cells(world)["Reports"][1:]]
    assert dict(zip(BESIDE, found, strict=False)) == BESIDE
    assert found[last - 2] == "Ada Fixture helped"


def test_hidden_characters_in_addresses(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-31: named by code point and found all the same; no such address reaches Drive."""
    roster = [
        *ROSTER,
        ("Poe", Text("\ufeffpoe@example.org"), "member", "2020-01-01", ""),
        ("Una", Text("una\u00a0@example.org"), "member", "2020-01-01", ""),
        ("Jo", Text(" jo@example.org "), "member", "2020-01-01", ""),
    ]
    world = book(sandbox, tmp_path, {2: {"D": Text("rik@example.com\u200b")}}, roster=roster)
    assert ("warning", "hidden-character", "D2") in found(world)
    assert "U+200B" in world.run("validate").stdout
    assert _places(world, "rik@example.com") == ["D2"]
    run = world.run("--as-of", TODAY, "sync")
    assert run.returncode == 1, run.stdout
    who = {p.get("emailAddress") for p in world.spreadsheet.list_permissions()}
    assert who == {"ana@example.org", "rik@example.org", "poe@example.org", "jo@example.org"}
    assert not any("una" in str(request) for request in sandbox.requests())


def test_capitals_make_no_stranger(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-32 (a): an address that Drive spells otherwise is left alone, day after day."""
    world = book(sandbox, tmp_path, {2: {}})
    world.spreadsheet.share("Rik@Example.ORG", "user", "writer", notify=False)
    assert world.run("--as-of", TODAY, "sync").returncode == 0
    sandbox.forget_requests()
    assert world.run("--as-of", "2026-04-03", "sync").returncode == 0
    assert world.writes() == []


def test_a_repeat_holds_and_a_date_ends_it(sandbox: Sandbox, tmp_path: Path) -> None:
    """A due record about somebody whom a later report names is held until its term from there."""
    rows = {
        2: {**DUE, "C": "Ada Fixture", "D": "ada@example.org"},
        3: {"A": "2025-10-10", "C": "A. F.", "D": "ADA@example.org", "J": "2026-10-10"},
        4: {**DUE, "C": "Rik Sample", "D": ""},
    }
    world = book(sandbox, tmp_path, rows)
    before = cells(world)
    plan = shown(world, "expunge")
    assert {change["row"] for change in plan["changes"]} == {4}
    assert [held["row"] for held in plan["held"]] == [2]
    run = world.run("--as-of", TODAY, "sync")
    assert run.returncode == 1, run.stdout
    assert "row 2 (report of 2025-04-01 #1) is on hold until 2026-10-10" in run.stdout
    assert cells(world) == expunged(before, 4)
    last = shown(world, "due")["records"]
    assert [(record["row"], record["until"]) for record in last] == [(2, "2026-10-10")]
    assert world.run("--as-of", "2026-10-10", "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 4)
    assert world.run("--as-of", "2026-10-11", "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 2, 3, 4)
