"""What happened in the demo, as a story on a terminal.

Everybody in it is made up; that is why, here alone, the contents of identifying cells are shown
before and after.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from cocsheets.formats.sync import sync_text
from cocsheets.operations.demo import Story
from cocsheets.records.text import shown

WIDTHS = {"date_reported": 11, "reporter": 17, "named_subjects": 17, "subject_contacts": 24}


def narrate(story: Story, *, colour: bool = False) -> str:
    """The story as text for a terminal."""
    return "\n".join(_chapters(story, colour=colour))


def _chapters(story: Story, *, colour: bool) -> Iterator[str]:
    day = story.today
    yield f"An invented committee, {len(story.before.records)} reports, today is {day}."
    yield "\nWHAT IS WRONG (cocsheets validate)"
    yield story.findings
    yield "\nWHAT THE DAILY JOB DID (cocsheets sync)"
    yield textwrap.indent(sync_text(story.report), "  ")
    yield "\nTHE SHEET BEFORE AND AFTER (rows that changed, and their neighbours)"
    yield from _table(story, colour=colour)
    yield "\nWHO STEPPED DOWN"
    refusal = story.refusal or "still gets in"
    yield f"  {story.stepped_down} opens the spreadsheet: {refusal}"
    yield "\nTHE SAME JOB AGAIN"
    for line in sync_text(story.again).splitlines():
        if not line.startswith(" "):
            yield f"  {line}"
    yield f"  requests: {len(story.requests)}, all of them reads" * story.only_read


def _table(story: Story, *, colour: bool) -> Iterator[str]:
    before, after = story.before.table, story.after.table
    rows_before = {row.number: row for row in before.data_rows()}
    rows_after = {row.number: row for row in after.data_rows()}
    changed = {
        number
        for number, row in rows_before.items()
        if number in rows_after and row.values != rows_after[number].values
    }
    near = {number + step for number in changed for step in (0, 1)} & set(rows_before)
    titles = [key.replace("_", " ") for key in WIDTHS]
    yield "  row  " + "  ".join(
        title.ljust(width) for title, width in zip(titles, WIDTHS.values(), strict=True)
    )
    for number in sorted(near):
        old, new = rows_before[number], rows_after.get(number)
        yield f"  {number:3}  " + _cells([shown(before.cell(old, key)) for key in WIDTHS])
        if number in changed and new is not None:
            cells = []
            for key, width in WIDTHS.items():
                text = shown(after.cell(new, key))
                same = text == shown(before.cell(old, key))
                cell = _cut("" if same else text, width)
                cells.append(f"\x1b[1;33m{cell}\x1b[0m" if colour and not same else cell)
            yield "    -> " + "  ".join(cells).rstrip()


def _cells(texts: list[str]) -> str:
    return "  ".join(
        _cut(text, width) for text, width in zip(texts, WIDTHS.values(), strict=True)
    ).rstrip()


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    return (text if len(text) <= width else text[: width - 1] + "…").ljust(width)
