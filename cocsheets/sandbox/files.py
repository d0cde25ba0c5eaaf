"""What stands in Drive: files, folders, grants, comments, revisions. Plain data, no rules.

Everything here is JSON by way of msgspec, except a file's `content`, which its own module turns
into JSON. Times are milliseconds since 1970, UTC, as Drive shows three digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from cocsheets.sandbox.accounts import Accounts
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

GranteeType = Literal["user", "group", "domain", "anyone"]
Role = Literal["owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"]

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"


class Permission(msgspec.Struct, omit_defaults=True):
    """One grant that stands on one file or folder itself."""

    id: str
    """The grantee's id, the same on every file."""
    type: GranteeType
    role: Role
    email: str | None = None
    domain: str | None = None
    discoverable: bool = False
    expires: int | None = None
    pending_owner: bool = False


class Said(msgspec.Struct, omit_defaults=True):
    """What somebody said: a comment or a reply."""

    id: str
    author: str
    content: str
    created: int
    modified: int
    deleted: bool = False


class Reply(Said, omit_defaults=True):
    """A reply to a comment."""

    action: Literal["resolve", "reopen"] | None = None


class Comment(Said, omit_defaults=True):
    """A comment. `quoted` keeps the text that the cell held when the comment was made."""

    anchor: str | None = None
    quoted: dict[str, str] | None = None
    resolved: bool | None = None
    replies: list[Reply] = msgspec.field(default_factory=list)


class Revision(msgspec.Struct, frozen=True, omit_defaults=True):
    """One state of a file, with the content that it had then. Replaced, never changed."""

    id: str
    modified: int
    user: str
    published: bool = False
    publish_auto: bool = False
    published_outside_domain: bool = False
    content: Any = None


class Restriction(msgspec.Struct, omit_defaults=True):
    """A file is read-only: since when, by whom, why."""

    time: int
    user: str
    reason: str = ""
    by_owner: bool = False
    """Only the owner lifts it."""


class AccessProposal(msgspec.Struct, omit_defaults=True):
    """Someone asks to be let in."""

    id: str
    requester: str
    recipient: str
    created: int
    role: Role = "reader"
    message: str = ""


class File(msgspec.Struct, omit_defaults=True):
    """A file or folder. A shared drive's top folder has the drive's own id."""

    id: str
    name: str
    mime_type: str
    created: int
    modified: int
    owner: str | None = None
    """The owner's address; nobody owns what lies in a shared drive."""
    modified_by: str = ""
    parents: list[str] = []
    drive_id: str | None = None
    is_root: bool = False
    """The top folder of someone's My Drive: it cannot be shared, moved or deleted."""
    permissions: list[Permission] = []
    description: str = ""
    properties: dict[str, str] = {}
    app_properties: dict[str, str] = {}
    starred_by: list[str] = []
    trashed: bool = False
    trashed_at: int | None = None
    trashed_by: str | None = None
    version: int = 1
    writers_can_share: bool = True
    copy_requires_writer: bool = False
    inherited_permissions_disabled: bool = False
    restriction: Restriction | None = None
    comments: list[Comment] = []
    revisions: list[Revision] = []
    """The oldest first. Replaced, never changed in place."""
    proposals: list[AccessProposal] = []
    target: str = ""
    """What a shortcut leads to."""
    content: Any = None
    """A `Spreadsheet`, or nothing where the file is of another kind."""

    @property
    def is_folder(self) -> bool:
        """Whether files may lie in it."""
        return self.mime_type == FOLDER

    @property
    def is_drive(self) -> bool:
        """Whether it is the top folder of a shared drive."""
        return self.drive_id == self.id

    def made_by(self, user: str, accounts: Accounts) -> bool:
        """Whether this account made the file, whoever owns it now."""
        return bool(self.revisions) and accounts.same(self.revisions[0].user, user)

    @property
    def head(self) -> Revision:
        """The newest revision."""
        return self.revisions[-1]

    @property
    def sheet(self) -> Spreadsheet:
        """The content of a file that is known to be a spreadsheet."""
        content: Spreadsheet = self.content
        return content


class Drive(msgspec.Struct, omit_defaults=True):
    """A shared drive. Its members are the permissions of its top folder."""

    id: str
    name: str
    created: int
    domain: str
    """The domain that it belongs to: its creator's."""
    request_id: str = ""
    """What its creator named the request, so that a repeated one makes no second drive."""
    hidden_for: list[str] = []
    domain_users_only: bool = False
    drive_members_only: bool = False
    copy_requires_writer: bool = False
    sharing_folders_requires_organizer: bool = False
    admin_managed: bool = False


class Mail(msgspec.Struct, omit_defaults=True):
    """A notification that Google would have sent."""

    to: str
    kind: str
    file: str
    text: str = ""
