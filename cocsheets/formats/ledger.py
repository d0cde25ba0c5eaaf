"""The ledger as text and CSV."""

from __future__ import annotations

from collections.abc import Sequence

from cocsheets import csvtext
from cocsheets.ledger import HEADER, Ledger, Line, LineState
from cocsheets.shown import aligned


def ledger_text(ledger: Ledger | None, lines: Sequence[Line]) -> str:
    """The lines in columns, and the last good run."""
    if ledger is None:
        return "There is no ledger yet; the first run that writes makes it."
    table = aligned([HEADER, *(_cells(line) for line in lines)])
    text = "\n".join(table) if lines else "The ledger has no such lines."
    good = ledger.last_good
    return f"{text}\n\nLast good run: {good.isoformat() if good else 'none yet'}"


def ledger_csv(lines: Sequence[Line]) -> str:
    """The lines as CSV."""
    return csvtext.write([HEADER, *(_cells(line) for line in lines)])


def _cells(line: Line) -> tuple[str, ...]:
    state = LineState.INTENDED.value if line.open else str(line.state)
    return (
        line.when,
        line.run,
        line.action,
        line.target,
        line.columns,
        str(line.count),
        line.by,
        state,
    )
