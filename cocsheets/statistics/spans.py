"""Labels of periods: the months that a label covers, and its usual form.

Knows how periods are written, by us and by people. Must not know what is counted, nor pandas.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""The first month and the month after the last, counted from the year 0."""

_YEAR = r"(?P<year>[12]\d{3})"
_PART = r"(?P<part>[HQ])\s?(?P<number>[1-4])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}",
        rf"{_YEAR}[ /-]?{_PART}",
        rf"{_PART}[ /-]?{_YEAR}",
        rf"(?P<half>[12])/{_YEAR}",
        rf"{_YEAR}/(?P<half>[12])",
        rf"{_YEAR}-(?P<month>\d\d)",
        rf"{_YEAR}[/-](?P<until>\d\d|[12]\d{{3}})",
    )
)
_FISCAL = re.compile(r"^(?:FY|fiscal year|financial year)\s*", re.IGNORECASE)


def canonical(label: str) -> str | None:
    """The label as our tables write it; None if it is no period.

    `H1 2024`, `2024H1`, `1/2024` and `2024/1` are `2024 H1`; `FY 2024-25` is `2024/25`.
    """
    words = label.strip().upper().replace("\u2013", "-")
    fiscal = _FISCAL.match(words)
    bare = words[fiscal.end() :] if fiscal else words
    for form in _FORMS:
        found = form.fullmatch(bare)
        if found and (made := _made(found.groupdict(), fiscal=fiscal is not None)):
            return made
    return None


def _made(found: dict[str, str | None], *, fiscal: bool) -> str | None:
    year = found["year"] or ""
    month, until = found.get("month"), found.get("until")
    if until or (month and fiscal):
        last = (until or month or "")[-2:]
        return f"{year}/{last}" if int(last) == (int(year) + 1) % 100 else None
    if month:
        return f"{year}-{month}" if 1 <= int(month) <= 12 else None
    if half := found.get("half"):
        return f"{year} H{half}"
    if part := found.get("part"):
        number = found["number"] or ""
        return None if part == "H" and int(number) > 2 else f"{year} {part}{number}"
    return f"FY{year}" if fiscal else year


def span(label: str, starts: int = 1) -> Span | None:
    """The months that a label of ours covers; None if it is no period.

    `starts` is the month in which fiscal years (`2024/25`) begin.
    """
    year, month = label[:4], 0
    if len(label) < 4 or not year.isdecimal():
        return None
    rest, length = label[4:], 12
    if rest[:2] == " H" and rest[2:].isdecimal():
        length, month = 6, 6 * int(rest[2:]) - 6
    elif rest[:2] == " Q" and rest[2:].isdecimal():
        length, month = 3, 3 * int(rest[2:]) - 3
    elif rest[:1] == "-" and rest[1:].isdecimal():
        length, month = 1, int(rest[1:]) - 1
    elif rest[:1] == "/" and rest[1:].isdecimal():
        month = starts - 1
    elif rest:
        return None
    first = 12 * int(year) + month
    return first, first + length
