"""One run and its batches: answers that are lost, refusals, long sleeps, and how a run ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from cocsheets.apply.run import LOOKS, SURE_FOR, TRIES, Run
from cocsheets.claim import BASE, read_claim
from cocsheets.data import replace
from cocsheets.errors import (
    AccessError,
    ActiveRunError,
    GoogleError,
    LostReplyError,
    RejectedError,
    UnreachableError,
)
from cocsheets.holder import this_process
from cocsheets.ledger import HEADER, Ledger, Line, LineState, good_line, read_ledger
from cocsheets.plans.edits import Edit, ReplaceAnywhere, WriteValue
from cocsheets.records.table import Metadata, Spreadsheet
from tests.apply.memory_sheet import MemorySheet

NOW = dt.datetime(2026, 4, 2, 10, tzinfo=dt.UTC)
TITLE = "cocsheets log"
EXPUNGE = Line("expunge", "2024-01-01 #1")
MINE, LOG = 7, 8


def sheet(*lines: Line) -> MemorySheet:
    """A worksheet of somebody's and, where there are lines, a ledger."""
    made = MemorySheet({MINE: [["here"]]}, {MINE: "Reports"})
    if lines:
        made.sheets[LOG] = [list(HEADER), *(list(line.cells()) for line in lines)]
        made.titles[LOG] = TITLE
    return made


def ledger(store: MemorySheet) -> Ledger:
    """The ledger as it reads now."""
    found = read_ledger(store.read(), TITLE)
    assert found is not None
    return found


def states(store: MemorySheet) -> list[tuple[str, str]]:
    """Target and state of each line."""
    return [(line.target, line.state) for line in ledger(store).lines]


def put(text: str = "x") -> Edit:
    """A text in the first cell."""
    return WriteValue(MINE, 0, 0, text)


def cell(store: MemorySheet) -> object:
    """The first cell."""
    return store.sheets[MINE][0][0]


@dataclass
class Bench:
    """A run with a clock that moves when it sleeps."""

    store: MemorySheet
    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)
    ended: int = 0
    reads: int = 0

    def run(self, name: str = "mine0001") -> Run:
        """A run that has read."""
        run = Run(
            self.store,
            now=lambda: NOW + dt.timedelta(hours=1),
            holder=f"{name} 1 1",
            is_dead=lambda _: False,
            sleep=self._sleep,
            clock=lambda: self.seconds,
            run_id=name,
            on_end=self._end,
        )
        read = self.store.read

        def counted(*, formats: bool = False) -> Spreadsheet:
            self.reads += 1
            return read(formats=formats)

        self.store.read = counted  # type: ignore[method-assign]
        run.read()
        self.reads = 0
        return run

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def _end(self) -> None:
        self.ended += 1


def lost(_store: MemorySheet) -> None:
    """No answer arrives."""
    raise LostReplyError("lost", cause=UnreachableError("the cause"))


def failing(error: GoogleError) -> Callable[[MemorySheet], None]:
    """Google answers with an error, and does nothing."""

    def fail(_store: MemorySheet) -> None:
        raise error

    return fail


# --- answers that are lost ------------------------------------------------------------------------


@pytest.mark.parametrize("acted", [True, False])
def test_a_lost_answer_is_looked_up(acted: bool) -> None:
    """What took effect is not sent again, and what did not goes with the next batch."""
    bench = Bench(sheet())
    run = bench.run()
    (bench.store.after if acted else bench.store.before)[1] = lost
    run.intend([EXPUNGE])
    assert run.write([put()]) is None
    run.read()
    assert (cell(bench.store) == "x") is acted
    assert run.claim.step == int(acted)
    assert run.write([put("y")]) is not None
    assert states(bench.store) == [("2024-01-01 #1", "intended mine0001-1")]


def test_answers_that_go_on_being_lost_end_in_their_cause() -> None:
    """It waits ever longer, no longer than the settings say, and then tells what kept it."""
    bench = Bench(sheet())
    run = bench.run()
    bench.store.before = dict.fromkeys(range(1, 99), lost)

    def go_on() -> None:
        while run.write([put()]) is None:
            run.read()

    with pytest.raises(UnreachableError, match="the cause"):
        go_on()
    assert bench.slept == sorted(bench.slept)
    assert 60 < sum(bench.slept) <= run.retry_seconds
    assert len(bench.store.writes) == len(bench.slept) + 1


def test_time_is_counted_from_the_first_of_the_answers_that_are_lost() -> None:
    """An answer in between, given or found by looking, begins anew."""
    bench = Bench(sheet())
    run = bench.run()
    run.retry_seconds = 5.0
    for number in range(1, 20):
        (bench.store.after if number % 4 == 1 else bench.store.before)[number] = lost
        if number % 4 == 3:
            del bench.store.before[number]
    for number in range(1, 20):
        answered = run.write([put()]) is not None
        assert answered is (number % 4 == 3)
        if not answered:
            run.read()
    assert max(bench.slept) < 4.0


# --- refusals -------------------------------------------------------------------------------------


def test_a_refused_edit_is_named_by_its_place_among_the_edits() -> None:
    """Claim and ledger come before them; the lines wait for the next batch."""
    bench = Bench(sheet())
    run = bench.run()
    run.intend([EXPUNGE])
    bench.store.before[1] = failing(RejectedError("no", edit=4))  # claim, worksheet, lines, edits
    with pytest.raises(RejectedError) as caught:
        run.write([put("a"), put("b")])
    assert caught.value.edit == 1
    assert bench.reads == 0
    run.write([put("c")])
    assert (cell(bench.store), len(ledger(bench.store).lines)) == ("c", 1)


@pytest.mark.parametrize("edit", [None, 1])
def test_a_refusal_that_names_no_edit_of_ours(edit: int | None) -> None:
    """Nobody else wrote meanwhile: it is passed on without a place, and the lines wait."""
    bench = Bench(sheet())
    run = bench.run()
    run.intend([EXPUNGE])
    bench.store.before[1] = failing(RejectedError("no", edit=edit))
    with pytest.raises(RejectedError) as caught:
        run.write([put()])
    assert (caught.value.edit, bench.reads) == (None, 1)
    run.write([])
    assert len(ledger(bench.store).lines) == 1


def test_any_other_error_leaves_the_lines_waiting() -> None:
    """Nothing was written, so the claim is where it was."""
    bench = Bench(sheet())
    run = bench.run()
    run.intend([EXPUNGE])
    bench.store.before[1] = failing(AccessError("no"))
    with pytest.raises(AccessError):
        run.write([put()])
    run.write([])
    assert (run.claim.step, len(ledger(bench.store).lines)) == (1, 1)


def test_another_run_came_first() -> None:
    """Its claim is seen after the refusal, and nothing of ours is written."""
    bench = Bench(sheet())
    run, other = bench.run(), Bench(bench.store).run("other001")
    other.write([put("theirs")], hold=False)
    bench.reads = 0
    with pytest.raises(ActiveRunError, match="at the same time"):
        run.write([put()])
    assert (cell(bench.store), bench.reads) == ("theirs", 1)


def test_a_batch_that_arrived_late_is_taken_for_ours() -> None:
    """Its answer was lost and a reading did not show it yet: the next batch finds the claim moved,
    by ourselves, and is not sent twice."""
    bench = Bench(sheet())
    run = bench.run()
    early = bench.store.read()
    bench.store.after[1] = lost
    run.intend([EXPUNGE])
    assert run.write([put()]) is None
    run.claim.observe(early)
    run.journal.find_lines(early)
    run.intend([Line("expunge", "2024-01-02 #1")])
    bench.reads = 0
    assert run.write([put("again")]) is None
    assert (run.claim.step, bench.reads, cell(bench.store)) == (1, 1, "x")
    assert run.write([]) is not None
    assert [target for target, _ in states(bench.store)] == ["2024-01-01 #1", "2024-01-02 #1"]


def taken(_store: MemorySheet) -> None:
    """The claim's next id is taken."""
    raise RejectedError("the id is taken", edit=0)


def test_an_id_that_no_reading_shows_to_be_taken() -> None:
    """It is looked for some times, ever later, since readings lag; then the next id is tried."""
    bench = Bench(sheet())
    run = bench.run()
    bench.store.before[1] = taken
    run.intend([EXPUNGE])
    assert run.write([put()]) is None
    assert (bench.reads, bench.slept[0]) == (LOOKS, 0.0)
    assert all(one < two for one, two in pairwise(bench.slept))
    first = run.claim.next
    assert run.write([put()]) is not None
    assert run.claim.next == first + 1
    assert len(ledger(bench.store).lines) == 1


def test_an_id_that_is_seen_to_be_taken_is_looked_for_once() -> None:
    """Somebody's own metadata has it."""
    bench = Bench(sheet())
    run = bench.run()
    bench.store.metadata[BASE + 1] = Metadata(BASE + 1, "theirs", "x")
    assert run.write([put()]) is None
    assert bench.reads == 1
    assert run.write([put()]) is not None
    assert BASE + 1 in bench.store.metadata


def test_a_lost_batch_that_took_the_id_and_is_not_shown() -> None:
    """Readings stay older than it: it is said, and nothing is written twice."""
    bench = Bench(sheet())
    run = bench.run()
    bench.store.before[1] = lost
    bench.store.before[2] = taken
    assert run.write([put()]) is None
    run.read()
    with pytest.raises(UnreachableError, match="Google still shows"):
        run.write([put()])


def test_a_refusal_after_a_lost_batch_is_a_refusal() -> None:
    """It has nothing to do with the claim."""
    bench = Bench(sheet())
    run = bench.run()
    bench.store.before[1] = lost
    bench.store.before[2] = failing(RejectedError("no"))
    assert run.write([put()]) is None
    run.read()
    with pytest.raises(RejectedError, match="no"):
        run.write([put()])


# --- long sleeps ----------------------------------------------------------------------------------


def test_after_a_long_sleep_it_reads_before_it_writes() -> None:
    """Another run may have taken over; a moment after the last answer it does not ask."""
    bench = Bench(sheet())
    run = bench.run()
    run.write([put("a")])
    bench.seconds += SURE_FOR
    run.write([put("b")])
    assert bench.reads == 0
    bench.seconds += SURE_FOR + 1
    run.write([put("c")])
    assert (bench.reads, cell(bench.store)) == (1, "c")


def test_a_run_that_holds_no_claim_need_not_ask() -> None:
    """Its claim tells when it writes."""
    bench = Bench(sheet())
    run = bench.run()
    bench.seconds += 2 * SURE_FOR
    run.write([put()])
    assert bench.reads == 0


def test_the_claim_is_renewed_only_when_it_is_old() -> None:
    """By one reading and one batch."""
    bench = Bench(sheet())
    run = bench.run()
    run.begin()
    bench.seconds += SURE_FOR
    run.keep()
    assert (bench.reads, len(bench.store.writes)) == (0, 1)
    bench.seconds += 1
    run.keep()
    assert (bench.reads, len(bench.store.writes)) == (1, 2)


def test_it_begins_whatever_is_lost_on_the_way() -> None:
    """Claim and lines are there before anything else is sent, once each."""
    bench = Bench(sheet())
    run = bench.run()
    bench.store.before[1] = lost
    bench.store.after[2] = lost
    run.intend([EXPUNGE])
    run.begin()
    assert run.claim.held
    assert len(ledger(bench.store).lines) == 1
    run.begin()
    assert len(bench.store.writes) == 2


# --- reading --------------------------------------------------------------------------------------


def test_the_latest_reading_is_one_after_the_last_batch() -> None:
    """It is read again only where something was written since."""
    bench = Bench(sheet())
    run = bench.run()
    assert run.latest() is run.latest()
    assert bench.reads == 0
    run.write([put()])
    assert run.latest().worksheets[0].rows[0].values == ("x",)
    assert bench.reads == 1


def test_nothing_is_told_before_anything_was_read() -> None:
    """A slip of the program, and no empty ledger."""
    run = Run(sheet(), now=lambda: NOW)
    with pytest.raises(RuntimeError, match="nothing has been read"):
        _ = run.ledger


# --- what the ledger says -------------------------------------------------------------------------


def test_lines_have_the_time_by_google() -> None:
    """This machine's clock counts only until a reading has shown Google's."""
    bench = Bench(sheet())
    run, _ = begun(bench)
    assert [line.when for line in ledger(bench.store).lines] == ["2026-04-02T10:00:00Z"]
    early = Run(sheet(), now=lambda: NOW + dt.timedelta(hours=1))
    (number,) = early.intend([EXPUNGE])
    assert early.journal.lines[number].when == "2026-04-02T11:00:00Z"
    assert (run.claim.holder, early.claim.holder) == ("mine0001 1 1", this_process())


def test_the_ledger_is_made_once_and_again_where_it_is_gone() -> None:
    """Batches between two readings share it; a reading shows whether it is there."""
    bench = Bench(sheet())
    run, _ = begun(bench)
    run.intend([EXPUNGE])
    run.write([])
    assert len(bench.store.sheets) == 2
    del bench.store.sheets[next(gid for gid in bench.store.sheets if gid != MINE)]
    run.read()
    run.intend([EXPUNGE])
    run.write([])
    assert len(ledger(bench.store).lines) == 1
    fresh = Bench(sheet())
    run = fresh.run()
    for _ in range(2):
        run.intend([EXPUNGE])
        run.write([])
    assert len(fresh.store.sheets) == 2


def test_a_run_goes_on_from_a_reading_that_was_just_made() -> None:
    """Without reading again."""
    bench = Bench(sheet())
    run = Run(bench.store, now=lambda: NOW, sleep=bench.slept.append)
    run.read(bench.store.read())
    run.write([put()])
    assert cell(bench.store) == "x"


def test_lines_that_are_given_up_are_closed_as_not_done() -> None:
    """Nothing came of them, and that is known."""
    bench = Bench(sheet())
    run, numbers = begun(bench)
    run.give_up(numbers)
    run.finish()
    assert states(bench.store) == [("2024-01-01 #1", "not done")]
    run.finish()
    assert len(bench.store.writes) == 2


def test_it_waits_longer_each_time_it_asks_again() -> None:
    """For what Google does not show yet."""
    bench = Bench(sheet())
    run = bench.run()
    for attempt in (1, 2, 3):
        run.pause(attempt)
    assert bench.slept == sorted(bench.slept)
    assert bench.slept[0] >= 1.0


# --- the end --------------------------------------------------------------------------------------


def begun(bench: Bench) -> tuple[Run, list[int]]:
    """A run whose line has arrived."""
    run = bench.run()
    numbers = run.intend([EXPUNGE])
    run.write([put()])
    run.read()
    bench.reads = 0
    return run, numbers


def test_an_end_without_anything_to_say_sends_nothing() -> None:
    """And says once that it has ended."""
    bench = Bench(sheet())
    run = bench.run()
    run.finish()
    run.release()
    assert (bench.store.writes, bench.ended) == ([], 1)


def test_a_run_that_only_holds_the_claim_lets_it_go() -> None:
    """One batch, without lines."""
    bench = Bench(sheet())
    run = bench.run()
    run.begin()
    run.finish()
    assert not read_claim(bench.store.read()).held
    assert (len(bench.store.writes), bench.ended) == (2, 1)


def test_lines_are_closed_in_one_batch() -> None:
    """Where conditional replacement works nothing is read again."""
    bench = Bench(sheet())
    run, (number,) = begun(bench)
    run.close(number, LineState.DONE)
    run.finish()
    assert (bench.reads, len(bench.store.writes)) == (0, 2)
    assert states(bench.store) == [("2024-01-01 #1", "done")]
    assert not read_claim(bench.store.read()).held


def test_lines_of_others_are_closed_with_ours() -> None:
    """Each by its own unique text, as what was found."""
    left = [
        replace(Line("grant", f"{who}@example.org"), run="old00001", state=f"intended old00001-{n}")
        for n, who in enumerate(("bo", "cy"), 1)
    ]
    bench = Bench(sheet(*left))
    run = bench.run()
    run.close_found("intended old00001-1", done=True)
    run.close_found("intended old00001-2", done=False)
    run.finish()
    assert states(bench.store) == [("bo@example.org", "done"), ("cy@example.org", "not done")]


class Finding(MemorySheet):
    """A Google that replaces nothing conditionally."""

    def _edit(self, edit: Edit) -> int:
        return 0 if isinstance(edit, ReplaceAnywhere) else super()._edit(edit)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("dropped", [False, True])
def test_lines_are_closed_by_place_where_no_replacement_works(known: bool, dropped: bool) -> None:
    """After a reading that shows where they are; at once where that is known of Google. An answer
    that is lost then is looked up."""
    plain = sheet()
    bench = Bench(Finding(plain.sheets, plain.titles))
    run, (number,) = begun(bench)
    run.finds_nothing = known
    if dropped:
        bench.store.after[2 if known else 3] = lost
    run.close(number, LineState.DONE)
    run.finish()
    assert bench.reads == (0 if known else 1) + dropped
    assert states(bench.store) == [("2024-01-01 #1", "done")]
    assert not read_claim(bench.store.read()).held
    assert bench.ended == 1


@pytest.mark.parametrize("acted", [True, False])
def test_a_lost_answer_at_the_end_is_looked_up(acted: bool) -> None:
    """The line is closed once, the claim is let go, and only then it has ended."""
    bench = Bench(sheet())
    run, (number,) = begun(bench)
    (bench.store.after if acted else bench.store.before)[2] = lost
    run.close(number, LineState.DONE)
    run.finish()
    assert states(bench.store) == [("2024-01-01 #1", "done")]
    assert not read_claim(bench.store.read()).held
    assert (len(bench.store.writes), bench.ended) == (2 if acted else 3, 1)


def test_an_end_that_cannot_be_written_is_left_to_the_next_run() -> None:
    """It says so after some tries; the line stays open."""
    bench = Bench(sheet())
    run, (number,) = begun(bench)
    bench.store.before = dict.fromkeys(range(2, 99), lost)
    run.retry_seconds = 9999.0
    run.close(number, LineState.DONE)
    with pytest.raises(UnreachableError, match="the next run does it"):
        run.finish()
    assert len(bench.store.writes) == 1 + TRIES
    assert [line.open for line in ledger(bench.store).lines] == [True]


def test_a_good_run_is_noted_once_a_day() -> None:
    """In the one line that there is for it, which is made where it is missing."""
    bench = Bench(sheet())
    bench.run().finish(good=dt.UTC)
    assert ledger(bench.store).last_good == NOW
    bench.store.writes.clear()
    bench.run("second01").finish(good=dt.UTC)
    assert bench.store.writes == []
    yesterday = good_line(NOW - dt.timedelta(days=1), dt.UTC)
    older = Bench(sheet(yesterday))
    older.run().finish(good=None)
    assert older.store.writes == []
    older.run("second01").finish(good=dt.UTC)
    assert ledger(older.store).last_good == NOW


@dataclass
class Page:
    """What goes along with the end of a run."""

    text: str = "page"
    errors: list[RejectedError] = field(default_factory=list)

    def edits(self, _state: Spreadsheet, _ledger: Ledger) -> Sequence[Edit]:
        """See `Beside`."""
        return [put(self.text)] if self.text else []

    def refused(self, error: RejectedError) -> None:
        """See `Beside`."""
        self.errors.append(error)


def test_what_goes_along_is_written_though_nothing_else_is_to_say() -> None:
    """In one batch; nothing is sent where it has nothing to write either."""
    bench = Bench(sheet())
    bench.run().finish(beside=Page())
    assert cell(bench.store) == "page"
    bench.run("second01").finish(beside=Page(""))
    assert len(bench.store.writes) == 1


@pytest.mark.parametrize("edit", [None, 2])
def test_what_goes_along_never_keeps_the_ledger_from_being_closed(edit: int | None) -> None:
    """Where Google refuses it, the batch goes again without it, and it is told."""
    bench = Bench(sheet())
    run, (number,) = begun(bench)
    run.close(number, LineState.DONE)
    bench.store.before[2] = failing(RejectedError("protected", edit=edit))
    page = Page()
    run.finish(beside=page)
    assert [str(error) for error in page.errors] == ["protected"]
    assert states(bench.store) == [("2024-01-01 #1", "done")]
    assert cell(bench.store) == "x"


@pytest.mark.parametrize(
    ("beside", "edit"), [(None, 1), (None, None), (Page(), 1), (Page(""), 1), (Page(""), None)]
)
def test_a_refused_ledger_is_an_error(beside: Page | None, edit: int | None) -> None:
    """Whatever goes along is not to blame for it."""
    bench = Bench(sheet())
    run, (number,) = begun(bench)
    run.close(number, LineState.DONE)
    bench.store.before[2] = failing(RejectedError("protected", edit=edit))
    with pytest.raises(RejectedError, match="protected"):
        run.finish(beside=beside)
    assert beside is None or beside.errors == []


def test_a_run_lets_go_whatever_google_says() -> None:
    """What fails is left to end by itself; that the run has ended is said once."""
    bench = Bench(sheet())
    run = bench.run()
    run.begin()
    bench.store.before[2] = failing(AccessError("no"))
    run.release()
    assert (read_claim(bench.store.read()).held, bench.ended) == (True, 1)
    run.release()
    assert (read_claim(bench.store.read()).held, bench.ended) == (False, 1)
    run.release()
    assert len(bench.store.writes) == 3
