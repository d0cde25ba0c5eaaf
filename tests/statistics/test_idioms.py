"""CS-74: an analyst's usual pandas on the frame, with missing answers, dates and categories."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cocsheets.records.record import Status
from cocsheets.statistics.exchange import conform, read_csv, to_csv
from cocsheets.statistics.frames import frame, people
from cocsheets.statistics.tables import yearly
from tests.statistics.history import expunged, numbered, record

RECORDS = numbered(
    [
        record(None, "NA", us=True),
        record("2024-03-01", "Ada Fixture", us=None, status=Status.FLAGGED),
        expunged(record("2023-02-03", "Una Newcase", us=False, expunge="2024-02-03")),
        record("2026-01-09", "Ada Fixture", "Rik Roe", local=True, expunge="2027-01-09"),
    ]
)
IDIOMS: dict[str, tuple[Callable[[pd.DataFrame], Any], Any]] = {
    "dates": (lambda d: d["date_reported"].dt.year.value_counts().to_dict(), {2024: 1, 2023: 1}),
    "periods": (lambda d: d["date_reported"].dt.to_period("Q").notna().sum(), 3),
    "resample": (lambda d: d.set_index("date_reported").resample("YE")["row"].count().sum(), 3),
    "grouper": (
        lambda d: d.groupby(pd.Grouper(key="date_reported", freq="YS"))["people_named"].sum().max(),
        2,
    ),
    "by year, all": (lambda d: d.groupby("year", observed=False).size().to_dict()["2025"], 0),
    "by year, seen": (lambda d: "2025" in d.groupby("year", observed=True).size(), False),
    "crosstab": (
        lambda d: pd.crosstab(d["year"], d["status"], dropna=False).to_numpy().tolist(),
        [[0, 0], [1, 0], [0, 0], [0, 0], [0, 0]],
    ),
    "pivot": (
        lambda d: (
            d.pivot_table(
                index="year", columns="action_by_us", values="row", aggfunc="count", observed=False
            )
            .to_numpy()
            .sum()
        ),
        2,
    ),
    "mask": (lambda d: len(d[d["action_by_us"].fillna(value=False)]), 1),
    "mask of missing": (lambda d: len(d[d["action_by_us"].isna()]), 2),
    "negation": (lambda d: len(d[~d["flagged"].fillna(value=False)]), 3),
    "ordered": (lambda d: (d["status"] >= "flagged").sum(), 1),
    "maximum": (lambda d: d["status"].max(), "flagged"),
    "mean": (lambda d: float(d["action_by_us"].mean()), 0.5),
    "difference": (lambda d: (d["expunge_on"] - d["date_reported"]).dt.days.median(), 365.0),
    "sort": (lambda d: d.sort_values("date_reported", na_position="first")["row"].iloc[0], 2),
    "merge": (
        lambda d: len(d.merge(people(RECORDS), on="row", how="left", suffixes=("", "_p"))),
        5,
    ),
    "concat": (lambda d: len(pd.concat([d, d], ignore_index=True)), 8),
    "query": (lambda d: len(d.query("people_named > 1")), 1),
    "describe": (lambda d: d.describe(include="all").shape[0] > 0, True),
    "melt": (
        lambda d: len(d.melt(id_vars="row", value_vars=["action_by_us", "action_by_local_rep"])),
        8,
    ),
    "records": (lambda d: len(d.to_dict("records")), 4),
}


@pytest.fixture
def data() -> pd.DataFrame:
    """A missing date, blank answers, a person called NA, and an expunged row."""
    return frame(RECORDS)


@pytest.mark.parametrize("name", IDIOMS)
def test_an_idiom(data: pd.DataFrame, name: str) -> None:
    """None raises or warns, and no row is lost but where the idiom says so."""
    do, expected = IDIOMS[name]
    found = do(data)
    assert (found.items() >= expected.items()) if isinstance(expected, dict) else found == expected


@pytest.mark.parametrize("form", ["csv", "own csv", "json", "pickle"])
def test_a_copy_gives_the_same_table(data: pd.DataFrame, tmp_path: Path, form: str) -> None:
    """Saved and read again in any usual way, the yearly table is the same."""
    if form == "csv":
        again = pd.read_csv(io.StringIO(data.to_csv(index=False)))
    elif form == "own csv":
        file = tmp_path / "reports.csv"
        file.write_text(to_csv(data), encoding="utf-8")
        again = read_csv(file)
    elif form == "json":
        again = pd.read_json(io.StringIO(data.to_json(orient="records", date_format="iso")))
    else:
        again = pickle.loads(pickle.dumps(data))  # our own
    assert yearly(conform(again)).rows == yearly(data).rows
