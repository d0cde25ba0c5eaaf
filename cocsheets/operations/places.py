"""Looks at the places of the settings: who is in each, beside the roster. Changes nothing.

Knows the order: the roster is read, then each place by itself. What keeps a place from being read
is part of its report, so that no place keeps another, or anything else, from being done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.access import addresses
from cocsheets.access.opened import CLOSE, OpenedGroup, address_of, open_groups
from cocsheets.access.paths import PathState
from cocsheets.access.permissions import GranteeType
from cocsheets.access.presence import (
    EntryKind,
    Register,
    compare,
    findings_of,
    is_in,
    unknown_addresses,
    unreadable,
)
from cocsheets.access.tasks import IN, LEFT, NOT_CHECKED, NOT_IN, STILL_IN, Seen
from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError, GoogleError, PlaceError
from cocsheets.exit_codes import ExitCode
from cocsheets.findings import Severity
from cocsheets.records.validation import ValidationSettings
from cocsheets.shown import Shown, Tabular, count

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.access.membership import Roster
    from cocsheets.access.paths import AccessPath
    from cocsheets.access.presence import Listing, Presence
    from cocsheets.access.receipt import Receipt
    from cocsheets.findings import Finding
    from cocsheets.operations.auditing import AuditReport
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.judged import Judged
    from cocsheets.places.place import Place
    from cocsheets.records.table import Spreadsheet

Ids = dict[str, str | None]
"""Permission id by compared address; None where Google knows no account."""


class PlaceReport(Shown, Data, frozen=True):
    """What was seen in one place, or why it could not be looked at."""

    name: str
    place: Place
    listing: Listing | None = None
    presence: Presence | None = None
    register: Register | None = None
    error: PlaceError | None = None
    accounts_known: bool = True
    """Whether Google said whose the addresses are: one person may have several."""
    rules: ValidationSettings = field(default_factory=ValidationSettings)
    """Which findings matter to the committee."""

    @property
    def as_of(self) -> dt.date | None:
        """The day of the list, where it is a file."""
        return self.listing.as_of if self.listing else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should know: counts, no addresses."""
        if self.error is not None:
            return self.rules.adjusted(
                (unreadable(self.name, self.error.message, self.error.hint),)
            )
        return self.rules.adjusted(findings_of(self.name, self.presence)) if self.presence else ()

    def has(self, person: Collection[str]) -> bool | None:
        """Whether somebody with these addresses is in; None if that cannot be told: the place was
        not read, or it has entries that cannot be compared."""
        if self.listing is None or self.register is None:
            return None
        inside = is_in(self.listing, self.register, person)
        return None if not inside and self.doubt else inside

    @property
    def doubt(self) -> str:
        """Why somebody who was not seen in the place may be in it; empty if nobody can be."""
        if self.error is not None:
            return self.error.message
        if not self.accounts_known:
            return "Google did not say whose the addresses there are"
        unmatched = self.presence.unmatched if self.presence else ()
        people = [entry for entry, _ in unmatched if entry.kind is not EntryKind.APP]
        if not people:
            return ""
        return f"{count(len(people), 'entry', 'entries')} there could not be compared"

    def tabular(self) -> Tabular:
        """See `Shown`: counts alone."""
        rows = [(finding.severity, finding.rule, finding.message) for finding in self.findings]
        people = f"{self.presence.people} entries" if self.presence else "not checked"
        return Tabular(f"{self.name}: {people}.", ("severity", "rule", "what"), rows)


def read_places(
    committee: Committee,
    spreadsheet: Spreadsheet,
    roster: Roster,
    names: Sequence[str] = (),
    known: Mapping[str, str | None] | None = None,
) -> tuple[PlaceReport, ...]:
    """Look at these places, or at all. `known` are permission ids that were looked up before.

    Raises ConfigurationError for a name that no place has, StoppedError if asked to end; whatever
    else goes wrong is in the reports.
    """
    places = chosen(committee.settings.places, names)
    if not places:
        return ()
    today, tools = committee.today(spreadsheet), committee.tools(committee.zone(spreadsheet))
    ids: Ids = {addresses.key(email): found for email, found in (known or {}).items()}

    def one(name: str, place: Place) -> PlaceReport:
        try:
            listing = place.read(tools)
        except PlaceError as error:
            return PlaceReport(name, place, error=error)
        known = True
        for email in unknown_addresses(listing, roster, place.keep, ids):
            try:
                ids[addresses.key(email)] = committee.drive.permission_id(email)
            except GoogleError:  # spelling then counts
                known = False
        presence = compare(listing, roster, today, who=place.who, keep=place.keep, ids=ids)
        register = Register(roster, ids)
        return PlaceReport(name, place, listing, presence, register, accounts_known=known)

    rules = committee.settings.validation
    return tuple(replace(one(name, place), rules=rules) for name, place in places)


def chosen(places: Mapping[str, Place], names: Sequence[str]) -> list[tuple[str, Place]]:
    """The places with these names, all if none is given. Raises ConfigurationError."""
    for name in names:
        if name not in places:
            known = ", ".join(places) or "none"
            raise ConfigurationError(
                f"There is no place {name!r} in the settings.", hint=f"Known are: {known}."
            )
    return [(name, place) for name, place in places.items() if not names or name in names]


def findings(reports: Sequence[PlaceReport]) -> tuple[Finding, ...]:
    """The findings of all places."""
    return tuple(finding for report in reports for finding in report.findings)


def codes(reports: Sequence[PlaceReport]) -> Iterator[ExitCode]:
    """What the reports come to, one by one: notes alone are nothing to report."""
    for finding in findings(reports):
        if finding.severity is not Severity.NOTE:
            yield ExitCode.FINDINGS


def opened(
    report: AuditReport, reading: Judged, known: Mapping[str, str | None] | None = None
) -> AuditReport:
    """An audit with those groups opened that are places. Reads these places, and no others."""
    places = reading.committee.settings.places
    wanted = {address_of(way) for way in report.ways if way.type is GranteeType.GROUP}
    names = [name for name, place in places.items() if addresses.key(place.opens) in wanted]
    if not names:
        return report
    reports = read_places(reading.committee, reading.spreadsheet, reading.roster(), names, known)
    return replace(report, ways=open_groups(report.ways, seen_groups(reports)))


def seen_groups(reports: Sequence[PlaceReport]) -> dict[str, OpenedGroup]:
    """What was seen of the places that are groups, by compared address."""
    return {
        addresses.key(report.place.opens): OpenedGroup(
            report.presence, report.error.message if report.error else ""
        )
        for report in reports
        if report.place.opens
    }


def seen_of(
    reports: Sequence[PlaceReport], people: Sequence[str], *, joining: bool = False
) -> tuple[Seen, ...]:
    """Whether these people are in each place, each by one of their addresses."""
    found = []
    for report in reports:
        inside = [email for email in people if report.has([email])]
        day = f"by the file of {report.as_of}" if report.as_of else ""
        if report.error is not None or (report.doubt and not inside and not joining):
            found.append(Seen(report.name, NOT_CHECKED, report.doubt))
        elif joining:
            found.append(Seen(report.name, IN if inside else NOT_IN, day))
        elif inside:
            who = ", ".join(inside) if len(people) > 1 else ""
            detail = "; ".join(filter(None, (who, day)))
            found.append(Seen(report.name, STILL_IN, detail))
        else:
            found.append(Seen(report.name, LEFT, day))
    return tuple(found)


def with_places(receipt: Receipt, reports: Sequence[PlaceReport], today: dt.date) -> Receipt:
    """A receipt with what was seen in the places: the checklist, and groups that have access."""
    shared: list[AccessPath] = []
    checked = list(receipt.checked)
    groups = {addresses.key(report.place.opens): report for report in reports}
    for way in receipt.shared:
        group = groups.get(address_of(way)) if way.type is GranteeType.GROUP else None
        inside = group.has([receipt.email]) if group else None
        if inside is False:
            checked.append(f"{way.who} (not in it)")
        elif inside:
            over = receipt.day <= today
            state = PathState.OPEN if over else PathState.ALLOWED
            shared.append(replace(way, verdict=state, reason="is in this group", close=CLOSE))
        else:
            shared.append(way)
    return replace(
        receipt,
        shared=tuple(shared),
        checked=tuple(checked),
        places=seen_of(reports, [receipt.email]),
    )
