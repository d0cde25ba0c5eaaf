"""Whether a plan goes ahead: asks on a terminal, goes by options elsewhere, never guesses.

The one place where a person's consent is taken. Must not know what the plan is about.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cocsheets.cli.logs import tell
from cocsheets.errors import StalePlanError

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.plan import Plan
    from cocsheets.records.table import Spreadsheet


def refuse_stale(plan: Plan, apply_digest: str | None) -> None:
    """Raise StalePlanError if another plan was decided on, also where nothing is to do now."""
    if apply_digest in (None, plan.digest):
        return
    stale = f"The plan is not the one with digest {apply_digest} any more"
    if plan.changes:
        raise StalePlanError(
            f"{stale}; its digest is {plan.digest}. Nothing was changed.",
            hint="Look at the plan and decide anew.",
        )
    blocked = any(obstacle.pending for obstacle in plan.obstacles)
    now = "nothing can be done now" if blocked else "there is nothing to do now"
    raise StalePlanError(
        f"{stale}: {now}. Nothing was changed.",
        hint="`cocsheets log` shows what was done, and when.",
    )


def decide(plan: Plan, *, yes: bool, apply_digest: str | None) -> bool:
    """Whether to carry the plan out. The plan has been printed already.

    With a digest, only that plan: raises StalePlanError for another. Without a terminal and without
    either option it says which option to use, and the answer is no. So it is, without a word, for a
    plan without changes.
    """
    refuse_stale(plan, apply_digest)
    if not plan.changes:
        return False
    if yes or apply_digest is not None:
        return True
    if sys.stdin.isatty() and sys.stdout.isatty():
        agreed = click.confirm("Go ahead?", default=False, err=True)
        if not agreed:
            tell("Nothing was changed.")
        return agreed
    tell(
        f"Nothing was changed. To go ahead: --yes, or --apply {plan.digest} for exactly this plan."
    )
    return False


def decide_today(
    plan: Plan,
    committee: Committee,
    spreadsheet: Spreadsheet,
    *,
    yes: bool,
    apply_digest: str | None,
) -> bool:
    """`decide`, but never for a day to come.

    Raises RefusedError if somebody has decided to write for such a day, StalePlanError.
    """
    refuse_stale(plan, apply_digest)
    if plan.changes and only_planned(committee, spreadsheet, yes=yes, apply_digest=apply_digest):
        return False
    return decide(plan, yes=yes, apply_digest=apply_digest)


def only_planned(
    committee: Committee, spreadsheet: Spreadsheet, *, yes: bool, apply_digest: str | None
) -> bool:
    """Whether the plan is for a day to come, so that nothing is written; says so.

    Raises RefusedError if somebody has decided to write for such a day.
    """
    day = committee.today(spreadsheet)
    if day <= committee.real_today(spreadsheet):
        return False
    if yes or apply_digest is not None:
        committee.refuse_future(spreadsheet)
    tell(f"Planned for {day}, a day to come: nothing was changed.")
    return True
