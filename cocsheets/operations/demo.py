"""The demo: the daily job on an invented committee, as anybody would run it.

It works over HTTP against a sandbox, on people who are made up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from cocsheets.data import Data
from cocsheets.errors import AccessError
from cocsheets.findings import Severity
from cocsheets.operations.assessment import Assessment
from cocsheets.operations.committee import Committee
from cocsheets.operations.sync import SyncReport, sync
from cocsheets.sandbox import demo as invented
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox


class Story(Data, frozen=True):
    """What happened."""

    key: str
    today: dt.date
    before: Assessment
    findings: str
    report: SyncReport
    after: Assessment
    again: SyncReport
    stepped_down: str
    """Who stepped down."""
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
    gone = invented.STEPPED_DOWN
    after = robot.assess()
    return Story(key, today, before, findings, report, after, again, gone, requests, refusal)


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
