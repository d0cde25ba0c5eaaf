"""Identifiers that are nobody's: of threads, events, mailing lists, front pages and machines.

Knows patterns, built-in ones and those of the settings. Must not know records.
"""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from cocsheets.patterns import lazy_re
from cocsheets.records.identifiers import Identifier, normalise

SHARED_BY_MANY = (
    # Threads, posts and code reviews: many people write there.
    "*/@*/[0-9]*",
    "*/archives/*",
    "*/comments/*",
    "*/discussions/*",
    "*/issues/*",
    "*/merge_requests/*",
    "*/message/*",
    "*/messages/*",
    "*/posts/*",
    "*/pull/*",
    "*/status/*",
    "*/statuses/*",
    "*/t/*/[0-9]*",
    "*/thread/*",
    "*/threads/*",
    "groups.google.com/*",
    # Mailing lists.
    "*@googlegroups.com",
    "*@groups.io",
    "*@lists.*",
    # Events and talks.
    "*/e/*",
    "*/event/*",
    "*/events/*",
    "*/schedule/*",
    "*/talk/*",
    "*/talks/*",
    # Front pages of what everybody uses.
    "*.slack.com",
    "bitbucket.org",
    "discord.com",
    "docs.google.com/*",
    "drive.google.com/*",
    "facebook.com",
    "github.com",
    "gitlab.com",
    "instagram.com",
    "linkedin.com",
    "linkedin.com/in",
    "mastodon.social",
    "meetup.com",
    "reddit.com",
    "t.me",
    "twitter.com",
    "youtube.com",
    # Machines.
    "no-reply@*",
    "noreply@*",
    # Words that committees write where a name should stand.
    "anonymous *",
    "expunged*",
    "multiple *",
    "no name",
    "not known",
    "not named",
    "several *",
    "unidentified *",
    "unknown *",
    "various *",
)
"""Patterns of what is nobody's, whatever the settings add. Shell-style, on normalised text."""


class Nobody:
    """The identifiers that are nobody's: `SHARED_BY_MANY` and the patterns of the settings."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self._with_slash, self._without = _compiled((*SHARED_BY_MANY, *patterns))

    def __contains__(self, identifier: Identifier) -> bool:
        text = identifier.text
        shapes = self._with_slash if "/" in text else self._without
        return (
            text in shapes.whole
            or text.startswith(shapes.begin)
            or text.endswith(shapes.end)
            or shapes.within.search(text) is not None
            or shapes.other.fullmatch(text) is not None
        )

    def left_out_of(self, found: list[tuple[Identifier, ...]]) -> list[tuple[Identifier, ...]]:
        """What entries identify, without the identifiers that are nobody's."""
        theirs = {item for items in found for item in items if item in self}
        if not theirs:
            return found
        return [tuple([item for item in items if item not in theirs]) for items in found]


class _Shapes(NamedTuple):
    """Shell-style patterns by their kind: most are told without a regular expression of each."""

    whole: frozenset[str]
    begin: tuple[str, ...]
    end: tuple[str, ...]
    within: re.Pattern[str]
    other: re.Pattern[str]


_PLAIN = lazy_re(r"(\*?)([^*?\[]*)(\*?)")


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> tuple[_Shapes, _Shapes]:
    """What texts with a slash are held against, and the few patterns that others can match."""
    shapes = [re.sub(r"^https?://(www\.)?|^mailto:|/+$", "", normalise(text)) for text in patterns]
    # A slash in brackets is one of several characters; before any bracket it stands for itself.
    without = [shape for shape in shapes if "/" not in shape.partition("[")[0]]
    return _sorted(shapes), _sorted(without)


def _sorted(shapes: Iterable[str]) -> _Shapes:
    plain: dict[tuple[str, str], list[str]] = defaultdict(list)  # by the stars around them
    others = []
    for shape in shapes:
        if found := _PLAIN.fullmatch(shape):
            plain[found[1], found[3]].append(found[2])
        else:
            others.append(fnmatch.translate(shape))
    return _Shapes(
        frozenset(plain["", ""]),
        tuple(plain["", "*"]),
        tuple(plain["*", ""]),
        re.compile("|".join(map(re.escape, plain["*", "*"])) or _NEVER),
        re.compile("|".join(others) or _NEVER),
    )


_NEVER = "(?!)"
