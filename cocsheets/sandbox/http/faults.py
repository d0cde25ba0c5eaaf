"""Faults that a test asked for: which requests they hit and what becomes of those.

Knows the faults' JSON; the server carries out what is found here.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec

_Method = Annotated[str, msgspec.Meta(pattern=r"^(?i:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\Z")]
_HeaderName = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_!#$%&'*+.^`|~-]+\Z")]
_HeaderValue = Annotated[str, msgspec.Meta(pattern=r"^[\t\x20-\x7e\xa0-\xff]*\Z")]


class Match(msgspec.Struct, forbid_unknown_fields=True):
    """Which requests: method, a regular expression that the path has to have, how many-th."""

    method: _Method | None = None
    path: str | None = None
    nth: Annotated[int, msgspec.Meta(ge=1, le=2**31)] | None = None
    user: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where the expression does not compile."""
        try:
            re.compile(self.path or "")
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"`path` is no regular expression, {error}") from error


class Edit(msgspec.Struct, forbid_unknown_fields=True, rename={"as_": "as"}):
    """A batchUpdate by somebody else, before or after the request takes effect."""

    as_: str
    spreadsheet: str
    requests: list[dict[str, Any]]
    when: Literal["before", "after"] = "before"


class Stale(msgspec.Struct, forbid_unknown_fields=True):
    """Reads answered from before the last write: so many of them, or for so many seconds."""

    reads: Annotated[int, msgspec.Meta(ge=1)] | None = None
    seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None
    served: int = 0

    def applies(self, age: float) -> bool:
        """Whether one more read is stale, so many seconds after the write; counts those that are.

        The count begins anew with each write.
        """
        if (self.seconds is not None and age >= self.seconds) or self.served == self.reads:
            return False
        self.served += 1
        return True


class Action(msgspec.Struct, forbid_unknown_fields=True):
    """What happens: an answer in place of the real one (which with `act` took effect all the
    same), no answer, a pause, an edit by somebody else, or a stale read."""

    status: Annotated[int, msgspec.Meta(ge=200, le=599)] | None = None
    headers: dict[_HeaderName, _HeaderValue | int] = {}
    body: Any = None
    act: bool = False
    drop_reply: bool = False
    delay: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0
    """Seconds."""
    edit: Edit | None = None
    stale: Stale | None = None


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
