"""A run's lines in the ledger: queued, sent along with a batch, found again, closed.

Knows the ledger and which of this run's lines have arrived. Must not know when a batch is sent.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from cocsheets.data import replace
from cocsheets.errors import RejectedError
from cocsheets.ledger import (
    FIRST_RUN,
    HEADER,
    STATE_COLUMN,
    Ledger,
    Line,
    LineState,
    good_line,
    good_text,
    number_lines,
    read_ledger,
    utc_text,
)
from cocsheets.plans.edits import (
    AddWorksheet,
    AppendRows,
    Edit,
    ReplaceAnywhere,
    WriteValue,
    new_sheet_id,
)
from cocsheets.records.table import Spreadsheet

_GOOD = 0
"""Number of the line that tells the last good run, when this run is the first to make it."""


class Beside(Protocol):
    """What is written in the batch that closes the ledger, and must never keep it from closing."""

    def edits(self, state: Spreadsheet, ledger: Ledger) -> Sequence[Edit]:
        """What to write after a reading; `ledger` is the ledger as the batch leaves it."""

    def refused(self, error: RejectedError) -> None:
        """Google refused it; the ledger is closed without it."""


class Journal:
    """What one run has to say in the ledger.

    `now` is the real clock, `by` the acting account. Methods that take a reading raise
    ConfigurationError if the ledger's worksheet is something else.
    """

    def __init__(self, run: str, by: str, title: str, now: Callable[[], dt.datetime]) -> None:
        self.run = run
        self.by = by
        self.title = title
        self.now = now
        self.lines: dict[int, Line] = {}
        """This run's lines by their number."""
        self.closures: dict[str, LineState] = {}
        """States for open lines, by their unique text: this run's own and those of a crash."""
        self._queued: list[int] = []
        self._in_flight: list[int] = []
        self._bound: set[int] = set()
        """Lines that say what one batch writes: where it took no effect, they are void."""
        self._sheet_id: int | None = None
        self._made = False
        """Whether a batch of ours has made the ledger since the latest reading."""
        self._good_text = ""
        """What is noted of a good run, once it is to be noted."""

    @property
    def has_queued(self) -> bool:
        """Whether lines are queued for the next batch."""
        return bool(self._queued)

    # --- what is to be said -------------------------------------------------------------------

    def intend(self, lines: Sequence[Line], *, bound: bool = False) -> list[int]:
        """Queue lines for the next batch; returns their numbers, for `close`.

        `bound` lines go with that batch or never: they say what it writes.
        """
        first = max(self.lines, default=0) + 1
        numbered = number_lines(lines, self.run, first, utc_text(self.now()), self.by)
        numbers = list(range(first, first + len(numbered)))
        self.lines.update(zip(numbers, numbered, strict=True))
        self._queued += numbers
        self._bound.update(numbers if bound else ())
        return numbers

    def close(self, number: int, state: LineState) -> None:
        """Say what became of a line of this run."""
        line = self.lines.get(number)
        if line is None:  # it never arrived
            return
        if line.open and number not in self._queued:
            self.closures[line.state] = state
        if line.open or number in self._queued:
            self.lines[number] = replace(line, state=state)

    # --- on its way ---------------------------------------------------------------------------

    def send(self, state: Spreadsheet) -> list[Edit]:
        """The edits of a batch that takes all queued lines along."""
        self._in_flight, self._queued = self._queued, []
        if not self._in_flight:
            return []
        ledger = read_ledger(state, self.title)
        edits: list[Edit] = []
        if ledger is not None:
            self._sheet_id = ledger.sheet_id
        elif self._sheet_id is None or not self._made:
            self._sheet_id = new_sheet_id(state)
            edits.append(AddWorksheet(self._sheet_id, self.title, HEADER))
        rows = tuple(self.lines[number].cells() for number in self._in_flight)
        edits.append(AppendRows(self._sheet_id, rows))
        return edits

    def arrived(self) -> None:
        """The batch took effect."""
        self._made = self._made or bool(self._in_flight)
        self._in_flight = []

    def refused(self) -> None:
        """The batch did not take effect: its lines wait for the next one."""
        self._queue_again(self._in_flight)

    def find_lines(self, state: Spreadsheet) -> None:
        """After a batch of unknown fate: queue again the lines that a reading lacks."""
        ledger = read_ledger(state, self.title)
        written = Counter(map(_identity, ledger.lines if ledger else ()))
        lost = []
        for number in self._in_flight:
            found = _identity(self.lines[number])
            there = ledger is not None and (
                bool(ledger.last_good_row) if number == _GOOD else written[found] > 0
            )
            written[found] -= 1
            if not there:
                lost.append(number)
        self._queue_again(lost)

    def _queue_again(self, lost: Sequence[int]) -> None:
        for number in self._bound.intersection(lost):
            del self.lines[number]
        self._queued = [number for number in lost if number in self.lines] + self._queued
        self._in_flight = []

    def read_anew(self) -> None:
        """There is a new reading: whether the ledger exists shows in it."""
        self._made = False

    # --- the end ------------------------------------------------------------------------------

    def closing_edits(self, ledger: Ledger | None, good: dt.tzinfo | None) -> list[Edit]:
        """Conditional edits: the states of lines are unique, so wherever the lines are by now."""
        sheet_id = ledger.sheet_id if ledger else self._sheet_id
        edits: list[Edit] = []
        if sheet_id is not None:
            edits += [
                ReplaceAnywhere(sheet_id, text, state) for text, state in self.closures.items()
            ]
        if good is not None and self._good_is_news(ledger, good):
            if ledger is None or not ledger.last_good_row:
                if _GOOD not in self.lines:
                    line = good_line(self.now(), good)
                    self.lines[_GOOD] = replace(line, by=self.by, state=self._good(good))
                    self._queued.append(_GOOD)
            else:
                text = self._good(good)
                edits.append(ReplaceAnywhere(ledger.sheet_id, ledger.last_good_text, text))
        if good is not None and ledger is not None:
            self._introduce(ledger)
        return edits

    def _introduce(self, ledger: Ledger) -> None:
        """See to it that the ledger names the acting account, also where nothing was to be done:
        whoever cocsheets has acted as is not removed by another account's run."""
        if self.by and self.by not in ledger.accounts and not self.lines:
            self.intend([Line(FIRST_RUN, self.by, count=0, state=LineState.DONE)])

    def late_edits(self, ledger: Ledger | None, good: dt.tzinfo | None) -> list[Edit]:
        """Plain edits for what conditional replacement has not done, at the rows just read."""
        if ledger is None:
            return []
        edits: list[Edit] = [
            WriteValue(ledger.sheet_id, line.row - 1, STATE_COLUMN, str(self.closures[line.state]))
            for line in ledger.open_lines
            if line.state in self.closures
        ]
        if good is not None and ledger.last_good_row and self._good_is_news(ledger, good):
            text = self._good(good)
            edits.append(WriteValue(ledger.sheet_id, ledger.last_good_row - 1, STATE_COLUMN, text))
        return edits

    def foreseen(self, ledger: Ledger | None, good: dt.tzinfo | None) -> Ledger:
        """The ledger as it will read once `closing_edits` have been carried out."""
        before = ledger or Ledger(0, ())
        others = [
            replace(line, state=self.closures.get(line.state, line.state))
            for line in before.lines
            if line.run != self.run
        ]
        own = [line for number, line in self.lines.items() if number != _GOOD]
        text = before.last_good_text
        if good is not None and self._good_is_news(ledger, good):
            text = self._good(good)
        return replace(before, lines=(*others, *own), last_good_text=text)

    def forget_closed(self, ledger: Ledger | None) -> None:
        """Only what a reading shows open is still to be closed."""
        still_open = {line.state for line in ledger.open_lines} if ledger else set()
        self.closures = {text: end for text, end in self.closures.items() if text in still_open}

    def _good(self, zone: dt.tzinfo) -> str:
        """What is noted of a good run: the same in every batch that tries."""
        self._good_text = self._good_text or good_text(self.now(), zone)
        return self._good_text

    def _good_is_news(self, ledger: Ledger | None, good: dt.tzinfo) -> bool:
        last = ledger.last_good if ledger else None
        today = self.now().astimezone(good).date()
        return last is None or last.astimezone(good).date() != today


def _identity(line: Line) -> tuple[str, str, str, str]:
    """What tells a line from others; lines that were never open have no number of their own."""
    return line.run, line.action, line.target, line.state
