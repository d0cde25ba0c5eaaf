"""Identities that no record needs any longer: due at once, and expunged after the records.

Composes; who is needed is told by `records.identity_checks`, the writing is in
`operations.apart.identities`. Where a code name in the records may be a slip, nobody is expunged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.data import Data
from cocsheets.errors import AccessError
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger.apart import history_has_names
from cocsheets.operations.apart.identities import configured, read_identities, write_identities
from cocsheets.plans.identities import IdentityPlan, plan_expunge
from cocsheets.records.identity_checks import (
    INCOMPLETE_RULE,
    UNREAD_RULE,
    check_code_names,
    check_identities,
    needed,
)
from cocsheets.records.structure import Noticed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cocsheets.apply.run import Run
    from cocsheets.operations.apart.identities import Identities
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.judged import Judged


class UnneededReport(Data, frozen=True):
    """What became of the identities that no record needs."""

    expunged: int = 0
    """People whose names and addresses are gone, by a new reading."""
    left: int = 0
    """People who are due, and were left."""
    reason: str = ""
    """Why they were left, or why nobody could look."""

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        return ExitCode.FINDINGS if self.reason else ExitCode.OK


UNREAD = "the acting account cannot open the identities, so nobody looked whom no record needs"
DOUBT = "a record has a name, or a code name that the identities do not have: correct it first"


def is_split(committee: Committee) -> bool:
    """Whether people appear under code names here, and the settings say where they are named."""
    return committee.schema.code_names and configured(committee)


def against_identities(reading: Judged) -> Iterator[Noticed]:
    """What there is to say of names apart from cases: is it whole, do both fit. One request.

    Nothing where people do not appear under code names. Raises LayoutError, GoogleError.
    """
    committee, found = reading.committee, reading.assessment
    if history_has_names(reading.readable_ledger):
        yield Noticed(INCOMPLETE_RULE)
    if not is_split(committee):
        return
    try:
        identities = read_identities(committee)
    except AccessError:
        yield Noticed(UNREAD_RULE)
        return
    if identities.table is not None:
        members = reading.member_names or ()
        yield from check_identities(found.table, found.records, identities.table, members)


def plan_unneeded(
    committee: Committee, assessment: Assessment, going: Collection[int] = ()
) -> tuple[Identities, IdentityPlan, str] | None:
    """Whom no record needs, once the records in the rows `going` are expunged; and a doubt.

    None where people do not appear under code names. Raises AccessError, GoogleError, LayoutError.
    """
    if not is_split(committee):
        return None
    found = read_identities(committee)
    if found.table is None:
        return None
    staying = [record for record in assessment.records if record.row not in going]
    wanted = needed(assessment.table, staying)
    plan = plan_expunge(found.spreadsheet.id, found.table, wanted)
    doubtful = wanted - found.people.keys() or any(
        noticed.row not in going for noticed in check_code_names(assessment.table)
    )
    return found, plan, DOUBT if doubtful and plan.changes else ""


def expunge_unneeded(
    committee: Committee, run: Run, *, allow_large: bool = False
) -> UnneededReport | None:
    """Expunge whom no record needs, and see it; None where there are no code names.

    Within a run on the records: it holds the claim meanwhile, so that nobody adds a record whose
    person is in the identities already. Raises RefusedError where these are more than may be
    changed at once, IncompleteError, GoogleError, ActiveRunError.
    """
    if not is_split(committee):
        return None
    try:
        planned = plan_unneeded(committee, committee.assess(run.latest()))
        if planned is not None and planned[1].changes and not planned[2]:
            run.begin()
            planned = plan_unneeded(committee, committee.assess(run.read()))
    except AccessError:
        return UnneededReport(reason=UNREAD)
    if planned is None:
        return None
    found, plan, doubt = planned
    people = len({change.key for change in plan.cells})
    if doubt:
        return UnneededReport(left=people, reason=doubt)
    write_identities(found, plan, allow_large=allow_large)
    return UnneededReport(people)
