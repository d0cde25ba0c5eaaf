"""One reading: judged once, planned on, and carried out by the call of a program."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

import cocsheets
from cocsheets import runs
from cocsheets.clock import now
from cocsheets.errors import ConfigurationError, RefusedError, StalePlanError
from cocsheets.operations import assessment, judged
from cocsheets.operations.committee import Committee
from cocsheets.plans import expunge
from cocsheets.sandbox import Sandbox
from tests.box import LONG_AGO, ROBOT, Box

MARK = "Zyxwv"
"""In every identifying cell, and in the outcome."""
TODAY = now().date()


def _day(days: int) -> str:
    return (TODAY + dt.timedelta(days=days)).isoformat()


@pytest.fixture
def box(sandbox: Sandbox) -> Box:
    """Two members; a stranger; three records that are due, one that is not, one without a date."""
    made = Box(sandbox)
    made.members(
        ("Cy Chair", "cy@example.org", "chair", LONG_AGO, ""),
        ("Gia Member", "gia@example.org", "member", LONG_AGO, ""),
    )
    made.share("stranger@example.net")
    made.book.sheet1.append_rows(
        [
            [
                _day(-400 - at),
                "Cy Chair",
                f"{MARK} Person{at}",
                f"{MARK.lower()}{at}@example.net",
                f"About {MARK} Person{at}",
                "Yes",
                "No",
                f"Talked with {MARK} Person{at}",
                "",
                until,
            ]
            for at, until in enumerate([_day(-9), _day(-8), _day(-7), _day(20), ""])
        ]
    )
    made.sandbox.forget_requests()
    return made


@pytest.fixture
def sheet(box: Box) -> Committee:
    """The committee as a program opens it."""
    return Committee(box.settings(), now=now)


# --- judged once ------------------------------------------------------------------------------


@pytest.fixture
def judgements(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each reading was assessed, and an expunge planned on it, at most."""
    most: Counter[str] = Counter()
    seen: list[tuple[str, Any]] = []

    def counted(name: str, spreadsheet: Any, work: Callable[[], Any]) -> Any:
        seen.append((name, spreadsheet))
        times = sum(known == name and one is spreadsheet for known, one in seen)
        most[name] = max(most[name], times)
        return work()

    assess, plan = assessment.assess, expunge.plan_expunge
    monkeypatch.setattr(
        judged, "assess", lambda *args: counted("assessed", args[0], lambda: assess(*args))
    )
    monkeypatch.setattr(
        assessment,
        "plan_expunge",
        lambda *args: counted("planned", args[1].worksheet, lambda: plan(*args)),
    )
    return most


def test_the_daily_job_judges_each_reading_once(sheet: Committee, judgements: Counter[str]) -> None:
    """However many parts of the day ask, a reading is assessed and planned on once."""
    report = sheet.sync()
    assert report.expunged is not None
    assert len(report.expunged.cells.done) == 3
    assert judgements == {"assessed": 1, "planned": 1}


def test_an_idle_day_is_one_reading_judged_once(
    sheet: Committee, judgements: Counter[str], box: Box
) -> None:
    """A day with nothing to do reads the sheet once."""
    sheet.sync()
    judgements.clear()
    box.sandbox.forget_requests()
    sheet.sync()
    reads = [r for r in box.sandbox.requests() if "/v4/spreadsheets/" in r["path"]]
    assert len(reads) == 1
    assert judgements == {"assessed": 1, "planned": 1}


def test_what_is_asked_again_is_the_same(sheet: Committee) -> None:
    """A reading gives the same objects again."""
    reading = sheet.read()
    assert reading.assessment is reading.assess()
    assert reading.roster() is reading.roster()
    assert reading.validation is reading.validation
    assert reading.assessment.expunge_plan() is reading.plan_expunge().plan
    assert sheet.reading(reading.spreadsheet) is reading


def test_a_roster_file_is_read_as_it_is_now(box: Box, tmp_path: Any) -> None:
    """A roster outside of the spreadsheet is no part of the reading."""
    from cocsheets.access.membership import MembersSettings

    file = tmp_path / "members.csv"
    row = "Name,E-mail,Role,Joined,Stepped down\nCy,cy@example.org,chair,2020-01-01,\n"
    file.write_text(row, encoding="utf-8")
    reading = Committee(box.settings(members=MembersSettings(f"file:{file}")), now=now).read()
    assert len(list(reading.roster())) == 1
    file.write_text(row + "Gia,gia@example.org,member,2020-01-01,\n", encoding="utf-8")
    assert len(list(reading.roster())) == 2


def test_after_midnight_a_reading_is_judged_anew(box: Box) -> None:
    """What was judged yesterday does not decide today."""
    later = dt.timedelta()
    sheet = Committee(box.settings(), now=lambda: now() + later)
    reading = sheet.read()
    assert reading.today == TODAY
    later = dt.timedelta(days=1)
    assert sheet.reading(reading.spreadsheet).today == TODAY + later
    assert reading.today == TODAY


# --- carried out ------------------------------------------------------------------------------


def test_the_call_is_the_consent(sheet: Committee, box: Box) -> None:
    """A plan that still holds is carried out and proven by a new reading."""
    planned = sheet.read().plan_expunge()
    assert box.writes() == []
    report = sheet.apply(planned)
    assert len(report.cells.done) == 3
    assert report.code is cocsheets.ExitCode.OK
    assert [str(text).startswith("Expunged") for text in box.book.sheet1.col_values(3)[1:]] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_plan_that_no_longer_holds_is_refused(sheet: Committee, box: Box) -> None:
    """Time has passed since it was planned: what would be done otherwise by now is not done."""
    planned = sheet.read().plan_expunge()
    box.book.sheet1.update_acell("J2", _day(30))
    box.sandbox.forget_requests()
    with pytest.raises(StalePlanError, match="Nothing was changed"):
        sheet.apply(planned)
    assert box.writes() == []


def test_the_limits_are_those_of_the_command_line(box: Box) -> None:
    """Too much at once is refused, unless the call lifts the limit."""
    from cocsheets.plans.limits import Limits

    sheet = Committee(box.settings(limits=Limits(max_rows=2)), now=now)
    planned = sheet.read().plan_expunge()
    with pytest.raises(RefusedError):
        sheet.apply(planned)
    assert box.writes() == []
    assert len(sheet.apply(planned, allow_large=True).cells.done) == 3


def test_a_day_in_the_future_is_planned_and_never_written(box: Box) -> None:
    """`as_of` a day to come: the plan is there, and nothing carries it out."""
    sheet = Committee(box.settings(), now=now, as_of=TODAY + dt.timedelta(days=40))
    planned = sheet.read().plan_expunge()
    assert planned.plan.changes
    with pytest.raises(RefusedError, match="future"):
        sheet.apply(planned)
    assert box.writes() == []


def test_another_sheet_carries_nothing_out(sheet: Committee, box: Box) -> None:
    """A plan is carried out by the sheet that it was made on."""
    planned = sheet.read().plan_expunge()
    with pytest.raises(ConfigurationError, match="another sheet"):
        Committee(box.settings(), now=now).apply(planned)


def test_what_is_blocked_is_refused(sheet: Committee, box: Box) -> None:
    """A report that cannot be judged is not added, and the plan says why."""
    planned = sheet.read().plan_record({"named_subjects": "Quinn Sample"})
    assert planned.plan.blocked
    with pytest.raises(RefusedError, match="fix first"):
        sheet.apply(planned)
    assert "error" in repr(planned)
    assert box.writes() == []


def test_where_nothing_is_to_do_nothing_is_sent(sheet: Committee, box: Box) -> None:
    """Every plan without changes gives its report, without a write."""
    first = sheet.read()
    for planned in (first.plan_expunge(), first.plan_sharing(), first.plan_protect()):
        sheet.apply(planned)
    box.sandbox.forget_requests()
    reading = sheet.read()
    for idle in (
        reading.plan_expunge(),
        reading.plan_sharing(),
        reading.plan_retention(),
        reading.plan_protect(),
        reading.plan_add_member("gia@example.org"),
    ):
        assert not idle.plan.changes
        assert sheet.apply(idle) is not None
    assert box.writes() == []


def test_half_of_a_sharing_plan(sheet: Committee, box: Box) -> None:
    """Only letting in takes nobody's access away."""
    sheet.apply(sheet.read().plan_sharing("grants"))
    assert set(box.who()) == {"cy@example.org", "gia@example.org", "stranger@example.net"}
    sheet.apply(sheet.read().plan_sharing("revokes"))
    assert set(box.who()) == {"cy@example.org", "gia@example.org"}


def test_each_call_is_a_run_of_its_own(sheet: Committee) -> None:
    """The ledger tells two calls apart, and outside of a call no run is under way."""
    sheet.apply(sheet.read().plan_expunge())
    sheet.apply(sheet.read().plan_sharing())
    assert runs.current() == ""
    ledger = sheet.read().ledger()
    assert ledger is not None
    assert len({line.run for line in ledger.lines if line.run}) == 2


# --- shown ------------------------------------------------------------------------------------


def test_nothing_shown_has_contents(sheet: Committee, box: Box) -> None:
    """Plans, findings, tables and reports show places and reasons, in text and HTML alike."""
    reading = sheet.read()
    plans = [
        reading.plan_expunge(),
        reading.plan_sharing(),
        reading.plan_retention("all"),
        reading.plan_protect(),
        reading.plan_record({"named_subjects": f"{MARK} Else", "date_reported": _day(-1)}),
        reading.plan_amend(2, {"summary": f"About {MARK} and others"}),
        reading.plan_add_member("new@example.org"),
    ]
    looked = [
        reading,
        reading.validate(),
        reading.due(60),
        reading.proposals(),
        reading.questions(),
        reading.residue(rows=[2]),
        reading.sharing_audit(),
        reading.members(),
        reading.ledger(),
        reading.statistics(),
        reading.assessment,
    ]
    done = [sheet.apply(sheet.read().plan_expunge()), sheet.sync()]
    for shown in (*plans, *(one.plan for one in plans), *looked, *done):
        text = repr(shown) + getattr(shown, "_repr_html_", str)()
        assert text
        assert MARK.casefold() not in text.casefold()


def test_a_notebook_shows_tables(sheet: Committee) -> None:
    """Plans, findings and what is due show themselves as tables, with what is in them escaped."""
    reading = sheet.read()
    shown = reading.plan_expunge()._repr_html_()
    assert shown.count("<tr>") > 3
    assert "<caption>Plan " in shown
    assert "\nexpunge  B2 " in repr(reading.plan_expunge())
    assert "no-expunge-date" in repr(reading.validate())
    assert "\nrow 5 " in repr(reading.due(60))
    assert ROBOT in repr(reading.sharing_audit())
    assert "\nexpunge   3 rows done\n" in repr(sheet.sync())


def test_an_identifier_that_is_blank_is_nobody(sheet: Committee) -> None:
    """Where only blanks are asked for, nobody else is looked for in their place."""
    assert not sheet.read().residue([" "]).looked_for
    assert sheet.read().residue().looked_for
