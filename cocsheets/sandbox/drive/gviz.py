"""`gviz/tq`, the address by which charts and scripts read a sheet: as CSV or as JSON.

Recorded by none; the shape of the JSON is documented (chart tools datasource protocol), and which
rows are headers is guessed more simply than Google does.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.drive.access import drive_file
from cocsheets.sandbox.drive.transfer import exportable
from cocsheets.sandbox.errors import ApiError, not_implemented
from cocsheets.sandbox.formulas.cell_values import ErrorValue, is_number
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.sheets.a1 import letters, quote_title
from cocsheets.sandbox.sheets.cell_view import CellView
from cocsheets.sandbox.sheets.edit import results_of
from cocsheets.sandbox.sheets.numberformat import EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocsheets.sandbox.http.calls import Call, Json
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet


def query(call: Call) -> Reply:
    """A sheet, by `gid` or `sheet`, or a `range` of it, in the form that `tqx` asks for."""
    wanted = drive_file(call.state, call.user, call.path["fileId"], all_drives=True)
    book = exportable(call, wanted).sheet
    options = dict(part.partition(":")[::2] for part in (call.arg("tqx") or "").split(";"))
    if (call.arg("tq") or "").strip().lower() not in ("", "select *"):
        raise not_implemented("queries in tq")
    sheet, box = book.read_range(_range(call, book))
    cells = CellView(book, results_of(call.state, book, call.user))
    bottom = min(box.bottom, len(sheet.rows))
    right = min(box.right, max(map(len, sheet.rows), default=0))
    columns = range(box.left, right)
    shown = [
        [cells.shown(sheet, row, column) for column in columns] for row in range(box.top, bottom)
    ]
    form = options.get("out", "json")
    if form == "csv":
        out = io.StringIO()
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(shown)
        return Reply(text=out.getvalue().removesuffix("\n"), content_type="text/csv; charset=utf-8")
    if form != "json":
        raise not_implemented(f"gviz/tq as {form}")

    def cell(row: int, column: int, text: str) -> Json | None:
        value: Any = cells.results.value(sheet, row, column)
        if value is None:
            return None
        if isinstance(value, ErrorValue):
            return {"v": text, "f": text}
        if not is_number(value):
            return {"v": value}
        return {"v": _FORMS[_kind(cells, sheet, row, column)](value), "f": text}

    headers = call.number("headers", 1, low=0, high=len(shown))
    table = {
        "cols": [
            {
                "id": letters(column),
                "label": " ".join(row[column - box.left] for row in shown[:headers]).strip(),
                "type": _type(cells, sheet, range(box.top + headers, bottom), column),
            }
            for column in columns
        ],
        "rows": [
            {"c": [cell(row, column, line[column - box.left]) for column in columns]}
            for row, line in enumerate(shown[headers:], box.top + headers)
        ],
        "parsedNumHeaders": headers,
    }
    answer = {"version": "0.6", "reqId": options.get("reqId", "0"), "status": "ok", "table": table}
    name = options.get("responseHandler", "google.visualization.Query.setResponse")
    if not name.replace(".", "").replace("_", "").isalnum():
        raise ApiError(400, "Invalid responseHandler.")
    text = f"/*O_o*/\n{name}({json.dumps(answer)});"
    return Reply(text=text, content_type="application/javascript; charset=utf-8")


def _range(call: Call, book: Spreadsheet) -> str:
    """What is asked for in A1 notation."""
    gid, title = call.arg("gid"), call.arg("sheet")
    if gid is not None:
        found = book.find(int(gid)) if gid.isdigit() and len(gid) < 11 else None
        if found is None:
            raise ApiError(400, "There is no such sheet.", reason="badRequest", location="gid")
        title = found.title
    title = quote_title(title if title is not None else book.sheets[0].title)
    part = call.arg("range")
    return f"{title}!{part}" if part else title


def _type(cells: CellView, sheet: Sheet, rows: range, column: int) -> str:
    """The type of a column: that of its first value."""
    for row in rows:
        value = cells.results.value(sheet, row, column)
        if isinstance(value, bool):
            return "boolean"
        if is_number(value):
            return _kind(cells, sheet, row, column)
        if value is not None:
            return "string"
    return "string"


def _kind(cells: CellView, sheet: Sheet, row: int, column: int) -> str:
    """The type of a number, which is that of its format."""
    kind = (cells.number_format(sheet, row, column) or {}).get("type", "")
    return {"DATE": "date", "DATE_TIME": "datetime", "TIME": "timeofday"}.get(kind, "number")


def _date(serial: float) -> str:
    """A date as this protocol writes one in JSON: months count from 0."""
    day = EPOCH + timedelta(seconds=round(serial * 86400))
    time = f",{day.hour},{day.minute},{day.second}" if serial % 1 else ""
    return f"Date({day.year},{day.month - 1},{day.day}{time})"


def _time(serial: float) -> list[int]:
    """A time of the day as this protocol writes one in JSON: hours to milliseconds."""
    seconds, milliseconds = divmod(round(serial % 1 * 86_400_000), 1000)
    minutes, second = divmod(seconds, 60)
    return [minutes // 60 % 24, minutes % 60, second, milliseconds]


_FORMS: dict[str, Callable[[float], Any]] = {
    "date": _date,
    "datetime": _date,
    "timeofday": _time,
    "number": lambda value: value,
}
