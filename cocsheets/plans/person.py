"""Whom a plan about members is about: one account, found by an address that somebody typed.

Knows that one account has several addresses and rows. Must not know what becomes of it.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.membership import Member
from cocsheets.access.permissions import GranteeType, Permission
from cocsheets.data import Data
from cocsheets.errors import ConfigurationError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.plans.situation import Situation


class Person(Data, frozen=True):
    """One account with all its addresses and rows, as the situation shows it."""

    email: str
    account: str
    members: tuple[Member, ...]
    permissions: tuple[Permission, ...]

    @property
    def name(self) -> str:
        """The person's name on the roster, else as Google shows it."""
        names = [member.name for member in self.members] + [p.name for p in self.permissions]
        return next(filter(None, names), "")


def find_person(situation: Situation, email: str) -> Person:
    """The account behind an address, whatever it is called on the roster and in the listing.

    Raises ConfigurationError if the address cannot be read, RefusedError if a roster row that
    cannot be read is about it.
    """
    address = addresses.read_address(email)
    if address.fault:
        raise ConfigurationError(f"The e-mail address {address.fault}; nothing was changed.")
    identities = situation.identities
    account = identities.account(address.email)
    if row := identities.doubt(account) or identities.doubt(addresses.key(address.email)):
        raise RefusedError(
            f"Row {row} of the roster names this address and cannot be read; nothing was changed.",
            hint="Correct the row, then run again.",
        )
    return Person(
        address.email,
        account,
        tuple(m for m in situation.roster if identities.account(m.email) == account),
        tuple(
            permission
            for permission in situation.permissions
            if permission.type is GranteeType.USER
            and not permission.view
            and (permission.id == account or addresses.key(permission.email) == account)
        ),
    )


def nearest(situation: Situation, typed: Sequence[str]) -> str:
    """The addresses that were perhaps meant, as a question; empty if none is like them."""
    known = [member.email for member in situation.roster]
    known += [permission.email for permission in situation.permissions if permission.email]
    near = [found for text in typed for found in get_close_matches(text, known, 1, 0.8)]
    return f"Did you mean {' and '.join(near)}? " if near else ""
