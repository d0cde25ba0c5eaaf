"""The committee's spreadsheet at Google: one read, one atomic write.

Knows the endpoints of the Sheets API. Must not know what is written or why.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Sequence

import msgspec
import requests
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from cocsheets.errors import LostReplyError, RejectedError, UnreachableError
from cocsheets.plans.edits import Edit, MoveClaim
from cocsheets.records.table import Spreadsheet
from cocsheets.workbook.decoding import decode
from cocsheets.workbook.http import Http
from cocsheets.workbook.refusals import RefusalError, to_error
from cocsheets.workbook.requests import to_requests
from cocsheets.workbook.resources import FIELDS, WITH_FORMATS

WHOLE = {"fields": FIELDS, "prettyPrint": "false"}
"""The one read. Without indentation (documented, for every method) it is less than half as long."""
SHOW = {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
SHOWN = {**WHOLE, "fields": f"replies,updatedSpreadsheet({FIELDS})"}
"""The same in the answer to a batch, as the batch has left it."""

OLDER = "Google still shows the spreadsheet as it was before the last write."
OLDER_HINT = "What was written may be there. Run again in some minutes; the next run looks."


class GoogleSheet:
    """Reads and writes one spreadsheet; a `SheetStore`."""

    def __init__(self, http: Http, key: str) -> None:
        self.http = http
        self.key = key
        self.shown: Spreadsheet | None = None
        """See `SheetWriter.shown`."""
        self._written: MoveClaim | None = None
        """Opened the latest batch that took effect. Each leaves metadata that later ones outbid."""

    def read(self, *, formats: bool = False) -> Spreadsheet:
        """See `SheetReader.read`. One request, or some more where Google shows what was there
        before our own last write: nothing is ever concluded from that."""
        found: list[Spreadsheet] = []

        def check(response: requests.Response) -> None:
            found[:] = [decode(response.content, _google_time(response))]
            last = self._written
            if last is not None and not any(
                item.key == last.key and item.id >= last.new_id for item in found[0].metadata
            ):
                raise UnreachableError(OLDER, hint=OLDER_HINT)

        params = {**WHOLE, "fields": WITH_FORMATS} if formats else WHOLE
        try:
            self.http.call("GET", SPREADSHEET_URL % self.key, params=params, check=check)
        except RefusalError as refusal:
            raise to_error(
                refusal.fault, "read the spreadsheet", acting_as=self.http.acting_as
            ) from None
        return found[0]

    def write(self, edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        """See `SheetWriter.write`. One request, sent once."""
        self.shown = None
        body, owners = [], []
        for index, edit in enumerate(edits):
            for request in to_requests(edit):
                body.append(request)
                owners.append(index)
        try:
            response = self.http.call(
                "POST",
                SPREADSHEET_BATCH_UPDATE_URL % self.key,
                params=SHOWN if show else {},
                json={"requests": body, **(SHOW if show else {})},
            )
        except RefusalError as refusal:
            fault = refusal.fault
            error = to_error(fault, "write to the spreadsheet", acting_as=self.http.acting_as)
            if fault.passes_with_time:
                # Even a 429 or a 500 may come after the fact: whoever asked has to look.
                raise LostReplyError(error.message, hint=error.hint, cause=error) from None
            if isinstance(error, RejectedError):
                named = re.match(r"Invalid requests\[(\d+)\]", fault.message)
                if named and int(named[1]) < len(owners):
                    error.edit = owners[int(named[1])]
            raise error from None
        opening = [edit for edit in edits if isinstance(edit, MoveClaim)]
        self._written = opening[-1] if opening else self._written
        self.shown = _shown(response) if show else None
        return _hits(response, owners, len(edits))


class _Answer(msgspec.Struct, rename="camel"):
    updated_spreadsheet: msgspec.Raw = msgspec.Raw()


def _shown(response: requests.Response) -> Spreadsheet | None:
    """The spreadsheet in the answer to a batch; None where it is not whole: it can be read."""
    try:
        answer = msgspec.json.decode(response.content, type=_Answer)
        return decode(bytes(answer.updated_spreadsheet), _google_time(response))
    except (msgspec.DecodeError, UnicodeDecodeError, UnreachableError):
        return None


def _hits(response: requests.Response, owners: Sequence[int], count: int) -> tuple[int, ...]:
    hits = [0] * count
    try:
        replies = response.json()["replies"]
        for owner, reply in zip(owners, replies, strict=False):
            hits[owner] += int(reply.get("findReplace", {}).get("valuesChanged", 0))
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # it was a success all the same, and the counts are only ever told, never trusted
    return tuple(hits)


def _google_time(response: requests.Response) -> str:
    """Google's clock as the answer tells it, ISO 8601 in UTC; empty if it does not."""
    try:
        moment = email.utils.parsedate_to_datetime(response.headers["Date"])
    except (KeyError, TypeError, ValueError):
        return ""
    return moment.isoformat() if moment.tzinfo else ""
