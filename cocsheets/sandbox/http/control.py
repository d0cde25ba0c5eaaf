"""The control plane under `/sandbox/`: requests, faults, accounts, mail, settings, clock, reset.

For tests only; nothing of Google. Its requests are neither listed nor faulted. A body that does not
fit is refused with 400 and changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from cocsheets.sandbox.accounts import Account
from cocsheets.sandbox.drive import access_proposals
from cocsheets.sandbox.drive.access_proposals import Asked
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.http.faults import Fault
from cocsheets.sandbox.state import Settings, timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.app import App

Json = dict[str, Any]


def answer(app: App, method: str, path: str, raw: bytes) -> Reply:
    """Answer one request of the control plane."""
    name = path.removeprefix("/sandbox/").strip("/")
    handler = _HANDLERS.get((method, name))
    if handler is None:
        return _refused(ApiError(501, f"The sandbox does not implement {method} /sandbox/{name}."))
    try:
        found = handler(app, raw)
    except ApiError as error:
        return _refused(error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _refused(ApiError(400, f"{method} /sandbox/{name} cannot take this body: {error}."))
    return Reply({} if found is None else found)


def _refused(error: ApiError) -> Reply:
    return Reply(error.body("sheets"), error.code)


def set_faults(app: App, items: Any) -> None:
    """Put faults in place of all earlier ones. Raises ValidationError where they do not fit."""
    app.faults = msgspec.convert(items, list[Fault])
    app.before = None


def put_accounts(app: App, items: Any) -> None:
    """List accounts. Raises ValidationError where they do not fit."""
    for account in msgspec.convert(items, list[Account]):
        app.state.accounts.put(account)
    app.save()


def put_settings(app: App, switches: Any) -> Json:
    """Set switches and tell how all of them stand. Raises ValidationError where they do not fit."""
    now: Json = msgspec.to_builtins(app.state.settings) | msgspec.convert(switches, Json)
    app.state.settings = msgspec.convert(now, Settings)
    app.save()
    return now


class Moment(msgspec.Struct, forbid_unknown_fields=True):
    """A time for the clock to go on from: `at`, or as many seconds ahead of now as `advance` says.
    Neither is the real time."""

    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    advance: Annotated[float, msgspec.Meta(ge=0, le=10 * 366 * 86400)] = 0


def put_clock(app: App, wanted: Any) -> Json:
    """Set the clock. Raises ValidationError where that is no time."""
    moment = msgspec.convert(wanted, Moment)
    at = int(moment.at.timestamp() * 1000) if moment.at else None
    if at is None and moment.advance:
        at = app.state.clock()
    app.state.set_clock(None if at is None else at + int(moment.advance * 1000))
    return _get_clock(app, b"")


def _get_clock(app: App, _raw: bytes) -> Json:
    return {"now": timestamp(app.state.clock())}


def _list_requests(app: App, _raw: bytes) -> list[Json]:
    return app.requests


def _forget_requests(app: App, _raw: bytes) -> None:
    app.requests.clear()


def _reset(app: App, raw: bytes) -> None:
    if _body(raw, {}):
        raise msgspec.ValidationError("Expected none")
    app.reset()


def _list_faults(app: App, _raw: bytes) -> list[Json]:
    listed: list[Json] = msgspec.to_builtins(app.faults)
    return listed


def _list_accounts(app: App, _raw: bytes) -> list[Json]:
    listed: list[Json] = msgspec.to_builtins(list(app.state.accounts))
    return listed


def _get_settings(app: App, _raw: bytes) -> Json:
    settings: Json = msgspec.to_builtins(app.state.settings)
    return settings


def _list_mail(app: App, _raw: bytes) -> list[Json]:
    listed: list[Json] = msgspec.to_builtins(app.state.mail)
    return listed


def _forget_mail(app: App, _raw: bytes) -> None:
    app.state.mail.clear()
    app.save()


def _put_proposals(app: App, raw: bytes) -> None:
    access_proposals.ask(app.state, msgspec.convert(_body(raw, []), list[Asked]))
    app.save()


_HANDLERS: dict[tuple[str, str], Callable[[App, bytes], Json | list[Json] | None]] = {
    ("GET", "requests"): _list_requests,
    ("DELETE", "requests"): _forget_requests,
    ("POST", "reset"): _reset,
    ("GET", "faults"): _list_faults,
    ("POST", "faults"): lambda app, raw: set_faults(app, _body(raw, [])),
    ("GET", "accounts"): _list_accounts,
    ("POST", "accounts"): lambda app, raw: put_accounts(app, _body(raw, [])),
    ("GET", "mail"): _list_mail,
    ("DELETE", "mail"): _forget_mail,
    ("POST", "proposals"): _put_proposals,
    ("GET", "clock"): _get_clock,
    ("PUT", "clock"): lambda app, raw: put_clock(app, _body(raw, {})),
    ("GET", "settings"): _get_settings,
    ("PUT", "settings"): lambda app, raw: put_settings(app, _body(raw, {})),
}


def _body(raw: bytes, empty: Any) -> Any:
    """The JSON of a body; no body at all stands for an empty one."""
    return msgspec.json.decode(raw) if raw.strip() else empty
