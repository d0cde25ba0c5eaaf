"""A committee's spreadsheet in a sandbox, made by unmodified gspread, and `cocsheets` as a process.

All people are invented.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gspread

from cocsheets.sandbox.running import Sandbox
from tests import here
from tests.records.sheets import HEADERS

ROSTER = (
    ("Name", "E-mail", "Role", "Joined", "Stepped down"),
    ("Ana Lopez", "ana@example.org", "chair", "2020-01-01", ""),
    ("Rik Member", "rik@example.org", "member", "2021-01-01", ""),
)
ACTING = "ana@example.org"
UNA_COMES = (*ROSTER[:2], ("Una Newcase", "una@example.net", "member", "2021-01-01", ""))
"""A roster with somebody who was not let in yet."""


SETTLED = (
    "import sys\n"
    "from cocsheets.operations import sharing\n"
    "sharing.SETTLES_AFTER = 0.1\n"
    "from cocsheets.cli.main import run\n"
    "sys.exit(run(sys.argv[1:]))\n"
)
"""The command as a process, which waits briefly for what a killed run had sent: the sandbox has
ended it."""


@dataclass(frozen=True)
class World:
    """One spreadsheet in a running sandbox."""

    sandbox: Sandbox
    spreadsheet: gspread.Spreadsheet
    folder: Path

    @property
    def records(self) -> gspread.Worksheet:
        """The worksheet of the records."""
        return self.spreadsheet.worksheet("Reports")

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command in an empty folder with nothing but its own environment."""
        return here.run(arguments, self.environment(**environment), self.folder)

    def process(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The same in a process of its own."""
        return here.run_process(arguments, self.environment(**environment), self.folder)

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a process; what is blank in `more` is left out."""
        all_ = {
            "COCSHEETS_API_ROOT": self.sandbox.url,
            "COCSHEETS_SPREADSHEET": self.spreadsheet.id,
            "COCSHEETS_ACT_AS": ACTING,
            "XDG_STATE_HOME": os.environ["XDG_STATE_HOME"],
            **more,
        }
        return {name: value for name, value in all_.items() if value}

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start the command as `run` does, and go on meanwhile. See `SETTLED`."""
        return subprocess.Popen(
            [sys.executable, "-c", SETTLED, *arguments],
            env=self.environment(**environment),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def stopped_in_a_write(
        self, *arguments: str, within: float = 30, **environment: str
    ) -> tuple[int, str]:
        """Start the command, ask it to end while its first write is under way, and give it some
        seconds; its exit code and what it said on stderr."""
        self.sandbox.forget_requests()
        with self.start(*arguments, **environment) as process:
            try:
                while not self.writes():
                    assert process.poll() is None, "it ended before it wrote"
                    time.sleep(0.02)
                process.send_signal(signal.SIGTERM)
                _, said = process.communicate(timeout=within)
            finally:
                process.kill()
        return process.returncode, said

    def writes(self) -> list[str]:
        """Paths of the requests so far that were not plain reads."""
        return [
            f"{request['method']} {request['path']}"
            for request in self.sandbox.requests()
            if request["method"] != "GET"
        ]


def make_world(
    sandbox: Sandbox,
    folder: Path,
    rows: Sequence[Sequence[str]],
    *,
    headers: Sequence[str] = HEADERS,
    roster: Sequence[Sequence[str]] | None = ROSTER,
) -> World:
    """A spreadsheet with these records, typed as people type, and a roster."""
    client = sandbox.client(ACTING)
    spreadsheet = client.create("CoC records")
    spreadsheet.sheet1.update_title("Reports")
    table = [list(headers), *map(list, rows)]
    spreadsheet.sheet1.update(table, "A1", value_input_option="USER_ENTERED")  # type: ignore[arg-type]
    if roster is not None:
        members = spreadsheet.add_worksheet("Members", 50, max(map(len, roster), default=5))
        members.update(list(map(list, roster)), "A1", value_input_option="USER_ENTERED")  # type: ignore[arg-type]
    sandbox.forget_requests()
    return World(sandbox, spreadsheet, folder)


def file_alone(world: World, acting: str = ACTING) -> dict[str, Any]:
    """A fault: Drive shows the file without its permissions, so that they have to be listed."""
    name = f"/drive/v3/files/{world.spreadsheet.id}"
    url = f"https://www.googleapis.com{name}"
    file = world.sandbox.session(acting).get(url, params={"fields": "*"}).json()
    file.pop("permissions", None)
    return {"match": {"method": "GET", "path": f"{name}$"}, "do": {"status": 200, "body": file}}
