"""What an access path is: how somebody gets into a file, or may; and what is around a file.

Values alone. Must not know which paths there are, nor who should have one.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from cocsheets.access.files import RECORDS
from cocsheets.access.permissions import GranteeType, Role
from cocsheets.data import Data

if TYPE_CHECKING:
    from cocsheets.records.table import Worksheet


class PathState(enum.StrEnum):
    """What the policy says of an access path."""

    ALLOWED = "allowed"
    OPEN = "open"
    """It should be closed."""
    UNSEEN = "unseen"
    """Nobody can tell from here."""


ORDER = (PathState.OPEN, PathState.UNSEEN, PathState.ALLOWED)
"""What should be closed comes first."""


class Kind(enum.StrEnum):
    """What kind of access path it is."""

    USER = "user"
    GROUP = "group"
    THROUGH_GROUP = "through a group"
    """Somebody in a group that has access, where the group can be looked into."""
    DOMAIN = "domain"
    LINK = "link"
    PUBLIC = "public"
    """Anyone, and a search finds it."""
    INHERITED = "inherited"
    PENDING_OWNER = "pending owner"
    GONE = "account gone"
    EXPIRING = "ends by itself"
    PUBLISHED = "published to the web"
    WRITERS_SHARE = "writers may share"
    READERS_COPY = "readers may copy"
    PROTECTED_RANGE = "protected range"
    REQUEST = "access request"


class AccessPath(Data, frozen=True):
    """How somebody gets into the file, or may."""

    kind: Kind
    who: str
    verdict: PathState
    reason: str
    role: Role | None = None
    close: str = ""
    """Who can close it, and how."""
    permission_id: str = ""
    domain: str = ""
    type: GranteeType | None = None
    """Whom the permission is for, where there is one."""
    file: str = RECORDS
    """Name of the file in the settings."""
    item: str = ""
    """Id of the item in that file, where it is not the file itself."""

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "file": self.file,
            "item": self.item or None,
            "kind": str(self.kind),
            "who": self.who,
            "role": self.role and str(self.role),
            "verdict": str(self.verdict),
            "reason": self.reason,
            "close": self.close or None,
        }


class Request(Data, frozen=True):
    """Somebody asks to be let in (Drive's access proposal)."""

    email: str
    role: Role | None = None


class Comment(Data, frozen=True):
    """A comment or reply, as far as it tells who made it: Drive gives a display name only."""

    author: str


class Surroundings(Data, frozen=True):
    """What the permission list does not show. None: it could not be looked at."""

    published: bool | None = None
    requests: tuple[Request, ...] | None = None
    comments: tuple[Comment, ...] | None = None
    worksheets: tuple[Worksheet, ...] = ()
