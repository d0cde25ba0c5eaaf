"""The roster's worksheet as rows under headers, for whoever writes in it or looks rows up.

Knows rows and columns. Must not know what a row means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cocsheets.data import Data
from cocsheets.records.table import NOTHING, Row, Value, Worksheet

if TYPE_CHECKING:
    from cocsheets.access.membership import Roster


class RosterTable(Data, frozen=True):
    """The roster's worksheet with its columns recognised."""

    worksheet: Worksheet
    roster: Roster

    @property
    def header_row(self) -> int:
        """1-based."""
        return self.roster.header_row

    @property
    def columns(self) -> Mapping[str, int]:
        """0-based column by key."""
        return self.roster.columns

    def data_rows(self) -> tuple[Row, ...]:
        """The rows below the header."""
        return tuple(row for row in self.worksheet if row.number > self.header_row)

    def cell(self, row: Row, key: str) -> Value:
        """The value in a key's column, None where there is none."""
        column = self.columns.get(key)
        return None if column is None else row.value(column)

    def fills(self, column: int) -> bool:
        """Whether a formula that fills rows may fill this column, also where it reads blank.

        A value that somebody typed in a row that it fills shows that it does not.
        """
        filled = [row for row in self.data_rows() if any(e.spilled for e in row.extras.values())]
        typed = (row.value(column) is not None and row.extra(column) == NOTHING for row in filled)
        return bool(filled) and not any(typed)
