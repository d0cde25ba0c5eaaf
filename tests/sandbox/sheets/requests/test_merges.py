"""Merged cells and what is frozen keep clear of each other."""

from __future__ import annotations

import pytest

from cocsheets.sandbox.app import App
from tests.sandbox.direct import area, batch, said

WORDS = [("Row", "rows", area(0, 0, 2, 1)), ("Column", "columns", area(0, 0, 1, 2))]


def _freeze(word: str, count: int) -> dict[str, object]:
    properties = {"gridProperties": {f"frozen{word}Count": count}}
    fields = f"gridProperties.frozen{word}Count"
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


@pytest.mark.parametrize(("word", "words", "merged"), WORDS)
def test_nothing_is_frozen_through_a_merged_cell(
    app: App, key: str, word: str, words: str, merged: dict[str, int]
) -> None:
    """Google refuses to freeze part of a merged cell; all of it or none it freezes."""
    assert batch(app, key, {"mergeCells": {"range": merged}})[0] == 200
    refused = said(batch(app, key, _freeze(word, 1)))
    assert refused.endswith(f"You can't freeze {words} which contain only part of a merged cell.")
    assert batch(app, key, _freeze(word, 2))[0] == 200


@pytest.mark.parametrize(("word", "words", "merged"), WORDS)
def test_nothing_is_merged_across_what_is_frozen(
    app: App, key: str, word: str, words: str, merged: dict[str, int]
) -> None:
    """Google refuses to merge frozen with other cells, also by pasting a merge there."""
    assert batch(app, key, _freeze(word, 1))[0] == 200
    refused = said(batch(app, key, {"mergeCells": {"range": merged}}))
    assert refused.endswith(f"You can't merge frozen and non-frozen {words}.")
    below = area(2, 2, 4, 4)
    assert batch(app, key, {"mergeCells": {"range": below}})[0] == 200
    target = {**merged, "endRowIndex": 2, "endColumnIndex": 2}
    paste = {"copyPaste": {"source": below, "destination": target}}
    assert said(batch(app, key, paste)).endswith(f"You can't merge frozen and non-frozen {words}.")
