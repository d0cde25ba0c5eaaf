"""Drive v3 `revisions`: old states of a file. Those of spreadsheets cannot be deleted.

Whoever may edit may read every old state (documented).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cocsheets.sandbox.drive.access import Capability
from cocsheets.sandbox.drive.calls import file_of, flag_of, listing, page_of, refuse_media, shaped
from cocsheets.sandbox.drive.exports import export_links
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File, Revision
    from cocsheets.sandbox.http.calls import Call, Json

_DEFAULT = "kind,id,mimeType,modifiedTime"


def list_revisions(call: Call) -> Reply:
    """`revisions.list`: the oldest first."""
    file = _with_history(call)
    page, token = page_of(call, file.revisions, call.number("pageSize", 200, low=1, high=1000))
    items = [_resource(call, file, revision) for revision in page]
    resource = listing(call, "revisionList", "revisions", items, token)
    return shaped(call, resource, "RevisionList", f"kind,nextPageToken,revisions({_DEFAULT})")


def get_revision(call: Call) -> Reply:
    """`revisions.get`: what is known about it; its content is had through `exportLinks`."""
    file = _with_history(call)
    refuse_media(call)
    return _answer(call, file, revision_of(file, call.path["revisionId"]))


def update_revision(call: Call) -> Reply:
    """`revisions.update`: publishes to the web, or ends that. `keepForever` does nothing here."""
    file = _with_history(call)
    revision = revision_of(file, call.path["revisionId"])
    published = flag_of(call.body, "published")
    automatic = flag_of(call.body, "publishAuto")
    outside = flag_of(call.body, "publishedOutsideDomain")
    now = revision.published if published is None else published
    new = msgspec.structs.replace(
        revision,
        published=now,
        publish_auto=now
        and (revision.publish_auto if automatic is None else automatic and revision is file.head),
        published_outside_domain=now
        and (revision.published_outside_domain if outside is None else outside),
    )
    file.revisions = [new if other is revision else other for other in file.revisions]
    return _answer(call, file, new)


def delete_revision(call: Call) -> Reply:
    """`revisions.delete`: refused for spreadsheets (reason reported, wording unverified)."""
    file = _with_history(call)
    revision = revision_of(file, call.path["revisionId"])
    if file.mime_type == SPREADSHEET:
        raise ApiError(
            403,
            "Deleting revisions is not supported for this file.",
            reason="revisionDeletionNotSupported",
        )
    if len(file.revisions) == 1:
        raise ApiError(
            403, "The only revision cannot be deleted.", reason="cannotDeleteOnlyRevision"
        )
    file.revisions = [other for other in file.revisions if other is not revision]
    return Reply(status=204)


def revision_of(file: File, name: str) -> Revision:
    """The revision with this id.

    Raises:
        ApiError: 404 in Drive's words.
    """
    for revision in file.revisions:
        if revision.id == name:
            return revision
    raise ApiError(
        404,
        f"Revision not found: {name}.",
        reason="notFound",
        location="revisionId",
        location_type="parameter",
    )


def _with_history(call: Call) -> File:
    file = file_of(call, known=True)
    if file.is_folder:
        raise ApiError(403, "The file does not support revisions.", reason="revisionsNotSupported")
    return file_of(call, Capability.READ_REVISIONS, known=True)


def _resource(call: Call, file: File, revision: Revision) -> Json:
    resource: Json = {
        "kind": "drive#revision",
        "id": revision.id,
        "mimeType": file.mime_type,
        "modifiedTime": timestamp(revision.modified),
        "keepForever": False,
        "published": revision.published,
        "publishAuto": revision.publish_auto,
        "publishedOutsideDomain": revision.published_outside_domain,
        "lastModifyingUser": call.state.accounts.user(revision.user, me=call.user),
    }
    if file.mime_type == SPREADSHEET:
        resource["exportLinks"] = export_links(file.id, revision.id)
        if revision.published:
            resource["publishedLink"] = f"https://docs.google.com/spreadsheets/d/{file.id}/pubhtml"
    return resource


def _answer(call: Call, file: File, revision: Revision) -> Reply:
    return shaped(call, _resource(call, file, revision), "Revision", _DEFAULT)
