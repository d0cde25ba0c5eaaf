"""Promises that hold for any sheet, whatever people have typed into it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocsheets.formats import findings as formats
from cocsheets.records.layout import RecordTable, locate
from cocsheets.records.reading import read_table
from cocsheets.records.table import CellError, DateNumber, Extras, Spreadsheet, Value
from cocsheets.records.validation import Validation, validate
from tests.records.sheets import HEADERS, KEYS, SCHEMA, sheet, spreadsheet

TODAY = dt.date(2026, 4, 2)
MARKER = "Zyxmarker"

dates: st.SearchStrategy[Value] = (
    st.sampled_from(
        [
            "2024-04-03",
            "12.07.2022",
            "13.07.2022",
            "3 June",
            "never",
            "-",
            "45385",
            " ",
            "2023-02-29",
        ]
    )
    | st.sampled_from(
        [DateNumber(45385), DateNumber(45385.9), DateNumber(0), DateNumber(60000), 45385.0, 0.0]
    )
    | st.sampled_from([True, None, CellError("#REF!")])
)
names: st.SearchStrategy[Value] = st.sampled_from(
    ["Doe, Jane; Roe, Rik", "Jane Doe", "Poe & Co", "Expunged", "expunged ; Jane Doe", "n/a"]
) | st.sampled_from(
    ["Jos\u00e9 Sample", "Jose\u0301 Sample", "Ja\u200bne", "J\u0430ne", "=1+1", "@h", 7.0, None]
)
texts: st.SearchStrategy[Value] = st.sampled_from(
    ["shouted", "jane@example.org wrote", "Jane Doe was told", "two\nlines", " ", "Total", "a,b"]
) | st.sampled_from([3.0, None, False, CellError("#N/A"), "Expunged", "+44 0000 000000"])
words: st.SearchStrategy[Value] = st.sampled_from(
    ["yes", "No.", "yes - mailed", "maybe", "n/a", "flagged", "Banned ", "blaklisted", " "]
) | st.sampled_from([True, False, 1.0, None, CellError("LOADING")])
rows = st.tuples(dates, names, names, texts, texts, words, words, texts, words, dates)
hung = st.sampled_from([Extras(note="note"), Extras(link="mailto:a@example.org"), Extras()])
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def checked(made: Spreadsheet) -> tuple[RecordTable, Validation]:
    """The sheet's table and everything to say about it."""
    table = locate(made, SCHEMA)
    readout = read_table(table)
    assert tuple(record.row for record in readout.records) == tuple(
        row.number for row in table.data_rows()
    )
    return table, validate(made, table, readout, today=TODAY, members=("Jane Doe",))


def per_row(validation: Validation, order: dict[int, int]) -> dict[int, Counter[tuple[str, str]]]:
    """Rules and fields of the findings of each row, by the row's own name."""
    found: dict[int, Counter[tuple[str, str]]] = {name: Counter() for name in order.values()}
    for finding in validation.findings:
        if finding.row in order:
            found[order[finding.row]][finding.rule, finding.field or ""] += 1
    return found


@quick
@given(st.lists(rows, max_size=8))
def test_every_row_is_a_record_or_a_blank_or_has_a_problem(
    made: list[tuple[Value, ...]],
) -> None:
    """Nothing is skipped: records, blank rows and totals add up to the rows of the sheet."""
    table, validation = checked(spreadsheet(sheet([HEADERS, *made])))
    blank = sum(
        all(
            value is None or value is False or (isinstance(value, str) and not value.strip())
            for value in row
        )
        for row in made
    )
    assert len(table.data_rows()) + len(table.totals) + blank == len(made)
    assert validation.records == len(table.data_rows())
    told = {finding.row for finding in validation.findings if finding.rule == "totals-row"}
    assert told == set(table.totals)


@quick
@given(st.lists(rows, max_size=8))
def test_what_cannot_be_read_is_always_told(made: list[tuple[Value, ...]]) -> None:
    """A field that a record lacks although its cell holds something has an error."""
    made_sheet = spreadsheet(sheet([HEADERS, *made]))
    table, validation = checked(made_sheet)
    errors = {
        (finding.row, finding.field)
        for finding in validation.findings
        if finding.severity == "error"
    }
    for record in read_table(table).records:
        for key in record.unreadable:
            assert (record.row, key) in errors


@quick
@given(st.lists(rows, max_size=6), st.randoms(use_true_random=False), st.permutations(range(10)))
def test_order_of_rows_and_columns_changes_no_verdict(
    made: list[tuple[Value, ...]], random: object, columns: list[int]
) -> None:
    """Each row has the same findings wherever it and its cells stand."""
    shuffled = list(range(len(made)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    _, before = checked(spreadsheet(sheet([HEADERS, *made])))
    headers = [HEADERS[column] for column in columns]
    moved = [[made[place][column] for column in columns] for place in shuffled]
    _, after = checked(spreadsheet(sheet([headers, *moved])))
    straight = {number: number - 2 for number in range(2, len(made) + 2)}
    turned = dict(enumerate(shuffled, start=2))
    assert per_row(before, straight) == per_row(after, turned)


@quick
@given(st.lists(rows, min_size=1, max_size=5), st.data())
def test_no_contents_in_any_output(made: list[tuple[Value, ...]], data: st.DataObject) -> None:
    """A marker in every identifying cell, note and link shows in no format and no repr."""
    marked = []
    for row in made:
        cells = list(row)
        for key in SCHEMA.identifying:
            index = KEYS.index(key)
            cells[index] = f"{cells[index] or ''} {MARKER} {MARKER}@example.org"
        marked.append(cells)
        dated = data.draw(st.booleans())
        if dated:
            cells[9] = f"{MARKER} said 3 June"
    extras = {
        (number, column): Extras(note=MARKER, link=f"mailto:{MARKER}@example.org", formula="=A1")
        for number in range(2, len(marked) + 2)
        for column in range(10)
        if data.draw(st.booleans())
    }
    table, validation = checked(spreadsheet(sheet([HEADERS, *marked], extras=extras)))
    shown = [
        formats.as_text(validation, "KEY", colour=True),
        formats.as_json_text(validation, "KEY"),
        formats.as_csv(validation, "KEY"),
        formats.as_github(validation, "KEY"),
        repr(validation),
        repr(table),
        repr(read_table(table)),
    ]
    assert not any(re.search(MARKER, text, re.IGNORECASE) for text in shown)
