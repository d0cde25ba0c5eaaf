"""Names apart from cases, as the ledger shows it: split, joined, and what history still has.

Knows the lines that splitting, joining and moving the file leave. Must not know how any is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.ledger import LineState
from cocsheets.ledger.rehome import read_rehome
from cocsheets.plans.rehome import Step
from cocsheets.plans.split import JOIN, SPLIT

if TYPE_CHECKING:
    from cocsheets.ledger import Ledger


def history_has_names(ledger: Ledger | None) -> bool:
    """Whether the records were split, and the version history still has the names.

    It has until the file was moved to a copy without history, and the old file is gone; or until
    names and cases are together again.
    """
    lines = [line for line in ledger.lines if line.action in (SPLIT, JOIN)] if ledger else []
    done = [line for line in lines if line.state != LineState.NOT_DONE]
    if not done or done[-1].action == JOIN:
        return False
    moved = read_rehome(ledger)
    gone = moved.steps.get(Step.DELETED) if moved is not None else None
    return gone is None or gone.state != LineState.DONE or gone.row < done[-1].row
