"""HTTP manners with Google: time limits, a retry that ends, and an end as soon as it is asked for.

Knows gspread's HTTP client and when a request may be repeated. Must not know what a request is for,
nor how Google words a refusal.
"""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar
from urllib.parse import urlsplit

import google.auth.exceptions
import msgspec
import requests
from gspread.http_client import HTTPClient

from cocsheets.clock import steady
from cocsheets.errors import LostReplyError, StoppedError, UnreachableError
from cocsheets.patience import within
from cocsheets.workbook.refusals import RefusalError, read_fault, refused_login, unreachable

T = TypeVar("T")
log = logging.getLogger("cocsheets.http")

MAX_WAIT = 32.0
"""Longest pause between two tries, in seconds (Google advises 32 or 64: documented)."""
GRACE = 1.0
"""Seconds that a request under way still has when somebody asks to end."""
LAST = 2.0
"""Seconds that each request after that has, for tidying up; none is repeated."""
TIDYING = 15.0
"""Seconds for which that holds: a notebook in which a cell was interrupted goes on."""
MOST_TRIES = 40
"""More than fit into the longest time that the settings allow."""


class Http(HTTPClient):
    """gspread's HTTP client with time limits and a retry that ends.

    Requests that are safe to repeat (`repeatable=True`, and every GET) are tried again until
    `retry_seconds` have passed; others are sent once. Raises RefusalError for an error answer,
    and the errors of `cocsheets.errors` where no usable answer came.
    """

    def __init__(
        self,
        session: requests.Session,
        *,
        retry_seconds: float = 120.0,
        request_seconds: float = 180.0,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = steady,
    ) -> None:
        super().__init__(None, session)  # type: ignore[arg-type]  # the session signs
        self.acting_as = ""
        """Address of the acting account as far as the credentials tell, for messages."""
        self.own_address = ""
        """The same, where the credentials are sure of it: those of a service account."""
        self.set_timeout((min(10.0, timeout), timeout))
        self.retry_seconds = retry_seconds
        self.request_seconds = request_seconds
        self.sleep = sleep
        self.clock = clock
        self.asked_to_stop: Callable[[], bool] = lambda: False
        """Asked before each request and while one is under way: says so once. Then StoppedError is
        raised, in place of the next request or of one that takes longer than `GRACE`."""
        self._stop_at: float | None = None
        """When it was asked, until StoppedError is raised."""
        self._tidy_until = 0.0
        """Until when requests are short: for a moment after it was asked to end."""
        self.while_waiting: Callable[[], AbstractContextManager[object]] = nullcontext
        """Entered while an answer is waited for, retries included."""
        self.changed = False
        """Whether Google accepted a request that changes something, or may have."""

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Any = None,
    ) -> requests.Response:
        """Send a request in gspread's way; only a GET is ever repeated."""
        return self.call(
            method, endpoint, params=params, data=data, json=json, files=files, headers=headers
        )

    def call(
        self,
        method: str,
        endpoint: str,
        *,
        repeatable: bool = False,
        check: Callable[[requests.Response], object] | None = None,
        **arguments: Any,
    ) -> requests.Response:
        """Send a request; see the class for retries and errors.

        `check` looks at a good answer and raises UnreachableError where it is cut short or no JSON;
        that counts as no answer.
        """
        with self.while_waiting():
            return self._call(method, endpoint, repeatable, check, arguments)

    def get(self, url: str, params: Mapping[str, str], kind: type[T], what: str) -> T:
        """What Google answers, decoded; `what` says what was tried. Raises as `call` does."""
        found: list[T] = []

        def check(response: requests.Response) -> None:
            try:
                found[:] = [msgspec.json.decode(response.content, type=kind)]
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise UnreachableError(
                    f"Google's answer was not usable when we tried to {what}.",
                    hint="Try again later.",
                ) from None

        self.call("GET", url, params=params, check=check)
        return found[0]

    def _call(
        self,
        method: str,
        endpoint: str,
        repeatable: bool,
        check: Callable[[requests.Response], object] | None,
        arguments: Mapping[str, Any],
    ) -> requests.Response:
        repeatable = repeatable or method.upper() == "GET"
        started = self.clock()
        attempt = 0
        while True:
            attempt += 1
            wait: float | None = None
            if self._asked():
                raise self._stopped()
            left = max(self.request_seconds, self.retry_seconds) - (self.clock() - started)
            before, self.changed = self.changed, self.changed or method.upper() != "GET"
            try:
                response = self._send(method, endpoint, arguments, left)
                if response.ok:
                    if check is not None:
                        check(response)
                    return response
                fault = read_fault(response)
                if not fault.passes_with_time:
                    self.changed = before  # a plain refusal; after any other it may have been done
                if not (repeatable and fault.passes_with_time):
                    raise RefusalError(fault)
                failure: Exception = RefusalError(fault)
                wait = fault.retry_after
            except UnreachableError as error:
                if not repeatable:
                    raise LostReplyError(
                        "Google's answer to a write did not arrive; it may have taken effect.",
                        cause=error,
                    ) from None
                failure = error
            pause = self.pause(attempt) if wait is None else max(wait, self.pause(attempt - 1))
            late = self.clock() - started + pause > self.retry_seconds
            if late or self._tidying or attempt == MOST_TRIES:
                raise failure
            log.info("trying again in %.1f s", pause)
            self.sleep(pause)
            if self.clock() - started > self.retry_seconds:
                raise failure  # this machine slept: whatever was true before has to be asked anew

    @staticmethod
    def pause(attempt: int) -> float:
        """Seconds to wait after the given number of tries: growing, jittered, with a ceiling.

        Nothing after none, so that a first `Retry-After` is taken at its word; a server that goes
        on saying 0 is still not asked in a storm.
        """
        return min(MAX_WAIT, 2.0 ** (attempt - 1) + random.random()) if attempt else 0.0

    def _asked(self) -> bool:
        if self._stop_at is None and self.asked_to_stop():
            self._stop_at = steady()
        return self._stop_at is not None

    def _grace_is_over(self) -> bool:
        return self._asked() and self._stop_at is not None and steady() - self._stop_at > GRACE

    def _stopped(self) -> StoppedError:
        self._stop_at, self._tidy_until = None, steady() + TIDYING
        return StoppedError()

    @property
    def _tidying(self) -> bool:
        return steady() < self._tidy_until

    def _send(
        self, method: str, endpoint: str, arguments: Mapping[str, Any], left: float
    ) -> requests.Response:
        started = self.clock()
        status = "no answer"
        seconds = LAST if self._tidying else min(self.request_seconds, left)

        def send() -> requests.Response:
            return self.session.request(
                method=method.upper(),
                url=endpoint,
                timeout=self.timeout,
                allow_redirects=False,
                **arguments,
            )

        try:
            response = within(seconds, send, give_up=self._grace_is_over)
            status = str(response.status_code)
            if response.is_redirect:
                raise UnreachableError("Google answered with a redirect, which is not followed.")
            return response
        except TimeoutError:
            if self._stop_at is not None:
                raise self._stopped() from None
            raise UnreachableError(
                f"Google's answer was not complete after {seconds:.3g} seconds.",
                hint="Try again later. `[limits] request_seconds` says how long to wait.",
            ) from None
        except KeyboardInterrupt:
            self._tidy_until = steady() + TIDYING
            raise
        except google.auth.exceptions.TransportError as error:
            raise unreachable(error) from None
        except google.auth.exceptions.GoogleAuthError as error:
            raise refused_login(error) from None
        except requests.RequestException as error:
            raise unreachable(error) from None
        finally:
            if log.isEnabledFor(logging.INFO):
                log.info(
                    "%s %s -> %s in %.0f ms",
                    method.upper(),
                    path_template(endpoint),
                    status,
                    1000 * (self.clock() - started),
                )


def path_template(url: str) -> str:
    """The path of a URL with ids, ranges and addresses left out, fit for a log."""
    path = urlsplit(url).path
    for pattern, name in _UNTOLD.items():
        path = re.sub(pattern, name, path)
    return path


_UNTOLD = {
    r"(?<=/spreadsheets/)[^/:]+": "{id}",
    r"(?<=/files/)[^/]+": "{id}",
    r"(?<=/permissions/)[^/]+": "{permission}",
    r"(?<=/permissionIds/)[^/]+": "{address}",
    r"(?<=/comments/)[^/]+": "{comment}",
    r"(?<=/revisions/)[^/]+": "{revision}",
    r"(?<=/values/).+": "{range}",
}
"""What stands for a part of a path that would tell which file or whose account it is."""
