"""What became of the cells of a plan, whichever plan it was. Places, never contents."""

from __future__ import annotations

from collections.abc import Iterator

from cocsheets.formats.plans import not_done_text
from cocsheets.plans.outcomes import CellsReport
from cocsheets.shown import count

_HISTORY = "version history: File, Version history, See version history."


def trouble_lines(cells: CellsReport) -> Iterator[str]:
    """All that was not done as planned, and what a person should look at."""
    yield from (f"    {line}" for line in not_done_text(cells.not_done))
    if cells.error is not None:
        yield f"    {cells.error.message} {cells.error.hint}".rstrip()
    if cells.restored:
        yield (
            f"    {count(len(cells.restored), 'cell')} restored, {', '.join(cells.restored)}: rows"
            " moved or changed while we wrote."
            " The old contents are there again; what somebody typed there in that very moment"
            " is in the version history."
        )
    for place in cells.lost:
        yield (
            f"    {place} was overwritten in a row that appeared at that moment. Its text is in the"
            f" {_HISTORY}"
        )
    for place in cells.marked:
        yield (
            f"    {place} keeps a mark of this run in place of its text: a protection that appeared"
            " while we wrote keeps the acting account from it. Let it edit the cell; the next run"
            " goes on. The text is in the version history."
        )
    for place in cells.to_check:
        yield (
            f"    {place} is in a row that moved at that moment: please look at it. A note, link or"
            " drop-down list put there just then, or the text of a row that is equal in all else,"
            " is in the version history."
        )
    for place in cells.by_place:
        yield (
            f"    {place} was overwritten without comparing, since Google did not find its text:"
            f" please look. What somebody typed there in that very moment is in the {_HISTORY}"
        )
