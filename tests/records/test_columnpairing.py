"""Which column is which after people moved, renamed and deleted columns."""

from __future__ import annotations

from cocsheets.records.columnpairing import moved_columns
from cocsheets.records.table import Row


def test_columns_are_followed_by_their_headers() -> None:
    """An inserted column moves those behind it; a header row further down changes nothing."""
    header = Row(1, ("Date", "Name", "Note"))
    assert not moved_columns(header, [Row(1, ("Date", "Name", "Note")), Row(2, (1.0,))])
    assert not moved_columns(header, [Row(2, ("Date", "Name", "Note"))])
    assert moved_columns(header, [Row(1, ("Date", "Ticket", "Name", "Note"))]).places == {
        0: 0,
        1: 2,
        2: 3,
    }
    assert not moved_columns(header, [Row(1, ("Date", "Other", "Note"))])
    assert moved_columns(header, [Row(1, ("Date", "Note"))]).places == {0: 0, 2: 1}
    assert moved_columns(header, [Row(1, ("x", "Date", "Other", "Note"))]).places == {
        0: 1,
        1: 2,
        2: 3,
    }
    assert not moved_columns(header, [Row(1, ("other", "words", "here"))])


def test_a_column_that_seems_renamed_may_be_gone() -> None:
    """Whoever knows what it held says so; one that is found by its header is not asked about."""
    header, asked = Row(1, ("Date", "Name", "Note")), []

    def is_gone(old: int, new: int) -> bool:
        asked.append((old, new))
        return True

    assert moved_columns(header, [Row(1, ("Date", "Name"))], is_gone).places == {0: 0, 1: 1}
    assert moved_columns(header, [Row(1, ("x", "Date", "Other", "Note"))], is_gone).places == {
        0: 1,
        2: 3,
    }
    assert asked == [(2, 2), (1, 2), (1, 2)]


def test_a_renamed_column_is_known_by_what_it_held() -> None:
    """Beside a new column there are two places where it may be; where it held nothing that tells,
    it is in neither."""
    header, now = Row(1, ("Date", "Name", "Note")), [Row(1, ("Date", "NAME", "", "Note"))]
    moved = moved_columns(header, now, lambda _old, new: new == 2)
    assert (moved.places, moved.unsure) == ({0: 0, 1: 1, 2: 3}, frozenset())
    moved = moved_columns(header, now)
    assert (moved.places, moved.unsure) == ({0: 0, 2: 3}, frozenset({1, 2}))
