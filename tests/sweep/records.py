"""What each record may hold at the end of a run, and what must have been said if it holds less.

Works from the judge's readings. A complaint is one line without contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.sweep import truth
from tests.sweep.scene import REPORTS
from tests.sweep.truth import ACTIONS, IDENTIFYING, REPORTED, STATUS, UNTIL, Line

if TYPE_CHECKING:
    from tests.sweep.bench import Ran
    from tests.sweep.judge import Judge
    from tests.sweep.witness import Content, Place

MARK = "(cocsheets "
CHECKED = (REPORTED, UNTIL, STATUS, *ACTIONS)
"""Columns that may get a date check or a drop-down."""
MARKED = "still has a mark"


def complaints(judge: Judge, ran: Ran) -> Iterator[str]:
    """Every record that is not as it should be."""
    cells = judge.witness.cells()
    below = truth.lines(judge.witness, REPORTS)
    above = truth.lines(judge.witness, REPORTS, above=True)
    silent = judge.expunges and ran.code == 0 and judge.last.above == len(above)
    for line in above:
        if silent and truth.is_due(line, below):
            yield f"row {line.number + 1} is above the header and due, and exit 0"
    for line in (*below, *above):
        due = judge.expunges and line.id in judge.last.due | judge.finished
        found = list(_record_cells(judge, ran, line, cells, due=due))
        wrong = [text for _, text in found]
        fresh = any(cells[tag].now != judge.before.get(tag) for tag, _ in found)
        half = _half(judge, line, cells) if judge.expunges and line.id in judge.due else ""
        if wrong and (fresh or not (judge.killed and _loud(judge, ran, line, wrong))):
            yield f"row {line.number + 1}: {'; '.join(wrong)}"
        elif half and not (ran.code not in (0, 1) or judge.named(ran, line)):
            yield f"row {line.number + 1} is due, {half}, and exit {ran.code} does not say so"


def _loud(judge: Judge, ran: Ran, line: Line, wrong: list[str]) -> bool:
    """Whether what a dead process left is named: a mark as what it is, with any code but 0."""
    if judge.headless(ran, REPORTS):
        return True
    if all(fault.endswith(MARKED) for fault in wrong):
        number = "|".join(map(str, judge.numbers(line)))
        told = rf"\b(row |[A-Z])({number})\b[^\n]*(mark|\(cocsheets)|mark \w+({number})\b"
        return ran.code != 0 and re.search(told, ran.said) is not None
    return ran.code == 5 and judge.named(ran, line)


def _half(judge: Judge, line: Line, cells: dict[str, Place]) -> str:
    tags = [tag for name in IDENTIFYING if (tag := line.tags.get(name, "")) in cells]
    left = [
        tag
        for tag in tags
        if not _finished(cells[tag].now)
        and judge.witness.touched.get(tag, -1) < judge.witness.readings
    ]
    return f"{len(left)} cells not expunged" if left else ""


def _record_cells(
    judge: Judge, ran: Ran, line: Line, cells: dict[str, Place], *, due: bool
) -> Iterator[tuple[str, str]]:
    for name, tag in line.tags.items():
        should = judge.witness.shadow.get(tag)
        if should is None or tag not in cells:
            continue
        fault = _cell(judge, line, name, tag, should, cells[tag].now, due=due)
        if fault == MARKED and tag in judge.left_marked and _loud(judge, ran, line, [fault]):
            continue
        if fault and judge.told_lost(ran, tag, cells[tag]):
            judge.lost += 1
            if fault == MARKED:
                judge.left_marked.add(tag)
            else:
                judge.settled[tag] = cells[tag].now
        elif fault and (
            judge.told_restored(ran, tag, cells[tag])
            or judge.told_to_look(ran, tag, cells[tag])
            or (due and judge.told_by_place(ran, tag, cells[tag]))
        ):
            judge.settled[tag] = cells[tag].now
        elif fault:
            yield tag, f"{name.split(' (')[0][:24]}: {fault}"


def _cell(
    judge: Judge, line: Line, name: str, tag: str, should: Content, now: Content, *, due: bool
) -> str:
    parts = set(should.differs(now))
    pasted = now.validation is None and tag in judge.witness.touched  # with a check of ours
    if judge.path.protects and (name in CHECKED or judge.told_checks or pasted):
        parts.discard("validation")
    if not parts or judge.settled.get(tag) == now:
        return ""
    fault = _changed(judge, line, name, tag, should, now, due=due, parts=parts)
    if not fault:
        judge.settled[tag] = now
    return fault


def _changed(
    judge: Judge,
    line: Line,
    name: str,
    tag: str,
    should: Content,
    now: Content,
    *,
    due: bool,
    parts: set[str],
) -> str:
    if judge.witness.pasted.get(tag) == now and not _marked(now.value):
        return ""
    if _marked(now.value):
        return MARKED
    if name in IDENTIFYING and due:
        if "value" in parts and not _expunged(now.value):
            return "reads neither"
        return "lost its format" if "pattern" in parts else ""
    if name == UNTIL and judge.path.resets and now.value in judge.resets.get(line.id, ()):
        return "" if parts <= {"value", "pattern"} else f"changed: {sorted(parts)}"
    amended = line.id in judge.amended or _copied_amended(judge, line, tag)
    amended = amended or judge.stands_in(line)
    amended = amended and name in judge.path.amends
    if amended and parts <= {"value", "pattern"} and now.value == judge.path.amends[name]:
        return ""
    texts = parts <= {"value", "runs", "link", "chips"}
    if due and texts and redacted(should.value, now.value):
        return ""
    return f"not to be changed, and {', '.join(sorted(parts))} changed"


def _copied_amended(judge: Judge, line: Line, tag: str) -> bool:
    """Whether somebody copied the record that is amended while our text with a mark was in this
    cell. What the mark comes off to is what a copy made a moment later has, and no reading tells
    the two apart: so whoever copied it may have either."""
    source = judge.witness.sources.get(line.id)
    pasted = judge.witness.pasted.get(tag)
    return source in judge.amended and pasted is not None and _marked(pasted.value)


def _finished(now: Content) -> bool:
    kind = str((now.validation or {}).get("condition", {}).get("type", ""))
    attached = now.note or now.link or now.chips or kind.startswith("ONE_OF")
    return is_done(now.value) and not attached


def is_done(value: Any) -> bool:
    """Whether a cell is blank or expunged, without a mark."""
    return value is None or _expunged(value)


def _expunged(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("Expunged") and MARK not in value


def _marked(value: Any) -> bool:
    return isinstance(value, str) and MARK in value


def redacted(should: Any, now: Any) -> bool:
    """Whether a text is another with parts expunged."""
    if not isinstance(should, str) or not isinstance(now, str) or "Expunged" not in now:
        return False
    pattern = ".+".join(re.escape(part) for part in now.split("Expunged"))
    return re.fullmatch(pattern, should, re.DOTALL) is not None
