"""Hidden figures, held against an attack that knows all that a reader can know."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.records.record import Record, Status
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.verdicts import judge
from cocsheets.statistics.criteria import CRITERIA, by
from cocsheets.statistics.frames import counts, frame
from cocsheets.statistics.layouts import LAYOUTS
from cocsheets.statistics.periods import Period
from cocsheets.statistics.summary import TOTAL, Figure, Mark, Table, TableRow, Unit, Whole
from cocsheets.statistics.suppression import KNOWN, ZEROS, suppress
from cocsheets.statistics.tables import yearly
from tests.figures.summaries import AS_OF
from tests.statistics.attack import Attack
from tests.statistics.history import expunged, numbered, published_records, record


def ranges(
    tables: Sequence[Table], exact: Sequence[Table], public: Table | None = None
) -> list[tuple[str, str, int, int]]:
    """For each hidden figure the least and the greatest value that remain possible."""
    return Attack(tables, exact, [public] if public else []).ranges()


ACTION = Whole("reports", ("actions_by_us", "us_no", "us_unanswered"), exact=True)


def made(rows: dict[str, tuple[int, ...]], whole: Whole, *more: Whole) -> Table:
    """A table whose first figure is the whole and whose others are its parts."""
    figures = tuple(Figure(key, key, Unit.REPORTS, ".") for key in (whole.whole, *whole.parts))
    lines = tuple(TableRow(label, values) for label, values in rows.items())
    total = TableRow(TOTAL, tuple(int(sum(c)) for c in zip(*rows.values(), strict=True)))
    return Table("t", "T", "Year", figures, lines, total, (whole, *more))


def test_cs_52_a_count_of_one_cannot_be_computed_back() -> None:
    """The one is below the limit, another figure is hidden with it, and 1 to 4 stay possible."""
    exact = made({"2025": (18, 11, 1, 6)}, ACTION)
    (table,) = suppress([exact])
    assert table.show(table.value("2025", "us_no")) == "<5"
    assert table.value("2025", "reports") == 18
    assert sum(isinstance(v, Mark) for v in table.rows[0].values) >= 2
    assert ("2025", "us_no", 1, 4) in list(ranges([table], [exact]))
    assert not table.internal
    assert table.limit == 5


def test_zero_is_shown_since_nobody_stands_behind_it() -> None:
    """A zero is hidden neither for itself nor for others, as long as that is enough."""
    exact = made({"2024": (9, 0, 9, 0), "2025": (2, 2, 0, 0)}, ACTION)
    (table,) = suppress([exact])
    for old_row, new_row in zip(exact.lines, table.lines, strict=True):
        for old, new in zip(old_row.values, new_row.values, strict=True):
            assert new == 0 if old == 0 else new != 0
    assert all(low < high for *_, low, high in ranges([table], [exact]))


def test_nothing_small_means_nothing_hidden() -> None:
    """A table without small figures is published as it is."""
    table = made({"2024": (30, 10, 12, 8), "2025": (20, 5, 8, 7)}, ACTION)
    assert suppress([table])[0].lines == table.lines


def test_a_limit_that_hides_nothing_is_refused() -> None:
    """With a limit of 2 a hidden figure could only be 1."""
    with pytest.raises(ConfigurationError, match="limit of 2"):
        suppress([made({"2024": (30, 10, 12, 8)}, ACTION)], 2)


def test_the_published_history_can_be_suppressed_too() -> None:
    """Also where reports are nearly the sum of actions, no hidden figure follows."""
    exact = yearly(counts(published_records()))
    found = list(ranges(suppress([exact]), [exact]))
    assert len(found) > 10
    assert all(low < high for *_, low, high in found)


def test_what_the_yearly_table_tells_is_reckoned_with() -> None:
    """A figure that the yearly table publishes stays shown and cannot protect another."""
    records = numbered(
        [record("2025-01-01", us=True)] * 11
        + [record("2025-01-01", us=False, local=False)]
        + [record("2025-01-01")] * 6
    )
    data = counts(records)
    public, exact = yearly(data), by(data, "action")
    (table,) = suppress([exact], public=public)
    assert table.value("2025", "actions_by_us") == 11
    assert table.show(table.value("2025", "us_no")) == "<5"
    assert all(low < high for *_, low, high in ranges([table], [exact], public))


def test_a_small_figure_keeps_its_mark_where_a_zero_has_to_be_hidden_too() -> None:
    """CS-52 where local people never acted: the published 1 without any action names the 1."""
    records = numbered(
        [record("2025-01-01", us=True, local=False)] * 11
        + [record("2025-01-01", us=False, local=False)]
        + [record("2025-01-01", local=False)] * 6
    )
    data = counts(records)
    public, exact = yearly(data), by(data, "action")
    (table,) = suppress([exact], public=public)
    row = [table.show(value) for value in table.rows[0].values]
    assert row == ["18", "11", "<5", "hidden", "0", "hidden", "hidden"]
    assert ZEROS in table.notes
    found = list(ranges([table], [exact], public))
    assert ("2025", "us_no", 1, 2) in found
    assert all(low < high for *_, low, high in found)
    # With the 18 and the 0 shown, all others said no, so that the one without any action is it.
    rows = [
        replace(row, values=(*row.values[:5], *whole.values[5:]))
        for row, whole in zip(table.lines, exact.lines, strict=True)
    ]
    less = replace(table, rows=tuple(rows[:-1]), total=rows[-1])
    assert ("2025", "us_no") in Attack([less], [exact], [public]).solved()


def test_a_zero_is_hidden_only_where_it_would_give_a_small_figure_away() -> None:
    """Eleven yes and one other are public: only whether the other said no can be kept."""
    records = numbered([record("2025-01-01", us=True)] * 11 + [record("2025-01-01", us=False)])
    data = counts(records)
    public, exact = yearly(data), by(data, "action")
    (table,) = suppress([exact], public=public)
    assert table.value("2025", "us_unanswered") is Mark.HIDDEN
    assert any("or zero" in note for note in table.notes)
    found = list(ranges([table], [exact], public))
    assert ("2025", "us_no", 0, 1) in found
    assert all(low < high for *_, low, high in found)


def test_what_is_public_already_is_said_rather_than_pretended_away() -> None:
    """Where the yearly table leaves one value only, the figure is shown, and a note says why."""
    records = numbered(
        [record("2025-01-01", us=True)] * 11 + [record("2025-01-01", us=False, local=False)]
    )
    data = counts(records)
    public, exact = yearly(data), by(data, "action")
    (table,) = suppress([exact], public=public)
    assert KNOWN in table.notes
    assert table.value("2025", "us_no") == 1
    assert Attack([table], [exact], [public]).solved() == []


def test_tables_that_are_published_together_protect_one_another() -> None:
    """A figure that two tables have is hidden in both, and their sums are reckoned together."""
    data = frame(published_records())
    both = (by(data, "action"), by(data, "term"), yearly(data))
    found = suppress(both)
    reports = [{row.label: row.values[0] for row in table.lines} for table in found]
    assert reports[0] == reports[1] == reports[2]
    assert all(low < high for *_, low, high in ranges(found, both))


def test_the_median_is_hidden_with_its_row() -> None:
    """Days until expunge of a few reports say too much."""
    records = [record("2024-01-01", expunge="2024-03-01"), record("2024-01-01")]
    (table,) = suppress([by(counts(numbered(records)), "term")])
    assert table.value("2024", "median_days") is Mark.HIDDEN


def test_where_no_protection_is_found_the_table_is_withheld(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In doubt every figure is hidden, zeros too, and a note says so."""
    monkeypatch.setattr("cocsheets.statistics.protection._Search._witness", lambda *_: None)
    (table,) = suppress([made({"2025": (18, 11, 1, 6), "2026": (5, 5, 0, 0)}, ACTION)])
    assert all(isinstance(value, Mark) for row in table.lines for value in row.values)
    assert any("or zero" in note for note in table.notes)


figures = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 20])


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(figures, min_size=width, max_size=width), min_size=1, max_size=5
        )
    ),
    st.integers(3, 6),
    st.booleans(),
)
def test_no_suppressed_table_can_be_solved_back(
    parts: list[list[int]], limit: int, exact: bool
) -> None:
    """For any table at least two values remain possible for every hidden figure."""
    rows = {str(2000 + n): (sum(p) + (0 if exact else n), *p) for n, p in enumerate(parts)}
    whole = Whole("whole", tuple(f"part{n}" for n in range(len(parts[0]))), exact=exact)
    before = made(rows, whole)
    (table,) = suppress([before], limit)
    for label, key, low, high in ranges([table], [before]):
        assert low < high, (label, key)


reports = st.builds(
    record,
    st.sampled_from(("2023-02-01", "2023-09-01", "2024-03-01", "2025-11-30", None)),
    st.sampled_from(("Ada Fixture", "Rik Sample", "Expunged")),
    us=st.none() | st.booleans(),
    local=st.none() | st.booleans(),
    status=st.none() | st.sampled_from(Status),
    expunge=st.none() | st.sampled_from(("2026-01-01", "2024-09-01")),
)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(reports, max_size=40).map(numbered),
    st.lists(
        st.sampled_from([*(c for c in CRITERIA if c != "state"), *LAYOUTS]),
        min_size=1,
        max_size=3,
        unique=True,
    ),
    st.sampled_from((Period.YEAR, Period.QUARTER)),
    st.booleans(),
)
def test_no_tables_of_reports_can_be_solved_back(
    records: list[Record], names: list[str], period: Period, beside: bool
) -> None:
    """The same for the real tables, together, alone or beside the published yearly table."""
    data = frame(records)
    exact = [
        yearly(data, name, period) if name in LAYOUTS else by(data, name, period) for name in names
    ]
    public = yearly(data) if beside and not set(names) & set(LAYOUTS) else None
    tables = suppress(exact, public=public)
    assert Attack(tables, exact, [public] if public else []).solved() == []
    for before, after in zip(exact, tables, strict=True):
        for old_row, new_row in zip(before.lines, after.lines, strict=True):
            for old, new, figure in zip(
                old_row.values, new_row.values, before.figures, strict=True
            ):
                assert new == old or isinstance(new, Mark)
                small = isinstance(old, int) and 0 < old < 5 and figure.unit is not Unit.DAYS
                if small and public is None:
                    assert isinstance(new, Mark)


def test_who_is_named_is_held_against_the_reports_that_name_them() -> None:
    """Where somebody is named there is a report, also beside tables without flagged people."""
    days: list[tuple[str | None, str | None]]
    days = [("2023-02-01", None), ("2023-02-01", "2024-09-01")]
    days += [("2024-03-01", "2026-01-01"), (None, "2026-01-01")]
    records = [record(day, "Ada Fixture", expunge=expunge) for day, expunge in days]
    data = frame(numbered(records))
    exact = [by(data, "people"), by(data, "term")]
    assert Attack(suppress(exact), exact).solved() == []


@settings(max_examples=15, deadline=None)
@given(
    st.lists(reports, max_size=30).map(numbered),
    st.sets(st.integers(2, 32)),
    st.sampled_from((Period.YEAR, Period.HALF_YEAR)),
    st.booleans(),
)
def test_expunging_changes_no_hidden_figure_of_a_lasting_table(
    records: list[Record], gone: set[int], period: Period, beside: bool
) -> None:
    """Also beside tables that change with expunging: they are decided after the others."""
    shown = []
    for made in (records, [expunged(r) if r.row in gone else r for r in records]):
        data = frame(made, states=judge(made, RetentionSettings(), AS_OF), key="one key")
        public = yearly(data) if beside else None
        exact = [by(data, name, period) for name in ("status", "state", "people", "action")]
        hidden = suppress(exact, public=public)
        assert Attack(hidden, exact, [public] if public else []).solved() == []
        shown.append(
            [
                (row.label, figure.key, value)
                for table in hidden
                for row in table.lines
                for figure, value in zip(table.figures, row.values, strict=True)
                if figure.survives
            ]
        )
    assert shown[0] == shown[1]
