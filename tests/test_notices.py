"""When a notice is sent, and what is said where it cannot be."""

from __future__ import annotations

import sys

import pytest

from cocsheets import notices
from cocsheets.errors import ActiveRunError, UnreachableError
from cocsheets.exit_codes import ExitCode
from cocsheets.formats.notice import Notice, failure_notice, notice
from cocsheets.operations.sync import SyncReport


@pytest.mark.parametrize(
    ("code", "something", "sent"),
    [
        (ExitCode.OK, False, {"always"}),
        (ExitCode.OK, True, {"always", "something"}),
        (ExitCode.FINDINGS, True, {"always", "something", "problems"}),
        (ExitCode.GOOGLE, True, {"always", "something", "problems"}),
        (ExitCode.ACTIVE, True, set()),
    ],
)
def test_wanted(code: ExitCode, something: bool, sent: set[str]) -> None:
    """A quiet day is told only if asked for; another run's day is told by that run."""
    made = Notice("title", "body", code, something)
    assert {on for on in ("always", "something", "problems") if made.wanted(on)} == sent


def test_a_quiet_day() -> None:
    """Nothing due, nothing changed: said in one line, with the run."""
    made = notice(SyncReport(run="0123abcd"))
    assert made.title == "cocsheets: all is well"
    assert made.body.startswith("Nothing was due, nothing changed.\n\nRun 0123abcd.")
    assert not made.something


def test_a_failure_tells_no_message_of_its_own() -> None:
    """Only the kind of failure is told: a message may name addresses."""
    error = UnreachableError("x@example.org could not be reached.")
    made = failure_notice(error, "0123abcd")
    assert "example.org" not in made.title + made.body
    assert made.code is ExitCode.GOOGLE
    assert not failure_notice(ActiveRunError("x"), "").wanted("always")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where apprise is missing, the way to get it is told; without addresses nothing is loaded."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert notices.send((), {}, "t", "b") == ()
    assert notices.send(("X",), {"X": "json://h"}, "t", "b") == (notices.MISSING,)
    assert notices.problems(("X",), {}) == (notices.MISSING,)
