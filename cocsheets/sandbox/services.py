"""All routes of both services, and what Google has that the sandbox does not serve."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cocsheets.sandbox import drive_v2, drive_v3, schema, sheets_v4

if TYPE_CHECKING:
    from cocsheets.sandbox.http import Route

ROUTES: tuple[Route, ...] = (
    *sheets_v4.ROUTES,
    *drive_v3.ROUTES,
    *drive_v2.ROUTES,
    *drive_v3.BROWSER_ROUTES,
)


def not_served() -> list[tuple[str, str]]:
    """Verb and path of every method that Google has and the sandbox has not."""
    served = {(route.method, _unnamed(route.template)) for route in ROUTES}
    return [method for method in schema.methods() if (method[0], _unnamed(method[1])) not in served]


def _unnamed(path: str) -> str:
    """A path template without the names of its parameters."""
    return re.sub(r"\{\w+\}", "{}", path)
