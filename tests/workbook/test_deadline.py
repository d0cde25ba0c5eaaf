"""One request has an end, however slowly its answer comes, and an earlier one if somebody asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from cocsheets.errors import LostReplyError, StoppedError, UnreachableError
from cocsheets.patience import within
from cocsheets.plans.limits import Limits
from cocsheets.workbook.client import connect
from cocsheets.workbook.google import GoogleSheet
from cocsheets.workbook.http import GRACE, LAST
from tests.workbook.builders import CELL
from tests.workbook.dripping import Dripping, at_most, dripping

SHORT = Limits(request_seconds=0.4, retry_seconds=0.4)


@pytest.fixture(params=[True, False], ids=["body", "head"])
def server(request: pytest.FixtureRequest) -> Iterator[Dripping]:
    """It drips its body, or already its head."""
    with dripping(in_body=request.param) as found:
        yield found


def sheet(server: Dripping, limits: Limits | None = None) -> GoogleSheet:
    """A spreadsheet behind it."""
    return GoogleSheet(connect(api_root=server.url, act_as="a@example.org", limits=limits), "KEY")


def test_a_read_that_drips_ends(server: Dripping) -> None:
    """Each byte comes in time, and all the same it is over when it has taken too long in all."""
    with at_most(3), pytest.raises(UnreachableError, match=r"complete after 0\.4 seconds"):
        sheet(server, SHORT).read()


def test_a_write_that_drips_is_a_lost_reply(server: Dripping) -> None:
    """It may have taken effect: whoever asked has to look."""
    with at_most(3), pytest.raises(LostReplyError):
        sheet(server, SHORT).write([CELL])


def test_whoever_is_asked_to_end_does(server: Dripping) -> None:
    """A request under way has a moment more, the next one only seconds, and none is repeated."""
    found = sheet(server)
    asked = iter([False, False, True])
    found.http.asked_to_stop = lambda: next(asked, False)
    with at_most(GRACE + 1), pytest.raises(StoppedError):
        found.read()
    with at_most(LAST + 1), pytest.raises(UnreachableError):
        found.read()


def test_the_default_is_three_minutes() -> None:
    """As long as Google itself works on a request, and never longer than a claim is believed."""
    assert Limits().request_seconds == 180
    with pytest.raises(ValueError, match="request_seconds"):
        Limits(request_seconds=601).check()


def test_work_is_left_and_its_outcome_is_passed_on() -> None:
    """What the work returns or raises comes out, whatever it is; and waiting ends in time."""
    assert within(5, lambda: "done") == "done"
    with pytest.raises(ValueError, match="invalid literal"):
        within(5, lambda: int("x"))
    with pytest.raises(SystemExit):
        within(5, lambda: exit(3))
    held = threading.Event()
    with at_most(1), pytest.raises(TimeoutError):
        within(0.1, lambda: held.wait(20))
    with at_most(1), pytest.raises(TimeoutError):
        within(60, lambda: held.wait(20), give_up=lambda: True)
    held.set()
    began = time.monotonic()
    for _ in range(100):
        within(5, lambda: None)
    assert time.monotonic() - began < 1  # it costs next to nothing
