"""Lines about sharing that a crash left open are closed by what the listing shows."""

from __future__ import annotations

from typing import cast

import pytest

from cocsheets.access.files import Item, SharedFile
from cocsheets.access.permissions import Permission, Role
from cocsheets.data import replace
from cocsheets.errors import GoogleError
from cocsheets.ledger import HEADER, Line
from cocsheets.operations.committee import Committee
from cocsheets.operations.openlines import close_open_lines, close_sharing_lines
from cocsheets.sandbox import Sandbox
from tests.access.builders import LONG_AGO, facts, group, member, roster, user
from tests.apply.test_roster import run_on
from tests.apply.test_run import sheet, states
from tests.box import Box
from tests.plans.test_members import situation

RIK = "rik@example.org"
INHERITED = user("12", RIK, Role.READER, inherited=Role.READER, direct=False)
BOTH = user("12", RIK, Role.WRITER, inherited=Role.READER)


def left(action: str, target: str = RIK, columns: str = "") -> Line:
    """A line of a run that is gone."""
    return Line(action, target, columns, run="gone0001", state="intended gone0001-1")


@pytest.mark.parametrize(
    ("line", "listed", "state"),
    [
        (left("revoke"), (), "done"),
        (left("revoke"), (user("12", RIK),), "not done"),
        (left("revoke"), (user("13", "una@example.org"),), "done"),
        (left("revoke"), (INHERITED,), "done"),
        (left("revoke"), (BOTH,), "not done"),
        (left("revoke", "group all@example.org"), (group("14", "all@example.org"),), "not done"),
        (left("grant", columns="writer"), (user("12", RIK),), "done"),
        (left("grant", columns="reader"), (user("12", RIK),), "not done"),
        (left("grant", columns="writer"), (user("13", "una@example.org"),), "not done"),
        (left("lower", columns="reader"), (user("12", RIK, Role.READER),), "done"),
        (left("lower", columns="reader"), (user("12", RIK),), "not done"),
    ],
)
def test_it_is_closed_by_what_the_listing_shows(
    line: Line, listed: tuple[Permission, ...], state: str
) -> None:
    """A revoke was done where nothing of its own is left; a role where it is that one now."""
    store = sheet(line)
    run = run_on(store)
    run.read()
    close_sharing_lines(run, situation(listed))
    run.finish()
    assert states(store) == [(line.target, state)]


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        (left("revoke", f"{RIK} (cases)"), ()),
        (left("expunge", "2024-01-01 #1"), ()),
        (left("enrol", columns="member: A (name), B (email)"), ()),
    ],
)
def test_what_cannot_be_seen_stays_open(line: Line, listed: tuple[Permission, ...]) -> None:
    """A file that was not looked at, rows, and what is judged cell by cell."""
    store = sheet(line)
    run = run_on(store)
    run.read()
    close_sharing_lines(run, situation(listed))
    run.finish()
    assert states(store) == [(line.target, line.state)]


@pytest.mark.parametrize("outdone", [False, True])
def test_what_a_later_run_did_is_not_counted_twice(outdone: bool) -> None:
    """The access is gone, by the later line."""
    later = replace(left("revoke"), run="later001", state="done")
    store = sheet(left("revoke"), *[later] * outdone)
    run = run_on(store)
    run.read()
    close_sharing_lines(run, situation(()))
    run.finish()
    assert states(store)[0] == (RIK, "not done" if outdone else "done")


def test_lines_of_this_run_are_its_own_business() -> None:
    """They are closed by what it sees of each change."""
    store = sheet()
    run = run_on(store)
    run.read()
    run.intend([Line("revoke", RIK)])
    run.begin()
    run.read()
    close_sharing_lines(run, situation(()))
    run.finish()
    assert [state.partition(" ")[0] for _, state in states(store)] == ["intended"]


def test_the_roster_tells_what_was_done_to_it() -> None:
    """Somebody is enrolled in the role of the line; somebody's term has an end."""
    lines = [
        replace(left("enrol", columns="member"), state="intended gone0001-1"),
        replace(left("step down"), state="intended gone0001-3"),
        replace(left("enrol", "una@example.org", "member"), state="intended gone0001-4"),
    ]
    left_before = member("una@example.org", stepped_down=LONG_AGO)
    for people, found in (
        (roster(member(RIK)), ["done", "not done", "not done"]),
        (roster(member(RIK, stepped_down=LONG_AGO)), ["done", "done", "not done"]),
        (roster(left_before), ["not done", "not done", "done"]),
    ):
        store = sheet(*lines)
        run = run_on(store)
        run.read()
        close_sharing_lines(run, situation((), people))
        run.finish()
        assert [state for _, state in states(store)] == found


ITEM = Item(facts(id="deep"), (user("12", RIK),))
FOLDER = situation(()).files[0]


@pytest.mark.parametrize(
    ("file", "state"),
    [
        (replace(FOLDER, items=(ITEM,)), "not done"),
        (
            replace(FOLDER, permissions=(user("12", RIK),), items=(replace(ITEM, permissions=()),)),
            "done",
        ),
        (replace(FOLDER, items=(replace(ITEM, permissions=None),)), "open"),
        (FOLDER, "done"),
        (replace(FOLDER, permissions=(user("12", RIK),)), "not done"),
        (replace(FOLDER, unlisted=GoogleError("no answer")), "open"),
        (replace(FOLDER, beyond=True), "open"),
    ],
)
def test_a_line_about_an_item_is_closed_by_the_item(file: SharedFile, state: str) -> None:
    """One that is gone from a folder that was listed whole opens to whom the folder does."""
    line = left("revoke", f"{RIK} (records deep)")
    store = sheet(line)
    run = run_on(store)
    run.read()
    close_sharing_lines(run, replace(situation(), files=(file,)))
    run.finish()
    assert states(store) == [(line.target, line.state if state == "open" else state)]


def test_where_nothing_was_left_open_no_record_is_judged() -> None:
    """An idle day costs no more than a look at the ledger."""
    run = run_on(sheet(replace(left("expunge"), state="done")))
    run.read()
    close_open_lines(cast(Committee, None), run)
    assert not run.journal.closures


LINES = {
    ("add", "2024-01-10 #1", ""): "done",
    ("amend", "2024-01-10 #1", ""): "not done",
    ("set date", "2024-01-10 #1", ""): "done",
    ("reset date", "2024-02-10 #1", ""): "not done",
    ("further report of 2024-01-05", "2024-01-10 #1", ""): "done",
    ("expunge", "2024-02-10 #1", "C"): "not done",
    ("split", "2024-01-10 #1", ""): "not done",
    ("join", "2024-01-10 #1", ""): "done",
    ("set date", "2024-02-10 #1", "J3 (expunge_on) = 2025-01-10"): "intended",
    ("enrol", RIK, "member: A (name), B (email)"): "done",
    ("clear", "2023-01-01 #1", "C9 (named_subjects) = attachments cleared"): "intended",
    ("revoke", "rik@example.org", ""): "intended",
}
"""What becomes of a line, by its action, target and columns."""


def test_lines_about_rows_are_closed_by_the_rows(sandbox: Sandbox) -> None:
    """What went along with what is seen was done; what was to be written in an amended row is in no
    ledger, so nothing is claimed for it; what was written by place waits for a person."""
    box = Box(sandbox)
    rows = [
        ["2024-01-10", "Ana Lopez", "Rik Sample", "", "s", *[""] * 4, "2025-01-10"],
        ["2024-02-10", "Ana Lopez", "Una Newcase", "", "s", *[""] * 4, ""],
    ]
    box.book.sheet1.append_rows(rows, value_input_option="USER_ENTERED")  # type: ignore[arg-type]
    box.members(["Rik", RIK, "member"])
    log = box.book.add_worksheet("cocsheets log", 30, len(HEADER))
    told = [
        replace(left(action, target, columns), state=f"intended gone0001-{n}")
        for n, (action, target, columns) in enumerate(LINES, 1)
    ]
    log.update([list(HEADER), *(list(line.cells()) for line in told)], raw=True)
    committee = box.committee()
    run = committee.start_run()
    run.read()
    close_open_lines(committee, run)
    run.finish()
    found = [str(state).partition(" gone")[0] for state in log.col_values(len(HEADER))[1:]]
    assert found == list(LINES.values())
