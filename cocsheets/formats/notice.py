"""What is told about a daily run to people who are not at a terminal: counts and rows only.

A notice passes through chat and mail servers: no contents, no names, no addresses, not even those
of committee members. Knows reports and errors. Must not know how a notice is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cocsheets.daily.runbefore import RunBefore
from cocsheets.data import Data
from cocsheets.errors import ActiveRunError, CocsheetsError, StoppedError
from cocsheets.exit_codes import UNFINISHED, ExitCode, code_of
from cocsheets.findings import Severity
from cocsheets.formats.status import status_text
from cocsheets.formats.sync import when
from cocsheets.operations.history import history_text
from cocsheets.operations.sync import SyncReport
from cocsheets.plans.plan import CellChange
from cocsheets.records.residue import Residue
from cocsheets.shown import count

SHOWN = 20
"""Rows that are listed before the rest is only counted."""


class Notice(Data, frozen=True):
    """One notice, ready to be sent."""

    title: str
    body: str
    code: ExitCode
    something: bool
    """Whether there is anything to say beyond that all is well."""
    lasting: bool = False
    """Whether another run has kept this one from working for over a day."""

    def wanted(self, on: str) -> bool:
        """Whether it is to be sent, by `[notify] on`."""
        if self.code is ExitCode.ACTIVE and not self.lasting:
            return False  # the other run tells
        if on == "problems":
            return bool(self.code)
        return on == "always" or self.something


def notice(report: SyncReport, before: RunBefore | None = None, *, full: bool = False) -> Notice:
    """The notice of a daily run, with what is new since the run before where that is known.

    `full`: the whole status page in place of the summary, where the run came so far.
    """
    lines = list(_lines(report))
    code = report.code
    if full and report.page is not None:
        page = status_text(report.page, most=SHOWN)
        body = "\n".join([*_news(report, before), page, "", _closing(report.run)])
        return Notice(_title(code), body, code, bool(lines or code))
    told = [*_news(report, before), *lines] or ["Nothing was due, nothing changed."]
    known = [history_text(report.history)] if report.history is not None else []
    body = "\n".join([*told, *known, "", _closing(report.run)])
    return Notice(_title(code), body, code, bool(lines or code))


def to_look_at(report: SyncReport) -> tuple[str, ...]:
    """What a person should look at, as rules and places: to be known again the next time."""
    named = {finding for place in report.places for finding in place.findings}
    others = (finding for finding in report.findings if finding not in named)
    loud = [finding for finding in others if finding.severity is not Severity.NOTE]
    found = [f"{finding.rule} {finding.cell}".rstrip() for finding in loud]
    if report.expunged is not None:
        rows = (obstacle.row for obstacle in report.expunged.plan.obstacles)
        found += [f"left alone row {row}" for row in rows if row is not None]
    if report.residue is not None:
        found += [f"still named {place.cell or place.kind}" for place in _known(report)]
    found += [
        f"{finding.rule} {place.name}"
        for place in report.places
        for finding in place.findings
        if finding.severity is not Severity.NOTE
    ]
    plan, outcome = report.sharing_plan, report.sharing
    left = len(plan.obstacles) if plan else 0
    left += len(outcome.obstacles) if outcome else 0
    found += [f"sharing left {number + 1}" for number in range(left)]
    found += [f"not done {part}" for part in report.errors]
    return tuple(dict.fromkeys(found))


def _news(report: SyncReport, before: RunBefore | None) -> Iterator[str]:
    found = to_look_at(report)
    if before is None or not found:
        return
    if new := before.new(found):
        more = f" and {len(new) - SHOWN} more" if len(new) > SHOWN else ""
        yield f"New since the run of {before.day}: {', '.join(new[:SHOWN])}{more}."
    else:
        yield f"Nothing new since the run of {before.day}."


def failure_notice(
    error: BaseException, run: str, *, lasting: bool = False, changed: bool = True
) -> Notice:
    """The notice of a daily run that did not come to its end, of whatever kind the error is.

    `changed`: whether anything was changed at Google before, or may have been.

    Only the kind is told: a message may name addresses, and that of an error that nobody foresaw
    may hold contents.
    """
    code = code_of(error)
    rest = UNFINISHED if changed else "Nothing was changed."
    if isinstance(error, ActiveRunError):
        told = "Another run has been at work, or was left hanging, for over a day: nothing is done."
        told += " `cocsheets doctor` shows which, and how to end it."
    elif isinstance(error, CocsheetsError):
        done = f"The run ended early: {code.meaning}. {rest}"
        told = done if changed else f"Nothing was done: {code.meaning}."
    elif isinstance(error, StoppedError):
        told = f"The run was asked to end before it was done. {rest}"
    else:
        told = f"The run ended by an error that nobody foresaw ({type(error).__name__}). {rest}"
    return Notice(_title(code), f"{told}\n\n{_closing(run)}", code, something=True, lasting=lasting)


def _title(code: ExitCode) -> str:
    return f"cocsheets: please look ({code.meaning})" if code else "cocsheets: all is well"


def _closing(run: str) -> str:
    return (
        f"Run {run}. `cocsheets sync --dry-run`, `cocsheets validate`, `cocsheets sharing` and"
        " `cocsheets doctor` say more."
    )


def _lines(report: SyncReport) -> Iterator[str]:
    yield from _expunging(report)
    yield from _residue(report)
    yield from _problems(report)
    yield from _sharing(report)
    if report.soon:
        soon = [f"{record.row} ({record.on})" for record in report.soon]
        yield (
            f"Soon due: {_rows(soon)}. Whoever objects enters a hold or another date before then."
        )
    yield from _places(report)
    if report.leaving:
        yield f"Memberships that end soon: {report.leaving}."
    for finding in report.status_findings:
        yield f"Status page: {finding.message}."
    for part, error in report.errors.items():
        yield f"Not done: {part} ({code_of(error).meaning})."


def _expunging(report: SyncReport) -> Iterator[str]:
    expunged = report.expunged
    if expunged is None:
        return
    changes = expunged.plan.changes
    rows = {change.key: change.row for change in changes if isinstance(change, CellChange)}
    if report.planned_only and rows:
        yield f"To be expunged: {_rows(rows.values())}."
    if expunged.cells.done:
        done = [rows[key] for key in expunged.cells.done if key in rows]
        yield f"Expunged: {count(len(expunged.cells.done), 'record')}, {_rows(done)}."
    if expunged.cells.not_done:
        left = [rows[key] for key in expunged.cells.not_done if key in rows]
        yield f"Due and not done: {_rows(left)}."
    if expunged.cells.lost:
        yield (
            f"Overwritten in a row that appeared at that moment: {', '.join(expunged.cells.lost)}."
            " The text is in the version history."
        )
    if expunged.cells.marked:
        yield f"Half done, since a protection appeared: {', '.join(expunged.cells.marked)}."
    if expunged.plan.stray_marks:
        yield f"Marks of an interrupted run: {_rows(expunged.plan.stray_marks)}."
    if expunged.plan.held:
        held = [
            f"{found.row} (until {found.until})" if found.until else str(found.row)
            for found in expunged.plan.held
        ]
        yield f"Due and on hold: {_rows(held)}."
    obstacles = [found.row for found in expunged.plan.obstacles if found.row is not None]
    if obstacles:
        yield f"Left alone since something stands in the way: {_rows(obstacles)}."


def _residue(report: SyncReport) -> Iterator[str]:
    """How many places still name people who were expunged: now, and since earlier runs."""
    new = report.expunged.residue if report.expunged else None
    for places, are, since in (
        (new.leaks if new else (), "are still", ""),
        (new.doubts if new else (), "may be", ""),
        (_known(report), "are still", " since earlier runs"),
    ):
        rows = [int(found[0]) for place in places if (found := re.findall(r"\d+$", place.cell))]
        where = f" ({_rows(rows)})" if rows else ""
        if places:
            yield (
                f"People who were expunged {are} named in {count(len(places), 'place')}"
                f"{since}{where}. `cocsheets residue` lists them."
            )
    again = report.residue.unsearched if report.residue else ()
    if unsearched := len({*(new.unsearched if new else ()), *again}):
        yield (
            f"{count(unsearched, 'large worksheet')} could not be searched for them."
            " `cocsheets residue` does it."
        )


def _known(report: SyncReport) -> list[Residue]:
    """Places that earlier runs found, without the questions: those were told once, since whoever
    has looked and found somebody else there cannot tell us so."""
    return [place for place in (report.residue.known if report.residue else ()) if place.sure]


def _problems(report: SyncReport) -> Iterator[str]:
    if report.validation is None:
        return
    loud = [f for f in report.validation.findings if f.severity is not Severity.NOTE]
    if not loud:
        return
    levels = [finding.severity for finding in loud]
    told = ", ".join(
        count(levels.count(severity), severity.value) for severity in Severity if severity in levels
    )
    rows = [finding.row for finding in loud if finding.row is not None]
    where = f", {_rows(rows)}" if rows else ""
    counted = f" They were {when(report)}." if when(report) else ""
    yield f"Problems found: {told}{where}.{counted}"


def _sharing(report: SyncReport) -> Iterator[str]:
    plan, outcome = report.sharing_plan, report.sharing
    if plan is None:
        return
    done = outcome.done if outcome else ()
    if done:
        taken = sum(change.action.takes for change in done)
        yield f"Sharing: {len(done) - taken} let in or raised, {taken} removed or lowered."
    elif plan.changes and outcome is None:
        yield f"Sharing: {count(len(plan.changes), 'change')} planned and not made."
    left = len(plan.obstacles) + len(outcome.obstacles if outcome else ())
    if left:
        yield f"Sharing: {count(left, 'change')} that a person has to make."
    loud = sum(finding.severity is not Severity.NOTE for finding in plan.findings)
    if loud:
        yield f"Sharing: {count(loud, 'thing')} to look at."


def _places(report: SyncReport) -> Iterator[str]:
    """How many people are where they should not be, and what was not checked."""
    seen = [place.presence for place in report.places if place.presence is not None]
    if others := sum(len(presence.outsiders) for presence in seen):
        yield f"Places: {count(others, 'account')} of people who are not current members."
    if blind := len(report.places) - len(seen):
        yield f"Places: {count(blind, 'place')} could not be read."


def _rows(rows: Iterable[object]) -> str:
    """`row 3`, `rows 3, 9 and 2 more`, in the order of the sheet."""
    unique: Sequence[object] = sorted(set(rows), key=lambda row: int(str(row).split()[0]))
    shown = ", ".join(map(str, unique[:SHOWN]))
    more = f" and {len(unique) - SHOWN} more" if len(unique) > SHOWN else ""
    return f"row{'' if len(unique) == 1 else 's'} {shown}{more}"
