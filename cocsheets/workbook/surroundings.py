"""What Drive knows of the file beside its permissions: publishing, requests, who commented.

Knows the endpoints. Must not judge. What the acting account may not look at is None, never empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from cocsheets.access.paths import Comment, Request, Surroundings
from cocsheets.access.permissions import Role
from cocsheets.errors import GoogleError

if TYPE_CHECKING:
    from cocsheets.records.table import Worksheet
    from cocsheets.workbook.drive import DriveFile

T = TypeVar("T")


class _Base(msgspec.Struct, rename="camel"):
    pass


class _Revision(_Base):
    id: str = ""
    published: bool = False


class _Revisions(_Base):
    revisions: list[_Revision] = []
    next_page_token: str = ""


class _RoleAndView(_Base):
    role: str = ""


class _Proposal(_Base):
    requester_email_address: str = ""
    roles_and_views: list[_RoleAndView] = []


class _Proposals(_Base):
    access_proposals: list[_Proposal] = []
    next_page_token: str = ""


class _Author(_Base):
    display_name: str = ""


class _Said(_Base):
    author: _Author = msgspec.field(default_factory=_Author)
    deleted: bool = False


class _Comment(_Said):
    replies: list[_Said] = []


class _Comments(_Base):
    comments: list[_Comment] = []
    next_page_token: str = ""


def read_surroundings(drive: DriveFile, worksheets: Sequence[Worksheet]) -> Surroundings:
    """Everything of it, in three requests as a rule. None where Google does not tell."""
    return Surroundings(
        published=_if_told(lambda: _published(drive)),
        requests=_if_told(lambda: _requests(drive)),
        comments=_if_told(lambda: _comments(drive)),
        worksheets=tuple(worksheets),
    )


def _if_told(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except GoogleError:  # unseen is told as unseen; what else is seen is told all the same
        return None


def _published(drive: DriveFile) -> bool:
    """Whether any revision is published (`Revision.published`, documented)."""
    fields = "nextPageToken,revisions(id,published)"
    params = {"pageSize": "1000", "fields": fields}
    pages = drive.pages("revisions", params, _Revisions, "look at publishing")
    revisions = [revision for page in pages for revision in page.revisions]
    return any(revision.published for revision in revisions)


def _requests(drive: DriveFile) -> tuple[Request, ...]:
    params = {"pageSize": "100"}
    pages = drive.pages("accessproposals", params, _Proposals, "list requests for access")
    return tuple(
        Request(proposal.requester_email_address, _role(proposal.roles_and_views))
        for page in pages
        for proposal in page.access_proposals
    )


def _role(wanted: list[_RoleAndView]) -> Role | None:
    known = {role.value: role for role in Role}
    return next((known[each.role] for each in wanted if each.role in known), None)


def _comments(drive: DriveFile) -> tuple[Comment, ...]:
    """Who wrote comments and replies; their words are not asked for."""
    said = "author(displayName),deleted"
    fields = f"nextPageToken,comments({said},replies({said}))"
    params = {"pageSize": "100", "fields": fields}
    pages = drive.pages("comments", params, _Comments, "list comments")
    all_said: list[_Said] = []
    for page in pages:
        for comment in page.comments:
            all_said += [comment, *comment.replies]
    return tuple(Comment(each.author.display_name) for each in all_said if not each.deleted)
