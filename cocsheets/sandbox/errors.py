"""Google's refusals. Knows both services' error envelopes; knows nothing of what was refused.

A handler raises `ApiError`; the server renders it in the shape of the service that was called:
Sheets answers `{"error": {code, message, status, details}}`, Drive `{"error": {code, message,
errors: [{domain, reason, message}]}}` (both recorded).
"""

from __future__ import annotations

from typing import Any, Literal

Service = Literal["sheets", "drive"]

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
_REASON = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "conflict",
    429: "rateLimitExceeded",
    500: "internalError",
    501: "notImplemented",
    503: "backendError",
}
_MOST_AT_ONCE = 250_000


class ApiError(Exception):
    """A refusal that reaches the client as Google would word it.

    `status` is Sheets' word for the code (by default the usual one), `reason` and `domain` are
    Drive's. `details` is Sheets' list of typed detail objects.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: str | None = None,
        reason: str | None = None,
        domain: str = "global",
        details: list[dict[str, Any]] | None = None,
        location: str | None = None,
        location_type: str | None = None,
        short: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or _STATUS.get(code, "UNKNOWN")
        self.reason = reason or _REASON.get(code, "unknown")
        self.domain = domain
        self.details = details
        self.location = location
        self.location_type = location_type
        self.short = short
        """What Drive says in its list of errors, where that is not the message."""

    def body(self, service: Service) -> dict[str, Any]:
        """The JSON body in the envelope of `service`."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if service == "drive":
            entry = {
                "message": self.short or self.message,
                "domain": self.domain,
                "reason": self.reason,
            }
            if self.location is not None:
                entry["location"] = self.location
                entry["locationType"] = self.location_type or "parameter"
            error["errors"] = [entry]
        if service == "sheets" or self.details is not None:
            error["status"] = self.status
        if self.details is not None:
            error["details"] = self.details
        return {"error": error}


def not_implemented(what: str) -> ApiError:
    """A 501 that names what Google serves and the sandbox does not."""
    return ApiError(501, f"The sandbox does not implement {what}.")


def bounded(count: int) -> None:
    """Refuse work that would take more than seconds: so many cells, rows or columns at once."""
    if count > _MOST_AT_ONCE:
        raise not_implemented(f"more than {_MOST_AT_ONCE} cells, rows or columns at once")


def invalid(message: str, *, details: list[dict[str, Any]] | None = None) -> ApiError:
    """A 400 in the words of Sheets."""
    return ApiError(400, message, details=details)


def bad_field(field: str, message: str) -> ApiError:
    """A 400 that names the offending field, as Google's JSON front end words it (recorded)."""
    return ApiError(
        400,
        message,
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": field, "description": message}],
            }
        ],
    )


def not_found() -> ApiError:
    """Sheets' 404 for an id that names nothing (recorded)."""
    return ApiError(404, "Requested entity was not found.")
