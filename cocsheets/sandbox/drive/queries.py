"""The `q` of Drive's lists: a small language, parsed into a predicate.

`name contains 'x' and ('ID' in parents or not trashed = true)`, as documented in Drive's guide
to searching. Strings may stand in single or double quotes (recorded).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.drive.access import RANK
from cocsheets.sandbox.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.state import State


_TOKEN = re.compile(
    r"""\s*(?:
        '(?P<single>(?:[^'\\]|\\.)*)' | "(?P<double>(?:[^"\\]|\\.)*)"
        | (?P<op><=|>=|!=|=|<|>|\(|\)|\{|\}) | (?P<word>[\w.]+)
    )""",
    re.VERBOSE,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
_TIMES = {
    "modifiedTime": lambda file: file.modified,
    "createdTime": lambda file: file.created,
}
_MAX_DEPTH = 50


def invalid_query() -> ApiError:
    """Drive's refusal of a query that it cannot read (reported)."""
    return ApiError(400, "Invalid Value", reason="invalid", location="q", location_type="parameter")


def matching(state: State, user: str, query: str) -> Callable[[File], bool]:
    """The predicate of a query; an empty one holds always.

    Raises:
        ApiError: 400 `Invalid Value` at `q`.
    """
    if not query.strip():
        return lambda _file: True
    parser = _Parser(state, user, _tokens(query))
    test = parser.either(0)
    parser.end()
    return test


def _tokens(query: str) -> list[tuple[str, str]]:
    found, at, query = [], 0, query.rstrip()
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise invalid_query()
        at = match.end()
        kind = str(match.lastgroup)
        text = match[kind]
        if kind in ("single", "double"):
            kind, text = "text", re.sub(r"\\(.)", r"\1", text)
        found.append((kind, text))
    return found


class _Parser:
    """Recursive descent: `or` binds loosest, then `and`, then `not`."""

    def __init__(self, state: State, user: str, tokens: list[tuple[str, str]]) -> None:
        self._state, self._user = state, user
        self._tokens = tokens
        self._at = 0

    def either(self, depth: int) -> Callable[[File], bool]:
        tests = [self._both(depth)]
        while self._take("word", "or"):
            tests.append(self._both(depth))
        return lambda file: any(test(file) for test in tests)

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise invalid_query()

    def _both(self, depth: int) -> Callable[[File], bool]:
        tests = [self._term(depth)]
        while self._take("word", "and"):
            tests.append(self._term(depth))
        return lambda file: all(test(file) for test in tests)

    def _term(self, depth: int) -> Callable[[File], bool]:
        if depth > _MAX_DEPTH:
            raise invalid_query()
        if self._take("word", "not"):
            inner = self._term(depth + 1)
            return lambda file: not inner(file)
        if self._take("op", "("):
            inner = self.either(depth + 1)
            self._need("op", ")")
            return inner
        kind, text = self._next()
        if kind == "text":
            self._need("word", "in")
            return self._membership(text, self._need("word"))
        if kind != "word":
            raise invalid_query()
        return self._comparison(text)

    def _membership(self, value: str, collection: str) -> Callable[[File], bool]:
        state, accounts = self._state, self._state.accounts
        if collection == "parents":
            folder = state.root_of(self._user).id if value == "root" else value
            return lambda file: folder in file.parents
        if value == "me":
            value = self._user
        if collection == "owners":
            return lambda file: file.owner is not None and accounts.same(file.owner, value)
        if collection in ("writers", "readers"):
            least = RANK["writer" if collection == "writers" else "reader"]
            grantee = accounts.permission_id(value)
            return lambda file: any(
                grant.permission.id == grantee and RANK[grant.role] >= least
                for grant in access.grants_on(state, file)
            )
        raise invalid_query()

    def _comparison(self, field: str) -> Callable[[File], bool]:
        if field == "sharedWithMe":
            return self._shared_with_me()
        if field in ("properties", "appProperties"):
            return self._property(field)
        operator = self._next()[1]
        kind, value = self._next()
        if field in ("trashed", "starred", "sharedWithMe") and operator in ("=", "!="):
            return self._flag(field, (value == "true") == (operator == "="), value)
        if kind != "text":
            raise invalid_query()
        if field in _TIMES:
            return _time_test(_TIMES[field], operator, value)
        return self._text_test(field, operator, value)

    def _text_test(self, field: str, operator: str, value: str) -> Callable[[File], bool]:
        folded = value.casefold()
        if field == "name" and operator in ("=", "!="):
            return lambda file: (file.name.casefold() == folded) == (operator == "=")
        if field == "name" and operator == "contains":
            # Beginnings of words, in any order (documented, reported).
            parts = [re.compile(rf"\b{re.escape(part)}") for part in folded.split()]
            return lambda file: all(part.search(file.name.casefold()) for part in parts)
        if field == "fullText" and operator == "contains":
            return lambda file: folded in f"{file.name}\n{file.description}".casefold()
        if field == "mimeType" and operator in ("=", "!="):
            return lambda file: (file.mime_type == value) == (operator == "=")
        if field == "mimeType" and operator == "contains":
            return lambda file: value in file.mime_type
        if field == "visibility" and operator in ("=", "!="):
            return lambda file: (self._visibility(file) == value) == (operator == "=")
        raise invalid_query()

    def _shared_with_me(self) -> Callable[[File], bool]:
        wanted = True
        if self._take("op", "="):
            wanted = self._need("word") == "true"
        state, user = self._state, self._user
        grantee = state.accounts.permission_id(user)
        return lambda file: (
            (
                not access.is_owner(state, user, file)
                and any(permission.id == grantee for permission in file.permissions)
            )
            == wanted
        )

    def _flag(self, field: str, wanted: bool, value: str) -> Callable[[File], bool]:
        if value not in ("true", "false"):
            raise invalid_query()
        state, user = self._state, self._user
        if field == "trashed":
            return lambda file: access.is_trashed(state, file) == wanted
        return lambda file: any(state.accounts.same(who, user) for who in file.starred_by) == wanted

    def _property(self, field: str) -> Callable[[File], bool]:
        self._need("word", "has")
        self._need("op", "{")
        self._need("word", "key")
        self._need("op", "=")
        key = self._need("text")
        self._need("word", "and")
        self._need("word", "value")
        self._need("op", "=")
        value = self._need("text")
        self._need("op", "}")
        attribute = "properties" if field == "properties" else "app_properties"
        return lambda file: getattr(file, attribute).get(key) == value

    def _visibility(self, file: File) -> str:
        grants = [grant.permission for grant in access.grants_on(self._state, file)]
        for kind, found, linked in (
            ("anyone", "anyoneCanFind", "anyoneWithLink"),
            ("domain", "domainCanFind", "domainWithLink"),
        ):
            of_kind = [permission for permission in grants if permission.type == kind]
            if of_kind:
                return found if any(p.discoverable for p in of_kind) else linked
        return "limited"

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise invalid_query()
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, kind: str, text: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == (kind, text):
            self._at += 1
            return True
        return False

    def _need(self, kind: str, text: str | None = None) -> str:
        found, value = self._next()
        if found != kind or (text is not None and value != text):
            raise invalid_query()
        return value


def _time_test(read: Callable[[File], int], operator: str, value: str) -> Callable[[File], bool]:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise invalid_query() from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if operator not in _COMPARE:
        raise invalid_query()
    at = moment.timestamp() * 1000
    return lambda file: _COMPARE[operator](read(file), at)
