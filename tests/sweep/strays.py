"""Cells that are in no record and no roster row, and rows that only the process can have made.

Works from the judge's readings. A complaint is one line without contents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.sweep import truth
from tests.sweep.paths import ADDED, DAY, Path
from tests.sweep.scene import MEMBERS, REPORTS
from tests.sweep.scenes import NEW
from tests.sweep.witness import NOTHING

if TYPE_CHECKING:
    from tests.sweep.bench import Ran
    from tests.sweep.judge import Judge
    from tests.sweep.witness import Place


def others(judge: Judge, ran: Ran) -> Iterator[str]:
    """Cells that are in no record and no roster row."""
    cells = judge.witness.cells()
    known = {
        tag
        for sheet in (REPORTS, MEMBERS)
        for line in truth.lines(judge.witness, sheet)
        for tag in line.tags.values()
    }
    for tag, should in judge.witness.shadow.items():
        if tag in known or tag in judge.once:  # also above a header that was dragged down
            continue
        if tag not in cells:
            if should.but(["pattern"], NOTHING) != NOTHING:  # below all else only formats are left
                yield "a cell is gone"
            continue
        place = cells[tag]
        unjudged = judge.unjudged if judge.killed or tag not in judge.witness.heads else set()
        parts = set(should.differs(place.now)) - unjudged
        works = judge.expunges or judge.path.amends
        if parts and works and truth.replaced(judge.witness, place.sheet):
            continue  # a copy of the records has taken their place
        parts = set() if judge.headless(ran, place.sheet) else parts
        if not parts or place.now in (judge.witness.pasted.get(tag), judge.settled.get(tag)):
            continue
        pasted = judge.witness.pasted.get(tag)
        if pasted is not None and set(pasted.differs(place.now)) <= judge.unjudged:
            continue
        if judge.told_lost(ran, tag, place):
            judge.lost += 1
            judge.settled[tag] = place.now
        elif judge.told_to_look(ran, tag, place):
            judge.settled[tag] = place.now
        elif not judge.told_doubtful(ran, tag, place):
            where = f"worksheet {place.sheet}, row {place.row + 1}, column {place.column + 1}"
            yield f"{where}: {', '.join(sorted(parts))} changed"


def complaints(judge: Judge, ran: Ran) -> Iterator[str]:
    """What stands in cells that only the process can have made."""
    rows: dict[tuple[int, int], list[Place]] = {}
    yield from _formats(judge)
    for place in judge.witness.strays():
        rows.setdefault((place.sheet, place.row), []).append(place)
    added, joined, edited = 0, 0, False
    for (sheet, number), places in rows.items():
        values = {p.column: p.now.value for p in places if p.now.value is not None}
        if not values or judge.headless(ran, sheet):
            continue
        line = next(
            (one for one in truth.lines(judge.witness, sheet) if one.number == number), None
        )
        now = {k: v for k, v in (line.now if line else {}).items() if v is not None}
        loud = judge.killed and ran.code == 5
        copy = truth.replaced(judge.witness, sheet)
        shadow, asked = judge.witness.shadow, wanted(REPORTS if copy else sheet, judge.path)
        tags = line.tags if line else {}
        if judge.seen_added and not asked.keys() <= tags.keys():
            continue  # somebody has typed over the header since
        if _other_role(judge, tags):
            asked = {**asked, "Stepped down": DAY}  # and another role is a term of its own
        mine = {k: v for k, v in now.items() if tags[k] not in shadow}
        theirs = all(tags.get(k, "") in {"", *shadow} for k in asked if k not in mine)
        fits = bool(asked) and len(mine) == len(values) and mine.items() <= asked.items()
        fits = fits and theirs
        edited = edited or (fits and len(mine) < len(asked))
        if fits and sheet != MEMBERS:
            added += 1
        elif fits:
            joined += 1
        elif not (loud and line is not None and judge.named(ran, line)):
            yield f"worksheet {sheet}, row {number + 1} holds what nobody asked for there"
    if (added > 1 or joined > 1) and not edited:
        yield f"the new row is there {max(added, joined)} times"
    judge.added, judge.joined = added, joined


def _other_role(judge: Judge, tags: dict[str, str]) -> bool:
    """Whether somebody gave the new member another role, so that adding again ends that term."""
    return bool(judge.path.joins) and tags.get("Role", "") in judge.witness.touched


def _formats(judge: Judge) -> Iterator[str]:
    """Date formats that are left on blank cells in which no date belongs."""
    dates = {truth.REPORTED, truth.UNTIL, "Joined", "Stepped down"}
    fine = {
        tag
        for sheet in (REPORTS, MEMBERS)
        for line in truth.lines(judge.witness, sheet)
        for name, tag in line.tags.items()
        if name in dates
    }
    cells = judge.witness.cells()
    formats = {(p.sheet, p.row, p.column): p.now.pattern for p in cells.values()}
    for tag, place in cells.items():
        left = place.now.value is None and place.now.pattern is not None
        beside = [formats.get((place.sheet, place.row + by, place.column)) for by in (-1, 1)]
        taken_over = place.now.pattern in beside
        if left and not taken_over and tag not in judge.witness.shadow and tag not in fine:
            yield f"row {place.row + 1}, column {place.column + 1}: a date format on a blank cell"


def wanted(sheet: int, path: Path) -> dict[str, Any]:
    """The new row that was asked for, by header; nothing if none was."""
    if sheet == REPORTS and path.adds_record:
        return ADDED
    if sheet == MEMBERS and path.joins:
        return {"Name": "Nia New", "E-mail": NEW, "Role": "member", "Joined": DAY}
    return {}
