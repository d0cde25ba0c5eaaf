"""The demo: the daily job on an invented committee, told as a story.

Uses the product as anybody would, over HTTP against a sandbox. Everybody in it is made up; that is
why, here alone, the contents of identifying cells are shown before and after.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.errors import AccessError
from cocsheets.findings import Severity
from cocsheets.formats.sync import sync_text
from cocsheets.operations.assessment import Assessment
from cocsheets.operations.checkup import count
from cocsheets.operations.committee import Committee
from cocsheets.operations.sync import SyncReport, sync
from cocsheets.records.text import shown
from cocsheets.sandbox import demo as invented
from cocsheets.settings import Settings, SpreadsheetSettings

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

WIDTHS = {"date_reported": 11, "reporter": 17, "named_subjects": 17, "subject_contacts": 24}


@dataclass(frozen=True, slots=True)
class Story:
    """What happened."""

    key: str
    today: dt.date
    before: Assessment
    findings: str
    report: SyncReport
    after: Assessment
    again: SyncReport
    requests: tuple[str, ...]
    """Methods of the requests of the second run."""
    refusal: str
    """What the person who stepped down is told now; empty if they still get in."""

    @property
    def only_read(self) -> bool:
        """Whether the second run wrote nothing."""
        return set(self.requests) == {"GET"}

    @property
    def as_promised(self) -> bool:
        """Whether the five due records are gone, the held one is not, and the doors are shut."""
        done = self.report.expunged.cells.done if self.report.expunged else ()
        return (
            len(done) == len(invented.DUE)
            and bool(self.refusal)
            and self.report.sharing is not None
            and self.report.sharing.complete
            and self.only_read
        )


def play(sandbox: Sandbox, today: dt.date, now: Callable[[], dt.datetime]) -> Story:
    """Seed a sandbox and run the daily job on it, twice."""
    url = sandbox.url
    key = invented.seed(sandbox.client(invented.OWNER), today)

    def committee(account: str) -> Committee:
        settings = Settings(spreadsheet=SpreadsheetSettings(key=key), api_root=url, act_as=account)
        return Committee(settings, now=now, as_of=today)

    robot = committee(invented.ROBOT)
    before = robot.assess()
    findings = _findings(robot, before)
    report = sync(robot)
    sandbox.forget_requests()
    again = sync(committee(invented.ROBOT))
    requests = tuple(str(request["method"]) for request in sandbox.requests())
    refusal = ""
    try:
        committee(invented.STEPPED_DOWN).read(even_trashed=True)
    except AccessError as error:
        refusal = error.message
    return Story(key, today, before, findings, report, robot.assess(), again, requests, refusal)


def _findings(committee: Committee, assessment: Assessment) -> str:
    validation = committee.reading(assessment.spreadsheet).validation
    lines = [
        f"  {finding.severity:8}{finding.cell or '-':8}{finding.message}"
        for finding in validation.findings
        if finding.severity is not Severity.NOTE
    ]
    notes = Counter(f.rule for f in validation.findings if f.severity is Severity.NOTE)
    told = ", ".join(f"{number} x {rule}" for rule, number in sorted(notes.items()))
    counted = ", ".join(
        count(sum(found.severity is severity for found in validation.findings), str(severity))
        for severity in Severity
    )
    lines += [f"  and notes: {told}", f"  {counted}, counted before expunging"]
    return "\n".join(lines)


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
    yield f"  {invented.STEPPED_DOWN} opens the spreadsheet: {refusal}"
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
