"""Rows that a plan is about are known again by what is in them."""

from __future__ import annotations

import pytest

from cocsheets.apply.targets import NewRow, Target, View, make_targets, match
from cocsheets.records.table import Extras, Row, Value
from tests.plans.test_expunge import due, plan
from tests.records.sheets import KEYS, table

WHO = KEYS.index("named_subjects")
DONE: dict[str, Value] = {"reporter": "Expunged", "named_subjects": "Expunged"}
TEXT = "outcome_to_share"


def target(extras: Extras | None = None) -> Target:
    """The target of a row that is due."""
    found = table(due(), extras={(2, WHO): extras} if extras else {})
    made = plan(found)
    (one,) = make_targets(View(found, made, made.due))
    return one


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({}, True),
        ({"named_subjects": "Expunged"}, True),
        ({**DONE, TEXT: "Told Expunged"}, True),
        ({"named_subjects": "Rik Roe"}, False),
        ({"summary": "typed meanwhile"}, False),
        ({"expunge_on": None}, False),
    ],
)
def test_a_row_is_the_one_that_was_meant_while_each_cell_is_as_before_or_as_planned(
    more: dict[str, Value], fits: bool
) -> None:
    """Whatever else was typed makes it another one."""
    found = table(due(**more))
    assert target().fits(found.data_rows()[0], found) is fits


@pytest.mark.parametrize(
    ("more", "extras", "finished"),
    [
        ({}, Extras(), True),
        ({TEXT: "Told Ada Fixture"}, Extras(), False),
        ({}, Extras(formula="=A1"), False),
        ({}, Extras(note="Ada"), False),
        ({}, Extras(link="mailto:ada@example.org"), False),
        ({}, Extras(chips=({"chip": {}},)), False),
    ],
)
def test_a_row_is_finished_once_nothing_of_it_is_left(
    more: dict[str, Value], extras: Extras, finished: bool
) -> None:
    """A formula that shows `Expunged` by now, or a note, may show more again."""
    line = due(**{**DONE, TEXT: "Told Expunged", **more})
    found = table(line, extras={(2, WHO): extras})
    assert target(Extras(note="Ada")).finished(found.data_rows()[0], found) is finished


@pytest.mark.parametrize(
    ("more", "there"),
    [
        ({}, True),
        ({**DONE, TEXT: "Told Expunged"}, True),
        ({"date_reported": None}, True),
        ({"date_reported": None, "expunge_on": None}, False),
    ],
)
def test_a_row_is_another_one_if_less_than_half_of_what_stays_is_there(
    more: dict[str, Value], there: bool
) -> None:
    """What the plan changes does not tell; an emptied row is nobody's."""
    found = table(due(**more))
    assert target().half_there(found.data_rows()[0], found) is there
    assert not target().half_there(Row(2, ()), found)


def test_a_row_that_is_not_due_any_more_is_seen_and_left() -> None:
    """Nothing more is written to it."""
    one, found = target(), table(due())
    made = plan(found)
    assert match([one], View(found, made, frozenset()), {}) == {}
    assert one.seen
    assert match([one], View(found, made, frozenset({2})), {}) == {2: one}


def test_of_two_rows_that_read_alike_each_is_one_target() -> None:
    """The row that was written for a target is its own, else the one where it stood."""
    found = table(due(), due())
    made = plan(found)
    view = View(found, made, made.due)
    one, other = make_targets(view)
    assert match([one, other], view, {}) == {2: one, 3: other}
    assert match([one, other], view, {2: other, 3: one}) == {3: one, 2: other}
    assert match([one, other, target()], view, {}).keys() == {2, 3}


FIELDS: dict[str, Value] = {"reporter": "x", "named_subjects": 5.0}
"""What a new row is to have in columns B and C."""


@pytest.mark.parametrize(
    ("row", "lately", "astray"),
    [
        (("", "x", 5.0), {}, {}),
        (
            ("", None, "x", 5.0),
            {},
            {1: ("reporter", "x"), 2: ("named_subjects", 5.0), 3: ("", None)},
        ),
        (("", "typed", 5.0), {}, {}),
        (("", None, 5.0), {}, {}),
        (("", None, 5.0), {1: [None]}, {1: ("reporter", "x")}),
        (("", "x", 5.0, "x"), {}, {}),
        (("", "x", 5.0, "x"), {3: ["x"]}, {3: ("", None)}),
        (("", "x", 5.0, "x"), {3: [None]}, {3: ("", None)}),
    ],
)
def test_what_of_a_new_row_is_under_another_header(
    row: tuple[Value, ...], lately: dict[int, list[Value]], astray: dict[int, tuple[str, Value]]
) -> None:
    """It is moved to its own; what somebody typed or emptied since is theirs."""
    found = table(due())
    assert NewRow(FIELDS).misplaced(Row(3, row), found, lately) == astray
