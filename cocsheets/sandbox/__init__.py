"""A local stand-in for Google Sheets and Drive, for tests and trials.

It speaks the needed part of Sheets v4 and Drive v3 over HTTP on loopback, with state, so that
gspread and Google's own client run against it as they are. In a pytest fixture:

    import pytest
    from cocsheets.sandbox import Sandbox

    @pytest.fixture
    def sandbox():
        with Sandbox() as running:
            yield running

    def test_removed_member_is_refused(sandbox):
        sheet = sandbox.client("chair@example.org").create("Reports")
        sheet.share("member@example.org", perm_type="user", role="writer", notify=False)
        assert sandbox.client("member@example.org").open_by_key(sheet.id).title == "Reports"

`sandbox.url` is where it is; `requests()`, `faults()`, `accounts()`, `settings()` and `reset()` are
for tests. Nothing here uses the rest of cocsheets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cocsheets.sandbox.running import Sandbox

__all__ = ["Sandbox"]


def __getattr__(name: str) -> Any:
    if name == "Sandbox":
        from cocsheets.sandbox.running import Sandbox

        return Sandbox
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
