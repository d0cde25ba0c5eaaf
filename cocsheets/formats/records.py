"""A report that is added or amended, as text and JSON: rows, columns and dates, never contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cocsheets.formats.dates import cells_json, cells_lines, plan_lines
from cocsheets.formats.findings import finding_json
from cocsheets.formats.plans import in_words
from cocsheets.operations.cellplans import CellPlanReport
from cocsheets.operations.records import RecordReport
from cocsheets.plans.newcolumns import AddedColumn
from cocsheets.plans.records import AddedRecord, RecordPlan
from cocsheets.records.table import column_letters


def record_plan_text(plan: RecordPlan) -> str:
    """What would be written, what else there is about the same people, and what to look at."""
    return "\n".join(_lines(plan))


def _lines(plan: RecordPlan) -> Iterator[str]:
    if plan.twin is not None:
        yield f"The very same report is in row {plan.twin} already; it is not added again."
    for change in plan.changes:
        if isinstance(change, AddedRecord):
            date = f"expunge date {change.expunge_on}" if change.expunge_on else "no expunge date"
            what = f"would add {change.columns}; {date}"
            yield f"row {change.row} (new report of {change.key}): {what}"
            yield f"    reason: {in_words(change.reason)}"
        elif isinstance(change, AddedColumn):
            yield f'column {column_letters(change.column)}: would add "{change.header}"'
            yield f"    reason: {in_words(change.reason)}"
    if plan.date is not None and plan.date.reporter_until is not None:
        yield f"    The reporter's name should go after {plan.date.reporter_until}."
    if plan.linked:
        told = ", ".join(f"row {row} ({key})" for row, key in plan.linked)
        yield f"Other reports about the same people: {told}."
    for finding in plan.findings:
        where = f"{finding.cell}: " if finding.cell else ""
        yield f"{finding.severity} {finding.rule} {where}{finding.message}"
        if finding.hint:
            yield f"    {finding.hint}"
    yield from plan_lines(plan)


def record_lines(report: RecordReport, *, changed: bool = True) -> Iterator[str]:
    """What became of it; `changed`: something was written, or may have been."""
    new = next((item for item in report.plan.changes if isinstance(item, AddedRecord)), None)
    if new is not None and report.row is not None:
        yield f"records: the report of {new.key} was added and read again in row {report.row}"
    elif new is not None and not changed:
        yield f"records: the report of {new.key} was not added"
    elif new is not None:
        yield (
            f"records: the report of {new.key} was not seen in the sheet. Run the same command"
            " again: a report that is there already is not added twice."
        )
    for column in report.plan.changes:
        if isinstance(column, AddedColumn) and report.row is not None:
            yield f'records: the column "{column.header}" was added and read again'
    yield from cells_lines(CellPlanReport(report.plan, report.cells), "records")


def record_json(report: RecordReport) -> dict[str, Any]:
    """Stable form for programs."""
    plan = report.plan
    date = plan.date
    return {
        **plan.to_json(),
        "expunge_on": date.date if date else None,
        "reason": date.reason if date else None,
        "reporter_until": date.reporter_until if date else None,
        "linked": [{"row": row, "key": str(key)} for row, key in plan.linked],
        "findings": [finding_json(finding, plan.spreadsheet_id) for finding in plan.findings],
        "twin": plan.twin,
        "row": report.row,
        **cells_json(report.cells),
    }
