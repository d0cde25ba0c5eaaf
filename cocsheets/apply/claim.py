"""The claim: at most one run writes to a spreadsheet at a time, and each batch at most once.

Knows developer metadata on the spreadsheet, whose ids are a base plus a generation. Every batch
steps the generation by creating the next id. Creating an id that is taken is refused and voids the
whole batch (documented), hence:

- of two runs that read the same generation only one can write;
- a batch whose answer was lost took effect if, and only if, the next read shows its generation,
  and if it arrives late after all, it is refused;
- a run that slept while another took the claim over cannot write any more. For that the last
  `KEPT` generations stay as gravestones: with only the newest kept, a sleeper that missed two
  generations would find its next id free again.

It does nothing against people at the sheet; see `cells` for them. Must not know what is written.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from cocsheets.errors import ActiveRunError
from cocsheets.plans.edits import MoveClaim
from cocsheets.records.table import Spreadsheet

KEY = "cocsheets.claim"
BASE = 0x0C0C_0000
KEPT = 32
"""Generations that stay in the spreadsheet: the batches of a week or so, some 6,000 characters."""
STALE_AFTER = dt.timedelta(minutes=15)
"""A claim not renewed for so long, by Google's clock, belongs to a run that is gone."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The claim as a reading shows it."""

    generation: int
    """0 where there has never been a claim."""
    run: str = ""
    holder: str = ""
    held: bool = False
    since: str = ""
    """Google's clock when it was last renewed, ISO 8601."""
    step: int = 0
    oldest: int = 0
    """The oldest generation that is still there, 0 if there is none."""
    count: int = 0
    """How many generations are still there."""


def look(spreadsheet: Spreadsheet) -> Seen:
    """The claim in a spreadsheet as read."""
    found = [item for item in spreadsheet.metadata if item.key == KEY and item.id > BASE]
    if not found:
        return Seen(0)
    newest = max(found, key=lambda item: item.id)
    oldest, count = min(item.id for item in found) - BASE, len(found)
    try:
        value = json.loads(newest.value)
        return Seen(
            newest.id - BASE,
            str(value["run"]),
            str(value["holder"]),
            bool(value["held"]),
            str(value["since"]),
            int(value["step"]),
            oldest,
            count,
        )
    except (ValueError, KeyError, TypeError):
        return Seen(newest.id - BASE, oldest=oldest, count=count)


class Claim:
    """One run's side of the claim."""

    def __init__(self, run: str, holder: str, is_dead: Callable[[str], bool]) -> None:
        self.run = run
        self.holder = holder
        self.is_dead = is_dead
        self.seen: Seen | None = None
        self.google_time = ""
        self.step = 0
        """How many of this run's batches are known to have taken effect."""
        self.pending: int | None = None
        """Step of a batch whose fate is not known."""
        self.held = False
        self.held_next = False

    def observe(self, spreadsheet: Spreadsheet) -> bool | None:
        """Take note of a reading. Returns what became of a pending batch, None if there is none.

        Raises ActiveRunError if this run held the claim and has lost it.
        """
        seen = look(spreadsheet)
        self.google_time = spreadsheet.read_at or self.google_time
        fate: bool | None = None
        mine = seen.run == self.run
        if self.pending is not None:
            fate = mine and seen.step == self.pending
            if fate:
                self.step, self.held = self.pending, seen.held
            self.pending = None
        if self.held and not mine:
            raise ActiveRunError(
                "Another run took over while this one was waiting; this one stops here.",
                hint="Look at `cocsheets log`; the other run finishes what was left.",
            )
        self.seen = seen
        return fate

    def move(self, *, hold: bool = True) -> MoveClaim:
        """The edit that opens the next batch, to be followed by `done` or `doubtful`.

        Raises ActiveRunError if another run that may be alive holds the claim.
        """
        if self.seen is None:
            raise RuntimeError("the claim is moved before the sheet was read")
        seen = self.seen
        if seen.held and seen.run != self.run and not self._over(seen):
            raise ActiveRunError(
                "Another run is working on this spreadsheet.",
                hint="Wait for it to end. A run that died is taken over by itself within"
                f" {STALE_AFTER.seconds // 60} minutes.",
            )
        self.pending = self.step + 1
        self.held_next = hold
        value = {
            "run": self.run,
            "holder": self.holder,
            "held": hold,
            "since": self.google_time,
            "step": self.pending,
        }
        old = BASE + seen.oldest if seen.count >= KEPT else None
        return MoveClaim(old, BASE + seen.generation + 1, KEY, json.dumps(value))

    def done(self) -> None:
        """The batch opened by `move` took effect."""
        if self.seen is None or self.pending is None:
            raise RuntimeError("no batch is under way")
        self.step, self.pending, self.held = self.pending, None, self.held_next
        buried = self.seen.count >= KEPT
        self.seen = Seen(
            self.seen.generation + 1,
            self.run,
            self.holder,
            self.held,
            self.google_time,
            self.step,
            self.seen.oldest + buried if self.seen.oldest else 1 + self.seen.generation,
            self.seen.count + 1 - buried,
        )

    def adopt(self, seen: Seen) -> bool:
        """Go on from a generation that turns out to be this run's own; False if it is not."""
        if seen.run != self.run:
            return False
        self.seen, self.step, self.held, self.pending = seen, seen.step, seen.held, None
        return True

    def refused(self) -> None:
        """The batch opened by `move` was refused; nothing was written."""
        self.pending = None

    def _over(self, seen: Seen) -> bool:
        if self.is_dead(seen.holder):
            return True
        try:
            age = dt.datetime.fromisoformat(self.google_time) - dt.datetime.fromisoformat(
                seen.since
            )
        except (ValueError, TypeError):  # no time, or one without a zone
            return False
        return age > STALE_AFTER
