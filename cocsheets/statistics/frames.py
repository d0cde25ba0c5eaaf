"""Records as a typed pandas frame without names, and back from a CSV file.

Knows the columns of a frame and their types. Must not know tables or the sheet. Identifying
contents are in a frame only after `identifying=True`; people and handlers go by pseudonyms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from cocsheets.errors import ConfigurationError
from cocsheets.records.record import Answer, Record
from cocsheets.records.verdicts import Verdict
from cocsheets.statistics import cases, outcomes
from cocsheets.statistics.exchange import with_year
from cocsheets.statistics.framecolumns import COLUMNS, DATE, EXTENT, SEPARATOR, STATE, STATUS
from cocsheets.statistics.pseudonyms import EXPUNGED, Pseudonyms

Frame: TypeAlias = pd.DataFrame


def counts(
    records: Sequence[Record],
    states: Mapping[int, Verdict] | None = None,
    columns: Iterable[str] = (),
) -> Frame:
    """The frame without pseudonyms: all that the yearly tables need, quickly made.

    `states` and `columns` as in `frame`.
    """
    data: dict[str, Any] = {
        "key": pd.array([str(record.key) for record in records], dtype="string"),
        "row": pd.array([record.row for record in records], dtype="Int64"),
        **_first_rows(records),
        "date_reported": _dates(record.date_reported for record in records),
        "people_named": pd.array([len(record.named_subjects) for record in records], dtype="Int64"),
        "action_by_us": _answers(outcomes.action_by_us(record) for record in records),
        "action_by_local_rep": _answers(outcomes.action_by_local_rep(record) for record in records),
        "status": _category([record.status for record in records], STATUS),
        "flagged": pd.array([record.status is not None for record in records], dtype="boolean"),
    }
    if any(outcomes.COLUMN in {*record.other, *record.unreadable} for record in records):
        data["outcome"] = pd.array(
            [SEPARATOR.join(outcomes.of(record)) or None for record in records], dtype="string"
        )
    data |= {
        "expunge_on": _dates(record.expunge_on for record in records),
        **_resolved(records),
        "hold_until": _dates(record.hold_until for record in records),
        "expunged": _category([record.expunged for record in records], EXTENT),
        "unreadable": pd.array(
            [SEPARATOR.join(sorted(record.unreadable)) or None for record in records],
            dtype="string",
        ),
    }
    if states is not None:
        data["state"] = _category([states[record.row].state for record in records], STATE)
    return _with_own(_in_order(with_year(pd.DataFrame(data))), records, columns)


def frame(
    records: Sequence[Record],
    *,
    states: Mapping[int, Verdict] | None = None,
    identifying: bool = False,
    key: str | None = None,
    not_people: Iterable[str] = (),
    columns: Iterable[str] = (),
) -> Frame:
    """One row per report, in the order of the sheet; see `COLUMNS` for columns and types.

    `states` are the verdicts of `records.retention.judge`; without them there is no `state`.
    Pseudonyms are random for each frame. With a `key` they are the same in every frame made with
    that key, as long as the person's first report is not expunged; guard the key like the sheet.
    `columns` names the committee's own columns to add, by key; they are taken as they are.
    `identifying=True` adds names, addresses and free texts, and the frame says so: it has
    `attrs["identifying"]`.
    """
    data = counts(records, states)
    names = Pseudonyms(records, key=key, not_people=not_people)
    data["people"] = pd.array(
        [SEPARATOR.join(names.people(place)) or None for place in range(len(records))],
        dtype="string",
    )
    data["handler"] = pd.array(
        [names.handler(record.reporter) for record in records], dtype="string"
    )
    if identifying:
        data["reporter"] = _texts(record.reporter for record in records)
        data["named_subjects"] = _texts(SEPARATOR.join(r.named_subjects) for r in records)
        data["subject_contacts"] = _texts(SEPARATOR.join(r.subject_contacts) for r in records)
        data["summary"] = _texts(record.summary for record in records)
        data["outcome_to_share"] = _texts(record.outcome_to_share for record in records)
    return _marked(_with_own(_in_order(data), records, columns), identifying)


def people(
    records: Sequence[Record],
    *,
    identifying: bool = False,
    key: str | None = None,
    not_people: Iterable[str] = (),
) -> Frame:
    """One row per person and report.

    Columns: `key`, `row`, `date_reported`, `year`, `status`, `flagged` as in `frame`; `place` of
    the person in the report from 1; `person`, a pseudonym as in `frame`, missing if expunged;
    `expunged`; `reports`, how many reports of the frame name that person, missing if expunged.
    `identifying=True` adds `name`, and the frame says so as in `frame`.
    """
    data = counts(records)
    names = Pseudonyms(records, key=key, not_people=not_people)
    lengths = [len(record.named_subjects) for record in records]
    where = np.repeat(np.arange(len(records)), lengths)
    persons = [name for place in range(len(records)) for name in names.people(place)]
    columns = ["key", "row", "date_reported", "year", "status", "flagged"]
    result = data[columns].iloc[where].reset_index(drop=True)
    result["place"] = pd.array([i for n in lengths for i in range(1, n + 1)], dtype="Int64")
    person = pd.Series(pd.array(persons, dtype="string"))
    result["expunged"] = (person == EXPUNGED).astype("boolean")
    result["person"] = person.mask(person == EXPUNGED)
    reports = data["case" if "case" in data else "row"].iloc[where].reset_index(drop=True)
    known = reports.groupby(result["person"]).nunique()
    result["reports"] = result["person"].map(known).astype("Int64")
    if identifying:
        result["name"] = _texts(name for record in records for name in record.named_subjects)
    return _marked(result, identifying)


def _with_own(data: Frame, records: Sequence[Record], columns: Iterable[str]) -> Frame:
    for column in columns:
        if column in COLUMNS:
            raise ConfigurationError(f"{column} is not one of the committee's own columns.")
        data[column] = _texts(record.other.get(column, "") for record in records)
    return data


def _marked(data: Frame, identifying: bool) -> Frame:
    """The frame with a mark that travels along, if it identifies people."""
    if identifying:
        data.attrs["identifying"] = True
    return data


def _first_rows(records: Sequence[Record]) -> dict[str, Any]:
    """Which rows belong together: for each the first one with the same name."""
    found: dict[str, Any] = {}
    for name, column in cases.COLUMNS.items():
        if any(column in record.other for record in records):
            first: dict[str, int] = {}
            rows = [first.setdefault(cases.name(r, column), r.row) for r in records]
            found[name] = pd.array(rows, dtype="Int64")
    return found


def _resolved(records: Sequence[Record]) -> dict[str, Any]:
    """The date of resolution, where the sheet has one."""
    if not any(cases.RESOLVED in record.other for record in records):
        return {}
    return {"resolved_on": _dates(cases.resolved_on(record) for record in records)}


def _in_order(data: Frame) -> Frame:
    return data[[name for name in COLUMNS if name in data.columns]].copy(deep=False)


def _dates(values: Iterable[dt.date | None]) -> Any:
    """Days as numpy has them; counted from ordinals, which is several times quicker."""
    days = [_NO_DAY if value is None else value.toordinal() - _EPOCH for value in values]
    return np.array(days, dtype=np.int64).view("datetime64[D]").astype(DATE)


_EPOCH = dt.date(1970, 1, 1).toordinal()
_NO_DAY = int(np.iinfo(np.int64).min)


def _answers(values: Iterable[Answer | None]) -> Any:
    word = {Answer.YES: True, Answer.NO: False}
    # A maybe, where a column knows the word, is neither.
    return pd.array([word.get(value) if value else None for value in values], dtype="boolean")


def _category(values: Sequence[Any], dtype: pd.CategoricalDtype) -> pd.Categorical:
    codes = {name: code for code, name in enumerate(dtype.categories)}
    return pd.Categorical.from_codes([codes.get(value, -1) for value in values], dtype=dtype)


def _texts(values: Iterable[str]) -> Any:
    return pd.array([value or None for value in values], dtype="string")
