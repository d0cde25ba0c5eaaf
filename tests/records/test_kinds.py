"""Kinds of columns: what each promises, whatever else there is of them."""

from __future__ import annotations

import datetime as dt

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.plans.reports import read_field
from cocsheets.records.columns import Column, Schema, faults
from cocsheets.records.dates import DateOrder, date_cell
from cocsheets.records.kinds import KINDS
from cocsheets.records.people import EXPUNGED
from cocsheets.records.redaction import is_expunged
from cocsheets.records.table import CellError, Value

VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {"flagged": (), "blacklisted": ("banned",)},
    "choice": {"chat": ("slack",), "event": ()},
}
DATE = Column("date_reported", "Reported", KINDS["date"])


def column(kind: str) -> Column:
    """A column of a kind, with the values that it needs."""
    return Column("own", "Own", KINDS[kind], values=VALUES.get(kind, {}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_of_any_kind_is_read_cell_by_cell(kind: str) -> None:
    """Whatever is in a cell gives one value and never an error; a blank one breaks no rule."""
    cells: list[Value] = [None, "", " ", "Ana", 3.5, True, False, date_cell(dt.date(2024, 4, 3))]
    cells.append(CellError("#REF!"))
    values, doubts = KINDS[kind].read(column(kind), cells, DateOrder.DMY)
    assert len(values) == len(cells)
    assert not {place for place, _ in doubts} & {0, 1, 2}
    assert (8, "cell-error") in [(place, reading.rule) for place, reading in doubts]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_identifies_can_read_expunged(kind: str) -> None:
    """Such a cell reads `Expunged` afterwards; other kinds are refused for identifying columns."""
    own = Column("own", "Own", KINDS[kind], identifying=True, values=VALUES.get(kind, {}))
    refused = [text for text, _ in faults(Schema("x", (DATE, own)))]
    assert bool(refused) is not KINDS[kind].erasable
    if KINDS[kind].erasable:
        assert is_expunged(KINDS[kind].replacement("Ana Fixture; Bo Sample"))
        assert KINDS[kind].replacement(EXPUNGED) == EXPUNGED


@pytest.mark.parametrize(
    ("kind", "good", "bad", "complaint"),
    [
        ("date", "3.4.2024", "soon", "a date such as"),
        ("answer", "yes, by mail", "perhaps", "yes or no, with words"),
        ("choice", "Slack", "post", "one of chat, event, or blank"),
        ("status", "banned", "bad", "one of flagged, blacklisted, or blank"),
    ],
)
def test_what_a_person_gives_is_taken_or_refused(
    kind: str, good: str, bad: str, complaint: str
) -> None:
    """The message says what the field has to be, and never what was given."""
    schema = Schema("x", (DATE, column(kind)), date_order=DateOrder.DMY)
    assert read_field(schema, "own", good) is not None
    assert read_field(schema, "own", " ") is None
    with pytest.raises(ConfigurationError, match=complaint) as refused:
        read_field(schema, "own", bad)
    assert bad not in str(refused.value)


@pytest.mark.parametrize("kind", KINDS)
def test_no_plan_shows_what_a_person_wrote(kind: str) -> None:
    """Only days and the words of short lists are shown."""
    assert "Ana" not in KINDS[kind].public(column(kind), "Ana Fixture")
