"""Identifiers that are nobody's: of threads, events, mailing lists, front pages and machines.

Knows patterns, built-in ones and those of the settings. Must not know records.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from functools import lru_cache

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
        pattern = self._with_slash if "/" in text else self._without
        return pattern.fullmatch(text) is not None


_PART = lazy_re(r"\*([^*?\[]+)\*")


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What texts with a slash are held against, and the few patterns that others can match."""
    shapes = [re.sub(r"^https?://(www\.)?|^mailto:|/+$", "", normalise(text)) for text in patterns]
    # A slash in brackets is one of several characters; before any bracket it stands for itself.
    without = [shape for shape in shapes if "/" not in shape.partition("[")[0]]
    return _any_of(shapes), _any_of(without)


def _any_of(shapes: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all. The many shapes `*part*` are looked for in one go."""
    parts = [part[1] for shape in shapes if (part := _PART.fullmatch(shape))]
    patterns = [fnmatch.translate(shape) for shape in shapes if not _PART.fullmatch(shape)]
    if parts:
        patterns.append(rf"(?s:.*?(?:{'|'.join(map(re.escape, parts))}).*)")
    return re.compile("|".join(patterns))
