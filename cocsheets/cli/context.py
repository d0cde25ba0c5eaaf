"""What every command shares: the global options, the real clock, and the committee behind them.

Knows the edge of the program: environment, working folder, clock. Everything heavy loads here, when
a command asks for it.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocsheets import runs
from cocsheets.cli.logs import say
from cocsheets.clock import now

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.cli.stopping import Stop
    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet
    from cocsheets.settings import Settings


@dataclass(slots=True)
class Context:
    """Global options of one command."""

    config: Path | None = None
    as_of: dt.date | None = None
    verbose: int = 0
    log_format: str = "text"
    debug: bool = False
    writes: bool = False
    """Whether the command is one that writes."""
    daily: bool = False
    """Whether the command is the daily job: not done until all its parts are."""
    made: str = ""
    """What a set-up has made so far, in words."""
    _warned: bool = field(default=False, init=False)
    _committees: list[Committee] = field(default_factory=list, init=False)

    @property
    def changed(self) -> bool:
        """Whether anything was changed at Google so far, or may have been."""
        return any(committee.changed for committee in self._committees)

    def settings(self) -> Settings:
        """The settings. Raises ConfigurationError."""
        from cocsheets.settings import load_settings

        return load_settings(os.environ, config=self.config)

    def committee(self, stop: Stop | None = None, settings: Settings | None = None) -> Committee:
        """The committee's spreadsheet. Raises ConfigurationError; sends nothing.

        With `stop` it ends between two requests when asked to.
        """
        from cocsheets.cli.progress import spinner
        from cocsheets.operations.committee import Committee
        from cocsheets.operations.connection import Hooks

        runs.begin()
        hooks: dict[str, Any] = {
            "seen": self._warn_once,
            "while_waiting": spinner(quiet=self.verbose > 0 or self.log_format == "json"),
        }
        if stop is not None:
            hooks |= {"asked_to_stop": stop.asked_once, "sleep": stop.sleep}
        told = settings or self._complete_settings()
        committee = Committee(told, now=now, as_of=self.as_of, hooks=Hooks(**hooks))
        self._committees.append(committee)
        return committee

    def _complete_settings(self) -> Settings:
        """The settings. Raises ConfigurationError also where no spreadsheet is named: whoever has
        set nothing up is told how to begin, before anything else that is missing."""
        told = self.settings()
        _ = told.key
        return told

    def _warn_once(self, spreadsheet: Spreadsheet, committee: Committee) -> None:
        """Say, once a command, that the clock is wrong, and that the daily run does not happen."""
        from cocsheets.daily.overdue import overdue
        from cocsheets.errors import ConfigurationError
        from cocsheets.operations.home import open_texts

        if self._warned:
            return
        self._warned = True
        ledger_seen = committee.reading(spreadsheet).readable_ledger
        for text in open_texts(committee, ledger_seen):
            hint = "`cocsheets rehome --resume` goes on with it, `--undo` takes it back."
            say(text, hint=hint, level=logging.WARNING)
        try:
            wrong, ledger = committee.wrong_clock(spreadsheet), committee.ledger(spreadsheet)
        except ConfigurationError:
            return  # whoever needs the time zone or the ledger tells
        if wrong:
            hint = "Nothing is written until the days agree. Set this machine's clock."
            say(wrong, hint=hint, level=logging.WARNING)
        text = overdue(ledger, committee.now(), committee.settings.schedule.stale_after)
        if text:
            hint = "Run `cocsheets sync`; `cocsheets doctor` helps to find out why."
            say(text, hint=hint, level=logging.WARNING)
