"""Setting up: what a sheet that nobody has configured yet looks like, and its first roster.

Composes readings and plans. Must not ask, print or write files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.roster import HEADERS, read_worksheet
from cocsheets.apply.transaction import transaction
from cocsheets.errors import IncompleteError, RefusedError
from cocsheets.ledger import Line, LineState
from cocsheets.plans.edits import AddWorksheet, AppendRows
from cocsheets.plans.first_roster import RosterPlan, plan_roster
from cocsheets.records.mapping import HeaderMapping, propose
from cocsheets.records.schema import SchemaSettings, load_schema, presets

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet

TITLE = "Members"


def propose_mapping(
    spreadsheet: Spreadsheet, worksheet: str | None = None, preset: str | None = None
) -> tuple[HeaderMapping, ...]:
    """How the sheet fits one of the bundled presets, or the one named.

    Empty if it fits none; one for each worksheet if several may hold the records.

    Raises ConfigurationError for a preset that does not exist.
    """
    default = SchemaSettings().preset
    names = [preset] if preset else sorted(presets(), key=lambda name: name != default)
    schemas = {name: load_schema(SchemaSettings(preset=name)) for name in names}
    return propose(spreadsheet, schemas, worksheet)


def first_roster(committee: Committee, chair: str = "") -> RosterPlan:
    """The plan of a roster from those who have access now. Raises CocsheetsError."""
    drive = committee.drive
    account = drive.account()
    return plan_roster(
        drive.file(),
        drive.permissions(),
        account,
        title=TITLE,
        chair=chair,
        acting_is_person=committee.credentials().kind == "OAuth user",
    )


def make_roster(committee: Committee, plan: RosterPlan) -> None:
    """Carry the plan out as a run of its own, and read it again.

    Raises RefusedError if the worksheet is there already, IncompleteError if the new reading does
    not show it.
    """
    seen = committee.read().spreadsheet
    with transaction(committee, seen, plan, by=committee.acting_account()) as run:
        _make(run, plan)


def _make(run: Run, plan: RosterPlan) -> None:
    if run.state is None or run.state.worksheet(plan.title) is not None:
        raise RefusedError(
            f"There is a worksheet {plan.title!r} already; it was left as it is.",
            hint="`cocsheets members list` reads it.",
        )
    sheet_id = 1 + int(plan.digest, 16) % (2**31 - 2)
    header = tuple(names[0] for names in HEADERS.values())
    rows = tuple((one.name, one.email, str(one.role)) for one in plan.changes)
    (number,) = run.intend([Line("make roster", plan.title, count=len(rows))])
    run.write([AddWorksheet(sheet_id, plan.title, header), AppendRows(sheet_id, rows)])
    made = run.read().worksheet(plan.title)
    wanted = {member.email for member in plan.changes}
    if made is None or {member.email for member in read_worksheet(made)} != wanted:
        raise IncompleteError(
            "The roster could not be made, or was changed at once.",
            hint="Look at the worksheet, then run `cocsheets doctor`.",
        )
    run.close(number, LineState.DONE)
