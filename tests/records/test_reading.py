"""Rows to records."""

from __future__ import annotations

import datetime as dt

from cocsheets.records.reading import read_table
from cocsheets.records.record import Answer, Expunged, Status
from cocsheets.records.table import CellError, DateNumber
from tests.records.sheets import cells, day, table


def test_a_row_becomes_a_record() -> None:
    """Every field of a tidy row is read by its kind."""
    (record,) = read_table(
        table(
            cells(
                named_subjects="Doe, Jane; Roe, Rik\nPoe & Co",
                subject_contacts="jane@example.org, rik@example.net",
                summary="shouted",
                action_by_us="yes – mailed them",
                action_by_local_rep=False,
                outcome_to_share="talked to",
                status="Banned ",
                expunge_on=DateNumber(45385.99),
            )
        )
    ).records
    assert record.row == 2
    assert record.date_reported == dt.date(2022, 1, 10)
    assert record.named_subjects == ("Doe, Jane", "Roe, Rik", "Poe & Co")
    assert record.subject_contacts == ("jane@example.org", "rik@example.net")
    assert (record.action_by_us, record.action_by_local_rep) == (Answer.YES, Answer.NO)
    assert record.status is Status.BLACKLISTED
    assert record.expunge_on == dt.date(2024, 4, 3)
    assert record.expunged is Expunged.NO
    assert record.unreadable == frozenset()


def test_an_unreadable_row_is_still_a_record() -> None:
    """What cannot be read is None and named, and the row is not lost."""
    readout = read_table(
        table(cells(date_reported="3 June", status="maybe", expunge_on=CellError("#REF!")))
    )
    (record,) = readout.records
    assert record.date_reported is None
    assert record.unreadable == {"date_reported", "status", "expunge_on"}
    assert {problem.rule for problem in readout.problems} == {
        "date-incomplete",
        "status-unknown",
        "cell-error",
    }


def test_keys_count_equal_dates_in_the_order_of_the_sheet() -> None:
    """A record's key is its date and its place among equal dates."""
    records = read_table(
        table(cells(), cells(date_reported="?"), cells(), cells(date_reported="?"))
    ).records
    assert [str(record.key) for record in records] == [
        "2022-01-10 #1",
        "undated #1",
        "2022-01-10 #2",
        "undated #2",
    ]


def test_expunged_by_hand_is_seen() -> None:
    """Case and space around `Expunged` do not matter; blank cells do not count."""
    records = read_table(
        table(
            cells(reporter="Expunged", named_subjects=" expunged;EXPUNGED "),
            cells(reporter="Expunged", named_subjects="Jane Doe"),
            cells(),
        )
    ).records
    assert [record.expunged for record in records] == [Expunged.YES, Expunged.PARTLY, Expunged.NO]
    assert len(records[0].named_subjects) == 2


def test_an_expunge_date_too_far_from_the_report_is_never_due() -> None:
    """More than 15 years after the report is a slip, hence no date."""
    near, far = read_table(
        table(cells(expunge_on=day("2037-01-10")), cells(expunge_on=day("2037-01-11")))
    ).records
    assert near.expunge_on == dt.date(2037, 1, 10)
    assert far.expunge_on is None
    assert far.unreadable == {"expunge_on"}
