"""A committee's spreadsheet in a real sandbox, over real HTTP, and commands beside it."""

from __future__ import annotations

import datetime as dt
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocsheets import clock
from cocsheets.operations.committee import Committee
from cocsheets.operations.connection import Hooks
from cocsheets.settings import Settings, SpreadsheetSettings
from tests import here

if TYPE_CHECKING:
    from collections.abc import Sequence

    import gspread

    from cocsheets.sandbox import Sandbox

OWNER = "owner@example.org"
ROBOT = "robot@sandbox.example"
DRIVE = "https://www.googleapis.com/drive/v3"
RECORDS = (
    "Date of 1st report",
    "Reporter, if official/public, CoC person if private",
    "Named subjects",
    "Subject email address/URL",
    "Summary of report (for internal purposes)",
    "Action taken by us?",
    "Action taken by local rep?",
    "Summary of outcome to share if suitable",
    "Blacklisted or flagged",
    "Date to expunge this record",
)
ROSTER = ("Name", "E-mail", "Role", "Joined", "Stepped down")
NOW = dt.datetime(2024, 4, 2, 10, tzinfo=dt.UTC)
LONG_AGO = "2020-01-01"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process said."""

    code: int
    out: str
    err: str


class Box:
    """A spreadsheet that `OWNER` made, with a roster, shared with the acting `ROBOT`."""

    def __init__(self, sandbox: Sandbox, *, shared_drive: bool = False) -> None:
        sandbox.reset()
        self.sandbox = sandbox
        self.drive_id = ""
        if shared_drive:
            made = self.drive("POST", "/drives?requestId=1", OWNER, name="Committee")
            self.drive_id = made["id"]
        parents = {"parents": [self.drive_id]} if shared_drive else {}
        kind = "application/vnd.google-apps.spreadsheet"
        file = self.drive(
            "POST", "/files?supportsAllDrives=true", OWNER, name="Reports", mimeType=kind, **parents
        )
        self.key: str = file["id"]
        self.book: gspread.Spreadsheet = sandbox.client(OWNER).open_by_key(self.key)
        self.book.sheet1.update([list(RECORDS)], raw=True)
        self.share(ROBOT)

    def drive(self, method: str, path: str, acting: str = OWNER, **body: Any) -> Any:
        """A call of the Drive API by somebody; raises for refusals."""
        answer = self.sandbox.session(acting).request(method, DRIVE + path, json=body or None)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def status(self, email: str) -> tuple[int, int]:
        """What Sheets and Drive answer to somebody who opens the spreadsheet."""
        session = self.sandbox.session(email)
        sheets = session.get(f"https://sheets.googleapis.com/v4/spreadsheets/{self.key}")
        file = session.get(f"{DRIVE}/files/{self.key}?supportsAllDrives=true")
        return sheets.status_code, file.status_code

    def share(self, email: str = "", role: str = "writer", *, file: str = "", **more: Any) -> str:
        """Let somebody in by hand, without mail; returns the permission's id."""
        grantee = {"emailAddress": email} if email else {}
        body = {"type": "user", "role": role, **grantee, **more}
        mail = "&sendNotificationEmail=false" if body["type"] in ("user", "group") else ""
        path = f"/files/{file or self.key}/permissions?supportsAllDrives=true{mail}"
        made: str = self.drive("POST", path, **body)["id"]
        return made

    def folder(self) -> str:
        """Put the spreadsheet into a folder of the owner's; returns its id."""
        kind = "application/vnd.google-apps.folder"
        made: str = self.drive("POST", "/files", name="Folder", mimeType=kind)["id"]
        path = f"/files/{self.key}?addParents={made}&removeParents=root"
        self.drive("PATCH", path, name="Reports")
        return made

    def members(self, *rows: Sequence[str], title: str = "Members") -> None:
        """Make the roster."""
        sheet = self.book.add_worksheet(title, 30, 8)
        sheet.update([list(ROSTER), *map(list, rows)], raw=True)

    def roster(self) -> list[list[str]]:
        """The roster's rows as they read now."""
        return self.book.worksheet("Members").get_all_values()[1:]

    def who(self) -> dict[str, str]:
        """Role by address (or type) of everybody who has access, owner and robot left out."""
        fields = "permissions(type,role,emailAddress,domain,deleted)"
        path = f"/files/{self.key}/permissions?supportsAllDrives=true&fields={fields}"
        listed = self.drive("GET", path)["permissions"]
        names = {p.get("emailAddress") or p.get("domain") or p["type"]: p["role"] for p in listed}
        return {name: role for name, role in names.items() if name not in (OWNER, ROBOT)}

    def mails(self) -> int:
        """How many mails Google has sent."""
        return len(self.sandbox.app.state.mail)

    def writes(self) -> list[tuple[str, str, int]]:
        """Method, end of the path and status of the requests that could change something."""
        return [
            (request["method"], request["path"].rpartition("/")[2], request["status"])
            for request in self.sandbox.requests()
            if request["method"] != "GET" and request["user"] == ROBOT
        ]

    def settings(self, **tables: Any) -> Settings:
        """Settings for this spreadsheet."""
        return Settings(
            spreadsheet=SpreadsheetSettings(self.key, time_zone="UTC"),
            api_root=self.sandbox.url,
            act_as=tables.pop("act_as", ROBOT),
            **tables,
        )

    def committee(self, now: dt.datetime = NOW, **tables: Any) -> Committee:
        """The operations on this spreadsheet, planning for the day of `now`."""
        hooks = Hooks(sleep=lambda seconds: time.sleep(min(seconds, here.SHORT)))
        return Committee(self.settings(**tables), now=clock.now, as_of=now.date(), hooks=hooks)

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a process that works on this spreadsheet."""
        return {
            "PATH": os.environ["PATH"],
            "COCSHEETS_SPREADSHEET": self.key,
            "COCSHEETS_API_ROOT": self.sandbox.url,
            "COCSHEETS_ACT_AS": ROBOT,
            **more,
        }

    def run(
        self, *arguments: str, stdin: str | None = None, folder: Path | None = None, **env: str
    ) -> Ran:
        """`cocsheets …` without a terminal, as of 2024-04-02 unless told else."""
        told = ("--as-of", "2024-04-02", *arguments)
        ran = here.run(told, self.environment(**env), folder or Path.cwd(), stdin or "")
        return Ran(ran.returncode, ran.stdout, ran.stderr)
