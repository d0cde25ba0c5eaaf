"""What is known of a row that this run added, by the reading after it."""

from __future__ import annotations

import pytest

from cocsheets.apply.original import OriginalSheet
from cocsheets.records.table import Row, Value, Worksheet

HEADER = Row(1, ("A", "B", "C"))


def reading(*rows: tuple[Value, ...]) -> Worksheet:
    """The worksheet with these rows below its header."""
    return Worksheet("Reports", 0, 0, (HEADER, *(Row(n, row) for n, row in enumerate(rows, 2))))


@pytest.mark.parametrize(
    ("sent", "shown", "known"),
    [
        (("x", "y", "z"), ("x", "y", "z"), True),
        (("x", "y", "z"), ("x", "typed", "z"), True),
        (("x", "y", "z"), ("x", "typed", "too"), False),
        (("x", "y"), ("x", "y"), True),
        (("x", "y"), ("x", "typed"), False),
    ],
)
def test_a_row_that_was_added_is_known_by_all_values_but_one(
    sent: tuple[Value, ...], shown: tuple[Value, ...], known: bool
) -> None:
    """Of three values or more one may have been typed over by now; of two, none."""
    original = OriginalSheet(reading(("a", "b", "c")), HEADER)
    original.expect(sent)
    original.follow(reading(("a", "b", "c"), shown), {})
    assert (original.rows[3].added is not None) is known
