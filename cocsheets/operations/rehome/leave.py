"""The first half of a rehome, while the old file counts: announced to settings written.

Each step is in the old file's ledger before it is taken, and can be taken again after a crash. Must
not know what comes after the settings are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.files import SharedFile
from cocsheets.apply.transaction import transaction
from cocsheets.errors import (
    AccessError,
    CocsheetsError,
    ConfigurationError,
    LostReplyError,
    NotFoundError,
    RefusedError,
    RejectedError,
)
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger.rehome import WAS, Rehoming, role_line
from cocsheets.operations.rehome.journey import (
    LOOKS,
    HaltError,
    Journey,
    Scribe,
    copy_by_hand,
    tail_of,
    unprotect_by_hand,
)
from cocsheets.operations.rehome.key import write_key
from cocsheets.operations.rehome.repair import repair
from cocsheets.operations.sharing import share
from cocsheets.plans.rehome import Step
from cocsheets.plans.rehome_sharing import readers_only
from cocsheets.plans.sharing_plan import FilePlan, SharingPlan
from cocsheets.workbook.comparison import Difference, compare
from cocsheets.workbook.copies import NoRoomError
from cocsheets.workbook.whole import read_whole

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.workbook.copies import FileCopy


def leave(journey: Journey) -> None:
    """Take the steps up to *settings written*. Raises HaltError, CocsheetsError."""
    old = journey.desk(journey.old)
    seen = old.read().spreadsheet
    with transaction(old, seen, journey.plan, by=journey.account.email) as run:
        _Leaving(journey, old, run).carry_out()


class _Leaving:
    """The steps in one run on the old file."""

    def __init__(self, journey: Journey, old: Committee, run: Run) -> None:
        self.journey = journey
        self.old = old
        self.run = run
        self.scribe = Scribe(run, journey.mark, journey.target.name)
        self.drive = journey.drive(journey.old)
        self._deleted: set[str] = set()
        """Copies that a list may still show."""

    def carry_out(self) -> None:
        journey = self.journey
        self._announce()
        self._readers_only()
        for _ in range(2):
            journey.copy = self._copy()
            self._repair()
            differences = self._compare()
            if not differences:
                break
            self._start_afresh(differences)
        self._write_settings()

    def _state(self) -> Rehoming | None:
        return self.scribe.state()

    def _took(self, step: Step) -> None:
        self.scribe.done(step)
        self.journey.taken.append(str(step))

    # --- announced, readers only ----------------------------------------------------------------

    def _announce(self) -> None:
        state = self._state()
        if state is not None and state.done(Step.ANNOUNCED):
            return
        name = "" if self.journey.is_records else self.journey.target.name
        self.scribe.begin(Step.ANNOUNCED, file=self.journey.old, name=name)
        self.journey.announce("announced", self.journey)
        self._took(Step.ANNOUNCED)

    def _readers_only(self) -> None:
        """Everybody but owner and acting account becomes a reader; after a crash, again."""
        journey, drive = self.journey, self.drive
        account, file = drive.account(), drive.file()
        spared = frozenset({account.permission_id, *(o.permission_id for o in file.owners)})
        permissions = drive.permissions()
        changes = readers_only(permissions, spared)
        state = self._state()
        if not changes and state is not None and state.done(Step.READERS):
            return
        lines = [role_line(change.address, str(change.before)) for change in changes]
        numbers = self.scribe.begin(Step.READERS, *lines)
        for change in changes:
            journey.roles.setdefault(change.address, str(change.before))
        seen = SharedFile(file, permissions, journey.target.policy)
        plan = SharingPlan.of(journey.old, [FilePlan(seen, tuple(changes))])
        report = share(drive, self.run, plan, numbers)
        for line in self.run.ledger.open_lines if self.run.ledger else ():
            if line.action == WAS and line.run != self.run.id:
                self.run.close_found(line.state, done=True)
        journey.accept(
            report,
            "These can still edit the old file, so it was not copied",
            hint="Run `cocsheets rehome --resume`, or `--undo`.",
        )
        self._took(Step.READERS)

    # --- copied ---------------------------------------------------------------------------------

    def _copy(self) -> str:
        """The key of the one copy; made unless it is there."""
        journey, state = self.journey, self._state()
        line = state.steps.get(Step.COPIED) if state is not None else None
        begun = line is not None and line.open
        known = state.copy if state is not None else ""
        if known and known not in self._deleted and any(f.key == known for f in journey.found()):
            return known  # its line is the last that both ledgers have
        if line is not None and line.by not in ("", journey.account.email) and not known:
            raise RefusedError(
                f"The copy was begun by {line.by}, and only that account can see whether it was "
                "made. Nothing was changed.",
                hint="Go on, or undo, as that account.",
            )
        self.scribe.begin(Step.COPIED)
        found = self._look(patient=begun and not known)
        if not found:
            key = self._make()
            found = [file for file in self._look(patient=True) if file.key == key]
            found = found or [journey.copies.describe(key)]
        kept = next((file for file in found if file.key == known), found[0])
        for other in found:
            if other.key != kept.key:
                self._discard(other)
        self._took(Step.COPIED)
        return kept.key

    def _look(self, *, patient: bool) -> list[FileCopy]:
        """Copies that are there; with patience, since a list may lag behind."""
        for attempt in range(LOOKS if patient else 1):
            self.journey.pause(attempt)
            if found := [f for f in self.journey.found() if f.key not in self._deleted]:
                return found
        return []

    def _make(self) -> str:
        journey = self.journey
        parents = ["root"]
        file = self.drive.file()
        if file.drive_id:
            parents = [file.drive_id, *file.parents]
        refused: CocsheetsError | None = None
        for parent in dict.fromkeys(parents):
            try:
                return journey.copies.make(journey.old, journey.name, journey.mark, parent)
            except LostReplyError as error:
                if found := self._look(patient=True):
                    return found[0].key
                raise error.cause or error from None
            except NoRoomError as error:
                refused = error
                break
            except (AccessError, NotFoundError) as error:  # no leave to put anything there
                refused = error
        raise HaltError(
            f"{journey.account.email} cannot make a copy of the file. A person has to make it.",
            hint="Members can read the old file, and nobody edits it meanwhile.",
            by_hand=copy_by_hand(journey),
        ) from refused

    def _discard(self, file: FileCopy) -> None:
        """Delete a copy of ours that is one too many."""
        if not self.journey.may_discard(file):
            owner = " and ".join(file.owners) or "a manager of the shared drive"
            raise HaltError(
                f"There is another copy of the records: {file.key}. It is not ours to delete.",
                hint=f"{owner} can delete it for good. Then run `cocsheets rehome --resume`.",
            )
        self.journey.delete(file.key)
        self._deleted.add(file.key)

    # --- repaired, compared ---------------------------------------------------------------------

    def _repair(self) -> None:
        self.scribe.begin(Step.REPAIRED, copy=self.journey.copy)
        try:
            repair(self.journey, self.old, self.run)
        except RejectedError as error:
            if not error.protected:
                raise
            raise HaltError(
                f"Protected ranges of the copy keep {self.journey.account.email} from repairing "
                "it. The old file counts.",
                by_hand=(*unprotect_by_hand(self.journey.copy), "Run `cocsheets rehome --resume`."),
            ) from None
        self._took(Step.REPAIRED)

    def _compare(self) -> tuple[Difference, ...]:
        journey = self.journey
        self.scribe.begin(Step.COMPARED, copy=journey.copy)
        self.run.keep()
        latest = self.run.read()
        ledger = self.run.ledger
        gid = ledger.sheet_id if ledger is not None and journey.is_records else None
        tail = tail_of(latest, gid, self._state())
        old = read_whole(self.old.http, journey.old)
        differences = compare(old, read_whole(self.old.http, journey.copy), tail)
        if not differences:
            self._took(Step.COMPARED)
        return differences

    def _start_afresh(self, differences: tuple[Difference, ...]) -> None:
        """After a difference: stop; or, in a resumed rehome, once, copy again what has changed."""
        journey = self.journey
        copy = next((file for file in journey.found() if file.key == journey.copy), None)
        ours = copy is not None and journey.may_discard(copy)
        if not journey.resumed or journey.recopied or not ours:
            again = (
                "--resume` copies again" if ours else "--undo` gives everybody their access back"
            )
            raise HaltError(
                "The copy is not what the old file is: somebody typed meanwhile, or the copy lost "
                "something. The old file counts, and is complete.",
                hint=f"Look at the places. `cocsheets rehome {again}.",
                differences=tuple(map(str, differences)),
            )
        journey.delete(journey.copy)
        self._deleted.add(journey.copy)
        journey.copy, journey.recopied = "", True

    # --- settings written -----------------------------------------------------------------------

    def _write_settings(self) -> None:
        journey = self.journey
        self.scribe.begin(Step.SETTINGS, copy=journey.copy)
        try:
            by_hand = write_key(self.old, journey.old, journey.copy, journey.target.name)
        except ConfigurationError as error:
            raise HaltError(error.message, hint=error.hint, code=ExitCode.FINDINGS) from None
        if by_hand:
            raise HaltError(
                "cocsheets cannot write the new key where this one is. The old file counts "
                "until you have changed it.",
                by_hand=by_hand,
            )
        self._took(Step.SETTINGS)
