"""Request bodies held against Google's message shapes, with the JSON front end's own refusals.

The shapes are in `schema.json`, made from the discovery documents. Wording of the refusals is
recorded or reported for Sheets; field paths are in snake case there, as in Google's protos.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from cocsheets.sandbox.errors import ApiError, Service, bad_field

Json = dict[str, Any]

_HUMP = re.compile(r"(?<!^)([A-Z])")
_LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"
_PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
_MESSAGE_DEPTH = 100


@cache
def _documents() -> dict[str, dict[str, dict[str, str]]]:
    text = resources.files("cocsheets.sandbox").joinpath("schema.json").read_text("utf-8")
    documents: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return documents


def shape(service: Service, message: str) -> dict[str, str]:
    """Field names and types of a message; empty if there is none of that name."""
    return _documents()[service].get(message, {})


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
        return json.loads(raw, parse_constant=_no_constant)
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


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def check(message: str, body: Any, at: str = "", service: Service = "sheets") -> Json:
    """The body as a message: nulls dropped, names in camel case, every value of its type.

    Raises:
        ApiError: 400, naming the first field that does not fit.
    """
    known = shape(service, message)
    if not isinstance(body, dict):
        if not at:
            raise ApiError(
                400,
                'Invalid JSON payload received. Unknown name "": Root element must be a message.',
                reason="parseError",
            )
        raise _invalid(at, _PACKAGE + message, body)
    if at.count(".") > _MESSAGE_DEPTH:
        raise ApiError(400, "Message too deep. Max recursion depth reached.")
    out: Json = {}
    for key, value in body.items():
        name = camel(key)
        kind = known.get(name)
        if kind is None:
            where = f" at '{at}'" if at else ""
            raise bad_field(
                at,
                f'Invalid JSON payload received. Unknown name "{key}"{where}: Cannot find field.',
            )
        if value is None and kind not in ("any", "[any]"):
            continue
        path = f"{at}.{snake(name)}" if at else snake(name)
        out[name] = _value(message, name, kind, value, path, service)
    return out


def _value(message: str, name: str, kind: str, value: Any, at: str, service: Service) -> Any:  # noqa: C901
    if kind.startswith("["):
        inner = kind[1:-1]
        if not isinstance(value, list):
            if inner.startswith("["):
                raise _invalid(at, _LIST_VALUE, value)
            if isinstance(value, dict):
                raise bad_field(
                    at,
                    f"Invalid JSON payload received. Unknown name \"{name}\" at '{_parent(at)}': "
                    "Proto field is not repeating, cannot start list.",
                )
            return [_value(message, name, inner, value, f"{at}[0]", service)]
        return [
            _value(message, name, inner, item, f"{at}[{index}]", service)
            for index, item in enumerate(value)
            if item is not None or inner == "any"
        ]
    if isinstance(value, list) and kind != "any":
        raise bad_field(
            _parent(at),
            f"Invalid JSON payload received. Unknown name \"{name}\" at '{_parent(at)}': "
            "Proto field is not repeating, cannot start list.",
        )
    if kind == "string":
        if isinstance(value, str):
            return value
        raise _invalid(at, "TYPE_STRING", value)
    if kind in ("int", "int64"):
        return _integer(value, at, 32 if kind == "int" else 64)
    if kind == "bool":
        return _boolean(value, at)
    if kind == "number":
        return _number(value, at)
    if kind.startswith("enum:"):
        names = kind[5:].split("|")
        if isinstance(value, str) and value in names:
            return value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(names):
            return names[value]
        raise _invalid(at, f"{_PACKAGE}{message}.{name[:1].upper()}{name[1:]}", value)
    if kind == "mask":
        if isinstance(value, str):
            return value
        raise _invalid(at, "type.googleapis.com/google.protobuf.FieldMask", value)
    if kind == "any" or kind.startswith("{"):
        return value
    return check(kind, value, at, service)


def _parent(at: str) -> str:
    return at.rpartition(".")[0]


def _integer(value: Any, at: str, bits: int) -> int:
    number: Any = value
    if isinstance(value, str):
        try:
            number = int(value)
        except ValueError:
            number = None
    if isinstance(number, float) and math.isfinite(number) and number.is_integer():
        number = int(number)
    if (
        not isinstance(number, int)
        or isinstance(number, bool)
        or not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1)
    ):
        raise _invalid(at, f"TYPE_INT{bits}", value)
    return number


def _boolean(value: Any, at: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise _invalid(at, "TYPE_BOOL", value)


def _number(value: Any, at: str) -> float | int:
    number = value
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            number = None
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        raise _invalid(at, "TYPE_DOUBLE", value)
    if (isinstance(number, int) and abs(number) >= 2**1023) or not math.isfinite(number):
        raise _invalid(at, "TYPE_DOUBLE", value)
    return number


def _invalid(at: str, kind: str, value: Any) -> ApiError:
    shown = (
        json.dumps(value, ensure_ascii=False)
        if not isinstance(value, dict)
        else "Starting an object on a scalar field"
    )
    if isinstance(value, dict):
        text = (
            f'Invalid JSON payload received. Unknown name "{at.rpartition(".")[2]}" at '
            f"'{_parent(at)}': Starting an object on a scalar field."
        )
        return bad_field(_parent(at), text)
    return bad_field(at, f"Invalid value at '{at}' ({kind}), {shown}")
