"""Another user at the sheet while rows are expunged; a sample of `scripts/adversary_sweep.py`."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.apply.adversary import interleave

MODES: list[dict[str, Any]] = [
    {"find_replace": "stored", "reparse_replacement": False, "sort_moves_metadata": False},
    {"find_replace": "stored", "reparse_replacement": True, "sort_moves_metadata": True},
    {"find_replace": "shown", "reparse_replacement": True, "sort_moves_metadata": False},
    {"find_replace": "nothing", "reparse_replacement": False, "sort_moves_metadata": True},
]
ONCE_HARMFUL = (
    82053,
    71541,
    60298,
    1153,
    1388,
    5013,
    5257,
    10355,
    11664,
    11698,
    11912,
    12022,
    20115,
    41449,
    42252,
)
"""Seeds that have found mistakes."""
ALL = [
    {"find_replace": find, "reparse_replacement": reparse, "sort_moves_metadata": moves}
    for find in ("stored", "shown", "nothing")
    for reparse in (False, True)
    for moves in (False, True)
]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: "-".join(map(str, mode.values())))
@pytest.mark.parametrize("seed", range(10))
def test_rows_that_are_not_due_keep_everything(
    sandbox: Sandbox, mode: dict[str, Any], seed: int
) -> None:
    """Whatever another user does and whenever: values, notes and links of other rows stay, no row
    is left half done, and the next run does what is left."""
    outcome = interleave(sandbox, seed, **mode)
    assert outcome.complaints == [], outcome.deeds
    assert outcome.left == 0


@pytest.mark.parametrize("seed", ONCE_HARMFUL)
def test_what_went_wrong_once(sandbox: Sandbox, seed: int) -> None:
    """Interleavings that found mistakes do not find them again."""
    assert interleave(sandbox, seed, **ALL[seed % len(ALL)]).complaints == []
