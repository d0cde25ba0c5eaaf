"""A wrong clock: nothing is written, and whoever only reads is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cocsheets.clock import now
from cocsheets.data import replace
from cocsheets.errors import RefusedError
from cocsheets.operations import members, retention, sharing
from cocsheets.operations.committee import Committee
from cocsheets.operations.connection import Hooks
from cocsheets.plans.members import MembersPlan, plan_remove
from cocsheets.plans.retention import Only
from cocsheets.plans.situation import Situation
from cocsheets.sandbox import Sandbox
from tests.box import LONG_AGO, Box

if TYPE_CHECKING:
    from cocsheets.records.table import Spreadsheet

DAYS = dt.timedelta(days=1)


@pytest.fixture
def box(sandbox: Sandbox) -> Box:
    """Two members, and a record that will be due in 50 days."""
    made = Box(sandbox)
    made.members(
        ("Cy Chair", "cy@example.org", "chair", LONG_AGO, ""),
        ("Gia Leaver", "gia@example.org", "member", LONG_AGO, ""),
    )
    until = (now() + 50 * DAYS).date().isoformat()
    reported = (now() - 300 * DAYS).date().isoformat()
    made.book.sheet1.append_row([reported, "Cy Chair", "Rik Sample", "", "s", *[""] * 4, until])
    return made


def at(box: Box, by: dt.timedelta) -> Committee:
    """The committee on a machine whose clock is wrong by so much."""
    return Committee(box.settings(), now=lambda: now() + by)


def _expunge(committee: Committee) -> None:
    committee.read().plan_expunge().carry_out()


def _sharing(committee: Committee) -> None:
    sharing.Share.prepare(committee).carry_out()


def _members(committee: Committee) -> None:
    def leaves(now: Situation) -> MembersPlan:
        return plan_remove(now, "gia@example.org", on=now.today)

    members.ChangeMembers.prepare(committee, leaves).carry_out()


def _retention(committee: Committee) -> None:
    retention.SetDates(committee, committee.assess(), Only.STALE).carry_out()


@pytest.mark.parametrize("days", [100, -100, 1, -1])
@pytest.mark.parametrize("verb", [_expunge, _sharing, _members, _retention])
def test_nothing_is_written(box: Box, days: int, verb: Callable[[Committee], None]) -> None:
    """Ahead or behind by a day or more: refused, both times named, and no write is sent."""
    box.sandbox.forget_requests()
    with pytest.raises(RefusedError, match=r"This machine's clock says .* Google's clock says"):
        verb(at(box, days * DAYS))
    assert box.writes() == []


def test_nothing_is_written_for_a_day_to_come(box: Box) -> None:
    """Whoever plans for another day by the library is refused like on the command line."""
    box.sandbox.forget_requests()
    later = now().date() + 60 * DAYS
    for verb in (_expunge, _sharing, _members, _retention):
        with pytest.raises(RefusedError, match="is in the future"):
            verb(Committee(box.settings(), now=now, as_of=later))
    assert box.writes() == []


def test_reading_goes_on(box: Box) -> None:
    """What only reads does its work and names the clock."""
    committee = at(box, 100 * DAYS)
    spreadsheet = committee.read().spreadsheet
    assert committee.assess(spreadsheet).expunge_plan().changes
    assert "Google's clock says" in committee.wrong_clock(spreadsheet)


def _read(read_at: str, box: Box) -> Spreadsheet:
    return replace(box.committee().read().spreadsheet, read_at=read_at)


@pytest.mark.parametrize("ours", ["2026-04-02T00:00:02Z", "2026-04-01T23:59:57Z"])
def test_midnight_between_two_clocks_is_waited_for(box: Box, ours: str) -> None:
    """Clocks that nearly agree are no reason to refuse: seconds later the days are the same."""
    slept: list[float] = []
    hooks = Hooks(sleep=slept.append)
    google = "2026-04-01T23:59:58Z" if ours > "2026-04-02" else "2026-04-02T00:00:01Z"
    committee = Committee(box.settings(), now=lambda: dt.datetime.fromisoformat(ours), hooks=hooks)
    committee.refuse_wrong_clock(_read(google, box))
    assert slept == [5.0]


def test_a_day_that_is_not_known_is_refused(box: Box) -> None:
    """An answer without a time lets nothing be written."""
    with pytest.raises(RefusedError, match="unchecked"):
        box.committee().refuse_wrong_clock(_read("", box))
