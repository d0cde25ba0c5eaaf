"""All that the sandbox remembers, its switches, its clock and its ids. Knows no rules of access.

One lock in the server serialises everything, so nothing here takes care of threads.
"""

from __future__ import annotations

import copy
import random
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from cocsheets.sandbox.accounts import Accounts
from cocsheets.sandbox.files import FOLDER, Drive, File, Mail, Permission, Revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

_ID_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
_LETTERS = _ID_ALPHABET[:52]
_KEPT_REVISIONS = 1000
"""Google prunes old revisions too, when and which is not said (documented)."""


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """Switches for what is unverified about Google, and for what a test wants."""

    find_replace: Literal["stored", "shown", "nothing"] = "stored"
    reparse_replacement: bool = True
    sort_moves_metadata: bool = True
    copy_keeps_protection: bool = True
    copy_keeps_metadata: bool = True
    """Whether a copy has the developer metadata of its original (unverified)."""
    copy_keeps_sheet_ids: bool = True
    """Whether the sheets of a copy have the ids of the original's (unverified)."""
    quota: bool = False
    service_accounts_own_files: bool = False
    inherited_delete: Literal["refused", "ignored"] = "refused"
    """What a DELETE of an inherited grant says: 403, or 204 with nothing done (an old report)."""
    my_drive_details: bool = True
    """Whether permissions in My Drive say what of them is inherited (seen, not documented)."""
    sharing_burst: Annotated[int, msgspec.Meta(ge=0)] = 0
    """So many grants in five seconds pass, then `sharingRateLimitExceeded`; 0 is no limit."""


class State:
    """The one mutable thing. `clock` gives seconds since 1970."""

    def __init__(self, *, clock: Callable[[], float] = time.time, seed: int | None = None) -> None:
        self.accounts = Accounts()
        self.files: dict[str, File] = {}
        self.drives: dict[str, Drive] = {}
        self.mail: list[Mail] = []
        self.settings = Settings()
        self.shares: list[int] = []
        """When grants were made of late, for the sharing limit."""
        self._seconds = clock
        self._ahead = 0
        self._last = 0
        self._random = random.Random(seed)

    # --- clock and ids ---------------------------------------------------------------------

    def now(self) -> int:
        """The time in milliseconds; later at each call, so that every write has its own."""
        self._last = max(self.clock(), self._last + 1)
        return self._last

    def clock(self) -> int:
        """The time in milliseconds, just to look at it."""
        return max(int(self._seconds() * 1000) + self._ahead, self._last)

    def set_clock(self, milliseconds: int | None) -> None:
        """Let the clock go on from a time, or from the real one."""
        real = int(self._seconds() * 1000)
        self._last = real if milliseconds is None else milliseconds
        self._ahead = self._last - real

    def new_id(self, length: int = 44, *, prefix: str = "1") -> str:
        """A fresh id for a file (44 characters, as a spreadsheet's) or anything else."""
        while True:
            rest = self._random.choices(_ID_ALPHABET, k=length - len(prefix) - 1)
            name = prefix + "".join(rest) + self._random.choice(_LETTERS)
            if name not in self.files:
                return name

    def new_number(self, bits: int = 31) -> int:
        """A random number for ids of sheets and the like; not zero."""
        return self._random.randrange(1, 2**bits)

    # --- files -----------------------------------------------------------------------------

    def root_of(self, user: str) -> File:
        """The top folder of someone's My Drive, made when first asked for."""
        key = self.accounts.key(user)
        for file in self.files.values():
            if file.is_root and file.owner is not None and self.accounts.key(file.owner) == key:
                return file
        self.accounts.remember(user)
        return self.add_file("My Drive", FOLDER, owner=user, file_id=self.new_id(19, prefix="0A"))

    def add_file(
        self,
        name: str,
        mime_type: str,
        *,
        owner: str,
        parent: File | None = None,
        content: Any = None,
        file_id: str | None = None,
    ) -> File:
        """A new file of `owner`, or of nobody where its folder lies in a shared drive.

        Without a parent it is the owner's top folder itself.
        """
        now = self.now()
        self.accounts.remember(owner)
        drive_id = parent.drive_id if parent else None
        length = 33 if mime_type == FOLDER else 44
        file = File(
            id=file_id or self.new_id(length),
            name=name,
            mime_type=mime_type,
            created=now,
            modified=now,
            modified_by=owner,
            owner=None if drive_id else owner,
            parents=[parent.id] if parent else [],
            drive_id=drive_id,
            is_root=parent is None,
            content=content,
        )
        if not drive_id:
            grantee = self.accounts.permission_id(owner)
            file.permissions.append(Permission(id=grantee, type="user", role="owner", email=owner))
        self.files[file.id] = file
        self.record_revision(file, owner)
        return file

    def record_revision(self, file: File, user: str) -> Revision:
        """A content change has been made: call it once after each write that took effect.

        A write puts a new content in the old one's place and never changes one, so that each
        revision keeps the very content that the file had.
        """
        now = file.modified if not file.revisions else self.now()
        number = int(file.revisions[-1].id) + 1 if file.revisions else 1
        revision = Revision(id=str(number), modified=now, user=user, content=file.content)
        earlier = file.revisions
        if earlier and file.head.publish_auto:
            names = ("published", "publish_auto", "published_outside_domain")
            flags = {name: getattr(file.head, name) for name in names}
            revision = msgspec.structs.replace(revision, **flags)
            ended = msgspec.structs.replace(file.head, **dict.fromkeys(names, False))
            earlier = [*earlier[:-1], ended]
        file.revisions = [*earlier, revision][-_KEPT_REVISIONS:]
        file.modified, file.modified_by = now, user
        file.version += 1
        return revision

    def touch(self, file: File, user: str) -> None:
        """A change to what is known about a file, not to its content."""
        file.modified, file.modified_by = self.now(), user
        file.version += 1

    def add_drive(self, name: str, creator: str, request_id: str) -> Drive:
        """A new shared drive; its creator is its first organizer."""
        self.accounts.remember(creator)
        top = self.add_file("Drive", FOLDER, owner=creator, file_id=self.new_id(19, prefix="0A"))
        account = self.accounts.find(creator)
        top.name, top.owner, top.drive_id, top.is_root = name, None, top.id, False
        top.permissions[0].role = "organizer"
        drive = Drive(top.id, name, top.created, account.domain, request_id=request_id)
        self.drives[drive.id] = drive
        return drive

    def children(self, folder_id: str) -> Iterator[File]:
        """What lies directly in a folder."""
        return (file for file in list(self.files.values()) if folder_id in file.parents)

    def remove(self, file: File) -> None:
        """Take a file away for good."""
        self.files.pop(file.id, None)
        self.drives.pop(file.id, None)

    def snapshot(self) -> State:
        """The state as it is now, for whoever reads late. Contents never change, so are shared."""
        contents = [
            content
            for file in self.files.values()
            for content in (file.content, *(r.content for r in file.revisions))
        ]
        return copy.deepcopy(self, {id(content): content for content in contents})

    # --- keeping ---------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Everything but the files, as JSON; see `file_to_json` for those."""
        return {
            "accounts": self.accounts.to_json(),
            "drives": msgspec.to_builtins(list(self.drives.values())),
            "mail": msgspec.to_builtins(self.mail),
            "settings": msgspec.to_builtins(self.settings),
            "last": self._last,
        }

    def load_json(self, data: dict[str, Any]) -> None:
        """The inverse of `to_json`."""
        self.accounts = Accounts.from_json(data["accounts"])
        self.drives = {d.id: d for d in msgspec.convert(data["drives"], list[Drive])}
        self.mail = msgspec.convert(data["mail"], list[Mail])
        self.settings = msgspec.convert(data["settings"], Settings)
        self._last = data["last"]


def file_to_json(file: File) -> dict[str, Any]:
    """A file without its content and its revisions, as JSON."""
    bare = msgspec.structs.replace(file, content=None, revisions=[])
    out: dict[str, Any] = msgspec.to_builtins(bare)
    return out


def file_from_json(data: dict[str, Any]) -> File:
    """The inverse of `file_to_json`."""
    return msgspec.convert(data, File)


def timestamp(milliseconds: int) -> str:
    """A time as Drive writes it: `2023-07-20T08:47:44.700Z`."""
    moment = datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def date_of(milliseconds: int) -> date:
    """The day of a time, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).date()
