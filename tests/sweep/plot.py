"""What is to happen in one world, and what came of it.

Must not know how it happens.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.sweep.wire import Moment

if TYPE_CHECKING:
    from tests.sweep.paths import Path


@dataclass(frozen=True)
class Deed:
    """One edit, and when."""

    at: Moment
    sheet: int
    name: str


@dataclass
class World:
    """What is to happen, and what came of it."""

    seed: int
    index: int
    path: Path
    switches: dict[str, Any]
    deeds: list[Deed]
    lost: Moment | None
    dies: Moment | None
    late: Moment | None = None
    """A batch that takes effect after the next reading, its answer lost."""
    error: tuple[Moment, int] | None = None
    """A moment at which Google answers with a status of its own."""
    wrong: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What the runs said, for somebody who looks closer."""
    codes: list[int | None] = field(default_factory=list)
    lost_and_named: int = 0
    """Cells whose text no reading had shown, and that a run named as overwritten, with exit 5."""
    done: list[str] = field(default_factory=list)
    """What was really edited."""

    @property
    def fault(self) -> str:
        """The fault in a word."""
        lost = self.lost or self.late
        found = {"killed": self.dies, "reply lost": lost, "error": self.error}
        return next((name for name, fault in found.items() if fault), "no fault")

    @property
    def told(self) -> str:
        """The world in a line."""
        deeds = "; ".join(self.done) or "nobody edits"
        moment = self.dies or self.lost or self.late or self.error
        fault = f"{self.fault} {moment}" if moment else self.fault
        fault += " and late" if self.late else ""
        switches = ", ".join(f"{name}={value}" for name, value in self.switches.items())
        return f"{self.path.name} [{fault}] {deeds} ({switches})"


def draw_fault(world: World, rnd: random.Random, batches: int) -> None:
    """Draw what fails, if anything does."""
    kind = rnd.choice(("batch", "batch", "batch", "any"))
    if world.path.changes_access and rnd.random() < 0.3:
        kind = "access"
    most = {"batch": max(batches, 1), "access": 2, "any": 12}[kind]
    nth = rnd.randrange(1, most + 1)
    drawn = ("none", "none", "none", "lost", "lost", "late", "killed", "killed", "error")
    fault = rnd.choice(drawn)
    if fault == "late" and kind == "batch":
        world.late = Moment(nth, "before", kind)
    elif fault in ("lost", "late"):
        world.lost = Moment(nth, "after", kind)
    elif fault == "killed":
        world.dies = Moment(nth, rnd.choice(("before", "after", "after")), kind)
    elif fault == "error":
        when = rnd.choice(("before", "after"))
        world.error = Moment(nth, when, kind), rnd.choice((500, 502, 503, 429))
