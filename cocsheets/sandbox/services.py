"""All routes of both services, and what Google has that the sandbox does not serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox import drive_v2, drive_v3, sheets_v4

if TYPE_CHECKING:
    from cocsheets.sandbox.http import Route

ROUTES: tuple[Route, ...] = (
    *sheets_v4.ROUTES,
    *drive_v3.ROUTES,
    *drive_v2.ROUTES,
    *drive_v3.BROWSER_ROUTES,
)
NOT_SERVED: list[tuple[str, str]] = []
