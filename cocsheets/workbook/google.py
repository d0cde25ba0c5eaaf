"""The committee's spreadsheet at Google: one read, one atomic write.

Of a large spreadsheet only a part is read. Knows the endpoints of the Sheets API. Must not know
what is written or why, nor which worksheets are needed.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

import msgspec
import requests
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from cocsheets.errors import LostReplyError, RejectedError, UnreachableError
from cocsheets.plans.edits import Edit, MoveClaim
from cocsheets.records.table import Row, Spreadsheet, Worksheet
from cocsheets.workbook import selection
from cocsheets.workbook.decoding import decode, decode_outline
from cocsheets.workbook.http import Http
from cocsheets.workbook.refusals import RefusalError, to_error
from cocsheets.workbook.requests import to_requests
from cocsheets.workbook.resources import (
    BLOCK,
    FIELDS,
    OUTLINE,
    WITH_FORMATS,
    SpreadsheetResource,
)

T = TypeVar("T")
Params: TypeAlias = Mapping[str, str | list[str]]
BARE = {"prettyPrint": "false"}
"""Without indentation (documented, for every method) an answer is less than half as long."""
SHOW = {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
SHOWN = {**BARE, "fields": f"replies,updatedSpreadsheet({FIELDS})"}
"""The same in the answer to a batch, as the batch has left it."""

OLDER = "Google still shows the spreadsheet as it was before the last write."
OLDER_HINT = "What was written may be there. Run again in some minutes; the next run looks."

OUTLINES = 3
"""How often it is asked what worksheets there are, where somebody renames them at that moment."""


class GoogleSheet:
    """Reads and writes one spreadsheet; a `SheetStore`."""

    def __init__(self, http: Http, key: str) -> None:
        self.http = http
        self.key = key
        self.shown: Spreadsheet | None = None
        """See `SheetWriter.shown`."""
        self.needs: Callable[[Worksheet], bool] | None = None
        """Tells by its first rows whether a large worksheet is needed with all rows; such are then
        left out of readings unless it is. None: everything is read."""
        self._needed: set[int] = set()
        """Large worksheets that were: they stay so for all readings."""
        self.shows_all = True
        """Whether the latest reading left nothing out."""
        self._written: MoveClaim | None = None
        """Opened the latest batch that took effect. Each leaves metadata that later ones outbid."""

    def read(self, *, formats: bool = False) -> Spreadsheet:
        """See `SheetReader.read`. One request; two as a rule where large worksheets are left out.

        Some more where Google shows what was there before our own last write: nothing is ever
        concluded from that.
        """
        fields = WITH_FORMATS if formats else FIELDS
        for _ in range(OUTLINES if self.needs is not None else 0):
            outline = self._get({"fields": OUTLINE}, _decode_outline)
            whole = selection.whole_ones(outline, self._needed)
            if whole is None:
                break
            try:
                return self._read_part(fields, outline, whole)
            except RejectedError:
                continue  # renamed or deleted since: its range is none now
        return self._read({"fields": fields})

    def _read_part(
        self, fields: str, outline: SpreadsheetResource, whole: frozenset[int]
    ) -> Spreadsheet:
        """A reading without the rows of large worksheets that are not needed."""
        while True:
            asked = selection.ranges(outline, whole)
            if sum(map(len, asked)) > selection.MOST_CHARACTERS:
                return self._read({"fields": fields})
            found = self._read({"fields": fields, "ranges": asked}, outline, whole)
            more = {sheet.sheet_id for sheet in found.unread if self.needs and self.needs(sheet)}
            if not more:
                return found
            self._needed |= more
            whole |= more

    def _read(
        self,
        params: Params,
        outline: SpreadsheetResource | None = None,
        whole: frozenset[int] = frozenset(),
    ) -> Spreadsheet:
        def decoded(response: requests.Response) -> Spreadsheet:
            found = decode(response.content, _google_time(response), outline, whole)
            last = self._written
            if last is not None and not any(
                item.key == last.key and item.id >= last.new_id for item in found.metadata
            ):
                raise UnreachableError(OLDER, hint=OLDER_HINT)
            return found

        self.shows_all = outline is None
        return self._get(params, decoded)

    def rows(self, worksheet: Worksheet) -> Iterator[Row]:
        """All rows of a worksheet of which a reading has only the first: a block at a time, so that
        little of it is held at once. Each block is as of another moment. Raises GoogleError."""
        for block in selection.blocks(worksheet):
            yield from self._get({"fields": BLOCK, "ranges": [block]}, _decode_block)

    def _get(self, params: Params, decoded: Callable[[requests.Response], T]) -> T:
        found: list[T] = []

        def check(response: requests.Response) -> None:
            found[:] = [decoded(response)]

        asked = {**BARE, **params}
        try:
            self.http.call("GET", SPREADSHEET_URL % self.key, params=asked, check=check)
        except RefusalError as refusal:
            raise to_error(
                refusal.fault, "read the spreadsheet", acting_as=self.http.acting_as
            ) from None
        return found[0]

    def write(self, edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        """See `SheetWriter.write`. One request, sent once. Shows nothing where readings leave
        worksheets out: what a batch adds would be in none of the ranges."""
        self.shown = None
        show = show and self.shows_all
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


def _decode_outline(response: requests.Response) -> SpreadsheetResource:
    return decode_outline(response.content)


def _decode_block(response: requests.Response) -> Worksheet:
    return decode(response.content).worksheets[0]


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
