"""Reports by other criteria than the period."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.records.record import Answer, Record, Status
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.verdicts import judge
from cocsheets.statistics.criteria import CRITERIA, Choice, by
from cocsheets.statistics.frames import counts, frame
from cocsheets.statistics.periods import Period
from cocsheets.statistics.summary import Table
from tests.statistics.history import expunged, numbered, record

NAMES = ("Ada Fixture", "Rik Sample", "rik", "Expunged")


def tabled(records: list[Record], criterion: str, period: Period = Period.YEAR) -> Table:
    """The table of a criterion, with states as of a fixed day."""
    states = judge(records, RetentionSettings(), dt.date(2026, 4, 2))
    return by(frame(records, states=states), criterion, period)


def test_status_parts_the_reports() -> None:
    """Each report is neither, flagged, or blacklisted."""
    records = numbered([record(status=s) for s in (None, Status.FLAGGED, Status.BLACKLISTED, None)])
    assert tabled(records, "status").total.values == (4, 2, 1, 1)


def test_action_tells_yes_no_and_no_answer() -> None:
    """CS-52: what is unanswered is told apart from no."""
    records = numbered([record(us=True), record(us=False, local=True), record(local=False)])
    assert tabled(records, "action").total.values == (3, 1, 1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("start", "end", "key"),
    [
        ("2024-08-31", "2025-02-28", "over_0_months"),
        ("2024-08-31", "2025-03-01", "over_6_months"),
        ("2024-02-29", "2025-02-28", "over_6_months"),
        ("2024-02-29", "2025-03-01", "over_12_months"),
        ("2024-01-10", "2026-01-10", "over_12_months"),
        ("2024-01-10", "2026-01-11", "over_24_months"),
        ("2024-01-10", None, "no_expunge_date"),
        ("2024-01-10", "2024-01-09", "unclear_term"),
        (None, "2024-01-09", "unclear_term"),
    ],
)
def test_time_until_expunge_is_counted_in_calendar_months(
    start: str | None, end: str | None, key: str
) -> None:
    """The end of a month and leap days are no exception."""
    table = tabled([record(start, expunge=end)], "term")
    counted = zip(table.figures, table.total.values, strict=True)
    ones = [figure.key for figure, value in counted if value == 1 and figure.additive]
    assert ones == ["reports", key]


def test_an_unreadable_expunge_date_is_not_a_blank_one() -> None:
    """It is unclear, never `kept`."""
    unreadable = replace(record(), unreadable=frozenset({"expunge_on"}))
    table = tabled([unreadable], "term")
    assert table.value("Total", "unclear_term") == 1
    assert table.value("Total", "no_expunge_date") == 0


def test_median_days_until_expunge() -> None:
    """The median is over reports whose two dates can be read; without any there is none."""
    records = numbered(
        [
            record("2024-01-01", expunge="2024-01-11"),
            record("2024-01-01", expunge="2024-01-31"),
            record("2025-01-01"),
        ]
    )
    table = tabled(records, "term")
    assert table.column("median_days") == {"2024": 20.0, "2025": None}
    assert table.value("Total", "median_days") == 20.0


def test_states_as_of_a_day() -> None:
    """Open, due, held, without date and expunged, each report once."""
    records = numbered(
        [
            record("2026-01-01", "Ada Fixture", expunge="2027-01-01"),
            record("2025-01-01", "Ada Fixture", expunge="2026-01-01"),
            record("2025-01-01", "Rik Sample", expunge="2026-01-01"),
            record("2025-01-01"),
            expunged(record("2024-01-01", "Una Newcase", expunge="2025-01-01")),
        ]
    )
    table = tabled(records, "state")
    assert table.total.values == (5, 1, 1, 1, 1, 0, 1)
    assert not any(figure.survives for figure in table.figures[1:])


def test_distinct_and_repeated_people_stand_apart_from_people_named() -> None:
    """Repeats are counted over all periods, and expunged names are shown as such."""
    records = numbered(
        [
            record("2024-01-01", "Ada Fixture", "Rik Sample"),
            record("2025-01-01", "Ada Fixture"),
            expunged(record("2025-01-01", "Una Newcase")),
        ]
    )
    table = tabled(records, "people")
    assert [row.values for row in table.lines] == [(2, 2, 1, 0), (2, 1, 1, 1), (4, 2, 1, 1)]
    assert [figure.survives for figure in table.figures] == [True, False, False, False]


def test_handlers_are_rows_under_pseudonyms() -> None:
    """The busiest comes first; no handler and expunged ones have their own rows."""
    records = numbered(
        [
            record(reporter="Ana Lopez", us=True),
            record(reporter="ana  lopez"),
            record(reporter=""),
            expunged(record(reporter="Bo Berg")),
        ]
    )
    table = tabled(records, "handler")
    assert table.rows[0].values == (2, 1, 0)
    assert {row.label for row in table.rows[1:]} == {"expunged", "not given"}
    assert "Lopez" not in repr(table)


def test_tables_by_criteria_are_for_the_committee() -> None:
    """Exact figures are marked as not for publication."""
    assert all(tabled([record("2025-01-01", "Ada")], name).internal for name in CRITERIA)


def test_what_a_frame_lacks_is_named() -> None:
    """A frame without pseudonyms or states cannot give those tables."""
    with pytest.raises(ConfigurationError, match="state"):
        by(counts([record()]), "state")
    with pytest.raises(ConfigurationError, match="status, action"):
        by(counts([record()]), "colour")


CHANNEL = Choice("channel", "Channel", {"chat": "Chat", "event": "Event"})


def by_channel(*cells: str | None) -> Table:
    """Reports by a column of the committee's own; None: a cell that cannot be read."""
    records = [
        record("2025-01-01", channel=cell or "")
        if cell is not None
        else replace(record("2025-01-01"), unreadable=frozenset({"channel"}))
        for cell in cells
    ]
    return by(frame(numbered(records), columns=["channel"]), CHANNEL)


def test_reports_by_a_column_of_the_committees_own() -> None:
    """Each value, what is blank, and what cannot be read: no report is left out."""
    table = by_channel("chat", "event", "chat", "", None)
    assert [figure.title for figure in table.figures] == [
        "Reports",
        "Chat",
        "Event",
        "Not given",
        "Not readable",
    ]
    assert table.total.values == (5, 2, 1, 1, 1)
    assert table.title == "Reports by year and Channel"
    assert table.internal
    assert table.wholes[0].exact
    assert by_channel("chat").figures[-1].title == "Not given"


def test_a_cell_with_several_values_counts_for_each() -> None:
    """The parts then overlap, which the table says to whoever hides small figures."""
    table = by_channel("chat; event", "chat")
    assert table.total.values == (2, 2, 1, 0)
    assert not any(whole.exact for whole in table.wholes)


def test_reports_by_resolution_and_how_long_it_took() -> None:
    """By the period of the resolution, with the median of the days; open ones are `unknown`."""
    records = numbered(
        [
            record("2024-12-01", resolution_date="2025-01-10"),
            record("2025-01-01", resolution_date="2025-01-11"),
            record("2025-01-01", resolution_date="2024-01-01"),
            record("2025-02-01", resolution_date=""),
        ]
    )
    table = by(counts(records), "resolution")
    assert table.column("resolved") == {"2024": 1, "2025": 2, "unknown": 1}
    assert table.column("days_to_resolution") == {"2024": None, "2025": 25.0, "unknown": None}
    with pytest.raises(ConfigurationError, match="resolved_on"):
        by(counts([record()]), "resolution")


def test_rows_of_one_case_are_one_report_in_every_table() -> None:
    """Acted upon if for anyone, resolved once for all, named once for each."""
    records = numbered(
        [
            record(
                "2025-01-01",
                "Ada Fixture",
                case_code_name="a",
                us=True,
                resolution_date="2025-02-01",
            ),
            record("2025-01-05", "Rik Sample", case_code_name="a", us=False),
            record("2025-01-05", "Ada Fixture", case_code_name="b", resolution_date="2025-02-01"),
        ]
    )
    data = frame(records)
    assert by(data, "action").total.values == (2, 1, 0, 1, 0, 0, 2)
    assert by(data, "people").total.values == (3, 2, 1, 0)
    assert by(data, "resolution").column("resolved") == {"2025": 1, "unknown": 1}
    assert by(data, "term").total.values[0] == 2


records_strategy = st.lists(
    st.builds(
        lambda date, names, us, local, status, end: replace(
            record(date, *names, us=us, local=local, status=status), expunge_on=end
        ),
        st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2026, 3, 1)).map(dt.date.isoformat),
        st.lists(st.sampled_from(NAMES), max_size=3),
        st.none() | st.booleans(),
        st.none() | st.booleans(),
        st.none() | st.sampled_from(Status),
        st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2028, 1, 1)),
    ),
    max_size=12,
).map(numbered)


@given(records_strategy, st.sampled_from(sorted(CRITERIA)), st.sampled_from(Period))
def test_every_table_sums_up(records: list[Record], criterion: str, period: Period) -> None:
    """Rows sum to the total, parts to their whole, and no report is dropped."""
    table = tabled(records, criterion, period)
    for place, figure in enumerate(table.figures):
        if figure.additive:
            values = [row.values[place] for row in table.rows]
            assert sum(v for v in values if isinstance(v, int)) == table.total.values[place]
    for row in table.lines:
        value = dict(zip((f.key for f in table.figures), row.values, strict=True))
        for whole in table.wholes:
            parts = sum(v for part in whole.parts if isinstance(v := value[part], int))
            bound = value[whole.whole]
            assert isinstance(bound, int)
            assert parts == bound if whole.exact else parts <= bound
    if criterion != "people":
        assert table.total.values[0] == len(records)


def test_a_maybe_is_neither_yes_nor_no() -> None:
    """Where a column of answers knows the word, it counts as no answer."""
    maybe = replace(record(), action_by_us=Answer.MAYBE)
    assert counts([maybe])["action_by_us"].isna().all()
    assert by(counts([maybe]), "action").value("2025", "us_unanswered") == 1


def test_unanswered_cells_are_missing_not_false() -> None:
    """A blank answer is neither yes nor no in the frame."""
    assert counts([record()])["action_by_us"].isna().all()
