"""All routes of all services, and what Google has that the sandbox does not serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox import groups
from cocsheets.sandbox.drive import v2, v3
from cocsheets.sandbox.http import discovery
from cocsheets.sandbox.sheets import v4

if TYPE_CHECKING:
    from cocsheets.sandbox.http.calls import Route

ROUTES: tuple[Route, ...] = (
    *v4.ROUTES,
    *v3.ROUTES,
    *v2.ROUTES,
    *groups.ROUTES,
    *v3.BROWSER_ROUTES,
)


def not_served() -> list[tuple[str, str]]:
    """Verb and path of every method that Google has and the sandbox has not."""
    served = {discovery.key(route.method, route.template) for route in ROUTES}
    return [
        (method.verb, method.path)
        for key, method in discovery.methods().items()
        if key not in served and not method.path.startswith("/drive/v2/")
    ]
