"""`findReplace`: what it finds, what it leaves, and the switches for what is unverified."""

from __future__ import annotations

from typing import Any

from cocsheets.sandbox.app import App
from cocsheets.sandbox.state import Settings
from tests.sandbox.direct import area, batch, put, values

Json = dict[str, Any]


def find(app: App, key: str, **request: Any) -> Json:
    """The reply to one findReplace."""
    status, answer = batch(app, key, {"findReplace": request})
    assert status == 200, answer
    reply: Json = answer["replies"][0]["findReplace"]
    return reply


def test_one_cell_is_replaced_if_it_still_holds_the_text(app: App, key: str) -> None:
    """Whole cell, matching case, in a range of one cell: once with counts, then with none."""
    exact = {"matchEntireCell": True, "matchCase": True, "range": area(0, 0, 1, 1)}
    counts = dict.fromkeys(
        ("valuesChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged"), 1
    )
    assert find(app, key, find="Ann", replacement="Expunged", **exact) == counts
    assert find(app, key, find="Ann", replacement="Expunged", **exact) == {}
    assert values(app, key) == [["Expunged", "3"], ["Bob", "Ann"], ["Expunged", "5.5"], ["ann"]]


def test_formulas_are_passed_over_unless_included(app: App, key: str) -> None:
    """A formula's text is searched only with includeFormulas, and counted apart."""
    assert find(app, key, find="A1", replacement="B1", allSheets=True) == {}
    reply = find(app, key, find="A1", replacement="B1", allSheets=True, includeFormulas=True)
    assert reply["formulasChanged"] == 1
    assert values(app, key, "A3") == [["3"]]


def test_numbers_are_found_as_stored_or_as_shown(app: App, key: str) -> None:
    """The switch `find_replace` decides what a number, a date or a per cent reads like."""
    put(app, key, "C1", [["2020-01-01"]], "USER_ENTERED")
    assert find(app, key, find="2020", replacement="x", sheetId=0) == {}
    app.state.settings.find_replace = "shown"
    assert find(app, key, find="2020", replacement="x", sheetId=0)["valuesChanged"] == 1
    app.state.settings.find_replace = "nothing"
    assert find(app, key, find="Bob", replacement="x", sheetId=0) == {}


def test_replacements_are_parsed_unless_switched_off(app: App, key: str) -> None:
    """A replacement is read as if typed, which is likely but unverified: the switch has both."""
    app.state.settings.reparse_replacement = False
    find(app, key, find="Bob", replacement="=1+1", sheetId=0)
    assert values(app, key, "A2") == [["=1+1"]]
    app.state.settings = Settings()
    find(app, key, find="=1+1", replacement="=1+1", sheetId=0)
    assert values(app, key, "A2") == [["2"]]


def test_regular_expressions_have_groups(app: App, key: str) -> None:
    """`$1` is live with searchByRegex and literal without."""
    find(
        app, key, find="(B)o(b)", replacement="$2-$1", searchByRegex=True, matchCase=True, sheetId=0
    )
    assert values(app, key, "A2") == [["b-B"]]
    find(app, key, find="b-B", replacement="$1", sheetId=0)
    assert values(app, key, "A2") == [["$1"]]


def test_a_whole_cell_is_replaced_whatever_part_an_expression_finds_first(
    app: App, key: str
) -> None:
    """With matchEntireCell the expression has to cover the cell, and all of it is replaced."""
    whole = {"searchByRegex": True, "matchEntireCell": True, "range": area(1, 0, 2, 1)}
    assert find(app, key, find="Bo|(B)ob", replacement="$1!", **whole)["occurrencesChanged"] == 1
    assert values(app, key, "A2") == [["B!"]]
