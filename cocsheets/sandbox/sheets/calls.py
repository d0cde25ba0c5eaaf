"""What all handlers of Sheets share: the file, the acting user, masks, options in the query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox import fields
from cocsheets.sandbox.drive.access import sheets_file
from cocsheets.sandbox.errors import ApiError, bad_field
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.http.calls import Call, Reply
from cocsheets.sandbox.schema import snake
from cocsheets.sandbox.sheets.cell_view import CellView
from cocsheets.sandbox.sheets.edit import results_of

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File

Json = dict[str, Any]
_PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
_ENUMS = {
    "valueInputOption": (
        "ValueInputOption",
        "INPUT_VALUE_OPTION_UNSPECIFIED",
        "RAW",
        "USER_ENTERED",
    ),
    "valueRenderOption": ("ValueRenderOption", "FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
    "responseValueRenderOption": (
        "ValueRenderOption",
        "FORMATTED_VALUE",
        "UNFORMATTED_VALUE",
        "FORMULA",
    ),
    "dateTimeRenderOption": ("DateTimeRenderOption", "SERIAL_NUMBER", "FORMATTED_STRING"),
    "responseDateTimeRenderOption": ("DateTimeRenderOption", "SERIAL_NUMBER", "FORMATTED_STRING"),
    "majorDimension": ("Dimension", "DIMENSION_UNSPECIFIED", "ROWS", "COLUMNS"),
    "insertDataOption": ("InsertDataOption", "OVERWRITE", "INSERT_ROWS"),
    "commentsViewMode": (
        "CommentsViewMode",
        "COMMENTS_VIEW_MODE_UNSPECIFIED",
        "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS",
        "COMMENTS_VIEW_MODE_OMITTED",
        "COMMENTS_VIEW_MODE_INCLUDED",
    ),
}


def open_sheet(call: Call, *, write: bool = False) -> File:
    """The spreadsheet that a call is about, or Sheets' refusal."""
    file = sheets_file(call.state, call.user, call.path["spreadsheetId"], write=write)
    if file.mime_type != SPREADSHEET or file.content is None:
        raise ApiError(404, "Requested entity was not found.")
    return file


def cells_of(call: Call, file: File) -> CellView:
    """What shows the file's values to the acting user."""
    return CellView(file.sheet, results_of(call.state, file.sheet, call.user))


def masked(call: Call, message: str, out: Json) -> Reply:
    """The answer, as far as the call's mask lets it through."""
    masked = fields.apply(fields.mask_for("sheets", message, call.arg("fields")), out)
    return Reply(masked)


def enum(call: Call, name: str) -> str | None:
    """A query parameter that takes one of some words, or None.

    Raises:
        ApiError: 400 in the words of Google's front end for any other word.
    """
    value = call.arg(name)
    if value is None:
        return None
    kind, *allowed = _ENUMS[name]
    if value in allowed:
        return value
    at = snake(name)
    raise bad_field(at, f"Invalid value at '{at}' ({_PACKAGE}{kind}), \"{value}\"")


def number_in_path(text: str, at: str) -> int:
    """A number in a path, or Google's 400."""
    try:
        return int(text)
    except ValueError:
        raise bad_field(at, f"Invalid value at '{at}' (TYPE_INT32), \"{text}\"") from None
