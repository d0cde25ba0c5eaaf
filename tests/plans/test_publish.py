"""The plan that keeps a public worksheet equal to a table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cocsheets.errors import RefusedError
from cocsheets.plans.edits import AddWorksheet, Grow, WriteValue
from cocsheets.plans.plan import Plan
from cocsheets.plans.publish import Publication, plan_publish
from cocsheets.records.table import Extras, Row, Spreadsheet, Value, Worksheet

Grid = list[list[str | float | None]]
GRID: Grid = [["Year", "Reports"], ["2015", 11], ["Total", 11], [], ["As of 2 April 2026."]]


def public(*rows: Sequence[Value], title: str = "Statistics", size: int = 100) -> Spreadsheet:
    """A spreadsheet with one worksheet of these rows."""
    made = tuple(Row(n, tuple(row)) for n, row in enumerate(rows, start=1) if row)
    sheet = Worksheet(title, 7, 0, made, row_count=size, column_count=2)
    return Spreadsheet("PUBLIC", "Open", "UTC", "en_GB", (sheet,))


def steps(plan: Plan) -> list[tuple[str, str, str]]:
    """Action, address and what will stand there."""
    return [
        (change.action, change.address.removeprefix("Statistics!"), change.shows)
        for change in plan.changes
        if isinstance(change, Publication)
    ]


def test_a_new_worksheet_is_added_beside_the_others() -> None:
    """What stands elsewhere in the spreadsheet is left alone."""
    plan = plan_publish(public(["Hello"], title="About"), "RECORDS", GRID)
    first = plan.changes[0]
    assert isinstance(first, Publication)
    assert first.edits == (AddWorksheet(8, "Statistics", ("Year", "Reports")), Grow(8, 100, 26))
    assert steps(plan)[1:] == [
        ("write", "A2", "2015"),
        ("write", "B2", "11"),
        ("write", "A3", "Total"),
        ("write", "B3", "11"),
        ("write", "A5", "As of 2 April 2026."),
    ]


def test_an_equal_worksheet_needs_nothing() -> None:
    """The same figures again are no plan, nor is another day alone."""
    assert plan_publish(public(*GRID), "RECORDS", GRID).changes == ()
    older: Grid = [*GRID[:4], ["As of 1 January 2020."]]
    assert plan_publish(public(*older), "RECORDS", GRID).changes == ()


def test_only_what_differs_is_written_and_leftovers_are_emptied() -> None:
    """A figure that moved, a row too many, and the day with them."""
    there: Grid = [
        ["Year", "Reports"],
        ["2015", 10],
        ["Total", 10.0],
        [],
        ["As of 2019."],
        ["old", 3],
    ]
    plan = plan_publish(public(*there), "RECORDS", GRID)
    assert steps(plan) == [
        ("write", "B2", "11"),
        ("write", "B3", "11"),
        ("write", "A5", "As of 2 April 2026."),
        ("empty", "A6", ""),
        ("empty", "B6", ""),
    ]
    (edit,) = plan.changes[0].edits if isinstance(plan.changes[0], Publication) else ()
    assert edit == WriteValue(7, 1, 1, 11)


def test_a_formula_that_shows_the_figure_is_not_the_figure() -> None:
    """It could show another one tomorrow."""
    made = public(*GRID)
    sheet = made.worksheets[0]
    row = Row(2, ("2015", 11.0), {1: Extras(formula="=6+5")})
    rows = (sheet.rows[0], row, *sheet.rows[2:])
    spreadsheet = Spreadsheet(
        "PUBLIC", "Open", "UTC", "en_GB", (Worksheet("Statistics", 7, 0, rows, column_count=2),)
    )
    assert steps(plan_publish(spreadsheet, "RECORDS", GRID))[0] == ("write", "B2", "11")


def test_a_zero_is_a_figure_and_not_a_blank() -> None:
    """0 is written where nothing stands."""
    grid: Grid = [["Year", "Reports"], ["2015", 0], ["As of today."]]
    there: Grid = [["Year", "Reports"], ["2015"], ["As of today."]]
    assert steps(plan_publish(public(*there), "RECORDS", grid)) == [("write", "B2", "0")]
    assert plan_publish(public(*grid), "RECORDS", grid).changes == ()


def test_a_grid_that_is_too_small_grows_first() -> None:
    """More years than rows."""
    plan = plan_publish(public(["Year"], ["As of 2019."], size=3), "RECORDS", GRID)
    assert steps(plan)[0] == ("grow", "Statistics", "")


def test_the_records_own_spreadsheet_is_refused() -> None:
    """Nothing is published among the records."""
    with pytest.raises(RefusedError, match="spreadsheet of the records"):
        plan_publish(public(*GRID), "PUBLIC", GRID)


def test_a_worksheet_of_others_is_refused() -> None:
    """A worksheet of the same title, in whatever case, that holds something else is left alone."""
    with pytest.raises(RefusedError, match="something else"):
        plan_publish(public(["Season", "Goals"], title="statistics"), "RECORDS", GRID)
    assert plan_publish(public([" "]), "RECORDS", GRID).changes


def test_the_digest_is_over_what_will_stand_there() -> None:
    """The same table has the same digest, another figure another one."""
    other: Grid = [["Year", "Reports"], ["2015", 12], *GRID[2:]]
    digests = {plan_publish(public([]), "RECORDS", grid).digest for grid in (GRID, GRID, other)}
    assert len(digests) == 2
    assert "11" not in str(plan_publish(public([]), "RECORDS", GRID).to_json())
