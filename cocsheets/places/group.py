"""A place that is a Google Group, groups within it included.

Knows what its settings are and how a refusal is fixed. How Google is asked is in
`cocsheets.workbook.groups`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cocsheets.access import addresses
from cocsheets.access.presence import Entry, EntryKind, Listing
from cocsheets.errors import ConfigurationError, GoogleError, PlaceError
from cocsheets.places.place import Place, Tools

if TYPE_CHECKING:
    from cocsheets.workbook.groups import GroupRefusedError, Groups


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleGroup(Place):
    """The members of a Google Group."""

    kind: Literal["google-group"] = "google-group"
    """`google-group`: a Google Group, with the groups within it."""
    group: str
    """Address of the group. The acting account must be a manager of it, or read groups by a role of
    the organisation."""

    def check(self) -> None:
        """See `Place.check`. Raises ConfigurationError."""
        Place.check(self)
        if addresses.read_address(self.group).fault:
            raise ConfigurationError(
                "[places] group is not an e-mail address.", hint="Write the address of the group."
            )

    @property
    def source(self) -> str:
        """See `Place.source`."""
        return f"Google Group {self.group}"

    @property
    def opens(self) -> str:
        """See `Place.opens`."""
        return self.group

    def read(self, tools: Tools) -> Listing:
        """See `Place.read`."""
        from cocsheets.workbook.groups import GroupRefusedError

        try:
            groups = tools.groups()
            people = groups.people(self.group)
        except GroupRefusedError as refused:
            raise self._explained(refused, groups) from None
        except GoogleError as error:
            raise PlaceError(error.message, hint=error.hint) from None
        return Listing(tuple(map(_entry, people)), own=groups.acting_as)

    def _explained(self, refused: GroupRefusedError, groups: Groups) -> PlaceError:
        """What a refusal means, and its fix."""
        who = groups.acting_as or "the acting account"
        if refused.switched_off:
            return PlaceError(
                "Neither API that shows groups is enabled in the project of the credentials.",
                hint="Enable the Cloud Identity API, or the Admin SDK API, and wait a few minutes.",
            )
        if refused.scope_missing:
            return PlaceError(
                "The sign-in was not granted reading groups.",
                hint="Sign in again with the scope cloud-identity.groups.readonly; see "
                "docs/places.md.",
            )
        within = addresses.key(refused.group) != addresses.key(self.group)
        which = f"{refused.group}, a group within the group," if within else "the group"
        return PlaceError(
            f"Google does not show the members of {which} to {who}, or there is no such group.",
            hint=f"Check the address of the group. Make {who} a manager of it, or give it the role "
            "Groups Reader of the organisation; see docs/places.md.",
        )


def _entry(email: str) -> Entry:
    address = addresses.read_address(email).email
    if not email:
        return Entry("everybody in the organisation", kind=EntryKind.EVERYONE)
    return Entry(email, address)
