"""What all Drive handlers share: the file a call is about, pages of a list, the answer's shape."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, TypeVar

from cocsheets.sandbox import fields
from cocsheets.sandbox.drive import access
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.http.calls import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.sandbox.drive.access import Capability
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call, Json

T = TypeVar("T")


def all_drives(call: Call) -> bool:
    """Whether the caller says that it knows shared drives, by the new name or the old one."""
    return call.flag("supportsAllDrives") or call.flag("supportsTeamDrives")


def file_of(call: Call, capability: Capability | None = None, *, known: bool = False) -> File:
    """The file in the call's path, which the user sees and may do `capability` with.

    `known` is for calls that have no parameter to say that they know shared drives.
    """
    return access.drive_file(
        call.state,
        call.user,
        call.path["fileId"],
        all_drives=known or all_drives(call),
        capability=capability,
    )


def shaped(call: Call, resource: Json, schema: str, default: str) -> Reply:
    """The answer, cut to the `fields` that were asked for or else to Drive's default ones."""
    mask = fields.mask_for("drive", schema, call.arg("fields") or default)
    return Reply(json=fields.apply(mask, resource))


def require_fields(call: Call) -> None:
    """Comments and `about` have no default fields (documented)."""
    if call.arg("fields") is None:
        raise ApiError(
            400,
            "The 'fields' parameter is required for this method.",
            reason="required",
            location="fields",
        )


def refuse_media(call: Call) -> None:
    """Nothing here has content that could be downloaded as it is (wording reported)."""
    if call.arg("alt") == "media":
        raise ApiError(
            403,
            "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
            reason="fileNotDownloadable",
            location="alt",
            location_type="parameter",
        )


def page_of(call: Call, items: Sequence[T], size: int | None) -> tuple[Sequence[T], str | None]:
    """One page of a list and the token of the next one; without a size, all that is left."""
    start = _offset(call.arg("pageToken"))
    end = len(items) if size is None else start + size
    return items[start:end], _token(end) if end < len(items) else None


def listing(call: Call, kind: str, key: str, page: Sequence[Json], token: str | None) -> Json:
    """A list resource as Drive builds them."""
    resource: dict[str, Any] = {"kind": f"drive#{kind}", key: list(page)}
    if token is not None:
        resource["nextPageToken"] = token
    return resource


def _token(offset: int) -> str:
    return "~!!~" + base64.urlsafe_b64encode(f"page:{offset}".encode()).decode().rstrip("=")


def _offset(token: str | None) -> int:
    if token is None:
        return 0
    encoded = token.removeprefix("~!!~")
    try:
        text = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        offset = int(text.removeprefix("page:"))
    except (binascii.Error, ValueError):
        offset = -1
    if offset < 0:
        raise ApiError(400, "Invalid Value", reason="invalid", location="pageToken")
    return offset


def not_writable(message: str | None = None) -> ApiError:
    """Drive's refusal of a body that tries to set what cannot be set (reported)."""
    return ApiError(
        403,
        message or "The resource body includes fields which are not directly writable.",
        reason="fieldNotWritable",
    )


def bad_value(message: str, location: str) -> ApiError:
    """Drive's 400 for a body with a value that does not fit (reported)."""
    return ApiError(400, message, reason="invalid", location=location, location_type="other")


def text_of(body: Json, name: str) -> str | None:
    """A text in the body; null is absent, another type a 400."""
    value = body.get(name)
    if value is None or isinstance(value, str):
        return value
    raise bad_value(f"Invalid value for: {name}", name)


def flag_of(body: Json, name: str) -> bool | None:
    """A boolean in the body; null is absent, another type a 400."""
    value = body.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise bad_value(f"Invalid value for: {name}", name)
