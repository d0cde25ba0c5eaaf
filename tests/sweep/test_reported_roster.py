"""Failures of trials, about the roster and about who has access; each was reported as success."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.sweep.bench import edited
from tests.sweep.hands import delete_rows, insert_column, insert_rows, sort, type_cell
from tests.sweep.scene import CHAIR, MEMBERS, ROBOT, Scene, ago, fill, people, serial, today
from tests.sweep.wire import Moment

if TYPE_CHECKING:
    from tests.sweep.bench import Bench
    from tests.sweep.conftest import Make

RIK, RIK_ROW = "rik@example.org", 4
"""Somebody who leaves, and the 0-based row."""
NEW = ["Nia Other", "nia@example.org", "member", dt.date(2022, 1, 1)]


def ends(bench: Bench) -> dict[str, Any]:
    """What is in `Stepped down`, by address."""
    return {row["E-mail"]: row["Stepped down"] for row in bench.table(MEMBERS)}


def left(bench: Bench) -> set[str]:
    """Addresses of those who read as stepped down."""
    return {email for email, end in ends(bench).items() if end is not None}


BUSY = {
    "Joined is corrected": [type_cell(MEMBERS, RIK_ROW, 3, dt.date(2021, 2, 1))],
    "the role is changed": [type_cell(MEMBERS, RIK_ROW, 2, "adviser")],
    "the name is corrected": [type_cell(MEMBERS, RIK_ROW, 0, "Rik M. Member")],
    "a row is inserted above": [insert_rows(MEMBERS, 2, NEW)],
    "a blank row is inserted above": [insert_rows(MEMBERS, 2)],
    "a row above is deleted": [delete_rows(MEMBERS, 2)],
    "a column is inserted": [insert_column(MEMBERS, 3, "Town")],
    "a column is inserted at the front": [insert_column(MEMBERS, 0)],
    "the roster is sorted": [sort(MEMBERS, 1, top=1, bottom=7, down=True)],
    "a row is inserted and Joined corrected": [
        insert_rows(MEMBERS, 2, NEW),
        type_cell(MEMBERS, RIK_ROW + 1, 3, dt.date(2021, 2, 1)),
    ],
    "a row is inserted and a neighbour's role changed": [
        insert_rows(MEMBERS, 2, NEW),
        type_cell(MEMBERS, RIK_ROW, 2, "adviser"),
    ],
}
MOMENTS = (Moment(1, "before", "batch"), Moment(1, "after", "batch"))


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
@pytest.mark.parametrize("deed", BUSY)
def test_who_leaves_reads_as_left_and_nobody_else_does(
    make: Make, deed: str, moment: Moment
) -> None:
    """Whatever is done to the roster at that moment: no other row is changed, and exit 0 means
    that the person's row reads stepped down."""
    bench = make()
    before = ends(bench)
    requests = [request for part in BUSY[deed] for request in part]
    ran = bench.run("members", "remove", RIK, "--yes", wire=edited(bench, moment, *requests))
    after = ends(bench)
    wrong = {
        email: end
        for email, end in after.items()
        if email not in (RIK, "nia@example.org") and end != before[email]
    }
    assert wrong == {}, ran.said
    assert after.get("nia@example.org") is None
    joined = {row["E-mail"]: row["Joined"] for row in bench.table(MEMBERS)}
    assert None not in joined.values()
    if ran.code == 0:
        assert after[RIK] == serial(today()), ran.said
        assert RIK not in bench.access()


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
@pytest.mark.parametrize(
    "deed", [deed for deed in BUSY if "column" in deed or "inserted above" in deed]
)
def test_who_joins_is_on_the_roster_under_its_own_headers(
    make: Make, deed: str, moment: Moment
) -> None:
    """Whatever is done to the roster at that moment, exit 0 means that the new row reads as it was
    asked for, once."""
    bench = make()
    requests = [request for part in BUSY[deed] for request in part]
    ran = bench.run(
        *("members", "add", "new@example.org", "--name", "Nia New", "--yes"),
        wire=edited(bench, moment, *requests),
    )
    rows = [row for row in bench.table(MEMBERS) if "new@example.org" in row.values()]
    if ran.code == 0:
        assert [(row["Name"], row["E-mail"], row["Role"], row["Joined"]) for row in rows] == [
            ("Nia New", "new@example.org", "member", serial(today()))
        ]
    assert {row["E-mail"] for row in bench.table(MEMBERS)} >= {row[1] for row in people()}


def test_killed_with_a_row_inserted_above(make: Make) -> None:
    """The process dies after its write hit a neighbour's row: the next run does not revoke the
    neighbour."""
    bench = make()
    deed = insert_rows(MEMBERS, 2, NEW)
    wire = edited(bench, Moment(1, "before", "batch"), *deed, dies=Moment(1, "after", "batch"))
    assert bench.run("members", "remove", RIK, "--yes", wire=wire).code is None
    bench.hour_passes()
    before = bench.access()
    ran = bench.run("sync")
    assert bench.access().items() >= {e: r for e, r in before.items() if e != RIK}.items(), ran.said
    assert left(bench) - {RIK, "cy@example.org"} == set() or ran.code == 5, ran.said


def test_steps_down_and_is_in_again(make: Make) -> None:
    """Who leaves while somebody corrects Joined is not let in again by the next run."""
    bench = make()
    deed = type_cell(MEMBERS, RIK_ROW, 3, dt.date(2021, 2, 1))
    wire = edited(bench, Moment(1, "after", "batch"), *deed)
    ran = bench.run("members", "remove", RIK, "--yes", wire=wire)
    bench.run("sync")
    assert ran.code != 0 or RIK not in bench.access(), ran.said


SPILL = '=ARRAYFORMULA(IF(B2:B7="cy@example.org";DATE(2026;1;1);""))'
WHOLE = "=Notes!A1:E7"


@pytest.mark.parametrize("formula", ['={"";"";"";"";44000;""}', "=ARRAYFORMULA(Notes!H2:H7)"])
def test_stepped_down_is_one_array_formula(make: Make, formula: str) -> None:
    """A column that a formula spills into is an obstacle: it is said, and nothing is written."""
    rows = [row[:4] for row in people()]
    bench = make(Scene(people=[[*rows[0], formula], *rows[1:]]))
    if "Notes" in formula:
        bench.edit(*type_cell(2, 5, 7, serial(ago(9))))
    before, access = bench.values(MEMBERS), bench.access()
    ran = bench.run("members", "remove", RIK, "--yes")
    assert bench.values(MEMBERS) == before, ran.said
    assert ran.code not in (0, None)
    assert bench.access() == access


@pytest.mark.parametrize("command", ["add", "remove"])
def test_the_whole_roster_is_one_array_formula(make: Make, command: str) -> None:
    """A roster that a formula spills is an obstacle: it is said, and nothing is written."""
    bench = make(Scene(roster=("=ARRAYFORMULA(Notes!F1:J7)",), people=[]))
    rows = [["Name", "E-mail", "Role", "Joined", "Stepped down"], *people()]
    bench.edit(fill(2, rows, 0, 5))
    before, access = bench.values(MEMBERS), bench.access()
    who = RIK if command == "remove" else "new@example.org"
    ran = bench.run("members", command, who, "--yes")
    assert bench.values(MEMBERS) == before, ran.said
    assert ran.code not in (0, None)
    assert bench.access() == access


def test_a_first_day_of_long_ago(make: Make) -> None:
    """`--joined 1999-05-01` is refused, or entered once."""
    bench = make()
    ran = bench.run("members", "add", "new@example.org", "--joined", "1999-05-01", "--yes")
    rows = [row for row in bench.table(MEMBERS) if row["E-mail"] == "new@example.org"]
    assert len(rows) == (1 if ran.code == 0 else 0), ran.said


DEEDS: dict[str, Any] = {
    "steps down": type_cell(MEMBERS, 6, 4, ago(1)),
    "is deleted": delete_rows(MEMBERS, 6),
    "gets another address": type_cell(MEMBERS, 6, 1, "other@example.org"),
}
LEAVER = "di@example.org"


@pytest.mark.parametrize("reading", [2, 3])
@pytest.mark.parametrize("deed", DEEDS)
def test_sharing_follows_the_roster_as_it_reads_when_it_is_changed(
    make: Make, deed: str, reading: int
) -> None:
    """Who leaves the roster while rows are expunged is not let in by the same run."""
    access = {ROBOT: "writer", "ana@example.org": "writer", "bo@example.org": "writer"}
    bench = make(Scene(access=access))
    wire = edited(bench, Moment(reading, "before", "reading"), *DEEDS[deed])
    ran = bench.run("sync", wire=wire)
    assert LEAVER not in bench.access(), ran.said


@pytest.mark.parametrize("reading", [2, 3])
def test_who_is_entered_meanwhile_is_not_revoked(make: Make, reading: int) -> None:
    """Whose end is taken back while rows are expunged keeps access in the same run."""
    access = {**Scene().access, "cy@example.org": "writer"}
    bench = make(Scene(access=access))
    deed = type_cell(MEMBERS, 5, 4, None)
    wire = edited(bench, Moment(reading, "before", "reading"), *deed)
    ran = bench.run("sync", wire=wire)
    assert "cy@example.org" in bench.access(), ran.said


def test_the_chair_is_the_owner() -> None:
    """The scene is as it says."""
    assert people()[0][1] == CHAIR
