"""The receipt of an off-boarding or onboarding: what was done, what is left, what nobody can see.

Knows access paths and the checklist of the committee. Must not know how access was changed: it
says what a fresh listing shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocsheets.access import addresses
from cocsheets.access.audit import KINDS, paths_of
from cocsheets.access.paths import AccessPath, Kind, PathState, Surroundings
from cocsheets.access.tasks import Seen, Task, tasks
from cocsheets.data import Data
from cocsheets.errors import ConfigurationError
from cocsheets.exit_codes import ExitCode

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from cocsheets.access.permissions import FileFacts


@dataclass(frozen=True, slots=True)
class ChecklistSettings:
    """What is to be done by hand when somebody comes or goes: `[checklist]`."""

    leaving: tuple[str, ...] = ()
    """Lines to tick off when a member leaves, such as `Slack channel`, `mail alias`."""
    joining: tuple[str, ...] = ()
    """Lines to tick off when a member joins."""

    def check(self) -> None:
        """Refuse blank lines.

        Raises:
            ConfigurationError: a line is blank.
        """
        if not all(line.strip() for line in (*self.leaving, *self.joining)):
            raise ConfigurationError("[checklist] holds a blank line.")


UNSEEN = (
    "copies, downloads, exports and prints that were made earlier",
    "e-mails already received, and notifications about this file",
    "other spreadsheets that take data from this one (IMPORTRANGE), authorised earlier",
    "version history, for whoever may still edit the file",
    "copies of the key or token that cocsheets signs in with: replace it, see docs/running.md",
)
"""What no listing shows. Said on every receipt, since silence would be false comfort."""


class Receipt(Data, frozen=True):
    """What can be said of one person's access, by a listing made after the changes."""

    email: str
    name: str
    day: dt.date
    """The first day on which the person is a member no longer, or is one."""
    file: str
    """Name of the spreadsheet."""
    url: str
    own: tuple[AccessPath, ...]
    """Ways in that are the person's own: grants, folders, drives."""
    shared: tuple[AccessPath, ...]
    """Ways in that are open to the person as to others: links, domains, groups, publishing."""
    checked: tuple[str, ...]
    """What was looked at and found closed."""
    comments: int | None = None
    """Comments and replies by that name; None if they could not be looked at."""
    checklist: tuple[str, ...] = ()
    unseen: tuple[str, ...] = UNSEEN
    places: tuple[Seen, ...] = ()
    """What was seen of the person in the places that cocsheets looks at."""
    files: tuple[str, ...] = ()
    """Names of the files that were looked at."""

    @property
    def left(self) -> tuple[AccessPath, ...]:
        """Every way in that is left, or may be."""
        return self.own + self.shared

    @property
    def closed(self) -> bool:
        """Whether no way in is known to be left."""
        return all(way.verdict is PathState.UNSEEN for way in self.left)

    @property
    def as_it_should_be(self) -> bool:
        """Whether nothing should be closed: what is left, if anything, stays until the day."""
        return not any(way.verdict is PathState.OPEN for way in self.left)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The checklist, with what was seen in the places that its lines are about."""
        return tasks(self.checklist, self.places)

    @property
    def code(self) -> ExitCode:
        """A finding, if an access path should be closed or a place should be looked at."""
        done = self.as_it_should_be and all(seen.done for seen in self.places)
        return ExitCode.OK if done else ExitCode.FINDINGS

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "email": self.email,
            "name": self.name,
            "date": self.day.isoformat(),
            "file": self.file,
            "url": self.url,
            "files": list(self.files),
            "closed": self.closed,
            "left": [way.to_json() for way in self.left],
            "checked": list(self.checked),
            "comments": self.comments,
            "cannot_be_seen": list(self.unseen),
            "checklist": [task.text for task in self.tasks],
        }


_CHECKED = {
    "file": (Kind.USER, Kind.EXPIRING, Kind.PENDING_OWNER, Kind.GONE),
    "folder or shared drive": (Kind.INHERITED,),
    "group": (Kind.GROUP,),
    "domain": (Kind.DOMAIN,),
    "link": (Kind.LINK, Kind.PUBLIC),
    "published to the web": (Kind.PUBLISHED,),
    "protected ranges": (Kind.PROTECTED_RANGE,),
    "access requests": (Kind.REQUEST,),
}
"""What a receipt accounts for, and the access paths that stand for it."""


def leaving_receipt(
    *,
    email: str,
    name: str,
    accounts: Collection[str],
    other_names: Collection[str],
    day: dt.date,
    file: FileFacts,
    files: tuple[str, ...] = (),
    unseen: Mapping[str, str] | None = None,
    ways: Sequence[AccessPath],
    around: Surroundings,
    checklist: Sequence[str],
) -> Receipt:
    """The receipt for somebody who leaves. `accounts` are the person's permission ids.

    `other_names`: names under which Google shows the account, by which alone comments can be told.
    `file` is the spreadsheet, `files` are the names of all files looked at; `unseen` says why
    others could not be looked at, by name.
    """
    mine = paths_of(email, frozenset(accounts), ways)
    mine += tuple(_not_looked_at(email, name, why) for name, why in (unseen or {}).items())
    own = tuple(
        way
        for way in mine
        if way.permission_id in accounts or addresses.key(way.who) == addresses.key(email)
    )
    shared = tuple(way for way in mine if way not in own)
    found = {way.kind for way in mine} | {KINDS[way.type] for way in shared if way.type}
    return Receipt(
        email=email,
        name=name,
        day=day,
        file=file.name,
        url=f"https://docs.google.com/spreadsheets/d/{file.id}/edit",
        files=files,
        own=own,
        shared=shared,
        checked=tuple(what for what, kinds in _CHECKED.items() if not found & set(kinds)),
        comments=_comments(around, {name, *other_names}),
        checklist=tuple(checklist),
    )


def _not_looked_at(email: str, name: str, why: str) -> AccessPath:
    """The way in that a file may be which could not be looked at."""
    reason = f"the file could not be looked at: {why}"
    return AccessPath(Kind.USER, email, PathState.UNSEEN, reason, file=name)


def _comments(around: Surroundings, names: set[str]) -> int | None:
    if around.comments is None:
        return None
    wanted = {name.casefold() for name in names if name}
    return sum(comment.author.casefold() in wanted for comment in around.comments)
