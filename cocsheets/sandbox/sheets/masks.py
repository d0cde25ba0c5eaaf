"""Updates by mask: which parts of an object a request changes."""

from __future__ import annotations

from typing import Any

from cocsheets.sandbox import fields
from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.fields import Mask
from cocsheets.sandbox.schema import snake

Json = dict[str, Any]


def of(request: Json, message: str) -> Mask:
    """The `fields` of a request, held against the message that it updates.

    Raises:
        ApiError: 400 for a mask that is missing or names nothing.
    """
    text = request.get("fields", "")
    if not text.strip():
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    try:
        mask = fields.parse(text)
        wrong = fields.unknown_path("sheets", message, mask)
    except ValueError:
        mask, wrong = None, text
    if wrong is not None:
        path = ".".join(snake(part) for part in wrong.split("."))
        raise invalid(f"Invalid field: {path}")
    return mask


def update(old: Json, new: Json, mask: Mask) -> Json:
    """The old object with the parts that a mask names as in the new one, or gone with them."""
    if mask is None:
        return dict(new)
    out = dict(old)
    for name, below in mask.items():
        if below is None:
            if name in new:
                out[name] = new[name]
            else:
                out.pop(name, None)
            continue
        part = update(out.get(name) or {}, new.get(name) or {}, below)
        if part:
            out[name] = part
        else:
            out.pop(name, None)
    return out


def has(mask: Mask, *path: str) -> bool:
    """Whether a mask reaches a path."""
    return fields.within(mask, *path)[0]
