"""Puts the columns on the sheet that a plan adds, before anything is written in them.

Composes; which columns those are is decided in `plans.columns`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.errors import IncompleteError
from cocsheets.ledger import Line, LineState
from cocsheets.plans.newcolumns import AddedColumn, column_edits, with_columns
from cocsheets.records.table import column_letters

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.plan import Plan

ADD_COLUMN = "add column"
TRIES = 4


def widened(committee: Committee, assessment: Assessment, plan: Plan) -> Assessment:
    """The reading that a plan was made from, with the columns that it adds."""
    added = [change for change in plan.changes if isinstance(change, AddedColumn)]
    if not added:
        return assessment
    sheet = with_columns(assessment.spreadsheet, assessment.table, added)
    return committee.assess(sheet, worksheet=assessment.table.worksheet.sheet_id)


def add_columns(committee: Committee, assessment: Assessment, plan: Plan, run: Run) -> None:
    """Add the columns of a plan, and see them in a fresh reading.

    They are inserted at the right edge in one atomic batch, so nothing is written over. Raises
    IncompleteError where a fresh reading does not show them, LayoutError where somebody has made
    one of them meanwhile, ActiveRunError, GoogleError.
    """
    added = [change for change in plan.changes if isinstance(change, AddedColumn)]
    if not added:
        return
    sheet_id = assessment.table.worksheet.sheet_id
    lines = [Line(ADD_COLUMN, one.header, column_letters(one.column)) for one in added]
    numbers = run.intend(lines)
    for _ in range(TRIES):
        table = committee.assess(run.state or run.read(), worksheet=sheet_id).table
        edits = column_edits(table, added)
        if not edits:
            break
        run.write(edits)
        run.read()
    else:
        raise IncompleteError(
            "The new columns do not show in the sheet; nothing was written in them.",
            hint="Run the same command again.",
        )
    for number in numbers:
        run.close(number, LineState.DONE)
