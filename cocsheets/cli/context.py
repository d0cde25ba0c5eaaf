"""What every command shares: the global options, the real clock, and the committee behind them.

Knows the edge of the program: environment, working folder, clock. Everything heavy loads here, when
a command asks for it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cocsheets.clock import now

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.operations.committee import Committee
    from cocsheets.settings import Settings


@dataclass(slots=True)
class Context:
    """Global options of one command."""

    config: Path | None = None
    as_of: dt.date | None = None
    verbose: int = 0

    def settings(self) -> Settings:
        """The settings. Raises ConfigurationError."""
        from cocsheets.settings import load_settings

        return load_settings(os.environ, config=self.config)

    def committee(self) -> Committee:
        """The committee's spreadsheet. Raises ConfigurationError; sends nothing."""
        from cocsheets.operations.committee import Committee

        return Committee(self.settings(), now=now, as_of=self.as_of)
