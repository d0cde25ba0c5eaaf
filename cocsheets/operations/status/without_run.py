"""The status page by a reading alone, as `cocsheets status` shows it.

Knows how findings come about where no run is under way. Must not know what is said of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.permissions import Account
from cocsheets.access.rules import sharing_rules
from cocsheets.data import Data, replace
from cocsheets.errors import CocsheetsError, GoogleError
from cocsheets.exit_codes import ExitCode, code_of, worst
from cocsheets.operations.expunge import ExpungeReport, preview
from cocsheets.operations.residue import look_again
from cocsheets.operations.sharing import part_of
from cocsheets.operations.situation import has_begun, look_at_all
from cocsheets.operations.status import needs
from cocsheets.operations.status.facts import Facts
from cocsheets.operations.status.page import as_said, carry, page_of, title_of, with_last_run
from cocsheets.operations.status.sections import GOOD
from cocsheets.plans.situation import Situation
from cocsheets.plans.statuspage import Identity, StatusPage
from cocsheets.plans.statussheet import assigned, find
from cocsheets.shown import Shown, Tabular

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cocsheets.findings import Finding
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.plans.sharing_plan import SharingPlan
    from cocsheets.records.table import Worksheet
    from cocsheets.workbook.interface import Overview


class StatusReport(Shown, Data, frozen=True):
    """The page by a reading of now, and what it could not see."""

    page: StatusPage
    code: ExitCode
    unseen: tuple[str, ...] = ()

    def tabular(self) -> Tabular:
        """See `Shown`."""
        return self.page.tabular()


def look(committee: Committee) -> StatusReport:
    """The page by a new reading. Who has access is asked for first: with it Drive says how large
    the file is."""
    seen: Overview | GoogleError | None
    try:
        seen = committee.drive.overview()
    except GoogleError as error:  # told below, once it is known that the sheet can be read
        seen = error
    reading = committee.read(even_trashed=True)
    if committee.key != committee.settings.key:
        seen = None  # a rehome is open, and the other file counts
    return status(reading, seen)


def status(reading: Reading, seen: Overview | GoogleError | None = None) -> StatusReport:
    """The page by a reading alone. Two requests at most, the file and who has access, unless that
    was `seen`; one more where names are apart from cases.

    Accounts are not looked up one by one, and comments are not read.
    """
    committee, ledger = reading.committee, reading.readable_ledger
    errors: dict[str, ExitCode] = {}
    unseen = []
    findings: list[Finding] = []
    plan: SharingPlan | None = None
    expunged: ExpungeReport | None = None
    try:
        plan = _sharing(reading, seen)
    except GoogleError:
        unseen.append("Who has access could not be looked at.")
    except CocsheetsError as error:
        errors["sharing"] = code_of(error)
    else:
        errors |= {part_of(name): code_of(error) for name, error in plan.failed.items()}
        findings += plan.findings
    try:
        expunged = preview(committee, reading.assessment)
    except CocsheetsError as error:
        errors["expunge"] = code_of(error)
    else:
        try:
            findings += reading.whole_validation.beside
        except GoogleError:
            unseen.append("The identities could not be looked at.")
        except CocsheetsError as error:
            errors["validate"] = code_of(error)
    facts = Facts(
        findings=findings,
        errors=errors,
        expunged=expunged,
        residue=look_again(committee, reading.spreadsheet, asking=False).known,
        left=len(plan.obstacles) if plan else 0,
        planned=len(plan.changes) if plan else 0,
        unjudged=frozenset() if plan else frozenset(sharing_rules()),
    )
    page = page_of(reading, ledger, facts)
    title = title_of(committee)
    sheet = find(reading.spreadsheet, title) if title else None
    if ledger is not None and ledger.last_good is not None:
        when = page.section("last_good_run").entries[0].when
        page = with_last_run(page, as_said(sheet, when) or GOOD)
    page = replace(carry(page, sheet), taken=_taken(sheet))
    return StatusReport(page, _code(page, errors.values()), tuple(unseen))


def _taken(sheet: Worksheet | None) -> frozenset[Identity]:
    found = assigned(sheet) if sheet is not None else {}
    return frozenset(one for one, texts in found.items() if any(texts))


def _sharing(reading: Reading, seen: Overview | GoogleError | None) -> SharingPlan:
    """The sharing plan as far as the listing alone shows it."""
    committee, ledger = reading.committee, reading.readable_ledger
    roster = reading.roster()
    limit = committee.limits.max_items
    targets = committee.settings.targets
    managed = {target.key or committee.settings.key: target.name for target in targets}
    if isinstance(seen, GoogleError):
        if len(targets) == 1:
            raise seen
        seen = None
    files, failed = look_at_all(committee.drive, targets, seen, limit, managed)
    acting = committee.http.acting_as
    grants = files[0].permissions
    ids = [p.id for p in grants if addresses.key(p.email) == addresses.key(acting)]
    situation = Situation(
        reading.spreadsheet.id,
        Account(acting, ids[0] if ids and acting else ""),
        files,
        roster,
        {},
        reading.today,
        acted=ledger.accounts if ledger else (),
        begun=frozenset(file.name for file in files if has_begun(file.name, ledger)),
        groups=ledger.groups if ledger else (),
        failed=failed,
        managed=managed,
        rules=committee.settings.validation,
    )
    return situation.plan(roster, attended=False)


def _code(page: StatusPage, errors: Iterable[ExitCode]) -> ExitCode:
    entries = page.section("needs_a_person").entries
    loud = any(entry.severity in needs.LOUD for entry in entries)
    return worst([*errors, *([ExitCode.FINDINGS] if loud else [])])
