"""What may reach a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.cli.output import tame


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Zoë Ünïcode\n\tline", "Zoë Ünïcode\n\tline"),
        ("\x1b[31mred\x1b[0m \x1b[1;33mloud\x1b[0m", "\x1b[31mred\x1b[0m \x1b[1;33mloud\x1b[0m"),
        ("\x1b[8mhidden", "[8mhidden"),
        ("over\rwritten\x1b[2K\x1b]0;title\x07", "overwritten[2K]0;title"),
        ("turned \u202earound", "turned around"),
    ],
)
def test_tame(text: str, left: str) -> None:
    """Text, lines and colours pass; what moves, hides or turns text around does not."""
    assert tame(text) == left


@given(st.text())
def test_what_can_be_seen_stays(text: str) -> None:
    """No printable character is lost, and nothing is left to tame."""
    assert [c for c in tame(text) if c.isprintable()] == [c for c in text if c.isprintable()]
    assert tame(tame(text)) == tame(text)
