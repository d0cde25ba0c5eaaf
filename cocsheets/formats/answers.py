"""The answer to an organiser, as Markdown, text, CSV or JSON.

Knows what may be said: rows of their own list, a status, and the outcome to share; and the limits
of the answer, which always go with it. Questions that nobody has answered are not in it.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping

from cocsheets import csvtext
from cocsheets.operations.screened import Screening
from cocsheets.shown import count

LIMITS = (
    "This answer covers the records of this committee only. Other committees have their own.",
    "Records expire. Minor ones are deleted after some months, so no match is no clearance.",
    "Only what the list says is compared. Who uses another name and another address is not found.",
    "The answer is confidential. Share it only with those who must decide or act on it.",
    "Delete the answer after the event, and the copy of the list that you made for us.",
    "We kept no copy of the list.",
)
_WORDS = {
    "flagged": "flagged",
    "asked not to attend": "asked not to attend events covered by the code of conduct",
}
_NO_SUMMARY = "There is no summary to share. Please ask us before you act."
_OPEN = "This answer is not final: we are still looking at some points, and will write again."
_ROWS = "Rows are counted as a spreadsheet counts them: the header, if your list has one, is row 1."


def letter(found: Screening, suffix: str, event: str = "", date: str = "") -> str:
    """The answer in the form of a file's suffix: `.md`, `.txt`, `.csv` or `.json`."""
    return FORMS[suffix](found, event, date)


def _opening(found: Screening, event: str, date: str) -> str:
    for_event = f" for {event}" if event else ""
    on = f" on {date}" if date else ""
    people = count(found.rows, "person", "people")
    return f"We compared your list of {people}{for_event} with our records{on}."


def _summary(found: Screening) -> str:
    rows = len({match.row for match in found.matches})
    are = count(rows, "row of your list matches", "rows of your list match")
    told = f"{are} our records." if rows else "We found no row of your list in our records."
    return f"{told} {_OPEN}" if not found.final else told


def _markdown(found: Screening, event: str, date: str) -> str:
    lines = ["# Code of Conduct: answer about your list", "", _opening(found, event, date)]
    lines += [_summary(found), ""]
    for match in found.matches:
        lines += [f"## Row {match.row}", "", f"Status: **{_WORDS[match.status]}**", ""]
        lines += [_escaped(match.outcome) if match.outcome else _NO_SUMMARY, ""]
    if found.matches:
        lines += [_ROWS, ""]
    lines += ["## What this answer is not", "", *(f"- {limit}" for limit in LIMITS)]
    return "\n".join(lines) + "\n"


_SPECIAL = {ord(character): f"\\{character}" for character in "\\`*_[]<>#|~"}


def _escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    return text.translate(_SPECIAL).replace("\n", "  \n")


def _plain(found: Screening, event: str, date: str) -> str:
    blocks = ["CODE OF CONDUCT: ANSWER ABOUT YOUR LIST"]
    blocks.append(_filled(f"{_opening(found, event, date)} {_summary(found)}"))
    for match in found.matches:
        told = [
            f"Row {match.row}: {_WORDS[match.status]}.",
            *(match.outcome or _NO_SUMMARY).splitlines(),
        ]
        blocks.append("\n".join(map(_filled, told)))
    if found.matches:
        blocks.append(_filled(_ROWS))
    blocks.append(
        "\n".join(["What this answer is not:", *(_filled(limit, "- ") for limit in LIMITS)])
    )
    return "\n\n".join(blocks) + "\n"


def _filled(text: str, mark: str = "") -> str:
    return textwrap.fill(text, 76, initial_indent=mark, subsequent_indent=" " * len(mark))


def _csv(found: Screening, event: str, date: str) -> str:
    rows: list[list[object]] = [["row", "status", "summary"]]
    rows += [[m.row, _WORDS[m.status], m.outcome or _NO_SUMMARY] for m in found.matches]
    rows.append([None, "note", f"{_opening(found, event, date)} {_summary(found)}"])
    rows += [[None, "note", limit] for limit in LIMITS]
    return csvtext.write(rows)


def _json(found: Screening, event: str, date: str) -> str:
    told = {
        "event": event or None,
        "date": date or None,
        "rows": found.rows,
        "final": found.final,
        "matches": [
            {"row": m.row, "status": _WORDS[m.status], "summary": m.outcome or None}
            for m in found.matches
        ],
        "limits": list(LIMITS),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


FORMS: Mapping[str, Callable[[Screening, str, str], str]] = {
    ".md": _markdown,
    ".txt": _plain,
    ".csv": _csv,
    ".json": _json,
}
"""By suffix of the file."""
