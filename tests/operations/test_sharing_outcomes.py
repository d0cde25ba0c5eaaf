"""What a plan of sharing and its outcome come to, and when a listing is not believed at once."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from cocsheets import runs
from cocsheets.access.files import SharedFile, Target
from cocsheets.access.filesettings import FileSettings
from cocsheets.access.permissions import Action, GranteeType, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.apply.sharing import ledger_lines
from cocsheets.claim import BASE
from cocsheets.data import replace
from cocsheets.errors import (
    AccessError,
    ConfigurationError,
    GoogleError,
    NoGoogleAccountError,
    RefusedError,
    RejectedError,
    StalePlanError,
)
from cocsheets.exit_codes import ExitCode
from cocsheets.findings import Finding, Severity
from cocsheets.ledger import GROUP, Ledger, Line
from cocsheets.operations import sharing
from cocsheets.operations.sharing import (
    SETTLES_AFTER,
    _was_interrupted,
    carry_out,
    chosen,
    code,
    in_time,
    part_of,
    share,
)
from cocsheets.operations.situation import read_situation
from cocsheets.plans.limits import Limits
from cocsheets.plans.outcomes import Outcome, SharingReport
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_plan import SharingChange, SharingPlan
from cocsheets.settings import Settings
from tests.access.builders import ANA, OWNER, TODAY, chair, facts, link, member, owner, roster
from tests.access.memory_drive import MemoryDrive
from tests.apply.test_claims import spreadsheet, value
from tests.apply.test_roster import run_on
from tests.apply.test_run import ledger, sheet, states
from tests.plans.builders import plan as plan_one

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.judged import Judged
    from tests.apply.memory_sheet import MemorySheet

REVOKE = SharingChange(Action.REVOKE, "who@example.org", "not on the roster", permission_id="12")
DONE = SharingReport((Outcome(REVOKE, done=True),))
UNKNOWN = SharingReport((Outcome(REVOKE, done=False, error=NoGoogleAccountError("no account")),))
REFUSED = SharingReport((Outcome(REVOKE, done=False, error=RejectedError("no")),))


def plan(*changes: SharingChange, **more: Any) -> SharingPlan:
    """A plan of these changes."""
    return SharingPlan("sheet", "sharing", changes, **more)


def found(rule: str, severity: Severity) -> tuple[Finding, ...]:
    """One finding about the roster."""
    return (Finding(rule, severity, "x", "y"),)


CASES = {"cases": FileSettings(key="abcdefgh")}
OBSTACLE = (Obstacle("in the way"),)
NOTED = found("sharing-kept", Severity.NOTE)
WARNED = found("sharing-owner", Severity.WARNING)
CRASHED = found("roster-interrupted", Severity.WARNING)


@pytest.mark.parametrize(
    ("made", "report", "expected"),
    [
        (plan(), None, ExitCode.OK),
        (plan(), SharingReport(), ExitCode.OK),
        (plan(roster_findings=NOTED), None, ExitCode.OK),
        (plan(roster_findings=WARNED), None, ExitCode.FINDINGS),
        (plan(roster_findings=CRASHED), None, ExitCode.INCOMPLETE),
        (plan(obstacles=OBSTACLE), None, ExitCode.FINDINGS),
        (plan(failed={"cases": AccessError("no")}), None, ExitCode.GOOGLE),
        (plan(REVOKE), None, ExitCode.FINDINGS),
        (plan(REVOKE), DONE, ExitCode.OK),
        (plan(REVOKE), REFUSED, ExitCode.INCOMPLETE),
        (plan(REVOKE), UNKNOWN, ExitCode.FINDINGS),
        (plan(REVOKE), replace(DONE, failed={"cases": AccessError("no")}), ExitCode.GOOGLE),
    ],
)
def test_what_a_plan_and_its_outcome_come_to(
    made: SharingPlan, report: SharingReport | None, expected: ExitCode
) -> None:
    """A plan that waits is a finding; one that was carried out is none."""
    assert code(made, report) is expected


def test_a_file_is_chosen_by_its_name() -> None:
    """All of them without one; a name that is none says which there are."""
    desk = cast("Committee", SimpleNamespace(settings=Settings()))
    assert [target.name for target in chosen(desk)] == ["records"]
    assert chosen(desk, "records") == chosen(desk)
    with pytest.raises(ConfigurationError, match="no file 'cases'") as caught:
        chosen(desk, "cases")
    assert caught.value.hint == "The files are: records."
    assert (part_of("records"), part_of("cases")) == ("sharing", "sharing (cases)")


LEFT = Line("revoke", "who@example.org", run="gone0001", state="intended gone0001-1", row=2)


@pytest.mark.parametrize(
    ("line", "since", "interrupted"),
    [
        (LEFT, "2026-04-02T09:59:00+00:00", True),
        (LEFT, "2026-04-02T09:00:00+00:00", False),
        (replace(LEFT, action="expunge"), "2026-04-02T09:59:00+00:00", False),
        (replace(LEFT, state="done"), "2026-04-02T09:59:00+00:00", False),
        (replace(LEFT, run="mine0001"), "2026-04-02T09:59:00+00:00", False),
        (None, "2026-04-02T09:59:00+00:00", False),
    ],
)
def test_what_a_killed_run_had_sent_is_waited_for(
    line: Line | None, since: str, interrupted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where another run was changing access a moment ago; else nobody waits."""
    monkeypatch.setattr(runs, "current", lambda: "mine0001")
    seen = spreadsheet((BASE + 1, value(since=since)))
    ledger = Ledger(1, (line,)) if line is not None else None
    reading = cast("Judged", SimpleNamespace(spreadsheet=seen, readable_ledger=ledger))
    assert _was_interrupted(reading) is interrupted


def test_a_plan_is_in_time_where_the_roster_still_asks_for_it() -> None:
    """By its digest, on the roster of the latest reading."""
    people = roster(chair("ana@example.org"))
    made = SharingPlan.of("sheet", [plan_one([owner(), ANA, link()], people)])
    desk = cast("Committee", SimpleNamespace(roster=lambda _: people))
    assert in_time(desk, spreadsheet(), made, lambda _: made)
    assert not in_time(desk, spreadsheet(), made, lambda _: plan())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A committee whose records are `sheet`, with what was asked of it; a situation is what was
    just seen of the file."""
    monkeypatch.setattr(sharing, "situation_of", lambda _reading, _also, seen, **_: seen)
    made = SimpleNamespace(settings=Settings(), asked=[], ids=iter(["sheet", "sheet"]))

    def overview() -> Any:
        made.asked.append("overview")
        id_ = next(made.ids)
        if isinstance(id_, GoogleError):
            raise id_
        return (facts(id=id_), ())

    def read(*, even_trashed: bool) -> Any:
        assert even_trashed
        return SimpleNamespace(spreadsheet=replace(spreadsheet(), id="sheet"))

    made.drive = SimpleNamespace(overview=overview)
    made.read, made.refuse_trash = read, lambda seen: made.asked.append(f"trash {seen.id}")
    return made


def test_a_file_is_looked_at_once_and_again_where_another_one_counts_by_now(desk: Any) -> None:
    """While a rehome is open the records are read from another file than was looked at."""
    sharing.view(desk)
    assert desk.asked == ["overview", "trash sheet"]
    desk.asked, desk.ids = [], iter(["old", "sheet"])
    sharing.view(desk)
    assert desk.asked == ["overview", "overview", "trash sheet"]


def test_records_that_cannot_be_seen_keep_no_other_file_from_being_looked_at(desk: Any) -> None:
    """Where there is none, that is the end of it."""
    for others, only, ends in (
        ({}, "", True),
        ({}, "records", True),
        (CASES, "", False),
        (CASES, "records", True),
        (CASES, "cases", False),
    ):
        desk.settings, desk.ids = Settings(files=others), iter([AccessError("no")])
        with pytest.raises(AccessError) if ends else nullcontext():
            assert sharing.view(desk, file=only)[1] is None


def test_a_file_that_is_none_is_not_looked_for() -> None:
    """Wherever it is asked for."""
    reading = SimpleNamespace(committee=SimpleNamespace(settings=Settings()), readable_ledger=None)
    with pytest.raises(ConfigurationError, match="no file 'cases'"):
        sharing.situation_of(cast("Judged", reading), only="cases")


@pytest.mark.parametrize("interrupted", [False, True])
def test_after_a_killed_run_the_file_is_looked_at_anew(
    interrupted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a pause; what was seen before it may be undone by what that run had sent."""
    slept: list[float] = []
    given: dict[str, Any] = {}
    monkeypatch.setattr(sharing, "_was_interrupted", lambda _: interrupted)
    monkeypatch.setattr(sharing, "read_situation", lambda *_, **more: given.update(more))
    committee = SimpleNamespace(
        settings=Settings(),
        drive=None,
        limits=Limits(),
        hooks=SimpleNamespace(sleep=slept.append),
    )
    reading = SimpleNamespace(committee=committee, readable_ledger=None, roster=roster, today=TODAY)
    seen = (facts(), (ANA,))
    sharing.situation_of(cast("Judged", reading), seen=seen)
    assert (slept, given["seen"]) == (([SETTLES_AFTER], None) if interrupted else ([], seen))


def test_a_file_in_the_trash_is_refused_as_far_as_it_was_seen(desk: Any) -> None:
    """Where it was not, there is nothing to refuse."""

    def refuse(seen: Any) -> None:
        raise RefusedError(f"{seen.id} is in the trash")

    desk.refuse_trash = refuse
    with pytest.raises(RefusedError, match="sheet is in the trash"):
        sharing.view(desk)


def handed_over() -> tuple[MemorySheet, MemoryDrive, SharingPlan]:
    """Who is on no roster has access to a file."""
    drive = MemoryDrive()
    drive.put("ana@example.org", "10", Role.WRITER)
    drive.put("who@example.org", "12", Role.WRITER)
    people = roster(chair("ana@example.org"))
    targets = [Target(SharingSettings(keep=(OWNER.email,)))]
    return sheet(), drive, read_situation(drive, people, targets, TODAY).plan(people)


@pytest.mark.parametrize("changed", [False, True])
def test_a_roster_that_changed_meanwhile_leaves_access_as_it_is(changed: bool) -> None:
    """Nothing is sent, the lines are closed as not done, and the claim is let go."""
    store, drive, made = handed_over()
    run = run_on(store)
    run.read()
    desk = cast("Committee", SimpleNamespace(drive=drive, roster=lambda _: roster()))
    with pytest.raises(StalePlanError) if changed else nullcontext():
        carry_out(desk, run, made, lambda _: plan() if changed else made)
    run.finish()
    assert drive.calls == ([] if changed else ["revoke 12"])
    assert states(store) == [("who@example.org", "not done" if changed else "done")]


class Blind(MemoryDrive):
    """A file that changes, and that nobody sees again."""

    def permissions(self) -> tuple[Permission, ...]:
        """See `SharingReader`."""
        raise AccessError("no")


def test_what_could_not_be_seen_stays_open_in_the_ledger() -> None:
    """The next run looks; what was seen is closed."""
    store, drive, made = handed_over()
    drive.others = {"B": Blind(key="B")}
    seen = SharedFile(facts(id="B"), (*drive.permissions(),), SharingSettings(), "cases")
    away = replace(made.changes[0], file="cases")
    parts = (*made.parts, replace(made.parts[0], seen=seen, changes=(away,)))
    run = run_on(store)
    run.read()
    both = SharingPlan.of("sheet", parts)
    share(drive, run, both, run.intend(ledger_lines(both)))
    run.finish()
    found = [state.partition(" ")[0] for _, state in states(store)]
    assert found == ["done", "intended"]


class Crowd(MemoryDrive):
    """A file on which an address turns out to be a group's."""

    def _grant(self, email: str, role: Role, notify: bool) -> None:
        self.direct["77"] = Permission("77", GranteeType.GROUP, role, email)


def test_an_address_that_turned_out_to_be_a_groups_is_noted() -> None:
    """Once, beside what became of the grant; nobody tries it again."""
    drive = Crowd(addresses={"all@example.org": "77"})
    drive.put("ana@example.org", "10", Role.WRITER)
    people = roster(chair("ana@example.org"), member("all@example.org"))
    targets = [Target(SharingSettings(keep=(OWNER.email,)))]
    made = read_situation(drive, people, targets, TODAY).plan(people)
    store = sheet()
    run = run_on(store)
    run.read()
    share(drive, run, made, run.intend(ledger_lines(made)))
    run.finish()
    assert "77" not in drive.direct
    found = ledger(store)
    assert found.groups == ("all@example.org",)
    assert [(line.action, line.state) for line in found.lines] == [
        ("grant", "not done"),
        (GROUP, "done"),
    ]
