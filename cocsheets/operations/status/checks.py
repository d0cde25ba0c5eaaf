"""What a check-up says of the status page.

Knows the settings and a reading. Must not know how it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.operations.checkup import Check, note, ok, warning
from cocsheets.operations.status.keeper import kept_sheets
from cocsheets.operations.status.page import title_of
from cocsheets.plans.statussheet import find, obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet


def check_status(committee: Committee, spreadsheet: Spreadsheet) -> Iterator[Check]:
    """Whether the daily run can write the page; nothing where the settings want none."""
    title = title_of(committee)
    if not title:
        return
    found = obstacle(spreadsheet, title, kept_sheets(committee.reading(spreadsheet)))
    sheet = find(spreadsheet, title)
    if found is not None:
        yield warning("status page", found.message, found.hint)
    elif sheet is None:
        yield note("status page", "there is none yet", "The next daily run makes it.")
    else:
        yield ok("status page", f'worksheet "{sheet.title}"')
