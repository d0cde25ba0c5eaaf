"""The committee's yearly tables."""

from __future__ import annotations

import pandas as pd
import pytest

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.records.reading import read_table
from cocsheets.records.record import Status
from cocsheets.statistics.frames import counts, frame
from cocsheets.statistics.layouts import LAYOUTS
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.tables import yearly
from tests.records.sheets import cells, table
from tests.statistics.history import PUBLISHED, numbered, published_records, record


def test_published_history_is_reproduced_to_the_figure() -> None:
    """Rows of 2015 to 2018 yield the table that the committee published."""
    found = yearly(counts(published_records()), "2016")
    assert {int(row.label): row.values for row in found.rows} == PUBLISHED
    assert found.total.values == (43, 34, 6, 30, 3, 6)


def test_blacklisted_counts_as_flagged_and_people_are_counted_not_reports() -> None:
    """`People flagged` counts everyone named in a flagged or blacklisted report."""
    records = numbered(
        [
            record("2025-01-01", "Ada Fixture", "Rik Sample", status=Status.BLACKLISTED),
            record("2025-02-01", "Poe Example", status=Status.FLAGGED),
            record("2025-03-01", "Una Newcase"),
        ]
    )
    assert yearly(counts(records)).value("2025", "people_flagged") == 3


@pytest.mark.parametrize(
    ("us", "local", "lacking"),
    [(False, False, 1), (False, None, 0), (None, None, 0), (True, False, 0), (False, True, 0)],
)
def test_lack_of_actions_needs_two_answers(
    us: bool | None, local: bool | None, lacking: int
) -> None:
    """A report lacks action only if both cells answer no: a blank one is unanswered."""
    assert yearly(counts([record(us=us, local=local)])).total.values[-1] == lacking


def test_reports_without_a_usable_date_stay_in_the_table() -> None:
    """They stand under `unknown`, last, and rows sum to the total."""
    found = yearly(counts(numbered([record(None, "Ada Fixture"), record("2024-05-05")])))
    assert [row.label for row in found.rows] == ["2024", "unknown"]
    assert found.value("unknown", "people_named") == 1
    assert found.total.values[0] == 2


def test_years_without_reports_are_listed_with_zeros() -> None:
    """A quiet year is not left out."""
    found = yearly(counts(numbered([record("2020-05-05"), record("2023-05-05")])))
    assert found.column("reports") == {"2020": 1, "2021": 0, "2022": 0, "2023": 1}


def test_a_mistyped_year_does_not_make_a_thousand_rows() -> None:
    """Where the gap is absurd, only periods with reports are listed."""
    found = yearly(counts(numbered([record("0216-05-05"), record("2023-05-05")])))
    assert [row.label for row in found.rows] == ["0216", "2023"]


@pytest.mark.parametrize(
    ("period", "labels"),
    [
        (Period.HALF_YEAR, ["2024 H2", "2025 H1"]),
        (Period.QUARTER, ["2024 Q3", "2024 Q4", "2025 Q1"]),
        (Period.MONTH, [f"2024-{m:02}" for m in range(8, 13)] + ["2025-01", "2025-02", "2025-03"]),
    ],
)
def test_shorter_periods(period: Period, labels: list[str]) -> None:
    """Half-years, quarters and months run from the first report to the last."""
    records = numbered([record("2024-08-31"), record("2025-03-01")])
    found = yearly(counts(records), period=period)
    assert [row.label for row in found.rows] == labels
    assert found.total.values[0] == 2


def test_no_records_at_all_give_an_empty_table() -> None:
    """An empty sheet has a total of zero and no rows."""
    found = yearly(frame([]))
    assert found.rows == ()
    assert found.total.values == (0,) * 6


def test_layout_of_2021_renames_and_counts_the_same() -> None:
    """Only the title of the flagged people differs from 2016."""
    data = counts(published_records())
    old, new = yearly(data, "2016"), yearly(data, "2021")
    assert [row.values for row in old.lines] == [row.values for row in new.lines]
    assert new.figures[4].title == "People banned or flagged"


def test_layout_of_2026_says_what_the_sheet_does_not_record() -> None:
    """Without a column of consequences, most outcomes are unknown rather than zero."""
    records = numbered(
        [record(us=False, local=False), record("2025-01-01", "Ada", status=Status.BLACKLISTED)]
    )
    total = yearly(counts(records), "2026").total
    assert total.values == (2, 1, 0, 0, None, None, None, None, 1, None, 1)


def test_layout_of_2026_counts_recorded_consequences() -> None:
    """Each outcome counts its reports; synonyms are known, other words are `Other`."""
    texts = (
        "Warning",
        "warned; suspended",
        "not a violation",
        "out of scope",
        "ban",
        "none",
        "Tea",
    )
    records = [record(consequences=text) for text in texts]
    records.append(record(consequences="", us=True))
    total = yearly(counts(numbered(records)), "2026").total
    assert total.values == (8, 0, 1, 0, 1, 1, 2, 1, 1, 1, 1)


def test_actions_of_2026_follow_from_who_resolved_the_case() -> None:
    """Resolved by the foundation with consequences is an action by us, without none."""
    records = [
        record(consequences="warned", resolution_source="DSF"),
        record(consequences="banned", resolution_source="local"),
        record(consequences="no action", resolution_source="DSF"),
        record(consequences="", resolution_source=""),
    ]
    data = counts(numbered(records))
    assert data["action_by_us"].tolist() == [True, False, False, pd.NA]
    assert yearly(data, "2026").total.values[2:4] == (1, 1)


def test_half_years_are_there_in_every_layout() -> None:
    """Each published table can be had by half-year, with its own figures."""
    data = counts(published_records())
    for name, layout in LAYOUTS.items():
        found = yearly(data, name, Period.HALF_YEAR)
        assert found.rows[0].label == "2015 H1"
        assert found.figures == layout.figures
        assert found.total.values == yearly(data, name).total.values


MANUAL = (
    ("home shelf", "A", "CoC WG", "Warning"),
    ("home shelf", "B", "CoC WG", "First Suspension"),
    ("stunned bulb", "C", "DSF Board", "Second Suspension"),
    ("blue door", "D", "Local Event Reps", "Ban"),
    ("grey cup", "E", "None", "No action taken"),
    ("green lamp", "F", "CoC WG", "Not a violation"),
    ("red chair", "G", "None", "Out of scope"),
    ("thin rug", "H", "", ""),
)
"""Case, person, who resolved it, consequence: in the words of a committee's own manual."""


def test_in_the_layout_of_2026_a_row_is_a_person_and_a_case_is_a_report() -> None:
    """CS-64: two rows with one case code name are one report; the warned are people."""
    records = [
        record(
            "2025-03-10",
            who,
            case_code_name=case,
            resolution_source=source,
            consequences=consequence,
        )
        for case, who, source, consequence in MANUAL
    ]
    (row,) = yearly(counts(numbered(records)), "2026").rows
    assert row.values == (7, 8, 2, 1, 1, 1, 1, 2, 1, 0, 1)


def test_units_of_2026_are_those_of_its_page() -> None:
    """Warned, Suspended, Banned and Other are people, all other outcomes are reports."""
    units = {figure.key: str(figure.unit) for figure in LAYOUTS["2026"].figures}
    people = {key for key, unit in units.items() if unit == "people"}
    assert people == {"people_named", "warned", "suspended", "banned", "other"}


def test_people_with_an_outcome_are_counted_not_rows() -> None:
    """Two people in one row are both warned; a row without a name is one person."""
    records = numbered(
        [
            record("2025-01-01", "Ada Fixture", "Rik Sample", consequences="warned"),
            record("2025-01-01", consequences="warned, suspended"),
        ]
    )
    found = yearly(counts(records), "2026")
    assert (found.value("2025", "warned"), found.value("2025", "suspended")) == (3, 1)
    flagged = numbered([record("2025-01-01", "Ada", "Rik", status=Status.BLACKLISTED)])
    assert yearly(counts(flagged), "2026").value("2025", "banned") == 2


def test_a_case_is_in_the_period_of_its_first_report() -> None:
    """A row that is added later moves nothing, with its people, to another year."""
    records = numbered(
        [
            record("2025-02-01", "Ada Fixture", case_code_name="Home shelf", us=False),
            record("2024-11-01", "Rik Sample", case_code_name="home  shelf", us=True),
            record(None, "Poe Example", case_code_name="home shelf"),
            record("2025-02-01", case_code_name=""),
            record("2025-02-01", case_code_name="Expunged"),
        ]
    )
    found = yearly(counts(records), "2026")
    assert [row.label for row in found.rows] == ["2024", "2025"]
    assert found.column("reports") == {"2024": 1, "2025": 2}
    assert found.column("people_named") == {"2024": 3, "2025": 0}
    assert found.column("actions_by_us") == {"2024": 1, "2025": 0}


def test_a_consequence_that_is_not_known_is_shown_in_the_table() -> None:
    """It has a column of its own, which is not there otherwise."""
    tea = replace(record("2025-01-01"), unreadable=frozenset({"consequences"}))
    found = yearly(counts(numbered([tea, record("2025-02-01", consequences="warned")])), "2026")
    assert found.figures[-1].title == "Not readable"
    assert found.value("2025", "unclear_outcomes") == 1
    usual = yearly(counts([record(consequences="warned")]), "2026")
    assert usual.figures == LAYOUTS["2026"].figures


def test_several_sources_of_a_resolution_have_both_acted() -> None:
    """CS-65: resolved by the event and by the committee counts for both; by nobody for neither."""
    records = [
        record(consequences="warned", resolution_source="local, DSF"),
        record(consequences="warned", resolution_source="None"),
    ]
    assert yearly(counts(numbered(records)), "2026").total.values[2:4] == (1, 1)


@pytest.mark.parametrize(
    ("words", "key"),
    [("permanent ban", "banned"), ("temporary ban", "suspended"), ("No action taken", "no_action")],
)
def test_words_of_public_ladders_are_known(words: str, key: str) -> None:
    """A permanent ban is a ban, a temporary one a suspension."""
    assert yearly(counts([record(consequences=words)]), "2026").value("Total", key) == 1


def test_incidents_are_told_apart_from_reports() -> None:
    """Twenty reports may be sixteen incidents: each counts with the first report about it."""
    records = numbered(
        [record(f"2024-05-{day:02}", incident=f"i{day % 16}") for day in range(1, 21)]
        + [record("2025-01-01", incident="i1"), record("2025-01-01", incident="")]
    )
    found = yearly(counts(records))
    assert [figure.title for figure in found.figures[:2]] == ["Reports", "Incidents"]
    assert found.column("reports") == {"2024": 20, "2025": 2}
    assert found.column("incidents") == {"2024": 16, "2025": 1}


def test_fiscal_years_and_their_parts() -> None:
    """A year that starts in July is named after both calendar years, and its halves go with it."""
    records = numbered([record("2024-06-30"), record("2024-07-01"), record("2025-06-30")])
    data = counts(records)
    year = yearly(data, period=Calendar(Period.YEAR, starts=7))
    assert year.column("reports") == {"2023/24": 1, "2024/25": 2}
    assert (year.stub, year.title) == ("Fiscal year", "Reports by fiscal year")
    half = yearly(data, period=Calendar(Period.HALF_YEAR, starts=7))
    assert half.column("reports") == {"2023/24 H2": 1, "2024/25 H1": 1, "2024/25 H2": 1}
    month = yearly(data, period=Calendar(Period.MONTH, starts=7))
    assert [row.label for row in month.rows][:2] == ["2024-06", "2024-07"]
    with pytest.raises(ConfigurationError, match="13 is not a month"):
        Calendar(Period.YEAR, starts=13)


@pytest.mark.parametrize(
    ("starts", "label", "first", "last", "year"),
    [
        (1, "2024", "2024-01-01", "2024-12-31", "2024"),
        (7, "2024/25", "2024-07-01", "2025-06-30", "2024/25"),
        (7, "2024/25 H2", "2025-01-01", "2025-06-30", "2024/25"),
        (4, "2024/25 Q4", "2025-01-01", "2025-03-31", "2024/25"),
        (7, "2025-02", "2025-02-01", "2025-02-28", "2024/25"),
        (1, "2025 Q1", "2025-01-01", "2025-03-31", "2025"),
    ],
)
def test_a_label_says_which_days_are_meant(
    starts: int, label: str, first: str, last: str, year: str
) -> None:
    """First and last day of a period, and its year, follow from its label."""
    calendar = Calendar(Period.YEAR, starts)
    span = calendar.span(label)
    assert span is not None
    assert [day.isoformat() for day in span] == [first, last]
    assert calendar.year_of(label) == year
    assert calendar.span("unknown") is None


def test_untidy_answers_are_counted_and_never_make_a_figure_of_their_own() -> None:
    """CS-24: checkboxes, case and spaces are read; `maybe` counts as no answer."""
    rows = [
        cells(action_by_us=True, action_by_local_rep="Yes ", status=False),
        cells(action_by_us=False, action_by_local_rep="yes"),
        cells(action_by_local_rep="YES", status="Flagged", named_subjects="Ada Fixture"),
        cells(action_by_local_rep="No"),
        cells(action_by_local_rep="maybe"),
    ]
    data = counts(read_table(table(*rows)).records)
    assert data["action_by_us"].value_counts().to_dict() == {True: 1, False: 1}
    assert data["action_by_local_rep"].value_counts().to_dict() == {True: 3, False: 1}
    assert yearly(data).total.values == (5, 1, 1, 3, 1, 0)


def test_unknown_layout_is_refused_with_the_choices() -> None:
    """The message names the layouts that there are."""
    with pytest.raises(ConfigurationError, match="2016, 2021, 2026"):
        yearly(frame([]), "1999")


def test_every_figure_has_a_unit_and_a_rule() -> None:
    """The glossary can be made from the layouts alone."""
    for layout in LAYOUTS.values():
        keys = {figure.key for figure in layout.figures}
        assert all(figure.rule.endswith(".") for figure in layout.figures)
        assert all({whole.whole, *whole.parts} <= keys for whole in layout.wholes)
