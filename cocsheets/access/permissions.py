"""Who has access to a file, in Drive's terms without Drive's JSON.

Knows the kinds of grantee, the roles and what a listing says of one grant. Must not know who should
have access, nor how a listing is fetched. Committee members' addresses may be shown: they are what
sharing is about.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Literal

from cocsheets.data import Data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


class GranteeType(enum.StrEnum):
    """Whom a permission is for."""

    USER = "user"
    GROUP = "group"
    DOMAIN = "domain"
    ANYONE = "anyone"


class Role(enum.StrEnum):
    """What a permission allows, from least to most. Organizers exist on shared drives only."""

    READER = "reader"
    COMMENTER = "commenter"
    WRITER = "writer"
    FILE_ORGANIZER = "fileOrganizer"
    ORGANIZER = "organizer"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """Place in the order of power."""
        return _RANK[self]

    @property
    def edits(self) -> bool:
        """Whether it allows changing the file."""
        return self.rank >= _RANK[Role.WRITER]

    @property
    def manages(self) -> bool:
        """Whether it belongs to those who run a shared drive: managers and content managers."""
        return self in (Role.ORGANIZER, Role.FILE_ORGANIZER)


_RANK = {role: rank for rank, role in enumerate(Role)}


class Action(enum.StrEnum):
    """What is done to a permission."""

    REVOKE = "revoke"
    LOWER = "lower"
    RAISE = "raise"
    GRANT = "grant"
    RESTRICT = "restrict"
    """Writers may no longer share the file on."""

    @property
    def takes(self) -> bool:
        """Whether it takes access away."""
        return self in (Action.REVOKE, Action.LOWER, Action.RESTRICT)

    @property
    def symbol(self) -> str:
        """The sign before its line in a plan."""
        return {Action.GRANT: "+", Action.REVOKE: "-"}.get(self, "~")


def highest(roles: Iterable[Role]) -> Role | None:
    """The most powerful of some roles, None of none."""
    return max(roles, key=lambda role: role.rank, default=None)


class Part(Data, frozen=True):
    """One source of a permission: the file itself, a folder above it, or the shared drive.

    Documented for shared drives, seen on My Drive too; a listing may leave parts out.
    """

    kind: Literal["file", "member"]
    role: Role
    inherited: bool = False
    inherited_from: str = ""
    """Id of the folder or shared drive, where the listing says so."""


class Permission(Data, frozen=True):
    """One grantee's access to the file, as listed."""

    id: str
    """Identifies the grantee, the same on every file; `anyoneWithLink` for an open link."""
    type: GranteeType
    role: Role
    """The role that counts: the highest of the parts."""
    email: str = ""
    """In the account's own spelling; may be missing where the account is gone."""
    domain: str = ""
    deleted: bool = False
    """The account behind it is gone."""
    pending_owner: bool = False
    """Has been asked to take the file over and has not yet agreed."""
    expires: dt.datetime | None = None
    discoverable: bool = False
    """For domain and anyone: whether a search finds the file."""
    view: str = ""
    """`published` or `metadata` where the permission is not for the file's own contents."""
    parts: tuple[Part, ...] = ()
    name: str = ""
    """What Google shows as the account's name; comments carry nothing else of their authors."""

    @property
    def direct_role(self) -> Role | None:
        """The role given on the file itself, None where all of the access is inherited."""
        if not self.parts:
            return self.role
        return highest(part.role for part in self.parts if not part.inherited)

    @property
    def inherited_role(self) -> Role | None:
        """The role that comes from above, which cannot be removed or lowered at the file."""
        return highest(part.role for part in self.parts if part.inherited)

    @property
    def inherited_from(self) -> tuple[str, ...]:
        """Ids of the folders and shared drives that it comes from, where known."""
        found = (part.inherited_from for part in self.parts if part.inherited)
        return tuple(dict.fromkeys(filter(None, found)))

    @property
    def is_owner(self) -> bool:
        """Whether this is the owner's own permission (My Drive only)."""
        return self.role is Role.OWNER

    @property
    def opens_contents(self) -> bool:
        """Whether it lets a living account read the file's contents now or on publishing."""
        return not self.deleted and self.view != "metadata"

    @property
    def label(self) -> str:
        """How people know the grantee."""
        match self.type:
            case GranteeType.ANYONE:
                return "anyone" if self.discoverable else "anyone with the link"
            case GranteeType.DOMAIN:
                return f"everyone at {self.domain or 'a domain'}"
            case GranteeType.GROUP:
                return f"group {self.email or self.id}"
        return self.email or f"account {self.id}"


FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"


class Account(Data, frozen=True):
    """Who is acting, or who owns a file."""

    email: str
    permission_id: str


class FileFacts(Data, frozen=True):
    """What Drive says of a file: the spreadsheet, another one, a folder or what is in it."""

    id: str
    name: str = ""
    """Empty for what is in a folder: what a document is called may name people."""
    mime_type: str = "application/vnd.google-apps.spreadsheet"
    trashed: bool = False
    drive_id: str = ""
    """Id of the shared drive, empty in My Drive."""
    owners: tuple[Account, ...] = ()
    """Empty in a shared drive, where nobody owns a file."""
    writers_can_share: bool = True
    copy_requires_writer: bool = False
    """Whether readers and commenters are kept from copying and downloading."""
    capabilities: frozenset[str] = frozenset()
    """What the acting account may do, in Drive's words: `canShare`, `canEdit`…"""
    parents: tuple[str, ...] = ()
    target: str = ""
    """Id of the file that a shortcut leads to."""
    grants_of_its_own: bool = False
    """Whether Drive says that an item of a shared drive has grants beside the inherited ones."""
    size: int = 0
    """In bytes; 0 where Drive does not tell it."""

    @property
    def is_folder(self) -> bool:
        """Whether files may be in it."""
        return self.mime_type == FOLDER

    @property
    def is_shortcut(self) -> bool:
        """Whether it only leads to another file, which has grants of its own."""
        return self.mime_type == SHORTCUT

    @property
    def link(self) -> str:
        """Address at which a browser opens it, whatever kind of file it is."""
        return link_of(self.id)

    @property
    def in_shared_drive(self) -> bool:
        """Whether it lies in a shared drive."""
        return bool(self.drive_id)

    def may(self, capability: str) -> bool:
        """Whether the acting account has a capability."""
        return capability in self.capabilities


def link_of(file_id: str) -> str:
    """Address at which a browser opens a file of Drive."""
    return f"https://drive.google.com/open?id={file_id}"
