"""Optional parts of the installation, and what to say where one is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.errors import ConfigurationError

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox


BAD_DB = "The file of --db cannot be used: no SQLite file, or not to be written."


def need_sandbox() -> type[Sandbox]:
    """The sandbox. Raises ConfigurationError where its extra is not installed."""
    try:
        from cocsheets.sandbox import Sandbox
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("werkzeug"):
            raise ConfigurationError(
                "The sandbox is not installed.", hint="pip install 'cocsheets[sandbox]'"
            ) from None
        raise
    return Sandbox
