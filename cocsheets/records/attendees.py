"""Somebody on a list that others send, as far as it says who they are.

Knows names and identifiers. Must not know files or columns. Contents, hence without `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cocsheets.records.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class Attendee:
    """One row of a list."""

    row: int
    """1-based, as in a spreadsheet: a header counts."""
    names: tuple[str, ...] = field(default=(), repr=False)
    identifiers: frozenset[Identifier] = field(default=frozenset(), repr=False)
    """E-mail addresses, URLs and handles of the person."""
    payer: frozenset[Identifier] = field(default=frozenset(), repr=False)
    """Addresses of whoever ordered or paid, who may be somebody else."""
