"""Dates for new reports, by severity and outcome."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given

from cocsheets.errors import ConfigurationError
from cocsheets.records.later_reports import NO_LATER_REPORTS, later_reports_of
from cocsheets.records.links import link
from cocsheets.records.proposals import Agreement, NewDate, date_for_new, propose
from cocsheets.records.record import Record, Status
from cocsheets.records.retentionsettings import RetentionSettings
from tests.records.examples import sheet
from tests.records.test_links import records
from tests.records.test_verdicts import POLICIES


def new_date(text: str, name: str, policy: RetentionSettings, **options: Any) -> NewDate:
    """The date for one report of a sheet."""
    found = sheet(text)
    reports = list(found.values())
    later = later_reports_of(reports, link(reports)).get(found[name].row, NO_LATER_REPORTS)
    return date_for_new(found[name], later, policy, **options)


@pytest.mark.parametrize(
    ("preset", "severity", "expected"),
    [
        ("django-2016", "minor", "2024-04-03"),
        ("django-2016", "one-off", "2024-04-03"),
        ("django-2016", "not-upheld", "2024-04-03"),
        ("django-2016", "serious", None),
        ("django-2016", "repeated", None),
        ("django-2016", None, "2024-04-03"),
        ("django-2018", "no-violation", "2023-04-03"),
        ("django-2018", "unidentified", None),
        ("django-2018", "resolved", "2024-06-03"),
        ("django-2018", "flagged", "2025-06-03"),
        ("django-2018", "banned", None),
        ("django-2018", None, "2024-06-03"),
    ],
)
def test_terms_by_severity(preset: str, severity: str | None, expected: str | None) -> None:
    """A report of 3 April 2023 under each of the published terms."""
    policy = RetentionSettings(preset=preset)
    found = new_date("A  2023-04-03 > never  Ada Fixture", "A", policy, severity=severity)
    assert (found.date.isoformat() if found.date else None) == expected
    assert found.reason.endswith(".")


def test_a_ban_with_an_end() -> None:
    """django-2018: the length of the ban and 26 months more, end of month and all."""
    policy = RetentionSettings(preset="django-2018")
    text = "A  2023-04-03 > never  Ada Fixture"
    end = dt.date(2024, 12, 31)
    found = new_date(text, "A", policy, severity="banned", ban_until=end)
    assert found.date == dt.date(2027, 2, 28)
    assert found.reason == "26 months from the end of the ban on 2024-12-31: a banned person."


def test_the_end_of_a_ban_is_never_passed_over() -> None:
    """It stands for the outcome whose term begins with it, and is refused where there is none."""
    text, end = "A  2023-04-03 > never  Ada Fixture", dt.date(2024, 12, 31)
    policy = RetentionSettings(preset="django-2018")
    assert new_date(text, "A", policy, ban_until=end).date == dt.date(2027, 2, 28)
    for preset, severity in (
        ("django-2016", None),
        ("django-2016", "serious"),
        ("django-2018", "flagged"),
    ):
        with pytest.raises(ConfigurationError, match="end of a ban"):
            new_date(text, "A", RetentionSettings(preset), severity=severity, ban_until=end)


def test_an_unidentified_person() -> None:
    """django-2018: the reporter's name goes after six months, the rest is kept."""
    policy = RetentionSettings(preset="django-2018")
    found = new_date("A  2023-08-31 > never", "A", policy, severity="unidentified")
    assert (found.date, found.reporter_until) == (None, dt.date(2024, 2, 29))


def test_a_late_entry_counts_from_the_latest_report() -> None:
    """A report entered after a later one about the same person has the later one's date."""
    text = """A  2023-04-03 > never  Ada Fixture
              B  2023-09-01 > never  Ada Fixture"""
    found = new_date(text, "A", RetentionSettings(), severity="minor")
    assert found.date == dt.date(2024, 9, 1)


def test_months_overrule_the_severity() -> None:
    """A term of six months, as the policy allows for minor reports."""
    text = "A  2022-08-31 > never  Ada Fixture"
    found = new_date(text, "A", RetentionSettings(), severity="minor", months=6)
    assert found.date == dt.date(2023, 2, 28)


def test_repeats_are_kept_where_the_settings_say_so() -> None:
    """`repeat_keeps`: a later report gets no date."""
    text = """A  2023-04-03 > never  Ada Fixture
              B  2023-09-01 > never  Ada Fixture"""
    policy = RetentionSettings(repeat_keeps=True)
    assert new_date(text, "B", policy, severity="minor").date is None
    assert new_date(text, "B", RetentionSettings(), severity="minor").date is not None


def test_terms_of_the_settings() -> None:
    """A committee's own severities, besides the preset's or instead of them."""
    policy = RetentionSettings(terms={"minor": 6, "grave": "keep"})
    text = "A  2023-04-03 > never  Ada Fixture"
    assert new_date(text, "A", policy, severity="minor").date == dt.date(2023, 10, 3)
    assert new_date(text, "A", policy, severity="grave").date is None
    with pytest.raises(ConfigurationError, match="not a severity"):
        new_date(text, "A", policy, severity="banned")


def test_flagged_people_without_a_severity() -> None:
    """2016: a flagged person's report gets no date; 2018: 26 months."""
    text = "A  2023-04-03 > never  Ada Fixture  | flagged"
    assert new_date(text, "A", RetentionSettings()).date is None
    assert new_date(text, "A", RetentionSettings(preset="django-2018")).date == dt.date(2025, 6, 3)


@given(records(), POLICIES)
def test_proposals_never_shorten_unasked(reports: list[Record], policy: RetentionSettings) -> None:
    """What is stale, short or missing gets a later date or none; only LONGER may be shortened."""
    for proposal in propose(reports, policy):
        if proposal.agreement in {Agreement.STALE, Agreement.SHORTER} and proposal.rules:
            assert proposal.present is not None
            assert proposal.rules > proposal.present
        if proposal.agreement is Agreement.LONGER:
            assert proposal.present is not None
            assert proposal.rules is not None
            assert proposal.rules < proposal.present


def test_blacklisted_people_are_kept_under_both_terms() -> None:
    """A blank date of a blacklisted person is never filled in."""
    for preset in ("django-2016", "django-2018"):
        found = sheet("A  2023-04-03 > never  Ada Fixture  | blacklisted")
        assert found["A"].status is Status.BLACKLISTED
        (proposal,) = propose(list(found.values()), RetentionSettings(preset=preset))
        assert proposal.agreement is Agreement.KEPT
