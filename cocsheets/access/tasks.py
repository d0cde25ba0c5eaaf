"""The committee's own checklist, with what was seen in the places that its lines are about.

Pure. A line is about a place if it has the place's name in it as a word; a place that no line is
about has a line of its own. Must not know how a place is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cocsheets.data import Data
from cocsheets.records.text import fold

LEFT = "left"
STILL_IN = "still in"
NOT_CHECKED = "not checked"
IN = "in"
NOT_IN = "not in yet"


class Seen(Data, frozen=True):
    """What was seen of somebody in a place."""

    place: str
    state: str
    """`left`, `still in` or `not checked`; of somebody who joins `in`, `not in yet` or `not
    checked`."""
    detail: str = ""
    """By what it was seen, or why not; whom it is about if several leave."""

    @property
    def done(self) -> bool:
        """Whether nothing is left to be done there."""
        return self.state in (LEFT, IN)

    def __str__(self) -> str:
        return f"{self.state} ({self.detail})" if self.detail else self.state

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {"place": self.place, "state": self.state, "detail": self.detail or None}


class Task(Data, frozen=True):
    """One line to tick off."""

    text: str
    done: bool = False
    """Whether it was seen to be done."""


def tasks(lines: Sequence[str], seen: Sequence[Seen]) -> tuple[Task, ...]:
    """The lines in their order, those about a place with what was seen there; then other places."""
    left = list(seen)
    found = []
    for line in lines:
        about = [one for one in left if _mentions(line, one.place)]
        told = "; ".join(map(str, about))
        found.append(Task(f"{line}: {told}" if told else line, bool(about) and _all_done(about)))
        left = [one for one in left if one not in about]
    return (*found, *(Task(f"{one.place}: {one}", one.done) for one in left))


def _all_done(seen: Sequence[Seen]) -> bool:
    return all(one.done for one in seen)


def _mentions(line: str, place: str) -> bool:
    """Whether the place's name is in the line, as words."""
    name = fold(re.sub(r"[-_]+", " ", place))
    words = fold(re.sub(r"[-_]+", " ", line))
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words))
