"""Whether a plan goes ahead: asks on a terminal, goes by options elsewhere, never guesses.

The one place where a person's consent is taken. Must not know what the plan is about.
"""

from __future__ import annotations

import sys

import click

from cocsheets.errors import StalePlanError
from cocsheets.plans.plan import Plan


def decide(plan: Plan, *, yes: bool, apply_digest: str | None) -> bool:
    """Whether to carry the plan out. The plan has been printed already.

    With a digest, only that plan: raises StalePlanError for another. Without a terminal and without
    either option it says which option to use, and the answer is no.
    """
    if apply_digest is not None:
        if apply_digest != plan.digest:
            raise StalePlanError(
                f"The plan is not the one with digest {apply_digest} any more; its digest is "
                f"{plan.digest}. Nothing was changed.",
                hint="Look at the plan and decide anew.",
            )
        return True
    if yes:
        return True
    if sys.stdin.isatty() and sys.stdout.isatty():
        return click.confirm("Go ahead?", default=False, err=True)
    click.echo(
        f"Nothing was changed. To go ahead: --yes, or --apply {plan.digest} for exactly this plan.",
        err=True,
    )
    return False
