"""The status page: gathered from a reading, with what a daily run has seen beside it.

Composes; what is said is in `sections` and `needs`. Must not know how the page is shown or written.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.rules import sharing_rules
from cocsheets.data import replace
from cocsheets.errors import CocsheetsError, ConfigurationError
from cocsheets.exit_codes import code_of
from cocsheets.operations.status import needs, sections
from cocsheets.operations.status.facts import Facts
from cocsheets.operations.status.sections import GOOD
from cocsheets.operations.upcoming import announced
from cocsheets.patterns import lazy_re
from cocsheets.plans.statuspage import StatusPage
from cocsheets.plans.statussheet import assigned, find, said_of_last_run
from cocsheets.records.rules import rules

if TYPE_CHECKING:
    from cocsheets.ledger import Ledger
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.operations.sync import SyncReport
    from cocsheets.records.table import Spreadsheet, Worksheet

ROBOTS = (".gserviceaccount.com", "@sandbox.example")
"""How the addresses of service accounts end, at Google and in a sandbox."""
_GOOD_FORM = lazy_re(
    r"The daily run was good\.(?: It acted as (?:the account in row \d+ of the roster"
    r"|a service account|an account that is not on the roster)\.)?"
)


def seen_by(report: SyncReport) -> Facts:
    """What a daily run knows beside a reading."""
    plan, outcome = report.sharing_plan, report.sharing
    left = len(plan.obstacles) if plan else 0
    left += len(outcome.obstacles) if outcome else 0
    whole = report.validation
    validated = set(whole.findings).difference(whole.beside) if whole else set()
    known = report.residue.known if report.residue else ()
    found = report.expunged.residue.leaks if report.expunged and report.expunged.residue else ()
    remembered = {place.known_by for place in known}
    new = [place for place in dict.fromkeys(found) if place.known_by not in remembered]
    return Facts(
        findings=[finding for finding in report.findings if finding not in validated],
        errors={part: code_of(error) for part, error in report.errors.items()},
        expunged=report.expunged,
        residue=(*known, *new),
        left=left,
        planned=len(plan.changes) if plan and outcome is None else 0,
        unjudged=frozenset() if plan else frozenset(sharing_rules()),
    )


def page_of(reading: Reading, ledger: Ledger | None, seen: Facts) -> StatusPage:
    """The page after a reading, with what is `seen` beside it; it speaks of `ledger`."""
    committee, errors, findings = reading.committee, dict(seen.errors), list(seen.findings)
    assessment: Assessment | None = None
    unjudged = seen.unjudged
    try:
        assessment = reading.assessment
        findings += reading.validation.findings
    except CocsheetsError as error:
        unjudged |= rules().keys()
        if not {"validate", "expunge"} & errors.keys():
            errors["validate"] = code_of(error)
    days = committee.settings.retention.notice_days
    facts = replace(
        seen,
        ledger=ledger,
        zone=_zone(committee, reading.spreadsheet),
        findings=tuple(dict.fromkeys(findings)),
        sheets=_names(reading, assessment),
        errors=errors,
        soon=announced(assessment, days) if assessment else (),
        leaving=_leaving(reading, days),
        days=days,
    )
    said = (
        sections.last_run(facts),
        needs.needs_a_person(facts, assessment),
        sections.due_soon(facts, assessment),
        sections.on_hold(assessment),
        sections.done_last(facts),
        sections.version_history(facts, assessment),
    )
    return StatusPage(reading.spreadsheet.id, said, unjudged)


def _zone(committee: Committee, spreadsheet: Spreadsheet) -> dt.tzinfo:
    try:
        return committee.zone(spreadsheet)
    except ConfigurationError:
        return dt.UTC


def _names(reading: Reading, assessment: Assessment | None) -> dict[int, str]:
    """How the page calls the worksheets that it knows; the records' own places stand alone."""
    found: dict[int, str] = {}
    if (roster := roster_sheet(reading)) is not None:
        found[roster] = "the roster"
    if (page := find(reading.spreadsheet, title_of(reading.committee))) is not None:
        found[page.sheet_id] = "this page"
    if assessment is not None:
        found[assessment.table.worksheet.sheet_id] = ""
    return found


def title_of(committee: Committee) -> str:
    """Title of the status worksheet, empty where there is none."""
    return committee.settings.status.worksheet


def roster_sheet(reading: Reading) -> int | None:
    """The gid of the roster's worksheet, None where there is none."""
    sheet = reading.roster_source.worksheet(reading.spreadsheet)
    return sheet.sheet_id if sheet else None


def _leaving(reading: Reading, days: int) -> int:
    """How many memberships end soon."""
    try:
        roster, today = reading.roster(), reading.today
    except CocsheetsError:
        return 0
    ends = [member.ends(today) for member in roster.current(today)]
    return sum(end is not None and (end - today).days < days for end in ends)


def acted_as(reading: Reading, email: str) -> str:
    """What is said of a good run: as whom it acted, without the address."""
    try:
        members = reading.roster().members
    except CocsheetsError:
        members = ()
    rows = [m.terms[-1].row for m in members if m.key == addresses.key(email) and m.terms]
    if rows:
        return f"{GOOD} It acted as the account in row {rows[-1]} of the roster."
    robot = email.endswith(ROBOTS)
    who = "a service account" if robot else "an account that is not on the roster"
    return f"{GOOD} It acted as {who}." if email else GOOD


def as_said(sheet: Worksheet | None, when: str) -> str:
    """What the worksheet says of the good run of that time; empty if it does not."""
    found = said_of_last_run(sheet, _GOOD_FORM) if sheet is not None else None
    return found[1] if found is not None and found[0] == when else ""


def with_last_run(page: StatusPage, said: str) -> StatusPage:
    """The page with what is said of the last good run."""
    first = page.section("last_good_run")
    entry = replace(first.entries[0], what=said)
    return replace(page, sections=(replace(first, entries=(entry,)), *page.sections[1:]))


def carry(page: StatusPage, sheet: Worksheet | None) -> StatusPage:
    """The page with what somebody looks at and nobody could judge today, so that it is not lost."""
    if page.complete or sheet is None:
        return page
    there = {(entry.identity.code, entry.identity.key) for _, entry in page.entries()}
    lost = [
        needs.carried(one.code, one.key)
        for one, texts in assigned(sheet).items()
        if any(texts) and one.code in page.unjudged and (one.code, one.key) not in there
    ]
    more = tuple(filter(None, lost))
    said = [
        replace(section, entries=(*section.entries, *more))
        if section.name == "needs_a_person"
        else section
        for section in page.sections
    ]
    return replace(page, sections=tuple(said))
