"""What the tests of the HTTP client are built of: a spreadsheet, a clock, Google's envelope."""

from __future__ import annotations

from typing import Any

import requests

from cocsheets.plans.edits import WriteValue
from cocsheets.workbook.google import GoogleSheet
from cocsheets.workbook.http import Http

SHEET = "https://sheets.googleapis.com/v4/spreadsheets/KEY"
BATCH = f"{SHEET}:batchUpdate"
GOOD = {"spreadsheetId": "KEY", "properties": {"title": "CoC"}, "sheets": []}
CELL = WriteValue(0, 1, 1, "Una Witness")
NAME = "Una Witness"


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self.now += seconds


def sheet(clock: Clock, session: requests.Session | None = None) -> GoogleSheet:
    """A spreadsheet over plain requests."""
    http = Http(session or requests.Session(), sleep=clock.sleep, clock=lambda: clock.now)
    return GoogleSheet(http, "KEY")


def error(code: int, message: str = NAME, **more: Any) -> dict[str, Any]:
    """Google's envelope; its words may quote cells."""
    return {"error": {"code": code, "message": message, **more}}
