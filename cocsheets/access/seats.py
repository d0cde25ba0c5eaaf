"""The roster beside what each person really has: one line for everybody on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.access.judgement import Standing
from cocsheets.access.permissions import GranteeType, Role
from cocsheets.data import Data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cocsheets.access.judgement import Judge, Judgement
    from cocsheets.access.membership import Member, Roster, Term


class Seat(Data, frozen=True):
    """One person, group or link: what the roster says and what the listing shows."""

    name: str
    email: str
    role: str
    """On the committee; empty for who is not on the roster."""
    current: bool
    joined: dt.date | None
    stepped_down: dt.date | None
    access: Role | None
    """None: no access of their own."""
    listed_as: str = ""
    """The address in the listing, where it is another than on the roster."""
    remark: str = ""
    """What is not as it should be, or why somebody else has access."""

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "name": self.name,
            "email": self.email,
            "role": self.role or None,
            "current": self.current,
            "joined": self.joined and self.joined.isoformat(),
            "stepped_down": self.stepped_down and self.stepped_down.isoformat(),
            "access": self.access and str(self.access),
            "listed_as": self.listed_as or None,
            "remark": self.remark or None,
        }


def seats(judge: Judge, roster: Roster, today: dt.date) -> tuple[Seat, ...]:
    """Current members in the order of the roster, then everybody else who has access.

    Former members without access are left out: `members history` shows them.
    """
    judgements = {j.permission.id: j for j in judge.judgements() if not j.permission.view}
    seated: list[Seat] = []
    shown: set[str] = set()
    for member in roster:
        account = judge.identities.account(member.email)
        judgement = judgements.get(account)
        if member.current(today) or judgement:
            seated.append(_member(member, judgement, today))
            shown.add(account)
    seated += [_other(j) for id_, j in judgements.items() if id_ not in shown]
    return tuple(sorted(seated, key=lambda seat: not seat.current))


def _member(member: Member, judgement: Judgement | None, today: dt.date) -> Seat:
    term = member.term(today) or _latest(member.terms)
    access = judgement.permission.role if judgement else None
    listed = judgement.permission.email if judgement else ""
    return Seat(
        member.name,
        member.email,
        str(term.role),
        member.current(today),
        term.joined,
        term.stepped_down,
        access,
        listed if listed.casefold() != member.key else "",
        _remark(judgement, member.current(today)),
    )


def _latest(terms: Sequence[Term]) -> Term:
    return max(terms, key=lambda term: term.joined.toordinal() if term.joined else 0)


def _remark(judgement: Judgement | None, current: bool) -> str:
    if judgement is None:
        return "has no access" if current else ""
    if not current:
        return f"still has access: {judgement.reason}"
    told = (Standing.OWNER, Standing.ACTING, Standing.GONE, Standing.DOUBTFUL)
    if judgement.standing in told:
        return judgement.reason
    wanted = judgement.wanted
    if judgement.permission.role.manages:
        return "manages the shared drive"
    if wanted and judgement.permission.role is not wanted:
        return f"should be {wanted}"
    return ""


def _other(judgement: Judgement) -> Seat:
    permission = judgement.permission
    email = permission.email or permission.label
    if permission.type is not GranteeType.USER:
        email = permission.label
    return Seat(
        permission.name if permission.type is GranteeType.USER else "",
        email,
        "",
        current=False,
        joined=None,
        stepped_down=None,
        access=permission.role,
        remark=judgement.reason,
    )
