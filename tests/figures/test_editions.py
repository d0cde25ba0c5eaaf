"""Earlier editions: what of them can be compared, and what two of them tell together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cocsheets.figures.editions import earlier_tables, read_edition
from cocsheets.statistics.criteria import by
from cocsheets.statistics.frames import counts
from cocsheets.statistics.restatement import Edition, close, seen
from cocsheets.statistics.summary import Mark, Table
from cocsheets.statistics.suppression import TOLD, suppress
from cocsheets.statistics.tables import yearly
from tests.statistics.attack import Attack
from tests.statistics.history import numbered, record


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("2024", "2024"),
        ("2024 H1", "2024 H1"),
        ("H1 2024", "2024 H1"),
        ("1/2024", "2024 H1"),
        ("2024/2", "2024 H2"),
        ("Q3 2024", "2024 Q3"),
        ("2024-03", "2024-03"),
        ("2024/25", "2024/25"),
        ("FY 2024/25", "2024/25"),
        ("2024-25", "2024/25"),
        ("2024*", "2024"),
    ],
)
def test_periods_are_read_however_they_are_written(label: str, period: str, tmp_path: Path) -> None:
    """Half-years either way, fiscal years, footnote marks."""
    (tmp_path / "a.csv").write_text(f"Year,Reports\n{label},3\n", encoding="utf-8")
    assert read_edition(tmp_path / "a.csv").rows == {period: {"reports": 3}}


def test_figures_with_footnotes_and_without_an_answer(tmp_path: Path) -> None:
    """A footnote mark is no part of a figure, N/A is none, and anything else is named."""
    rows = [
        "Year,Reports,People named,Actions taken by us,Mood",
        "2015,11\u00b9,N/A,<5,good",
        '2016,"1,013*",ten,hidden,bad',
        "Summer,3,,,",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    edition = read_edition(tmp_path / "a.csv")
    assert edition.rows["2015"] == {
        "reports": 11,
        "people_named": None,
        "actions_by_us": Mark.SMALL,
    }
    assert edition.rows["2016"] == {
        "reports": 1013,
        "people_named": Mark.HIDDEN,
        "actions_by_us": Mark.HIDDEN,
    }
    assert edition.unread == ('the column "Mood"', '2016: "People named"', 'the row "Summer"')


def rows_of(*tables: Table) -> list[list[str]]:
    """Tables as they were published."""
    rows: list[list[str]] = [["As of 5 January 2026."]]
    for table in tables:
        rows.append([table.stub, *(figure.title for figure in table.figures)])
        rows += [[row.label, *map(table.show, row.values)] for row in table.lines]
    return rows


def sheet(*, more: int = 0) -> tuple[Table, Table]:
    """The exact yearly table and the table by action of a sheet, with some more reports."""
    records = [record("2025-01-01", us=True)] * 11
    records += [record("2025-02-01", us=False, local=False)] * 2
    records += [record("2025-03-01", local=True)] * 6 + [record("2024-03-01", us=False)] * 7
    records += [record("2025-04-01", us=False)] * more
    data = counts(numbered(records))
    return yearly(data), by(data, "action")


def test_every_table_of_an_edition_is_found_by_its_titles() -> None:
    """Also where several tables have rows by year, and a column in common."""
    public, exact = sheet()
    first, second = earlier_tables(rows_of(public, exact), (exact, public))
    assert first is not None
    assert second is not None
    assert first.as_of == dt.date(2026, 1, 5)
    assert first.rows["2025"]["us_no"] == 2
    assert "people_named" in second.rows["2025"]


def test_what_an_edition_before_shows_is_known() -> None:
    """A figure that was shown protects nothing any more: the next edition hides others with it."""
    public, exact = sheet()
    (first,) = suppress([exact], public=public)
    shown = {
        (row.label, figure.key)
        for row in first.lines
        for figure, value in zip(first.figures, row.values, strict=True)
        if not isinstance(value, Mark)
    }
    (edition,) = earlier_tables(rows_of(first), (exact,))
    (second,) = suppress([exact], public=public, seen=seen([edition], [exact]))
    hidden = Attack([second], [exact], [public]).hidden
    assert shown.isdisjoint(hidden)
    assert TOLD not in second.notes


def test_an_edition_that_showed_what_is_hidden_now_is_told() -> None:
    """Where both editions together leave one value only, the table says so."""
    public, exact = sheet()
    before = {("2025", "us_unanswered"): 6, ("2024", "us_unanswered"): 0}
    (table,) = suppress([exact], public=public, seen=before)
    assert TOLD in table.notes


def test_a_difference_of_a_few_is_small_itself() -> None:
    """Of a table that hides small figures, in a running period too."""
    public, exact = sheet()
    (edition,) = earlier_tables(rows_of(*suppress([exact], public=public)), (exact,))
    assert isinstance(edition, Edition)
    more, later = sheet(more=1)
    (now,) = suppress([later], public=more)
    moved = {move.figure.key for move in close(edition, now)}
    assert "reports" in moved
    assert all(move.pointing for move in close(edition, now))
