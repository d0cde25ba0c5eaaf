"""Which permission ids the listing shows."""

from __future__ import annotations

from cocsheets.access.identity import known_ids
from cocsheets.access.permissions import Account
from tests.access.builders import ANA, ROBOT, domain, group, link, user


def test_only_accounts_of_people_have_an_id_to_compare() -> None:
    """A group at an address of the roster is not that member, and an account may hide its own."""
    listed = [ANA, group("14", "all@example.org"), link(), domain(), user("15", "")]
    assert known_ids(listed, [ROBOT, Account("", "16")]) == {
        "ana@example.org": "11",
        "robot@sandbox.example": "2",
    }
