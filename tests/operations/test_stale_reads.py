"""The daily job where Google's reads lag behind its writes, answers lost or not."""

from __future__ import annotations

import pytest

from cocsheets.apply.run import Run
from cocsheets.operations.committee import Committee
from cocsheets.operations.sync import sync
from cocsheets.sandbox import Sandbox
from tests.box import LONG_AGO, Box

DUE = ["2024-01-10", "Cy Chair", "Rik Sample", "", "s", "Yes", "No", "", "", "2024-03-10"]


class Hurried(Committee):
    """Never waits."""

    def start_run(self, by: str = "") -> Run:
        """See `Committee.start_run`."""
        self.http.sleep = lambda _seconds: None
        run = super().start_run(by)
        run.sleep = lambda _seconds: None
        return run


@pytest.mark.parametrize("reads", [1, 3])
@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_reads_that_lag(sandbox: Sandbox, reads: int, lost: int) -> None:
    """Done, once, and said so: no other run is seen where there is none, and nothing is open."""
    box = Box(sandbox)
    box.members(
        ("Cy Chair", "cy@example.org", "chair", LONG_AGO, ""),
        ("Gia Leaver", "gia@example.org", "member", LONG_AGO, "2024-01-01"),
    )
    box.share("gia@example.org")
    box.book.sheet1.append_row(DUE)
    faults = [
        {
            "match": {"method": "GET", "path": r"/v4/spreadsheets/[^/]*$"},
            "do": {"stale": {"reads": reads}},
        },
        {
            "match": {"method": "POST", "path": "batchUpdate", "nth": lost or 99},
            "do": {"drop_reply": True},
        },
    ]
    sandbox.faults(faults)
    there = box.committee()
    report = sync(Hurried(there.settings, now=there.now, as_of=there.as_of))
    sandbox.faults()
    assert report.errors == {}
    assert report.expunged is not None
    assert len(report.expunged.cells.done) == 1
    assert box.book.sheet1.row_values(2)[1:3] == ["Expunged", "Expunged"]
    assert set(box.who()) == {"cy@example.org"}
    lines = box.book.worksheet("cocsheets log").get_all_values()[1:]
    assert sorted(line[2] for line in lines).count("expunge") == 1
    assert all(line[7] == "done" or line[7].startswith("finished") for line in lines)
