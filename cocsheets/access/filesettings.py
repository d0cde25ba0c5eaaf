"""Another file under the roster, `[files.NAME]`: which it is, and its policy beside the records'.

Knows the settings of one file. Must not know who has access, nor how a file is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from cocsheets.access.files import IDENTITIES, RECORDS
from cocsheets.access.membership import MemberRole
from cocsheets.access.policy import SharingSettings, check_lists
from cocsheets.errors import ConfigurationError
from cocsheets.patterns import lazy_re
from cocsheets.tomlfile import to_dataclass

ANYONE = "anyone"
"""In `keep` of a file: whoever has its link may go on reading it."""
_KEY = lazy_re(r"(?:/d/|/folders/|[?&](?:id|key)=)([\w-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """Another file or folder of Google Drive under the same policy: `[files.NAME]`."""

    key: str
    """Key or URL of the file or folder."""
    who: tuple[str, ...] | None = None
    """Roles of the roster that get access; else all, and for `[files.identities]` chairs alone."""
    roles: dict[str, str] = field(default_factory=dict)
    """Drive role (`reader`, `commenter`, `writer`) by role of the roster; else as `[sharing] roles`
    says."""
    keep: tuple[str, ...] = ()
    """Addresses of accounts that are not on the roster and keep the access that they have, beside
    those of `[sharing] keep`. `anyone`: an open link stays, for reading only."""
    groups: tuple[str, ...] = ()
    """Addresses of Google Groups that may have access to this file."""

    def check(self) -> None:
        """Refuse a key, roles and addresses that cannot be.

        Raises:
            ValueError: `key` is not the key or URL of a file, or `who` has another word.
            ConfigurationError: a role or address is not one.
        """
        if not re.fullmatch(r"[\w-]{5,}", self.id):
            raise ValueError("key is not the key or the URL of a file or folder of Google Drive")
        if self.who is not None and not (self.who and set(self.who) <= set(MemberRole)):
            raise ValueError('who is a list of "chair", "member" and "adviser"')
        keep = tuple(text for text in self.keep if text != ANYONE)
        check_lists("[files]", self.roles, groups=self.groups, keep=keep)

    @property
    def id(self) -> str:
        """The key of the file, taken out of a URL where one is given."""
        found = _KEY.search(self.key)
        return found[1] if found else self.key.strip()

    def whom(self, name: str) -> tuple[MemberRole, ...]:
        """The roles of the roster that get access, for a file of this name."""
        if self.who is not None:
            return tuple(map(MemberRole, self.who))
        return (MemberRole.CHAIR,) if name == IDENTITIES else tuple(MemberRole)

    def policy(self, name: str, sharing: SharingSettings) -> FilePolicy:
        """The policy of this file, whose name is `name`, beside that of the records."""
        return FilePolicy(
            roles={**sharing.roles, **self.roles},
            groups=self.groups,
            keep=(*(text for text in self.keep if text != ANYONE), *sharing.keep),
            grants=sharing.grants,
            name=name,
            who=self.whom(name),
            open=ANYONE in self.keep,
        )


@dataclass(frozen=True, slots=True)
class FilePolicy(SharingSettings):
    """The policy of one file beside the records."""

    name: str = ""
    who: tuple[MemberRole, ...] = tuple(MemberRole)
    open: bool = False

    @property
    def table(self) -> str:
        """See `SharingSettings`."""
        return f"[files.{self.name}]"

    @property
    def keep_table(self) -> str:
        """See `SharingSettings`."""
        return f"[sharing] or {self.table}"

    @property
    def whom(self) -> tuple[MemberRole, ...]:
        """See `SharingSettings`."""
        return self.who

    @property
    def keeps_open(self) -> bool:
        """See `SharingSettings`."""
        return self.open


def file_of(table: Any, source: str, name: str) -> FileSettings:
    """The file `[files.name]` of a TOML file. Raises ConfigurationError naming the key."""
    if not isinstance(table, dict):
        raise ConfigurationError(
            f"{source}: [files] {name!r} belongs to a file.", hint="Write [files.NAME] above it."
        )
    if not re.fullmatch(r"\w[\w-]*", name) or name == RECORDS:
        raise ConfigurationError(
            f"{source}: [files.{name}] cannot have this name.",
            hint=f"Use letters, digits, - and _; {RECORDS!r} is the spreadsheet itself.",
        )
    return to_dataclass(table, FileSettings, source, f"files.{name}")
