"""The pytest plugin that comes with the package: a fixture `sheets_sandbox`.

pytest loads this with every run where the package is installed, so that nothing but the fixture's
name is made here before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.sandbox import Sandbox


@pytest.fixture(scope="session")
def _sheets_sandbox() -> Iterator[Sandbox]:
    """One server for all tests."""
    from cocsheets.sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sheets_sandbox(_sheets_sandbox: Sandbox) -> Iterator[Sandbox]:
    """An empty stand-in for Google Sheets and Drive, to which clients for Google are led."""
    _sheets_sandbox.reset()
    with _sheets_sandbox.patched():
        yield _sheets_sandbox
