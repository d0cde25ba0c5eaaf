"""A ledger and a claim that somebody wrote: nothing is held back, and it is said."""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocsheets.claim import BASE
from cocsheets.clock import now
from cocsheets.ledger import HEADER
from cocsheets.machine import MachineLock
from cocsheets.operations import sharing
from cocsheets.operations.doctor import examine
from cocsheets.operations.sync import sync
from cocsheets.plans.limits import Limits
from cocsheets.sandbox import Sandbox
from tests.box import LONG_AGO, ROBOT, Box
from tests.metadata import put_metadata

DUE = ["2024-01-10", "Cy Chair", "Rik Sample", "", "s", "Yes", "No", "", "", "2024-03-10"]


@pytest.fixture
def box(sandbox: Sandbox) -> Box:
    """One due record, and a roster."""
    made = Box(sandbox)
    made.members(("Cy Chair", "cy@example.org", "chair", LONG_AGO, ""))
    made.book.sheet1.append_row(DUE)
    return made


@pytest.fixture(autouse=True)
def _no_call_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here was interrupted, whatever the ledger says, so nothing needs to settle."""
    monkeypatch.setattr(sharing, "SETTLES_AFTER", 0.0)


def write(box: Box, *lines: list[Any]) -> None:
    """Make the ledger by hand."""
    sheet = box.book.add_worksheet("cocsheets log", 30, 8)
    sheet.update([list(HEADER), *lines], raw=True)


LINES = [
    [
        "2024-03-20T06:00:00Z",
        "1",
        "further report of 9999-12-31",
        "2024-01-10 #1",
        "",
        0,
        "",
        "done",
    ],
    ["9999-12-31T00:00:00Z", "1", "expunge", "2020-01-10 #1", "B", 1, ROBOT, "done"],
    ["0001-01-01T00:00:00Z", "1", "expunge", "2020-01-11 #1", "B", 1, ROBOT, "intended 1-1"],
    ["\u00b2", "\x00", "grant", "intended", "\U0001f600", 1e300, "=1", "intended"],
    ["", "", "last good run", "", "", 1, "", "finished 2999-01-01T00:00:00Z"],
    ["", "", "last good run", "", "", 1, "", ""],
]


@pytest.mark.parametrize("lines", [*([line] for line in LINES), LINES], ids=range(7))
def test_a_ledger_that_somebody_wrote(box: Box, lines: list[list[Any]]) -> None:
    """The due record is expunged, and `sync`, `validate` and `doctor` name the line."""
    write(box, *lines)
    committee = box.committee()
    told = [f for f in committee.read().validate().findings if f.rule == "ledger-implausible"]
    assert told
    assert all("row" in finding.message and finding.hint for finding in told)
    assert any("cannot be believed" in check.message for check in examine(committee))
    report = sync(committee)
    assert report.errors == {}
    assert int(report.code) == 1
    assert box.book.sheet1.row_values(2)[1:3] == ["Expunged", "Expunged"]
    assert "ledger-implausible" in {finding.rule for finding in report.findings}
    good = committee.read().ledger()
    assert good is not None
    assert good.last_good is not None


def claim(box: Box, number: int, **more: Any) -> None:
    """Make a claim by hand."""
    said = {"run": "0badc0de", "holder": "far|x|1 77 1", "held": True, "step": 1, **more}
    put_metadata(box.book, number, json.dumps(said))


@pytest.mark.parametrize("number", [BASE + 1, BASE + 90, 2**31 - 1])
def test_a_claim_of_the_year_2999(box: Box, number: int) -> None:
    """Nobody is kept waiting by it, and `validate` and `doctor` name it."""
    claim(box, number, since="2999-01-01T00:00:00Z")
    committee = box.committee()
    assert "ledger-implausible" in {
        finding.rule for finding in committee.read().validate().findings
    }
    assert any("cannot be believed" in check.message for check in examine(committee))
    assert int(sync(committee).code) == 1
    assert box.book.sheet1.row_values(2)[1:3] == ["Expunged", "Expunged"]


@pytest.mark.parametrize(("days", "level"), [(0.1, "note"), (1.1, "warning")])
def test_who_writes_is_shown_with_how_to_end_it(box: Box, days: float, level: str) -> None:
    """The run, its machine and process, since when; after a day a person should look."""
    began = now() - dt.timedelta(days=days)
    claim(box, BASE + 1, since=now().isoformat(), began=began.isoformat())
    (shown,) = [check for check in examine(box.committee()) if "holds the claim" in check.message]
    assert shown.level == level
    for word in ("0badc0de", "on far", began.isoformat()):
        assert word in shown.message
    assert "end process 77 on far" in shown.fix


@pytest.mark.parametrize(("days", "level"), [(0.1, "note"), (1.1, "warning")])
def test_a_process_of_this_machine_is_shown_too(box: Box, days: float, level: str) -> None:
    """It may hang before it takes the claim; nothing but the machine's lock tells of it."""
    other = MachineLock(box.key, now=lambda: now() - dt.timedelta(days=days))
    other.acquire()
    found = [check for check in examine(box.committee()) if "another process" in check.message]
    other.release()
    assert [check.level for check in found] == [level]
    assert f"end process {os.getpid()}" in found[0].fix


# --- whatever somebody writes ---------------------------------------------------------------------

_LIKELY = (
    *("intended", "intended 1-1", "done", "last good run", "further report of 2999-01-01", "add"),
    *("2024-01-10 #1", "finished 2999-01-01T00:00:00Z", "grant", "cy@example.org", "expunge"),
)
_texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(_LIKELY)
_cells = _texts | st.integers(-(10**18), 10**18) | st.floats(-1e300, 1e300) | st.booleans()
_values = _texts | st.builds(
    lambda **said: json.dumps(said),
    run=_texts,
    holder=_texts,
    held=_cells,
    since=_texts,
    step=_cells,
)
_ids = st.integers(BASE + 1, BASE + 70) | st.integers(1, 2**31 - 1)


@settings(max_examples=20)
@given(
    st.lists(st.lists(_cells, min_size=8, max_size=8), max_size=5),
    st.dictionaries(_ids, _values, max_size=4),
)
def test_any_ledger_and_any_claim(
    sandbox: Sandbox, lines: list[list[Any]], claims: dict[int, str]
) -> None:
    """The daily job never ends by an unforeseen error, and what is due is expunged."""
    box = Box(sandbox)
    box.members(("Cy Chair", "cy@example.org", "chair", LONG_AGO, ""))
    box.book.sheet1.append_row(DUE)
    write(box, *lines)
    for number, text in claims.items():
        put_metadata(box.book, number, text or "x")
    report = sync(box.committee(limits=Limits(retry_seconds=1)))
    assert report.errors == {}
    assert box.book.sheet1.row_values(2)[1:3] == ["Expunged", "Expunged"]
