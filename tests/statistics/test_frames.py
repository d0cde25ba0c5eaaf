"""Typed frames without names."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.records.record import Record, Status
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.verdicts import judge
from cocsheets.statistics import criteria
from cocsheets.statistics.exchange import conform, read_csv, to_csv
from cocsheets.statistics.framecolumns import COLUMNS
from cocsheets.statistics.frames import counts, frame, people
from cocsheets.statistics.periods import Period
from cocsheets.statistics.tables import yearly
from tests.statistics.history import expunged, numbered, published_records, record

AS_OF = dt.date(2026, 4, 2)
MIXED = numbered(
    [
        record("2024-01-05", "José Sample", us=True, status=Status.FLAGGED, expunge="2025-01-05"),
        record(None, "Jose\u0301 Sample", "rik", local=False),
        expunged(record("2023-02-03", "Una Newcase", "Poe Example", us=False)),
        record("2025-06-07", reporter=""),
    ]
)


def full_frame(records: list[Record] = MIXED) -> pd.DataFrame:
    """The frame with states, as of one day."""
    return frame(records, states=judge(records, RetentionSettings(), AS_OF))


def test_columns_are_documented_and_typed() -> None:
    """Every column has the type that the documentation gives."""
    data = full_frame()
    for name in data.columns:
        assert str(data[name].dtype) == COLUMNS[name].dtype, name
    assert data["status"].cat.ordered
    assert list(data["status"].cat.categories) == ["flagged", "blacklisted"]
    assert data["year"].tolist() == ["2024", "unknown", "2023", "2025"]
    assert data["state"].tolist() == ["held", "kept", "expunged", "kept"]
    assert data["expunged"].tolist() == ["no", "no", "yes", "no"]


def test_names_do_not_travel_along() -> None:
    """Nothing identifying is in a frame unless it was asked for by name."""
    quiet = to_csv(full_frame()) + to_csv(people(MIXED))
    assert not any(name in quiet for name in ("Sample", "rik", "Ana", "Lopez"))
    told = to_csv(frame(MIXED, identifying=True)) + to_csv(people(MIXED, identifying=True))
    assert all(name in told for name in ("José Sample", "rik", "Ana Lopez"))
    assert not {name for name, doc in COLUMNS.items() if doc.identifying} & set(full_frame())


def test_a_person_has_one_pseudonym_within_a_frame() -> None:
    """CS-28: two Unicode forms of a name are one person; a single word is nobody known."""
    first, second, gone, nobody = full_frame()["people"]
    assert first == second.split("; ")[0]
    assert first != second.split("; ")[1]
    assert gone == "expunged; expunged"
    assert nobody is pd.NA


def test_pseudonyms_are_random_unless_a_key_is_given() -> None:
    """Two frames cannot be joined by pseudonym, but with a key they can."""
    assert full_frame()["people"][0] != full_frame()["people"][0]
    keyed = [frame(MIXED, key="our secret")["people"] for _ in range(2)]
    assert keyed[0].equals(keyed[1])
    assert keyed[0][0] != frame(MIXED, key="another")["people"][0]


def test_handlers_have_pseudonyms_too() -> None:
    """The reporter's column is identifying: handlers are told apart without names."""
    handlers = full_frame()["handler"]
    assert handlers[0] == handlers[1]
    assert handlers[0].startswith("h-")
    assert handlers[2] == "expunged"
    assert handlers[3] is pd.NA


def test_people_has_one_row_per_person_and_report() -> None:
    """Repeats can be counted without names; expunged people are there without a pseudonym."""
    data = people(MIXED)
    assert data["row"].tolist() == [2, 3, 3, 4, 4]
    assert data["place"].tolist() == [1, 1, 2, 1, 2]
    assert data["reports"].tolist() == [2, 2, 1, pd.NA, pd.NA]
    assert data["expunged"].tolist() == [False, False, False, True, True]
    assert data["person"].isna().tolist() == [False, False, False, True, True]


def test_own_columns_are_added_by_name_only() -> None:
    """A committee's own column is in the frame if it is named, and cannot replace ours."""
    records = [record(venue="Online")]
    assert "venue" not in frame(records)
    assert frame(records, columns=["venue"])["venue"].tolist() == ["Online"]
    with pytest.raises(ConfigurationError, match="people_named"):
        frame(records, columns=["people_named"])


def test_own_csv_gives_the_same_frame_back(tmp_path: Path) -> None:
    """Types, missing values and texts survive the file, guarded cells too."""
    data = frame(
        numbered([*MIXED, record("2025-06-07", "=HYPERLINK(1)", "-", "+1 for a ban")]),
        identifying=True,
        states=None,
    )
    file = tmp_path / "frame.csv"
    file.write_text(to_csv(data), encoding="utf-8")
    assert "\n=" not in file.read_text(encoding="utf-8")
    pd.testing.assert_frame_equal(read_csv(file), data)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\x85", "\u2028", "\0", "\n\r\n\r"])
def test_own_csv_keeps_every_line_end(tmp_path: Path, end: str) -> None:
    """A line end within a cell comes back as the one that it was."""
    text = f"one{end}two{end}"
    data = frame([record("2025-06-07", text, reporter=text)], identifying=True)
    file = tmp_path / "frame.csv"
    file.write_text(to_csv(data), encoding="utf-8", newline="")
    assert read_csv(file)["reporter"].tolist() == [text]
    pd.testing.assert_frame_equal(read_csv(file), data)


def test_own_csv_gives_people_back(tmp_path: Path) -> None:
    """One row a person and report survives the file too."""
    data = people(MIXED, identifying=True)
    file = tmp_path / "people.csv"
    file.write_text(to_csv(data), encoding="utf-8", newline="")
    pd.testing.assert_frame_equal(read_csv(file), data, check_categorical=False)


def test_tables_take_a_frame_that_pandas_read_from_csv(tmp_path: Path) -> None:
    """A frame saved and read with plain pandas gives the same tables."""
    data = full_frame()
    data.to_csv(tmp_path / "plain.csv", index=False)
    plain = pd.read_csv(tmp_path / "plain.csv")
    for layout in ("2016", "2026"):
        assert yearly(plain, layout) == yearly(data, layout)
    for criterion in criteria.CRITERIA:
        for period in Period:
            assert criteria.by(plain, criterion, period) == criteria.by(data, criterion, period)


def test_conform_says_what_is_missing_or_unreadable_without_quoting() -> None:
    """The message names the column, never a cell."""
    data = counts(MIXED)
    with pytest.raises(ConfigurationError, match="lacks people_named"):
        conform(data.drop(columns="people_named"))
    bad = data.astype({"status": "object"})
    bad.loc[0, "status"] = "Ada Fixture"
    with pytest.raises(ConfigurationError, match="status") as caught:
        conform(bad)
    assert "Ada" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_frame_is_not_changed_by_tables() -> None:
    """Counting leaves the analyst's frame as it was."""
    data = full_frame().astype({"date_reported": "object"})
    before = data.copy()
    yearly(data)
    pd.testing.assert_frame_equal(data, before)


def test_only_statistics_loads_pandas() -> None:
    """Plain results and formats can be imported without pandas."""
    code = (
        "import sys, cocsheets.statistics.summary, cocsheets.statistics.layouts,"
        " cocsheets.csvtext; assert 'pandas' not in sys.modules;"
        " import cocsheets.statistics.frames; assert 'pandas' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_example_of_the_documentation() -> None:
    """A frame answers an analyst's question in one line of pandas."""
    data = frame(published_records())
    acted = data.groupby("year", observed=True)["action_by_local_rep"].sum()
    assert acted.astype(int).to_dict() == {"2015": 6, "2016": 11, "2017": 7, "2018": 6}


def test_a_frame_that_identifies_people_says_so() -> None:
    """The mark goes along with what is made of the frame; other frames have none."""
    assert frame(MIXED, identifying=True).head(1).attrs["identifying"] is True
    assert people(MIXED, identifying=True).attrs["identifying"] is True
    assert "identifying" not in {**frame(MIXED).attrs, **people(MIXED).attrs}


def test_quiet_years_are_categories_of_the_year() -> None:
    """Counting by year gives a zero for a year without reports."""
    data = frame(numbered([record("2020-05-05"), record("2023-05-05"), record(None)]))
    counted = data.groupby("year", observed=False).size()
    assert counted.to_dict() == {"2020": 1, "2021": 0, "2022": 0, "2023": 1, "unknown": 1}


def test_rows_of_one_case_share_the_first_row() -> None:
    """The case code name itself is not in the frame; people count cases, not rows."""
    records = numbered(
        [
            record("2025-01-01", "Ada Fixture", case_code_name="home shelf"),
            record("2025-01-05", "Ada Fixture", case_code_name="Home Shelf "),
        ]
    )
    data = frame(records)
    assert data["case"].tolist() == [2, 2]
    assert not data.astype("string").isin(["home shelf"]).any().any()
    assert people(records)["reports"].tolist() == [1, 1]
