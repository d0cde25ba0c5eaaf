"""Who may have access, one grantee at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cocsheets.access.judgement import Standing
from cocsheets.access.permissions import Account
from cocsheets.data import replace
from tests.access.builders import (
    ANA,
    LONG_AGO,
    OWNER,
    ROBOT,
    chair,
    group,
    judge,
    member,
    owner,
    roster,
)

if TYPE_CHECKING:
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
