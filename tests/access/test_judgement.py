"""Who may have access, one grantee at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cocsheets.access.filesettings import FilePolicy
from cocsheets.access.judgement import Judge, Standing
from cocsheets.access.membership import MemberRole
from cocsheets.access.permissions import Account, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.data import replace
from tests.access.builders import (
    ANA,
    LONG_AGO,
    OWNER,
    ROBOT,
    TODAY,
    chair,
    facts,
    group,
    judge,
    member,
    owner,
    roster,
    user,
)

if TYPE_CHECKING:
    from cocsheets.access.membership import Roster
    from cocsheets.access.permissions import Permission

BOTS, CROWD = group("14", "bots@example.org"), group("15", "crowd@example.org")


@pytest.mark.parametrize(
    ("found", "standing"),
    [
        (BOTS, Standing.ALLOWED),
        (replace(BOTS, deleted=True), Standing.GONE),
        (CROWD, Standing.STRANGER),
        (replace(CROWD, deleted=True), Standing.GONE),
    ],
)
def test_a_group(found: Permission, standing: Standing) -> None:
    """It is let in by the settings alone, and only while it is there."""
    judged = judge([owner(), ANA, found]).judge(found)
    assert (judged.standing, judged.stays) == (standing, standing is Standing.ALLOWED)
    assert judged.explained is (standing is Standing.GONE)


@pytest.mark.parametrize(
    ("account", "may"),
    [
        (ROBOT, True),
        (OWNER, True),
        (Account("ana@example.org", "11"), True),
        (Account("A.na@example.org", "11"), True),
        (Account("gone@example.org", "17"), False),
        (Account("stranger@example.net", "16"), False),
    ],
)
def test_who_may_own_what_is_in_the_folder(account: Account, may: bool) -> None:
    """The acting account, whoever is kept, and current members under any address."""
    people = roster(chair("ana@example.org"), member("gone@example.org", stepped_down=LONG_AGO))
    assert judge([owner(), ANA], people).may_own(account) is may


RIK = user("12", "rik@example.org")
CHAIRS = FilePolicy(name="cases", who=(MemberRole.CHAIR,))


def judge_of(
    people: Roster,
    policy: SharingSettings = CHAIRS,
    *,
    ids: dict[str, str | None] | None = None,
    acted: str = "nobody@example.org",
) -> Judge:
    """Who may be in, where Rik is, by this roster and policy."""
    return Judge(
        file=facts(),
        account=ROBOT,
        permissions=[owner(), ANA, RIK],
        roster=people,
        resolved=ids or {},
        policy=policy,
        today=TODAY,
        acted=(acted,),
    )


def test_a_file_for_some_roles_is_closed_to_members_of_others() -> None:
    """They are told apart from strangers; an account that cocsheets acted as stays."""
    people = roster(chair("ana@example.org"), member("rik@example.org"))
    judged = judge_of(people).judge(RIK)
    assert (judged.standing, judged.member) == (Standing.STRANGER, people.members[1])
    assert judged.reason == "member on the roster, and [files.cases] who does not have that role"
    assert judge_of(people, acted="rik@example.org").judge(RIK).standing is Standing.ACTED
    assert set(judge_of(people).members_due()) == {"11"}
    coming = roster(
        chair("ana@example.org"), member("rik@example.org", joined=TODAY.replace(year=2030))
    )
    judged = judge_of(coming).judge(RIK)
    assert (judged.standing, judged.member) == (Standing.STRANGER, coming.members[1])
    assert judged.reason == "on the roster, but not yet a member"


@pytest.mark.parametrize("people", [roster(chair("rik@example.org")), roster()])
def test_an_account_that_is_gone_is_no_member(people: Roster) -> None:
    """Whatever the roster says: nobody comes in by it, and its grant goes."""
    judged = judge_of(people).judge(replace(RIK, deleted=True))
    assert (judged.standing, judged.explained) == (Standing.GONE, True)


@pytest.mark.parametrize(
    ("roles", "first", "role"),
    [
        ([MemberRole.MEMBER, MemberRole.ADVISER], 0, Role.WRITER),
        ([MemberRole.ADVISER, MemberRole.MEMBER], 1, Role.WRITER),
        ([MemberRole.MEMBER, MemberRole.CHAIR], 0, Role.WRITER),
    ],
)
def test_somebody_with_two_rows_has_the_higher_role(
    roles: list[MemberRole], first: int, role: Role
) -> None:
    """An account is let in once, by the row that gives more, or by the first."""
    emails = ("rik@example.org", "alias@example.net")
    people = roster(*(member(email, role) for email, role in zip(emails, roles, strict=True)))
    found = judge_of(people, SharingSettings(), ids={"alias@example.net": "12"}).members_due()
    assert found == {"12": (people.members[first], role)}


@pytest.mark.parametrize(
    ("grant", "keeps"),
    [
        (user("6", "Tess@example.org"), True),
        (user("6", "alias@example.net"), True),
        (user("7", "tess@example.org"), True),
        (user("7", "alias@example.net"), False),
    ],
)
def test_who_is_kept_is_known_by_id_and_by_address(grant: Permission, keeps: bool) -> None:
    """Drive may list the account under another address than the settings name."""
    policy = SharingSettings(keep=("tess@example.org",))
    found = judge_of(roster(), policy, ids={"tess@example.org": "6"})
    assert found.keeps(grant) is keeps
    assert (found.judge(grant).standing is Standing.KEPT) is keeps
