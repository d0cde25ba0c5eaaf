"""Sharing plans for the owner's file: only what a test is about is spelled out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cocsheets.access.files import SharedFile
from cocsheets.access.membership import Roster
from cocsheets.access.permissions import Account, Permission
from cocsheets.access.policy import SharingSettings
from cocsheets.plans.sharing import plan_file
from cocsheets.plans.sharing_plan import FilePlan, SharingPlan
from cocsheets.plans.situation import Situation
from tests.access.builders import KEEP_OWNER, ROBOT, TODAY, facts


def plan(
    permissions: list[Permission],
    members: Roster,
    *,
    policy: SharingSettings = KEEP_OWNER,
    account: Account = ROBOT,
    resolved: dict[str, str | None] | None = None,
    today: dt.date = TODAY,
    attended: bool = True,
    notify: bool = False,
    acted: Sequence[str] = (),
    begun: bool = False,
    **file: object,
) -> FilePlan:
    """A plan for the owner's file."""
    seen = SharedFile(facts(**file), tuple(permissions), policy)
    now = Situation(
        spreadsheet_id=seen.facts.id,
        account=account,
        files=(seen,),
        roster=members,
        resolved=resolved or {},
        today=today,
        acted=tuple(acted),
        begun=frozenset({seen.name} if begun else ()),
    )
    return plan_file(now, seen, attended=attended, notify=notify)


def digest(made: FilePlan) -> str:
    """The digest of a plan that is about this file alone."""
    return SharingPlan.of(made.seen.facts.id, [made]).digest


def lines(made: FilePlan) -> list[str]:
    """The changes in a few words."""
    return [
        f"{change.action} {change.address}" + (f" {change.after}" if change.after else "")
        for change in made.changes
    ]


def obstacles(made: FilePlan) -> list[str | None]:
    """Whom the obstacles are about."""
    return [obstacle.address for obstacle in made.obstacles]
