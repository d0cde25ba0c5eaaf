"""A rehome taken back: the old file counts again, everybody has the old role, the copy is deleted.

Possible until the old file is deleted. In the old file's ledger before it is done, and can be done
again after a crash. Must not know the steps of a rehome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.files import Target
from cocsheets.access.permissions import Action as SharingAction
from cocsheets.apply.sharing import ledger_lines
from cocsheets.apply.transaction import transaction
from cocsheets.errors import AccessError, NotFoundError
from cocsheets.ledger import FIRST_RUN, GROUP, LATER_REPORT
from cocsheets.ledger.rehome import ACTION, UNDONE, WAS, read_rehome
from cocsheets.operations.rehome.arrive import differences
from cocsheets.operations.rehome.journey import HaltError, Journey, Scribe, roles_of
from cocsheets.operations.rehome.key import write_key
from cocsheets.operations.sharing import share
from cocsheets.operations.situation import read_situation
from cocsheets.plans.rehome import Step
from cocsheets.plans.rehome_sharing import restoring
from cocsheets.plans.sharing_plan import FilePlan, SharingPlan

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.workbook.copies import FileCopy


def undo(journey: Journey) -> None:
    """Take a rehome back. Raises HaltError, CocsheetsError."""
    copies = journey.found()
    _refuse_losses(journey, copies)
    old = journey.desk(journey.old)
    with transaction(old, old.read().spreadsheet, journey.plan, by=journey.account.email) as run:
        scribe = Scribe(run, journey.mark, journey.target.name)
        journey.roles = roles_of(scribe.state())
        scribe.begin(UNDONE, copy=journey.copy)  # from here on no run begins on the copy
        if journey.counted:
            _wait_for_others(journey, copies)
            _refuse_losses(journey, copies)
        _write_key_back(journey, old)
        _give_back(journey, old, run)
        for copy in copies:
            _delete(journey, copy)
        scribe.done(UNDONE)
    journey.taken.append(UNDONE)


def _wait_for_others(journey: Journey, copies: list[FileCopy]) -> None:
    """Make sure that no other run is at work on the copy. Raises ActiveRunError."""
    if any(copy.key == journey.copy for copy in copies):
        copy = journey.committee.at(journey.copy)
        seen = copy.read(even_trashed=True).spreadsheet
        with transaction(copy, seen, by=journey.account.email) as run:
            run.begin()


def _refuse_losses(journey: Journey, copies: list[FileCopy]) -> None:
    """Stop where something was written into a copy that the old file has not. Raises HaltError."""
    for copy in copies:
        there = journey.committee.at(copy.key).read(even_trashed=True)
        counted = journey.counted and copy.key == journey.copy
        by_others = journey.copies.edited_by_others(copy.key, journey.account.permission_id)
        if not by_others and not (counted and journey.is_records and _wrote_more(there)):
            continue
        lost = (d for d in differences(journey, there, copy.key, AGAIN) if not d.only_first)
        found = [place for place in map(str, lost) if place not in journey.plan.differences]
        if found:
            raise HaltError(
                "The copy has something that the old file does not have. The copy is kept.",
                hint="Type it into the old file too, and run `cocsheets rehome --undo`. Or add "
                "`--pass-over` to it, if the old file is right in all of these places.",
                differences=tuple(found),
            )


AGAIN = frozenset({"expunge", "redact", "clear", "reset date"})
"""What a run has changed in the copy and the next run does in the old file again."""
_HARMLESS = AGAIN | {ACTION, WAS, FIRST_RUN, GROUP, *map(str, SharingAction)}
"""Actions of lines that say nothing of what people entered by cocsheets."""


def _wrote_more(copy: Reading) -> bool:
    """Whether cocsheets was used to enter something in the copy, since it counts."""
    ledger = copy.readable_ledger
    state = read_rehome(ledger)
    written = state.steps.get(Step.SETTINGS) if state is not None else None
    if ledger is None or written is None:
        return False
    later = (line for line in ledger.lines if line.row > written.row)
    return any(line.action not in _HARMLESS and not _remembers(line.action) for line in later)


def _remembers(action: str) -> bool:
    return action.startswith(LATER_REPORT)


def _write_key_back(journey: Journey, old: Committee) -> None:
    if not journey.copy:
        return
    if by_hand := write_key(old, journey.copy, journey.old, journey.target.name):
        told = tuple(step.replace("--resume", "--undo") for step in by_hand)
        raise HaltError(
            "The settings name the copy, and cocsheets cannot write there.", by_hand=told
        )


def _give_back(journey: Journey, old: Committee, run: Run) -> None:
    """Raise those again who were made readers, as far as they may have access."""
    reading, drive = old.reading(run.latest()), journey.drive(journey.old)
    policy = (Target(journey.target.policy),)
    now = read_situation(drive, reading.roster(), policy, reading.today)
    seen = now.files[0]
    changes = restoring(now.judge(seen), journey.roles)
    plan = SharingPlan.of(journey.old, [FilePlan(seen, tuple(changes))])
    numbers = run.intend(ledger_lines(plan))
    run.begin()
    journey.accept(
        share(drive, run, plan, numbers),
        "These do not yet have their access to the old file again",
        hint="Run `cocsheets rehome --undo` again.",
    )


def _delete(journey: Journey, copy: FileCopy) -> None:
    """Delete a copy for good; one that is not ours is named."""
    try:
        if "canDelete" in copy.may:
            journey.delete(copy.key)
            return
    except (AccessError, NotFoundError):
        pass
    owner = " or ".join(copy.owners) or "a manager of the shared drive"
    raise HaltError(
        f"The old file counts again. The copy is still there: {copy.key}.",
        hint=f"{owner} can delete it for good. Then run `cocsheets rehome --undo` again.",
    )
