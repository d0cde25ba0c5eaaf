"""A committee whose days pass in a sandbox, with the status page as people see it.

All people are invented.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cocsheets.operations.committee import Committee
from cocsheets.operations.connection import Hooks
from cocsheets.operations.sync import SyncReport, sync
from cocsheets.plans.statussheet import StatusSettings
from tests.box import OWNER, RECORDS, Box

if TYPE_CHECKING:
    import gspread

    from cocsheets.sandbox import Sandbox

TITLE = "cocsheets status"
FIRST = dt.datetime(2026, 4, 1, 6, tzinfo=dt.UTC)
ROSTER = (
    ("The Chair", OWNER, "chair", "2020-01-01"),
    ("Ana Lopez", "ana@example.org", "member", "2020-01-01"),
    ("Bo Member", "bo@example.org", "member", "2021-01-01", "2026-04-08"),
)
HEADERS = (*RECORDS, "Hold until", "Hold reason")
MEMBER = "ana@example.org"
SAID = "Spoke with the person"


def report(reported: str, name: str, expunge: str, status: str = "", *more: str) -> list[str]:
    """One row of the records."""
    mail = f"{name.split()[0].lower()}@example.net"
    return [reported, "Ana Lopez", name, mail, "a report", "Yes", "No", "", status, expunge, *more]


REPORTS = (
    report("2024-01-10", "Pat Example", "2026-04-03"),
    report("2024-03-05", "Kim Sample", "'03/04/2026"),
    report("2025-05-01", "Lou Other", "2031-05-01", "flagged"),
    report("2023-02-01", "Jo Third", "2026-01-01", "", "2026-04-05", "Jo Third has objected"),
)


class StatusWorld(Box):
    """The committee's spreadsheet, day by day."""

    def __init__(self, sandbox: Sandbox, title: str = TITLE, **tables: Any) -> None:
        super().__init__(sandbox)
        self.tables = {"status": StatusSettings(title), **tables}
        self.now = FIRST
        self.members(*ROSTER)
        self.share(MEMBER)
        self.records.update([list(HEADERS), *map(list, REPORTS)], raw=False)
        sandbox.clock(at=FIRST.isoformat())
        sandbox.forget_requests()

    @property
    def records(self) -> gspread.Worksheet:
        """The worksheet of the records."""
        return self.book.sheet1

    @property
    def page(self) -> gspread.Worksheet:
        """The status worksheet."""
        return self.book.worksheet(TITLE)

    def committee(self, **_: Any) -> Committee:  # type: ignore[override]
        """The committee at this moment, in a process of its own."""
        hooks = Hooks(sleep=lambda _seconds: None)
        return Committee(self.settings(**self.tables), now=lambda: self.now, hooks=hooks)

    def sleep(self, days: float = 1) -> None:
        """Let days pass."""
        self.now += dt.timedelta(days=days)
        self.sandbox.clock(at=self.now.isoformat())

    def run_sync(self) -> SyncReport:
        """The daily job, with what it sent counted from none."""
        self.sandbox.forget_requests()
        return sync(self.committee())

    def batches(self) -> int:
        """How many batches the acting account has sent since."""
        return sum(end.endswith(":batchUpdate") for _, end, _ in self.writes())

    def edit(self, *requests: dict[str, Any], acting: str = OWNER) -> None:
        """Somebody edits the spreadsheet."""
        book = self.sandbox.client(acting).open_by_key(self.key)
        book.batch_update({"requests": list(requests)})

    def find_row(self, words: str) -> int:
        """1-based row of the page whose What has these words."""
        column = self.page.col_values(3)
        return next(row for row, text in enumerate(column, start=1) if words in str(text))

    def assign(self, words: str, who: str) -> None:
        """A member writes who looks at an entry."""
        self.page.update_acell(f"E{self.find_row(words)}", who)

    def shown(self, title: str = TITLE) -> str:
        """The page as people see it: a line for each row, with where its links lead."""
        cell = "formattedValue,userEnteredFormat(textFormat(link))"
        fields = f"sheets(properties(sheetId,title),data(rowData(values({cell}))))"
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{self.key}"
        params = {"fields": fields, "includeGridData": "true"}
        answer = self.sandbox.session(OWNER).get(url, params=params).json()
        names = {
            s["properties"].get("sheetId", 0): s["properties"]["title"] for s in answer["sheets"]
        }
        data = next(s["data"] for s in answer["sheets"] if s["properties"]["title"] == title)
        lines = [_line(row.get("values", ()), names) for row in data[0].get("rowData", ())]
        return "\n".join(line for line in lines if line.strip(" |")) + "\n"

    def told(self) -> list[str]:
        """The whole contents of the other worksheets, as a member sees them."""
        return [
            str(sheet.get_all_values(value_render_option="FORMULA"))  # type: ignore[arg-type]
            for sheet in self.book.worksheets()
            if sheet.title not in (TITLE, "cocsheets log")
        ]


def _line(cells: Any, names: dict[int, str]) -> str:
    texts = []
    for cell in cells:
        text = cell.get("formattedValue", "")
        link = cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {}).get("uri")
        if link:
            gid, _, place = link.removeprefix("#gid=").partition("&range=")
            text += f" -> {names[int(gid)]}!{place}"
        texts.append(text)
    return " | ".join(texts).rstrip(" |")
