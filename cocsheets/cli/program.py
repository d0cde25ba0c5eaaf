"""How this program is called from elsewhere: by a job, or in another shell."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def program() -> list[str]:
    """The words that call it wherever the environment is another one."""
    beside = shutil.which("cocsheets", path=Path(sys.executable).parent)
    found = beside or shutil.which("cocsheets")
    return [found] if found else [sys.executable, "-m", "cocsheets"]


def typed() -> list[str]:
    """The words that a person types in a new shell: short, unless a virtual environment is active,
    which a new shell does not have."""
    short = shutil.which("cocsheets") and not os.environ.get("VIRTUAL_ENV")
    return ["cocsheets"] if short else program()
