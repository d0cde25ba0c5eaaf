"""What all kinds of places have in common: their settings, what they may use, how they are read.

Knows roster roles and addresses to keep. Must not know any kind of place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cocsheets.access.membership import MemberRole
from cocsheets.data import Data, Hidden
from cocsheets.errors import ConfigurationError

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.access.presence import Listing
    from cocsheets.plans.limits import Limits
    from cocsheets.workbook.groups import Groups


class Tools(Data, frozen=True):
    """What a place may use to read itself."""

    folder: Path
    """Where relative paths in the settings start."""
    environment: Hidden[Mapping[str, str]]
    """Environment and `.env` together. Holds secrets."""
    limits: Limits
    zone: dt.tzinfo
    """The committee's time zone."""
    groups: Callable[[], Groups]
    """Google Groups, signed in as the settings say. Raises CredentialsError."""
    sleep: Callable[[float], None]
    asked_to_stop: Callable[[], bool]
    """Asked before each request and while one is under way: says so once; then StoppedError is
    raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One `[places.NAME]`: the part of the settings that every kind has."""

    who: tuple[str, ...] = ()
    """Roster roles whose place it is (`chair`, `member`, `adviser`); none: all current members."""
    keep: tuple[str, ...] = ()
    """Who may be there without being on the roster: addresses, or ids of apps and shared accounts
    as the place has them."""

    def check(self) -> None:
        """Refuse roles that no roster has. Raises ConfigurationError."""
        if unknown := [role for role in self.who if role not in list(MemberRole)]:
            raise ConfigurationError(
                f"[places] who has {unknown[0]!r}, which is not a role of the roster.",
                hint="Write chair, member or adviser.",
            )

    @property
    def source(self) -> str:
        """What is read, as a person would say it. No secret."""
        raise NotImplementedError

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of the environment variables that it needs."""
        return ()

    @property
    def opens(self) -> str:
        """Address of the Google Group whose members these are; empty for all else."""
        return ""

    def read(self, tools: Tools) -> Listing:
        """Everybody who is in, to the last page.

        Raises PlaceError for everything that keeps it from being read in whole, with its fix;
        StoppedError if asked to end.
        """
        raise NotImplementedError

    def remarks(self, tools: Tools) -> tuple[str, ...]:
        """What `doctor` should say of a place that can be read, such as rights that nobody needs.

        Raises as `read` does.
        """
        del tools
        return ()
