"""The page at `/`: what a person may look at in a browser, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.http import Reply

if TYPE_CHECKING:
    from cocsheets.sandbox.state import State


def answer(state: State, method: str, path: str) -> Reply:
    """The page."""
    return Reply(text=f"<!doctype html><title>sandbox</title>{len(state.files)} files")
