"""What the version history still shows of expunged records, and when a reminder is due."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.formats.notice import notice
from cocsheets.ledger.rehome import History
from cocsheets.operations.history import history_text, overdue_text
from cocsheets.records.retentionsettings import RetentionSettings
from tests.operations import rehome_sweep as sweep

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox


def test_before_a_rehome_expunged_records_are_counted_and_after_it_not(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Doctor, notice and status say what earlier versions show; a fresh file shows nothing."""
    found = sweep.world(sandbox, tmp_path)
    reading = found.committee().read()
    assert reading.in_history is not None
    assert reading.in_history.records == 1
    told = history_text(reading.in_history)
    assert "1 expunged record can still be read" in told
    assert any(told == check.message for check in found.committee().check_up())
    assert told in notice(found.committee().sync(dry_run=True)).body
    found.rehome()
    committee = found.committee()
    assert committee.read().in_history is None
    assert not any("can still be read" in check.message for check in committee.check_up())
    assert "can still be read" not in notice(committee.sync(dry_run=True)).body


def test_a_reminder_is_due_once_the_earliest_is_old_enough(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """`[retention] rehome_after` makes a warning of it, with the day, and never does it itself."""
    found = sweep.world(sandbox, tmp_path)
    reminded = found.config.read_text() + '[retention]\nrehome_after = "0d"\n'
    found.config.write_text(reminded, encoding="utf-8")
    committee = found.committee()
    committee.as_of = dt.date.fromisoformat(committee.read().in_history.since)  # type: ignore[union-attr]
    findings = [f for f in committee.read().validation.findings if f.rule == "rehome-due"]
    assert [str(finding.severity) for finding in findings] == ["warning"]
    assert committee.sync(dry_run=True).code == 1


@pytest.mark.parametrize(
    ("since", "after", "told"),
    [
        ("2026-01-01", 180, "for 181 days, since 2026-01-01"),
        ("2026-01-02", 180, "for 180 days, since 2026-01-02"),
        ("2026-01-03", 180, ""),
        ("", 180, ""),
        ("2026-01-01", None, ""),
    ],
)
def test_days_are_counted_from_the_first_that_was_expunged(
    since: str, after: int | None, told: str
) -> None:
    """Without a day, or without the setting, nobody is reminded."""
    assert overdue_text(History(3, since), after, dt.date(2026, 7, 1)) == told


def test_the_setting_is_a_number_of_days() -> None:
    """Anything else is refused."""
    assert RetentionSettings(rehome_after="180d").rehome_days == 180
    assert RetentionSettings().rehome_days is None
    with pytest.raises(ConfigurationError, match="rehome_after"):
        replace(RetentionSettings(), rehome_after="soon").check()
