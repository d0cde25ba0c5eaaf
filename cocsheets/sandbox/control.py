"""The control plane under `/sandbox/`: requests, faults, accounts, mail, settings, reset.

For tests only; nothing of Google. Its requests are neither listed nor faulted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cocsheets.sandbox import access_proposals, faults
from cocsheets.sandbox.access_proposals import Asked
from cocsheets.sandbox.accounts import Account
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.http import Reply
from cocsheets.sandbox.schema import parse_body
from cocsheets.sandbox.state import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.server import App

Json = dict[str, Any]


def answer(app: App, method: str, path: str, raw: bytes) -> Reply:
    """Answer one request of the control plane."""
    try:
        return _answer(app, method, path.removeprefix("/sandbox/").strip("/"), raw)
    except ApiError as error:
        return Reply(error.body("sheets"), error.code)
    except (msgspec.ValidationError, ValueError) as error:
        return Reply(ApiError(400, str(error)).body("sheets"), 400)


def _answer(app: App, method: str, name: str, raw: bytes) -> Reply:
    handler = _HANDLERS.get((method, name))
    if handler is None:
        raise ApiError(501, f"The sandbox does not implement {method} /sandbox/{name}.")
    found = handler(app, raw)
    return Reply({} if found is None else found)


def _list_requests(app: App, _raw: bytes) -> list[Json]:
    return app.requests


def _forget_requests(app: App, _raw: bytes) -> None:
    app.requests.clear()


def _reset(app: App, _raw: bytes) -> None:
    app.reset()


def _list_faults(app: App, _raw: bytes) -> list[Json]:
    listed: list[Json] = msgspec.to_builtins(app.faults)
    return listed


def _set_faults(app: App, raw: bytes) -> None:
    app.faults = faults.read(_items(raw, "faults"))


def _list_accounts(app: App, _raw: bytes) -> list[Json]:
    listed: list[Json] = msgspec.to_builtins(list(app.state.accounts))
    return listed


def _put_accounts(app: App, raw: bytes) -> None:
    for account in msgspec.convert(_items(raw, "accounts"), list[Account]):
        app.state.accounts.put(account)
    app.save()


def _get_settings(app: App, _raw: bytes) -> Json:
    settings: Json = msgspec.to_builtins(app.state.settings)
    return settings


def _put_settings(app: App, raw: bytes) -> Json:
    app.state.settings = msgspec.convert({**_get_settings(app, b""), **parse_body(raw)}, Settings)
    app.save()
    return _get_settings(app, b"")


def _list_mail(app: App, _raw: bytes) -> list[Json]:
    listed: list[Json] = msgspec.to_builtins(app.state.mail)
    return listed


def _forget_mail(app: App, _raw: bytes) -> None:
    app.state.mail.clear()
    app.save()


def _put_proposals(app: App, raw: bytes) -> None:
    for asked in msgspec.convert(_items(raw, "proposals"), list[Asked]):
        access_proposals.ask(app.state, asked)
    app.save()


_HANDLERS: dict[tuple[str, str], Callable[[App, bytes], Json | list[Json] | None]] = {
    ("GET", "requests"): _list_requests,
    ("DELETE", "requests"): _forget_requests,
    ("POST", "reset"): _reset,
    ("GET", "faults"): _list_faults,
    ("POST", "faults"): _set_faults,
    ("GET", "accounts"): _list_accounts,
    ("POST", "accounts"): _put_accounts,
    ("GET", "mail"): _list_mail,
    ("DELETE", "mail"): _forget_mail,
    ("POST", "proposals"): _put_proposals,
    ("GET", "settings"): _get_settings,
    ("PUT", "settings"): _put_settings,
}


def _items(raw: bytes, name: str) -> Any:
    """The list in a body, bare or under its name."""
    body = parse_body(raw)
    return body.get(name, []) if isinstance(body, dict) else body
