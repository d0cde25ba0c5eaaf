"""Whether what a run said is so. One complaint is one line without contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.sweep import truth
from tests.sweep.paths import DAY
from tests.sweep.scene import MEMBERS, REPORTS
from tests.sweep.scenes import NEW

if TYPE_CHECKING:
    from tests.sweep.bench import Ran
    from tests.sweep.judge import Judge


def complaints(judge: Judge, ran: Ran) -> Iterator[str]:
    """Causes that did not happen, and success that is none."""
    said = ran.said.casefold()
    if "another run" in said or ran.code == 6:
        yield f"speaks of another run, and there is none (exit {ran.code})"
    if "unforeseen" in said or "traceback" in said:
        yield "an unforeseen error"
    if ran.code == 0 and judge.asked:
        yield from _added(judge)
        yield from _left(judge)
        yield from _amended(judge)
        yield from judge.end_of_access() if judge.path.shares else ()


def _late(judge: Judge, tag: str | None) -> bool:
    """Whether somebody changed a cell since a reading showed it to be as it was asked for, or since
    the last reading."""
    touched = judge.witness.touched.get(tag or "", -1)
    seen = {tag, judge.witness.sources.get(tag or "")} & judge.seen
    return touched >= judge.witness.readings or (bool(seen) and touched > 0)


def _added(judge: Judge) -> Iterator[str]:
    if judge.path.adds_record and judge.added == 0 and not judge.seen_added:
        yield f"exit 0, and the new report is there {judge.added} times"
    if judge.path.joins:
        if judge.joined != 1 and NEW not in judge.last.current and not judge.seen_added:
            yield f"exit 0, and the new row is there {judge.joined} times"
        if NEW not in judge.bench.access():
            yield "exit 0, and the new member has no access"


def _left(judge: Judge) -> Iterator[str]:
    planned = judge.readings[min(1, len(judge.readings) - 1)].current
    for line in truth.lines(judge.witness, MEMBERS):
        email = judge.leavers.get(line.id)
        email = email if email in planned else None
        tag = line.tags.get("Stepped down")
        same = email is not None and email in str(line.now.get("E-mail"))
        if not same or line.id not in judge.last.rows or _late(judge, tag):
            continue
        end = line.now.get("Stepped down") if tag else DAY  # else its column is deleted since
        if not isinstance(end, (int, float)) or end > DAY:
            yield f"exit 0, and {email} does not read as stepped down"
        if email in judge.bench.access():
            yield f"exit 0, and {email} has access"


def _amended(judge: Judge) -> Iterator[str]:
    if any(truth.replaced(judge.witness, sheet.id) for sheet in judge.witness.sheets()):
        return
    lines = truth.lines(judge.witness, REPORTS)
    values = judge.path.amends.items()
    if any(values <= one.now.items() and judge.stands_in(one) for one in lines):
        return
    for line in lines:
        if line.id not in judge.amended:
            continue
        for name, value in judge.path.amends.items():
            if name not in line.tags:
                continue  # somebody has deleted the column since: without it nothing is amended
            if line.now.get(name) != value and not _late(judge, line.tags.get(name)):
                yield "exit 0, and the record is not amended"
