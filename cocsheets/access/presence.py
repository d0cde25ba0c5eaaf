"""Who is in a place outside Google Drive, beside the roster: by address, never by name.

Pure. Knows entries, members and the identity rules that sharing uses. Must not know how a place is
read, nor what it is called there: what has no address that can be compared is for a person.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.membership import MemberRole
from cocsheets.data import Data
from cocsheets.findings import Finding, Severity
from cocsheets.shown import count

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cocsheets.access.membership import Member, Roster

MOST_ASKED = 50
"""Addresses of one place for which Google is asked whose they are; more is no committee's place."""


class EntryKind(enum.StrEnum):
    """What somebody in a place is, as far as the place says."""

    PERSON = "person"
    GUEST = "guest"
    """A person with fewer rights there, such as a guest of a Slack workspace."""
    APP = "app"
    """A program, such as a bot."""
    EVERYONE = "everyone"
    """Not one person, but all of an organisation."""


class Entry(Data, frozen=True):
    """One account in a place. Holds no name."""

    id: str
    """What the place itself calls it: an id, an address, or the row of a file."""
    address: str = ""
    """Fit to be compared; empty if the place shows none."""
    kind: EntryKind = EntryKind.PERSON

    @property
    def label(self) -> str:
        """How a person finds it again in the place."""
        return self.address or self.id


class Listing(Data, frozen=True):
    """All accounts in a place. A listing that could not be read to its end is no listing."""

    entries: tuple[Entry, ...]
    as_of: dt.date | None = None
    """The day of the list, where it is a file; None: now."""
    own: str = ""
    """The entry by which cocsheets itself looks, by id or address; it may be there."""


class Outsider(Data, frozen=True):
    """Somebody who is in a place and is not a current member."""

    entry: Entry
    reason: str
    stepped_down: dt.date | None = None


class Presence(Data, frozen=True):
    """What a listing and the roster come to."""

    people: int
    """Accounts in the place, of every kind."""
    inside: tuple[Member, ...] = ()
    """Current members who are in."""
    outsiders: tuple[Outsider, ...] = ()
    missing: tuple[Member, ...] = ()
    """Current members who should be in and are not."""
    unmatched: tuple[tuple[Entry, str], ...] = ()
    """Entries that cannot be compared, and why."""
    kept: tuple[Entry, ...] = ()
    """Entries that the settings name under `keep`, and the one by which cocsheets looks."""


def unknown_addresses(
    listing: Listing, roster: Roster, keep: Collection[str], known: Mapping[str, str | None]
) -> tuple[str, ...]:
    """The addresses whose permission ids must be looked up before a listing can be compared.

    None where every address in the place is on the roster or in `keep`. Else those of the
    strangers, and of everybody who could be one of them under another address.
    """
    listed = {addresses.key(text) for member in roster for text in member.addresses}
    listed |= {addresses.key(text) for text in (*keep, listing.own) if "@" in text}
    found = [entry.address for entry in listing.entries if entry.address]
    strangers = [text for text in found if addresses.key(text) not in listed][:MOST_ASKED]
    if not strangers:
        return ()
    others = [text for member in roster for text in member.addresses]
    others += [email for row in roster.doubtful for email in row.emails]
    others += [text for text in keep if "@" in text]
    wanted = {addresses.key(text): text for text in (*others, *strangers)}
    return tuple(text for key, text in wanted.items() if key not in known)


class Register:
    """The roster by account: every member under every address, and what Google knows of them."""

    def __init__(self, roster: Roster, ids: Mapping[str, str | None]) -> None:
        self._ids = ids
        self.roster = roster
        self._members: dict[str, list[Member]] = {}
        for member in roster:
            for account in {self.account(text) for text in member.addresses}:
                self._members.setdefault(account, []).append(member)
        self._doubts = {
            self.account(key): row.row for row in reversed(roster.doubtful) for key in row.keys
        }

    def account(self, email: str) -> str:
        """One name for an account: its permission id, or the address where that is unknown."""
        key = addresses.key(email)
        return self._ids.get(key) or key

    def accounts(self, member: Member) -> set[str]:
        """Every account of a member."""
        return {self.account(text) for text in member.addresses}

    def members(self, email: str) -> Sequence[Member]:
        """Everyone on the roster who is this account, under any address."""
        return self._members.get(self.account(email), ())

    def doubt(self, email: str) -> int | None:
        """A row that cannot be read and may be about this address."""
        return self._doubts.get(self.account(email))


def compare(
    listing: Listing,
    roster: Roster,
    today: dt.date,
    *,
    who: Collection[str] = (),
    keep: Collection[str] = (),
    ids: Mapping[str, str | None] | None = None,
) -> Presence:
    """Compare a listing with the roster.

    `who` are the roster roles whose place it is, none for all; `keep` names entries by address or
    by the place's own id; `ids` are permission ids by compared address.
    """
    register = Register(roster, ids or {})
    keep = (*keep, listing.own) if listing.own else keep
    kept_accounts = {register.account(text) for text in keep if "@" in text}
    kept_ids = {text.casefold() for text in keep}
    inside: dict[str, Member] = {}
    outsiders, unmatched, kept, seen = [], [], [], set()
    for entry in listing.entries:
        account = register.account(entry.address) if entry.address else ""
        seen.add(account)
        if entry.id.casefold() in kept_ids or account in kept_accounts:
            kept.append(entry)
        elif not entry.address:
            unmatched.append((entry, _without_address(entry)))
        elif expected := [m for m in register.members(entry.address) if _due(m, today, who)]:
            inside[expected[0].key] = expected[0]
        elif row := register.doubt(entry.address):
            why = f"row {row} of the roster names this address and cannot be read"
            unmatched.append((entry, why))
        else:
            outsiders.append(_outsider(entry, register.members(entry.address), today))
    missing = (
        member
        for member in roster
        if _due(member, today, who) and not seen & register.accounts(member)
    )
    return Presence(
        len(listing.entries),
        tuple(inside.values()),
        tuple(outsiders),
        tuple(missing),
        tuple(unmatched),
        tuple(kept),
    )


def is_in(listing: Listing, register: Register, person: Collection[str]) -> bool:
    """Whether somebody with these addresses is in a place, under any address of theirs."""
    mine = {register.account(text) for text in person}
    for text in person:
        for member in register.members(text):
            mine |= register.accounts(member)
    return any(e.address and register.account(e.address) in mine for e in listing.entries)


def _due(member: Member, today: dt.date, who: Collection[str]) -> bool:
    """Whether the place is one of a member's places."""
    roles = {term.role for term in member.terms if term.covers(today)}
    return bool(roles & ({MemberRole(role) for role in who} or roles))


def _without_address(entry: Entry) -> str:
    if entry.kind is EntryKind.APP:
        return "an app, which has no address"
    if entry.kind is EntryKind.EVERYONE:
        return "not one person, but everybody in the organisation"
    return "has no address that can be compared"


def _outsider(entry: Entry, members: Sequence[Member], today: dt.date) -> Outsider:
    if current := [member for member in members if member.current(today)]:
        term = current[0].term(today)
        role = f" ({term.role})" if term else ""
        return Outsider(entry, f"is a member{role}, and this place is for other roles")
    ends = [day for member in members if (day := member.left(today))]
    if ends:
        return Outsider(entry, f"stepped down on {max(ends).isoformat()}", max(ends))
    if members:
        return Outsider(entry, "is on the roster, but not yet a member")
    return Outsider(entry, "is not on the roster")


def findings_of(place: str, presence: Presence) -> Iterator[Finding]:
    """What a person should know of a place: counts alone, for these go into notices and logs."""
    keep, other = f"`keep` in [places.{place}]", "under `Other addresses` on the roster"
    for people, rule, severity, one, more, told, fix in (
        (
            presence.outsiders,
            "place-former-member",
            Severity.WARNING,
            "account is",
            "accounts are",
            f"in the place {place} and not a current member's",
            f"who. Remove them there; or add the address {other}, or to {keep}.",
        ),
        (
            presence.missing,
            "place-member-missing",
            Severity.NOTE,
            "current member is",
            "current members are",
            f"not in the place {place}",
            f"who. Invite them there; or add the address that they use there {other}.",
        ),
        (
            presence.unmatched,
            "place-unmatched",
            Severity.NOTE,
            "entry",
            "entries",
            f"of the place {place} could not be compared with the roster",
            f"which. Look at each; add apps and shared accounts to {keep}.",
        ),
    ):
        if people:
            message = f"{count(len(people), one, more)} {told}."
            yield Finding(rule, severity, message, f"`cocsheets places {place}` lists {fix}")


def unreadable(place: str, message: str, hint: str) -> Finding:
    """A place that could not be read, so that nothing is known about it."""
    return Finding(
        "place-unreadable", Severity.WARNING, f"The place {place} was not checked: {message}", hint
    )
