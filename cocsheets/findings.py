"""Findings: what a person should know about the sheet, as data.

Knows severities and places. Must not know how a finding was made, how it looks on a screen, or any
contents of identifying cells: `message` and `hint` name rows, columns and kinds of fault only.
"""

from __future__ import annotations

import enum

from cocsheets.data import Data


class Severity(enum.StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """Cannot be judged, or is wrong."""
    WARNING = "warning"
    """A person should look."""
    NOTE = "note"
    """Good to know; alone it does not change the exit code."""


class Finding(Data, frozen=True):
    """One thing found at one place."""

    rule: str
    """Stable code of the rule, as listed by `cocsheets rules`."""
    severity: Severity
    message: str
    """What is wrong, without contents."""
    hint: str = ""
    """How to fix it."""
    worksheet: str = ""
    sheet_id: int | None = None
    row: int | None = None
    """1-based row in the worksheet."""
    column: str | None = None
    """Column letters, as people see them."""
    field: str | None = None
    """Key of the record field, where there is one."""

    @property
    def cell(self) -> str:
        """The place as A1 text: `J2`, `row 2`, `column J`, or nothing."""
        if self.row is not None and self.column:
            return f"{self.column}{self.row}"
        if self.row is not None:
            return f"row {self.row}"
        return f"column {self.column}" if self.column else ""
