"""Plans and what became of them, as text for people. Rows and columns, never contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cocsheets.access.files import RECORDS
from cocsheets.access.permissions import link_of
from cocsheets.plans.plan import CellChange, Held, Key, Obstacle, Plan
from cocsheets.plans.publish import WORKSHEET, Publication
from cocsheets.records.table import column_letters
from cocsheets.shown import count


def plan_text(plan: Plan) -> str:
    """The plan with its digest."""
    lines = list(_lines(plan))
    if not plan.changes:
        lines.insert(0, idle_text(plan))
    else:
        lines.append(f"Plan {plan.digest}: {count(len(plan.changes), 'change')}.")
    return "\n".join(lines)


def idle_text(plan: Plan) -> str:
    """What a plan without changes comes to: nothing to do, or nothing that can be done."""
    blocked = any(obstacle.pending for obstacle in plan.obstacles)
    return "Nothing can be done now." if blocked else "Nothing to do."


def _lines(plan: Plan) -> Iterator[str]:
    rows: dict[int, list[CellChange]] = {}
    public: dict[tuple[str, int, str], list[str]] = {}
    for change in plan.changes:
        if isinstance(change, CellChange):
            rows.setdefault(change.row, []).append(change)
        elif isinstance(change, Publication) and change.row is not None:
            key = (change.action, change.row, change.reason)
            public.setdefault(key, []).append(change.address.rpartition("!")[2])
        else:
            data = change.to_json()
            where = data.get("address") or data.get("column") or ""
            yield f"{change.action} {where}: {change.reason}"
    for (action, _, reason), cells in public.items():
        yield f"would {action} {WORKSHEET}!{', '.join(cells)}: {reason}"
    for row, changes in rows.items():
        yield f"row {row} (report of {changes[0].key}): would {_verbs(changes)}"
        yield f"    because {in_words(changes[0].reason)}"
    for held in plan.held:
        yield held_text(held)
    for obstacle in plan.obstacles:
        yield obstacle_text(obstacle)


def _verbs(changes: list[CellChange]) -> str:
    verbs: dict[str, list[str]] = {}
    for change in changes:
        verbs.setdefault(change.action, []).append(column_letters(change.column))
        if change.clears and change.action != "clear":
            verbs.setdefault("clear the attachments of", []).append(column_letters(change.column))
    return "; ".join(f"{verb} {', '.join(columns)}" for verb, columns in verbs.items())


def held_text(held: Held) -> str:
    """One held record."""
    until = f" until {held.until}" if held.until else ""
    return f"row {held.row} (report of {held.key}) is on hold{until}: {in_words(held.reason)}"


def place_text(file: str, item: str) -> str:
    """Where something is, to be put before it: nothing for the records themselves."""
    if item:
        return f"{file}, {link_of(item)}: "
    return "" if file in ("", RECORDS) else f"{file}: "


def obstacle_text(obstacle: Obstacle) -> str:
    """One obstacle, with its fix."""
    if obstacle.row is not None:
        column = column_letters(obstacle.column) if obstacle.column is not None else ""
        where = f"{column}{obstacle.row}" if column else f"row {obstacle.row}"
    else:
        where = place_text(obstacle.file, obstacle.item) + (obstacle.address or "")
        where = where.removesuffix(": ")
    reason = in_words(obstacle.reason)
    hint = f". {obstacle.hint}" if obstacle.hint else ""
    return f"{where}: left alone: {reason}{hint}".removeprefix(": ")


def in_words(sentence: str) -> str:
    """A sentence as part of another one: no capital in front, no full stop behind."""
    second = sentence[1:2]
    first = sentence[:1] if second.isupper() or second.isdigit() else sentence[:1].lower()
    return (first + sentence[1:]).removesuffix(".")


def not_done_text(not_done: Mapping[Key, str]) -> Iterator[str]:
    """Rows that were left, with the reason."""
    for key, reason in not_done.items():
        yield f"report of {key}: not done: {reason}"
