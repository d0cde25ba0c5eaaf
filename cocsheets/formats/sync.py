"""What a daily run did and found, as text and as JSON. Counts, rows and addresses; never contents.

The same text serves the terminal, the log of a cron job and a notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cocsheets.findings import Severity
from cocsheets.formats.access import told
from cocsheets.formats.cells import trouble_lines
from cocsheets.formats.dates import cells_json, cells_lines
from cocsheets.formats.findings import finding_json
from cocsheets.formats.plans import held_text, obstacle_text, plan_text
from cocsheets.formats.residue import earlier_lines, residue_json, unsearched_lines
from cocsheets.operations.apart.unneeded import UnneededReport
from cocsheets.operations.expunge import ExpungeReport
from cocsheets.operations.residue import ResidueReport
from cocsheets.operations.sharing import part_of
from cocsheets.operations.sync import SyncReport
from cocsheets.plans.plan import CellChange
from cocsheets.shown import count

HISTORY = (
    "The cells were overwritten. The version history, copies and exports still have the old"
    " contents; this tool cannot reach them."
)
"""Said whenever something was expunged: no false comfort."""

MOST_FINDINGS = 20
"""Errors and warnings told one by one in a summary; a daily mail is no place for hundreds."""


def sync_text(report: SyncReport) -> str:
    """The summary of a daily run."""
    return "\n".join(_lines(report))


def _lines(report: SyncReport) -> Iterator[str]:
    if report.dry_run:
        yield "A dry run: nothing was written and no notice was sent."
    elif report.planned_only:
        yield f"Planned for {report.today}, a day in the future: nothing was written."
    yield from _validation(report)
    if report.expunged:
        shown = report.planned_only and bool(report.expunged.plan.changes)
        if shown:
            yield "expunge: would be done:"
            yield plan_text(report.expunged.plan)
        yield from expunge_lines(report.expunged, plan_shown=shown)
    if report.dates is not None:
        yield from cells_lines(report.dates, "retention: dates reset")
    if report.residue is not None:
        lines = (*earlier_lines(report.residue), *unsearched_lines(report.residue))
        yield from (f"residue: {line}" for line in lines)
    if report.soon:
        keys = ", ".join(str(record.key) for record in report.soon)
        yield f"expunge: soon due: {count(len(report.soon), 'record')} ({keys})"
    yield from _sharing(report)
    yield from _places(report)
    for finding in report.status_findings:
        yield f"status: {finding.message}"
        yield f"    {finding.hint}"
    for part, error in report.errors.items():
        yield f"{part}: not done: {error.message}"
        if error.hint:
            yield f"    {error.hint}"
    yield f"run {report.run}: exit {int(report.code)}, {report.code.meaning}"


def when(report: SyncReport) -> str:
    """Whether counts were taken before or after expunging, where that makes a difference."""
    expunged = report.expunged
    if expunged is not None and expunged.cells.done:
        return "counted after expunging"
    if expunged is not None and expunged.plan.changes:
        return "counted before expunging"
    return ""


def _validation(report: SyncReport) -> Iterator[str]:
    validation = report.validation
    if validation is None:
        return
    levels = [finding.severity for finding in validation.findings]
    counts = ", ".join(
        count(levels.count(severity), severity.value) for severity in Severity if severity in levels
    )
    parts = (count(validation.records, "record"), counts or "nothing to say", when(report))
    yield f"validate: {', '.join(filter(None, parts))}"
    wanted = [
        finding
        for severity in (Severity.ERROR, Severity.WARNING)
        for finding in validation.findings
        if finding.severity is severity
    ]
    for finding in wanted[:MOST_FINDINGS]:
        where = f"{finding.cell}: " if finding.cell else ""
        yield f"    {finding.severity} {finding.rule} {where}{finding.message}"
    if len(wanted) > MOST_FINDINGS:
        yield f"    and {len(wanted) - MOST_FINDINGS} more: `cocsheets validate` shows all"


def expunge_lines(report: ExpungeReport, *, plan_shown: bool = False) -> Iterator[str]:
    """What became of an expunge plan; `plan_shown`: what it says itself has been told already."""
    cells = report.cells
    if cells.done:
        keys = ", ".join(map(str, cells.done))
        done = f"{count(len(cells.done), 'record')} expunged"
        yield f"expunge: {done}; seen in a new reading ({keys})"
        yield f"    {HISTORY}"
        yield from _residue(report.residue)
    else:
        yield from _nothing_done(report)
    yield from trouble_lines(cells)
    for row in report.plan.stray_marks:
        yield (
            f"    row {row} holds a mark of an interrupted run and is not due. Its text is in the"
            " version history: File, Version history, See version history."
        )
    yield from _identities(report.identities)
    for row in report.returned:
        yield (
            f"    row {row} was expunged once, by the ledger, and holds contents again. It is not"
            " due, so it was left alone; if it is to go, give it an expunge date that is over."
        )
    if plan_shown:
        return
    yield from (f"    {held_text(held)}" for held in report.plan.held)
    yield from (f"    {obstacle_text(obstacle)}" for obstacle in report.plan.obstacles)


def _identities(found: UnneededReport | None) -> Iterator[str]:
    """What became of the identities that no record needs."""
    if found is None:
        return
    if found.expunged:
        people = count(found.expunged, "identity").replace("identitys", "identities")
        yield f"    {people} that no record needs: expunged, and read again"
    if found.left:
        yield f"    identities that no record needs, left alone: {found.left}"
    if found.reason:
        yield f"    {found.reason}"


def _nothing_done(report: ExpungeReport) -> Iterator[str]:
    """Why nothing was expunged; nothing where that was not even tried."""
    plan, cells = report.plan, report.cells
    due = len({change.key for change in plan.changes if isinstance(change, CellChange)})
    blocked = sum(obstacle.pending for obstacle in plan.obstacles)
    if due and (cells.error is not None or cells.not_done):
        yield f"expunge: not done: {count(due, 'due record')}"
    elif blocked and not due:
        left = count(blocked, "due record is", "due records are")
        yield f"expunge: nothing could be done: {left} left alone"
    elif plan.held and not due:
        yield "expunge: nothing is due but what is on hold"
    elif not due:
        yield "expunge: nothing is due"


def _residue(residue: ResidueReport | None) -> Iterator[str]:
    """Where the people of those records still stand."""
    if residue is None:
        return
    for found in residue.places:
        yield f"    still named in {found.place}"
    for found in residue.questions:
        yield f"    perhaps still named in {found.place}"
    yield from (f"    {line}" for line in unsearched_lines(residue))
    if not residue.comments_seen:
        yield "    comments could not be read, so nobody knows what they say"


def _sharing(report: SyncReport) -> Iterator[str]:
    plan = report.sharing_plan
    if plan is None:
        return
    if report.sharing is not None:
        for change in report.sharing.done:
            yield f"sharing: {told(change, done=True)}; confirmed by a new listing"
    elif plan.changes:
        for change in plan.changes:
            if part_of(change.file) not in report.errors:
                yield f"sharing: {told(change, done=False)}"
    elif not plan.changes:
        yield f"sharing: nothing {'can be changed' if plan.obstacles else 'to change'}"
    after = report.sharing.obstacles if report.sharing else ()
    for obstacle in (*plan.obstacles, *after):
        yield f"    {obstacle_text(obstacle)}"
    for finding in plan.findings:
        if finding.severity is not Severity.NOTE or finding.rule == "sharing-group":
            place = " ".join(filter(None, (finding.worksheet, finding.cell)))
            where = f"{place}: " if finding.cell else ""
            yield f"    {finding.severity} {finding.rule} {where}{finding.message}"


def _places(report: SyncReport) -> Iterator[str]:
    """Each place: counts alone, since this text goes into logs and mails."""
    for place in report.places:
        if place.presence is not None:
            yield f"places: {place.name}: {count(place.presence.people, 'account')} looked at"
        for finding in place.findings:
            yield f"    {finding.severity} {finding.rule} {finding.message}"
            if place.error is not None:
                yield f"        {finding.hint}"


def sync_json(report: SyncReport) -> dict[str, Any]:
    """Stable form for programs."""
    plan, expunged = report.sharing_plan, report.expunged
    return {
        "run": report.run,
        "spreadsheet": report.spreadsheet_id,
        "today": report.today,
        "exit": int(report.code),
        "records": report.validation.records if report.validation else None,
        "findings": [finding_json(finding, report.spreadsheet_id) for finding in report.findings],
        "expunge": expunge_json(expunged) if expunged else None,
        "dates": {**report.dates.plan.to_json(), **cells_json(report.dates.cells)}
        if report.dates
        else None,
        "soon": [
            {"row": record.row, "key": str(record.key), "expunge_on": record.on}
            for record in report.soon
        ],
        "residue": residue_json(report.residue) if report.residue else None,
        "sharing": {
            **plan.to_json(),
            "done": [change.to_json() for change in report.sharing.done] if report.sharing else [],
            "left": [o.to_json() for o in report.sharing.obstacles] if report.sharing else [],
        }
        if plan
        else None,
        "places": [
            {
                "place": place.name,
                "checked": place.presence is not None,
                "former": len(place.presence.outsiders) if place.presence else None,
                "missing": len(place.presence.missing) if place.presence else None,
                "unmatched": len(place.presence.unmatched) if place.presence else None,
            }
            for place in report.places
        ],
        "errors": {
            part: {"message": error.message, "hint": error.hint or None}
            for part, error in report.errors.items()
        },
    }


def expunge_json(report: ExpungeReport) -> dict[str, Any]:
    """Stable form for programs: the plan, and what became of it."""
    return {
        **report.plan.to_json(),
        **cells_json(report.cells),
        "residue": [found.to_json() for found in report.residue.places] if report.residue else [],
        "returned": list(report.returned),
    }
