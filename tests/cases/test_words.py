"""Words as committees type them: other languages, several choices, the manual of 2026."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, book, cells, expunged, found, shown
from tests.records.sheets import HEADERS

FRENCH = """
[schema.headers]
status = "Statut"
[schema.columns.status.values]
flagged = ["signalé"]
blacklisted = ["exclu"]
"""
MANUAL = (
    *("Date of Report", "Case Code Name", "Person Code Name", "Status", "Resolution Source"),
    *("Resolution Date", "Safety Risk", "Ongoing Harassment", "Consequences", "Documents"),
)
"""The headers of the working group's manual, as it spells them."""
LAYOUT_2026 = '[schema]\npreset = "django-2026"\n'


def errors(found_: set[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """Rule and cell of the errors."""
    return {(rule, cell) for severity, rule, cell in found_ if severity == "error"}


def test_answers_in_other_languages_are_read_without_a_setting(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """CS-70: French headers, statuses and answers; the answers count."""
    headers = [*HEADERS[:8], "Statut", HEADERS[9]]
    rows = {
        2: {**DUE, "F": "Oui – par mail", "G": "Non", "I": "signalé"},
        3: {"F": "Non", "G": "Non.", "I": "exclu"},
        4: {"F": "oui", "G": "Nein, noch nicht"},
        5: {"F": "はい", "G": "нет"},
    }
    world = book(sandbox, tmp_path, rows, headers=headers, settings=FRENCH)
    before = cells(world)
    assert errors(found(world)) == set()
    (table,) = shown(world, "stats")["tables"]
    total = table["total"]["values"]
    assert (total["actions_by_us"], total["actions_by_local_reps"]) == (3, 0)
    assert (total["lack_of_actions"], total["people_flagged"]) == (1, 2)
    assert world.run("--as-of", TODAY, "expunge", "--yes").returncode == 0
    assert cells(world) == expunged(before, 2)


def test_a_committee_adds_words_for_yes_and_no(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-70: `values` of an answer column has effect, and takes nothing away."""
    settings = '[schema.columns.action_by_us.values]\nyes = ["bien sûr"]\nno = ["pas encore"]\n'
    rows = {2: {"F": "Bien sûr, par mail"}, 3: {"F": "pas encore"}, 4: {"F": "Yes"}, 5: {"F": "x"}}
    world = book(sandbox, tmp_path, rows, settings=settings)
    assert errors(found(world)) == {("answer-unknown", "F5")}
    (table,) = shown(world, "stats")["tables"]
    assert table["total"]["values"]["actions_by_us"] == 2


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("[schema.columns.action_by_us.values]\noui = []", "yes, no"),
        ("[schema.columns.action_by_us.values]\nmaybe = []", "yes, no"),
        ('[schema.columns.summary.values]\nyes = ["oui"]', "have no effect"),
        ("[schema.columns.status]\nseveral = true", "have no effect"),
        ('[schema.columns.status]\noffered = ["flagged"]', "have no effect"),
    ],
)
def test_a_setting_without_effect_is_an_error(
    sandbox: Sandbox, tmp_path: Path, settings: str, told: str
) -> None:
    """CS-70: refused with what is allowed, in place of silence."""
    run = book(sandbox, tmp_path, {2: {}}, settings=settings).run("validate")
    assert run.returncode == 2
    assert told in run.stderr


def test_the_manual_of_2026_is_read_word_for_word(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-64: its headers and words need no setting but the layout, and raise nothing."""
    consequences = (
        *("Warning", "First Suspension", "Second Suspension", "Ban", "No action taken"),
        *("Not a violation", "Out of scope", "Other", "Warning, First Suspension"),
    )
    sources = ("CoC WG", "DSF Board", "Local Event Reps", "None", "CoC WG, DSF Board")
    rows = {
        number: {
            "A": "2025-03-10",
            "B": f"case {number}",
            "C": f"Person {number}",
            "D": "Resolved" if number % 2 else "Ongoing",
            "E": sources[number % len(sources)],
            "F": "2025-04-10",
            "G": ("Yes", "No")[number % 2],
            "H": ("Yes", "No", "Maybe", "Maybe – see notes")[number % 4],
            "I": word,
        }
        for number, word in enumerate(consequences, start=2)
    }
    world = book(sandbox, tmp_path, rows, headers=MANUAL, settings=LAYOUT_2026, usual_values=False)
    assert {one for one in found(world) if one[0] != "note"} == set()
    assert "header-untidy" not in {rule for _, rule, _ in found(world)}
    offered = json.loads(world.run("protect", "--format", "json").stdout)
    assert [c["action"] for c in offered["changes"]].count("list") == 3


def test_several_choices_in_one_cell_are_several(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-65: both outcomes of a cell count; one unknown word among them is an error."""
    row = {"A": "2025-03-10", "B": "home shelf", "C": "Person A", "D": "Resolved"}
    rows = {
        2: {**row, "E": "local, DSF", "I": "warned, suspended"},
        3: {**row, "B": "stunned bulb", "E": "CoC WG", "I": "Ban; Warning"},
        4: {**row, "B": "green door", "E": "CoC WG", "I": "warned, suspendet"},
        5: {**row, "B": "blue door", "E": "CoC WG", "D": "ongoing, resolved"},
    }
    world = book(sandbox, tmp_path, rows, headers=MANUAL, settings=LAYOUT_2026, usual_values=False)
    assert errors(found(world)) == {("choice-unknown", "I4"), ("choice-unknown", "D5")}
    table = shown(world, "stats")["tables"][0]
    total = table["total"]["values"]
    assert (total["warned"], total["suspended"], total["banned"]) == (2, 1, 1)


def test_the_figures_of_the_manual_of_2026(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-64: cases are reports, people are rows, and each word counts where its page says."""
    lines = (
        ("CoC WG", "Yes", "Warning"),
        ("CoC WG", "No", "First Suspension"),
        ("Local Event Reps", "Maybe", "Second Suspension"),
        ("DSF Board", "Maybe", "Ban"),
        ("None", "No", "No action taken"),
        ("None", "No", "Not a violation"),
        ("None", "No", "Out of scope"),
        ("None", "No", ""),
    )
    rows = {
        number: {
            "A": "2025-03-10",
            "B": "home shelf" if number < 4 else f"case {number}",
            "C": f"Person {number}",
            "D": "Resolved",
            "E": source,
            "H": ongoing,
            "I": outcome,
        }
        for number, (source, ongoing, outcome) in enumerate(lines, start=2)
    }
    world = book(sandbox, tmp_path, rows, headers=MANUAL, settings=LAYOUT_2026, usual_values=False)
    assert errors(found(world)) == set()
    (table,) = shown(world, "stats", code=0)["tables"]
    assert table["total"]["values"] == {
        "reports": 7,
        "people_named": 8,
        "actions_by_us": 2,
        "actions_by_local_reps": 1,
        "not_a_violation": 1,
        "out_of_scope": 1,
        "warned": 1,
        "suspended": 2,
        "banned": 1,
        "other": 0,
        "no_action": 1,
    }


def test_a_word_that_is_not_known_is_shown_as_such(sandbox: Sandbox, tmp_path: Path) -> None:
    """CS-64: never left out in silence, and the exit code says so."""
    row = {"A": "2025-03-10", "B": "home shelf", "C": "Person A", "D": "Resolved", "E": "CoC WG"}
    world = book(
        sandbox,
        tmp_path,
        {2: {**row, "I": "Sent to Coventry"}},
        headers=MANUAL,
        settings=LAYOUT_2026,
        usual_values=False,
    )
    run = world.run("--as-of", TODAY, "stats")
    assert "Not readable" in run.stdout
