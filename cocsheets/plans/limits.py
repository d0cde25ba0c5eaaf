"""Limits: what a plan may do at most before a person has to say so.

Knows numbers and plans, and looks at the very changes that apply will walk. Must not know Google or
the command line. A limit that cannot be judged refuses.
"""

from __future__ import annotations

from dataclasses import dataclass

from cocsheets.errors import RefusedError
from cocsheets.plans.plan import CellChange, Plan

LIFT = "Look at the plan; if it is right, run again with --allow-large-change."


@dataclass(frozen=True, slots=True)
class Limits:
    """The `[limits]` table."""

    max_rows: int = 20
    """Records expunged at once, at most."""
    max_share: float = 0.30
    """Share of all records expunged at once, at most; judged from 20 records up."""
    min_editors: int = 2
    """People who can edit (owner and acting account counted) that must be left after a change."""
    max_revokes: int = 2
    """Revokes that no `Stepped down` explains, at most; a third of those with access if more."""
    retry_seconds: float = 120.0
    """Seconds after which retrying one request ends."""
    timeout_seconds: float = 60.0
    """Seconds to wait for one answer."""

    def check(self) -> None:
        """Raise ValueError for figures that make no sense."""
        if self.max_rows < 0 or not 0 <= self.max_share <= 1 or self.min_editors < 1:
            raise ValueError("max_rows >= 0, 0 <= max_share <= 1 and min_editors >= 1")
        if self.retry_seconds <= 0 or self.timeout_seconds <= 0:
            raise ValueError("retry_seconds and timeout_seconds must be above 0")


SHARE_COUNTS_FROM = 20
"""Records below which a share means nothing (design: from 20 records up)."""


def check_expunge(plan: Plan, record_count: int, limits: Limits, *, allow_large: bool) -> None:
    """Refuse an expunge plan that touches more rows than the limits allow.

    Raises RefusedError naming the figures. `record_count` is the number of records in the sheet.
    """
    rows = {str(change.key) for change in plan.changes if isinstance(change, CellChange)}
    if allow_large or not rows:
        return
    if len(rows) > limits.max_rows:
        raise RefusedError(
            f"{len(rows)} records would be expunged at once; the limit max_rows is "
            f"{limits.max_rows}. Nothing was changed.",
            hint=LIFT,
        )
    share = len(rows) / record_count if record_count else 1.0
    if record_count >= SHARE_COUNTS_FROM and share > limits.max_share:
        raise RefusedError(
            f"{len(rows)} of {record_count} records would be expunged at once; the limit "
            f"max_share is {limits.max_share:.0%}. Nothing was changed.",
            hint=LIFT,
        )
