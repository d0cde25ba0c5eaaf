"""Adding and amending reports: tried out on the reading, shown as one plan, written once.

Composes; the rules are in `records`, the plan in `plans.records`, the writing in `apply`.
Long because adding and amending share how a report is tried out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.apply.targets import NewRow
from cocsheets.apply.transaction import transaction
from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError
from cocsheets.exit_codes import ExitCode, code_of
from cocsheets.ledger import Line, LineState
from cocsheets.operations.apart.coding import coded, write_people
from cocsheets.operations.cellplans import carry_out, refind
from cocsheets.operations.newcolumns import add_columns, widened
from cocsheets.operations.openlines import ADD
from cocsheets.operations.operation import RecordsOperation, Reported
from cocsheets.plans.newcolumns import column_obstacles, columns_to_add, with_columns
from cocsheets.plans.outcomes import CellsReport
from cocsheets.plans.plan import CellChange, Change, Obstacle
from cocsheets.plans.records import (
    HOLD,
    AddedRecord,
    RecordPlan,
    TermChoice,
    amend_changes,
    choose_date,
    new_row_obstacles,
    no_column,
    resets,
)
from cocsheets.plans.reports import (
    fitted,
    insert_edits,
    letters,
    place_for_new,
    row_values,
    twin,
    with_cells,
    with_row,
)
from cocsheets.plans.retention import FIELD
from cocsheets.records.dates import date_cell, read_date
from cocsheets.records.written import HINT, told_row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from cocsheets.apply.run import Run
    from cocsheets.findings import Finding
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.edits import Edit
    from cocsheets.records.record import Record, RecordKey
    from cocsheets.records.table import Row, Spreadsheet, Value


CONCERNS = frozenset({"date_reported", "named_subjects", "subject_contacts"})
"""Fields that say whom a report concerns, and since when: on them depend other records' dates."""


class RecordReport(Reported, Data, frozen=True):
    """What became of a report that was to be added or amended."""

    plan: RecordPlan
    cells: CellsReport = field(default_factory=CellsReport)
    row: int | None = None
    """Where the report stands, by the last reading; None if it was not seen there."""

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        if self.cells.error is not None and self.row is None:
            return code_of(self.cells.error)
        if self.row is None or not self.cells.complete:
            return ExitCode.INCOMPLETE
        look = self.plan.obstacles or self.cells.to_look
        return ExitCode.FINDINGS if look else ExitCode.OK


# --- planning -----------------------------------------------------------------------------------


def plan_add(
    committee: Committee,
    assessment: Assessment,
    fields: Mapping[str, Value],
    choice: TermChoice | None = None,
) -> RecordPlan:
    """The plan for a new report: its row, its date, and the dates that it resets.

    `fields` are cells by field key (`plans.records.read_field`). What stands in the sheet already,
    cell for cell, is not added again. Raises ConfigurationError for an unknown severity.
    """
    table, policy = assessment.table, committee.settings.retention
    at = place_for_new(table)
    fields, people = coded(committee, assessment, fields)
    cells = fitted(table, {key: value for key, value in fields.items() if key != FIELD})
    tried = _try(committee, assessment, with_row_of(assessment, cells))
    record = _record(tried, at)
    # What is remembered of its date is about the reports that stood there before.
    date = choose_date(record, tried.records, tried.links, policy, choice or TermChoice())
    if FIELD in table.columns:
        cells[FIELD] = date_cell(date.date)
        tried = _try(committee, assessment, with_row_of(assessment, cells))
        record = _record(tried, at)
    already = twin(table, cells)
    found: list[CellChange | Obstacle] = []
    changes: list[Change] = []
    if choice is not None and choice.asked and FIELD not in table.columns:
        found.append(Obstacle(no_column(FIELD), at))
    found += (Obstacle(place, at, hint=HINT) for place in assessment.doubts.places)
    if already is None:
        found += new_row_obstacles(table, cells)
        filled = letters(table, {key: cells[key] for key in cells if key in table.columns})
        expunge_on = date.date if FIELD in cells else None
        changes.append(AddedRecord(at, record.key, cells, filled, expunge_on, date.reason))
    found += resets(table, tried.records, tried.links, policy, record, tried.remembered)
    return RecordPlan(
        assessment.spreadsheet.id,
        "record",
        (*changes, *(item for item in found if isinstance(item, CellChange))),
        obstacles=tuple(item for item in found if isinstance(item, Obstacle)),
        records=len(assessment.records),
        record=record,
        linked=_linked(tried, at, already),
        date=date,
        findings=_findings(committee, tried, at) if already is None else (),
        twin=already.number if already else None,
        people=people,
    )


def plan_amend(
    committee: Committee,
    assessment: Assessment,
    row: int,
    fields: Mapping[str, Value],
    choice: TermChoice | None = None,
    *,
    shorten: bool = False,
) -> RecordPlan:
    """The plan for changes in one row; with a severity or term, also for its expunge date; where
    they say whom it concerns, also for the dates that it resets.

    A rule never brings a date forward that stands in the sheet, unless with `shorten`; a date or
    term that a person names does. An optional column that the sheet lacks, such as `Hold until`, is
    added with what is to be written in it. Raises ConfigurationError if no report is in the row, or
    for a hold that is over already.
    """
    _refuse_past_hold(fields.get(HOLD), committee.today(assessment.spreadsheet))
    fields, people = coded(committee, assessment, fields)
    added = columns_to_add(assessment.table, fields)
    blocked = column_obstacles(assessment.table, added)
    if added:
        wider = with_columns(assessment.spreadsheet, assessment.table, added)
        assessment = _try(committee, assessment, wider)
    table, policy = assessment.table, committee.settings.retention
    number = _record(assessment, row).row
    chosen = choice or TermChoice()
    cells = fitted(table, fields)
    known = {key: value for key, value in cells.items() if key in table.columns}
    found: list[CellChange | Obstacle] = [*blocked]
    date = None
    tried = _try(committee, assessment, with_cells(assessment.spreadsheet, table, number, known))
    if chosen.asked and FIELD not in table.columns:
        found.append(Obstacle(no_column(FIELD), row))
    elif chosen.asked:
        record = _record(tried, row)
        date = choose_date(record, tried.records, tried.links, policy, chosen, tried.remembered)
        later = record.expunge_on is not None and date.date and record.expunge_on > date.date
        if later and not chosen.explicit and not shorten:
            reason = f"the date in the sheet is later than the rules give ({date.date})"
            hint = "Use --shorten to bring it forward, or name the date yourself."
            found.append(Obstacle(reason, row, record.key, table.columns.get(FIELD), hint=hint))
        else:
            cells[FIELD] = known[FIELD] = date_cell(date.date)
            changed = with_cells(assessment.spreadsheet, table, number, known)
            tried = _try(committee, assessment, changed)
    original = next(item for item in table.data_rows() if item.number == number)
    found += amend_changes(table, original, _record(assessment, row), cells)
    if known.keys() & CONCERNS:
        record = _record(tried, row)
        found += resets(table, tried.records, tried.links, policy, record, tried.remembered)
    if date is not None:
        found = [
            replace(item, reason=date.reason.rstrip("."))
            if isinstance(item, CellChange) and item.name == FIELD
            else item
            for item in found
        ]
    return RecordPlan(
        assessment.spreadsheet.id,
        "record",
        (*added, *(item for item in found if isinstance(item, CellChange))),
        obstacles=tuple(item for item in found if isinstance(item, Obstacle)),
        records=len(assessment.records),
        record=_record(tried, row),
        linked=_linked(tried, row, None),
        date=date,
        findings=_findings(committee, tried, row),
        people=people,
    )


def _refuse_past_hold(value: Value, today: dt.date) -> None:
    """Raise ConfigurationError for a hold that was over before it is entered: it holds nothing."""
    day = read_date(value).value
    if day is not None and day < today:
        raise ConfigurationError(
            f"A hold until {day} is over already: it would hold nothing. Nothing was changed.",
            hint="Give a day from today on; a blank text ends a hold.",
        )


def find_row(assessment: Assessment, text: str) -> int:
    """The row that a person means: its number, or the report's key such as `2024-04-03 #2`.

    Raises ConfigurationError if there is none, or if a date alone fits several.
    """
    if re.fullmatch(r"[1-9][0-9]*", text):
        return _record(assessment, int(text)).row
    wanted = text.strip()
    rows = [
        record.row
        for record in assessment.records
        if wanted in {str(record.key), str(record.key.date)}
    ]
    if len(rows) == 1:
        return rows[0]
    told = f"rows {', '.join(map(str, rows))} fit" if rows else "no report fits"
    # Somebody may have given a name, which is not for a log.
    given = repr(wanted) if re.fullmatch(r"[-#0-9 ]*|undated [-#0-9 ]*", wanted) else "This"
    raise ConfigurationError(
        f"{given} does not name one report: {told}.",
        hint='Give the row\'s number, or date and place as in "2024-04-03 #2".',
    )


def with_row_of(assessment: Assessment, cells: Mapping[str, Value]) -> Spreadsheet:
    """The reading as it would be with a new report of these cells."""
    table = assessment.table
    return with_row(assessment.spreadsheet, table, row_values(table, cells))


def _try(committee: Committee, assessment: Assessment, changed: Spreadsheet) -> Assessment:
    return committee.assess(changed, worksheet=assessment.table.worksheet.sheet_id)


def _record(assessment: Assessment, row: int) -> Record:
    record = next((record for record in assessment.records if record.row == row), None)
    if record is None:
        raise ConfigurationError(f"There is no report in row {row}.")
    return record


def _linked(tried: Assessment, row: int, already: Row | None) -> tuple[tuple[int, RecordKey], ...]:
    others = set(tried.links.others(row))
    return tuple(
        (record.row, record.key)
        for record in tried.records
        if record.row in others and (already is None or record.row != already.number)
    )


def _findings(committee: Committee, tried: Assessment, row: int) -> tuple[Finding, ...]:
    return committee.reading(tried.spreadsheet).validation.only(rows=[row]).findings


# --- writing ------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class WriteRecord(RecordsOperation):
    """Adding or amending one report, as an `Operation`."""

    make: Callable[[Assessment], RecordPlan]
    """`plan_add` or `plan_amend`, given all that a person asked for."""

    @cached_property
    def plan(self) -> RecordPlan:
        """See `Operation`."""
        return self.make(self.assessment)

    def preview(self) -> RecordReport:
        """See `Operation`."""
        return RecordReport(self.plan, row=self.plan.twin)

    def carry_out(self, *, allow_large: bool = False) -> RecordReport:
        """See `Operation`: all in one atomic batch, which takes effect at most once.

        A new row is inserted, so it is never written over anything.
        """
        committee, assessment, plan = self.committee, self.assessment, self.plan
        by = committee.acting_account()
        with transaction(committee, self.spreadsheet, plan, by=by, allow_large=allow_large) as run:
            write_people(committee, run, plan.people, by=by)
            new = next((item for item in plan.changes if isinstance(item, AddedRecord)), None)
            if new is None:
                add_columns(committee, assessment, plan, run)
                wider = widened(committee, assessment, plan)
                cells = carry_out(committee, wider, plan, run, refind(plan, wider))
                amended = plan.record.row if plan.record and cells.done else plan.twin
                return RecordReport(plan, cells, amended)
            return _add(committee, assessment, plan, run, new)


def _add(
    committee: Committee, assessment: Assessment, plan: RecordPlan, run: Run, new: AddedRecord
) -> RecordReport:
    filled = (key for key, value in new.fields.items() if value is not None)
    columns = {key: assessment.table.columns[key] for key in filled}
    count = len(columns)
    (number,) = run.intend([Line(ADD, str(new.key), told_row(columns), count)])
    sheet_id = assessment.table.worksheet.sheet_id

    def insert(spreadsheet: Spreadsheet) -> Sequence[Edit]:
        return insert_edits(committee.assess(spreadsheet, worksheet=sheet_id).table, new.fields)

    row = NewRow(new.fields)
    cells = carry_out(committee, assessment, plan, run, refind(plan, assessment), row, insert)
    if not run.broken:
        run.close(number, LineState.DONE if row.placed else LineState.NOT_DONE)
    return RecordReport(plan, cells, row.row if row.placed else None)
