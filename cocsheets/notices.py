"""Sends notices through apprise: chat, mail and whatever else it knows.

Knows addresses, which carry secrets, and never tells them. Must not know what a notice says. A
notice that cannot be sent never stops anything: what went wrong is returned as text.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from cocsheets.patience import within

SECONDS = 30.0
"""How long one address may take, however slowly it answers."""
MISSING = "The extra for notices is not installed: pip install 'cocsheets[notify]'."


def send(
    names: Sequence[str],
    environment: Mapping[str, str],
    title: str,
    body: str,
    seconds: float = SECONDS,
) -> tuple[str, ...]:
    """Send to every address; returns what went wrong, naming variables, never their values.

    `names` are those of environment variables with one address each, in apprise's form, each with
    so many seconds.
    """
    if not names:
        return ()
    apprise = _apprise()
    if apprise is None:
        return (MISSING,)
    told = (_send(apprise, name, environment.get(name, ""), title, body, seconds) for name in names)
    return tuple(filter(None, told))


def _apprise() -> Any:
    """The library, silent; None if it is not installed."""
    try:
        import apprise
    except ImportError:
        return None
    # apprise logs addresses and answers; those do not belong in a log.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    return apprise


def _send(apprise: Any, name: str, address: str, title: str, body: str, seconds: float) -> str:
    """What went wrong with one address, or nothing."""
    if not address:
        return f"{name} is not set, so nothing was sent there."
    try:
        service = apprise.Apprise()
        if not service.add(address):
            return f"{name} holds no address that apprise knows, so nothing was sent there."
        if not within(seconds, lambda: service.notify(title=title, body=body, body_format="text")):
            return f"The notice to {name} was not accepted or did not arrive."
    except Exception as error:  # noqa: BLE001  # a notice must never stop a run
        return f"The notice to {name} failed ({type(error).__name__})."
    return ""


def problems(names: Sequence[str], environment: Mapping[str, str]) -> tuple[str, ...]:
    """What would keep notices from being sent, as far as can be told without sending."""
    if not names:
        return ()
    apprise = _apprise()
    if apprise is None:
        return (MISSING,)
    found = []
    for name in names:
        address = environment.get(name, "")
        if not address:
            found.append(f"{name} is not set.")
        elif not apprise.Apprise().add(address):
            found.append(f"{name} holds no address that apprise knows.")
    return tuple(found)
