"""Access over a real connection: another run's robot, half readable rosters, people chips."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cocsheets.access.membership import MemberRole
from cocsheets.access.policy import SharingSettings
from cocsheets.errors import RefusedError
from cocsheets.exit_codes import ExitCode
from cocsheets.operations import sharing
from cocsheets.operations.sync import sync
from cocsheets.plans.limits import Limits
from cocsheets.plans.members import plan_add, plan_remove
from cocsheets.sandbox import Sandbox
from tests.box import LONG_AGO, NOW, OWNER, ROBOT, Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.operations.sync import SyncReport

TODAY = NOW.date()
KEEP = SharingSettings(keep=(OWNER,))
ANA = ("Ana", "ana@example.org", "chair", LONG_AGO)


@pytest.fixture
def box(sandbox: Sandbox) -> Box:
    """Ana chairs and has access; the owner is kept by the settings."""
    made = Box(sandbox)
    made.share("ana@example.org")
    return made


def run(box: Box, act_as: str = ROBOT, **tables: Any) -> SyncReport:
    """The daily job."""
    return sync(box.committee(act_as=act_as, **{"sharing": KEEP, **tables}))


def robot_in(box: Box) -> bool:
    """Whether the daily job's account has access."""
    return box.status(ROBOT) == (200, 200)


def rules(report: SyncReport) -> list[str]:
    """Codes of the findings that are not notes."""
    return [finding.rule for finding in report.findings if finding.severity != "note"]


def test_a_chair_who_runs_sync_does_not_evict_the_daily_job(box: Box) -> None:
    """Its account is named, not removed, and the job goes on; by name it can be removed."""
    box.members(ANA)
    assert run(box).code is ExitCode.OK
    found = run(box, "ana@example.org")
    assert robot_in(box)
    assert rules(found) == ["sharing-acted-as"]
    assert found.code is ExitCode.FINDINGS
    assert run(box).code is ExitCode.OK
    named = SharingSettings(keep=(OWNER, ROBOT))
    assert run(box, "ana@example.org", sharing=named).code is ExitCode.OK
    committee = box.committee(act_as="ana@example.org", sharing=KEEP)
    _, seen = sharing.view(committee, [ROBOT])
    plan = plan_remove(seen, ROBOT, on=TODAY)
    assert plan.roster == ()
    assert [change.effect()[0] for change in plan.changes] == ["revoke"]


def test_a_job_that_only_ever_idles_is_known_too(box: Box) -> None:
    """The ledger names an account from its first good run on, whatever that run had to do."""
    box.members(ANA)
    run(box, "ana@example.org", sharing=SharingSettings(keep=(OWNER, ROBOT)))
    assert run(box).code is ExitCode.OK
    box.sandbox.forget_requests()
    assert run(box).code is ExitCode.OK
    assert box.writes() == []
    assert rules(run(box, "ana@example.org")) == ["sharing-acted-as"]
    assert robot_in(box)


def test_who_has_acted_and_stepped_down_is_removed(box: Box) -> None:
    """The roster says so; having acted for cocsheets keeps nobody in."""
    box.members(ANA, ("Bo", "bo@example.org", "chair", LONG_AGO))
    box.share("bo@example.org")
    run(box, "bo@example.org", sharing=SharingSettings(keep=(OWNER, ROBOT)))
    box.book.worksheet("Members").update_acell("E3", "2024-04-01")
    report = run(box)
    assert box.who() == {"ana@example.org": "writer"}
    assert report.code is ExitCode.OK


PAGE: tuple[Sequence[str], ...] = (
    ("Current members",),
    ANA,
    ("Mia", "mia@example.org", "member", LONG_AGO),
    ("Past members",),
    ("Gia", "gia@example.org", "member", "2015-01-01"),
    ("Hal", "hal@example.org", "member", "2016-01-01"),
    ("Advisers",),
    ("Leo", "leo@example.org", "adviser", LONG_AGO),
)
"""A membership page as it was pasted: groups of people are told apart by a line in between."""


def test_case_61_a_roster_pasted_from_the_membership_page(box: Box) -> None:
    """CS-61: each heading is named, those below are not let in by the unattended run, revokes go
    on; a person may let them in."""
    box.share(type="anyone")
    box.members(*PAGE, ("Old", "old@example.org", "member", "2015-01-01", "2020-01-01"))
    box.share("old@example.org")
    report = run(box)
    assert box.who() == {"ana@example.org": "writer"}
    assert report.code is ExitCode.FINDINGS
    rows = [finding.row for finding in report.findings if finding.rule == "roster-address"]
    assert sorted(row for row in rows if row) == [2, 5, 8]
    assert report.sharing_plan is not None
    waiting = {obstacle.address: obstacle.reason for obstacle in report.sharing_plan.obstacles}
    assert set(waiting) == {f"{name}@example.org" for name in ("mia", "gia", "hal", "leo")}
    assert all("row 2" in reason for reason in waiting.values())
    seen = sharing.Share.prepare(box.committee(sharing=KEEP))
    with pytest.raises(RefusedError, match="4 people would be let in at once; the limit is 3"):
        seen.carry_out()
    seen.carry_out(allow_large=True)
    assert set(box.who()) == {"ana@example.org", *waiting}


def test_grants_have_a_limit_after_the_first_good_run(box: Box) -> None:
    """The first run lets everybody in; later more than the limit are refused, none of them let in,
    until a person says so. `members add` is not counted."""
    people = [(f"P{n}", f"p{n}@example.org", "member", LONG_AGO) for n in range(10)]
    box.members(ANA, *people[:5])
    assert run(box).code is ExitCode.OK
    assert len(box.who()) == 6
    box.book.worksheet("Members").append_rows(list(map(list, people[5:])))
    report = run(box)
    assert report.code is ExitCode.REFUSED
    assert "max_grants" in str(report.errors["sharing"])
    assert len(box.who()) == 6
    committee = box.committee(sharing=KEEP)
    _, seen = sharing.view(committee, ["p9@example.org"])
    plan = plan_add(seen, "p9@example.org", name="", role=MemberRole.MEMBER, joined=TODAY)
    plan.check(Limits(max_grants=0))
    assert run(box, limits=Limits(max_grants=5)).code is ExitCode.OK
    assert len(box.who()) == 11


@pytest.mark.parametrize(
    "row",
    [
        ("Mia", "mia@example.org", "", "member", "2021-01-01"),
        ("Mia", "", "mia@example.org", "member", "2021-01-01"),
        ("Mia", "mia@example.org", "2021-01-01"),
        ("mia@example.org", "member", "2021-01-01"),
        ("Mia", "mia@example.org, new@example.org", "member", "2021-01-01", "2022-01-01"),
        ("Mia", "Mia <mia@example.org>", "member", "2021-01-01", "2022-01-01"),
        ("Mia", "mia.alias@example.net", "boss", "2021-01-01", "2022-01-01"),
    ],
)
def test_a_row_with_a_cell_too_many_or_too_few(box: Box, row: Sequence[str]) -> None:
    """Nobody who is named in it is let in or removed, under any address; it is named."""
    box.sandbox.accounts([{"email": "mia@example.org", "aliases": ["mia.alias@example.net"]}])
    box.share("mia@example.org")
    box.members(ANA, row)
    report = run(box)
    assert box.who() == {"ana@example.org": "writer", "mia@example.org": "writer"}
    assert report.code is ExitCode.FINDINGS
    assert report.sharing_plan is not None
    (left,) = report.sharing_plan.obstacles
    assert (left.address, "row 3" in left.reason) == ("mia@example.org", True)


def test_people_chips_are_addresses(box: Box) -> None:
    """Somebody whose e-mail cell is a people chip is listed, let in and removed like everybody."""
    box.members(ANA, ("Mia", "", "member", LONG_AGO))
    chip = {"startIndex": 0, "chip": {"personProperties": {"email": "mia@example.org"}}}
    cell = {"userEnteredValue": {"stringValue": "@"}, "chipRuns": [chip]}
    sheet_id = box.book.worksheet("Members").id
    start = {"sheetId": sheet_id, "rowIndex": 2, "columnIndex": 1}
    fields = "userEnteredValue,chipRuns"
    put = {"rows": [{"values": [cell]}], "start": start, "fields": fields}
    box.book.batch_update({"requests": [{"updateCells": put}]})
    assert run(box).code is ExitCode.OK
    assert box.who() == {"ana@example.org": "writer", "mia@example.org": "writer"}
    listed = box.run("members", "list", "--format", "json")
    assert listed.code == 0, listed.err
    assert [
        seat["email"] for seat in json.loads(listed.out)["members"] if seat["name"] == "Mia"
    ] == ["mia@example.org"]
    removed = box.run("members", "remove", "mia@example.org", "--yes")
    assert removed.code == 0, removed.out + removed.err
    assert box.roster()[1][4]
    assert box.who() == {"ana@example.org": "writer"}
    assert run(box).code is ExitCode.OK
    assert box.who() == {"ana@example.org": "writer"}
