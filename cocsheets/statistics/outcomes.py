"""The outcome of a report in the words of the 2026 table, and who acted, where a sheet says so.

Knows the committee's column of consequences and where a case was resolved (preset `django-2026`).
Must not know pandas or tables.
"""

from __future__ import annotations

from functools import lru_cache

from cocsheets.patterns import lazy_re
from cocsheets.records.record import Answer, Record
from cocsheets.records.text import fold

COLUMN = "consequences"
"""Key of the column that records the outcome."""
SOURCE = "resolution_source"
"""Key of the column that says who resolved the case."""
NO_ACTION = "no action"
WORDS = ("not a violation", "out of scope", "warned", "suspended", "banned", "other", NO_ACTION)
"""The outcomes as they stand in a frame, in the order of the table."""
_IDLE = frozenset({"not a violation", "out of scope", NO_ACTION})
_SYNONYMS = {
    "no violation": "not a violation",
    "warning": "warned",
    "warn": "warned",
    "suspension": "suspended",
    "suspend": "suspended",
    "first suspension": "suspended",
    "second suspension": "suspended",
    "temporary suspension": "suspended",
    "temporary ban": "suspended",
    "temporarily banned": "suspended",
    "ban": "banned",
    "permanent ban": "banned",
    "permanently banned": "banned",
    "none": NO_ACTION,
    "no actions": NO_ACTION,
    "no action taken": NO_ACTION,
}
_BETWEEN = lazy_re(r"\s*[,;/\r\n+]\s*|\s+and\s+")
_NOBODY = frozenset({"none", "nobody", "no one", "-"})


def of(record: Record) -> tuple[str, ...]:
    """The outcomes of a report, each once; words that the table does not have are `other`."""
    return _read(record.other.get(COLUMN, ""))


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[str, ...]:
    parts = [fold(part).rstrip(".") for part in _BETWEEN.split(text.strip())]
    words = [_SYNONYMS.get(part, part) for part in parts if part]
    found = {word if word in WORDS else "other" for word in words}
    return tuple(word for word in WORDS if word in found)


def action_by_us(record: Record) -> Answer | None:
    """Whether the committee acted: its own column, else resolved by it with consequences."""
    return _action(record, record.action_by_us, ours=True)


def action_by_local_rep(record: Record) -> Answer | None:
    """Whether local people acted: their own column, else resolved by them with consequences."""
    return _action(record, record.action_by_local_rep, ours=False)


def _action(record: Record, answer: Answer | None, *, ours: bool) -> Answer | None:
    if answer is not None or SOURCE not in record.other:
        return answer
    sources, outcome = _sources(record.other[SOURCE]), of(record)
    if not sources or not outcome:
        return None
    acted = not _IDLE.issuperset(outcome) and any(
        ("local" not in source) == ours for source in sources - _NOBODY
    )
    return Answer.YES if acted else Answer.NO


@lru_cache(maxsize=1024)
def _sources(text: str) -> frozenset[str]:
    """Who resolved a case, in folded words; several where the cell names several."""
    return frozenset(fold(part) for part in _BETWEEN.split(text.strip()) if part.strip())
