"""A run: one process doing one thing to one spreadsheet, with its claim and its ledger lines.

Knows how to write so that a batch takes effect at most once, and when lines of the ledger go along.
Must not know what the edits mean, nor what the lines say.
Long because claim, batch, ledger lines and the end of a run share one state.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections.abc import Callable, Sequence

from cocsheets.apply.claim import Claim
from cocsheets.claim import read_claim
from cocsheets.clock import moment, steady
from cocsheets.errors import (
    ActiveRunError,
    CocsheetsError,
    LostReplyError,
    RejectedError,
    UnreachableError,
)
from cocsheets.holder import surely_dead, this_process
from cocsheets.ledger import Ledger, Line, LineState, read_ledger
from cocsheets.ledger.journal import Beside, Journal
from cocsheets.plans.edits import Edit
from cocsheets.records.table import Spreadsheet
from cocsheets.workbook.google import OLDER, OLDER_HINT
from cocsheets.workbook.http import Http
from cocsheets.workbook.interface import SheetStore

log = logging.getLogger("cocsheets.run")

TRIES = 12
"""Batches: more than fit into the time for which a lost answer is waited for."""
LOOKS = 6
"""Readings before it is believed that an id is taken by something that is no claim."""
SURE_FOR = 60.0
"""Seconds for which a claim that was seen to be ours counts as ours; far below its 15 minutes."""


class Run:
    """Writes batches for one run; see the module.

    `now` is the real clock, for the ledger only, and only until Google's clock is known: whatever a
    plan depends on is an argument of the plan. `on_end` is called once, when the run has finished
    or let go. All methods raise GoogleError, ActiveRunError or ConfigurationError.
    """

    def __init__(
        self,
        sheet: SheetStore,
        *,
        now: Callable[[], dt.datetime],
        by: str = "",
        ledger_title: str = "cocsheets log",
        retry_seconds: float = 120.0,
        holder: str = "",
        is_dead: Callable[[str], bool] = surely_dead,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = steady,
        run_id: str = "",
        on_end: Callable[[], None] | None = None,
    ) -> None:
        self.id = run_id or secrets.token_hex(4)
        self.sheet = sheet
        self.retry_seconds = retry_seconds
        self.sleep = sleep
        self.clock = clock
        self.claim = claim = Claim(self.id, holder or this_process(), is_dead)
        self.journal = Journal(
            self.id, by, ledger_title, lambda: moment(claim.google_time) or now()
        )
        self.finds_nothing = False
        """Whether conditional replacement was seen to do nothing at Google."""
        self.formats = False
        """Whether readings show the formats of cells: for work that sets one."""
        self.broken = False
        """Whether the work ended early, so that its lines are left to the next run."""
        self.good_in: dt.tzinfo | None = None
        """The zone in which a good run of the day is to be noted; None where this is none."""
        self.state: Spreadsheet | None = None
        """The latest reading."""
        self._wrote_since = False
        """Whether a batch was sent after the latest reading."""
        self._failures = 0
        self._failing_since = 0.0
        self._on_end = on_end
        self._confirmed = clock()
        """When the claim was last known to be ours."""

    # --- reading ------------------------------------------------------------------------------

    def read(self, known: Spreadsheet | None = None) -> Spreadsheet:
        """Read the whole spreadsheet, and learn what became of a batch whose answer was lost; or go
        on from what is `known` already."""
        asked = self.clock() if known is None else self._confirmed
        self.state = self.sheet.read(formats=self.formats) if known is None else known
        self._wrote_since = False
        self.journal.read_anew()
        took_effect = self.claim.observe(self.state)
        self._confirmed = asked
        if took_effect is not None:
            self.journal.find_lines(self.state)
            if took_effect:
                self._failures = 0
        return self.state

    def latest(self) -> Spreadsheet:
        """A reading that nothing of this run was written after."""
        return self.read() if self.state is None or self._wrote_since else self.state

    @property
    def ledger(self) -> Ledger | None:
        """The ledger in the latest reading."""
        return read_ledger(self._current(), self.journal.title)

    def _current(self) -> Spreadsheet:
        if self.state is None:
            raise RuntimeError("nothing has been read yet")
        return self.state

    # --- the ledger ---------------------------------------------------------------------------

    def intend(self, lines: Sequence[Line], *, bound: bool = False) -> list[int]:
        """See `Journal.intend`."""
        return self.journal.intend(lines, bound=bound)

    def close(self, number: int, state: LineState) -> None:
        """Say what became of a line; written by `finish`."""
        self.journal.close(number, state)

    def give_up(self, numbers: Sequence[int]) -> None:
        """Say that nothing came of some lines."""
        for number in numbers:
            self.close(number, LineState.NOT_DONE)

    def close_found(self, opened: str, *, done: bool) -> None:
        """Say what became of a line that an earlier run left open, by its state; written by
        `finish`."""
        self.journal.closures[opened] = LineState.DONE if done else LineState.NOT_DONE

    # --- writing ------------------------------------------------------------------------------

    def write(
        self, edits: Sequence[Edit], *, hold: bool = True, show: bool = False
    ) -> tuple[int, ...] | None:
        """Write one batch: the claim, queued ledger lines, then the edits.

        `show` and what it returns are as with `SheetWriter.write`; None where the answer was lost:
        read, look, and decide anew. After lost answers it waits, ever longer, and raises once
        `retry_seconds` have passed since the first of them. Raises RejectedError with `edit` an
        index into `edits` (nothing was written) and ActiveRunError if another run came first.
        """
        if self.claim.held and self.clock() - self._confirmed > SURE_FOR:
            self.read()  # raises if another run took over while this one slept
        asked, self._wrote_since = self.clock(), True
        opening: list[Edit] = [self.claim.move(hold=hold), *self.journal.send(self._current())]
        try:
            hits = self.sheet.write([*opening, *edits], show=show)
        except RejectedError as error:
            self.claim.refused()
            if error.edit is not None and error.edit >= len(opening):
                self.journal.refused()
                error.edit -= len(opening)
                raise
            if self._another_came_first(claim_refused=error.edit == 0):
                return None
            self.journal.refused()
            error.edit = None
            raise
        except LostReplyError as error:
            self.claim.lost = self.claim.next
            self._wait_or_give_up(error)
            return None
        except CocsheetsError:
            self.claim.refused()
            self.journal.refused()
            raise
        self.claim.done()
        self._confirmed = asked
        self._failures = 0
        self.journal.arrived()
        return hits[len(opening) :]

    def begin(self) -> None:
        """Take the claim and write queued lines, before something that is no batch (sharing)."""
        while self.journal.has_queued or not self.claim.held:
            if self.write([]) is None:
                self.read()

    def pause(self, attempt: int) -> None:
        """Wait before asking again for what Google does not show yet; longer each time."""
        self.sleep(Http.pause(attempt))

    def keep(self) -> None:
        """Before a call that no batch guards (sharing): make sure that the claim is still ours.

        Sends nothing if that was so within `SURE_FOR`; else reads and renews the claim. Raises
        ActiveRunError if another run has taken over while this one slept.
        """
        while self.clock() - self._confirmed > SURE_FOR:
            self.write([])  # which reads first

    def finish(self, *, good: dt.tzinfo | None = None, beside: Beside | None = None) -> None:
        """Close lines, note a good run (once a day in the given zone), and let the claim go.

        Sends nothing if there is nothing to say. One batch as a rule; a reading and one batch more
        where it turns out that conditional replacement finds nothing. `beside` goes along in that
        batch; where Google refuses it, the batch is sent again without it.
        """
        journal = self.journal
        for _ in range(TRIES):
            edits = journal.closing_edits(self.ledger, good)
            plain = journal.late_edits(self.ledger, good) if self.finds_nothing else []
            if len(plain) == len(edits):
                edits = plain
            foreseen = journal.foreseen(self.ledger, good)
            more = beside.edits(self._current(), foreseen) if beside is not None else ()
            if not edits and not more and not journal.has_queued and not self.claim.held:
                self._end()
                return
            try:
                hits = self.write([*edits, *more], hold=False)
            except RejectedError as error:
                if not (beside and more) or (error.edit is not None and error.edit < len(edits)):
                    raise
                beside.refused(error)
                beside = None
                continue
            if hits is None:
                self.read()
                journal.forget_closed(self.ledger)
                continue
            if edits is not plain and not all(hits[: len(edits)]):
                self.read()
                late = journal.late_edits(self.ledger, good)
                if late and self.write(late, hold=False) is None:
                    self.read()
                    journal.forget_closed(self.ledger)
                    continue
            journal.closures.clear()
            self._end()
            return
        raise UnreachableError(
            "The ledger could not be brought up to date; the next run does it.",
            hint="Nothing else is left undone.",
        )

    def release(self) -> None:
        """Let the claim go after a failure, as far as that is possible; never raises."""
        try:
            if self.claim.held:
                self.write([], hold=False)
        except CocsheetsError:
            log.info("the claim could not be let go; it ends by itself")
        finally:
            self._end()

    def _end(self) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end()

    # --- within -------------------------------------------------------------------------------

    def _another_came_first(self, *, claim_refused: bool) -> bool:
        """After a refusal: whether the claim had moved. Raises ActiveRunError if not by ourselves.

        By ourselves: a batch whose answer was lost, that seemed not to have arrived, and then did.
        Also True where an id is taken by metadata that is no claim: the next one is tried.
        """
        before = self.claim.seen
        for attempt in range(LOOKS):
            self.pause(attempt)
            self.state = state = self.sheet.read(formats=self.formats)
            seen = read_claim(state)
            moved = before is None or seen.generation != before.generation
            if moved or self.claim.next in seen.taken or not claim_refused:
                break  # else the reading may be older than what took the id
        if not moved:
            if claim_refused and self.claim.next == self.claim.lost:
                raise UnreachableError(OLDER, hint=OLDER_HINT)
            if not claim_refused or not self.claim.pass_over(seen):
                return False
        elif not self.claim.adopt(seen):
            raise ActiveRunError(
                "Another run wrote to this spreadsheet at the same time; this one stops here.",
                hint="Run again when it is done.",
            )
        self.journal.find_lines(state)
        return True

    def _wait_or_give_up(self, error: LostReplyError) -> None:
        now = self.clock()
        if self._failures == 0:
            self._failing_since = now
        self._failures += 1
        pause = Http.pause(self._failures)
        if now - self._failing_since + pause > self.retry_seconds:
            raise error.cause or error
        self.sleep(pause)
