"""The audit: every way into each file, judged, with what no permission list shows.

Composes; the rules are in `access`. Changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.access.audit import audit, item_paths, sharer
from cocsheets.access.files import RECORDS
from cocsheets.access.items import outside_owners
from cocsheets.access.ownership import transfer_steps
from cocsheets.access.paths import ORDER, AccessPath, Kind, PathState, Surroundings
from cocsheets.data import Data, replace
from cocsheets.exit_codes import ExitCode, code_of, worst
from cocsheets.findings import Severity
from cocsheets.shown import Shown, Tabular
from cocsheets.workbook.surroundings import read_surroundings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cocsheets.access.files import SharedFile
    from cocsheets.errors import CocsheetsError
    from cocsheets.findings import Finding
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.sharing import Share
    from cocsheets.plans.situation import Situation
    from cocsheets.records.table import Spreadsheet


class AuditReport(Shown, Data, frozen=True):
    """Every way in, and what is to be said of the people who cannot be removed."""

    ways: tuple[AccessPath, ...]
    findings: tuple[Finding, ...]
    transfer: tuple[str, ...] = ()
    """How ownership passes on, where it should."""
    failed: Mapping[str, CocsheetsError] = field(default_factory=dict)
    """Why some files could not be looked at, by name."""

    def tabular(self) -> Tabular:
        """See `Shown`."""
        rows = [
            (way.file, way.verdict, way.kind, way.who, str(way.role or ""), way.reason, way.close)
            for way in self.ways
        ]
        header = ("file", "verdict", "kind", "who", "role", "why", "who can close it, and how")
        return Tabular(f"{len(rows)} access paths.", header, rows)

    @property
    def code(self) -> ExitCode:
        """What it comes to: open ways, warnings and errors are findings; the rest is not."""
        return worst(self._codes())

    def _codes(self) -> Iterator[ExitCode]:
        yield from (code_of(error) for error in self.failed.values())
        if any(finding.severity is not Severity.NOTE for finding in self.findings):
            yield ExitCode.FINDINGS
        if any(way.verdict is PathState.OPEN for way in self.ways):
            yield ExitCode.FINDINGS


def audit_of(seen: Share) -> AuditReport:
    """List every way in, judged. Raises CocsheetsError."""
    around = {
        file.name: surroundings(seen.committee, seen.spreadsheet, file)
        for file in seen.situation.files
    }
    steps = (_transfers(seen, file) for file in seen.situation.files)
    return AuditReport(
        every_way(seen.situation, around),
        seen.plan.findings,
        tuple(step for each in steps for step in each),
        seen.plan.failed,
    )


def every_way(
    situation: Situation, around: Mapping[str, Surroundings], removed: Collection[str] = ()
) -> tuple[AccessPath, ...]:
    """Every way into any of the files, those that should be closed first.

    `around`: what no permission list shows, by file; of the others only the grants are judged.
    `removed`: permission ids of those whom a person removes by name.
    """
    ways: list[AccessPath] = []
    for file in situation.files:
        judge = situation.judge(file, removed=removed)
        found = audit(judge, file.facts, around.get(file.name))
        ways += (replace(way, file=file.name) for way in found)
        ways += _into_items(situation, file, removed)
    return tuple(sorted(ways, key=lambda way: ORDER.index(way.verdict)))


def _into_items(
    situation: Situation, file: SharedFile, removed: Collection[str]
) -> Iterator[AccessPath]:
    """The ways into items of a folder that are not the folder's own and allowed."""
    ids = situation.ids
    if file.unlisted is not None or file.beyond:
        reason = "not all items in the folder were checked"
        yield AccessPath(Kind.USER, "anyone", PathState.UNSEEN, reason, file=file.name)
    for item in file.items:
        at = item.facts.id
        if item.permissions is None:
            reason = "who has access to this item cannot be seen by the acting account"
            close = f"{sharer(item.facts)} can look"
            yield AccessPath(
                Kind.USER, "anyone", PathState.UNSEEN, reason, close=close, file=file.name, item=at
            )
            continue
        judge = situation.judge(file, item, removed=removed, ids=ids)
        for way in item_paths(judge, item.facts, file.facts.owners):
            yield replace(way, file=file.name, item=at)


def _transfers(seen: Share, file: SharedFile) -> Iterator[str]:
    """How ownership passes on, of the file and of items in it, where it should."""
    if _passes_on(seen, file):
        yield from transfer_steps(file.facts)
    for items in outside_owners(seen.situation.judge(file), file).values():
        yield from transfer_steps(items[0].facts)


def _passes_on(seen: Share, file: SharedFile) -> bool:
    """Whether the ownership of a file should pass on."""
    loud = {"sharing-owner", "sharing-owner-leaves"}
    return any(
        finding.rule in loud and finding.severity is not Severity.NOTE
        for finding in seen.plan.part(file.name).findings
    )


def surroundings(committee: Committee, spreadsheet: Spreadsheet, file: SharedFile) -> Surroundings:
    """What the permission list does not show; what cannot be looked at is said to be unseen."""
    if file.name == RECORDS:
        return read_surroundings(committee.drive, spreadsheet.worksheets)
    found = read_surroundings(committee.drive.other(file.facts.id), ())
    return replace(found, published=False) if file.facts.is_folder else found
