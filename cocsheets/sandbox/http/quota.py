"""Sheets' quota: 60 reads and 60 writes a minute for each user (documented)."""

from __future__ import annotations

from cocsheets.sandbox.errors import ApiError

PER_MINUTE = 60
_MINUTE = 60_000


class Meter:
    """Counts requests by user and clock minute."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, bool], tuple[int, int]] = {}

    def count(self, user: str, now: int, *, write: bool) -> None:
        """Count one request at `now` (ms).

        Raises:
            ApiError: 429 in Google's words (recorded) where the minute's share is used up.
        """
        minute = now // _MINUTE
        key = (user.casefold(), write)
        then, used = self._counts.get(key, (minute, 0))
        if then != minute:
            used = 0
        if used >= PER_MINUTE:
            raise exceeded("Write" if write else "Read")
        self._counts[key] = (minute, used + 1)


def exceeded(kind: str) -> ApiError:
    """The 429 for `Read` or `Write` requests (body recorded)."""
    return ApiError(
        429,
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute "
        "per user' of service 'sheets.googleapis.com' for consumer 'project_number:123'.",
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": "googleapis.com",
                "metadata": {
                    "service": "sheets.googleapis.com",
                    "consumer": "projects/123",
                    "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
                    "quota_limit": f"{kind}RequestsPerMinutePerUser",
                    "quota_limit_value": str(PER_MINUTE),
                    "quota_location": "global",
                },
            },
            {
                "@type": "type.googleapis.com/google.rpc.Help",
                "links": [
                    {
                        "description": "Request a higher quota limit.",
                        "url": "https://cloud.google.com/docs/quota#requesting_higher_quota",
                    }
                ],
            },
        ],
    )
