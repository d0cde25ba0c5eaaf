"""The second half of a rehome, when the copy counts: synced, compared again, old file deleted.

Each step is in the copy's ledger before it is taken, and can be taken again after a crash. Must not
know how the copy was made.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cocsheets.apply.transaction import transaction
from cocsheets.clock import moment
from cocsheets.data import replace
from cocsheets.errors import AccessError, LayoutError, NotFoundError
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import LineState
from cocsheets.ledger.rehome import WAS, Rehoming, read_details, read_rehome, step_line
from cocsheets.operations.home import adapt_gid
from cocsheets.operations.rehome.journey import HaltError, Journey, Scribe, delete_by_hand, tail_of
from cocsheets.operations.sync import sync
from cocsheets.plans.rehome import Step
from cocsheets.records.record import RecordKey
from cocsheets.records.table import column_letters
from cocsheets.workbook.comparison import Difference, compare
from cocsheets.workbook.whole import read_whole

if TYPE_CHECKING:
    from collections.abc import Collection

    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.settings import Settings
    from cocsheets.workbook.copies import FileCopy


def arrive(journey: Journey, truth: Rehoming) -> None:
    """Take the steps after *settings written*; `truth` is what both ledgers say before.

    Raises HaltError, CocsheetsError.
    """
    if journey.is_records:
        journey.committee.turn_to(journey.copy)
        _know_gid(journey)
    else:
        journey.committee.settings = with_key(journey.committee.settings, journey)
    copy = journey.desk(journey.copy)
    if not truth.done(Step.SYNCED):
        with transaction(copy, copy.read().spreadsheet, by=journey.account.email) as run:
            if journey.is_records:
                _take_over(journey, run)
            Scribe(run, journey.mark, journey.target.name).begin(Step.SYNCED, copy=journey.copy)
        _sync(journey)
    with transaction(copy, copy.read().spreadsheet, by=journey.account.email) as run:
        _Arriving(journey, copy, run).carry_out()


def _know_gid(journey: Journey) -> None:
    """Where the copy has given its worksheets new gids, go on with those."""
    with suppress(AccessError, NotFoundError):  # the old file may be gone by now
        here = journey.committee.at(journey.old).read(even_trashed=True).spreadsheet
        there = journey.committee.at(journey.copy).read(even_trashed=True).spreadsheet
        adapt_gid(journey.committee, here, there)


def with_key(settings: Settings, journey: Journey) -> Settings:
    """The settings as they are once the copy has the place of the old file."""
    name = journey.target.name
    file = replace(settings.files[name], key=journey.copy)
    return replace(settings, files={**settings.files, name: file})


def _take_over(journey: Journey, run: Run) -> None:
    """Have the copy's ledger say what the old file's alone says so far: it goes on here."""
    there = read_rehome(run.ledger)
    known = there.steps if there is not None else {}
    copied = [line for step, line in known.items() if step.place < Step.SYNCED.place]
    for line in run.ledger.open_lines if run.ledger else ():
        if line in copied or line.action == WAS:
            run.close_found(line.state, done=True)
    run.intend(
        [
            step_line(step, LineState.DONE, mark=journey.mark, copy=journey.copy)
            for step in (Step.REPAIRED, Step.COMPARED, Step.SETTINGS)
            if step not in known
        ]
    )


def _sync(journey: Journey) -> None:
    """The daily job, in full, on the copy."""
    journey.sync = report = sync(journey.committee)
    if report.code not in (ExitCode.OK, ExitCode.FINDINGS):
        raise HaltError(
            f"The daily job on the copy did not come to a good end: {report.code.meaning}. The "
            "copy counts; the old file was not deleted.",
            hint="See what `cocsheets sync` says, then run `cocsheets rehome --resume`.",
            code=report.code,
        )
    journey.taken.append(str(Step.SYNCED))


class _Arriving:
    """The last steps, in one run on the copy."""

    def __init__(self, journey: Journey, copy: Committee, run: Run) -> None:
        self.journey = journey
        self.copy = copy
        self.run = run
        self.scribe = Scribe(run, journey.mark, journey.target.name)
        self._compared = False
        """Whether this run has compared: what an earlier one did is only written down."""

    def carry_out(self) -> None:
        scribe, state = self.scribe, self.scribe.state()
        if state is None or not state.done(Step.SYNCED):
            scribe.begin(Step.SYNCED, copy=self.journey.copy)
            scribe.done(Step.SYNCED)
        since, file = self._since(state), self._old()
        if file is not None and (state is None or not state.done(Step.COMPARED_AGAIN)):
            since = self._compare_again(file)
        scribe.begin(Step.DELETED, file=self.journey.old, changed=since)
        self._delete(since)
        scribe.done(Step.DELETED)
        self.journey.taken.append(str(Step.DELETED))

    @staticmethod
    def _since(state: Rehoming | None) -> str:
        """When the old file was last changed, as it was when the two were compared again."""
        line = state.steps.get(Step.DELETED) if state is not None else None
        return read_details(line.columns).get("changed", "") if line is not None else ""

    def _compare_again(self, file: FileCopy) -> str:
        """Compare, and return when the old file was last changed before that."""
        self.scribe.begin(Step.COMPARED_AGAIN, copy=self.journey.copy)
        self._refuse_differences()
        self.scribe.done(Step.COMPARED_AGAIN)
        self.journey.taken.append(str(Step.COMPARED_AGAIN))
        self._compared = True
        return file.modified.isoformat() if file.modified else ""

    def _old(self) -> FileCopy | None:
        try:
            return self.journey.copies.describe(self.journey.old)
        except (AccessError, NotFoundError):
            return None

    def _refuse_differences(self) -> None:
        self.run.keep()
        latest = self.copy.reading(self.run.read())
        found = differences(self.journey, latest, self.journey.copy)
        left = [d for d in map(str, found) if d not in self.journey.plan.differences]
        if left:
            raise HaltError(
                "The old file and the copy differ. The copy counts; the old file was not deleted.",
                hint="Make the two equal in these places, and run `cocsheets rehome --resume`. Or "
                "add `--pass-over` to it, if the copy is right in all of them.",
                differences=tuple(left),
            )

    # --- old file deleted -----------------------------------------------------------------------

    def _delete(self, since: str) -> None:
        """Delete the old file for good, or say who must; look whether it is gone."""
        journey = self.journey
        file = self._old()
        if file is None:
            if journey.copies.gone(journey.old):
                return
            raise HaltError(
                "The old file still exists, and is no longer shared with "
                f"{journey.account.email}. The copy counts.",
                by_hand=delete_by_hand(journey.old, ()),
            )
        if self._changed(file, since) or not (self._compared or self._says_so()):
            self._refuse_differences()
        self._refuse_second_copy()
        if "canDelete" not in file.may:
            where = "is in the trash, where it can still be opened" if file.trashed else "waits"
            raise HaltError(
                f"The old file {where} for its owner: {journey.account.email} may not delete it. "
                "The copy counts. Until then the names are in the old file's version history.",
                by_hand=delete_by_hand(journey.old, file.owners),
            )
        self.run.keep()
        journey.delete(journey.old)

    def _says_so(self) -> bool:
        """Whether the old file's own ledger names this copy: the copy's may name any file."""
        if not self.journey.is_records:
            return False
        old = self.journey.committee.at(self.journey.old).read(even_trashed=True)
        there = read_rehome(old.readable_ledger)
        ours = (self.journey.mark, self.journey.copy)
        return there is not None and (there.mark, there.copy) == ours

    @staticmethod
    def _changed(file: FileCopy, since: str) -> bool:
        """Whether anybody may have typed in the old file after the comparison."""
        then = moment(since)
        return then is None or file.modified is None or file.modified > then

    def _refuse_second_copy(self) -> None:
        for other in self.journey.found():
            if other.key == self.journey.copy:
                continue
            if not self.journey.may_discard(other):
                raise HaltError(
                    f"There is another copy of the records: {other.key}. The old file was not "
                    "deleted.",
                    hint="Its owner can delete it for good. Then run `cocsheets rehome --resume`.",
                )
            self.journey.delete(other.key)


def differences(
    journey: Journey, copy: Reading, key: str, actions: Collection[str] | None = None
) -> tuple[Difference, ...]:
    """Where the old file and a copy differ, and no run of ours on the copy explains it.

    `actions` are those of the ledger's lines that explain a difference; by itself all of them.
    """
    if not journey.is_records:
        return compare(read_whole(journey.http, journey.old), read_whole(journey.http, key))
    ledger = copy.readable_ledger
    state = read_rehome(ledger)
    tail = tail_of(copy.spreadsheet, ledger.sheet_id if ledger else None, state)
    written = state.steps.get(Step.SETTINGS) if state is not None else None
    ours = _changed_by_us(copy, written.row, actions) if written is not None else set()
    own = _own_worksheets(copy)
    return tuple(
        found
        for found in compare(
            read_whole(journey.http, journey.old), read_whole(journey.http, key), tail
        )
        if found.worksheet not in own
        and (found.column < 0 or (found.worksheet, found.row, _letters(found)) not in ours)
    )


def _letters(found: Difference) -> str:
    return column_letters(found.column)


def _own_worksheets(copy: Reading) -> Collection[str]:
    """Titles of worksheets that only cocsheets writes, but for the ledger."""
    title = copy.committee.settings.status.worksheet
    return {title} if title else set()


def _changed_by_us(
    copy: Reading, after: int, actions: Collection[str] | None
) -> set[tuple[str, int, str]]:
    """Cells of records that the copy's ledger says a run has changed after one of its rows."""
    ledger = copy.readable_ledger
    try:
        found = copy.assessment
    except LayoutError:
        return set()
    rows = {record.key: record.row for record in found.records}
    title = found.table.worksheet.title
    changed: set[tuple[str, int, str]] = set()
    for line in ledger.lines if ledger else ():
        key = RecordKey.parse(line.target)
        if line.row <= after or line.state != LineState.DONE or key is None or key not in rows:
            continue
        if actions is not None and line.action not in actions:
            continue
        changed |= {(title, rows[key], part.strip()) for part in line.columns.split(",")}
    return changed
