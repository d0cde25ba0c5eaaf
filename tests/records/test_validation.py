"""Everything that is wrong with a sheet, at once and without contents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.errors import ConfigurationError
from cocsheets.findings import Severity
from cocsheets.records.layout import locate
from cocsheets.records.reading import read_table
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.schema import ColumnSettings, SchemaSettings, load_schema
from cocsheets.records.table import Block, CellError, Extras, Spreadsheet, Value, Worksheet
from cocsheets.records.validation import Adjustment, Validation, ValidationSettings, validate
from cocsheets.records.verdicts import judge
from tests.records.sheets import HEADERS, KEYS, SCHEMA, cells, day, sheet, spreadsheet

TODAY = dt.date(2026, 4, 2)
MEMBERS = ("Ana Lopez", "ana@example.org")
LATER = day("2022-12-01")


def check(
    made: Spreadsheet,
    *,
    members: Collection[str] | None = MEMBERS,
    adjust: Sequence[Adjustment] = (),
    today: dt.date = TODAY,
) -> Validation:
    """Validate a spreadsheet whose records stand in `Reports`."""
    table = locate(made, SCHEMA, "Reports")
    return validate(
        made,
        table,
        read_table(table),
        today=today,
        members=members,
        settings=ValidationSettings(adjust=tuple(adjust)),
    )


def row(**values: Value) -> tuple[Value, ...]:
    """A row with nothing to say about, but for what is given."""
    return cells(**({"expunge_on": day("2027-01-10")} | values))


def found(
    *rows: Sequence[Value],
    headers: Sequence[str] = HEADERS,
    extras: Mapping[tuple[int, int], Extras] | None = None,
    members: Collection[str] | None = MEMBERS,
) -> list[tuple[str, str]]:
    """Rule and cell of every finding in a sheet of these rows."""
    made = spreadsheet(sheet([headers, *rows], extras=extras))
    findings = check(made, members=members).findings
    return [(finding.rule, finding.cell) for finding in findings]


def test_a_tidy_sheet_has_no_findings() -> None:
    """Nothing wrong, nothing said."""
    assert found(row(), row(named_subjects="Jane Doe", action_by_us="yes – mailed them")) == []


@pytest.mark.parametrize(
    ("values", "rule", "cell"),
    [
        ({"date_reported": None}, "required-blank", "A2"),
        ({"date_reported": " "}, "required-blank", "A2"),
        ({"date_reported": "3 June"}, "date-incomplete", "A2"),
        ({"date_reported": day("2026-04-03")}, "report-in-future", "A2"),
        ({"reporter": None}, "required-blank", "B2"),
        ({"reporter": "Somebody Else"}, "reporter-not-public", "B2"),
        ({"reporter": 7.0}, "number-in-text", "B2"),
        ({"named_subjects": "n/a"}, "placeholder", "C2"),
        ({"named_subjects": "@jane, @rik"}, "people-unclear", "C2"),
        ({"named_subjects": "Jane\u200b Doe"}, "hidden-character", "C2"),
        ({"named_subjects": "J\u0430ne Doe"}, "look-alike", "C2"),
        ({"subject_contacts": "-"}, "placeholder", "D2"),
        ({"subject_contacts": "jane@example"}, "address-invalid", "D2"),
        ({"subject_contacts": "jane @example.org"}, "address-invalid", "D2"),
        ({"subject_contacts": "jane\u00a0@example.org"}, "hidden-character", "D2"),
        ({"subject_contacts": "jane on the forum"}, "contact-unknown", "D2"),
        ({"subject_contacts": "rik@example.org\u200b"}, "hidden-character", "D2"),
        ({"summary": "x" * 50_000}, "full-cell", "E2"),
        ({"summary": CellError("#REF!")}, "cell-error", "E2"),
        ({"action_by_us": "maybe"}, "answer-unknown", "F2"),
        ({"outcome_to_share": "Ana Lopez talked to them"}, "names-person", "H2"),
        ({"outcome_to_share": "Ana talked to them"}, "may-name-person", "H2"),
        ({"status": "flaged", "outcome_to_share": "told"}, "status-unknown", "I2"),
        ({"status": "flagged ", "outcome_to_share": "told"}, "space-around", "I2"),
        ({"status": "flagged"}, "outcome-missing", "H2"),
        ({"expunge_on": None}, "no-expunge-date", "J2"),
        ({"expunge_on": " "}, "no-expunge-date", "J2"),
        ({"expunge_on": "never"}, "not-a-date", "J2"),
        ({"expunge_on": "2027-01-10"}, "date-as-text", "J2"),
        ({"expunge_on": 46000.0}, "date-unformatted", "J2"),
        ({"expunge_on": day("2037-01-11")}, "date-too-far", "J2"),
        ({"expunge_on": day("2026-04-01")}, "due", "J2"),
    ],
)
def test_each_slip_is_found_in_its_cell(values: dict[str, Value], rule: str, cell: str) -> None:
    """One slip, one finding, with the cell that it is about."""
    assert (rule, cell) in found(row(**values))


def test_a_record_due_today_is_not_due() -> None:
    """Due means after the expunge date, strictly."""
    assert found(row(expunge_on=day("2026-04-02"))) == []


def test_an_expunge_date_before_the_report() -> None:
    """One of the two dates is wrong."""
    values = row(date_reported=day("2026-03-01"), expunge_on=day("2025-03-01"))
    assert ("expunge-before-report", "J2") in found(values)


def test_expunged_rows() -> None:
    """A row done by hand is complete, half done, or has something left on its cells."""
    done = row(reporter="Expunged", named_subjects="expunged ", expunge_on=day("2024-01-01"))
    half = row(reporter="Expunged", named_subjects="Jane Doe")
    left = {(2, 2): Extras(note="Jane Doe", link="mailto:jane@example.org")}
    assert found(done) == []
    assert ("partly-expunged", "row 2") in found(half)
    made = spreadsheet(sheet([HEADERS, done], extras=left))
    (finding,) = check(made).findings
    assert (finding.rule, finding.cell) == ("expunged-residue", "C2")
    assert "a note and a link" in finding.message


def test_the_same_report_twice() -> None:
    """Both rows are named, each by the other."""
    twice = [row(named_subjects="Jane Doe"), row(named_subjects="jane  doe; Rik Roe"), row()]
    assert found(*twice) == [("same-report", "A2"), ("same-report", "A3")]


def test_formulas() -> None:
    """A formula for a date is a note; one that gives a name, or a spilled value, a warning."""
    extras = {
        (2, 9): Extras(formula="=EDATE(A2,24)"),
        (2, 2): Extras(formula="=Intake!C7"),
        (2, 4): Extras(spilled=True),
    }
    assert found(row(named_subjects="Jane Doe", summary="said"), extras=extras) == [
        ("formula-identifying", "C2"),
        ("spilled-value", "E2"),
        ("formula-cell", "J2"),
    ]


def test_structure() -> None:
    """Titles, untidy headers, unknown columns, totals, merges, copies and hidden rows are told."""
    headers = ["date of 1st report ", *HEADERS[1:], "Hold untill", "Notes"]
    worksheet = sheet(
        [("Log",), headers, row(), (*row(), None, "x", "y"), (None, "Total", 2.0)], hidden=(4,)
    )
    merged = Block(0, 2, 4, 2, 3)
    worksheet = Worksheet(
        title="Reports", sheet_id=0, index=0, rows=worksheet.rows, merges=(Block(0, 0, 1), merged)
    )
    made = spreadsheet(worksheet, sheet([HEADERS], title="Old reports", sheet_id=9))
    validation = check(made)
    assert [(finding.rule, finding.cell) for finding in validation.findings] == [
        ("hidden-rows", ""),
        ("twin-worksheet", ""),
        ("unheaded-column", "column M"),
        ("title-rows", "row 2"),
        ("header-untidy", "A2"),
        ("header-near-miss", "K2"),
        ("unknown-column", "K2"),
        ("unknown-column", "L2"),
        ("merged-cells", "C3"),
        ("merged-value", "C4"),
        ("totals-row", "row 5"),
    ]
    assert validation.records == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (row(), True),
        (row(named_subjects=None, subject_contacts=None, reporter="Expunged"), True),
        ((day("2026-01-10"), None, None, None, None, None, None, None, None, None), False),
        ((day("2026-01-10"), "updated by Ana Lopez", *[None] * 8), False),
        (("Reports since 2019", "Ana Lopez", "Bo Chair", *[None] * 7), False),
    ],
)
def test_a_report_above_the_header_is_an_error(line: tuple[Value, ...], told: bool) -> None:
    """A sort that takes the header along leaves reports above it; a title has not so many cells."""
    found = check(spreadsheet(sheet([line, HEADERS, row()]))).findings
    above = [(one.cell, one.severity) for one in found if one.rule == "report-above-header"]
    assert above == ([("row 1", Severity.ERROR)] if told else [])


def test_a_mark_in_a_row_that_is_no_report_is_told() -> None:
    """Above the header, and in a note below it."""
    mark = "Expunged (cocsheets 4f9c02d1-1)"
    lines = [(None, None, mark), HEADERS, row(), (None,) * 11 + (mark,)]
    found = check(spreadsheet(sheet(lines))).findings
    assert [one.cell for one in found if one.rule == "stray-mark"] == ["C1", "L4"]


def test_without_a_roster_reporters_are_not_checked_and_that_is_said() -> None:
    """Nothing is skipped silently."""
    assert found(row(reporter="Somebody Else"), members=None) == [("reporter-unchecked", "")]


@pytest.mark.parametrize(
    "reporter", ["Ana Lopez", "ANA lopez", "ana@example.org", "Event Org (public)", "Expunged"]
)
def test_reporters_who_may_be_named(reporter: str) -> None:
    """Members, past ones too, public reporters, and nobody."""
    assert ("reporter-not-public", "B2") not in found(row(reporter=reporter))


@pytest.mark.parametrize(
    ("cell", "text", "rule", "where"),
    [
        ("summary", "Una Witness wrote to us", "reporter-in-text", "E2"),
        ("summary", "see una@example.net", "reporter-in-text", "E2"),
        ("outcome_to_share", "Una Witness wrote to us", "reporter-in-text", "H2"),
        ("action_by_us", "Yes, told Una Witness", "reporter-in-text", "F2"),
        ("summary", "Una wrote to us", "may-name-person", "E2"),
        ("summary", "Witness, Una wrote to us", "reporter-in-text", "E2"),
        ("summary", "UnaWitness wrote to us", "may-name-person", "E2"),
    ],
)
def test_a_private_reporter_is_looked_for_in_the_texts(
    cell: str, text: str, rule: str, where: str
) -> None:
    """A text that names a reporter who is not known to be public is a finding of its own."""
    reporter = "Una Witness (una@example.net)"
    told = found(row(reporter=reporter, **{cell: text}))
    assert (rule, where) in told
    assert ("names-person", where) not in told
    public = found(row(reporter="Una Witness (public)", summary=text))
    assert not [finding for finding in public if finding[1] == "E2"]


def test_handling_members_may_be_named() -> None:
    """A member in the reporter's cell handles the case, and is no reporter to look for."""
    assert not found(row(reporter="Ana Lopez", summary="Ana Lopez, ana@example.org, talked"))


@pytest.mark.parametrize(
    "text",
    [
        "told JaneDoe",
        "told DoeJane",
        "told Jane\u200bDoe",
        "Jane\u2011Doe",
        "told Jane\u0301 D\u00f6e",
    ],
)
def test_names_in_disguise_are_told(text: str) -> None:
    """What expunging would pass over is told while the name is still there to compare with."""
    told = found(row(named_subjects="Jane Doe", outcome_to_share=text))
    assert ("may-name-person", "H2") in told


@pytest.mark.parametrize("named", ["\u674e\u4f1f", "Wu"])
def test_a_name_of_two_letters_is_told(named: str) -> None:
    """Also where the next word follows without a space."""
    text = f"{named}\u8bf4\u4e86\u4e9b" if not named.isascii() else f"told {named}"
    told = found(row(named_subjects=named, outcome_to_share=text))
    assert ("may-name-person", "H2") in told


def test_public_reporters_are_named_in_the_settings() -> None:
    """`[schema] public_reporters` are as good as members."""
    schema = load_schema(SchemaSettings(public_reporters=("Event Team",)))
    made = spreadsheet(sheet([HEADERS, row(reporter="event team")]))
    table = locate(made, schema)
    assert not validate(made, table, read_table(table), today=TODAY, members=()).findings


def test_settings_change_severities() -> None:
    """A code is raised, lowered or silenced, for all rows or for those before a date."""
    rows = [row(), row(expunge_on=None), row(date_reported=day("2018-05-01"), expunge_on=None)]
    made = spreadsheet(sheet([HEADERS, *rows]))
    before = Adjustment("no-expunge-date", "silent", dt.date(2020, 1, 1))
    raised = check(made, adjust=[Adjustment("no-expunge-date", "error"), before])
    assert [(finding.row, finding.severity) for finding in raised.findings] == [(3, Severity.ERROR)]
    assert raised.silenced == {"no-expunge-date": 1}
    silent = check(made, adjust=[Adjustment("no-expunge-date", "silent")])
    assert (silent.findings, silent.silenced) == ((), {"no-expunge-date": 2})
    with pytest.raises(ConfigurationError, match="no-expunge-date"):
        ValidationSettings(adjust=(Adjustment("no-expunge-dat", "silent"),)).check()


def test_a_held_record_says_why() -> None:
    """With the verdicts of the retention rules, a stale date is told with the proposed one."""
    rows = [
        row(named_subjects="Jane Doe", date_reported=day("2025-01-10"), expunge_on=LATER + 1200),
        row(named_subjects="Jane Doe", date_reported=day("2026-03-01")),
    ]
    made = spreadsheet(sheet([HEADERS, *rows]))
    table = locate(made, SCHEMA)
    readout = read_table(table)
    verdicts = judge(readout.records, RetentionSettings(), TODAY)
    validation = validate(made, table, readout, today=TODAY, members=MEMBERS, verdicts=verdicts)
    stale = [finding for finding in validation.findings if finding.rule == "date-stale"]
    assert [finding.cell for finding in stale] == ["J2"]
    assert "Doe" not in stale[0].message


def test_own_columns_are_checked_like_others() -> None:
    """A committee's own column of people or contacts is split and looked at by its kind."""
    columns = {
        "witnesses": ColumnSettings(header="Witnesses", kind="people", identifying=True),
    }
    schema = load_schema(SchemaSettings(columns=columns))
    made = spreadsheet(sheet([[*HEADERS, "Witnesses"], (*row(), "Rik\u200b Roe")]))
    table = locate(made, schema)
    validation = validate(made, table, read_table(table), today=TODAY, members=MEMBERS)
    assert [(finding.rule, finding.cell) for finding in validation.findings] == [
        ("hidden-character", "K2")
    ]


def test_a_sheet_without_the_fields_of_2016() -> None:
    """The layout of 2026 has other columns, and its own values are checked."""
    schema = load_schema(SchemaSettings(preset="django-2026"))
    headers = [column.header for column in schema.columns]
    values = (day("2026-01-05"), "heron", "otter", "Ongoing", None, None, "no", "no", "warnd", None)
    made = spreadsheet(sheet([headers, values]))
    table = locate(made, schema)
    (finding,) = validate(made, table, read_table(table), today=TODAY, members=MEMBERS).findings
    assert (finding.rule, finding.cell) == ("choice-unknown", "I2")
    assert "the closest is warned" in finding.message


def test_findings_name_worksheet_and_field() -> None:
    """What is needed for a link that opens the cell."""
    made = spreadsheet(sheet([HEADERS, row(expunge_on="never")], sheet_id=42))
    (finding,) = check(made).findings
    assert (finding.worksheet, finding.sheet_id, finding.field) == ("Reports", 42, "expunge_on")
    assert finding.field in KEYS


@pytest.mark.parametrize(
    ("expunge_on", "rule"), [("2026-04-01", "interrupted-run"), ("2027-01-10", "stray-mark")]
)
def test_of_a_cell_with_a_mark_only_the_mark_is_told(expunge_on: str, rule: str) -> None:
    """Whatever else there would be to say about such a cell, or about the row being half done."""
    mark = " (cocsheets 0a1b2c3d-1)"
    made = row(
        reporter=f"Expunged{mark}",
        named_subjects="Expunged",
        subject_contacts=f"Expunged{mark}",
        summary="text",
        action_by_us=f"maybe{mark}",
        expunge_on=day(expunge_on),
    )
    told = found(made)
    assert [cell for code, cell in told if code == rule] == ["B2", "D2", "F2"]
    assert {code for code, _ in told} <= {rule, "due"}


def test_a_mark_right_of_all_known_columns_is_told() -> None:
    """Wherever a mark is left in a report, it is found."""
    beside = (*row(), None, "told her (cocsheets 0123abcd-1)")
    headers = (*HEADERS, "Own", "Remarks")
    assert ("stray-mark", "L2") in found(beside, headers=headers)


WORDS = ("Una", "Tres", "Jane", "nobody", "Two", "people", "of", "speaker", "Rik2", "no")


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_a_name_of_two_words_takes_a_shorter_way_to_the_same(given_name: str, family: str) -> None:
    """With a space in front, a name is looked at at length."""
    name = f"{given_name} {family}"
    assert found(row(named_subjects=name)) == found(row(named_subjects=f" {name}"))
