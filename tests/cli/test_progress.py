"""Signs of life on a terminal."""

from __future__ import annotations

import pytest

from cocsheets.cli import progress


def test_a_reckoning_is_shown_on_a_terminal_after_a_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing within a second, nothing elsewhere than on a terminal; then how far it has come."""
    now = iter([0.0, 0.5, 2.0, 2.0, 2.0])
    monkeypatch.setattr(progress, "steady", lambda: next(now))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with progress.reckoning("Choosing") as show:
        show(1, 4)
        assert capsys.readouterr().err == ""
        show(2, 4)
    shown = capsys.readouterr()
    assert "Choosing" in shown.err
    assert shown.out == ""
