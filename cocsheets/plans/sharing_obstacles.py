"""Why somebody on the roster is not let in, and who or what can change that.

Knows the words for people. Must not know when each applies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.plans.plan import Obstacle

if TYPE_CHECKING:
    from cocsheets.plans.sharing_plan import SharingChange


def no_account(email: str) -> Obstacle:
    """The obstacle that an address has no Google account."""
    return Obstacle(
        "no Google account belongs to this address, so it needs an invitation by mail",
        address=email,
        hint=f"cocsheets members add {email} --notify, or use the address of a Google account.",
    )


def is_group(email: str) -> Obstacle:
    """The obstacle that an address is a group's."""
    return Obstacle(
        "this is the address of a group: members are let in one by one",
        address=email,
        hint="Enter the members' own addresses on the roster. To allow the group itself, name it in"
        f' [sharing] groups = ["{email}"] and share the file with it in Google Drive.',
    )


def postponed(change: SharingChange, why: str, hint: str) -> Obstacle:
    """The obstacle that an unattended run must not give access."""
    return Obstacle(
        f"on the roster and waiting for access as {change.after} ({why})",
        address=change.address,
        hint=hint,
    )


def also_unreadable(row: int, email: str) -> Obstacle:
    """The obstacle that a second row of the roster names an address and cannot be read."""
    return Obstacle(
        f"not let in: row {row} of the roster names this address too and cannot be read",
        address=email,
        hint="Correct that row, then run again.",
    )
