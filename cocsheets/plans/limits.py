"""Limits: what a plan may do at most before a person has to say so.

Knows numbers and plans, and looks at the very changes that apply will walk. Must not know Google or
the command line. A limit that cannot be judged refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.permissions import Action, GranteeType
from cocsheets.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection

    from cocsheets.plans.sharing_plan import FilePlan

LONGEST = 600
"""Seconds that one request may take at most: less than after which a claim counts as given up."""
MAX_ITEMS = 500
"""Items of a folder that are looked at, unless the settings say otherwise."""
LIFT = "Look at the plan; if it is right, run again with --allow-large-change."


@dataclass(frozen=True, slots=True)
class Limits:
    """The `[limits]` table."""

    max_rows: int = 20
    """Records expunged at once, at most."""
    max_share: float = 0.30
    """Share of all records expunged at once, at most; judged from 20 records up."""
    min_editors: int = 2
    """People who can edit (owner and acting account counted) that must be left after a change."""
    max_revokes: int = 2
    """Revokes that no `Stepped down` explains, at most; a third of those with access if more."""
    max_grants: int = 3
    """People let in at once, at most, once a good run has been noted; a third of the current roster
    if more. `members add` is not counted."""
    max_items: int = MAX_ITEMS
    """Items in one folder of `[files]` whose access is looked at, at most."""
    retry_seconds: float = 120.0
    """Seconds after which retrying one request ends."""
    timeout_seconds: float = 60.0
    """Seconds to wait for one answer to begin or go on."""
    request_seconds: float = 180.0
    """Seconds that one answer may take in all, however slowly it comes."""

    def check(self) -> None:
        """Raise ValueError for figures that make no sense."""
        if self.max_rows < 0 or not 0 <= self.max_share <= 1 or self.min_editors < 1:
            raise ValueError("max_rows >= 0, 0 <= max_share <= 1 and min_editors >= 1")
        if self.max_revokes < 0 or self.max_grants < 0 or self.max_items < 1:
            raise ValueError("max_revokes >= 0, max_grants >= 0 and max_items >= 1")
        seconds = (self.retry_seconds, self.timeout_seconds, self.request_seconds)
        if not all(0 < each <= LONGEST for each in seconds):
            raise ValueError(
                "retry_seconds, timeout_seconds and request_seconds are above 0 and up to"
                f" {LONGEST}"
            )


SHARE_COUNTS_FROM = 20
"""Records below which a share means nothing (design: from 20 records up)."""


def check_rows(rows: int, records: int, limits: Limits, *, verb: str = "changed") -> None:
    """Refuse to touch more rows than the limits allow.

    `records` is the number of records in the sheet. Raises RefusedError naming the figures.
    """
    if rows > limits.max_rows:
        raise RefusedError(
            f"{rows} records would be {verb} at once; the limit max_rows is "
            f"{limits.max_rows}. Nothing was changed.",
            hint=LIFT,
        )
    if records >= SHARE_COUNTS_FROM and rows / records > limits.max_share:
        raise RefusedError(
            f"{rows} of {records} records would be {verb} at once; the limit "
            f"max_share is {limits.max_share:.0%}. Nothing was changed.",
            hint=LIFT,
        )


def check_sharing(
    plan: FilePlan, limits: Limits, *, allow_large: bool = False, named: Collection[str] = ()
) -> None:
    """Refuse a plan about one file that could lock the committee out or goes beyond the limits.

    `named` holds the accounts, by permission id or compared address, whose coming or going a person
    asked for by name: they are not counted.
    Nothing lifts the other guards.

    Raises RefusedError naming what is wrong; nobody's access to that file was changed.
    """
    _check_untouchable(plan)
    if plan.roster_fault:
        raise _refusal(
            plan,
            f"The roster is no ground to judge sharing: {plan.roster_fault}.",
            "Correct the roster; it needs a current chair.",
        )
    _check_editors(plan, limits)
    if not allow_large:
        _check_revokes(plan, limits, named)
        _check_grants(plan, limits, named)


def _refusal(plan: FilePlan, why: str, hint: str = "") -> RefusedError:
    if plan.among_others:
        return RefusedError(
            f"{plan.name}: {why} Nobody's access to {plan.name} was changed.", hint=hint
        )
    return RefusedError(f"{why} Nobody's access was changed.", hint=hint)


def _check_untouchable(plan: FilePlan) -> None:
    for change in plan.changes:
        if change.permission_id and (change.at, change.permission_id) in plan.untouchable:
            raise _refusal(
                plan,
                f"The plan would {change.action} {change.address}, who owns the file or is the "
                "acting account.",
            )


def _check_editors(plan: FilePlan, limits: Limits) -> None:
    """Refuse to leave fewer editors than allowed, unless the plan does not make it worse.

    What is changed at an item in a folder does not count: whoever edits the folder edits that too.
    """
    before = _editors(plan)
    after = set(before)
    items = {item.facts.id for item in plan.seen.items}
    for change in plan.changes:
        if change.type is not GranteeType.USER or change.at in items:
            continue
        name = change.permission_id or change.email.casefold()
        if change.after is not None and change.after.edits:
            after.add(name)
        else:
            after.discard(name)
    if len(after) < limits.min_editors and len(after) < len(before):
        raise _refusal(
            plan,
            f"Of {len(before)} who can edit, only {len(after)} would be left; the limit "
            f"min_editors is {limits.min_editors}.",
            "Let another editor in first, or correct the roster.",
        )


def _editors(plan: FilePlan) -> set[str]:
    """Permission ids of the living accounts that can edit, owner and acting account included."""
    return {
        permission.id
        for permission in plan.permissions
        if permission.type is GranteeType.USER
        and permission.role.edits
        and permission.opens_contents
        and not permission.view
    }


def _check_revokes(plan: FilePlan, limits: Limits, named: Collection[str]) -> None:
    """Refuse to turn out more accounts than a slip in the roster should: each counts once,
    wherever in the file it has access."""
    people = (GranteeType.USER, GranteeType.GROUP)
    with_access = {
        permission.id
        for permission in plan.seen.all_permissions
        if permission.type in people and permission.opens_contents
    }
    unexplained = {
        change.permission_id
        for change in plan.changes
        if change.action is Action.REVOKE
        and change.type in people
        and not change.explained
        and change.permission_id not in named
    }
    allowed = max(limits.max_revokes, len(with_access) / 3)
    if len(unexplained) > allowed:
        raise _refusal(
            plan,
            f"{len(unexplained)} of {len(with_access)} would lose access though no "
            f"`Stepped down` on the roster explains it; the limit is {int(allowed)}.",
            LIFT,
        )


def _check_grants(plan: FilePlan, limits: Limits, named: Collection[str]) -> None:
    """Refuse to let in more people at once than a committee takes on."""
    grants = [
        change
        for change in plan.changes
        if change.action is Action.GRANT
        and not {change.permission_id, addresses.key(change.email)} & set(named)
    ]
    allowed = max(limits.max_grants, plan.members / 3)
    if plan.begun and len(grants) > allowed:
        raise _refusal(
            plan,
            f"{len(grants)} people would be let in at once; the limit is {int(allowed)} "
            f"(max_grants, or a third of {plan.members} current members).",
            f"Past members need a date in Stepped down. {LIFT}",
        )
