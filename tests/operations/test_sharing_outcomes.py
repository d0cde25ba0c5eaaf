"""What a plan of sharing and its outcome come to, and when a listing is not believed at once."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from cocsheets import runs
from cocsheets.access.filesettings import FileSettings
from cocsheets.access.permissions import Action
from cocsheets.claim import BASE
from cocsheets.data import replace
from cocsheets.errors import (
    AccessError,
    ConfigurationError,
    GoogleError,
    NoGoogleAccountError,
    RejectedError,
)
from cocsheets.exit_codes import ExitCode
from cocsheets.findings import Finding, Severity
from cocsheets.ledger import Ledger, Line
from cocsheets.operations import sharing
from cocsheets.operations.sharing import _was_interrupted, chosen, code, in_time, part_of
from cocsheets.plans.outcomes import Outcome, SharingReport
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_plan import SharingChange, SharingPlan
from cocsheets.settings import Settings
from tests.access.builders import ANA, chair, facts, link, owner, roster
from tests.apply.test_claims import spreadsheet, value
from tests.plans.builders import plan as plan_one

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.judged import Judged

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
