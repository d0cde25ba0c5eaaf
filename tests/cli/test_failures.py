"""Everything that can go wrong on the way, provoked: a message with its cure, a code, no traceback,
no secret. What is promised stands in `failures.toml`, from which the README's table is made."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cocsheets.sandbox import Sandbox
from tests.cli.real_google import MARKER, RealGoogle, real_google, write_consent
from tests.cli.test_sync import OWNER, ROBOT, ROSTER
from tests.cli.world import World
from tests.records.sheets import HEADERS
from tests.workbook.dripping import dripping

FAILURES = tomllib.loads((Path(__file__).parent / "failures.toml").read_text("utf-8"))["failure"]
NAME = "Una Witness"
QUICK = "[limits]\nretry_seconds = 0.3\ntimeout_seconds = 0.6\n"


@pytest.fixture(scope="module")
def google(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The way to Google with key, tokens, TLS and proxy."""
    folder = tmp_path_factory.mktemp("google")
    with real_google(running_sandbox.url, folder, ROBOT) as google:
        yield google


@dataclass
class Place:
    """A spreadsheet with one due row, and how a process is started on it."""

    world: World
    google: RealGoogle

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`cocsheets -v --debug …` as the acting account, whatever is overridden."""
        return self.world.run("-v", *arguments, **{"COCSHEETS_ACT_AS": ROBOT, **environment})

    def fault(self, path: str, **do: Any) -> None:
        """Have requests whose path matches answered like this."""
        self.world.sandbox.faults([{"match": {"path": path}, "do": do}])

    def refuse(self, status: int, reason: str, path: str = "", message: str = "") -> None:
        """Have requests refused in Google's own shape."""
        error = {"code": status, "message": message or NAME, "errors": [{"reason": reason}]}
        self.fault(path, status=status, body={"error": error})

    def signed_in(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """The daily run over the real way to Google."""
        return self.run("sync", **{**self.google.environment(), **environment})

    def refused_login(self, description: str) -> subprocess.CompletedProcess[str]:
        """The daily run with a token endpoint that refuses like this."""
        answer = {"error": "invalid_grant", "error_description": description}
        self.google.token_answers[:] = [(400, answer)] * 4
        try:
            return self.signed_in()
        finally:
            self.google.token_answers.clear()


@pytest.fixture
def place(sandbox: Sandbox, tmp_path: Path, google: RealGoogle) -> Place:
    """One due row, one stranger, a roster."""
    today = dt.datetime.now(dt.UTC).date()
    book = sandbox.client(OWNER).create("CoC records")
    book.sheet1.update_title("Reports 2016\N{EN DASH}26")
    rows = []
    for number in range(3):
        reported = today - dt.timedelta(days=900 + number)
        due = today - dt.timedelta(days=5 if number == 1 else -400)
        text = [
            "Ana Member",
            f"{NAME}{number}",
            "una@example.net",
            "Text",
            "Yes",
            "No",
            "Spoke",
            "",
        ]
        rows.append([reported.isoformat(), *text, due.isoformat()])
    book.sheet1.update([list(HEADERS), *rows], "A1", raw=True)
    members = book.add_worksheet("Members", 20, 5)
    members.update([*ROSTER[:3]], "A1", raw=True)
    for email in ("ana@example.org", "stranger@example.org", ROBOT):
        book.share(email, "user", "writer", notify=False)
    (tmp_path / "cocsheets.toml").write_text(QUICK)
    sandbox.forget_requests()
    return Place(World(sandbox, book, tmp_path), google)


Ran = subprocess.CompletedProcess[str]
PROVOKED: dict[str, Callable[[Place], Ran]] = {}


def provokes(name: str) -> Callable[[Callable[[Place], Ran]], Callable[[Place], Ran]]:
    """Registers how a failure is provoked."""

    def register(provoke: Callable[[Place], Ran]) -> Callable[[Place], Ran]:
        PROVOKED[name] = provoke
        return provoke

    return register


@provokes("network")
def _(place: Place) -> Ran:
    return place.run("sync", COCSHEETS_API_ROOT="http://127.0.0.1:9")


@provokes("dns")
def _(place: Place) -> Ran:
    script = (
        "import socket, sys\n"
        "real = socket.getaddrinfo\n"
        "def look_up(host, *a, **k):\n"
        "    if 'googleapis' in str(host):\n"
        "        raise socket.gaierror(-3, 'Temporary failure in name resolution')\n"
        "    return real(host, *a, **k)\n"
        "socket.getaddrinfo = look_up\n"
        "from cocsheets.cli.main import run\n"
        "sys.exit(run(['-v', 'sync']))\n"
    )
    env = {**place.google.environment(), "HTTPS_PROXY": ""}
    return _python(place, ["-c", script], env)


@provokes("proxy")
def _(place: Place) -> Ran:
    return place.signed_in(HTTPS_PROXY="http://127.0.0.1:9")


@provokes("tls")
def _(place: Place) -> Ran:
    return place.run("sync", **place.google.environment(trusted=False))


@provokes("timeout")
def _(place: Place) -> Ran:
    place.fault("/v4/spreadsheets", delay=1.0)
    return place.run("validate")


@provokes("drip")
def _(place: Place) -> Ran:
    (place.world.folder / "cocsheets.toml").write_text(f"{QUICK}request_seconds = 0.5\n")
    with dripping(in_body=True) as server:
        return place.run("sync", COCSHEETS_API_ROOT=server.url)


@provokes("stale")
def _(place: Place) -> Ran:
    place.fault(r"/v4/spreadsheets/[^/]*$", stale={"reads": 1000})
    return place.run("sync")


@provokes("another-day")
def _(place: Place) -> Ran:
    script = (
        "import datetime as dt, sys\n"
        "from cocsheets.cli import context\n"
        "from cocsheets.cli.main import run\n"
        "real = context.now\n"
        "context.now = lambda: real() + dt.timedelta(days=100)\n"
        "sys.exit(run(['-v', 'expunge', '--yes']))\n"
    )
    return _python(place, ["-c", script], {})


@provokes("token-expired")
def _(place: Place) -> Ran:
    before = place.google.tokens
    first = {"match": {"method": "GET", "path": "/v4/", "nth": 1}, "do": {"status": 401}}
    write = {"match": {"method": "POST", "path": "batchUpdate", "nth": 2}, "do": {"status": 401}}
    place.world.sandbox.faults([first, write])
    ran = place.signed_in()
    assert place.google.tokens - before == 3
    assert _expunged(place) == 1
    return ran


@provokes("key-deleted")
def _(place: Place) -> Ran:
    return place.refused_login("Invalid JWT Signature.")


@provokes("account-gone")
def _(place: Place) -> Ran:
    return place.refused_login("Invalid grant: account not found")


@provokes("revoked")
def _(place: Place) -> Ran:
    return place.refused_login("Token has been expired or revoked.")


@provokes("clock")
def _(place: Place) -> Ran:
    return place.refused_login(
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    )


@provokes("unauthorised")
def _(place: Place) -> Ran:
    place.fault("/", status=401)
    return place.signed_in()


@provokes("no-key-file")
def _(place: Place) -> Ran:
    return place.signed_in(COCSHEETS_CREDENTIALS=r"C:\Users\Ana\key.json")


@provokes("bad-key-file")
def _(place: Place) -> Ran:
    (place.world.folder / "key.json").write_text(f'{{"type": "something", "x": "{MARKER}"}}')
    return place.signed_in(COCSHEETS_CREDENTIALS="key.json")


@provokes("not-shared")
def _(place: Place) -> Ran:
    return place.run("sync", COCSHEETS_ACT_AS="stranger@example.net")


@provokes("api-off")
def _(place: Place) -> Ran:
    place.refuse(403, "SERVICE_DISABLED")
    return place.run("sync")


@provokes("scopes")
def _(place: Place) -> Ran:
    place.refuse(403, "insufficientPermissions")
    return place.run("sync")


@provokes("may-not-share")
def _(place: Place) -> Ran:
    url = f"https://www.googleapis.com/drive/v3/files/{place.world.spreadsheet.id}"
    place.world.sandbox.session(OWNER).patch(url, json={"writersCanShare": False})
    ran = place.run("sync")
    assert _expunged(place) == 1
    return ran


@provokes("sharing-limit")
def _(place: Place) -> Ran:
    refusal = {"error": {"code": 403, "errors": [{"reason": "sharingRateLimitExceeded"}]}}
    match = {"method": "DELETE", "path": "permissions"}
    place.world.sandbox.faults([{"match": match, "do": {"status": 403, "body": refusal}}])
    ran = place.run("sync")
    assert _expunged(place) == 1
    return ran


@provokes("other-403")
def _(place: Place) -> Ran:
    place.refuse(403, "newlyInventedReason", "/v4/")
    return place.run("sync")


@provokes("not-found")
def _(place: Place) -> Ran:
    return place.run("sync", COCSHEETS_SPREADSHEET="1nosuchspreadsheet000000000")


@provokes("trashed")
def _(place: Place) -> Ran:
    url = f"https://www.googleapis.com/drive/v3/files/{place.world.spreadsheet.id}"
    place.world.sandbox.session(OWNER).patch(url, json={"trashed": True})
    return place.run("sync")


@provokes("office-file")
def _(place: Place) -> Ran:
    text = "This operation is not supported for this document. The document must not be an"
    place.refuse(400, "failedPrecondition", "/v4/", f"{text} Office file.")
    return place.run("sync")


@provokes("quota-passes")
def _(place: Place) -> Ran:
    (place.world.folder / "cocsheets.toml").write_text("[limits]\nretry_seconds = 5\n")
    late = {"status": 429, "headers": {"Retry-After": "1"}}
    place.world.sandbox.faults([{"match": {"path": "/v4/", "nth": 1}, "do": late}])
    return place.run("sync")


@provokes("quota-stays")
def _(place: Place) -> Ran:
    place.fault("/v4/", status=429)
    return place.run("sync")


@provokes("html-502")
def _(place: Place) -> Ran:
    place.fault("/v4/", status=502, body=f"<html><title>{NAME}</title>Sorry...</html>")
    return place.run("sync")


@provokes("html-200")
def _(place: Place) -> Ran:
    place.fault("/v4/", status=200, body=f"<html>Please log in, {NAME}</html>")
    return place.run("sync")


@provokes("truncated")
def _(place: Place) -> Ran:
    place.fault("/v4/", status=200, body=f'{{"spreadsheetId": "x", "sheets": [{{"{NAME}')
    return place.run("validate")


@provokes("writing-fails")
def _(place: Place) -> Ran:
    place.fault("batchUpdate", status=503)
    ran = place.run("sync")
    assert _expunged(place) == 0
    return ran


@provokes("answer-lost")
def _(place: Place) -> Ran:
    (place.world.folder / "cocsheets.toml").write_text("[limits]\nretry_seconds = 9\n")
    lost = {"match": {"path": "batchUpdate", "nth": 1}, "do": {"drop_reply": True}}
    place.world.sandbox.faults([lost])
    ran = place.run("sync")
    assert _expunged(place) == 1
    return ran


@provokes("output-full")
def _(place: Place) -> Ran:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("w") as full:
        return _python(place, ["-m", "cocsheets", "validate"], {}, stdout=full)


@provokes("disk-full")
def _(place: Place) -> Ran:
    (place.world.folder / "cocsheets.toml").unlink()

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    arguments = ["-m", "cocsheets", "init", "--yes"]
    ran = _python(place, arguments, {"PYTHONDONTWRITEBYTECODE": "1"}, preexec_fn=no_room)
    assert list(place.world.folder.iterdir()) == []
    return ran


@provokes("read-only-home")
def _(place: Place) -> Ran:
    temporary = place.world.folder / "tmp"
    temporary.mkdir()
    return place.run("sync", HOME="/proc", XDG_STATE_HOME="", TMPDIR=str(temporary))


@provokes("read-only-everything")
def _(place: Place) -> Ran:
    script = (
        "import sys, tempfile\n"
        "tempfile.tempdir = '/proc'\n"
        "from cocsheets.cli.main import run\n"
        "sys.exit(run(['-v', 'sync']))\n"
    )
    return _python(place, ["-c", script], {"HOME": "/proc", "XDG_STATE_HOME": ""})


@provokes("no-locale")
def _(place: Place) -> Ran:
    unset = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    return place.run("validate", **unset)


@provokes("windows-path")
def _(place: Place) -> Ran:
    text = '[members]\nsource = "file:C:\\Users\\Ana\\members.csv"\n'
    (place.world.folder / "cocsheets.toml").write_text(text)
    return place.run("sync")


@provokes("unknown-setting")
def _(place: Place) -> Ran:
    (place.world.folder / "cocsheets.toml").write_text("[limits]\nmax_row = 3\n")
    return place.run("sync")


def _python(place: Place, arguments: list[str], environment: dict[str, str], **more: Any) -> Ran:
    """A process of Python in the place's folder."""
    env = place.world.environment(**{"COCSHEETS_ACT_AS": ROBOT, **environment})
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=place.world.folder,
        env=env,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        **streams,
    )


def _expunged(place: Place) -> int:
    rows = place.world.spreadsheet.sheet1.get_all_values()[1:]
    return sum(row[2] == "Expunged" for row in rows)


def test_every_entry_is_provoked() -> None:
    """The table promises nothing that no test provokes, and the other way round."""
    assert sorted(failure["name"] for failure in FAILURES) == sorted(PROVOKED)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure["name"])
def test_failure(place: Place, failure: dict[str, Any]) -> None:
    """It is said what happened and what to do; the code is right; no traceback, no secret, no
    contents, and where nothing should be changed nothing is."""
    ran = PROVOKED[failure["name"]](place)
    said = (ran.stdout or "") + ran.stderr
    assert ran.returncode == failure["exit"], said
    assert failure["says"] in said
    assert failure.get("cure", "") in said
    for secret in ("Traceback", MARKER, NAME, "una@example", "Bearer", "PRIVATE KEY", "foresaw"):
        assert secret not in said
    if failure["then"].startswith("nothing is"):
        writes = [w for w in place.world.writes() if "/token" not in w]
        assert [w for w in writes if "robot" in w] == []
        assert _all_cells(place).count("Expunged") == 0


def _all_cells(place: Place) -> list[str]:
    place.world.sandbox.faults()
    session = place.world.sandbox.session(OWNER)
    url = f"https://www.googleapis.com/drive/v3/files/{place.world.spreadsheet.id}"
    session.patch(url, json={"trashed": False})
    return [cell for row in place.world.spreadsheet.sheet1.get_all_values() for cell in row]


def test_a_traceback_is_asked_for_and_holds_no_contents(place: Place) -> None:
    """`--debug` shows where an error arose, and neither texts nor values."""
    place.refuse(403, "newlyInventedReason", "/v4/")
    ran = place.run("--debug", "sync")
    assert "Traceback (contents left out)" in ran.stderr
    assert NAME not in ran.stderr
    place.world.sandbox.faults([{"do": {"status": 401}}])
    ran = place.run("--debug", "sync", **place.google.environment())
    assert "Traceback (contents left out)" in ran.stderr
    assert MARKER not in ran.stdout + ran.stderr


def test_case_13_two_days_of_one_process(place: Place) -> None:
    """The token of day 1 is refused on day 2: renewed without anybody; where the renewal is
    refused, one clear message, and the service lives for day 3."""
    script = Path(__file__).parent / "days.py"
    refused = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
    control = {"match": {"path": "/drive/v3/files", "nth": 2}, "do": {"status": 401}}
    place.world.sandbox.faults([control])
    env = place.google.environment()
    ran = _python(place, [str(script), "3"], {**env, "PYTHONPATH": os.getcwd()})  # noqa: PTH109
    assert [line for line in ran.stdout.splitlines() if line.startswith("day")] == [
        "day 1: exit 0",
        "day 2: exit 0",
        "day 3: exit 0",
    ], ran.stdout + ran.stderr
    place.google.token_answers[:] = [(400, refused)] * 6
    ran = _python(place, [str(script), "1"], {**env, "PYTHONPATH": os.getcwd()})  # noqa: PTH109
    place.google.token_answers.clear()
    assert "day 1: exit 3" in ran.stdout
    assert json.dumps(ran.stderr).count("has expired or was withdrawn") == 1
    assert MARKER not in ran.stdout + ran.stderr


@pytest.mark.parametrize("scopes", ["spreadsheets drive", "spreadsheets"])
def test_a_person_signs_in(place: Place, scopes: str) -> None:
    """With a token file the consent's own scopes count; the check-up tells what is missing."""
    granted = [f"https://www.googleapis.com/auth/{scope}" for scope in scopes.split()]
    write_consent(place.world.folder / "token.json", "ana@example.org", granted)
    answer: dict[str, Any] = {"access_token": "sandbox:ana@example.org", "expires_in": 3600}
    answer["scope"] = " ".join(granted)
    place.google.token_answers[:] = [(200, {**answer, "token_type": "Bearer"})]
    env = {**place.google.environment(), "COCSHEETS_CREDENTIALS": "token.json"}
    ran = place.run("doctor", **env)
    place.google.token_answers.clear()
    assert "OAuth user, acting as ana@example.org, valid until" in ran.stdout, ran.stderr
    assert ("was not granted drive" in ran.stdout) is ("drive" not in scopes)
    assert MARKER not in ran.stdout + ran.stderr
