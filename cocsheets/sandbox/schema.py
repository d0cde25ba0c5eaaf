"""Request bodies held against Google's message shapes, with the JSON front end's own refusals.

The shapes are in `schema.json`, made from the discovery documents. Wording of the refusals is
recorded or reported for Sheets; field paths are in snake case there, as in Google's protos.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import msgspec

from cocsheets.sandbox.errors import ApiError, Service, bad_field
from cocsheets.sandbox.scalars import READERS, invalid_value, parent, unknown_name

Json = dict[str, Any]

_HUMP = re.compile(r"(?<!^)([A-Z])")
_LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"
_PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
_DEEPEST = 60
_UNIONS: dict[str, tuple[str, frozenset[str] | None]] = {
    "Request": ("kind", None),
    "ExtendedValue": ("value", None),
    "DataFilter": ("filter", None),
    "FindReplaceRequest": ("scope", frozenset({"range", "sheetId", "allSheets"})),
    "UpdateCellsRequest": ("area", frozenset({"range", "start"})),
}
"""Groups of fields of which one at most may be set; None stands for all of a message."""
_ENUMS = {
    "dimension": "Dimension",
    "majorDimension": "Dimension",
    "shiftDimension": "Dimension",
    "sortOrder": "SortOrder",
    "valueInputOption": "ValueInputOption",
    "valueRenderOption": "ValueRenderOption",
    "responseValueRenderOption": "ValueRenderOption",
    "dateTimeRenderOption": "DateTimeRenderOption",
    "responseDateTimeRenderOption": "DateTimeRenderOption",
    "pasteType": "PasteType",
    "pasteOrientation": "PasteOrientation",
    "sheetType": "SheetType",
    "horizontalAlignment": "HorizontalAlign",
    "verticalAlignment": "VerticalAlign",
    "wrapStrategy": "WrapStrategy",
}
"""Names of enumerations that are not `Message.Field`."""


@cache
def documents() -> Json:
    """What was taken from Google's discovery documents."""
    text = resources.files("cocsheets.sandbox").joinpath("schema.json").read_text("utf-8")
    documents: Json = json.loads(text)
    return documents


def shape(service: Service, message: str) -> dict[str, str]:
    """Field names and types of a message; empty if there is none of that name."""
    messages: dict[str, dict[str, str]] = documents()[service]
    return messages.get(message, {})


@lru_cache(maxsize=2048)
def camel(name: str) -> str:
    """`sheet_id` as `sheetId`; both are taken in JSON and in masks."""
    if "_" not in name:
        return name
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


@lru_cache(maxsize=2048)
def snake(name: str) -> str:
    """`sheetId` as `sheet_id`."""
    return _HUMP.sub(r"_\1", name).lower()


def parse_body(raw: bytes) -> Any:
    """The JSON of a body; an empty one is `{}`.

    Raises:
        ApiError: 400 for what is no JSON.
    """
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw, parse_constant=_no_constant)
        if b"\\ud" in raw.lower():
            msgspec.json.decode(raw)  # refuses half of a surrogate pair, which no answer could hold
    except (ValueError, RecursionError) as error:
        text = raw.decode("utf-8", "replace")
        at = getattr(error, "pos", 0)
        detail = "Unexpected end of string" if at >= len(text.rstrip()) else "Expected a value"
        line = text[max(0, at - 20) : at + 20].split("\n")[0]
        raise ApiError(
            400,
            f"Invalid JSON payload received. {detail}.\n{line}\n{' ' * min(at, 20)}^",
            reason="parseError",
        ) from None
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def check(message: str, body: Any, at: str = "", service: Service = "sheets") -> Json:
    """The body as a message: nulls dropped, names in camel case, every value of its type.

    Raises:
        ApiError: 400, naming the first field that does not fit.
    """
    if not isinstance(body, dict):
        if at in ("", "data"):
            raise ApiError(
                400,
                'Invalid JSON payload received. Unknown name "": Root element must be a message.',
                reason="parseError",
            )
        raise invalid_value(at, _PACKAGE + message, body)
    if at.count(".") > _DEEPEST:
        raise ApiError(400, "Message too deep. Max recursion depth reached.")
    known = shape(service, message)
    out: Json = {}
    for key, value in body.items():
        name = camel(key)
        kind = known.get(name)
        if kind is None:
            raise unknown_name(key, at, "Cannot find field.")
        if (value is None and kind != "any") or (value == [] and kind[0] == "[" != kind[1]):
            continue  # an empty list is as good as none, but a row without cells is one
        path = f"{at}.{snake(name)}" if at else snake(name)
        out[name] = _value(f"{message}.{name}", kind, value, path, service)
    _require_one(message, out, at)
    return out


def _require_one(message: str, found: Json, at: str) -> None:
    """Refuse two members of a group of which only one may be set."""
    union, members = _UNIONS.get(message, ("", None))
    if not union:
        return
    given = [name for name in found if members is None or name in members]
    if len(given) > 1:
        raise bad_field(
            at,
            f"Invalid value at '{at}' (oneof), oneof field '{union}' is already set. "
            f"Cannot set '{given[1]}'",
        )


def _value(name: str, kind: str, value: Any, at: str, service: Service) -> Any:
    """A value of one field, `name` being its message and name."""
    if kind == "[[any]]":
        return _lists(value, at)
    if kind.startswith("["):
        inner = kind[1:-1]
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, list) for item in items):
            items = _flat(items)  # lists of lists are taken for one list (recorded)
        return [
            _value(name, inner, item, f"{at}[{index}]", service)
            for index, item in enumerate(items)
            if item is not None
        ]
    if kind == "any" or kind.startswith("{"):
        return value
    if isinstance(value, list):
        word = at.rpartition(".")[2]
        raise unknown_name(word, parent(at), "Proto field is not repeating, cannot start list.")
    if kind.startswith("enum:"):
        return _member(name, kind[5:].split("|"), value, at)
    reader = READERS.get(kind)
    return check(kind, value, at, service) if reader is None else reader(value, at)


def _flat(items: list[Any], depth: int = 0) -> list[Any]:
    if depth > _DEEPEST:
        raise ApiError(400, "Message too deep. Max recursion depth reached.")
    found: list[Any] = []
    for item in items:
        found += _flat(item, depth + 1) if isinstance(item, list) else [item]
    return found


def _lists(value: Any, at: str) -> list[Any]:
    """Rows of cell values; what is in them is judged when they are written."""
    if not isinstance(value, list):
        raise invalid_value(at, _LIST_VALUE, value)
    for index, row in enumerate(value):
        if not isinstance(row, list):
            raise invalid_value(f"{at}[{index}]", _LIST_VALUE, row)
    return value


def _member(name: str, names: list[str], value: Any, at: str) -> str:
    if isinstance(value, str) and value in names:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(names):
        return names[value]
    field = name.rpartition(".")[2]
    kind = _ENUMS.get(field) or f"{name.partition('.')[0]}.{field[:1].upper()}{field[1:]}"
    raise invalid_value(at, _PACKAGE + kind, value)
