"""For all tests: a folder of the session for what the program keeps, and a sandbox on request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

# Nothing depends on how busy the machine is. The suite takes the same examples each time, so that
# it fails for whoever broke it; `pytest --hypothesis-profile anew` draws others.
settings.register_profile("anew", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("anew"), derandomize=True)
settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def _state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Locks and the like never land in the home of whoever runs the tests."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(Path(tmp_path_factory.mktemp("state")))
    yield
    if before is None:
        del os.environ["XDG_STATE_HOME"]
    else:
        os.environ["XDG_STATE_HOME"] = before


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One server for the tests of a module; each makes its own spreadsheet in it."""
    from cocsheets.sandbox import Sandbox

    with Sandbox() as running:
        yield running
