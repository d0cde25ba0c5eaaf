"""Sharing plans for the owner's file: only what a test is about is spelled out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cocsheets.access.membership import Roster
from cocsheets.access.permissions import Account, Permission
from cocsheets.access.policy import SharingSettings
from cocsheets.plans.sharing import plan_sharing
from cocsheets.plans.sharing_plan import SharingPlan
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
) -> SharingPlan:
    """A plan for the owner's file."""
    return plan_sharing(
        facts(**file),
        account,
        permissions,
        members,
        resolved or {},
        policy,
        today,
        attended=attended,
        notify=notify,
        acted=acted,
        begun=begun,
    )


def lines(made: SharingPlan) -> list[str]:
    """The changes in a few words."""
    return [
        f"{change.action} {change.address}" + (f" {change.after}" if change.after else "")
        for change in made.changes
    ]


def obstacles(made: SharingPlan) -> list[str | None]:
    """Whom the obstacles are about."""
    return [obstacle.address for obstacle in made.obstacles]
