"""The columns of a frame: names, types and meanings.

Knows what stands in a frame. Must not know how it is filled or counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from cocsheets.data import Data
from cocsheets.records.record import Expunged, Status
from cocsheets.records.verdicts import RetentionState

STATUS = pd.CategoricalDtype([str(status) for status in Status], ordered=True)
"""Ordered: flagged, blacklisted. Missing: neither."""
EXTENT = pd.CategoricalDtype([str(extent) for extent in Expunged], ordered=True)
"""Ordered: no, partly, yes."""
STATE = pd.CategoricalDtype([str(state) for state in RetentionState])
DATE: Final = "datetime64[s]"
SEPARATOR = "; "
"""Between several values in one text column."""


class ColumnDoc(Data, frozen=True):
    """One documented column of a frame."""

    dtype: str
    meaning: str
    identifying: bool = False
    required: bool = False
    """Whether the tables cannot be made without it."""


COLUMNS: Mapping[str, ColumnDoc] = {
    "key": ColumnDoc("string", "Date of the report and its place among reports of that date."),
    "row": ColumnDoc("Int64", "Row of the worksheet when it was read."),
    "case": ColumnDoc(
        "Int64",
        "First row with the same case code name: such rows are one report; the column"
        " is there only if the sheet has case code names.",
    ),
    "incident": ColumnDoc(
        "Int64",
        "First row about the same incident; the column is there only if the sheet has"
        " a column `incident`.",
    ),
    "date_reported": ColumnDoc(
        DATE, "Date of the first report; missing if it cannot be read.", required=True
    ),
    "year": ColumnDoc(
        "category",
        "Year of the first report as text, ordered, or `unknown`; quiet years are categories too.",
    ),
    "people_named": ColumnDoc(
        "Int64", "How many people the report names, expunged ones included.", required=True
    ),
    "people": ColumnDoc("string", "Their pseudonyms, separated by `; `; `expunged` if expunged."),
    "handler": ColumnDoc(
        "string", "Pseudonym of who handles the case, or reported it; `expunged` if expunged."
    ),
    "action_by_us": ColumnDoc(
        "boolean", "Whether the committee acted; missing if unanswered.", required=True
    ),
    "action_by_local_rep": ColumnDoc(
        "boolean", "Whether local people acted; missing if unanswered.", required=True
    ),
    "status": ColumnDoc("category", "flagged < blacklisted; missing if neither.", required=True),
    "flagged": ColumnDoc("boolean", "Whether the status is flagged or blacklisted."),
    "outcome": ColumnDoc(
        "string",
        "Outcomes in the words of the 2026 table, separated by `; `; the column is there only if"
        " the sheet has a column of consequences.",
    ),
    "expunge_on": ColumnDoc(DATE, "Date to expunge; missing if there is none.", required=True),
    "resolved_on": ColumnDoc(
        DATE,
        "Date of resolution; missing if there is none; the column is there only if the sheet has"
        " such a date.",
    ),
    "hold_until": ColumnDoc(DATE, "End of a hold written in the sheet."),
    "expunged": ColumnDoc("category", "How far the record is expunged: no < partly < yes."),
    "state": ColumnDoc(
        "category", "not due, due, held, kept, unreadable or expunged, as of a day."
    ),
    "unreadable": ColumnDoc("string", "Keys of fields that cannot be read, separated by `; `."),
    "reporter": ColumnDoc("string", "Reporter or handler.", identifying=True),
    "named_subjects": ColumnDoc("string", "Names, separated by `; `.", identifying=True),
    "subject_contacts": ColumnDoc("string", "Addresses, separated by `; `.", identifying=True),
    "summary": ColumnDoc("string", "Confidential summary.", identifying=True),
    "outcome_to_share": ColumnDoc(
        "string", "Text for organisers: free text, so only on request.", identifying=True
    ),
}
"""What stands in a frame. The committee's own columns follow, as text, if asked for by name."""
