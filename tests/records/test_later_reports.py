"""What later reports amount to, in the sheet and remembered."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.records.later_reports import (
    NO_LATER_REPORTS,
    RememberedReports,
    forgotten,
    later_reports_of,
)
from cocsheets.records.links import link
from cocsheets.records.proposals import Agreement, propose
from cocsheets.records.record import Expunged, Record, RecordKey
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.terms import add_months
from cocsheets.records.verdicts import RetentionState, judge
from tests.records.examples import sheet
from tests.records.test_links import records
from tests.records.test_verdicts import POLICIES


def gone(record: Record) -> Record:
    """The record once its identifying cells are expunged."""
    return replace(record, named_subjects=("Expunged",), subject_contacts=(), expunged=Expunged.YES)


def expunge(reports: list[Record], rows: set[int]) -> list[Record]:
    """All records, those in some rows expunged."""
    return [gone(item) if item.row in rows else item for item in reports]


@st.composite
def told_twice(draw: st.DrawFn) -> list[Record]:
    """Reports within a year or so about two or three people, kept for all sorts of terms."""
    start, places = dt.date(2020, 1, 1), Counter[dt.date]()
    made = []
    for row in range(2, draw(st.integers(4, 8))):
        day = start + dt.timedelta(days=draw(st.integers(0, 400)))
        places[day] += 1
        made.append(
            Record(
                RecordKey(day, places[day]),
                row,
                date_reported=day,
                expunge_on=add_months(day, draw(st.sampled_from([3, 6, 12]))),
                named_subjects=draw(st.sampled_from([("Ada Fixture",), ("Rik Sample",), ()])),
                subject_contacts=draw(
                    st.sampled_from([(), ("ada@example.org",), ("r@x.example",)])
                ),
            )
        )
    return made


@settings(max_examples=200)
@given(told_twice(), POLICIES, st.integers(0, 9), st.integers(0, 200))
def test_nothing_comes_due_because_something_else_was_expunged(
    reports: list[Record], policy: RetentionSettings, nth: int, more: int
) -> None:
    """What is remembered hinders, now and on any later day, all that the expunged reports did."""
    ends = [item.expunge_on for item in reports if item.expunge_on is not None]
    today = ends[nth % len(ends)] + dt.timedelta(days=1)
    later = today + dt.timedelta(days=more)
    verdicts = judge(reports, policy, today)
    due = {row for row, verdict in verdicts.items() if verdict.state is RetentionState.DUE}
    remembered = forgotten(reports, link(reports), due)
    before = judge(reports, policy, later)
    after = judge(expunge(reports, due), policy, later, remembered=remembered)
    for row in before.keys() - due:
        assert after[row].state is not RetentionState.DUE or before[row].state is RetentionState.DUE


@given(records())
def test_nothing_is_remembered_where_nothing_goes(found: list[Record]) -> None:
    """No expunge, no memory."""
    assert forgotten(found, link(found), set()) == {}


def test_links_through_an_expunged_report_are_remembered() -> None:
    """C is about A's person only by way of B: with B gone, the log has both dates for A."""
    reports = list(
        sheet(
            """A  2023-01-10 > 2024-01-10  Ada Fixture
               B  2023-03-01 > 2023-09-01  Ada Fixture  [ada@example.org]
               C  2023-06-01 > 2024-06-01  [ada@example.org]"""
        ).values()
    )
    remembered = forgotten(reports, link(reports), {3})
    assert remembered == {reports[0].key: {dt.date(2023, 3, 1), dt.date(2023, 6, 1)}}
    verdict = judge(
        expunge(reports, {3}),
        RetentionSettings(),
        dt.date(2024, 3, 1),
        remembered=remembered,
    )
    assert verdict[2].until == dt.date(2024, 6, 1)


def test_a_later_report_in_the_sheet_counts_before_a_remembered_one() -> None:
    """The latest report resets the date, wherever it is known from."""
    reports = list(
        sheet(
            """A  2023-01-10 > 2024-01-10  Ada Fixture
               B  2023-06-01 > 2024-06-01  Ada Fixture"""
        ).values()
    )
    remembered = {reports[0].key: frozenset({dt.date(2023, 3, 1)})}
    verdict = judge(reports, RetentionSettings(), dt.date(2024, 3, 1), remembered=remembered)[2]
    assert str(reports[1].key) in verdict.reason


SAME_DAY = """A  2023-01-10 > 2024-01-10  Ada Fixture
              B  2023-01-10 > 2024-01-10  Rik Sample"""


def _same_day(remembered: RememberedReports) -> tuple[list[RetentionState], list[Agreement]]:
    reports = list(sheet(SAME_DAY).values())
    policy, today = RetentionSettings(), dt.date(2024, 1, 11)
    verdicts = judge(reports, policy, today, remembered=remembered)
    proposals = propose(reports, policy, remembered=remembered)
    return [verdicts[item.row].state for item in reports], [item.agreement for item in proposals]


def test_which_of_two_records_of_a_day_is_meant_is_not_guessed() -> None:
    """Rows of one date may have been sorted: both are kept for the time, and no date is written."""
    key = RecordKey(dt.date(2023, 1, 10), 1)
    assert _same_day({key: frozenset({dt.date(2023, 6, 1)})}) == (
        [RetentionState.HELD, RetentionState.HELD],
        [Agreement.UNKNOWN, Agreement.UNKNOWN],
    )


def test_who_is_not_named_is_not_waited_for() -> None:
    """What is remembered was about somebody: a record that names nobody is not meant."""
    reports = list(sheet(SAME_DAY).values())
    reports[1] = replace(reports[1], named_subjects=("Expunged (cocsheets 0123abcd-1)",))
    remembered = {reports[0].key: frozenset({dt.date(2023, 6, 1)})}
    verdicts = judge(reports, RetentionSettings(), dt.date(2024, 1, 11), remembered=remembered)
    assert [verdicts[item.row].state for item in reports] == [
        RetentionState.HELD,
        RetentionState.DUE,
    ]


def test_what_is_remembered_of_every_record_of_a_day_is_sure() -> None:
    """Then it does not matter which is which."""
    date = dt.date(2023, 1, 10)
    remembered = {RecordKey(date, place): frozenset({dt.date(2023, 6, 1)}) for place in (1, 2)}
    assert _same_day(remembered) == (
        [RetentionState.HELD, RetentionState.HELD],
        [Agreement.STALE, Agreement.STALE],
    )


MAY, JUNE, JULY = (dt.date(2023, month, 1) for month in (5, 6, 7))


@pytest.mark.parametrize(
    ("other", "latest"),
    [("2023-05-01", None), ("2023-06-01", None), ("2023-07-01", JULY), ("unreadable", None)],
)
def test_a_report_is_a_later_one_from_the_next_day_on(other: str, latest: dt.date | None) -> None:
    """One of the same day resets nothing and is not remembered either; one without a date is told
    of by itself."""
    reports = sheet(f"""A  2023-06-01 > 2024-06-01  Ada Fixture
                        B  {other} > 2024-06-01  Ada Fixture""")
    a, b = reports.values()
    found = later_reports_of([a, b], link([a, b]))[a.row]
    assert (found.latest, found.report) == (latest, b.key if latest else None)
    assert found.undated == (None if b.date_reported else b.key)
    assert found.repeated is (other in {"2023-05-01", "2023-07-01"})
    assert found.dates == (frozenset(filter(None, (a.date_reported, b.date_reported))),)
    remembered = forgotten([a, b], link([a, b]), {b.row})
    assert remembered == ({a.key: {latest}} if latest else {})


@pytest.mark.parametrize(
    ("reported", "remembered", "latest"),
    [
        ("2023-06-01", {MAY}, None),
        ("2023-06-01", {JUNE}, None),
        ("2023-06-01", {MAY, JULY}, JULY),
        ("unreadable", {MAY}, MAY),
    ],
)
def test_what_is_remembered_counts_from_the_next_day_on(
    reported: str, remembered: set[dt.date], latest: dt.date | None
) -> None:
    """A date that was corrected, or a ledger that somebody edited, makes no earlier report later;
    where the date cannot be read, any may be."""
    (report,) = sheet(f"A  {reported} > 2024-06-01  Ada Fixture").values()
    memory = {report.key: frozenset(remembered)}
    found = later_reports_of([report], link([report]), memory)
    assert found.get(report.row, NO_LATER_REPORTS).latest == latest
    assert found.keys() == ({report.row} if latest else set())


def test_a_report_that_stands_is_named_before_one_remembered_of_its_day() -> None:
    """People can look it up."""
    a, b = sheet(
        """A  2023-05-01 > 2024-05-01  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture"""
    ).values()
    found = later_reports_of([a, b], link([a, b]), {a.key: frozenset({JUNE})})[a.row]
    assert (found.latest, found.report, found.doubtful) == (JUNE, b.key, False)


@settings(max_examples=200)
@given(told_twice(), st.sets(st.integers(2, 8)))
def test_what_later_reports_amount_to_is_what_each_pair_says(
    reports: list[Record], undated: set[int]
) -> None:
    """Each person's reports are summed up once, which says the same as looking at all of them."""
    reports = [
        replace(item, date_reported=None, key=RecordKey(None, item.row))
        if item.row in undated
        else item
        for item in reports
    ]
    links = link(reports)
    found = later_reports_of(reports, links)
    by_row = {item.row: item for item in reports}
    for row, record in by_row.items():
        others = [by_row[other] for other in links.others(row)]
        own = record.date_reported or dt.date.min
        later = [item for item in others if item.date_reported and item.date_reported > own]
        latest = max(later, key=lambda item: (item.date_reported, item.key.place), default=None)
        told = found.get(row, NO_LATER_REPORTS)
        assert told.report == (latest.key if latest else None)
        assert told.latest == (latest.date_reported if latest else None)
        assert (told.undated is not None) == any(item.date_reported is None for item in others)
        assert told.repeated == any(
            item.date_reported not in (None, record.date_reported) for item in others
        )
