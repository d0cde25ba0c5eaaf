"""Google's `fields` masks, for answers of both services and for updates in Sheets.

`a,b(c,d/e),f.g,*` becomes a tree: a dict of keys, in which None means all that lies below.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cocsheets.sandbox.errors import ApiError, Service, bad_field
from cocsheets.sandbox.schema import camel, shape

Tree = dict[str, Any]
Mask = Tree | None


@lru_cache(maxsize=512)
def parse(text: str) -> Mask:
    """The tree of a mask; None for `*` or nothing. The tree is shared: do not change it.

    Raises:
        ValueError: brackets or commas do not fit; its text is the part that was not understood.
    """
    text = text.strip()
    if text in ("", "*"):
        return None
    try:
        tree, end = _list(text, 0)
    except RecursionError:
        raise ValueError(text) from None
    if end != len(text):
        raise ValueError(text[end:])
    return None if tree.get("*", tree) is None else tree


def _list(text: str, at: int) -> tuple[Tree, int]:
    tree: Tree = {}
    while True:
        path, below, at = _item(text, at)
        _insert(tree, path, below)
        if at >= len(text) or text[at] != ",":
            return tree, at
        at += 1


def _item(text: str, at: int) -> tuple[list[str], Mask, int]:
    path = []
    while True:
        start = at
        while at < len(text) and text[at] not in ",()./":
            at += 1
        name = text[start:at].strip()
        if not name:
            raise ValueError(text[start:])
        path.append(camel(name))
        if at >= len(text) or text[at] not in "./":
            break
        at += 1
    below: Mask = None
    if at < len(text) and text[at] == "(":
        below, at = _list(text, at + 1)
        if at >= len(text) or text[at] != ")":
            raise ValueError(text[at:])
        at += 1
    if len(path) > 1 and path[-1] == "*" and below is None:
        path.pop()
    return path, below, at


def _insert(tree: Tree, path: list[str], below: Mask) -> None:
    *parents, last = path
    for name in parents:
        if tree.setdefault(name, {}) is None:
            return
        tree = tree[name]
    if below is None:
        tree[last] = None
    elif tree.setdefault(last, {}) is not None:
        for name, deeper in below.items():
            _insert(tree[last], [name], deeper)


def within(mask: Mask, *path: str) -> tuple[bool, Mask]:
    """Whether a mask reaches a key, and the part of it that lies below."""
    for name in path:
        if mask is None:
            return True, None
        if name not in mask and "*" not in mask:
            return False, None
        mask = mask.get(name, mask.get("*"))
    return True, mask


def apply(mask: Mask, value: Any) -> Any:
    """The part of an answer that a mask lets through; a list is looked through, item by item."""
    if mask is None:
        return value
    if isinstance(value, list):
        return [apply(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    if "*" in mask:
        rest = mask["*"]
        return {key: apply(mask.get(key, rest), item) for key, item in value.items()}
    return {key: apply(mask[key], value[key]) for key in value if key in mask}


def unknown_path(service: Service, message: str, mask: Mask) -> str | None:
    """The first path of a mask that leads nowhere in this message, or None."""
    if mask is None:
        return None
    known = shape(service, message)
    for name, below in mask.items():
        if name == "*":
            continue
        kind = known.get(name)
        if kind is None:
            return name
        inner = kind.strip("[]")
        if below is None or inner.startswith("{") or inner == "any":
            continue
        deeper = unknown_path(service, inner, below) if shape(service, inner) else next(iter(below))
        if deeper is not None:
            return f"{name}.{deeper}"
    return None


def mask_for(service: Service, message: str, text: str | None) -> Mask:
    """The mask of an answer of this message.

    Raises:
        ApiError: 400 in the service's own words for a mask that does not fit (Sheets' recorded).
    """
    if text is None:
        return None
    try:
        mask = parse(text)
        wrong = unknown_path(service, message, mask)
    except ValueError:
        wrong = text
        mask = None
    if wrong is None:
        return mask
    if service == "drive":
        raise ApiError(
            400,
            f"Invalid field selection {wrong}",
            reason="invalidParameter",
            location="fields",
        )
    error = bad_field(
        wrong,
        "Error expanding 'fields' parameter. "
        f"Cannot find matching fields for path '{wrong.replace('/', '.')}'.",
    )
    error.message = "Request contains an invalid argument."
    raise error
