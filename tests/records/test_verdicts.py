"""What the retention rules promise for any sheet."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.records.later_reports import NO_LATER_REPORTS, LaterReports, later_reports_of
from cocsheets.records.links import link
from cocsheets.records.proposals import propose
from cocsheets.records.record import Record, RecordKey
from cocsheets.records.retentionsettings import Hold, OnStale, RetentionSettings
from cocsheets.records.verdicts import (
    RetentionState,
    Verdict,
    endless_hold,
    judge,
    own_term,
    to_expunge,
    unused_holds,
)
from tests.records.crowd import crowd
from tests.records.examples import sheet
from tests.records.test_links import records

TODAY = st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31))
POLICIES = st.builds(
    RetentionSettings,
    preset=st.sampled_from(["django-2016", "django-2018"]),
    repeat_keeps=st.booleans(),
    on_stale=st.sampled_from(OnStale),
)


ONE = "A  2023-01-10 > 2024-01-10  Ada Fixture"


def judged(record: Record, today: str) -> Verdict:
    """What the rules say about a record that stands alone."""
    return judge([record], RetentionSettings(), dt.date.fromisoformat(today))[record.row]


def hindered(state: RetentionState) -> bool:
    """Whether a verdict keeps the record from being expunged today."""
    return state is not RetentionState.DUE


@given(records(), POLICIES, TODAY)
def test_nothing_is_due_before_its_date(
    reports: list[Record], policy: RetentionSettings, today: dt.date
) -> None:
    """Whatever the policy, due means that the date in the sheet is past."""
    for record in reports:
        verdict = judge(reports, policy, today)[record.row]
        if verdict.state in {RetentionState.DUE, RetentionState.HELD}:
            assert record.expunge_on is not None
            assert today > record.expunge_on
        if verdict.proposed is not None:
            assert record.expunge_on is not None
            assert verdict.proposed > record.expunge_on


@pytest.mark.parametrize("key", ["2022-12-01 #1", "2022-12-01"])
def test_a_hold_of_the_settings_lasts_through_its_day(key: str) -> None:
    """It ends with the day, not before it."""
    until = dt.date(2024, 6, 1)
    policy = RetentionSettings(holds=(Hold(key, until),))
    rows = list(sheet("A  2022-12-01 > 2023-12-01  Ada Fixture").values())
    for today, state in (
        (until, RetentionState.HELD),
        (until + dt.timedelta(days=1), RetentionState.DUE),
    ):
        assert [verdict.state for verdict in judge(rows, policy, today).values()] == [state]
    assert unused_holds(rows, policy, until) == ()


def test_no_date_is_proposed_that_the_rules_would_not_set() -> None:
    """Repeated reports are kept, and a report of a day to come has a wrong date: both only hold."""
    day = dt.date(2024, 1, 11)
    text = "A  2023-01-10 > 2024-01-10  Ada Fixture\nB  {} > 2025-01-10  Ada Fixture"
    for date, policy in (
        ("2023-06-01", RetentionSettings(repeat_keeps=True)),
        ("2024-01-12", RetentionSettings()),
    ):
        found = sheet(text.format(date))
        verdict = judge(list(found.values()), policy, day)[found["A"].row]
        assert (verdict.state, verdict.proposed) == (RetentionState.HELD, None)


@given(records(), POLICIES, TODAY, st.sampled_from(["Ada Fixture", "Rik Sample"]))
def test_a_further_report_never_brings_anything_forward(
    reports: list[Record], policy: RetentionSettings, today: dt.date, name: str
) -> None:
    """With one more report about somebody, nothing becomes due and no hold ends earlier."""
    newest = max((item.date_reported for item in reports if item.date_reported), default=today)
    day = newest + dt.timedelta(days=1)
    more = Record(RecordKey(day, 1), 999, date_reported=day, named_subjects=(name,))
    before, after = judge(reports, policy, today), judge([*reports, more], policy, today)
    for row, verdict in before.items():
        assert hindered(after[row].state) or not hindered(verdict.state)
        for one, other in (
            (verdict.until, after[row].until),
            (verdict.proposed, after[row].proposed),
        ):
            assert one is None or other is None or other >= one


@given(records(), POLICIES, TODAY)
def test_an_unrelated_record_changes_no_verdict(
    reports: list[Record], policy: RetentionSettings, today: dt.date
) -> None:
    """A record about somebody else leaves every verdict as it was."""
    stranger = replace(sheet("Z  2024-12-31 > never  Zoe Stranger  [zoe@example.com]")["Z"], row=99)
    after = dict(judge([*reports, stranger], policy, today))
    del after[99]
    assert after == judge(reports, policy, today)


@given(records(), TODAY, st.randoms(use_true_random=False))
def test_verdicts_do_not_depend_on_row_order(
    reports: list[Record], today: dt.date, random: object
) -> None:
    """The same records in other rows get the same verdicts."""
    rows = [record.row for record in reports]
    random.shuffle(rows)  # type: ignore[attr-defined]
    moved = [replace(record, row=row) for record, row in zip(reports, rows, strict=True)]
    before, after = (judge(items, RetentionSettings(), today) for items in (reports, moved))
    assert [before[item.row] for item in reports] == [after[item.row] for item in moved]


@given(records(), TODAY)
def test_on_stale_expunge_looks_at_dates_alone(reports: list[Record], today: dt.date) -> None:
    """Asked to, the rules take the date in the sheet as the last word."""
    verdicts = judge(reports, RetentionSettings(on_stale=OnStale.EXPUNGE), today)
    for record in reports:
        past = record.expunge_on is not None and today > record.expunge_on
        assert (verdicts[record.row].state is RetentionState.DUE) is past


def test_a_hold_says_its_reason() -> None:
    """The reason in the settings is shown; that in the row stays in the row."""
    reports = list(
        sheet(
            """A  2022-12-01 > 2023-12-01  Ada Fixture
               B  2022-12-02 > 2023-12-02  Rik Sample  | hold 2024-05-01"""
        ).values()
    )
    reports[1] = replace(reports[1], hold_reason="MARKER")
    holds = (Hold("2022-12-01 #1", dt.date(2024, 6, 1), "an appeal."),)
    verdicts = judge(reports, RetentionSettings(holds=holds), dt.date(2024, 1, 1))
    assert verdicts[2].reason == "The settings hold it until 2024-06-01: an appeal."
    assert verdicts[3].reason == "Its row says to hold it until 2024-05-01."


def test_a_held_record_names_the_report_that_holds_it() -> None:
    """The reason gives the key of the later report and the date that the rules propose."""
    reports = sheet(
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture"""
    )
    verdict = judge(list(reports.values()), RetentionSettings(), dt.date(2024, 1, 11))[2]
    assert verdict.reason == (
        "The report 2023-06-01 #1 is about a person it names; "
        "it resets the expunge date to 2024-06-01."
    )
    assert verdict.proposed == dt.date(2024, 6, 1)


def test_a_record_that_is_not_due_says_that_its_date_is_stale() -> None:
    """From the day of the later report on, not only from the day on which the record is due."""
    reports = sheet(
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture"""
    )
    for today in (dt.date(2023, 6, 1), dt.date(2023, 7, 1)):
        verdict = judge(list(reports.values()), RetentionSettings(), today)[2]
        assert (verdict.state, verdict.proposed) == (RetentionState.NOT_DUE, dt.date(2024, 6, 1))


def test_holds_for_no_record_are_told() -> None:
    """A hold whose key fits no record is mistyped, or its record has gone; until its last day."""
    reports = sheet("A  2022-12-01 > 2023-12-01  Ada Fixture").values()
    used, unused = (Hold(row, dt.date(2024, 6, 1)) for row in ("2022-12-01", "2022-12-01 #2"))
    policy = RetentionSettings(holds=(used, unused))
    assert unused_holds(reports, policy, dt.date(2024, 6, 1)) == (unused,)
    assert unused_holds(reports, policy, dt.date(2024, 6, 2)) == ()


@pytest.mark.parametrize(
    ("state", "expunge", "today", "goes"),
    [
        (RetentionState.DUE, "2024-01-10", "2024-01-11", True),
        (RetentionState.NOT_DUE, "2024-01-10", "2024-01-09", False),
        (RetentionState.HELD, "2024-01-10", "2024-01-11", False),
        (RetentionState.UNREADABLE, "2024-01-10", "2024-01-11", False),
        (RetentionState.KEPT, "never", "2024-01-11", False),
        (RetentionState.EXPUNGED, "2024-01-10", "2024-01-11", True),
        (RetentionState.EXPUNGED, "2024-01-10", "2024-01-10", False),
        (RetentionState.EXPUNGED, "never", "2024-01-11", False),
    ],
)
def test_what_was_expunged_is_seen_to_again_once_its_date_is_past(
    state: RetentionState, expunge: str, today: str, goes: bool
) -> None:
    """Else only what is due: nothing that is held, kept or not understood is touched."""
    (record,) = sheet(f"A  2023-01-10 > {expunge}  Ada Fixture").values()
    assert to_expunge(record, Verdict(state, ""), dt.date.fromisoformat(today)) is goes


@pytest.mark.parametrize(
    ("expunge", "default", "months"),
    [
        ("never", None, 12),
        ("never", 3, 3),
        ("2023-12-01", 3, 6),
        ("2023-12-01", None, 12),
        ("2023-11-01", 3, 3),
    ],
)
def test_a_term_in_doubt_is_the_longer_one(expunge: str, default: int | None, months: int) -> None:
    """Six months if the report that is remembered was about the record's person, else the default;
    and without a date there is no span that would tell."""
    (record,) = sheet(f"A  2023-01-10 > {expunge}  Ada Fixture").values()
    later = LaterReports(perhaps=frozenset({dt.date(2023, 6, 1)}))
    policy = RetentionSettings(default_term=default)
    assert own_term(record, later, policy) == months
    surely = 12 if default is None else default
    assert own_term(record, NO_LATER_REPORTS, policy) == surely


@pytest.mark.parametrize(
    ("reason", "until", "endless"),
    [
        ("an appeal", "", True),
        ("an appeal", "| hold 2024-05-01", False),
        ("an appeal", "| hold unreadable", False),
        (" ", "", False),
        ("n/a", "", False),
    ],
)
def test_a_reason_to_hold_without_a_day_holds(reason: str, until: str, endless: bool) -> None:
    """A day that cannot be read is told of by itself; a word that stands for nothing is none."""
    (record,) = sheet(f"{ONE}  {until}").values()
    record = replace(record, hold_reason=reason)
    assert endless_hold(record) is endless
    told = "There is a reason to hold it, and no day until when."
    assert (judged(record, "2024-01-11").reason == told) is endless


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("expunge_on", "The expunge date cannot be read."),
        ("date_reported", "The date of the report cannot be read."),
        ("hold_until", "The end of its hold cannot be read."),
        ("status", "Its expunge date was 2024-01-10."),
    ],
)
def test_only_a_date_must_be_readable(key: str, reason: str) -> None:
    """The verdict says which one; another cell that cannot be read keeps nothing from its end."""
    (record,) = sheet(ONE).values()
    verdict = judged(replace(record, unreadable=frozenset({key})), "2024-01-11")
    assert verdict.reason == reason
    assert (verdict.state is RetentionState.DUE) is (key == "status")


@pytest.mark.parametrize("key", ["named_subjects", "subject_contacts", "location"])
def test_whom_a_merged_cell_hides_is_told_until_the_record_is_due(key: str) -> None:
    """Through the very day of its date; from then on the row is an obstacle to the plan."""
    (record,) = sheet(ONE).values()
    record = replace(record, hidden=frozenset({key}), unreadable=frozenset({key}))
    told = RetentionState.NOT_DUE if key == "location" else RetentionState.UNREADABLE
    assert judged(record, "2024-01-10").state is told
    assert judged(record, "2024-01-11").state is RetentionState.DUE


def test_a_date_that_is_right_already_is_not_proposed() -> None:
    """Only one that is later than its own."""
    reports = sheet(
        """A  2023-01-10 > 2024-06-01  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture"""
    )
    verdict = judge(list(reports.values()), RetentionSettings(), dt.date(2024, 1, 11))[2]
    assert (verdict.state, verdict.proposed) == (RetentionState.NOT_DUE, None)


@pytest.mark.parametrize(
    ("others", "whom"),
    [
        ("", "a person it names"),
        (
            "B  2023-01-10 > 2024-01-10  Rik Sample",
            "a person named in a record of this date, perhaps this one",
        ),
    ],
)
def test_a_report_that_is_expunged_is_told_by_its_date(others: str, whom: str) -> None:
    """It has no key any more; and which of two records of a date it was about, nobody knows."""
    found = sheet(f"{ONE}\n{others}")
    memory = {found["A"].key: frozenset({dt.date(2023, 6, 1)})}
    day = dt.date(2024, 1, 11)
    verdict = judge(list(found.values()), RetentionSettings(), day, remembered=memory)[2]
    assert verdict.reason == (
        f"A report of 2023-06-01, expunged by now, was about {whom}; "
        "it resets the expunge date to 2024-06-01."
    )
    sure = "perhaps" not in whom
    assert verdict.proposed == (dt.date(2024, 6, 1) if sure else None)


@pytest.mark.parametrize(
    "settings",
    [
        RetentionSettings(preset="nowhere"),
        RetentionSettings(default_term=-1),
        RetentionSettings(terms={"minor": 5000}),
        RetentionSettings(notice_days=-1),
        RetentionSettings(holds=(Hold("3 May", dt.date(2024, 6, 1)),)),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: RetentionSettings) -> None:
    """A slip in the `[retention]` table is an error of configuration."""
    with pytest.raises(ConfigurationError):
        settings.check()


@given(records(), TODAY, POLICIES)
def test_later_reports_that_are_at_hand_change_nothing(
    reports: list[Record], today: dt.date, policy: RetentionSettings
) -> None:
    """They save looking for them again."""
    links = link(reports, policy.not_people)
    later = later_reports_of(reports, links)
    assert judge(reports, policy, today, later=later) == judge(reports, policy, today)
    assert propose(reports, policy, today=today, later=later) == propose(
        reports, policy, today=today
    )


def test_ten_thousand_records_in_no_time() -> None:
    """Linking and judging stays linear: a second as a rule, five on a busy machine."""
    reports = crowd(10_000)
    started = time.process_time()
    verdicts = judge(reports, RetentionSettings(), dt.date(2020, 1, 1))
    assert time.process_time() - started < 5
    assert len(verdicts) == 10_000


def test_one_person_in_every_row_costs_no_more() -> None:
    """Judging does not compare every record with every other."""
    reports = [replace(report, named_subjects=("Ada Fixture",)) for report in crowd(5000)]
    started = time.process_time()
    verdicts = judge(reports, RetentionSettings(), dt.date(2020, 1, 1))
    assert time.process_time() - started < 5
    assert len(verdicts) == 5000
