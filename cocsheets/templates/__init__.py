"""Sheets to begin with: a header and a few invented rows for each bundled layout, as CSV.

They are imported in Google Sheets by File, Import. Knows where the files are. Must not know what
stands in them.
"""

from __future__ import annotations

from importlib import resources


def sample(name: str) -> str:
    """The sample sheet of a bundled layout, or the roster's (`members`), as CSV.

    Raises FileNotFoundError if there is none of that name.
    """
    return (resources.files("cocsheets.templates") / f"{name}.csv").read_text(encoding="utf-8")


def header(name: str) -> str:
    """Its first line alone."""
    return sample(name).partition("\n")[0] + "\n"
