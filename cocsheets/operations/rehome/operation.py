"""`rehome` as an operation: begun, gone on with, or taken back, as a plan that a person agrees to.

Composes; the steps are in `leave`, `arrive` and `undo`. It never happens by
itself: nothing but a person's consent to this very plan starts it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cocsheets.data import Data
from cocsheets.exit_codes import ExitCode, worst
from cocsheets.ledger.rehome import Rehoming
from cocsheets.operations.operation import Planned, Reported
from cocsheets.operations.rehome.arrive import arrive
from cocsheets.operations.rehome.facts import Facts, Wish, read_facts
from cocsheets.operations.rehome.journey import HaltError, Journey
from cocsheets.operations.rehome.leave import leave
from cocsheets.operations.rehome.undo import undo
from cocsheets.plans.rehome import Step
from cocsheets.shown import Tabular

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.sync import SyncReport
    from cocsheets.plans.plan import Obstacle
    from cocsheets.plans.rehome import RehomePlan
    from cocsheets.records.table import Spreadsheet

Announce = Callable[[str, Journey], None]
"""Called when people should hear of it: `announced`, `moved`, `done`, `undone`."""


class RehomeReport(Reported, Data, frozen=True):
    """How far a rehome came."""

    plan: RehomePlan
    old: str
    copy: str = ""
    taken: tuple[str, ...] = ()
    """Steps that this run took."""
    stopped: HaltError | None = None
    """Why it waits, and for what."""
    obstacles: tuple[Obstacle, ...] = ()
    """What was left undone on the way."""
    sync: SyncReport | None = None
    open: bool = True
    """Whether it is still open."""
    counts: str = ""
    """Key of the file that counts."""
    setting: str = "[spreadsheet] key or COCSHEETS_SPREADSHEET"
    """Where other machines have the key."""

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        codes = [ExitCode.OK]
        if self.stopped is not None:
            codes.append(self.stopped.code)
        if not self.taken or self.obstacles:
            codes.append(ExitCode.FINDINGS)
        if self.sync is not None and not self.open and self.sync.expunged is not None:
            codes += [ExitCode.FINDINGS] if self.sync.expunged.cells.done else []
        return worst(codes)

    def tabular(self) -> Tabular:
        """See `Shown`."""
        rows = [(step, "taken") for step in self.taken]
        rows += [("waits", self.stopped.message)] if self.stopped is not None else []
        caption = f"Exit code {int(self.code)}: {self.code.meaning}. Counts: {self.counts}."
        return Tabular(caption, ("step", "what"), rows)


@dataclass(frozen=True, repr=False)
class Rehome(Planned):
    """A rehome, as an `Operation`."""

    committee: Committee
    wish: Wish
    facts: Facts
    announce: Announce = field(default=lambda _what, _journey: None)

    @classmethod
    def read(cls, committee: Committee, wish: Wish, announce: Announce | None = None) -> Rehome:
        """Read and plan.

        Raises RefusedError where a second one is begun, or there is none to go on with or to take
        back; GoogleError.
        """
        committee.whole = True
        more: dict[str, Any] = {"announce": announce} if announce is not None else {}
        return cls(committee, wish, read_facts(committee, wish), **more)

    @property
    def spreadsheet(self) -> Spreadsheet:
        """See `Operation`."""
        return self.facts.reading.spreadsheet

    @cached_property
    def plan(self) -> RehomePlan:
        """See `Operation`."""
        return self.facts.plan(self.wish)

    def again(self) -> Rehome:
        """See `Operation`."""
        return Rehome(
            self.committee, self.wish, read_facts(self.committee, self.wish), self.announce
        )

    def preview(self) -> RehomeReport:
        """See `Operation`: nothing was done."""
        key = self.facts.key
        return RehomeReport(
            self.plan, self.facts.old, open=self.facts.state is not None, counts=key
        )

    def carry_out(self, *, allow_large: bool = False) -> RehomeReport:
        """See `Operation`. There is no limit to lift: a person agreed to the whole."""
        del allow_large
        with self.committee.alone():
            journey = self._journey()
            stopped: HaltError | None = None
            try:
                self._travel(journey)
            except HaltError as halt:
                stopped = halt
            return self._report(journey, stopped)

    def _journey(self) -> Journey:
        facts, state = self.facts, self.facts.state
        return Journey(
            committee=self.committee,
            plan=self.plan,
            account=facts.situation.account,
            target=facts.target,
            old=facts.old,
            mark=state.mark if state is not None else secrets.token_hex(6),
            name=facts.name,
            resumed=state is not None,
            copy=state.copy if state is not None else "",
            announce=self.announce,
            counted=facts.counted,
        )

    def _travel(self, journey: Journey) -> None:
        state = self.facts.state
        if self.wish.undo:
            undo(journey)
            if journey.is_records:
                self.committee.turn_to(journey.old)
            self.announce("undone", journey)
            return
        if state is None or not state.copy_counts:
            leave(journey)
            self.announce("moved", journey)
            state = None
        arrive(journey, state or Rehoming(journey.old, journey.mark))
        self.announce("done", journey)

    def _report(self, journey: Journey, stopped: HaltError | None) -> RehomeReport:
        ended = {str(Step.DELETED), "undone"} & set(journey.taken)
        return RehomeReport(
            self.plan,
            journey.old,
            journey.copy,
            tuple(dict.fromkeys(journey.taken)),
            stopped,
            tuple(journey.obstacles),
            journey.sync,
            open=not ended,
            **self._told(journey, ended),
        )

    def _told(self, journey: Journey, ended: set[str]) -> dict[str, str]:
        """Which file counts, and where other machines have its key."""
        if journey.is_records:
            return {"counts": self.committee.key}
        late = {str(step) for step in Step if step.place >= Step.SETTINGS.place}
        moved = journey.counted or bool(late & set(journey.taken))
        counts = journey.copy if moved and "undone" not in ended else journey.old
        return {"counts": counts, "setting": f"[files.{journey.target.name}] key"}


def outcome_code(plan: RehomePlan, report: RehomeReport | None) -> ExitCode:
    """What a plan and its outcome come to: one that waits for a person is a finding."""
    return report.code if report is not None else ExitCode.FINDINGS
