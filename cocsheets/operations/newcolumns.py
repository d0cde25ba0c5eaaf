"""Puts the columns on the sheet that a plan adds, before anything is written in them.

Composes; which columns those are is decided in `plans.columns`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.apply.run import TRIES
from cocsheets.errors import IncompleteError
from cocsheets.ledger import Line, LineState
from cocsheets.plans.newcolumns import AddedColumn, column_edits, stray_headers, with_columns
from cocsheets.records.table import column_letters
from cocsheets.records.written import HEADER, told

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.plan import Plan

ADD_COLUMN = "add column"


def widened(committee: Committee, assessment: Assessment, plan: Plan) -> Assessment:
    """The reading that a plan was made from, with the columns that it adds."""
    added = [change for change in plan.changes if isinstance(change, AddedColumn)]
    if not added:
        return assessment
    sheet = with_columns(assessment.spreadsheet, assessment.table, added)
    return committee.assess(sheet, worksheet=assessment.table.worksheet.sheet_id)


def add_columns(committee: Committee, assessment: Assessment, plan: Plan, run: Run) -> None:
    """Add the columns of a plan, and see them in a fresh reading.

    They are inserted at the right edge in one atomic batch, so nothing is written over; the header
    row is found again in each reading, and a header that is in another row is taken off. Raises
    IncompleteError where a fresh reading does not show them, LayoutError where somebody has made
    one of them meanwhile, ActiveRunError, GoogleError.
    """
    added = [change for change in plan.changes if isinstance(change, AddedColumn)]
    if not added:
        return
    sheet_id = assessment.table.worksheet.sheet_id
    places = [told(one.key, one.row, one.column, HEADER) for one in added]
    lines = [Line(ADD_COLUMN, one.header, at) for one, at in zip(added, places, strict=True)]
    numbers = run.intend(lines)
    for _ in range(TRIES):
        table = committee.assess(run.state or run.read(), worksheet=sheet_id).table
        missing = column_edits(table, added)
        strays = stray_headers(assessment.table.worksheet, table, added)
        if not missing and not strays:
            break
        run.write([*missing, *strays])
        run.read()
    else:
        cells = ", ".join(f"{column_letters(edit.column)}{edit.row + 1}" for edit in strays)
        raise IncompleteError(
            f"The header of a new column is in {cells} too: a row came at that moment."
            if strays
            else "The new columns do not show in the sheet; nothing was written in them.",
            hint=f"Clear {cells}, then run the same command again."
            if strays
            else "Run the same command again.",
        )
    for number in numbers:
        run.close(number, LineState.DONE)
