"""The flow of every command that writes: show, refuse a stale digest, limits, consent, write.

The one place where consent to an `Operation` is taken; `init` and `beginning` take their own, since
they set up what an operation needs. Must not know what a plan is about.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click

from cocsheets.cli.logs import say
from cocsheets.errors import StalePlanError

if TYPE_CHECKING:
    from cocsheets.operations.operation import Operation
    from cocsheets.plans.plan import Plan

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Consent:
    """What `writing_options` say."""

    yes: bool = False
    apply_digest: str | None = None
    allow_large_change: bool = False
    dry_run: bool = False

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.dry_run and self.given:
            raise click.UsageError("--dry-run shows the plan: leave --yes and --apply out.")

    @property
    def given(self) -> bool:
        """Whether a person has decided already."""
        return self.yes or self.apply_digest is not None


def carry_out(
    operation: Operation[T],
    consent: Consent,
    show: Callable[[], None] = lambda: None,
    *,
    typed: bool = False,
    by_digest: bool = False,
) -> T | None:
    """Show the plan, take consent and carry it out; None where nothing was written.

    With a digest, only that plan. Without a terminal and without an option it says which option to
    use. A day in the future is planned, and never written. Where a person was asked, time has
    passed, so everything is read and planned again. `typed`: somebody has just typed what the plan
    holds, and no stray Enter is to discard it. `by_digest`: where nobody is asked, only a digest is
    consent, and --yes is not offered.

    Raises StalePlanError, RefusedError, and whatever the operation raises.
    """
    plan, committee = operation.plan, operation.committee
    show()
    refuse_stale(plan, consent.apply_digest)
    if plan.blocked:
        return None
    day = committee.today(operation.spreadsheet)
    if plan.changes and day > committee.real_today(operation.spreadsheet):
        if consent.given:
            committee.refuse_future(operation.spreadsheet)
        say(f"Planned for {day}, a day in the future: nothing was changed.")
        return None
    plan.check(committee.settings.limits, allow_large=consent.allow_large_change)
    if not plan.changes or not _agreed(plan, consent, typed=typed, by_digest=by_digest):
        return None
    if not consent.given:
        operation = operation.again()
        if operation.plan.digest != plan.digest:
            raise StalePlanError(
                "Something changed while you looked at the plan. Nothing was changed.",
                hint="Run again and look at the new plan.",
            )
    report = operation.carry_out(allow_large=consent.allow_large_change)
    if not operation.committee.changed:  # an error that the report tells
        say("Nothing was changed.")
    return report


def refuse_stale(plan: Plan, apply_digest: str | None) -> None:
    """Raise StalePlanError if another plan was decided on, also where nothing is to do now."""
    if apply_digest in (None, plan.digest):
        return
    stale = f"The plan no longer has the digest {apply_digest}"
    if plan.changes:
        raise StalePlanError(
            f"{stale}; its digest is {plan.digest}. Nothing was changed.",
            hint="Look at the plan and decide again.",
        )
    blocked = any(obstacle.pending for obstacle in plan.obstacles)
    now = "nothing can be done now" if blocked else "there is nothing to do now"
    raise StalePlanError(
        f"{stale}: {now}. Nothing was changed.",
        hint="`cocsheets log` shows what was done, and when.",
    )


def _agreed(plan: Plan, consent: Consent, *, typed: bool, by_digest: bool) -> bool:
    if consent.given:
        return True
    if consent.dry_run:
        say("A dry run: nothing was changed.")
        return False
    if sys.stdin.isatty() and sys.stdout.isatty():
        try:
            agreed = click.confirm("Go ahead?", default=None if typed else False, err=True)
        except click.Abort as left:
            if not isinstance(left.__context__, EOFError):
                raise
            agreed = False  # Ctrl-D: no answer is no
        if not agreed:
            say("Nothing was changed.")
        return agreed
    ways = f"--apply {plan.digest} for exactly this plan"
    say(f"Nothing was changed. To go ahead: {'' if by_digest else '--yes, or '}{ways}.")
    return False
