"""The part of a check-up about what was done: who writes, the last good run, lines left open.

Knows the claim and the ledger. Must not know how the outcome is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocsheets.claim import Seen, read_claim
from cocsheets.daily.overdue import overdue
from cocsheets.operations.checkup import Check, note, ok, warning
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet


def check_ledger(committee: Committee, spreadsheet: Spreadsheet) -> Iterator[Check]:
    """What the claim and the ledger say, and what of it cannot be believed."""
    ledger = committee.ledger(spreadsheet)
    yield from _check_claim(read_claim(spreadsheet), spreadsheet.read_at)
    for fault in committee.reading(spreadsheet).implausible:
        yield warning(
            "ledger",
            f"{fault} cannot be believed and decides nothing",
            "`cocsheets rules ledger-implausible` says why. The next run steps over a claim.",
        )
    if ledger is None:
        yield note("last run", "there is no ledger yet; the first run that writes makes it")
        return
    late = overdue(ledger, committee.now(), committee.settings.schedule.stale_after)
    good = ledger.last_good
    if late:
        yield warning(
            "last run",
            late,
            "Run `cocsheets sync` and look at its exit code; then see to the daily job.",
        )
    else:
        when = good.isoformat(sep=" ", timespec="minutes") if good else ""
        yield ok("last run", f"good on {when}") if when else note("last run", "none yet")
    if ledger.open_lines:
        lines = count(len(ledger.open_lines), "line was", "lines were")
        yield warning(
            "ledger",
            f"{lines} left open by a run that was interrupted",
            "The next run looks and closes them: `cocsheets sync`.",
        )


def _check_claim(claim: Seen, google: str) -> Iterator[Check]:
    """Who writes, since when, and how to make it end."""
    if not claim.held:
        return
    where = f" on {claim.host}" if claim.host else ""
    told = f"run {claim.run}{where} holds the claim since {claim.began}, renewed {claim.since}"
    clear = f"end process {claim.process}{where}" if claim.process else "end that run"
    if claim.lasts(google):
        yield warning(
            "ledger",
            f"{told}: over a day, and nobody else can write",
            f"If it hangs, {clear}: then the next run takes over within 15 minutes.",
        )
    elif not claim.faults:
        yield note(
            "ledger",
            told,
            f"A run that died is taken over within 15 minutes. If it hangs, {clear}.",
        )
