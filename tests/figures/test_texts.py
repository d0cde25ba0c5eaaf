"""A summary as text, Markdown, CSV and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cocsheets import csvtext
from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.figures.editions import read_edition
from cocsheets.figures.fragments import html_fragment
from cocsheets.figures.page import html
from cocsheets.figures.texts import comma_separated, markdown, structured, text
from cocsheets.statistics.criteria import by
from cocsheets.statistics.frames import frame
from cocsheets.statistics.restatement import Edition, compare
from cocsheets.statistics.summary import Mark, Summary, TableRow
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from tests.figures.summaries import (
    fiscal_half_years,
    forty_quarters,
    forty_years,
    hidden,
    published,
    sixteen_years,
    summary,
)
from tests.statistics.history import numbered, published_records, record

MARKDOWN = """\
# Code of Conduct statistics

| Year | Reports | People named | Actions taken by us | Actions taken by local reps | People blacklisted or flagged | Lack of actions taken |
| :--- | ---: | ---: | ---: | ---: | ---: | ---: |
| 2015 | 11 | 14 | 1 | 6 | 1 | 4 |
| 2016 | 13 | 10 | 2 | 11 | 1 | 1 |
| 2017 | 13 | 6 | 3 | 7 | 1 | 1 |
| 2018 | 6 | 4 | 0 | 6 | 0 | 0 |
| **Total** | **43** | **34** | **6** | **30** | **3** | **6** |

Statistics were last updated on 2 April 2026.

- **Reports** (reports) - Reports received in the period, by the date of the first report.
- **People named** (people) - Names per report added up, expunged ones included: someone named in two reports counts twice.
- **Actions taken by us** (reports) - Reports in which the committee acted itself; any contact with the subject is an action.
- **Actions taken by local reps** (reports) - Reports in which moderators or event organisers acted.
- **People blacklisted or flagged** (people) - People named in reports that are flagged; blacklisted and banned count as flagged.
- **Lack of actions taken** (reports) - Reports in which both action columns answer no; a blank one is unanswered and not counted.
"""  # noqa: E501
TEXT = """\
Code of Conduct statistics
As of 2 April 2026 (Europe/Amsterdam).

Reports by year

                                              Actions       People  Lack of
                                  Actions    taken by  blacklisted  actions
Year   Reports  People named  taken by us  local reps   or flagged    taken
-----  -------  ------------  -----------  ----------  -----------  -------
2015        11            14            1           6            1        4
2016        13            10            2          11            1        1
2017        13             6            3           7            1        1
2018         6             4            0           6            0        0
-----  -------  ------------  -----------  ----------  -----------  -------
Total       43            34            6          30            3        6
"""
HAND_MADE = """\
| Year | Reports | People named | People banned or flagged |
|:-----|:--------|:-------------|:-------------------------|
| 2015 | 11      | 14           | 1                        |
| 2016 | 13      | 9            | 1                        |

Statistics were last updated on October 18th, 2017.
"""


def test_markdown_is_the_committees_page() -> None:
    """The published history to the figure, the date and the glossary, nothing else."""
    assert markdown(published()) == MARKDOWN


def test_text_fits_a_terminal() -> None:
    """Aligned, with long titles broken, 80 columns wide."""
    assert text(published()) == TEXT


def test_csv_is_plain_figures() -> None:
    """A header, one row a period, a total."""
    rows = csvtext.read(comma_separated(published("2021")))
    assert rows[0][5] == "People banned or flagged"
    assert rows[1] == ["2015", "11", "14", "1", "6", "1", "4"]
    assert rows[-1][:2] == ["Total", "43"]


def test_json_tells_unit_and_rule_of_every_figure() -> None:
    """Keys are stable; null is unknown, hidden figures are texts."""
    data = json.loads(structured(published("2026")))
    (table,) = data["tables"]
    assert data["as_of"] == "2026-04-02"
    assert data["not_for_publication"] is False
    assert set(table) == {
        "key",
        "title",
        "stub",
        "not_for_publication",
        "suppressed_below",
        "figures",
        "rows",
        "total",
        "notes",
    }
    assert table["figures"][1]["unit"] == "people"
    assert all(figure["rule"] for figure in table["figures"])
    assert table["rows"][0]["values"]["reports"] == 11
    assert table["rows"][0]["values"]["warned"] is None
    first, second = json.loads(structured(hidden()))["tables"]
    assert first["suppressed_below"] == 5
    assert first["rows"][0]["values"]["us_no"] == "<5"
    assert second["not_for_publication"] is True


@pytest.mark.parametrize("show", [text, markdown, structured])
def test_marks_are_explained_and_exact_tables_marked(show: object) -> None:
    """What is hidden, what changes with expunging and what is not for publication is said."""
    assert callable(show)
    shown = show(hidden())
    assert "from 1 to 4" in shown
    assert "0 is shown as it is" in shown
    assert "changes with expunging" in shown
    if show is not structured:
        assert "Not for publication" in shown


def test_markdown_cells_cannot_break_the_table() -> None:
    """`<5` is not taken for a tag, a star not for emphasis."""
    shown = markdown(hidden())
    assert "| &lt;5 |" in shown
    assert "Distinct people\\*" in shown


@pytest.mark.parametrize(
    ("name", "made"),
    [("last.json", structured), ("last.csv", comma_separated), ("last.md", markdown)],
)
@pytest.mark.parametrize("layout", ["2016", "2021", "2026"])
def test_an_edition_reads_back_whatever_its_form(
    name: str, made: object, layout: str, tmp_path: Path
) -> None:
    """JSON, CSV and Markdown of any layout compare equal with themselves."""
    assert callable(made)
    (tmp_path / name).write_text(made(published(layout)), encoding="utf-8")
    edition = read_edition(tmp_path / name)
    (table,) = published(layout).tables
    assert list(edition.rows) == ["2015", "2016", "2017", "2018"]
    assert len(edition.rows["2015"]) == len(table.figures)
    assert compare(edition, table) == ()


@pytest.mark.parametrize("name", ["last.json", "last.csv", "last.md"])
def test_hidden_figures_of_an_edition_stay_hidden(name: str, tmp_path: Path) -> None:
    """A mark is neither a number nor a blank."""
    made = {".json": structured, ".csv": comma_separated, ".md": markdown}[Path(name).suffix]
    (tmp_path / name).write_text(made(forty_years()), encoding="utf-8")
    edition = read_edition(tmp_path / name)
    assert len(edition.rows) == 41
    (small,) = suppress(published().tables)
    (tmp_path / name).write_text(made(summary(small)), encoding="utf-8")
    figures = dict(zip((figure.key for figure in small.figures), small.rows[0].values, strict=True))
    assert isinstance(figures["actions_by_us"], Mark)
    assert read_edition(tmp_path / name).rows["2015"] == figures


def test_a_hand_made_page_is_understood(tmp_path: Path) -> None:
    """The committee's own Markdown: other titles, left alignment, an English date."""
    (tmp_path / "statistics.md").write_text(HAND_MADE, encoding="utf-8")
    edition = read_edition(tmp_path / "statistics.md")
    assert edition.as_of is not None
    assert edition.as_of.isoformat() == "2017-10-18"
    (move,) = compare(edition, published().tables[0])
    assert str(move).startswith("2016: People named 9 -> 10 (+1); warning")
    assert "2016: People named 9 -> 10" in text(published(), [move])
    assert json.loads(structured(published(), [move]))["restated"][0]["one_person"] is True


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", ""),
        ("a.json", "[]"),
        ("a.json", "{"),
        ("a.json", "[" * 100_000),
        ("a.csv", "x,y\n1,2\n"),
        ("a.md", "# Hi"),
    ],
)
def test_what_is_no_edition_is_refused(name: str, content: str, tmp_path: Path) -> None:
    """A clear message naming the file."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=name):
        read_edition(tmp_path / name)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_edition(tmp_path / "missing.csv")
    assert Edition({}).as_of is None


def test_the_glossary_is_by_figure_not_by_title() -> None:
    """Reports do not change with expunging because a table by handler does; each title is there."""
    data = frame(published_records(), key="tests")
    both = summary(yearly(data), by(data, "action"), by(data, "handler"))
    reports = [figure for figure in both.figures if figure.key == "reports"]
    assert [figure.survives for figure in reports] == [True]
    titles = [figure.title for figure in both.figures if figure.key == "actions_by_us"]
    assert titles == ["Actions taken by us", "By us: yes"]
    line = next(line for line in markdown(both).splitlines() if line.startswith("- **Reports**"))
    assert "changes with expunging" not in line


@pytest.mark.parametrize("made", [html, html_fragment])
@pytest.mark.parametrize("layout", ["2016", "2026"])
def test_our_own_html_reads_back(
    made: Callable[[Summary], str], layout: str, tmp_path: Path
) -> None:
    """The page with its charts, and the fragment: the same figures and the day."""
    (tmp_path / "last.html").write_text(made(published(layout)), encoding="utf-8")
    edition = read_edition(tmp_path / "last.html")
    (table,) = published(layout).tables
    assert edition.as_of is not None
    assert edition.as_of.isoformat() == "2026-04-02"
    assert {label: len(row) for label, row in edition.rows.items()} == dict.fromkeys(
        ("2015", "2016", "2017", "2018"), len(table.figures)
    )
    assert compare(edition, table) == ()


@pytest.mark.parametrize(
    ("name", "made"),
    [("a.json", structured), ("a.csv", comma_separated), ("a.md", markdown), ("a.html", html)],
)
@pytest.mark.parametrize("sample", [sixteen_years, fiscal_half_years, forty_quarters])
def test_running_and_fiscal_periods_read_back(
    name: str,
    made: Callable[[Summary], str],
    sample: Callable[[], Summary],
    tmp_path: Path,
) -> None:
    """The mark of a running period is no part of its label; nothing is left out or moves."""
    (tmp_path / name).write_text(made(sample()), encoding="utf-8")
    edition = read_edition(tmp_path / name)
    table = sample().tables[0]
    assert set(edition.rows) == {row.label for row in table.rows}
    assert compare(edition, table) == ()


@pytest.mark.parametrize("show", [text, markdown, html, comma_separated, structured])
def test_a_blank_year_stays_blank_in_every_form(show: Callable[[Summary], str]) -> None:
    """What is not yet counted is not shown as zero."""
    (table,) = published().tables
    blank = TableRow("2018", (None,) * len(table.figures))
    shown = show(summary(replace(table, rows=(*table.rows[:3], blank))))
    assert not re.search(r"2018\W+0\b", shown)


@pytest.mark.parametrize(
    ("name", "made"), [("a.csv", comma_separated), ("a.md", markdown), ("a.html", html)]
)
def test_incidents_read_back(name: str, made: Callable[[Summary], str], tmp_path: Path) -> None:
    """A figure that only some sheets have is known in an edition as well."""
    table = yearly(frame(numbered([record("2025-01-01", incident="1")] * 3), key="tests"))
    (tmp_path / name).write_text(made(summary(table)), encoding="utf-8")
    assert read_edition(tmp_path / name).rows["2025"]["incidents"] == 1
