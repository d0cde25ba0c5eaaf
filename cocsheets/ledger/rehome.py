"""A rehome as the ledger shows it: its steps, how far they are, and which file counts.

Knows the lines that a rehome leaves. Must not know how a step is taken. Anybody who edits the
spreadsheet can edit the ledger too, so whoever follows it to another file looks there for the mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.access.files import RECORDS
from cocsheets.clock import moment
from cocsheets.data import Data, replace
from cocsheets.ledger import Line, LineState
from cocsheets.patterns import lazy_re
from cocsheets.plans.rehome import Step

if TYPE_CHECKING:
    from cocsheets.ledger import Ledger

ACTION = "rehome"
"""Action of the lines of a rehome; the target is the step."""
WAS = "reader for rehome"
"""Action of a line that remembers the role that an address had in the old file."""
UNDONE = "undone"
_KEY = lazy_re(r"[\w-]{5,100}\Z", re.ASCII)


class Rehoming(Data, frozen=True):
    """The latest rehome of a file, as far as a ledger shows it."""

    old: str
    """Key of the file that is left."""
    mark: str
    """Text that the copy carries, so that it is found again."""
    file: str = RECORDS
    """Name of the file among the committee's files."""
    copy: str = ""
    """Key of the copy, empty until it is known."""
    steps: Mapping[Step, Line] = field(default_factory=dict)
    """The latest line of each step that was begun."""
    roles: tuple[tuple[str, str], ...] = ()
    """Address (or other label) and role before, of everybody who was made a reader."""
    undo: Line | None = None
    """The line of an undo that was begun."""

    @property
    def open(self) -> bool:
        """Whether it has neither come to its end nor been undone."""
        deleted = self.steps.get(Step.DELETED)
        return not self.undone and (deleted is None or deleted.state != LineState.DONE)

    @property
    def undone(self) -> bool:
        """Whether it was undone."""
        return self.undo is not None and self.undo.state == LineState.DONE

    @property
    def copy_counts(self) -> bool:
        """Whether the copy counts: from *settings written* on, unless an undo has begun."""
        written = self.steps.get(Step.SETTINGS)
        return self.undo is None and written is not None and written.state == LineState.DONE

    def keeps_readers(self, key: str) -> bool:
        """Whether a file is the old one, and nobody but owner and acting account may edit it."""
        waits = self.open and self.begun(Step.READERS) and not self.copy_counts
        return waits and self.undo is None and key == self.old

    @property
    def step(self) -> Step:
        """The step that it is at."""
        return max(self.steps, key=lambda step: step.place)

    @property
    def since(self) -> str:
        """When it was announced, ISO 8601 in UTC."""
        return self.steps[Step.ANNOUNCED].when

    def begun(self, step: Step) -> bool:
        """Whether a step was written down as about to be taken."""
        return step in self.steps

    def done(self, step: Step) -> bool:
        """Whether a step was taken: it says so, or a later one was begun."""
        line = self.steps.get(step)
        return line is not None and (line.state == LineState.DONE or self.step.place > step.place)

    def with_steps_of(self, other: Rehoming) -> Rehoming:
        """This one, with what the ledger of the other file says of the same rehome."""
        return replace(
            self,
            copy=self.copy or other.copy,
            steps={**other.steps, **self.steps},
            roles=tuple(dict.fromkeys((*self.roles, *other.roles))),
            undo=self.undo or other.undo,
        )


def read_rehome(ledger: Ledger | None, file: str = RECORDS) -> Rehoming | None:
    """The latest rehome of a file that a ledger has; None if there was none, or it is void."""
    found = _rehomes(ledger, file)
    return found[-1] if found else None


def _rehomes(ledger: Ledger | None, file: str) -> list[Rehoming]:
    """Every rehome of a file, the earliest first."""
    found: list[Rehoming] = []
    for line in ledger.lines if ledger else ():
        if line.action == WAS and found:
            was = (line.target, line.columns.removeprefix("was "))
            found[-1] = replace(found[-1], roles=tuple(dict.fromkeys((*found[-1].roles, was))))
        if line.action != ACTION:
            continue
        details = read_details(line.columns)
        if line.target == Step.ANNOUNCED:
            begun = Rehoming(details.get("file", ""), details.get("mark", ""))
            begun = replace(begun, file=details.get("name", RECORDS))
            known = bool(_KEY.match(begun.old) and _KEY.match(begun.mark))
            if begun.file == file and known and line.state != LineState.NOT_DONE:
                found.append(replace(begun, steps={Step.ANNOUNCED: line}))
        elif found and details.get("mark") == found[-1].mark:
            found[-1] = _with(found[-1], line, details)
    return found


def _with(found: Rehoming, line: Line, details: Mapping[str, str]) -> Rehoming:
    copy = details.get("copy", "")
    found = replace(found, copy=copy if _KEY.match(copy) else found.copy)
    if line.target == UNDONE:
        return replace(found, undo=line)
    if line.target in list(Step):
        return replace(found, steps={**found.steps, Step(line.target): line})
    return found


def step_line(step: Step | str, state: LineState = LineState.INTENDED, **details: str) -> Line:
    """The line of a step, with its details as `name=value`; names are `file`, `mark`, `copy`…"""
    told = " ".join(f"{name}={value}" for name, value in details.items() if value)
    return Line(ACTION, str(step), told, state=state)


def read_details(text: str) -> dict[str, str]:
    """The details of a line that `step_line` made."""
    pairs = (part.partition("=") for part in text.split())
    return {name: value for name, _, value in pairs}


def role_line(address: str, role: str) -> Line:
    """A line that remembers a role."""
    return Line(WAS, address, f"was {role}")


class History(Data, frozen=True):
    """Expunged records that the version history of the present file still shows."""

    records: int
    since: str = ""
    """Day of the earliest, ISO; empty where the ledger does not say."""
    rehomed: bool = False
    """Whether the file is the copy that a rehome made, so that the ledger knows all of it."""


def history(ledger: Ledger | None) -> History:
    """What the ledger says was expunged since the file is what it is.

    A copy has no history of its original, so what was expunged before a rehome that came to its
    end does not count.
    """
    rehomed = [each for each in _rehomes(ledger, RECORDS) if each.copy_counts]
    first = rehomed[-1].steps[Step.COPIED].row if rehomed and rehomed[-1].begun(Step.COPIED) else 0
    done = [
        line
        for line in (ledger.lines if ledger else ())
        if line.action == "expunge" and line.state == LineState.DONE and line.row > first
    ]
    google = ledger.google if ledger else None
    days = [line.when[:10] for line in done if moment(line.when, google) is not None]
    return History(len({line.target for line in done}), min(days, default=""), bool(rehomed))
