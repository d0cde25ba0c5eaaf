"""What formulas come to, and what becomes of them when rows move."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.sandbox.app import App
from cocsheets.sandbox.formulas import functions, syntax
from cocsheets.sandbox.formulas.cell_values import ErrorValue
from cocsheets.sandbox.formulas.results import Results
from cocsheets.sandbox.sheets.cells import Cell, Formula
from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet
from tests.sandbox.direct import ask, batch, new_sheet, put, values

RAW = "?valueRenderOption=UNFORMATTED_VALUE"
FORMULA = "?valueRenderOption=FORMULA"


@pytest.fixture
def key(app: App) -> str:
    """A spreadsheet with a few values in A1:C3."""
    key = new_sheet(app)
    rows = [[1, 2, "x"], [3, 4, "y"], ["2020-01-01", "10%", True]]
    put(app, key, "A1:C3", rows, "USER_ENTERED")
    return key


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3^2", 19),
        ("=-2^2", 4),
        ("=(1+2)*3", 9),
        ("=10%", 0.1),
        ('="a"&1&TRUE', "a1TRUE"),
        ("=A1+B2", 5),
        ("=SUM(A1:B2)", 10),
        ("=AVERAGE(A1:B2,5)", 3),
        ("=Sheet1!B1", 2),
        ("='Sheet1'!B1", 2),
        ("=A3+1", 43832),
        ("=B3*2", 0.2),
        ("=1/0", "#DIV/0!"),
        ("=C1+1", "#VALUE!"),
        ("=FOO(1)", "#NAME?"),
        ("=nothing", "#NAME?"),
        ("=1+", "#ERROR!"),
        ("=Sheet9!A1", "#REF!"),
        ("=NA()", "#N/A"),
        ("=SQRT(-1)", "#NUM!"),
        ("=E5", "#REF!"),
        ("=IFERROR(1/0,7)", 7),
        ('=IF(A1>0,"yes","no")', "yes"),
        ("=A1=1", True),
        ('="a"="A"', True),
        ('=COUNTIF(A1:B2,">=2")', 3),
        ("=VLOOKUP(3,A1:B2,2,FALSE)", 4),
        ('=LEN("Iñt")', 3),
        ("=D1+1", 1),
        ("=ROUND(2.5)", 3),
        ("=DATE(2020,1,1)", 43831),
        ("=EDATE(DATE(2020,1,31),1)", 43890),
        ("=EDATE(DATE(2020,3,31),-1)", 43890),
        ("=EDATE(DATE(2024,4,1),24)", 46113),
        ("=EOMONTH(DATE(2020,2,1),0)", 43890),
        ("=EOMONTH(DATE(2020,1,15),-1)", 43830),
        ("=MAX(A1:A2)-MIN(A1:A2)", 2),
        ('=HYPERLINK("https://example.org","site")', "site"),
    ],
)
def test_values(app: App, key: str, formula: str, value: Any) -> None:
    """Arithmetic, references, everyday functions, and each error where it belongs."""
    put(app, key, "E5", [[formula]], "USER_ENTERED")
    found = values(app, key, "E5", RAW)
    assert found == [[value]]
    assert type(found[0][0]) is type(value)
    assert values(app, key, "E5", FORMULA) == [[formula]]


def test_results_are_shown_like_what_they_refer_to(app: App, key: str) -> None:
    """A formula over a date is shown as a date, over per cent as per cent."""
    put(app, key, "E1:E3", [["=A3+1"], ["=B3"], ["=A3-A3"]], "USER_ENTERED")
    assert values(app, key, "E1:E3") == [["2020-01-02"], ["10%"], ["0"]]


def test_arrays_spill_into_empty_cells(app: App, key: str) -> None:
    """An array fills the cells beside it, as long as nothing stands there."""
    put(app, key, "E1", [["={1,2;3,4}"]], "USER_ENTERED")
    assert values(app, key, "E1:F2", RAW) == [[1, 2], [3, 4]]
    assert values(app, key, "E1:F2", FORMULA) == [["={1,2;3,4}", 2], [3, 4]]
    cell = app.state.files[key].sheet.sheets[0].cell(1, 4)
    assert cell is None
    put(app, key, "F2", [["in the way"]])
    assert values(app, key, "E1:F2", RAW) == [["#REF!"], ["", "in the way"]]


def test_array_formulas_and_sums_over_spilled_cells(app: App, key: str) -> None:
    """ARRAYFORMULA works value by value, and others may refer to what it filled."""
    put(app, key, "E1", [["=ARRAYFORMULA(A1:A2*10)"]], "USER_ENTERED")
    put(app, key, "G1", [["=SUM(E1:E2)"]], "USER_ENTERED")
    assert values(app, key, "E1:G2", RAW) == [[10, "", 40], [30]]


def test_references_follow_rows(app: App, key: str) -> None:
    """Inserted and deleted rows move references along; a deleted cell leaves `#REF!`."""
    put(app, key, "E5:F5", [["=A2+$B$2", "=SUM(A1:A3)"]], "USER_ENTERED")
    rows = {"sheetId": 0, "dimension": "ROWS"}
    batch(app, key, {"insertDimension": {"range": {**rows, "startIndex": 1, "endIndex": 2}}})
    assert values(app, key, "E6:F6", FORMULA) == [["=A3+$B$3", "=SUM(A1:A4)"]]
    batch(app, key, {"deleteDimension": {"range": {**rows, "startIndex": 2, "endIndex": 3}}})
    assert values(app, key, "E5:F5", FORMULA) == [["=#REF!+#REF!", "=SUM(A1:A3)"]]
    assert values(app, key, "E5", RAW) == [["#REF!"]]


def test_references_move_when_copied(app: App, key: str) -> None:
    """A copied formula looks as far away as before, but for what a dollar holds."""
    put(app, key, "E1", [["=A1+$A$1+B$1"]], "USER_ENTERED")
    source = {
        "sheetId": 0,
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 4,
        "endColumnIndex": 5,
    }
    goal = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 2,
        "startColumnIndex": 5,
        "endColumnIndex": 6,
    }
    status, _ = batch(app, key, {"copyPaste": {"source": source, "destination": goal}})
    assert status == 200
    assert values(app, key, "F2", FORMULA) == [["=B2+$A$1+C$1"]]


def test_importrange_needs_access(app: App) -> None:
    """Another spreadsheet's values for who may read it, `#REF!` for others."""
    source = new_sheet(app, user="owner@example.org")
    body = {"values": [["secret"]]}
    ask(
        app,
        "PUT",
        f"/v4/spreadsheets/{source}/values/A1?valueInputOption=RAW",
        body,
        user="owner@example.org",
    )
    key = new_sheet(app)
    put(app, key, "A1", [[f'=IMPORTRANGE("{source}","A1")']], "USER_ENTERED")
    assert values(app, key, "A1") == [["#REF!"]]
    grant = {"type": "user", "role": "reader", "emailAddress": "chair@example.org"}
    ask(app, "POST", f"/drive/v3/files/{source}/permissions", grant, user="owner@example.org")
    assert values(app, key, "A1") == [["secret"]]


_LEAVES = st.sampled_from(
    [
        *("A1", "B2:C3", "A:A", "1:2", "$A$1", "D4", "Sheet1!B1", "'Sheet1'!C2", "Nope!A1"),
        *("names", "1", "2.5", "0", "1e9", '"x"', '""', '">1"', "TRUE", "#N/A"),
    ]
)
_NAMES = st.sampled_from(
    [*functions.FUNCTIONS, "IF", "IFERROR", "ISERROR", "ROW", "IMPORTRANGE", "NOW", "NOPE"]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas made of formulas."""
    operators = st.sampled_from(["+", "-", "*", "/", "^", "&", "=", "<>", "<", ">="])
    return (
        st.builds("{}{}{}".format, inner, operators, inner)
        | st.builds("{}({})".format, _NAMES, st.lists(inner, max_size=4).map(",".join))
        | st.builds("({})".format, inner)
        | st.builds("-{}%".format, inner)
        | st.builds("{{{},{};{},{}}}".format, inner, inner, inner, inner)
    )


_PIECES = st.sampled_from([*'()+-*/^&%=<>,;{}:!"', "A1", "1", "SUM(", "'", "#REF!"])
_FORMULAS = st.recursive(_LEAVES, _larger, max_leaves=8) | st.lists(_PIECES, max_size=9).map(
    "".join
)


@settings(max_examples=200, deadline=None)
@given(_FORMULAS, st.integers(-3, 3), st.integers(-3, 3))
def test_any_formula_has_a_value(text: str, down: int, right: int) -> None:
    """Whatever follows an equals sign comes to a value, an array or an error, and can be moved."""
    book = Spreadsheet.new()
    sheet = book.sheets[0]
    sheet.put(0, {0: Cell(1), 1: Cell("x"), 2: Cell(Formula("=A1+1"))})
    sheet.put(3, {3: Cell(Formula(f"={text}"))})
    results = Results(book)
    value = results.value(sheet, 3, 3)
    assert value is None or isinstance(value, (bool, int, float, str, ErrorValue))
    assert syntax.moved(f"={text}", down, right).startswith("=")
