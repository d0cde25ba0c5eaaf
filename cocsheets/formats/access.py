"""How sharing plans, their outcome and the audit look: as text, as JSON and as CSV.

Knows our own results. Must not compute any, nor print. Committee members' addresses may be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets import csvtext
from cocsheets.access.files import RECORDS
from cocsheets.access.paths import Kind, PathState
from cocsheets.access.permissions import Action
from cocsheets.formats.findings import finding_json
from cocsheets.formats.plans import place_text
from cocsheets.plans.roster import RosterAction, RosterChange
from cocsheets.plans.sharing_plan import SharingChange, SharingPlan
from cocsheets.shown import aligned, count

if TYPE_CHECKING:
    from cocsheets.access.paths import AccessPath
    from cocsheets.errors import CocsheetsError
    from cocsheets.findings import Finding
    from cocsheets.plans.outcomes import SharingReport
    from cocsheets.plans.plan import Obstacle, Plan


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns set apart by two spaces; a column that is blank throughout is left out."""
    cells = [list(row) for row in rows]
    used = [c for c in range(len(header)) if any(row[c] for row in cells)]
    return aligned([row[c] for c in used] for row in (header, *cells))


def change_line(change: SharingChange | RosterChange) -> str:
    """One change as a line of a plan: `+`, `~` or `-`, whom, what and why."""
    if isinstance(change, RosterChange):
        day = change.day.isoformat()
        if change.action is RosterAction.ENROL:
            return f"+ roster: {change.email}, {change.role} from {day} ({change.reason})"
        row = f", row {change.row}" if change.row else ""
        return f"~ roster: {change.email} steps down on {day}{row} ({change.reason})"
    match change.action:
        case Action.GRANT:
            what = f"{change.address}, {change.after}"
        case Action.REVOKE:
            what = f"{change.address}, was {change.before}"
        case Action.RESTRICT:
            what = "writers may no longer share the file on"
        case _:
            what = f"{change.address}, {change.before} becomes {change.after}"
    where = place_text(change.file, change.at)
    return f"{change.action.symbol} {where}{what} ({change.reason})"


def told(change: SharingChange | RosterChange, *, done: bool) -> str:
    """A change in words, as it was done or as it would be done."""
    if isinstance(change, RosterChange):
        day = change.day.isoformat()
        verb = "entered" if done else "would enter"
        if change.action is RosterAction.ENROL:
            what = f"{verb} {change.email} on the roster as {change.role} from {day}"
        else:
            what = f"{verb} on the roster that {change.email} steps down on {day}"
    else:
        past, plain = _VERBS[change.action]
        what = f"{past if done else f'would {plain}'} {change.address}"
        if change.action is Action.GRANT:
            what += f" as {change.after}"
        elif change.action in (Action.LOWER, Action.RAISE):
            what += f" from {change.before} to {change.after}"
        elif change.action is Action.RESTRICT:
            what += " from sharing the file"
        what = f"{place_text(change.file, change.at)}{what}"
    return f"{what} ({change.reason})"


_VERBS = {
    Action.REVOKE: ("removed", "remove"),
    Action.GRANT: ("let in", "let in"),
    Action.LOWER: ("lowered", "lower"),
    Action.RAISE: ("raised", "raise"),
    Action.RESTRICT: ("kept", "keep"),
}


def obstacle_lines(obstacles: Iterable[Obstacle]) -> Iterator[str]:
    """Obstacles with whom they are about and how they are removed."""
    for obstacle in obstacles:
        who = f"{obstacle.address}: " if obstacle.address else ""
        yield f"! {place_text(obstacle.file, obstacle.item)}{who}{obstacle.reason}"
        if obstacle.hint:
            yield f"    {obstacle.hint}"


MARK = {PathState.OPEN: "-", PathState.UNSEEN: "?", PathState.ALLOWED: " "}
"""The sign before a way in."""


def path_line(way: AccessPath) -> str:
    """One way in: its kind, who has it with which role, and why it is judged so."""
    role = f", {way.role}" if way.role else ""
    setting = way.kind in (Kind.WRITERS_SHARE, Kind.READERS_COPY)
    who = "" if setting else f": {way.who}{role}"
    return f"{MARK[way.verdict]} {place_text(way.file, way.item)}{way.kind}{who} ({way.reason})"


def audit_lines(ways: Sequence[AccessPath]) -> Iterator[str]:
    """Every way in: `-` should be closed, `?` cannot be told, blank is allowed."""
    for way in ways:
        yield path_line(way)
        if way.close and way.verdict is not PathState.ALLOWED:
            yield f"    {way.close}"
    opened = sum(way.verdict is PathState.OPEN for way in ways)
    unseen = sum(way.verdict is PathState.UNSEEN for way in ways)
    yield ""
    paths = count(len(ways), "access path")
    yield f"{paths}, {opened} to be closed, {unseen} that cannot be seen from here."


def fault_lines(failed: Mapping[str, CocsheetsError]) -> Iterator[str]:
    """Files that are left as they are, and why."""
    for name, error in failed.items():
        told = error.message.removeprefix(f"{name}: ")
        yield f"! {name}: {told}"
        if error.hint:
            yield f"    {error.hint}"


def plan_lines(plan: Plan, failed: Mapping[str, CocsheetsError] | None = None) -> Iterator[str]:
    """A plan about sharing or members: signed lines, obstacles, and the digest.

    `failed`: files of which nothing will be done, though the plan has changes for them or might.
    """
    if not plan.changes:
        yield "Nothing can be changed from here." if plan.obstacles else "Nothing to change."
    for change in plan.changes:
        if isinstance(change, SharingChange | RosterChange):
            yield change_line(change)
    yield from obstacle_lines(plan.obstacles)
    yield from fault_lines(failed or {})
    if plan.changes:
        yield f"Plan {plan.digest}: {count(len(plan.changes), 'change')}."


def outcome_lines(report: SharingReport) -> Iterator[str]:
    """What was done to sharing, proven by the new listing, and what was not."""
    for change in report.done:
        yield f"{told(change, done=True)}; confirmed by a new listing"
    yield from obstacle_lines(report.obstacles)


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings about the roster and about people, with their place and fix."""
    for finding in findings:
        where = f" {finding.worksheet} {finding.cell}".rstrip() if finding.cell else ""
        yield f"{finding.severity} {finding.rule}{where}: {finding.message}"
        if finding.hint:
            yield f"    {finding.hint}"


def sharing_json(
    plan: Plan,
    report: SharingReport | None,
    failed: Mapping[str, CocsheetsError] | None = None,
) -> dict[str, Any]:
    """A plan about sharing or members and what became of it; the keys are stable. `failed`: see
    `plan_lines`."""
    findings = plan.findings if isinstance(plan, SharingPlan) else ()
    return {
        **plan.to_json(),
        "done": [change.to_json() for change in report.done] if report else [],
        "left": [obstacle.to_json() for obstacle in report.obstacles] if report else [],
        "findings": [finding_json(finding, plan.spreadsheet_id) for finding in findings],
        "errors": faults_json({**(failed or {}), **(report.failed if report else {})}),
    }


def faults_json(failed: Mapping[str, CocsheetsError]) -> dict[str, Any]:
    """Why something was not done, by the name of the file."""
    return {
        name: {"message": error.message, "hint": error.hint or None}
        for name, error in failed.items()
    }


def audit_json(
    ways: Sequence[AccessPath],
    findings: Iterable[Finding],
    transfer: Sequence[str],
    spreadsheet_id: str,
    failed: Mapping[str, CocsheetsError] | None = None,
) -> dict[str, Any]:
    """The audit for programs; the keys are stable."""
    return {
        "ways": [way.to_json() for way in ways],
        "open": sum(way.verdict is PathState.OPEN for way in ways),
        "unseen": sum(way.verdict is PathState.UNSEEN for way in ways),
        "findings": [finding_json(finding, spreadsheet_id) for finding in findings],
        "transfer": list(transfer),
        "errors": faults_json(failed or {}),
    }


def audit_csv(ways: Sequence[AccessPath]) -> str:
    """The audit for a spreadsheet, guarded against formulas; says which file where there are
    several."""
    keys = ["verdict", "kind", "who", "role", "reason", "close"]
    if any(way.file != RECORDS or way.item for way in ways):
        keys += ["file", "item"]
    rows = ([way.to_json()[key] for key in keys] for way in ways)
    return csvtext.write([keys, *rows])


def transfer_lines(steps: Sequence[str]) -> Iterator[str]:
    """How ownership passes on, step by step."""
    if steps:
        yield ""
        yield "How ownership passes on:"
        yield from (f"  {number}. {step}" for number, step in enumerate(steps, 1))
