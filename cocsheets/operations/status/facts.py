"""What a status page is made from, and how it names places.

Knows findings, ledger lines, reports and worksheets. Must not know what is said of them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.data import Data
from cocsheets.plans.statuspage import Where

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cocsheets.exit_codes import ExitCode
    from cocsheets.findings import Finding
    from cocsheets.ledger import Ledger
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.expunge import ExpungeReport
    from cocsheets.operations.upcoming import Upcoming
    from cocsheets.records.residue import Residue


class Facts(Data, frozen=True, kw_only=True):
    """What a page is made from, beside the records."""

    ledger: Ledger | None = None
    zone: dt.tzinfo = dt.UTC
    findings: Sequence[Finding] = ()
    """Findings about anything."""
    sheets: Mapping[int, str] = field(default_factory=dict)
    """How a worksheet is called here, by its gid; of others nothing is said."""
    errors: Mapping[str, ExitCode] = field(default_factory=dict)
    """Parts that were not done, by their name."""
    expunged: ExpungeReport | None = None
    residue: Sequence[Residue] = ()
    """Places where people who were expunged are still named."""
    left: int = 0
    """Changes of sharing that a person has to make."""
    planned: int = 0
    """Changes of sharing that are planned and not made."""
    unjudged: frozenset[str] = frozenset()
    """Codes of rules that could not be judged."""
    soon: Sequence[Upcoming] = ()
    leaving: int = 0
    """Memberships that end soon."""
    days: int = 14
    """How far ahead soon is."""


def report_of(key: object) -> str:
    """How a page calls a record."""
    return f"report of {key}"


def where_of(finding: Finding, sheets: Mapping[int, str]) -> Where | None:
    """Where a finding is."""
    if finding.sheet_id is None:
        return None
    return where_at(finding.sheet_id, finding.row, finding.column or "", sheets)


def where_at(sheet_id: int, row: int | None, column: str, sheets: Mapping[int, str]) -> Where:
    """A cell, row, column or worksheet, with what the page calls the worksheet."""
    if row is not None:
        span = f"{column}{row}" if column else f"{row}:{row}"
        said = f"{column}{row}" if column else f"row {row}"
    else:
        span = f"{column}:{column}" if column else ""
        said = f"column {column}" if column else ""
    name = sheets.get(sheet_id, "another worksheet")
    behind = f" of {name}" if said and name else name
    return Where(sheet_id, span, f"{said}{behind}" or "the worksheet")


def in_records(assessment: Assessment, row: int, column: str | None = None) -> Where:
    """A row of the records, or the cell in a column."""
    number = assessment.table.worksheet.sheet_id
    return where_at(number, row, column or "", {number: ""})


def local(when: str, zone: dt.tzinfo) -> str:
    """A time of the ledger in the committee's zone; one that nobody can read is left out."""
    try:
        moment = dt.datetime.fromisoformat(when)
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""
