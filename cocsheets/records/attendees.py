"""Somebody on a list that others send, as far as it says who they are.

Knows names and identifiers. Must not know files or columns. Contents, hence without `repr`.
"""

from __future__ import annotations

from cocsheets.data import Data, Hidden
from cocsheets.records.identifiers import Identifier


class Attendee(Data, frozen=True):
    """One row of a list."""

    row: int
    """1-based, as in a spreadsheet: a header counts."""
    names: Hidden[tuple[str, ...]] = ()
    identifiers: Hidden[frozenset[Identifier]] = frozenset()
    """E-mail addresses, URLs and handles of the person."""
    payer: Hidden[frozenset[Identifier]] = frozenset()
    """Addresses of whoever ordered or paid, who may be somebody else."""
