"""A spreadsheet to begin with: headers, drop-downs, date checks, a protected header and a roster.

Composes. The file is new and nobody else's yet, so it needs no claim and no ledger; what it came to
is proven by reading it. Must not ask or print.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.roster import HEADERS
from cocsheets.data import Data
from cocsheets.errors import AccessError, ConfigurationError, IncompleteError, LostReplyError
from cocsheets.operations.setup import TITLE
from cocsheets.plans.edits import NewSheet
from cocsheets.plans.protect import Safeguard, plan_protect
from cocsheets.records.dates import date_cell
from cocsheets.records.layout import locate
from cocsheets.records.schema import SchemaSettings, load_schema
from cocsheets.workbook.creating import create
from cocsheets.workbook.drive import DriveFile
from cocsheets.workbook.google import GoogleSheet

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.operations.committee import Committee
    from cocsheets.records.columns import Schema

RECORDS = "Reports"
BY_HAND = (
    "A service account may own no files. Make the spreadsheet yourself: `cocsheets init --template`"
    " prints its header as CSV for File, Import. Share it, then run `cocsheets init`."
)


class Beginning(Data, frozen=True):
    """What a new spreadsheet is to hold."""

    title: str
    schema: Schema
    chair: str
    day: dt.date
    """When the chair joins."""
    time_zone: str = ""
    """Empty: Google's choice."""

    @property
    def header(self) -> tuple[str, ...]:
        """The headers of the records."""
        return tuple(column.header for column in self.schema.columns if not column.optional)


def begin(
    committee: Committee, title: str, preset: str | None, chair: str, day: dt.date, time_zone: str
) -> Beginning:
    """What would be made, for the chair named or the acting account.

    Raises ConfigurationError for a preset that does not exist, or where nobody would be chair.
    """
    acting = DriveFile(committee.http, "").account().email
    schema = load_schema(SchemaSettings(preset=preset or SchemaSettings().preset))
    address = addresses.read_address(chair or acting)
    if address.fault or not address.email:
        raise ConfigurationError(
            "Nobody would be chair of the new roster; nothing was made.",
            hint="Name the chair by e-mail address: --chair EMAIL.",
        )
    return Beginning(title, schema, address.email, day, time_zone)


def make(committee: Committee, wanted: Beginning) -> str:
    """Make it, and return its key. Raises CocsheetsError saying whether anything was made."""
    roster = tuple(names[0] for names in HEADERS.values())
    chair = ("", wanted.chair, "chair", date_cell(wanted.day))
    sheets = (NewSheet(RECORDS, wanted.header), NewSheet(TITLE, roster, (chair,)))
    try:
        key = create(committee.http, wanted.title, wanted.time_zone, sheets)
    except AccessError as error:
        raise AccessError(error.message, hint=BY_HAND) from None
    except LostReplyError:
        raise IncompleteError(
            f"Google's answer did not arrive: the spreadsheet {wanted.title!r} may have been made.",
            hint="Look in Google Drive. If it is there: `cocsheets init --spreadsheet KEY`.",
        ) from None
    _protect(committee, wanted, key)
    return key


def _protect(committee: Committee, wanted: Beginning, key: str) -> None:
    """Put the safeguards on, and see that they are there."""
    sheet = GoogleSheet(committee.http, key)
    acting = committee.http.acting_as

    def left() -> list[Safeguard]:
        found = sheet.read()
        plan = plan_protect(
            found,
            locate(found, wanted.schema, RECORDS),
            roster=found.worksheet(TITLE),
            editors={wanted.chair, acting} - {""},
            owners={acting},
        )
        return [change for change in plan.changes if isinstance(change, Safeguard)]

    missing = left()
    with suppress(LostReplyError):  # the next reading shows whether it took effect
        sheet.write([edit for change in missing for edit in change.edits])
    if missing := left():
        where = ", ".join(change.address for change in missing)
        raise IncompleteError(
            f"The spreadsheet was made, without all its safeguards: {where}.",
            hint=f"Run `cocsheets init --spreadsheet {key}`, then `cocsheets protect`.",
        )
