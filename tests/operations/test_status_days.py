"""Ten days of a committee's life, and what the status page says on each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.operations.status_world import MEMBER, StatusWorld, report

EXPECTED = Path(__file__).parent / "status_days.txt"
"""The page of each day, as people see it: links with the cell to which they lead."""


def _first(_: StatusWorld) -> None:
    """The page is made by the first run."""


def _assigned(world: StatusWorld) -> None:
    """Members write who looks at what."""
    world.assign("date-ambiguous", "Ana")
    world.assign("outcome-missing", "Bo, by Friday")


def _inserted(world: StatusWorld) -> None:
    """Somebody inserts a report above all others."""
    row = report("2026-04-02", "Max New", "2027-04-02")
    world.records.insert_row(row, 2, value_input_option="USER_ENTERED")  # type: ignore[arg-type]


def _sorted(world: StatusWorld) -> None:
    """Somebody sorts the reports; one has fallen due."""
    where = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 6, "endColumnIndex": 12}
    order = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    world.edit({"sortRange": {"range": where, "sortSpecs": order}})


def _fixed(world: StatusWorld) -> None:
    """The date is fixed."""
    row = world.records.find("2024-03-05").row  # type: ignore[union-attr]
    world.records.update_acell(f"J{row}", "2027-03-05")


def _hold_over(_: StatusWorld) -> None:
    """A hold ends with its day."""


def _page_sorted(world: StatusWorld) -> None:
    """A member sorts the page itself and types over a line."""
    page = world.page
    where = {"sheetId": page.id, "startRowIndex": 1, "endRowIndex": 12, "endColumnIndex": 5}
    order = [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}]
    world.edit({"sortRange": {"range": where, "sortSpecs": order}}, acting=MEMBER)
    page.update_acell("C2", "all is well, says Mallory")


def _leaves(world: StatusWorld) -> None:
    """A member's last day is over; somebody let a stranger in."""
    world.share("stranger@example.org", "reader")


def _deleted(world: StatusWorld) -> None:
    """A member deletes the page."""
    world.book.del_worksheet(world.page)


def _idle(_: StatusWorld) -> None:
    """Nothing happens."""


DAYS: tuple[Callable[[StatusWorld], None], ...] = (
    _first,
    _assigned,
    _inserted,
    _sorted,
    _fixed,
    _hold_over,
    _page_sorted,
    _leaves,
    _deleted,
    _idle,
)


@pytest.fixture(scope="module")
def pages(sandbox: Sandbox) -> list[str]:
    """The page of each day. A second run on the same day only reads, whatever the first did."""
    world, found = StatusWorld(sandbox), []
    for number, happens in enumerate(DAYS):
        if number:
            world.sleep()
        happens(world)
        before = world.told()
        report_ = world.run_sync()
        assert not report_.errors, report_.errors
        sent = world.batches()
        if report_.expunged is not None and not report_.expunged.cells.done:
            assert sent == 1 + bool(report_.sharing)
            assert world.told() == before
        page = world.shown()
        world.run_sync()
        assert world.writes() == [], f"day {number + 1}"
        assert len(sandbox.requests()) <= 4
        assert world.shown() == page
        found.append(f"{happens.__doc__}\n{page}")
    sandbox.clock()
    return found


@pytest.mark.parametrize("number", range(len(DAYS)))
def test_page_of_each_day(pages: list[str], number: int) -> None:
    """Each day's page is exactly what it should be, and its links lead to the right cells."""
    expected = re.split(r"^=== day \d+: ", EXPECTED.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert pages[number].strip() == expected[number + 1].strip()
