"""What a copy loses, given back: access, sharing settings, name, protected ranges, metadata.

Happens in a run on the copy, which nobody else works on yet. What is there already is left alone,
so that it can be repeated after a crash. Must not know the other steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.files import RECORDS, Target
from cocsheets.access.permissions import GranteeType
from cocsheets.apply.sharing import ledger_lines
from cocsheets.apply.transaction import transaction
from cocsheets.data import replace
from cocsheets.errors import AccessError, IncompleteError
from cocsheets.operations.rehome.journey import LOOKS, HaltError, Journey
from cocsheets.operations.sharing import share
from cocsheets.operations.situation import read_situation
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.rehome_sharing import missing_guests
from cocsheets.plans.sharing_plan import SharingPlan
from cocsheets.workbook.repair import Editors, repairs
from cocsheets.workbook.whole import read_whole

if TYPE_CHECKING:
    from cocsheets.access.permissions import Permission
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee


def repair(journey: Journey, old: Committee, outer: Run) -> None:
    """Repair the copy; `outer` is the run that holds the claim on the old file.

    Raises HaltError, CocsheetsError.
    """
    copy = journey.committee.at(journey.copy)
    copy.unclaimed = True  # its claim is the copied one of a run on the old file
    there = copy.read(even_trashed=True).spreadsheet
    with transaction(copy, there, by=journey.account.email) as run:
        permissions = _let_in(journey, old, copy, run if journey.is_records else outer)
        outer.keep()
        owners = _describe(journey)
        editors = Editors(
            frozenset(_key(p) for p in permissions if p.role.edits),
            frozenset(addresses.key(a) for a in (*owners, journey.account.email)),
        )
        _protect(journey, run, editors)
        outer.keep()


def _key(permission: Permission) -> str:
    return addresses.key(permission.email)


def _let_in(journey: Journey, old: Committee, copy: Committee, run: Run) -> tuple[Permission, ...]:
    """Give access to whoever should have it, and to nobody else; the listing afterwards.

    `run` is the one whose ledger says so: the copy's own where it is that of the records.
    """
    reading = (copy if journey.is_records else old).reading(run.latest())
    now = read_situation(
        copy.drive,
        reading.roster(),
        (Target(journey.target.policy),),
        reading.today,
        ledger=reading.readable_ledger,
    )
    part = now.plan(now.roster).part(RECORDS)
    more = missing_guests(journey.plan.guests, part.permissions, part.changes)
    part = replace(part, changes=(*part.changes, *more))
    plan = SharingPlan.of(journey.copy, [part])
    stubborn = [o for o in plan.obstacles if o.pending]
    if plan.changes:
        numbers = run.intend(ledger_lines(plan))
        run.begin()
        report = share(copy.drive, run, plan, numbers)
        if not report.complete:
            left = ", ".join(o.change.address for o in report.outcomes if not o.done)
            raise IncompleteError(
                f"The copy does not yet have the access that it should have: {left}.",
                hint="Run `cocsheets rehome --resume`, or `--undo`.",
            )
        stubborn += report.obstacles
    journey.obstacles += [o for o in stubborn if o not in journey.obstacles]
    listed = copy.drive.permissions()
    if any(p.type in (GranteeType.ANYONE, GranteeType.DOMAIN) and not p.view for p in listed):
        raise HaltError(
            "The copy is open to more than the members, by the folder that it is in.",
            hint="Move it to a folder that is shared with nobody, then run `cocsheets rehome "
            "--resume`.",
        )
    return listed


def _describe(journey: Journey) -> tuple[str, ...]:
    """Name, mark and sharing settings as the old file has them; returns the copy's owners."""
    copies = journey.copies
    old, copy = copies.describe(journey.old), copies.describe(journey.copy)
    if copy.name != journey.name or copy.mark != journey.mark:
        copies.set_mark(journey.copy, journey.mark, journey.name)
    wanted: dict[str, bool] = {}
    if old.writers_can_share != copy.writers_can_share and not copy.drive_id:
        wanted["writersCanShare"] = old.writers_can_share
    if old.copy_requires_writer != copy.copy_requires_writer:
        wanted["copyRequiresWriterPermission"] = old.copy_requires_writer
    for name, value in wanted.items():
        try:
            copies.change(journey.copy, **{name: value})
        except AccessError:
            owner = " or ".join(copy.owners) or "a manager of the shared drive"
            journey.obstacles.append(
                Obstacle(
                    f"the copy differs in a setting of the sharing dialog: {_IN_WORDS[name]}",
                    hint=f"{owner} can set it as in the old file: Share, then the settings wheel.",
                )
            )
    return copy.owners


_IN_WORDS = {
    "writersCanShare": "`Editors can change permissions and share`",
    "copyRequiresWriterPermission": "viewers and commenters are kept from copying",
}


def _protect(journey: Journey, run: Run, editors: Editors) -> None:
    """Protected ranges and metadata; looks whether they are there."""
    old = read_whole(journey.http, journey.old)
    for _ in range(LOOKS):
        copy = read_whole(journey.http, journey.copy)
        if [s["properties"].get("title") for s in old.sheets] != [
            s["properties"].get("title") for s in copy.sheets
        ]:
            return  # the comparison says so
        edits = repairs(old, copy, editors)
        if not edits:
            return
        if run.write(edits) is None:
            run.read()
    raise IncompleteError(
        "The copy does not keep the protected ranges or the metadata that it was given.",
        hint="Run `cocsheets rehome --resume`, or `--undo`.",
    )
