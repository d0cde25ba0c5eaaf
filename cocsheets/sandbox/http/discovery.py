"""Google's methods as its discovery documents describe them: what a caller may ask of each.

Knows scopes and names of query parameters; nothing of what a method does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cocsheets.sandbox.errors import ApiError, bad_field
from cocsheets.sandbox.schema import camel, documents

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX = "https://www.googleapis.com/auth/"
_PARAMETER = re.compile(r"\{\w+\}")
_OWN_FILES = "drive.file"
_EXPORT = ("GET", "/drive/v3/files/{}/export")
_SAME = {
    ("GET", "/spreadsheets/export"): _EXPORT,
    ("GET", "/spreadsheets/d/{}/export"): _EXPORT,
    ("GET", "/spreadsheets/d/{}/gviz/tq"): _EXPORT,
}
"""What is not in a document, and the method of which it is another form."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method: `name` is its id, as `sheets.spreadsheets.get`; any one of its scopes will do."""

    verb: str
    path: str
    name: str
    scopes: frozenset[str]
    parameters: frozenset[str]


def key(verb: str, path: str) -> tuple[str, str]:
    """Verb and path without the names of its parameters, by which a method is found."""
    return verb, _PARAMETER.sub("{}", path)


@cache
def methods() -> dict[tuple[str, str], Method]:
    """Every method of Google's two services, and what is served of older ones."""
    found = {}
    for verb, path, name, scopes, parameters in documents()["methods"]:
        plain = path.replace("{+", "{")
        method = Method(verb, plain, name, frozenset(scopes), frozenset(parameters))
        found[key(verb, plain)] = method
    return found


@cache
def method_of(verb: str, template: str) -> Method | None:
    """The method that a route serves; none for what only browsers ask for."""
    place = key(verb, template.removeprefix("/upload"))
    return methods().get(_SAME.get(place, place))


def scopes_in(text: str) -> frozenset[str]:
    """Scopes in a list with commas or spaces, with or without what they all begin with."""
    return frozenset(part.removeprefix(_PREFIX) for part in re.split(r"[,\s]+", text) if part)


def check_scopes(method: Method, granted: frozenset[str]) -> bool:
    """Whether a token reaches no files but those that its own program made (`drive.file`).

    Raises:
        ApiError: 403 for a token that was granted none of the method's scopes (recorded, reported).
    """
    enough = granted & method.scopes
    if enough:
        return enough == {_OWN_FILES}
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": _host(method.name), "method": _long_name(method.name)},
    }
    raise ApiError(
        403,
        "Request had insufficient authentication scopes.",
        reason="insufficientPermissions",
        details=[info],
        short="Insufficient Permission",
    )


def _host(name: str) -> str:
    """The host that serves a method."""
    service = name.partition(".")[0]
    return f"{'admin' if service == 'directory' else service}.googleapis.com"


def _long_name(name: str) -> str:
    """`google.apps.sheets.v4.SpreadsheetsService.GetValues` for `sheets.spreadsheets.values.get`
    (form recorded for a few methods)."""
    service, *resources, verb = name.split(".")
    resource, verb = resources[-1][:1].upper() + resources[-1][1:], verb[:1].upper() + verb[1:]
    if service == "drive":
        return f"google.apps.drive.v3.Drive{resource}.{verb}"
    if service != "sheets":
        return f"google.apps.{service}.{resource}Service.{verb}"  # unverified
    subject = "Spreadsheet" if resource == "Spreadsheets" else resource
    return f"google.apps.sheets.v4.SpreadsheetsService.{verb}{subject}"


def check_parameters(method: Method, names: Iterable[str]) -> None:
    """Refuse a query parameter that the method does not have (reported). Sheets does, Drive not."""
    for name in names:
        if not {name, camel(name)} & method.parameters:
            raise bad_field(
                "",
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query '
                f"parameter. Field '{name}' could not be found in request message.",
            )
