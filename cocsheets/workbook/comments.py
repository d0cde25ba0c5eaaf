"""Comments on the spreadsheet with their words, to be searched and never shown.

Knows Drive's comments (documented: only the author can delete one, and it keeps the cell's old text
as a quote). Must not know who is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cocsheets.data import Data, Hidden

if TYPE_CHECKING:
    from cocsheets.workbook.drive import DriveFile


class _Base(msgspec.Struct, rename="camel"):
    pass


class _Author(_Base):
    display_name: str = ""


class _Quote(_Base):
    value: str = ""


class _Said(_Base):
    author: _Author = msgspec.field(default_factory=_Author)
    content: str = ""
    deleted: bool = False


class _Comment(_Said):
    id: str = ""
    quoted_file_content: _Quote = msgspec.field(default_factory=_Quote)
    replies: list[_Said] = []


class _Page(_Base):
    comments: list[_Comment] = []
    next_page_token: str = ""


class Comment(Data, frozen=True):
    """A comment or reply."""

    author: str
    url: str
    texts: Hidden[tuple[str, ...]]
    """What was written, and what it quotes."""


def read_comments(drive: DriveFile) -> tuple[Comment, ...]:
    """All comments and replies that are not deleted. Raises GoogleError, also for a refusal."""
    said = "author(displayName),content,deleted"
    fields = f"nextPageToken,comments(id,quotedFileContent(value),{said},replies({said}))"
    params = {"pageSize": "100", "fields": fields}
    found: list[Comment] = []
    for page in drive.pages("comments", params, _Page, "read comments"):
        for comment in page.comments:
            url = f"https://docs.google.com/spreadsheets/d/{drive.key}/edit?disco={comment.id}"
            if not comment.deleted:
                texts = (comment.content, comment.quoted_file_content.value)
                found.append(Comment(comment.author.display_name, url, texts))
            found += [
                Comment(reply.author.display_name, url, (reply.content,))
                for reply in comment.replies
                if not reply.deleted
            ]
    return tuple(found)
