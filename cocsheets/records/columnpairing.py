"""Which column of an earlier reading is which column of a later one, by the header.

Knows rows and values. Must not know what a column means or why it moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cocsheets.records.table import Row


def moved_columns(
    header: Row, rows: Iterable[Row], is_gone: Callable[[int, int], bool] = lambda _old, _new: False
) -> Mapping[int, int]:
    """New 0-based column by old one, where the header's cells stand otherwise than before.

    Empty if they are as before, or if the header is not found: at least half of its texts must be
    in one row. A header that was renamed is between the same neighbours; a column that was deleted
    is left out. `is_gone` tells by old and new place whether one that seems renamed was deleted.
    """
    texts = _texts(header)
    best: dict[int, int] = {}
    for row in rows:
        places = {text: column for column, text in _texts(row).items()}
        if row.number == header.number and _texts(row) == texts:
            return {}
        moved = {column: places[text] for column, text in texts.items() if text in places}
        if 2 * len(moved) >= max(2, len(texts)) and len(moved) > len(best):
            best = moved
    if best:
        guessed = _between(texts.keys() - best.keys(), best).items()
        best = {**{old: new for old, new in guessed if not is_gone(old, new)}, **best}
    changed = len(best) < len(texts) or any(old != now for old, now in best.items())
    return best if changed else {}


def _between(missing: Iterable[int], found: Mapping[int, int]) -> Mapping[int, int]:
    """Columns whose header is not found, by their neighbours where the distance is the same."""
    placed = {}
    for column in missing:
        left = max((c for c in found if c < column), default=None)
        right = min((c for c in found if c > column), default=None)
        shift = None if left is None else found[left] - left
        if right is not None and (shift is None or shift == found[right] - right):
            shift = found[right] - right
        elif right is not None:
            continue
        if shift is not None:
            placed[column] = column + shift
    return placed


def _texts(row: Row) -> dict[int, str]:
    return {
        column: value for column, value in enumerate(row.values) if isinstance(value, str) and value
    }
