"""Keeps the status page in its worksheet, beside the batch that closes the ledger.

Knows when the page is to be written, and when it is not. Must not know what it says.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cocsheets.errors import CocsheetsError
from cocsheets.ledger import Line, LineState
from cocsheets.operations.status.page import (
    acted_as,
    as_said,
    carry,
    page_of,
    roster_sheet,
    seen_by,
    title_of,
    with_last_run,
)
from cocsheets.plans.statussheet import find, obstacle, plan_page, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.apply.run import Run
    from cocsheets.errors import RejectedError
    from cocsheets.findings import Finding
    from cocsheets.ledger import Ledger
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.operations.sync import SyncReport
    from cocsheets.plans.edits import Edit
    from cocsheets.plans.statuspage import StatusPage
    from cocsheets.records.table import Spreadsheet, Worksheet

MADE = "make status page"
"""Action of the ledger's line that says when the worksheet was made."""


class StatusKeeper:
    """Writes the page in the batch that closes the ledger; see `ledger.journal.Beside`."""

    def __init__(self, committee: Committee, run: Run, report: SyncReport) -> None:
        self.committee = committee
        self.run = run
        self.report = report
        self.seen = seen_by(report)

    def edits(self, state: Spreadsheet, ledger: Ledger) -> Sequence[Edit]:
        """See `Beside`."""
        reading = self.committee.reading(state)
        title = title_of(self.committee)
        sheet = find(state, title) if title else None
        self.report.page = page = self._page(reading, ledger, sheet)
        if not title:
            return ()
        if (found := obstacle(state, title, kept_sheets(reading))) is not None:
            self._say(found)
            return ()
        if sheet is None:
            self.run.intend([Line(MADE, title, state=LineState.DONE)], bound=True)
        return plan_page(state, title, page)

    def _page(self, reading: Reading, ledger: Ledger, sheet: Worksheet | None) -> StatusPage:
        before = reading.readable_ledger
        page = page_of(reading, ledger, self.seen)
        said = ""
        if before is not None and before.last_good_text == ledger.last_good_text:
            said = as_said(sheet, page.section("last_good_run").entries[0].when)
        if ledger.last_good is not None:
            page = with_last_run(page, said or acted_as(reading, self.run.journal.by))
        return carry(page, sheet)

    def refused(self, error: RejectedError) -> None:
        """See `Beside`."""
        why = "a protection keeps the acting account from it" if error.protected else ""
        self._say(refused(why or "Google refused it"))

    def _say(self, found: Finding) -> None:
        self.report.status_findings = self.committee.settings.validation.adjusted((found,))


def kept_sheets(reading: Reading) -> set[int]:
    """Worksheets that the page is never written into."""
    ledger = reading.readable_ledger
    found = {roster_sheet(reading), ledger.sheet_id if ledger else None}
    with suppress(CocsheetsError):
        found.add(reading.assessment.table.worksheet.sheet_id)
    return {one for one in found if one is not None}
