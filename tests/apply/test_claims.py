"""A claim is believed within limits, and a reading is never older than our own last write.

Real gspread over HTTP against the sandbox, where it matters what Google answers.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.apply.claim import MOST_PASSED, Claim
from cocsheets.apply.run import Run
from cocsheets.claim import BASE, KEPT, KEY, read_claim
from cocsheets.clock import now
from cocsheets.data import replace
from cocsheets.errors import ActiveRunError, UnreachableError
from cocsheets.holder import surely_dead, this_process
from cocsheets.ledger import Line
from cocsheets.plans.edits import AppendRows
from cocsheets.records.table import Metadata, Spreadsheet
from cocsheets.sandbox import Sandbox
from cocsheets.workbook.client import connect
from cocsheets.workbook.google import GoogleSheet
from tests.metadata import put_metadata

OWNER = "owner@example.org"
LAST_ID = 2**31 - 1
READ_AT = "2026-04-02T10:00:00+00:00"
DAY = dt.timedelta(days=1)


def value(**more: Any) -> str:
    """What a claim says, of a run that was renewed a minute ago unless told else."""
    since = (now() - dt.timedelta(minutes=1)).isoformat()
    said = {"run": "0badc0de", "holder": "far 1 1", "held": True, "since": since, "step": 1}
    return json.dumps({**said, **more})


def spreadsheet(*metadata: tuple[int, str], key: str = KEY) -> Spreadsheet:
    """A reading with this metadata."""
    items = tuple(Metadata(number, key, text) for number, text in metadata)
    return Spreadsheet("id", "t", "Etc/GMT", "en_GB", (), items, read_at=READ_AT)


class Somewhere:
    """A spreadsheet with metadata that somebody made, and runs on it that never wait."""

    def __init__(self, sandbox: Sandbox) -> None:
        sandbox.faults()
        self.sandbox = sandbox
        self.book = sandbox.client(OWNER).create("Reports")
        self.slept: list[float] = []

    def put(self, number: int, text: str = "x", *, key: str = KEY, row: bool = False) -> None:
        """Make a piece of metadata, on the spreadsheet or on a row."""
        put_metadata(self.book, number, text, key=key, row=row)

    def run(self) -> Run:
        """A run of another machine, which has read."""
        http = connect(api_root=self.sandbox.url, act_as=OWNER)
        http.sleep = self.slept.append
        sheet = GoogleSheet(http, self.book.id)
        run = Run(sheet, now=now, holder="here 1 1", sleep=self.slept.append)
        run.read()
        return run

    def rows(self) -> list[str]:
        """Column A."""
        return [str(text) for text in self.book.sheet1.col_values(1)]


def ours() -> Claim:
    """A claim of a run that has read a spreadsheet without one."""
    claim = Claim("aaaa0001", "here 1 1", lambda _: False)
    assert claim.observe(spreadsheet()) is None
    return claim


def told(claim: Claim, **more: Any) -> Spreadsheet:
    """What the next reading shows of the batch that the claim has just asked for."""
    return spreadsheet((claim.next, value(run=claim.run, step=claim.step + 1, **more)))


@pytest.mark.parametrize("arrived", [True, False])
def test_the_next_reading_tells_what_became_of_a_batch(arrived: bool) -> None:
    """Once; a batch that did not arrive is asked for anew, by the same number."""
    claim = ours()
    first = claim.move().new_id
    after = told(claim) if arrived else spreadsheet()
    assert claim.observe(after) is arrived
    assert (claim.step, claim.held) == (int(arrived), arrived)
    assert claim.observe(after) is None
    assert claim.move().new_id == first + arrived


def test_an_earlier_batch_of_the_run_is_not_the_one_that_is_waited_for() -> None:
    """Nor is another run's of the same step."""
    claim = ours()
    claim.move()
    first = told(claim)
    claim.observe(first)
    claim.move()
    assert claim.observe(first) is False
    other = ours()
    other.move()
    assert other.observe(spreadsheet((other.next, value(step=1, held=False)))) is False
    assert not other.held


def test_ids_that_are_taken_unseen_are_passed_over_for_so_long() -> None:
    """Each is tried once; where one after the other is taken, the run gives up."""
    claim, tried = ours(), []
    for _ in range(MOST_PASSED):
        tried.append(claim.move().new_id)
        claim.refused()
        assert claim.pass_over(read_claim(spreadsheet()))
    claim.move()
    assert not claim.pass_over(read_claim(spreadsheet()))
    assert tried == sorted(set(tried))


def carry_out(run: Run, text: str = "done") -> None:
    """A batch with a line in the ledger, and the end of the run."""
    run.intend([Line("expunge", "2024-01-01 #1")])
    while run.write([AppendRows(0, ((text,),))]) is None:
        if any(row.value(0) == text for row in run.read().worksheets[0]):
            break
    run.finish()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (BASE + 1, value(since="2999-01-01T00:00:00Z")),
        (BASE + 1, value(since="9999-12-31T23:59:59-14:00")),
        (BASE + 1, value(since="0001-01-01T00:00:00+14:00")),
        (BASE + 1, value(since="soon")),
        (BASE + 1, value().replace('"step": 1', '"step": 1e999')),
        (BASE + 1, "[" * 20_000),
        (BASE + 1, "\x00"),
        (BASE + 700_000, value()),
        (LAST_ID, value()),
        (LAST_ID - 1, value(since="2999-01-01T00:00:00Z")),
    ],
    ids=range(10),
)
def test_a_claim_that_cannot_be_believed_blocks_nothing(
    sandbox: Sandbox, number: int, text: str
) -> None:
    """From the future, unreadable or out of range: the next run says so and works."""
    there = Somewhere(sandbox)
    there.put(number, text)
    for round_ in ("first", "second"):
        run = there.run()
        carry_out(run, round_)
        assert run.state is not None
    assert there.rows() == ["first", "second"]


def test_a_claim_that_can_be_believed_still_guards(sandbox: Sandbox) -> None:
    """A run that was at work a minute ago is left alone."""
    there = Somewhere(sandbox)
    there.put(BASE + 40, value())
    with pytest.raises(ActiveRunError, match="working") as caught:
        carry_out(there.run())
    assert not caught.value.lasting


def test_a_lasting_claim_is_said_to_be_one(sandbox: Sandbox) -> None:
    """Held and renewed for more than a day: still left alone, and no longer passed over."""
    there = Somewhere(sandbox)
    there.put(BASE + 40, value(began=(now() - 1.1 * DAY).isoformat()))
    with pytest.raises(ActiveRunError, match="working") as caught:
        carry_out(there.run())
    assert caught.value.lasting


def test_a_claim_says_when_it_began(sandbox: Sandbox) -> None:
    """Renewing does not make a claim younger."""
    run = Somewhere(sandbox).run()
    run.claim.google_time = "2026-04-02T10:00:00+00:00"
    first = json.loads(run.claim.move().value)
    run.claim.done()
    run.claim.google_time = "2026-04-03T10:00:00+00:00"
    assert json.loads(run.claim.move().value)["began"] == first["began"] == first["since"]


@pytest.mark.parametrize("row", [False, True])
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_taken_id_is_stepped_over(sandbox: Sandbox, row: bool, count: int, when: str) -> None:
    """Metadata of others has the next ids, where a reading shows it or not."""
    there = Somewhere(sandbox)
    run = there.run()
    carry_out(run, "first")
    newest = read_claim(run.sheet.read()).generation
    late = there.run() if when == "after" else None
    for number in range(1, count + 1):
        there.put(BASE + newest + number, key="somebody-else", row=row)
    carry_out(late or there.run(), "second")
    carry_out(there.run(), "third")
    assert there.rows() == ["first", "second", "third"]
    states = [row[7] for row in there.book.worksheet("cocsheets log").get_all_values()[1:]]
    assert len(states) == 3


def test_metadata_of_others_is_never_cleared_away(sandbox: Sandbox) -> None:
    """The oldest generation goes when there are many; what stands between them stays."""
    there = Somewhere(sandbox)
    run = there.run()
    run.write([])
    there.put(BASE + 2, key="somebody-else")
    run.read()
    for _ in range(KEPT + 8):
        run.write([])
    found = run.sheet.read().metadata
    assert [item.id for item in found if item.key == "somebody-else"] == [BASE + 2]
    assert len(read_claim(run.sheet.read()).kept) == KEPT


# --- readings that are older than our own last write --------------------------------------------


def lag(sandbox: Sandbox, reads: int) -> None:
    """Reads of the spreadsheet show what was there before the last write, so many times."""
    match = {"method": "GET", "path": r"/v4/spreadsheets/[^/]*$"}
    sandbox.faults([{"match": match, "do": {"stale": {"reads": reads}}}])


@pytest.mark.parametrize("reads", [1, 3])
def test_a_stale_read_is_read_again(sandbox: Sandbox, reads: int) -> None:
    """Nothing is concluded from it: no other run, no line that is missing."""
    there = Somewhere(sandbox)
    run = there.run()
    lag(sandbox, reads)
    run.intend([Line("expunge", "2024-01-01 #1")])
    for text in ("one", "two"):
        assert run.write([AppendRows(0, ((text,),))]) is not None
        state = run.read()
        assert [row.value(0) for row in state.worksheets[0]][-1] == text
    assert len(there.slept) == 2 * reads
    ledger = run.ledger
    assert ledger is not None
    assert len(ledger.open_lines) == 1


def test_a_read_that_stays_stale_is_said(sandbox: Sandbox) -> None:
    """Bounded, and then an error that names the cause, not another run that is not there."""
    there = Somewhere(sandbox)
    run = there.run()
    lag(sandbox, 10_000)
    run.write([])
    with pytest.raises(UnreachableError, match="Google still shows"):
        run.read()
    assert len(there.slept) < 60
    run.release()
    sandbox.faults()
    assert read_claim(there.run().sheet.read()).held is False


@pytest.mark.parametrize(("reads", "works"), [(2, True), (10_000, False)])
def test_a_lost_answer_and_stale_reads(sandbox: Sandbox, reads: int, works: bool) -> None:
    """A batch whose answer was lost is never written twice, nor taken for another run's."""
    there = Somewhere(sandbox)
    run = there.run()
    run.write([])
    read = {"method": "GET", "path": r"/v4/spreadsheets/[^/]*$"}
    post = {"method": "POST", "path": "batchUpdate", "nth": 1}
    sandbox.faults(
        [
            {"match": post, "do": {"drop_reply": True}},
            {"match": read, "do": {"stale": {"reads": reads}}},
        ]
    )
    if works:
        carry_out(run, "once")
    else:
        with pytest.raises(UnreachableError, match="Google still shows"):
            carry_out(run, "once")
    sandbox.faults()
    assert there.rows().count("once") == 1


# --- whatever somebody writes ---------------------------------------------------------------------

_junk = st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.none()
_values = st.text(max_size=60) | st.fixed_dictionaries(
    {},
    optional={
        "run": _junk,
        "holder": _junk,
        "held": _junk,
        "since": _junk | st.datetimes(timezones=st.timezones()).map(str),
        "step": _junk,
        "began": _junk,
    },
).map(json.dumps)
_ids = st.integers(1, LAST_ID) | st.integers(BASE - 2, BASE + 90) | st.integers(LAST_ID - 40)
_keys = st.sampled_from([KEY, KEY, KEY, "other"])


@settings(deadline=None)
@given(st.dictionaries(_ids.filter(lambda n: n <= LAST_ID), st.tuples(_keys, _values), max_size=8))
def test_any_metadata_can_be_stepped_on(found: dict[int, tuple[str, str]]) -> None:
    """Whatever stands in the metadata: no unforeseen error, and a next id that is free and an
    id, unless a run is at work by a claim that can be believed."""
    items = tuple(Metadata(number, key, text) for number, (key, text) in found.items())
    state = replace(spreadsheet(), metadata=items)
    claim = Claim("12345678", "here 1 1", surely_dead)
    claim.observe(state)
    try:
        moved = claim.move()
    except ActiveRunError:
        assert read_claim(state).held
        return
    assert moved.new_id not in found
    assert BASE < moved.new_id <= LAST_ID
    assert moved.old_id is None


@pytest.mark.parametrize(
    ("pid", "dead"),
    [
        ("\u00b2", False),
        ("0", False),
        ("9" * 5000, False),
        ("1.5", False),
        ("", False),
        ("999999999", True),
    ],
)
def test_a_holder_that_somebody_wrote_is_not_dead_for_it(pid: str, dead: bool) -> None:
    """What is no process id is no error, and in doubt alive; a number that no process has is
    dead."""
    machine = this_process().partition(" ")[0]
    assert surely_dead(f"{machine} {pid} ") is dead
