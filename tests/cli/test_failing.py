"""How errors look to a person."""

from __future__ import annotations

import pytest

from cocsheets.cli.context import Context
from cocsheets.cli.failing import show_unforeseen
from cocsheets.cli.logs import set_up_logs


def test_a_package_that_is_missing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has cocsheets installed in part reads what is missing and how to fix it."""
    set_up_logs(0, "text")
    show_unforeseen(ModuleNotFoundError("text of the error", name="tomlkit"), Context())
    said = capsys.readouterr().err
    assert "The Python package tomlkit is not installed." in said
    assert "Nothing was changed. Install cocsheets again" in said
    assert "text of the error" not in said
