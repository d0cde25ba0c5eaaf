"""Frames from elsewhere, and to and from CSV files.

Knows how to give a frame its documented types again. Must not know records. No error text quotes a
cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cocsheets import csvtext
from cocsheets.errors import ConfigurationError
from cocsheets.statistics.framecolumns import COLUMNS, DATE, EXTENT, STATE, STATUS
from cocsheets.statistics.grouping import group
from cocsheets.statistics.periods import Period
from cocsheets.statistics.summary import Mark, Table, Unit


def conform(data: pd.DataFrame) -> pd.DataFrame:
    """The frame with the documented types, however it came: from CSV, Parquet or by hand.

    Raises ConfigurationError if a column that the tables need is missing, or cannot be read.
    """
    missing = [name for name, doc in COLUMNS.items() if doc.required and name not in data.columns]
    if missing:
        raise ConfigurationError(
            f"The frame lacks {', '.join(missing)}.",
            hint="Make it with frame(), or give its columns the documented names.",
        )
    return _typed(data, {"status": STATUS, "expunged": EXTENT, "state": STATE})


_OF_PERSONS = {"status": STATUS, "place": "Int64", "expunged": "boolean", "reports": "Int64"}
"""Types of the columns of `people()`, where they are not those of a frame of reports."""


def _typed(data: pd.DataFrame, special: Mapping[str, Any]) -> pd.DataFrame:
    result: pd.DataFrame = data.copy(deep=False)
    for name in result.columns.intersection([*COLUMNS, *special]):
        if name == "year":
            continue
        dtype = special[name] if name in special else COLUMNS[name].dtype
        if result[name].dtype != dtype:
            result[name] = _converted(result[name], dtype)
    return with_year(result)


def to_csv(data: pd.DataFrame) -> str:
    """The frame as CSV text, guarded against formulas; `read_csv` gives the same frame back."""
    texts = data.astype("object").where(data.notna(), None)
    for name in data.select_dtypes(include=["datetime"]).columns:
        texts[name] = data[name].dt.strftime("%Y-%m-%d").astype("object").where(data[name].notna())
    rows = texts.astype("object").where(texts.notna(), None).itertuples(index=False, name=None)
    return csvtext.write([list(data.columns), *rows])


def read_csv(source: str | Path) -> pd.DataFrame:
    """A frame from a CSV file, written by `to_csv` or by pandas, with the documented types.

    One row a report, as `frame()` makes it, or one row a person and report (`people()`).
    """
    # As bytes: reading as text would make one kind of line end of all.
    rows = csvtext.read(Path(source).read_bytes().decode("utf-8-sig"))
    header, *lines = rows or [[]]
    data = pd.DataFrame(lines, columns=header, dtype="string").replace("", pd.NA)
    return _typed(data, _OF_PERSONS) if {"place", "date_reported"} <= {*header} else conform(data)


_TRUTHS = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
"""Truth values as text, and as the numbers that JSON and spreadsheets make of them."""


def _converted(column: pd.Series[Any], dtype: Any) -> pd.Series[Any]:
    try:
        if dtype == DATE:
            return pd.to_datetime(column).astype(DATE)
        if dtype == "boolean" and not pd.api.types.is_bool_dtype(column):
            return _only(column, _TRUTHS).astype("boolean")
        if isinstance(dtype, pd.CategoricalDtype):
            return _only(column, {name: name for name in dtype.categories}).astype(dtype)
        if dtype == "Int64":
            return pd.to_numeric(column).astype("Int64")
        return column.astype("string")
    except (ValueError, TypeError, KeyError):
        # The text of the error is left out: it quotes the cell.
        raise ConfigurationError(
            f"The frame's column {column.name} cannot be read as {dtype}."
        ) from None


def _only(column: pd.Series[Any], words: Mapping[str, Any]) -> pd.Series[Any]:
    """The column in the words' values; missing stays missing, anything else is a KeyError."""
    known = column.dropna().astype("string").str.strip().str.lower()
    result: pd.Series[Any] = known.map(words.__getitem__).reindex(column.index)
    return result


def with_year(data: pd.DataFrame) -> pd.DataFrame:
    """The frame with its column `year` made anew from the dates; years between are categories."""
    codes, labels = group(data["date_reported"], Period.YEAR)
    data["year"] = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(labels, ordered=True))
    return data


def table_frame(table: Table, *, total: bool = False, marks: bool = False) -> pd.DataFrame:
    """A table as a frame: labels as index, figures as columns by key; see `StatisticsTable`."""
    rows = table.lines if total else table.rows
    index = pd.Index([row.label for row in rows], name=table.stub.lower().replace(" ", "_"))
    columns = {}
    for place, figure in enumerate(table.figures):
        values = [row.values[place] for row in rows]
        if marks:
            shown = [table.show(v) if isinstance(v, Mark) else v for v in values]
            columns[figure.key] = pd.Series(shown, index, dtype="object")
        else:
            known = [
                pd.NA if value is None or isinstance(value, Mark) else value for value in values
            ]
            dtype = "Float64" if figure.unit is Unit.DAYS else "Int64"
            columns[figure.key] = pd.Series(known, index, dtype=dtype)
    return pd.DataFrame(columns, index)
