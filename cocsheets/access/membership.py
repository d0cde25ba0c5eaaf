"""The committee's roster: who is a member, in what role, and from when until when.

Knows members, terms and which day falls into which term. Must not know where the roster stands,
how a cell is read, nor what access a role brings.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.data import Data
from cocsheets.errors import ConfigurationError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cocsheets.findings import Finding


class MemberRole(enum.StrEnum):
    """What a person does on the committee."""

    CHAIR = "chair"
    MEMBER = "member"
    ADVISER = "adviser"


SOURCES = {"worksheet": "worksheet:Members", "file": "file:members.csv"}
"""Where a roster can be, each with an example; its module in `operations/rosters` has that name."""


@dataclass(frozen=True, slots=True)
class MembersSettings:
    """Where the roster stands: `[members]`."""

    source: str = "worksheet:Members"
    """`worksheet:TITLE` in the same spreadsheet, or `file:PATH` of a CSV file."""

    def check(self) -> None:
        """Refuse a source of another kind. Raises ConfigurationError."""
        if self.kind not in SOURCES or not self.place:
            examples = " or ".join(f"`{example}`" for example in SOURCES.values())
            raise ConfigurationError(
                f"[members] source is {self.source!r}.", hint=f"Write {examples}."
            )

    @property
    def kind(self) -> str:
        """Which of `SOURCES` it is."""
        return self.source.partition(":")[0]

    @property
    def place(self) -> str:
        """A title, a path: what its kind needs to find the roster."""
        return self.source.partition(":")[2].strip()


class Term(Data, frozen=True):
    """One stretch of service: one row of the roster."""

    role: MemberRole
    joined: dt.date | None = None
    """None: from before anybody wrote it down."""
    stepped_down: dt.date | None = None
    """The first day on which the person is no longer a member."""
    row: int = 0
    """1-based row when it was read."""

    def covers(self, day: dt.date) -> bool:
        """Whether the person serves on this day: from Joined until the day before Stepped down."""
        return (self.joined is None or self.joined <= day) and not self.over(day)

    def over(self, day: dt.date) -> bool:
        """Whether the term has ended by this day."""
        return self.stepped_down is not None and self.stepped_down <= day


_POWER = {MemberRole.ADVISER: 0, MemberRole.MEMBER: 1, MemberRole.CHAIR: 2}


class Member(Data, frozen=True):
    """One person under one address, with all terms in the order of the roster."""

    name: str
    email: str
    """As the roster spells it, without hidden characters: fit to be sent."""
    terms: tuple[Term, ...]
    others: tuple[str, ...] = ()
    """Other addresses of the person, for places where the person uses one of them."""

    @property
    def key(self) -> str:
        """The address as it is compared."""
        return addresses.key(self.email)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that the roster gives for the person."""
        return (self.email, *self.others)

    def term(self, day: dt.date) -> Term | None:
        """The term that covers a day; of several, the one with the most powerful role."""
        covering = [term for term in self.terms if term.covers(day)]
        return max(covering, key=lambda term: _POWER[term.role], default=None)

    def current(self, day: dt.date) -> bool:
        """Whether the person serves on this day."""
        return self.term(day) is not None

    def left(self, day: dt.date) -> dt.date | None:
        """When the person last stepped down, None if current, not yet joined or never a member."""
        ends = [term.stepped_down for term in self.terms if term.over(day) and term.stepped_down]
        return max(ends) if ends and not self.current(day) else None

    def ends(self, day: dt.date) -> dt.date | None:
        """The day from which a current member is one no longer, if that is written down."""
        if not self.current(day):
            return None
        end = day
        while term := self.term(end):
            if term.stepped_down is None:
                return None
            end = term.stepped_down
        return end


class DoubtfulRow(Data, frozen=True):
    """A row that cannot be read, and is believed in none of its cells: whoever is named anywhere
    in it is neither let in nor removed."""

    row: int
    emails: tuple[str, ...] = ()
    """The addresses in the row that Google may be asked about."""
    keys: frozenset[str] = frozenset()
    """Every address in the row as it is compared, also what shows only when hidden characters are
    left out."""
    own: str = ""
    """The address in its e-mail cell, empty if it cannot be read: then the row may be about anyone.
    """
    nameless: bool = False
    """Whether no address is in the e-mail cell or beside it, as in a heading."""


@dataclass(frozen=True, slots=True)
class Roster:
    """All of the roster, as read."""

    members: tuple[Member, ...] = ()
    doubtful: tuple[DoubtfulRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    source: str = ""
    """Where it stands, as a person would say it."""
    sheet_id: int | None = None
    columns: dict[str, int] = field(default_factory=dict, compare=False)
    """0-based column of each field, by key."""
    header_row: int = 0

    @property
    def nameless(self) -> tuple[int, ...]:
        """Rows that hold something and no address, such as headings between groups of people."""
        return tuple(row.row for row in self.doubtful if row.nameless)

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def find(self, email: str) -> Member | None:
        """The member with this address, whatever its case."""
        wanted = addresses.key(email)
        return next((member for member in self.members if member.key == wanted), None)

    def current(self, day: dt.date) -> tuple[Member, ...]:
        """Who serves on a day."""
        return tuple(member for member in self.members if member.current(day))

    def chairs(self, day: dt.date) -> tuple[Member, ...]:
        """Who chairs on a day."""
        return tuple(
            member
            for member in self.members
            if (term := member.term(day)) and term.role is MemberRole.CHAIR
        )
