"""Faults that a test asked for: which requests they hit and what becomes of those.

Knows the faults' JSON; the server carries out what is found here.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec


class Match(msgspec.Struct, forbid_unknown_fields=True):
    """Which requests: method, a regular expression that the path has to have, how many-th."""

    method: str | None = None
    path: str | None = None
    nth: int | None = None
    user: str | None = None


class Edit(msgspec.Struct, forbid_unknown_fields=True, rename={"as_": "as"}):
    """A batchUpdate by somebody else, before or after the request takes effect."""

    as_: str
    spreadsheet: str
    requests: list[dict[str, Any]]
    when: str = "before"


class Action(msgspec.Struct, forbid_unknown_fields=True):
    """What happens: an answer in place of the real one (which with `act` took effect all the
    same), no answer, a pause, or an edit by somebody else."""

    status: int | None = None
    headers: dict[str, str] = {}
    body: Any = None
    act: bool = False
    drop_reply: bool = False
    delay: float = 0
    edit: Edit | None = None


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """One fault. With `nth` it fires once, at that matching request from now on."""

    do: Action
    match: Match = msgspec.field(default_factory=Match)
    seen: int = 0

    def hits(self, method: str, path: str, user: str) -> bool:
        """Whether it fires on this request; counts those that match."""
        match = self.match
        if match.method is not None and match.method.upper() != method:
            return False
        if match.user is not None and match.user.casefold() != user.casefold():
            return False
        if match.path is not None and not re.search(match.path, path):
            return False
        self.seen += 1
        return match.nth is None or match.nth == self.seen


def read(data: Any) -> list[Fault]:
    """The faults of a `POST /sandbox/faults`.

    Raises:
        ValueError: it is no list of faults, or an expression does not compile.
    """
    faults = msgspec.convert(data, list[Fault])
    for fault in faults:
        try:
            re.compile(fault.match.path or "")
        except re.error as error:
            raise ValueError(f"match.path: {error}") from error
    return faults


def merged(actions: list[Action]) -> Action:
    """Several faults on one request as one: pauses add up, of the answers the first counts."""
    first_answer = next((action for action in actions if action.status is not None), Action())
    return Action(
        status=first_answer.status,
        headers=first_answer.headers,
        body=first_answer.body,
        act=first_answer.act,
        drop_reply=any(action.drop_reply for action in actions),
        delay=sum(action.delay for action in actions),
    )
