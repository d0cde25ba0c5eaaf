"""A1 notation as Sheets reads and writes it. Knows letters, boxes and titles, no cells.

Rows and columns count from 0; ends are exclusive. Behaviour is recorded unless said otherwise:
ranges are normalised in answers, an end past the grid is cut off, a start past it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,6})?\Z")
_R1C1 = re.compile(r"[Rr][1-9]\d{0,6}[Cc][1-9]\d{0,4}\Z")
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LOOKS_LIKE_A1 = re.compile(r"([A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*)\Z")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of cells: rows `top` to `bottom`, columns `left` to `right`, ends exclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """How many rows."""
        return max(0, self.bottom - self.top)

    @property
    def width(self) -> int:
        """How many columns."""
        return max(0, self.right - self.left)

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] < self.bottom and self.left <= cell[1] < self.right

    def meets(self, other: Box) -> bool:
        """Whether the two share a cell."""
        return (
            self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )

    def covers(self, other: Box) -> bool:
        """Whether `other` lies wholly inside."""
        return (
            self.top <= other.top
            and self.left <= other.left
            and other.bottom <= self.bottom
            and other.right <= self.right
        )

    def cut(self, rows: int, columns: int) -> Box:
        """The part that lies on a grid of this size."""
        return Box(self.top, self.left, min(self.bottom, rows), min(self.right, columns))


@lru_cache(maxsize=4096)
def letters(column: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_index(text: str) -> int:
    """0 for `A`, 26 for `aa`."""
    index = 0
    for letter in text.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def quote_title(title: str) -> str:
    """A sheet's title as it stands in a range: quoted only where it has to be."""
    if _PLAIN_TITLE.match(title) and not _LOOKS_LIKE_A1.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def write(title: str, box: Box) -> str:
    """The range as answers give it: `Sheet1!A1:B2`, a single cell as `Sheet1!A1`."""
    text = f"{quote_title(title)}!{letters(box.left)}{box.top + 1}"
    if box.height > 1 or box.width > 1:
        text += f":{letters(box.right - 1)}{box.bottom}"
    return text


def split_title(text: str) -> tuple[str | None, str]:
    """`(title, rest)` of a range; the title is None if no sheet is named, the rest "" if only one.

    A quoted text without `!` is a title (reported); an unquoted one may be title, cell or name.
    """
    if text.startswith("'"):
        end = 1
        while True:
            end = text.find("'", end)
            if end < 0:
                return None, text
            if text[end + 1 : end + 2] != "'":
                break
            end += 2
        title, tail = text[1:end].replace("''", "'"), text[end + 1 :]
        if not tail:
            return title, ""
        return (title, tail[1:]) if tail.startswith("!") else (None, text)
    if "!" in text:
        title, _, rest = text.rpartition("!")
        return title, rest
    return None, text


def read_corners(text: str, rows: int, columns: int) -> Box | None:
    """The box of `A1`, `A1:B2`, `A:C`, `2:3`, `B2:C`, either way round, or None if it is no range.

    Open ends reach to the end of the grid; nothing is cut off yet.
    """
    first, colon, second = text.partition(":")
    if _R1C1.match(first) and _R1C1.match(second or first):
        first, second = _as_a1(first), _as_a1(second or first)
        colon = ":"
    start, end = CORNER.match(first), CORNER.match(second if colon else first)
    if not start or not end or not any(start.groups()) or not any(end.groups()):
        return None
    if not colon and not all(start.groups()):
        return None
    lefts = sorted(column_index(corner[1]) for corner in (start, end) if corner[1])
    tops = sorted(int(corner[2]) - 1 for corner in (start, end) if corner[2])
    left = lefts[0] if lefts else 0
    right = lefts[1] + 1 if len(lefts) == 2 else max(columns, left + 1)
    top = tops[0] if tops else 0
    bottom = tops[1] + 1 if len(tops) == 2 else max(rows, top + 1)
    return Box(top, left, bottom, right)


def _as_a1(text: str) -> str:
    row, _, column = text.upper().removeprefix("R").partition("C")
    return f"{letters(int(column) - 1)}{row}"


def grid_range(box: Box, sheet_id: int) -> dict[str, Any]:
    """The box as a GridRange."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": box.top,
        "endRowIndex": box.bottom,
        "startColumnIndex": box.left,
        "endColumnIndex": box.right,
    }


def bare_range(value: dict[str, Any]) -> dict[str, Any]:
    """A GridRange as answers show it: sheet 0 goes unnamed, the zero rows and columns do not."""
    return {key: item for key, item in value.items() if key != "sheetId" or item}


def bare_ranges(value: Any) -> Any:
    """The same for every range inside an object."""
    if isinstance(value, list):
        return [bare_ranges(item) for item in value]
    if isinstance(value, dict):
        return {
            key: bare_ranges(item)
            for key, item in value.items()
            if not (key == "sheetId" and item == 0)
        }
    return value
