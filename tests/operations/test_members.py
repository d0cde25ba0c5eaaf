"""Members come and go: roster and sharing as one, whatever happens in between."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from cocsheets.access.files import Target
from cocsheets.access.judgement import Standing
from cocsheets.access.membership import MemberRole
from cocsheets.access.paths import PathState, Surroundings
from cocsheets.access.permissions import GranteeType, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.access.seats import seats
from cocsheets.apply.sharing import apply_sharing
from cocsheets.claim import read_claim
from cocsheets.data import replace
from cocsheets.errors import (
    AccessError,
    IncompleteError,
    NoGoogleAccountError,
    RefusedError,
    RejectedError,
    RosterMissingError,
)
from cocsheets.exit_codes import ExitCode
from cocsheets.ledger import HEADER, Line
from cocsheets.operations.members import ChangeMembers, MembersReport, carry_out, receipt
from cocsheets.operations.rosters import file, worksheet
from cocsheets.operations.situation import read_situation
from cocsheets.plans.limits import Limits
from cocsheets.plans.members import plan_add, plan_remove, plan_renew
from cocsheets.plans.outcomes import CellsReport, Outcome, SharingReport
from cocsheets.plans.plan import Obstacle
from cocsheets.records.schema import load_schema
from cocsheets.settings import Settings
from tests.access.builders import OWNER, TODAY, chair, link, member, roster
from tests.access.memory_drive import MemoryDrive
from tests.apply.memory_sheet import MemorySheet
from tests.apply.test_roster import ANA, JOINED, RIK, UNA, run_on, sheet
from tests.apply.test_run import states
from tests.apply.test_transaction import Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.access.membership import Roster
    from cocsheets.apply.run import Run
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.members import MembersPlan
    from cocsheets.plans.roster import RosterChange
    from cocsheets.plans.situation import Situation
    from cocsheets.records.table import Value

FILES = (Target(SharingSettings(keep=(OWNER.email,))),)
ROSTER = worksheet.Source("Members", Path())


def committee() -> tuple[MemorySheet, MemoryDrive]:
    """Ana chairs; Rik and Una are members; all have access; New has an account."""
    drive = MemoryDrive()
    drive.put("ana@example.org", "10", Role.WRITER)
    drive.put("Rik@Example.org", "11", Role.WRITER, name="Rik R.")
    drive.put("una@example.org", "12", Role.WRITER)
    drive.addresses["new@example.org"] = "20"
    return sheet(ANA, RIK, UNA), drive


def situation(store: MemorySheet, drive: MemoryDrive, *also: str) -> Situation:
    """What is known now."""
    return read_situation(drive, ROSTER.read(store.read()), FILES, TODAY, also)


def do(store: MemorySheet, drive: MemoryDrive, plan: MembersPlan) -> MembersReport:
    """Guard and carry out."""
    plan.check(Limits())
    run = run_on(store)
    try:
        now = situation(store, drive, *(change.email for change in plan.roster))
        report = carry_out(plan, now, run, drive, ROSTER)
        run.finish()
    finally:
        run.release()
    return report


def sync(store: MemorySheet, drive: MemoryDrive) -> list[str]:
    """What the daily job still does to sharing; returns its changes."""
    now = situation(store, drive)
    plan = now.plan(now.roster)
    plan.check(Limits())
    apply_sharing(plan, drive)
    return [f"{change.action} {change.address}" for change in plan.changes]


def test_remove_and_receipt() -> None:
    """Off the roster, out of the file, a receipt that is closed; the daily job finds nothing."""
    store, drive = committee()
    before = situation(store, drive, "RIK@example.org")
    plan = plan_remove(before, "RIK@example.org", on=TODAY)
    report = do(store, drive, plan)
    assert report.sharing.complete
    assert "11" not in drive.direct
    made = receipt(
        report,
        before,
        "RIK@example.org",
        day=TODAY,
        surroundings=Surroundings(False, (), ()),
        checklist=("Slack",),
    )
    assert made.left == ()
    assert (made.email, made.name) == ("rik@example.org", "Rik")
    assert sync(store, drive) == []


def test_remove_names_what_is_left() -> None:
    """The file is open by link: the person is removed, and the receipt is not closed."""
    store, drive = committee()
    drive.direct["anyoneWithLink"] = link()
    before = situation(store, drive)
    report = do(store, drive, plan_remove(before, "rik@example.org", on=TODAY))
    made = receipt(
        report, before, "rik@example.org", day=TODAY, surroundings=Surroundings(False, (), ())
    )
    assert report.sharing.complete
    assert not made.closed
    assert [way.who for way in made.shared] == ["anyone with the link"]


@pytest.mark.parametrize(("days", "state"), [(0, PathState.OPEN), (1, PathState.UNSEEN)])
def test_who_left_today_is_in_doubt_no_more(days: int, state: PathState) -> None:
    """A row without an address may be about anyone but those whom a person has removed by name;
    before the day it may be about them too."""
    store, drive = committee()
    store.sheets[7].append(["Past members"])
    email = "zed@example.net"
    drive.inherited["31"] = Permission("31", GranteeType.USER, Role.WRITER, email)
    drive.addresses[email] = "31"
    before = situation(store, drive, email)
    report = do(store, drive, plan_remove(before, email, on=TODAY))
    day, around = TODAY + dt.timedelta(days), Surroundings(False, (), ())
    (way,) = receipt(report, before, email, day=day, surroundings=around).left
    assert way.verdict is state


def test_add() -> None:
    """On the roster, into the file, without mail."""
    store, drive = committee()
    plan = plan_add(
        situation(store, drive, "new@example.org"),
        "new@example.org",
        name="New",
        role=MemberRole.ADVISER,
        joined=TODAY,
    )
    report = do(store, drive, plan)
    assert report.sharing.complete
    assert drive.direct["20"].role is Role.READER
    assert drive.mails == []
    assert sync(store, drive) == []


def test_what_a_change_comes_to() -> None:
    """The worst of what failed, what is not done, and what a person has to look at."""
    store, drive = committee()
    now = situation(store, drive)
    plan = plan_remove(now, "rik@example.org", on=TODAY)
    done = MembersReport(plan, now.roster, SharingReport())
    revoke = plan.sharing.changes[0]
    refused = SharingReport((Outcome(revoke, done=False, error=RejectedError("no")),))
    unknown = SharingReport((Outcome(revoke, done=False, error=NoGoogleAccountError("no")),))
    away = {"cases": AccessError("no")}
    half = replace(plan, sharing=replace(plan.sharing, failed=away))
    for report, code in (
        (done, ExitCode.OK),
        (replace(done, sharing=refused), ExitCode.INCOMPLETE),
        (replace(done, sharing=unknown), ExitCode.FINDINGS),
        (replace(done, sharing=SharingReport(failed=away)), ExitCode.GOOGLE),
        (replace(done, plan=half), ExitCode.GOOGLE),
        (replace(done, plan=replace(plan, obstacles=(Obstacle("kept"),))), ExitCode.FINDINGS),
        (replace(done, cells=CellsReport(to_check=("E3",))), ExitCode.FINDINGS),
    ):
        assert report.code is code
    assert replace(done, sharing=SharingReport(failed=away)).failed == away


def test_what_a_killed_run_left_open_about_access_is_closed_first() -> None:
    """By the listing that the plan was made on; then the change itself is carried out."""
    store, drive = committee()
    left = Line("grant", "una@example.org", "writer", run="gone0001", state="intended gone0001-1")
    store.sheets[8], store.titles[8] = [list(HEADER), list(left.cells())], "cocsheets log"
    desk = Desk(store)
    vars(desk).update(drive=drive, settings=Settings(), schema=load_schema())
    desk.close_open_lines = lambda run: None  # type: ignore[method-assign]
    made = ChangeMembers(
        cast("Committee", desk),
        store.read(),
        situation(store, drive),
        lambda now: plan_remove(now, "rik@example.org", on=TODAY),
    )
    assert made.carry_out().code is ExitCode.OK
    assert drive.calls == ["revoke 11"]
    assert states(store)[0] == ("una@example.org", "done")


def test_what_a_guard_refused_is_left_as_it_is() -> None:
    """The roster changes, and the report says what did not."""
    store, drive = committee()
    now = situation(store, drive)
    run = run_on(store)
    refused = {"records": RefusedError("too few editors")}
    plan = plan_remove(now, "rik@example.org", on=TODAY)
    report = carry_out(plan, now, run, drive, ROSTER, refused=refused)
    assert (drive.calls, report.failed) == ([], refused)
    assert not ROSTER.read(store.read()).find("rik@example.org").current(TODAY)  # type: ignore[union-attr]


def test_where_nothing_is_to_be_done_nothing_is_written() -> None:
    """Not even the claim."""
    store, drive = committee()
    now = situation(store, drive)
    do(store, drive, plan_remove(now, "rik@example.org", on=TODAY))
    writes, calls = len(store.writes), list(drive.calls)
    do(store, drive, plan_remove(situation(store, drive), "rik@example.org", on=TODAY))
    assert (len(store.writes), drive.calls) == (writes, calls)


def test_access_is_changed_after_the_ledger_says_so() -> None:
    """Also where the roster has nothing to change; the claim is held then."""
    store, drive = committee()
    drive.put("who@example.org", "13", Role.WRITER)
    seen = []
    drive.watch = lambda _: seen.append((states(store), read_claim(store.read()).held))
    do(store, drive, plan_remove(situation(store, drive), "who@example.org", on=TODAY))
    (((target, state),), held) = seen[0]
    assert (target, state.partition(" ")[0], held) == ("who@example.org", "intended", True)


class Typed(worksheet.Source):
    """A roster in which somebody enters Rik again while it is changed."""

    def change(self, changes: Sequence[RosterChange], run: Run) -> tuple[Roster, CellsReport]:
        """See `RosterSource`."""
        _, cells = super().change(changes, run)
        return roster(chair("ana@example.org"), member("rik@example.org")), cells


def test_a_roster_that_asks_for_other_access_meanwhile_changes_none() -> None:
    """Our change to it is done and told; the lines about access are closed as not done."""
    store, drive = committee()
    now = situation(store, drive)
    run = run_on(store)
    plan = plan_remove(now, "rik@example.org", on=TODAY)
    with pytest.raises(IncompleteError, match="changed by somebody else"):
        carry_out(plan, now, run, drive, Typed("Members", Path()))
    assert drive.calls == []
    assert sorted(states(store)) == [("Rik@Example.org", "not done"), ("rik@example.org", "done")]
    assert not read_claim(store.read()).held


def test_a_roster_begins() -> None:
    """On an empty roster the first people are enrolled, whether they have access already or not."""
    _, drive = committee()
    store = sheet()
    for email, role in (
        ("una@example.org", MemberRole.MEMBER),
        ("new@example.org", MemberRole.CHAIR),
    ):
        now = situation(store, drive, email)
        do(store, drive, plan_add(now, email, name="", role=role, joined=TODAY))
    assert inside(drive) == {"10", "11", "12", "20"}
    assert sync(store, drive) == ["revoke ana@example.org", "revoke Rik@Example.org"]


def test_a_roster_that_cannot_be_changed_changes_no_access() -> None:
    """If the roster stays as it is, so does sharing, and the ledger says that it was not done."""
    store, drive = committee()
    plan = plan_remove(situation(store, drive), "rik@example.org", on=TODAY)
    for number in range(1, 60):
        store.before[number] = lambda store: store.sheets[7].insert(
            1, ["X", f"x{len(store.sheets[7])}@example.org", "member", JOINED]
        )
    with pytest.raises(IncompleteError):
        do(store, drive, plan)
    assert drive.calls == []


def test_a_roster_in_a_file(tmp_path: Path) -> None:
    """The same with a CSV file: the file changes, then who has access."""
    _, drive = committee()
    store = MemorySheet({1: [["Date of 1st report"]]}, {1: "Reports"})
    path = tmp_path / "members.csv"
    path.write_text(
        "Name,E-mail,Role,Joined,Stepped down\n"
        "Ana,ana@example.org,chair,2020-01-01,\n"
        "Rik,rik@example.org,member,2025-01-01,\n"
        "Una,una@example.org,member,2025-01-01,\n"
    )
    source = file.Source("members.csv", tmp_path)
    roster = source.read()
    before = read_situation(drive, roster, FILES, TODAY)
    plan = plan_remove(before, "rik@example.org", on=TODAY)
    run = run_on(store)
    run.read()
    report = carry_out(plan, before, run, drive, source)
    run.finish()
    assert report.sharing.complete
    assert "rik@example.org,member,2025-01-01,2026-04-02" in path.read_text()
    assert "11" not in drive.direct
    lines = [row.values[2:4] for row in store.read().worksheets[1]][1:]
    assert lines == [("revoke", "Rik@Example.org"), ("step down", "rik@example.org")]


def test_no_roster_anywhere(tmp_path: Path) -> None:
    """Neither worksheet nor file: an error that says which was looked for."""
    store = MemorySheet({1: [["x"]]}, {1: "Reports"})
    with pytest.raises(RosterMissingError, match="Members"):
        ROSTER.read(store.read())
    with pytest.raises(RosterMissingError, match="gone"):
        file.Source("gone.csv", tmp_path).read()


def test_an_alias_of_somebody_in_an_unreadable_row_is_not_acted_on() -> None:
    """Whoever is named by hand is looked up with the addresses of such rows: one account is one
    person, under whatever address."""
    helper: list[Value] = ["Rik", "rik.alias@example.net", "helper", JOINED]
    store, drive = sheet(ANA, UNA, helper), committee()[1]
    drive.addresses["rik.alias@example.net"] = "11"
    del drive.direct["11"]
    now = situation(store, drive, "rik@example.org")
    with pytest.raises(RefusedError, match="Row 4"):
        plan_add(now, "rik@example.org", name="", role=MemberRole.MEMBER, joined=TODAY)


def test_the_audit_knows_whom_cocsheets_has_acted_as() -> None:
    """Judge and plan are told of the same accounts."""
    store, drive = committee()
    drive.put("job@example.org", "30", Role.WRITER)
    told = replace(situation(store, drive), acted=("job@example.org",))
    standings = {j.permission.email: j.standing for j in told.judge(told.files[0]).judgements()}
    assert standings["job@example.org"] is Standing.ACTED
    assert told.plan(told.roster).changes == ()


def test_seats() -> None:
    """The roster beside what each really has, then everybody else who has access."""
    store, drive = committee()
    drive.direct["anyoneWithLink"] = link()
    drive.direct.pop("12")
    rik = drive.permission_id("rik@example.org") or ""
    drive.direct[rik] = replace(drive.direct[rik], email="", deleted=True)
    now = situation(store, drive)
    table = [
        (seat.email, seat.role, seat.access and str(seat.access), seat.remark)
        for seat in seats(now.judge(now.files[0]), now.roster, TODAY)
    ]
    assert table == [
        ("ana@example.org", "chair", "writer", ""),
        ("rik@example.org", "member", "writer", "the account is gone"),
        ("una@example.org", "member", None, "has no access"),
        ("owner@example.org", "", "owner", "owns the file"),
        ("robot@sandbox.example", "", "writer", "the acting account"),
        ("anyone with the link", "", "reader", "it lets in more than the members"),
    ]


def test_seats_name_the_row_that_is_in_doubt() -> None:
    """Whoever has a second row that cannot be read is listed with that row, as nothing changes."""
    drive = committee()[1]
    store = sheet(ANA, UNA, ["Una", "una@example.org", "helper", JOINED])
    now = situation(store, drive)
    remarks = {
        seat.email: seat.remark for seat in seats(now.judge(now.files[0]), now.roster, TODAY)
    }
    assert remarks["una@example.org"] == (
        "row 4 of the roster names this address and cannot be read"
    )


# A crash at any moment --------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


def kill(_: object) -> None:
    """Die here."""
    raise Killed


def inside(drive: MemoryDrive) -> set[str | None]:
    """Who of the committee is in the file."""
    return {id_ for id_ in ("10", "11", "12", "20") if id_ in drive.direct}


def named(store: MemorySheet, drive: MemoryDrive) -> set[str | None]:
    """Whom the roster names as current."""
    roster = ROSTER.read(store.read())
    return {drive.permission_id(member.email) for member in roster.current(TODAY)}


@pytest.mark.parametrize(
    "point", ["before 1", "after 1", "drive 1", "drive 2", "before 2", "after 2"]
)
@pytest.mark.parametrize("verb", ["remove", "add", "renew"])
def test_crash_sweep(point: str, verb: str) -> None:
    """Killed at any call: nobody leaves the file while the roster still names them, nobody is let
    in whom it does not name, and the next run of the daily job finishes in the same direction."""
    store, drive = committee()
    before = situation(store, drive, "new@example.org")
    plans = {
        "remove": lambda: plan_remove(before, "rik@example.org", on=TODAY),
        "add": lambda: plan_add(
            before, "new@example.org", name="New", role=MemberRole.MEMBER, joined=TODAY
        ),
        "renew": lambda: plan_renew(before, ["ana@example.org"], on=TODAY),
    }
    where, _, number = point.partition(" ")
    if where == "drive":
        drive.faults[int(number)] = ("after", Killed())  # type: ignore[assignment]
    else:
        getattr(store, where)[int(number)] = kill
    with contextlib.suppress(Killed):
        do(store, drive, plans[verb]())
    if verb == "add":
        assert inside(drive) <= named(store, drive)
    else:
        assert inside(drive) >= named(store, drive)
    store.before.clear()
    store.after.clear()
    drive.faults.clear()
    roster = named(store, drive)
    sync(store, drive)
    assert inside(drive) == named(store, drive) == roster


def test_the_clock_is_an_argument() -> None:
    """A removal for a day to come writes the roster only; on that day the daily job revokes."""
    store, drive = committee()
    later = TODAY + dt.timedelta(days=3)
    plan = plan_remove(situation(store, drive), "rik@example.org", on=later)
    do(store, drive, plan)
    assert drive.calls == []
    assert sync(store, drive) == []
    roster = ROSTER.read(store.read())
    assert [member.name for member in roster.current(later)] == ["Ana", "Una"]
