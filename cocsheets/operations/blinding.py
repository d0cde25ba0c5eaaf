"""A blind list: slow digests of the addresses of flagged people, for organisers who may not send
their list.

Composes; what is digested and how is in `cocsheets/blind.py`, the very program that organisers run,
so that both sides agree. Knows what the file gives away, and says so.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets import blind
from cocsheets.data import Data, Hidden
from cocsheets.errors import ConfigurationError
from cocsheets.ledger import Line, LineState
from cocsheets.operations.named import named
from cocsheets.operations.screen import event_name, flagged_people

if TYPE_CHECKING:
    from cocsheets.operations.reading import Reading

ACTION = "blind list"
PADDED_TO = 32
"""Chance digests fill the file up to a multiple of this: it does not say how many people."""
LONGEST = 366
"""Days until a blind list expires, at most."""


class BlindList(Data, frozen=True):
    """A blind list, ready to be written."""

    text: Hidden[str]
    expires: dt.date
    records: int
    """Records whose people are in it."""
    silent: int
    """Records of which nothing is in it, since they have no address, URL or handle."""

    def line(self, event: str) -> Line:
        """What the ledger says of it."""
        told = f"{self.records} records, expires {self.expires}"
        return Line(ACTION, event_name(event), told, self.records, state=LineState.DONE)


def weaknesses(digests: int, expires: dt.date) -> tuple[str, ...]:
    """What the file cannot promise; said before it is made, and in it."""
    chance = 2**blind.BITS // max(1, digests)
    return tuple(
        textwrap.dedent(text).replace("\n", " ").strip()
        for text in (
            """
            Whoever has this file can guess: try an address, and see whether it may be in the file.
            A guess takes about a twentieth of a second. Give the file to nobody else.""",
            f"""
            False hits: one address in {chance:,} fits by chance. A row that is listed is a question
            to the committee, never an answer.""",
            """
            Names are not compared. Somebody who uses another address is not found, and no hit is no
            clearance.""",
            f"""
            It expires after {expires.isoformat()}. That is only a promise: the checker keeps it,
            another program need not. Delete the file after the event.""",
        )
    )


def expected(found: Sequence[frozenset[str]]) -> int:
    """Digests that the file will have, given what `identifiers_of` gives."""
    count = len(frozenset().union(*found))
    return max(1, -(-count // PADDED_TO)) * PADDED_TO


def make(
    reading: Reading,
    found: Sequence[frozenset[str]],
    expires: dt.date,
    tell: Callable[[int, int], None] | None = None,
) -> BlindList:
    """The blind list of a reading's flagged people, given what `identifiers_of` gives.

    Raises ConfigurationError where it would hold nothing, or for a day that is past or far away.
    """
    if not reading.today <= expires <= reading.today + dt.timedelta(days=LONGEST):
        raise ConfigurationError(
            f"A blind list expires between today and {LONGEST} days from now. Nothing was written.",
            hint="Take the day after the event.",
        )
    wanted = sorted(frozenset().union(*found))
    if not wanted:
        raise ConfigurationError(
            "No flagged person has an address, URL or handle, so a blind list would be empty."
            " Nothing was written."
        )
    key = secrets.token_bytes(16)
    digests = set()
    for done, item in enumerate(wanted, start=1):
        digests.add(blind.digest(item, key))
        if tell is not None:
            tell(done, len(wanted))
    size = expected(found)
    while len(digests) < size:
        digests.add(secrets.token_hex(blind.BITS // 8))
    told: dict[str, Any] = {
        "format": blind.FORMAT,
        "about": [
            "A blind list of a Code of Conduct committee.",
            "Check a list of people with it: python -m cocsheets.blind THIS_FILE LIST.csv",
            *weaknesses(size, expires),
        ],
        "expires": expires.isoformat(),
        "key": key.hex(),
        "scrypt": blind.COST,
        "bits": blind.BITS,
        "digests": sorted(digests),
    }
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    full = sum(map(bool, found))
    return BlindList(text, expires, full, len(found) - full)


def identifiers_of(reading: Reading) -> Sequence[frozenset[str]]:
    """For each record that counts, what the checker makes of the people's identifiers.

    Raises what `named` raises.
    """
    not_people = reading.committee.settings.retention.not_people
    return [
        frozenset(
            found for item in concerned.identifiers for found in blind.identifiers_in(item.written)
        )
        for _, concerned in flagged_people(named(reading), not_people)
    ]
