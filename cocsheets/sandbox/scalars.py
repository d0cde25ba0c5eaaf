"""Single values of request bodies, each held against the type that Google gives its field.

Wording of the refusals is recorded or reported.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import ApiError, bad_field

if TYPE_CHECKING:
    from collections.abc import Callable

_INTEGER = re.compile(r"-?\d{1,20}\Z")
_LARGEST_FLOAT = 3.4028234663852886e38


def _string(value: Any, at: str) -> str:
    if isinstance(value, str):
        return value
    raise invalid_value(at, "TYPE_STRING", value)


def _mask(value: Any, at: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and value.keys() == {"paths"} and isinstance(value["paths"], list):
        return ",".join(_string(path, f"{at}.paths") for path in value["paths"])
    raise invalid_value(at, "type.googleapis.com/google.protobuf.FieldMask", value)


def parent(at: str) -> str:
    """The path of the message that a field is in."""
    return at.rpartition(".")[0]


def _int32(value: Any, at: str) -> int:
    return _integer(value, at, 32)


def _int64(value: Any, at: str) -> int:
    return _integer(value, at, 64)


def _integer(value: Any, at: str, bits: int) -> int:
    number: Any = value
    if isinstance(value, str) and _INTEGER.match(value):
        number = int(value)
    if isinstance(number, float) and math.isfinite(number) and number.is_integer():
        number = int(number)
    limit = 2 ** (bits - 1)
    if type(number) is not int or not -limit <= number < limit:
        raise invalid_value(at, f"TYPE_INT{bits}", value)
    return number


def _boolean(value: Any, at: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise invalid_value(at, "TYPE_BOOL", value)


def _number(value: Any, at: str) -> float | int:
    number = value
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            number = None
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        raise invalid_value(at, "TYPE_DOUBLE", value)
    if (isinstance(number, int) and abs(number) >= 2**1023) or not math.isfinite(number):
        raise invalid_value(at, "TYPE_DOUBLE", value)
    return number


def _float(value: Any, at: str) -> float | int:
    number = _number(value, at)
    if abs(number) > _LARGEST_FLOAT:
        raise invalid_value(at, "TYPE_FLOAT", value)
    return number


READERS: dict[str, Callable[[Any, str], Any]] = {
    "string": _string,
    "mask": _mask,
    "int": _int32,
    "int64": _int64,
    "bool": _boolean,
    "float": _float,
    "number": _number,
}


def unknown_name(name: str, at: str, why: str) -> ApiError:
    """Google's refusal of a name that does not belong there."""
    where = f" at '{at}'" if at else ""
    return bad_field(at, f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}')


def invalid_value(at: str, kind: str, value: Any) -> ApiError:
    """Google's refusal of a value that is not of its field's type."""
    if isinstance(value, dict):
        word = at.rpartition(".")[2]
        return unknown_name(word, parent(at), "Starting an object on a scalar field.")
    return bad_field(
        at, f"Invalid value at '{at}' ({kind}), {json.dumps(value, ensure_ascii=False)}"
    )
