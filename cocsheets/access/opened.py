"""Groups that have access, opened: who is in them, as access paths of their own.

Pure. Knows access paths and what was seen of a group. Must not know how a group is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.paths import ORDER, AccessPath, Kind, PathState
from cocsheets.access.permissions import GranteeType
from cocsheets.data import Data, replace
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.access.presence import Presence

LABEL = "group "
"""What is before a group's address in an access path."""
CLOSE = "whoever manages the group can remove the address from it"
UNKNOWN = "; who is in it cannot be seen"


class OpenedGroup(Data, frozen=True):
    """What was seen of a group."""

    presence: Presence | None
    """None: it could not be read."""
    reason: str = ""
    """Why it could not be read."""


def open_groups(
    ways: Sequence[AccessPath], groups: Mapping[str, OpenedGroup]
) -> tuple[AccessPath, ...]:
    """The access paths with those of a group's members, for groups by compared address.

    Members of the committee who come through a group are allowed; all others are listed.
    """
    found: list[AccessPath] = []
    for way in ways:
        group = groups.get(address_of(way)) if way.type is GranteeType.GROUP else None
        if group is None:
            found.append(way)
        elif group.presence is None:
            why = f"{way.reason.removesuffix(UNKNOWN)}; the group could not be read: {group.reason}"
            found.append(replace(way, reason=why))
        else:
            found += _opened(way, group.presence)
    return tuple(sorted(found, key=lambda way: ORDER.index(way.verdict)))


def address_of(way: AccessPath) -> str:
    """The compared address of the group that has an access path."""
    return addresses.key(way.who.removeprefix(LABEL))


def _opened(way: AccessPath, seen: Presence) -> Iterator[AccessPath]:
    """The group itself, and everybody in it who is not a current member."""
    others = len(seen.outsiders) + len(seen.unmatched)
    people = count(seen.people, "account is", "accounts are")
    told = f"{people} in it, {others or 'none'} not a current member's"
    unseen = way.verdict is PathState.UNSEEN
    yield replace(
        way,
        verdict=PathState.ALLOWED if unseen else way.verdict,
        reason=f"{way.reason.removesuffix(UNKNOWN)}; {told}",
        close="" if unseen else way.close,
    )
    inner = replace(way, kind=Kind.THROUGH_GROUP, type=None, permission_id="", close=CLOSE)
    for outsider in seen.outsiders:
        why = f"through {way.who}; {outsider.reason}"
        yield replace(inner, who=outsider.entry.label, verdict=PathState.OPEN, reason=why)
    for entry, why in seen.unmatched:
        reason = f"through {way.who}; {why}"
        yield replace(inner, who=entry.label, verdict=PathState.UNSEEN, reason=reason)
