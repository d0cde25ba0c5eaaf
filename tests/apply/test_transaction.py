"""The order of a transaction: what refuses, what is closed, and what is left to the next run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from cocsheets.apply.transaction import transaction
from cocsheets.claim import read_claim
from cocsheets.errors import AccessError, CocsheetsError, IncompleteError, RefusedError
from cocsheets.ledger import Line
from cocsheets.plans.limits import Limits
from cocsheets.plans.plan import CellChange, Plan
from tests.apply.test_roster import NOW, run_on
from tests.apply.test_run import EXPUNGE, ledger, sheet, states

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.records.table import Spreadsheet
    from tests.apply.memory_sheet import MemorySheet

LEFT = Line("expunge", "2023-01-01 #1", run="gone0001", state="intended gone0001-1")


@dataclass
class Desk:
    """A committee's desk; `refuses` names the check that does."""

    store: MemorySheet
    refuses: str = ""
    limits: Limits = field(default_factory=Limits)
    started: list[str] = field(default_factory=list)

    def _check(self, name: str) -> None:
        if name == self.refuses:
            raise RefusedError(name)

    def refuse_trash(self) -> None:
        """See `Desk`."""
        self._check("trash")

    def refuse_future(self, spreadsheet: Spreadsheet) -> None:
        """See `Desk`."""
        self._check("future")

    def refuse_wrong_clock(self, spreadsheet: Spreadsheet) -> None:
        """See `Desk`."""
        self._check("clock")

    def start_run(self, by: str) -> Run:
        """See `Desk`."""
        self.started.append(by)
        return run_on(self.store)

    def close_open_lines(self, run: Run) -> None:
        """See `Desk`: what was left open was done."""
        assert run.ledger is not None
        for line in run.ledger.open_lines:
            run.close_found(line.state, done=True)


@pytest.mark.parametrize("check", ["trash", "future", "clock"])
def test_whatever_refuses_does_so_before_anything_is_sent(check: str) -> None:
    """No run is started."""
    desk = Desk(sheet(LEFT), refuses=check)
    with pytest.raises(RefusedError, match=check), transaction(desk, desk.store.read()):
        pass
    assert (desk.started, desk.store.writes) == ([], [])


@pytest.mark.parametrize("allow_large", [False, True])
def test_each_plan_is_held_against_the_limits(allow_large: bool) -> None:
    """The second too; the counts are lifted only where that was asked for."""
    changes = tuple(
        CellChange("expunge", row, f"2024-01-01 #{row}", 1, "x", "due", None, None)
        for row in range(2, 99)
    )
    desk = Desk(sheet(LEFT))
    plans = (Plan("sheet", "expunge", ()), Plan("sheet", "expunge", changes, records=200))
    try:
        with transaction(desk, desk.store.read(), *plans, allow_large=allow_large):
            assert allow_large
    except RefusedError:
        assert not allow_large
        assert desk.store.writes == []


def test_a_run_goes_on_from_the_reading_and_closes_what_was_left_open() -> None:
    """And its own lines, and lets the claim go."""
    desk = Desk(sheet(LEFT))
    with transaction(desk, desk.store.read(), by="ana@example.org") as run:
        run.intend([EXPUNGE])
        run.begin()
    assert desk.started == ["ana@example.org"]
    assert states(desk.store)[0] == (LEFT.target, "done")
    assert not read_claim(desk.store.read()).held


@pytest.mark.parametrize("good", [False, True])
def test_a_good_run_is_noted_only_where_it_was_one(good: bool) -> None:
    """Only the daily job is, which says so itself."""
    desk = Desk(sheet(LEFT))
    with transaction(desk, desk.store.read()) as run:
        run.good_in = NOW.tzinfo if good else None
    assert (ledger(desk.store).last_good is not None) is good


@pytest.mark.parametrize(
    ("error", "broken", "closed"),
    [
        (None, True, False),
        (IncompleteError("not all"), False, True),
        (IncompleteError("not all"), True, False),
        (AccessError("no"), False, False),
    ],
)
def test_where_the_work_broke_off_the_next_run_looks(
    error: CocsheetsError | None, broken: bool, closed: bool
) -> None:
    """Lines are closed only where it is known how far the work came; the claim is let go."""
    desk = Desk(sheet(LEFT))

    def work() -> None:
        with transaction(desk, desk.store.read()) as run:
            run.begin()
            run.write([])
            run.broken = broken
            if error is not None:
                raise error

    if error is None:
        work()
    else:
        with pytest.raises(type(error)):
            work()
    assert (states(desk.store)[0][1] == "done") is closed
    assert not read_claim(desk.store.read()).held


def test_an_error_at_the_end_does_not_hide_what_went_wrong() -> None:
    """The first one is raised."""
    desk = Desk(sheet(LEFT))

    def work() -> None:
        with transaction(desk, desk.store.read()) as run:
            run.write([])
            for number in range(2, 9):
                desk.store.before[number] = refuse
            raise IncompleteError("not all")

    def refuse(_store: MemorySheet) -> None:
        raise AccessError("no")

    with pytest.raises(IncompleteError, match="not all"):
        work()
