"""Which path leads to which handler. Knows paths, not what the handlers do.

`python -m cocsheets.sandbox.http.routes` prints the table of endpoints that the README carries.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from cocsheets.sandbox.errors import ApiError

if TYPE_CHECKING:
    from cocsheets.sandbox.http.calls import Route

_PARAMETER = re.compile(r"\\{(\w+)\\}")


@cache
def all_routes() -> tuple[Route, ...]:
    """Every route of both services."""
    from cocsheets.sandbox.http import services

    return services.ROUTES


@cache
def _table() -> dict[tuple[str, int], list[tuple[re.Pattern[str], Route | None]]]:
    """Patterns of paths by verb and length. What is not served is there too, without a route, so
    that no parameter of another path is taken for it."""
    from cocsheets.sandbox.http.services import not_served

    table: dict[tuple[str, int], list[tuple[re.Pattern[str], Route | None]]] = {}
    known: list[tuple[str, str, Route | None]]
    known = [(route.method, route.template, route) for route in all_routes()]
    known += [(method, template, None) for method, template in not_served()]
    for method, template, route in sorted(known, key=lambda item: _precedence(item[1])):
        key = (method, template.count("/"))
        table.setdefault(key, []).append((_pattern(template), route))
    return table


def _precedence(template: str) -> tuple[int, int]:
    """A verb behind a colon and a fixed name come before a parameter that would match them."""
    return -template.count(":"), template.count("{")


def _pattern(template: str) -> re.Pattern[str]:
    def parameter(found: re.Match[str]) -> str:
        # A range may hold a colon; an id never does, so that a verb behind it is not taken for it.
        return f"(?P<{found[1]}>[^/]+?)" if found[1] == "range" else f"(?P<{found[1]}>[^/:]+)"

    return re.compile(_PARAMETER.sub(parameter, re.escape(template)) + r"\Z")


def find(method: str, raw_path: str) -> tuple[Route, dict[str, str]]:
    """The route of a path as it was sent (percent-encoded), with the path's parameters decoded.

    Raises:
        ApiError: 501 that names the method and the path, and paths that are nearly the same.
    """
    # Some clients end an id with a slash, also before a verb, and are answered.
    raw_path = raw_path.removesuffix("/").replace("/:", ":")
    for pattern, route in _table().get((method, raw_path.count("/")), ()):
        found = pattern.match(raw_path)
        if found:
            if route is None:
                break
            return route, {name: unquote(text) for name, text in found.groupdict().items()}
    raise ApiError(
        501,
        f"The sandbox does not implement {method} {unquote(raw_path)}.{_hint(raw_path)}",
        reason="notImplemented",
    )


def _hint(raw_path: str) -> str:
    """What is served under this path with another verb, or under a path that is nearly the same."""
    verbs = {route.method for route in all_routes() if _pattern(route.template).match(raw_path)}
    if verbs:
        return f" Served there: {', '.join(sorted(verbs))}."
    templates = [route.template for route in all_routes()]
    near = difflib.get_close_matches(raw_path, dict.fromkeys(templates), n=2)
    return f" Perhaps {' or '.join(near)}?" if near else ""


def endpoint_table() -> str:
    """The endpoints as a Markdown table: what is supported, partly (what is missing), or not."""
    from cocsheets.sandbox.http.services import not_served

    lines = ["| method | path | support |", "|---|---|---|"]
    rows = [(route.template, route.method, _support(route)) for route in all_routes()]
    rows += [(path, method, "not") for method, path in not_served()]
    lines += [f"| {method} | `{path}` | {support} |" for path, method, support in sorted(rows)]
    return "\n".join(lines)


def _support(route: Route) -> str:
    return f"partly (not: {route.missing})" if route.missing else "supported"


if __name__ == "__main__":
    import sys

    sys.stdout.write(endpoint_table() + "\n")
