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

from collections.abc import Callable

import msgspec

from cocsheets.claim import BASE, KEPT, KEY, STALE_AFTER, Seen, Value, read_claim
from cocsheets.clock import SLACK, moment
from cocsheets.data import replace
from cocsheets.errors import ActiveRunError
from cocsheets.plans.edits import MoveClaim
from cocsheets.records.table import Spreadsheet

MOST_PASSED = 8
"""Ids in a row that are tried before giving up."""


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
        self.began = ""
        """Google's clock when this run first took the claim."""
        self.next = 0
        """Id that the latest batch asked for."""
        self.lost = 0
        """Id of the latest batch whose answer was lost."""
        self.passed: frozenset[int] = frozenset()
        """Ids that are taken by metadata that no reading shows."""

    def observe(self, spreadsheet: Spreadsheet) -> bool | None:
        """Take note of a reading. Returns what became of a pending batch, None if there is none.

        Raises ActiveRunError if this run held the claim and has lost it.
        """
        seen = read_claim(spreadsheet)
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
        """The edit that opens the next batch, to be followed by `done`, `refused` or `observe`.

        Raises ActiveRunError if another run that may be alive holds the claim.
        """
        if self.seen is None:
            raise RuntimeError("the claim is moved before the sheet was read")
        seen = self.seen
        if seen.held and seen.run != self.run and not self._over(seen):
            raise ActiveRunError(
                "Another run is working on this spreadsheet.",
                hint="Wait for it to end. A run that died is taken over by itself within"
                f" {STALE_AFTER.seconds // 60} minutes. `cocsheets doctor` shows where it runs.",
                lasting=seen.lasts(self.google_time),
            )
        self.pending = self.step + 1
        self.began = self.began or self.google_time
        self.next = BASE + seen.generation + 1
        while self.next in seen.taken | self.passed:
            self.next += 1
        value = Value(self.run, self.holder, hold, self.google_time, self.pending, began=self.began)
        old = BASE + seen.kept[0] if len(seen.kept) >= KEPT else None
        moved = Seen(self.next - BASE, self.run, self.holder, hold, self.google_time, self.pending)
        kept = (*seen.kept[old is not None :], moved.generation)
        self.seen_next = replace(moved, began=self.began, kept=kept, taken=seen.taken)
        return MoveClaim(old, self.next, KEY, msgspec.json.encode(value).decode())

    def done(self) -> None:
        """The batch opened by `move` took effect."""
        if self.pending is None:
            raise RuntimeError("no batch is under way")
        self.seen, self.pending = self.seen_next, None
        self.step, self.held = self.seen.step, self.seen.held

    def adopt(self, seen: Seen) -> bool:
        """Go on from a generation that turns out to be this run's own; False if it is not."""
        if seen.run != self.run:
            return False
        self.seen, self.step, self.held, self.pending = seen, seen.step, seen.held, None
        return True

    def refused(self) -> None:
        """The batch opened by `move` was refused; nothing was written."""
        self.pending = None

    def pass_over(self, seen: Seen) -> bool:
        """Never try the refused id again: metadata that cannot be seen has it. False if too many
        were."""
        self.seen = seen
        self.passed |= {self.next}
        return len(self.passed) <= MOST_PASSED

    def _over(self, seen: Seen) -> bool:
        now, since = moment(self.google_time), moment(seen.since)
        if self.is_dead(seen.holder) or since is None:
            return True
        return now is not None and not -SLACK <= now - since <= STALE_AFTER
