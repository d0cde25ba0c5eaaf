"""Parts that every step of a rehome needs: what is known, the ledger's lines, and how it stops.

Must not know the steps themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cocsheets.access.files import RECORDS
from cocsheets.errors import CocsheetsError, IncompleteError
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import HEADER, Line, LineState
from cocsheets.ledger.rehome import ACTION, WAS, Rehoming, read_details, read_rehome, step_line
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.rehome import Step
from cocsheets.workbook.comparison import Tail
from cocsheets.workbook.copies import Copies, FileCopy

if TYPE_CHECKING:
    from cocsheets.access.files import Target
    from cocsheets.access.permissions import Account
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.sync import SyncReport
    from cocsheets.plans.outcomes import SharingReport
    from cocsheets.plans.rehome import RehomePlan
    from cocsheets.records.table import Spreadsheet
    from cocsheets.workbook.drive import DriveFile
    from cocsheets.workbook.http import Http

LOOKS = 4
"""How often Google is asked again for what it may not show yet."""
OWN = frozenset({ACTION, WAS})


class HaltError(CocsheetsError):
    """A rehome stops here until a person has done something; nothing is lost."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        by_hand: tuple[str, ...] = (),
        differences: tuple[str, ...] = (),
        code: ExitCode = ExitCode.FINDINGS,
    ) -> None:
        super().__init__(message, hint=hint)
        self.by_hand = by_hand
        """What somebody has to do, step by step."""
        self.differences = differences
        """Places in which the two files differ."""
        self.code = code


@dataclass(slots=True)
class Journey:
    """One rehome under way in this process."""

    committee: Committee
    """Turned to the file that counts."""
    plan: RehomePlan
    account: Account
    target: Target
    """Which of the committee's files, and by which policy."""
    old: str
    mark: str
    name: str
    """Name of the old file."""
    resumed: bool
    roles: dict[str, str] = field(default_factory=dict)
    """Role before, by label, of those who were made readers."""
    copy: str = ""
    announce: Callable[[str, Journey], None] = lambda _what, _journey: None
    """Called with `announced`, `moved`, `done` and `undone`, when people should hear of it."""
    taken: list[str] = field(default_factory=list)
    """Steps that this process has taken."""
    obstacles: list[Obstacle] = field(default_factory=list)
    """What was left undone, and is no ground to stop."""
    counted: bool = False
    """Whether the copy has counted, so that people and runs may have written there."""
    sync: SyncReport | None = None
    recopied: bool = False

    @property
    def is_records(self) -> bool:
        """Whether the file is that of the records, whose ledger goes along."""
        return self.target.name == RECORDS

    def desk(self, key: str) -> Committee:
        """The committee on the spreadsheet whose ledger has the steps while a file counts."""
        return self.committee.at(key) if self.is_records else self.committee

    def drive(self, key: str) -> DriveFile:
        """The sharing of the old file or of the copy."""
        return self.committee.drive.other(key)

    @property
    def http(self) -> Http:
        """The signed-in client."""
        return self.committee.http

    @property
    def copies(self) -> Copies:
        """Files and copies in Drive."""
        return Copies(self.http)

    @property
    def hand_name(self) -> str:
        """The name by which a copy is known that a person makes."""
        return f"{self.name} (rehome {self.mark})"

    def pause(self, attempt: int) -> None:
        """Wait before Google is asked again."""
        self.committee.hooks.sleep(self.http.pause(attempt))

    def found(self) -> list[FileCopy]:
        """Every copy that was made, by its mark or by the name that a person was asked for."""
        found = self.copies.find(self.mark, self.hand_name)
        return sorted((file for file in found if file.key != self.old), key=lambda file: file.key)

    def delete(self, key: str) -> None:
        """Delete a file for good, and look whether it is gone. Raises IncompleteError."""
        self.copies.delete(key)
        for attempt in range(LOOKS):
            self.pause(attempt)
            if self.copies.gone(key):
                return
        wish = "undo" if self.plan.undo else "resume"
        raise IncompleteError(
            f"A file was deleted, and Google does not say yet that it is gone: {key}.",
            hint=f"Run `cocsheets rehome --{wish}` in some minutes; it looks again.",
        )

    def accept(self, report: SharingReport, what: str, *, hint: str) -> None:
        """Go on after a change of access, once a listing shows all of it. Raises IncompleteError,
        which says `what` is left of whom."""
        if not report.complete:
            left = ", ".join(o.change.address for o in report.outcomes if not o.done)
            raise IncompleteError(f"{what}: {left}.", hint=hint)
        self.obstacles += report.obstacles

    def may_discard(self, file: FileCopy) -> bool:
        """Whether a copy is ours to delete: we made it, and nobody else has typed there."""
        return (
            file.mark == self.mark
            and "canDelete" in file.may
            and not self.copies.edited_by_others(file.key, self.account.permission_id)
        )


class Scribe:
    """Writes a rehome's steps down in one run's ledger, each before it is taken."""

    def __init__(self, run: Run, mark: str, file: str) -> None:
        self.run = run
        self.mark = mark
        self.file = file
        self._ends: dict[Step | str, Callable[[], None]] = {}

    def state(self) -> Rehoming | None:
        """This rehome in the latest reading."""
        found = read_rehome(self.run.ledger, self.file)
        return found if found is not None and found.mark == self.mark else None

    def begin(self, step: Step | str, *more: Line, **details: str) -> list[int]:
        """Write a step down, unless it is there and still open; returns the numbers of `more`."""
        line = step_line(step, LineState.INTENDED, mark=self.mark, **details)
        there = self._there(step)
        if there is not None and read_details(there.columns) == read_details(line.columns):
            numbers = self.run.intend(more)
            self._ends[step] = lambda: self.run.close_found(there.state, done=True)
        else:
            number, *numbers = self.run.intend([line, *more])
            self._ends[step] = lambda: self.run.close(number, LineState.DONE)
        self.run.begin()
        self.run.keep()
        return numbers

    def done(self, step: Step | str) -> None:
        """Say that a step was taken; written when the run finishes."""
        self._ends[step]()

    def _there(self, step: Step | str) -> Line | None:
        """The open line of a step in the latest reading."""
        known = self.state()
        if known is None:
            return None
        line = known.steps.get(Step(step)) if step in list(Step) else known.undo
        return line if line is not None and line.open else None


def tail_of(spreadsheet: Spreadsheet, sheet_id: int | None, state: Rehoming | None) -> Tail:
    """What may differ between the ledgers of the two files."""
    copied = state.steps.get(Step.COPIED) if state is not None else None
    if sheet_id is None or copied is None:
        return Tail()
    title = next(s.title for s in spreadsheet.worksheets if s.sheet_id == sheet_id)
    action, state_column = HEADER.index("Action"), HEADER.index("State")
    return Tail(title, copied.row, OWN, action, state_column)


def roles_of(state: Rehoming | None) -> dict[str, str]:
    """Role before, by label: the first that was written down counts."""
    found: dict[str, str] = {}
    for label, role in state.roles if state is not None else ():
        found.setdefault(label, role)
    return found


def copy_by_hand(journey: Journey) -> tuple[str, ...]:
    """What a person does where the acting account cannot own a copy."""
    return hand_copy_steps(journey.old, journey.hand_name, journey.account.email)


def hand_copy_steps(old: str, name: str, acting: str) -> tuple[str, ...]:
    """What a person does where the acting account cannot own a copy."""
    return (
        (
            f"Open https://docs.google.com/spreadsheets/d/{old}/edit as a member of the committee "
            "with an account of a person."
        ),
        f"File, Make a copy. Name it exactly: {name}",
        (
            "Choose a folder that is shared with nobody, best My Drive. Leave the boxes for "
            "sharing with the same people and for comments empty."
        ),
        f"Share the copy with {acting} as Editor, and with nobody else.",
        *unprotect_by_hand(""),
        "Run `cocsheets rehome --resume`.",
    )


def unprotect_by_hand(copy: str) -> tuple[str, ...]:
    """What a person does so that the acting account can protect the copy again."""
    which = f"https://docs.google.com/spreadsheets/d/{copy}/edit" if copy else "the copy"
    return (
        f"In {which}, open Data, Protected sheets and ranges, and remove each of them.",
        "cocsheets protects them again as they were.",
    )


def delete_by_hand(old: str, owners: tuple[str, ...]) -> tuple[str, ...]:
    """What the owner does where the acting account may not delete."""
    who = " or ".join(owners) or "a manager of the shared drive"
    return (
        f"{who}: open https://drive.google.com/file/d/{old}/view, and choose Move to trash.",
        (
            "In the trash of that drive, choose the file, then Delete forever. Until then it can "
            "be opened."
        ),
        "Run `cocsheets rehome --resume`, which looks whether it is gone.",
    )


def settings_by_hand(places: Mapping[str, str]) -> tuple[str, ...]:
    """What a person changes where cocsheets cannot write the key."""
    told = [f"Set {name} to {value}." for name, value in places.items()]
    return (*told, "Then run `cocsheets rehome --resume`.")
