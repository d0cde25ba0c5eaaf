"""However a day's run ends, whoever the settings name is told, and never any contents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cocsheets import notices
from cocsheets.cli import day
from cocsheets.cli.context import Context
from cocsheets.cli.service import Service
from cocsheets.cli.stopping import Stop
from cocsheets.errors import (
    ActiveRunError,
    CocsheetsError,
    ConfigurationError,
    RefusedError,
    StoppedError,
)
from cocsheets.ledger import Ledger, good_text
from cocsheets.operations.committee import Committee
from cocsheets.operations.sync import SyncReport
from cocsheets.settings import NotifySettings, Settings, SpreadsheetSettings

NOW = dt.datetime(2026, 4, 2, 10, tzinfo=dt.UTC)
NAME = "Una Witness"
KEY = "1" * 44
SETTINGS = Settings(spreadsheet=SpreadsheetSettings(KEY), notify=NotifySettings(to=("X",)))


@dataclass
class Told:
    """What was sent."""

    bodies: list[str] = field(default_factory=list)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Notices end here."""
    found = Told()

    def send(_to: Any, _environment: Any, title: str, body: str, _seconds: float) -> tuple[str]:
        assert NAME not in title + body
        found.bodies.append(body)
        return ("not delivered",)

    monkeypatch.setattr(notices, "send", send)
    return found


def ends_with(monkeypatch: pytest.MonkeyPatch, error: BaseException | SyncReport) -> None:
    """Let the run end so."""

    def run(*_: object, **__: object) -> SyncReport:
        if isinstance(error, SyncReport):
            return error
        raise error

    monkeypatch.setattr(day, "sync", run)


def committee(good: dt.datetime | None = None) -> Committee:
    """A committee whose ledger tells of a good run at that time."""
    found = Committee(SETTINGS, now=lambda: NOW)
    ledger = Ledger(1, (), good_text(good, dt.UTC) if good else "", 2)
    reading = SimpleNamespace(ledger=lambda: ledger)
    vars(found)["read"] = lambda **_: reading
    return found


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TypeError(NAME), "nobody foresaw (TypeError)"),
        (RecursionError(NAME), "nobody foresaw (RecursionError)"),
        (OSError(5, NAME), "nobody foresaw (OSError)"),
        (RefusedError(NAME), "Nothing was done: refused"),
        (StoppedError(), "asked to end"),
        (ActiveRunError(NAME, lasting=True), "for over a day"),
    ],
    ids=str,
)
def test_every_ending_is_told(
    monkeypatch: pytest.MonkeyPatch, told: Told, error: BaseException, words: str
) -> None:
    """What kept the run from its end goes on its way after somebody was told."""
    ends_with(monkeypatch, error)
    with pytest.raises(type(error)):
        day.carry_out(committee())
    (body,) = told.bodies
    assert words in body


@pytest.mark.parametrize(("hours", "count"), [(3, 0), (23, 0), (49, 1)])
def test_exit_6_is_told_when_no_run_was_good_for_a_day(
    monkeypatch: pytest.MonkeyPatch, told: Told, hours: int, count: int
) -> None:
    """Whatever is in the way, be it a process that hangs before it takes the claim."""
    ends_with(monkeypatch, ActiveRunError(NAME))
    there = committee(NOW - dt.timedelta(hours=hours))
    with pytest.raises(ActiveRunError):
        day.carry_out(there)
    assert len(told.bodies) == count
    with pytest.raises(ActiveRunError):
        day.carry_out(there, again=True)
    assert len(told.bodies) == count


@pytest.mark.parametrize("broken", ["_show", "notice"])
def test_a_fault_of_the_summary_is_told(
    monkeypatch: pytest.MonkeyPatch, told: Told, broken: str
) -> None:
    """The run is over and something goes wrong with its summary or its notice."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError(NAME)

    ends_with(monkeypatch, SyncReport(run="1", errors={"sharing": RefusedError("x")}))
    monkeypatch.setattr(day, broken, fail)
    with pytest.raises(ValueError, match=NAME):
        day.carry_out(committee())
    assert len(told.bodies) == 1


def test_a_dry_run_tells_nobody(monkeypatch: pytest.MonkeyPatch, told: Told) -> None:
    """However it ends."""
    ends_with(monkeypatch, TypeError(NAME))
    with pytest.raises(TypeError):
        day.carry_out(committee(), dry_run=True)
    assert told.bodies == []


# --- the service ----------------------------------------------------------------------------------


@dataclass
class Broken(Context):
    """Settings that could be read once."""

    reads: int = 0

    def settings(self) -> Settings:
        """See `Context.settings`."""
        self.reads += 1
        if self.reads > 2:
            raise ConfigurationError(NAME)
        return SETTINGS

    def committee(self, *_: object) -> Committee:
        """See `Context.committee`."""
        return Committee(self.settings(), now=lambda: NOW)


def test_settings_that_became_unreadable_are_told(told: Told) -> None:
    """Whom to tell is known from before."""
    service = Service(Broken(reads=2), Stop())
    service._settings = SETTINGS
    with pytest.raises(ConfigurationError):
        service._work()
    assert len(told.bodies) == 1


def test_a_service_that_cannot_start_is_told(told: Told, tmp_path: Path) -> None:
    """After a restart by night nobody reads its log."""
    with pytest.raises(CocsheetsError):
        Service(Broken(), Stop()).run(dt.time(0), "Nowhere/None", tmp_path / "state.json")
    assert len(told.bodies) == 1
