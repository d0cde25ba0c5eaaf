"""Tests here that fail so far, by a pattern for their names, and why. An entry goes with its fault:
all of these are strict, so that a test that passes by now is told."""

from __future__ import annotations

FAILS: dict[str, str] = {}
