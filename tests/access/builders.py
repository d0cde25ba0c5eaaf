"""Builders: only what a test is about is spelled out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.judgement import Judge
from cocsheets.access.membership import DoubtfulRow, Member, MemberRole, Roster, Term
from cocsheets.access.paths import Surroundings
from cocsheets.access.permissions import Account, FileFacts, GranteeType, Part, Permission, Role
from cocsheets.access.policy import SharingSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.records.table import Value

TODAY = dt.date(2026, 4, 2)
LONG_AGO = dt.date(2020, 1, 1)
OWNER = Account("owner@example.org", "1")
ROBOT = Account("robot@sandbox.example", "2")
KEEP_OWNER = SharingSettings(keep=(OWNER.email,))
SEEN = Surroundings(published=False, requests=(), comments=())
"""What Drive knows of the file beside its permissions: nothing."""
HEADER: tuple[Value, ...] = ("Name", "E-mail", "Role", "Joined", "Stepped down")


def user(
    id_: str,
    email: str,
    role: Role = Role.WRITER,
    *,
    inherited: Role | None = None,
    direct: bool = True,
    **more: object,
) -> Permission:
    """A user's permission; with `inherited`, a part of it comes from folder F1."""
    parts: list[Part] = []
    if inherited:
        parts.append(Part("file", inherited, inherited=True, inherited_from="F1"))
        if direct:
            parts.append(Part("file", role))
    counts = max([part.role for part in parts] or [role], key=lambda role: role.rank)
    return Permission(id_, GranteeType.USER, counts, email, parts=tuple(parts), **more)  # type: ignore[arg-type]


ANA = user("11", "ana@example.org")


def owner() -> Permission:
    """The owner's permission."""
    return user(OWNER.permission_id, OWNER.email, Role.OWNER)


def robot() -> Permission:
    """The acting account's permission."""
    return user(ROBOT.permission_id, ROBOT.email)


def link(role: Role = Role.READER) -> Permission:
    """An open link."""
    return Permission("anyoneWithLink", GranteeType.ANYONE, role)


def domain(role: Role = Role.READER) -> Permission:
    """Access for a whole domain."""
    return Permission("77k", GranteeType.DOMAIN, role, domain="example.org")


def group(id_: str, email: str, role: Role = Role.READER) -> Permission:
    """Access for a Google Group."""
    return Permission(id_, GranteeType.GROUP, role, email)


def facts(**more: object) -> FileFacts:
    """The spreadsheet in the owner's My Drive, where the acting account may share."""
    known: dict[str, object] = {
        "id": "sheet",
        "name": "CoC records",
        "owners": (OWNER,),
        "capabilities": frozenset({"canShare", "canEdit"}),
    }
    return FileFacts(**(known | more))  # type: ignore[arg-type]


def member(
    email: str,
    role: MemberRole = MemberRole.MEMBER,
    joined: dt.date | None = LONG_AGO,
    stepped_down: dt.date | None = None,
) -> Member:
    """A member with one term."""
    return Member(email.partition("@")[0].title(), email, (Term(role, joined, stepped_down, 2),))


def chair(email: str = "chair@example.org") -> Member:
    """A current chair."""
    return member(email, MemberRole.CHAIR)


def roster(*members: Member) -> Roster:
    """A roster of some members."""
    return Roster(tuple(members))


def doubtful(row: int, *emails: str, nameless: bool = False) -> DoubtfulRow:
    """A row that cannot be read, with these addresses; the first by name is in its e-mail cell."""
    keys = frozenset(map(addresses.key, emails))
    return DoubtfulRow(row, emails, keys, "".join(sorted(keys)[:1]), nameless)


def judge(
    permissions: Sequence[Permission],
    people: Roster | None = None,
    file: FileFacts | None = None,
    resolved: dict[str, str | None] | None = None,
) -> Judge:
    """Who may be in on the owner's file, of which Ana is the chair; a bots' group is let in."""
    return Judge(
        file=file or facts(),
        account=ROBOT,
        permissions=permissions,
        roster=people or roster(chair("ana@example.org")),
        resolved=resolved or {},
        policy=SharingSettings(keep=(OWNER.email,), groups=("bots@example.org",)),
        today=TODAY,
    )


def rows(*lines: Sequence[Value]) -> list[tuple[Value, ...]]:
    """A header and some lines, as cells."""
    return [HEADER, *map(tuple, lines)]
