"""Drive v3 `comments` and `replies`. Only the author changes or deletes what was said (documented).

A deleted one stays as a stub without words. `quotedFileContent` keeps the text that it was given.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, TypeVar

from cocsheets.sandbox.drive.access import Capability, insufficient
from cocsheets.sandbox.drive.calls import (
    bad_value,
    file_of,
    listing,
    page_of,
    require_fields,
    shaped,
    text_of,
)
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import Comment, Mail, Said
from cocsheets.sandbox.files import Reply as Answer
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call, Json
    from cocsheets.sandbox.state import State

S = TypeVar("S", bound=Said)
_MENTION = re.compile(r"[+@]([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")


def list_comments(call: Call) -> Reply:
    """`comments.list`: the newest first, as in Sheets' own list (order unverified)."""
    require_fields(call)
    file = _commented(call)
    since = call.arg("startModifiedTime") or ""
    found = [
        comment
        for comment in sorted(file.comments, key=lambda comment: comment.modified, reverse=True)
        if (call.flag("includeDeleted") or not comment.deleted)
        and timestamp(comment.modified) >= since
    ]
    page, token = page_of(call, found, call.number("pageSize", 20, low=1, high=100))
    items = [_comment_resource(call, comment) for comment in page]
    resource = listing(call, "commentList", "comments", items, token)
    return shaped(call, resource, "CommentList", "*")


def get_comment(call: Call) -> Reply:
    """`comments.get`."""
    require_fields(call)
    return _comment_answer(call, _comment(call, _commented(call)))


def create_comment(call: Call) -> Reply:
    """`comments.create`. Whoever is mentioned gets mail."""
    require_fields(call)
    file = _commented(call)
    content = _content(call)
    if "assigneeEmailAddress" in call.body:  # documented as a field, refused when sent (reported)
        raise bad_value("Invalid value for: assigneeEmailAddress", "assigneeEmailAddress")
    anchor, quoted = text_of(call.body, "anchor"), _quoted(call.body)
    comment = _new(call, Comment, content, anchor=anchor, quoted=quoted)
    file.comments.append(comment)
    _mail(call, file, content)
    return _comment_answer(call, comment)


def update_comment(call: Call) -> Reply:
    """`comments.update`: the words only, by their author only."""
    require_fields(call)
    comment = _own(call, _comment(call, _commented(call)))
    comment.content, comment.modified = _content(call), call.state.now()
    return _comment_answer(call, comment)


def delete_comment(call: Call) -> Reply:
    """`comments.delete`: leaves a stub."""
    _erase(call, _own(call, _comment(call, _commented(call))))
    return Reply(status=204)


def list_replies(call: Call) -> Reply:
    """`replies.list`: in the order in which they were made."""
    require_fields(call)
    comment = _comment(call, _commented(call))
    found = [reply for reply in comment.replies if call.flag("includeDeleted") or not reply.deleted]
    page, token = page_of(call, found, call.number("pageSize", 20, low=1, high=100))
    items = [_reply_resource(call, reply) for reply in page]
    return shaped(call, listing(call, "replyList", "replies", items, token), "ReplyList", "*")


def get_reply(call: Call) -> Reply:
    """`replies.get`."""
    require_fields(call)
    return _reply_answer(call, _reply(call, _comment(call, _commented(call))))


def create_reply(call: Call) -> Reply:
    """`replies.create`: words, or an action, which anyone who may comment can take (documented)."""
    require_fields(call)
    file = _commented(call)
    comment = _comment(call, file)
    if comment.deleted:
        raise _missing("Comment", call.path["commentId"], "commentId")
    action = text_of(call.body, "action")
    if action not in (None, "resolve", "reopen"):
        raise bad_value("Invalid value for: action", "action")
    content = (text_of(call.body, "content") or "") if action else _content(call)
    reply = _new(call, Answer, content, action=action)
    comment.replies.append(reply)
    comment.modified = reply.created
    if action:
        comment.resolved = action == "resolve"
    _mail(call, file, content)
    return _reply_answer(call, reply)


def update_reply(call: Call) -> Reply:
    """`replies.update`."""
    require_fields(call)
    reply = _own(call, _reply(call, _comment(call, _commented(call))))
    reply.content, reply.modified = _content(call), call.state.now()
    return _reply_answer(call, reply)


def delete_reply(call: Call) -> Reply:
    """`replies.delete`."""
    _erase(call, _own(call, _reply(call, _comment(call, _commented(call)))))
    return Reply(status=204)


# --- parts -----------------------------------------------------------------------------------


def _commented(call: Call) -> File:
    """The file; readers do not see its comments (unverified for the API)."""
    return file_of(call, Capability.COMMENT, known=True)


def _comment(call: Call, file: File) -> Comment:
    name = call.path["commentId"]
    for comment in file.comments:
        if comment.id == name and (not comment.deleted or call.flag("includeDeleted")):
            return comment
    raise _missing("Comment", name, "commentId")


def _reply(call: Call, comment: Comment) -> Answer:
    name = call.path["replyId"]
    for reply in comment.replies:
        if reply.id == name and (not reply.deleted or call.flag("includeDeleted")):
            return reply
    raise _missing("Reply", name, "replyId")


def _missing(what: str, name: str, location: str) -> ApiError:
    return ApiError(
        404,
        f"{what} not found: {name}.",
        reason="notFound",
        location=location,
        location_type="parameter",
    )


def _new(call: Call, kind: type[S], content: str, **more: Any) -> S:
    now, name = call.state.now(), call.state.new_id(11, prefix="AAAA")
    return kind(id=name, author=call.user, content=content, created=now, modified=now, **more)


def _own(call: Call, said: S) -> S:
    if not call.state.accounts.same(said.author, call.user):
        raise insufficient()
    return said


def _erase(call: Call, said: Said) -> None:
    said.deleted, said.content, said.modified = True, "", call.state.now()
    if isinstance(said, Comment):
        said.quoted = None
        said.replies = []


def _content(call: Call) -> str:
    content = text_of(call.body, "content")
    if not content:
        raise ApiError(
            400,
            "The content field is required.",
            reason="required",
            location="content",
            location_type="other",
        )
    return content


def _quoted(body: Json) -> dict[str, str] | None:
    quoted = body.get("quotedFileContent")
    if quoted is None:
        return None
    if not isinstance(quoted, dict) or not isinstance(quoted.get("value"), str):
        raise bad_value("Invalid value for: quotedFileContent", "quotedFileContent")
    return {"mimeType": str(quoted.get("mimeType", "text/html")), "value": quoted["value"]}


def _mail(call: Call, file: File, content: str) -> None:
    call.state.mail += [
        Mail(to=address, kind="comment", file=file.id) for address in _MENTION.findall(content)
    ]


def _author(state: State, author: str, me: str) -> Json:
    """Who said it; the address and the id are not filled in (documented)."""
    user = state.accounts.user(author, me=me)
    return {key: user[key] for key in ("kind", "displayName", "me")}


def _said(call: Call, kind: str, said: Said) -> Json:
    resource: Json = {
        "kind": f"drive#{kind}",
        "id": said.id,
        "createdTime": timestamp(said.created),
        "modifiedTime": timestamp(said.modified),
        "author": _author(call.state, said.author, call.user),
        "deleted": said.deleted,
    }
    if not said.deleted:
        resource["content"] = said.content
        resource["htmlContent"] = html.escape(said.content, quote=False)
        if mentioned := _MENTION.findall(said.content):
            resource["mentionedEmailAddresses"] = mentioned
    return resource


def _comment_resource(call: Call, comment: Comment) -> Json:
    resource = _said(call, "comment", comment)
    if comment.anchor is not None:
        resource["anchor"] = comment.anchor
    if comment.quoted is not None:
        resource["quotedFileContent"] = comment.quoted
    if not comment.deleted:
        resource["resolved"] = bool(comment.resolved)
    resource["replies"] = [
        _reply_resource(call, reply)
        for reply in comment.replies
        if call.flag("includeDeleted") or not reply.deleted
    ]
    return resource


def _reply_resource(call: Call, reply: Answer) -> Json:
    resource = _said(call, "reply", reply)
    if reply.action is not None:
        resource["action"] = reply.action
    return resource


def _comment_answer(call: Call, comment: Comment) -> Reply:
    return shaped(call, _comment_resource(call, comment), "Comment", "*")


def _reply_answer(call: Call, reply: Answer) -> Reply:
    return shaped(call, _reply_resource(call, reply), "Reply", "*")
