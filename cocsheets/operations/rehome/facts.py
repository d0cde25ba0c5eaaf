"""What is known before a rehome is planned, and the plan that follows from it.

Looks, and changes nothing. Says before anything begins what is missing, and which account may take
which step. Must not know how a step is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.access.files import RECORDS, Target
from cocsheets.data import Data, replace
from cocsheets.errors import (
    AccessError,
    CocsheetsError,
    ConfigurationError,
    NotFoundError,
    RefusedError,
)
from cocsheets.ledger import LineState
from cocsheets.ledger.rehome import Rehoming, read_rehome
from cocsheets.operations.rehome.arrive import differences
from cocsheets.operations.rehome.journey import (
    Journey,
    delete_by_hand,
    hand_copy_steps,
    roles_of,
    settings_by_hand,
)
from cocsheets.operations.rehome.key import VARIABLE
from cocsheets.operations.rehome.undo import AGAIN
from cocsheets.operations.sharing import chosen, situation_of
from cocsheets.operations.situation import read_situation
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.rehome import RehomePlan, Step, StepChange, blocked_by, steps_to_take
from cocsheets.plans.rehome_sharing import guests, still_writing
from cocsheets.workbook.copies import Copies, FileCopy
from cocsheets.workbook.repair import unseen_protection
from cocsheets.workbook.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.access.files import SharedFile
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.plans.rehome_sharing import Guest
    from cocsheets.plans.situation import Situation

SPREADSHEET = "application/vnd.google-apps.spreadsheet"


class Wish(Data, frozen=True):
    """What a person asks for."""

    resume: bool = False
    undo: bool = False
    file: str = RECORDS
    """Name of the file: the records, or a spreadsheet of `[files]`."""
    pass_over: bool = False
    """Whether differences between the two files are agreed to: the file that stays is right."""


@dataclass(frozen=True)
class Facts:
    """What is known."""

    committee: Committee
    """Turned to the file that counts."""
    reading: Reading
    target: Target
    """Which file, and by which policy."""
    state: Rehoming | None
    """The rehome that is open, None where one begins."""
    old: str
    name: str
    """Name of the old file."""
    file: FileCopy | None
    """The old file, None where it is gone."""
    situation: Situation
    """Who has access to the file that counts."""
    obstacles: tuple[Obstacle, ...] = ()
    differences: tuple[str, ...] = ()
    no_storage: bool = False

    @property
    def key(self) -> str:
        """Key of the file that counts."""
        return self.seen.facts.id

    @property
    def counted(self) -> bool:
        """Whether the copy counts, or has counted."""
        written = self.state.steps.get(Step.SETTINGS) if self.state is not None else None
        return written is not None and written.state == LineState.DONE

    @property
    def guests(self) -> tuple[Guest, ...]:
        """Who will have access to the copy."""
        return guests(self.situation.judge(self.seen), roles_of(self.state))

    @property
    def seen(self) -> SharedFile:
        """The file that counts, with who has access."""
        return self.situation.files[0]

    def plan(self, wish: Wish) -> RehomePlan:
        """The plan of what is left to do, or of taking it back."""
        who = self.situation.account.email
        done = [step for step in Step if self.state is not None and self.state.done(step)]
        if wish.undo:
            reason = "the old file counts again, everybody has the old role, the copy is deleted"
            changes: tuple[StepChange, ...] = (StepChange("undo", reason, who),)
        else:
            changes = steps_to_take(done, who, self._by_hand(), self._others())
        kind = "rehome undo" if wish.undo else "rehome"
        return RehomePlan(
            self.old,
            kind,
            changes,
            obstacles=self.obstacles,
            guests=self.guests,
            blocks=blocked_by(self.obstacles),
            differences=self.differences if wish.pass_over else (),
            undo=wish.undo,
        )

    def _by_hand(self) -> dict[Step, tuple[str, ...]]:
        """What a person does, by step, as far as that is known before."""
        found: dict[Step, tuple[str, ...]] = {}
        acting, settings = self.situation.account.email, self.committee.settings
        in_drive = self.file is not None and bool(self.file.drive_id)
        if self.no_storage and not in_drive:
            mark = self.state.mark if self.state is not None else "…, which the step says"
            name = f"{self.name} (rehome {mark})"
            found[Step.COPIED] = (
                (
                    "Google lets most service accounts own no file. If it refuses, a person makes "
                    "the copy. Or act as a person, or move the file to a shared drive first."
                ),
                *hand_copy_steps(self.old, name, acting),
            )
        in_environment = bool(settings.environment.get(VARIABLE)) and self.target.name == RECORDS
        if settings.config is None or in_environment:
            place = f"{VARIABLE} (in the environment or in .env)"
            found[Step.SETTINGS] = settings_by_hand({place: "the key of the copy"})
        if self.file is not None and "canDelete" not in self.file.may:
            found[Step.DELETED] = delete_by_hand(self.old, self.file.owners)
        return found

    def _others(self) -> dict[Step, str]:
        """Who takes a step that the acting account may not."""
        if self.file is None or "canDelete" in self.file.may:
            return {}
        return {Step.DELETED: " or ".join(self.file.owners) or "a manager of the shared drive"}


def read_facts(committee: Committee, wish: Wish) -> Facts:
    """Look at everything. Raises RefusedError where the wish does not fit what is open."""
    reading = committee.read()
    (target,) = chosen(committee, wish.file)
    ours = wish.file == RECORDS
    found = committee.rehome if ours else read_rehome(reading.readable_ledger, wish.file)
    state = found if found is not None and found.open else None
    if state is not None and not (wish.resume or wish.undo):
        raise RefusedError(
            f"A rehome is open since {state.since[:10]}, and there is never a second one. "
            "Nothing was changed.",
            hint="`cocsheets rehome --resume` goes on with it, `--undo` takes it back.",
        )
    if state is None and (wish.resume or wish.undo):
        raise RefusedError(
            "No rehome is open. Nothing was changed.",
            hint="`cocsheets log` shows what was done. `cocsheets rehome` shows the plan of one.",
        )
    if state is not None and state.undo is not None and not wish.undo:
        raise RefusedError(
            "This rehome is being taken back. Nothing was changed.",
            hint="`cocsheets rehome --undo` goes on with that.",
        )
    copies = Copies(committee.http)
    old = state.old if state is not None else target.key or committee.key
    counts = state.copy if state is not None and state.copy_counts else old
    try:
        file: FileCopy | None = copies.describe(old)
    except (AccessError, NotFoundError):
        file = None
    if wish.undo and file is None:
        raise RefusedError("The old file is gone, so nothing can be taken back.")
    facts = Facts(
        committee=committee,
        reading=reading,
        target=target,
        state=state,
        old=old,
        name=file.name if file is not None else "",
        file=file,
        situation=_situation(committee, reading, target, counts),
        no_storage=copies.without_storage(),
    )
    if state is None:
        return replace(facts, obstacles=tuple(_obstacles(facts)))
    return _with_differences(facts, wish)


def _situation(committee: Committee, reading: Reading, target: Target, key: str) -> Situation:
    """Who has access to the file that counts."""
    if target.name == RECORDS:
        return situation_of(reading, only=RECORDS)
    drive, ledger = committee.drive.other(key), reading.readable_ledger
    if drive.file().mime_type != SPREADSHEET:
        raise ConfigurationError(
            f"[files.{target.name}] is not a spreadsheet. Nothing was changed.",
            hint="Copy other files by hand in Google Drive; their history stays behind.",
        )
    policy = (Target(target.policy),)
    return read_situation(drive, reading.roster(), policy, reading.today, ledger=ledger)


def _with_differences(facts: Facts, wish: Wish) -> Facts:
    """The places to pass over, where a person asks for that."""
    state = facts.state
    if not wish.pass_over or state is None or not state.copy or facts.file is None:
        return facts
    committee = facts.committee
    journey = Journey(
        committee,
        facts.plan(Wish(wish.resume, wish.undo)),
        facts.situation.account,
        facts.target,
        facts.old,
        state.mark,
        facts.name,
        resumed=True,
        copy=state.copy,
    )
    copy = journey.desk(state.copy).read(even_trashed=True)
    found = differences(journey, copy, state.copy, AGAIN if wish.undo else None)
    return replace(facts, differences=tuple(map(str, found)))


def _obstacles(facts: Facts) -> Iterator[Obstacle]:
    """What keeps a rehome from beginning, and what a person should know before."""
    file, acting = facts.seen.facts, facts.situation.account.email
    owner = " or ".join(o.email for o in file.owners) or "a manager of the shared drive"
    if not file.may("canEdit"):
        yield Obstacle(f"{acting} may read and not write", hint=f"Let {owner} make it an Editor.")
    if not file.may("canShare"):
        yield Obstacle(
            f"{acting} may not change who has access, so it cannot make everybody else a reader",
            hint=f"Let {owner} tick `Editors can change permissions and share`, or run this as "
            "the owner.",
        )
    if not file.may("canCopy"):
        yield Obstacle(f"{acting} may not copy the file", hint=f"{owner} can allow it.")
    sharing = facts.situation.plan(facts.situation.roster).part(RECORDS)
    if sharing.roster_fault:
        yield Obstacle(
            f"the roster is no ground to share the copy: {sharing.roster_fault}",
            hint="Correct the roster; it needs a current chair.",
        )
    yield from _unclean(facts)
    spared = frozenset(
        {facts.situation.account.permission_id, *(o.permission_id for o in file.owners)}
    )
    yield from still_writing(file, facts.seen.permissions, spared)


def _unclean(facts: Facts) -> Iterator[Obstacle]:
    """Names that would go along, and protection that could not."""
    if facts.target.name == RECORDS:
        yield from _due(facts)
    whole = read_whole(facts.committee.http, facts.old, cells=False)
    if sheets := unseen_protection(whole):
        yield Obstacle(
            "protected ranges whose editors the acting account does not see, so that they could "
            f"not be given back: {', '.join(sheets)}",
            hint="Data, Protected sheets and ranges: let the acting account edit them.",
        )


def _due(facts: Facts) -> Iterator[Obstacle]:
    """Records that would take their names along."""
    try:
        due = facts.reading.assessment.expunge_plan()
        if due.changes or due.stray_marks:
            yield Obstacle(
                "records are due, and their names would be in the history of the new file",
                hint="Run `cocsheets sync`, or `cocsheets expunge`, first.",
            )
    except CocsheetsError as fault:
        yield Obstacle(f"the records cannot be judged: {fault.message}", hint=fault.hint)
