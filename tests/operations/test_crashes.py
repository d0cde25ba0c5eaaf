"""The daily job with a mishap at one of its requests, and then again; a sample of the sweep."""

from __future__ import annotations

import pytest

from cocsheets.sandbox import Sandbox
from tests.operations.daily_sweep import DUE, End, Mishap, ledger, run_with, suffer, wanted, world

REQUESTS = 17
SAMPLE: list[list[Mishap]] = [
    [("killed before", 6)],
    [("killed after it took effect", 6)],
    [("killed after it took effect", 8)],
    [("killed before", 10)],
    [("killed after it took effect", 14)],
    [("reply lost", 6)],
    [("reply lost", 8)],
    [("reply lost", REQUESTS)],
    [("429", 1)],
    [("429", 6)],
    [("500 after taking effect", 6)],
    [("500 after taking effect", 15)],
    [("HTML error", 2)],
    [("HTML error after taking effect", 8)],
    [("killed after it took effect", 6), ("killed after it took effect", 9)],
]


@pytest.fixture(scope="module")
def expected(sandbox: Sandbox) -> End:
    """The end of an undisturbed run."""
    return wanted(sandbox)


def test_an_undisturbed_run(sandbox: Sandbox) -> None:
    """Rows and sharing in one run; the ledger has each due row once, done, and no line is open."""
    key = world(sandbox)
    report = run_with(sandbox, key)
    assert report is not None
    assert report.expunged is not None
    assert len(report.expunged.cells.done) == len(DUE)
    lines = ledger(sandbox, key)
    assert sorted(target for action, target, state in lines if action == "expunge") == list(DUE)
    assert {state for action, _, state in lines if action != "last good run"} == {"done"}
    assert len(sandbox.requests()) == REQUESTS


@pytest.mark.parametrize(
    "mishaps", SAMPLE, ids=lambda them: ", ".join(f"{kind} at {nth}" for kind, nth in them)
)
def test_a_mishap(sandbox: Sandbox, expected: End, mishaps: list[Mishap]) -> None:
    """Whatever happens, the next run ends where an undisturbed one does."""
    assert suffer(sandbox, mishaps, expected) == []


@pytest.mark.parametrize("mode", ["stored", "shown", "nothing"])
def test_what_a_run_costs(sandbox: Sandbox, mode: str) -> None:
    """Twelve requests, one for each permission and look-up, three more for a further batch."""
    key = world(sandbox)
    sandbox.settings(find_replace=mode)
    report = run_with(sandbox, key)
    assert report is not None
    assert report.expunged is not None
    assert report.expunged.cells.complete
    paths = [(request["method"], request["path"]) for request in sandbox.requests()]
    changed = sum(method != "GET" and "/permissions" in path for method, path in paths)
    looked_up = sum("permissionIds" in path for _, path in paths)
    assert (changed, looked_up) == (4, 1)
    assert len(paths) <= 12 + 3 + changed + looked_up
