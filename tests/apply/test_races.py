"""Two machines and one spreadsheet: the claim lets one of them write, whatever the timing.

Real gspread over HTTP against the sandbox; a machine is a holder that nobody else can see die.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from cocsheets.access.files import SharedFile
from cocsheets.access.permissions import Action, FileFacts, GranteeType, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.apply.run import Run
from cocsheets.apply.sharing import apply_sharing
from cocsheets.claim import KEPT, STALE_AFTER, read_claim
from cocsheets.data import replace
from cocsheets.errors import ActiveRunError, RejectedError
from cocsheets.ledger import Line
from cocsheets.plans.edits import AppendRows, Edit
from cocsheets.plans.sharing_plan import FilePlan, SharingChange, SharingPlan
from cocsheets.records.table import Spreadsheet
from cocsheets.sandbox import Sandbox
from cocsheets.workbook.client import connect
from cocsheets.workbook.google import GoogleSheet

OWNER = "owner@example.org"
TRIES = 200


def now() -> dt.datetime:
    """The clock of a machine, for the ledger."""
    return dt.datetime(2026, 4, 2, 10, tzinfo=dt.UTC)


@dataclass
class Later:
    """A spreadsheet whose clock, Google's, is ahead by so much."""

    sheet: GoogleSheet
    by: dt.timedelta = dt.timedelta()
    reads: int = 0
    batches: list[Sequence[Edit]] = field(default_factory=list)

    def read(self, *, formats: bool = False) -> Spreadsheet:
        """See `SheetReader`."""
        self.reads += 1
        found = self.sheet.read(formats=formats)
        ahead = dt.datetime.fromisoformat(found.read_at) + self.by
        return replace(found, read_at=ahead.isoformat())

    shown = None
    """See `SheetWriter`: its answers show nothing."""

    def write(self, edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        """See `SheetWriter`."""
        hits = self.sheet.write(edits)
        self.batches.append(edits)
        return hits


def open_sheet(sandbox: Sandbox) -> tuple[Any, GoogleSheet]:
    """A new spreadsheet, as its owner sees it and as cocsheets does."""
    book = sandbox.client(OWNER).create("Reports")
    http = connect(api_root=sandbox.url, act_as=OWNER)
    return book, GoogleSheet(http, book.id)


def machine(name: str, sheet: Any, *, clock: Any = None) -> Run:
    """A run on a machine of its own: nobody elsewhere can tell whether it lives."""
    clocks = {"clock": clock} if clock else {}
    return Run(sheet, now=now, holder=f"{name} 1 1", is_dead=lambda _: False, **clocks)


def test_two_machines_race(sandbox: Sandbox) -> None:
    """200 tries: both read, both write at the same instant; one succeeds, the other says why."""
    book, _ = open_sheet(sandbox)
    gate = threading.Barrier(2, timeout=30)
    outcomes: list[tuple[str, str]] = []

    def race(name: str) -> None:
        sheet = GoogleSheet(connect(api_root=sandbox.url, act_as=OWNER), book.id)
        for number in range(TRIES):
            run = machine(name, sheet)
            run.read()
            gate.wait()
            try:
                run.write([AppendRows(0, ((f"{number} {name}",),))])
                outcomes.append((name, "wrote"))
            except ActiveRunError:
                outcomes.append((name, "refused"))
            gate.wait()
            run.release()
            gate.wait()

    machines = [threading.Thread(target=race, args=(name,)) for name in "ab"]
    for thread in machines:
        thread.start()
    for thread in machines:
        thread.join(60)
    written = [cells[0].split()[0] for cells in book.sheet1.get_all_values()]
    assert written == [str(number) for number in range(TRIES)]
    assert [what for _, what in outcomes].count("refused") == TRIES
    sheet = GoogleSheet(connect(api_root=sandbox.url, act_as=OWNER), book.id)
    assert not read_claim(sheet.read()).held


def test_a_dead_claim_is_taken_over_once(sandbox: Sandbox) -> None:
    """A claim that nobody renews is left alone for 15 minutes of Google's clock; then, of many who
    take it over at once, one succeeds."""
    _, sheet = open_sheet(sandbox)
    dead = machine("dead", sheet)
    dead.read()
    dead.write([])
    early = machine("early", Later(sheet, STALE_AFTER - dt.timedelta(minutes=1)))
    early.read()
    with pytest.raises(ActiveRunError, match="Another run is working"):
        early.write([])
    gate = threading.Barrier(6, timeout=30)
    took: list[str] = []

    def take_over(name: str) -> None:
        http = connect(api_root=sandbox.url, act_as=OWNER)
        run = machine(name, Later(GoogleSheet(http, sheet.key), STALE_AFTER * 2))
        run.read()
        gate.wait()
        try:
            run.write([AppendRows(0, ((name,),))])
            took.append(name)
        except ActiveRunError:
            pass

    threads = [threading.Thread(target=take_over, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(took) == 1


def taken_over(sleeper: Run, sheet: GoogleSheet) -> Run:
    """Another machine takes the sleeper's claim over, works and ends."""
    other = machine("other", Later(sheet, STALE_AFTER * 2))
    other.read()
    other.write([AppendRows(0, (("other",),))])
    return other


@pytest.mark.parametrize("ended", [False, True])
def test_an_owner_that_sleeps_writes_nothing(sandbox: Sandbox, ended: bool) -> None:
    """Whoever sleeps through a takeover and wakes up is refused, whether the other is done or not,
    and cannot let a claim go that is not its own any more."""
    book, sheet = open_sheet(sandbox)
    sleeper = machine("sleeper", sheet)
    sleeper.read()
    sleeper.write([AppendRows(0, (("first",),))])
    other = taken_over(sleeper, sheet)
    if ended:
        other.finish()
    with pytest.raises(ActiveRunError):
        sleeper.write([AppendRows(0, (("second",),))])
    sleeper.release()
    assert [row[0] for row in book.sheet1.get_all_values()] == ["first", "other"]
    seen = read_claim(sheet.read())
    assert (seen.run, seen.held) == (other.id, not ended)


def test_a_write_that_arrives_late_is_void(sandbox: Sandbox) -> None:
    """The sleeper's request was under way all the while: Google refuses it as a whole."""
    book, sheet = open_sheet(sandbox)
    sleeper = machine("sleeper", sheet)
    sleeper.read()
    sleeper.write([AppendRows(0, (("first",),))])
    late = sleeper.claim.move()
    taken_over(sleeper, sheet)
    with pytest.raises(RejectedError):
        sheet.write([late, AppendRows(0, (("late",),))])
    assert [row[0] for row in book.sheet1.get_all_values()] == ["first", "other"]


def test_gravestones_are_cleared_away(sandbox: Sandbox) -> None:
    """Only the last generations stay in the spreadsheet; a sleeper that missed more of them is
    stopped by the time that has passed."""
    book, sheet = open_sheet(sandbox)
    clock = [0.0]
    sleeper = machine("sleeper", sheet, clock=lambda: clock[0])
    sleeper.read()
    sleeper.write([])
    other = taken_over(sleeper, sheet)
    for _ in range(KEPT + 8):
        other.write([])
    other.finish()
    metadata = sheet.read().metadata
    assert len(metadata) == KEPT
    assert sum(len(item.key + item.value) for item in metadata) < 30_000  # Google's limit
    clock[0] += 3600
    with pytest.raises(ActiveRunError):
        sleeper.write([AppendRows(0, (("late",),))])
    assert [row[0] for row in book.sheet1.get_all_values()] == ["other"]


# --- sharing, which no batch guards ------------------------------------------------------------


@dataclass
class CountingDrive:
    """Counts what is sent; everything succeeds."""

    clock: list[float]
    slow: float = 1.0
    sent: list[str] = field(default_factory=list)
    on_call: Any = None

    def _call(self, what: str) -> None:
        self.sent.append(what)
        self.clock[0] += self.slow
        if self.on_call:
            self.on_call(len(self.sent))

    def revoke(self, permission_id: str) -> None:
        """See `SharingWriter`."""
        self._call(f"revoke {permission_id}")

    def permissions(self) -> tuple[Permission, ...]:
        """See `SharingReader`: by now nobody is left."""
        return ()


def plan(count: int) -> SharingPlan:
    """Some revokes."""
    changes = [
        SharingChange(
            Action.REVOKE,
            f"x{n}@example.net",
            "not on the roster",
            permission_id=str(n),
            type=GranteeType.USER,
            before=Role.READER,
            after=None,
            email=f"x{n}@example.net",
        )
        for n in range(count)
    ]
    seen = SharedFile(FileFacts("sheet"), (), SharingSettings())
    return SharingPlan.of("sheet", [FilePlan(seen, tuple(changes))])


def sharing_run(sandbox: Sandbox) -> tuple[Run, Later, list[float], GoogleSheet]:
    """A run that has begun, with a steady clock that the test moves."""
    _, sheet = open_sheet(sandbox)
    clock = [0.0]
    store = Later(sheet)
    run = machine("one", store, clock=lambda: clock[0])
    run.read()
    run.intend([Line("revoke", "x@example.net")])
    run.begin()
    return run, store, clock, sheet


def test_no_drive_call_after_a_takeover(sandbox: Sandbox) -> None:
    """Asleep between two Drive calls while another run takes over: the second is never sent."""
    run, _, clock, sheet = sharing_run(sandbox)

    def fall_asleep(calls: int) -> None:
        if calls == 2:
            clock[0] += 3600
            taken_over(run, sheet)

    drive: Any = CountingDrive(clock, on_call=fall_asleep)
    with pytest.raises(ActiveRunError):
        apply_sharing(plan(5), drive, before=run.keep)
    assert drive.sent == ["revoke 0", "revoke 1"]


def test_a_long_run_renews_its_claim(sandbox: Sandbox) -> None:
    """Two hundred slow Drive calls over half an hour: the claim is renewed about once a minute, so
    that nobody else may take it over, and quick calls cost nothing."""
    run, store, clock, sheet = sharing_run(sandbox)
    before, reads = len(store.batches), store.reads
    quick: Any = CountingDrive(clock, slow=0.2)
    apply_sharing(plan(200), quick, before=run.keep)
    assert (len(store.batches), store.reads) == (before, reads)
    drive: Any = CountingDrive(clock, slow=9.0)
    apply_sharing(plan(200), drive, before=run.keep)
    assert len(drive.sent) == 200
    renewed = len(store.batches) - before
    assert 20 <= renewed <= 31
    assert store.reads - reads == renewed
    run.finish()
    assert read_claim(sheet.read()).held is False


def test_a_renewal_whose_answer_is_lost(sandbox: Sandbox) -> None:
    """The answer to the renewal is lost: a reading tells, and sharing goes on."""
    run, _, clock, _ = sharing_run(sandbox)
    clock[0] += 120
    post = {
        "match": {"method": "POST", "path": "batchUpdate", "nth": 1},
        "do": {"drop_reply": True},
    }
    sandbox.faults([post])
    run.sleep = lambda seconds: clock.__setitem__(0, clock[0] + seconds)
    drive: Any = CountingDrive(clock)
    report = apply_sharing(plan(2), drive, before=run.keep)
    sandbox.faults()
    assert report.complete
    assert len(drive.sent) == 2
    run.finish()
