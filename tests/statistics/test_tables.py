"""The committee's yearly tables."""

from __future__ import annotations

import pandas as pd
import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.records.reading import read_records
from cocsheets.records.record import Status
from cocsheets.statistics.frames import counts, frame
from cocsheets.statistics.layouts import LAYOUTS
from cocsheets.statistics.periods import Period
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


def test_untidy_answers_are_counted_and_never_make_a_figure_of_their_own() -> None:
    """CS-24: checkboxes, case and spaces are read; `maybe` counts as no answer."""
    rows = [
        cells(action_by_us=True, action_by_local_rep="Yes ", status=False),
        cells(action_by_us=False, action_by_local_rep="yes"),
        cells(action_by_local_rep="YES", status="Flagged", named_subjects="Ada Fixture"),
        cells(action_by_local_rep="No"),
        cells(action_by_local_rep="maybe"),
    ]
    data = counts(read_records(table(*rows)))
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
