"""The claim as a reading shows it: which run writes, or wrote last, in developer metadata.

Knows the form of that metadata and what of it can be believed, since anybody who edits the
spreadsheet can write it too. Must not know how a claim is taken; see `apply.claim`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from cocsheets.clock import LASTING, moment
from cocsheets.data import Data, Hidden
from cocsheets.records.table import Spreadsheet

KEY = "cocsheets.claim"
BASE = 0x0C0C_0000
"""Ids are this and a generation."""
KEPT = 32
"""Generations that stay in the spreadsheet: the batches of a week or so, some 6,000 characters."""
STALE_AFTER = dt.timedelta(minutes=15)
"""A claim not renewed for so long, by Google's clock, belongs to a run that is gone."""
_EARLY = 10_000
_NEAR = 64


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one generation says."""

    run: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]{1,64}\Z")]
    holder: Annotated[str, msgspec.Meta(max_length=500)]
    held: bool
    since: str
    """Google's clock when the claim was last renewed, ISO 8601."""
    step: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    began: str = ""
    """Google's clock when the run took the claim; earlier versions did not write it."""


class Seen(Data, frozen=True):
    """The claim in one reading."""

    generation: int
    """0 where there has never been a claim."""
    run: str = ""
    holder: str = ""
    held: bool = False
    since: str = ""
    step: int = 0
    began: str = ""
    kept: tuple[int, ...] = ()
    """Generations that are still there, the oldest first."""
    taken: Hidden[frozenset[int]] = frozenset()
    """Ids of other metadata, which no generation can have."""
    faults: tuple[str, ...] = ()
    """What is void and why, without its contents. A claim that is void holds nobody up."""

    @property
    def host(self) -> str:
        """Name of the machine that the holder runs on, as far as it can be shown."""
        name = self.holder.partition("|")[0][:64]
        return name if name.isascii() and name.isprintable() else ""

    @property
    def process(self) -> str:
        """Id of the holder's process, empty where it cannot be read."""
        parts = self.holder.split(" ")
        return parts[1] if len(parts) > 1 and parts[1].isdecimal() else ""

    def recent(self, google: str) -> bool:
        """Whether a run took or renewed it lately, by Google's clock; True where nobody knows."""
        since, now = moment(self.since), moment(google)
        return since is None or now is None or now - since <= STALE_AFTER

    def lasts(self, google: str) -> bool:
        """Whether it has been held for over a day, by Google's clock."""
        began, now = moment(self.began), moment(google)
        return self.held and began is not None and now is not None and now - began > LASTING


def read_claim(spreadsheet: Spreadsheet) -> Seen:
    """The claim in a spreadsheet as read. What cannot be believed is void and holds nobody up."""
    claims = {item.id: item.value for item in spreadsheet.metadata if item.key == KEY}
    kept = sorted(number - BASE for number in claims if number > BASE)
    while kept and not _plausible(kept):
        kept.pop()
    taken = frozenset(item.id for item in spreadsheet.metadata) - {BASE + n for n in kept}
    faults = ["a claim has a number that no run gave"] if taken & claims.keys() else []
    value = Value("", "", False, "", 0)
    if kept:
        try:
            value = msgspec.json.decode(claims[BASE + kept[-1]], type=Value)
        except (msgspec.DecodeError, ValueError, RecursionError):
            faults.append("the claim cannot be read")
    google = moment(spreadsheet.read_at)
    if value.run and moment(value.since, google) is None:
        faults.append("the time of the claim cannot be read or is in the future")
    return Seen(
        kept[-1] if kept else 0,
        value.run,
        value.holder,
        value.held,
        value.since,
        value.step,
        value.began if moment(value.began, google) else value.since,
        tuple(kept),
        taken,
        tuple(faults),
    )


def _plausible(kept: list[int]) -> bool:
    """Whether the newest generation is one that runs came to step by step: late ones have others
    just before them, since so many stay."""
    newest = kept[-1]
    return newest <= _EARLY or sum(n > newest - _NEAR for n in kept) >= KEPT // 2
