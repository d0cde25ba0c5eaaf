"""Figures that do not change when records are expunged."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.records.layout import RecordTable
from cocsheets.records.reading import read_table
from cocsheets.records.record import Record
from cocsheets.records.redaction import own_identifiers, redact_text, replacement
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.table import Value
from cocsheets.records.verdicts import judge
from cocsheets.statistics.criteria import CRITERIA, by
from cocsheets.statistics.frames import frame
from cocsheets.statistics.layouts import LAYOUTS
from cocsheets.statistics.periods import Period
from cocsheets.statistics.summary import Table
from cocsheets.statistics.tables import yearly
from tests.records.sheets import KEYS, SCHEMA, cells, day, table

KINDS = {column.key: column.kind for column in SCHEMA.columns}
IDENTIFYING = {column.key for column in SCHEMA.columns if column.identifying}
SUBJECTS = (
    "Ada Fixture",
    "Doe, Jane; Roe, Rik\nPoe & Co",
    "Rik Sample and Una Newcase",
    "rik; @ada;",
    "Ada Fixture, Rik Sample",
    "Expunged",
    "expunged ; Expunged",
    "Roe, Rik",
    " \n",
    None,
)
ANSWERS = (None, True, False, "Yes, wrote to Ada Fixture", "no", "NO.", "maybe", "n/a")
DATES = (*(day(f"{y}-0{m}-28") for y in (2014, 2015, 2019) for m in (1, 7)), "soon", None)

rows = st.lists(
    st.builds(
        lambda date, who, contact, us, local, status, outcome, expunge: cells(
            date_reported=date,
            named_subjects=who,
            subject_contacts=contact,
            summary="Said something about Ada Fixture",
            action_by_us=us,
            action_by_local_rep=local,
            status=status,
            outcome_to_share=outcome,
            expunge_on=expunge,
        ),
        st.sampled_from(DATES),
        st.sampled_from(SUBJECTS),
        st.sampled_from(("ada@example.org", "https://example.org/u/rik, poe@example.net", None)),
        st.sampled_from(ANSWERS),
        st.sampled_from(ANSWERS),
        st.sampled_from(("Flagged", "blacklisted ", "Banned", "", None, "odd")),
        st.sampled_from(("Ada Fixture was warned", "Nothing", None)),
        st.sampled_from((day("2016-01-01"), day("2030-01-01"), None)),
    ),
    max_size=10,
)


def expunge(before: RecordTable, chosen: set[int]) -> RecordTable:
    """The sheet after the chosen rows are expunged, cell by cell as the rules say."""
    after: list[tuple[Value, ...]] = []
    for row in before.worksheet.rows[1:]:
        values = list(row.values)
        if row.number in chosen:
            known = own_identifiers(before, row)
            for index, key in enumerate(KEYS):
                value = values[index]
                if key in IDENTIFYING and value is not None:
                    values[index] = replacement(KINDS[key], value) or value
                elif isinstance(value, str):
                    values[index] = redact_text(value, known)
        after.append(tuple(values))
    return table(*after)


def tables(records: tuple[Record, ...]) -> list[Table]:
    """Every table there is, by year."""
    states = judge(records, RetentionSettings(), dt.date(2026, 4, 2))
    data = frame(records, states=states, key="one key for both frames")
    return [
        *(yearly(data, layout) for layout in LAYOUTS),
        yearly(data, period=Period.MONTH),
        *(by(data, criterion) for criterion in CRITERIA if criterion != "handler"),
    ]


@settings(max_examples=25, deadline=None)
@given(rows, st.sets(st.integers(2, 12)))
def test_expunging_any_rows_leaves_every_lasting_figure_equal(
    made: list[tuple[Value, ...]], chosen: set[int]
) -> None:
    """All figures of the yearly tables stay; the others are marked as changing."""
    before = table(*made)
    after = expunge(before, chosen)
    for old, new in zip(
        tables(read_table(before).records), tables(read_table(after).records), strict=True
    ):
        assert [row.label for row in old.lines] == [row.label for row in new.lines]
        for place, figure in enumerate(old.figures):
            if figure.survives:
                told = [[row.values[place] for row in t.lines] for t in (old, new)]
                assert told[0] == told[1], figure.key


def test_every_figure_of_the_yearly_layouts_survives() -> None:
    """None of the committee's published figures is marked as changing with expunging."""
    assert all(figure.survives for layout in LAYOUTS.values() for figure in layout.figures)
