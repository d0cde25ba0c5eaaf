"""The files that are under the policy: which they are, and what was seen of each.

Knows the spreadsheet of the records as one of them, and what is in a folder by id and grants alone.
Must not know who should have access, nor how anything is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.data import Data

if TYPE_CHECKING:
    from cocsheets.access.permissions import FileFacts, Permission
    from cocsheets.access.policy import SharingSettings
    from cocsheets.errors import GoogleError

RECORDS = "records"
"""The name of the spreadsheet itself among the files."""
IDENTITIES = "identities"
"""The name of the spreadsheet that says who is behind code names."""


class Target(Data, frozen=True):
    """One file that the settings put under the policy."""

    policy: SharingSettings
    name: str = RECORDS
    key: str = ""
    """Empty for the spreadsheet itself."""


class Item(Data, frozen=True):
    """Something in a folder, or a folder above a file."""

    facts: FileFacts
    permissions: tuple[Permission, ...] | None
    """None: the acting account may not see them."""


class Below(Data, frozen=True):
    """What is in a folder, in its folders, and so on."""

    items: tuple[Item, ...]
    beyond: bool = False
    """Whether there is more than was asked for."""


class SharedFile(Data, frozen=True):
    """One file under the policy, as it was seen."""

    facts: FileFacts
    permissions: tuple[Permission, ...]
    policy: SharingSettings
    name: str = RECORDS
    items: tuple[Item, ...] = ()
    """Everything below, where it is a folder; empty where not all of it was listed."""
    inferred: bool = False
    """Whether it was inferred, as Google does not say, what of the items' grants is inherited."""
    above: tuple[Item, ...] = ()
    """The folders above, the nearest first, as far as their grants had to be looked at."""
    unlisted: GoogleError | None = None
    """Why the items below could not be listed to the last page; None where they were."""
    beyond: bool = False
    """Whether there are more items than `[limits] max_items`."""

    @property
    def places(self) -> tuple[Item, ...]:
        """The file, and the items below: wherever it can be opened."""
        return (Item(self.facts, self.permissions), *self.items)

    def place(self, at: str) -> Item | None:
        """The place with an id, the file itself for an empty one; None if it was not looked at."""
        everywhere = (*self.places, *self.above)
        return next((one for one in everywhere if one.facts.id == (at or self.facts.id)), None)

    @property
    def all_permissions(self) -> tuple[Permission, ...]:
        """Every grant on the file and the items below."""
        return tuple(grant for item in self.places for grant in item.permissions or ())
