"""Questions, digests, days to come and exit codes, as a shell meets them."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cocsheets.sandbox import Sandbox
from tests.cases.world import DUE, TODAY, book, cells, expunged, shown, type_in
from tests.cli.world import World

WRITING = (
    ("expunge",),
    ("sharing",),
    ("retention",),
    ("members", "add", "una@example.org", "--name", "Una", "--role", "member"),
)


def _on_a_terminal(world: World, *arguments: str, answer: str) -> tuple[int, str]:
    """Exit code and everything shown, of a person who gives this answer."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cocsheets", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=world.environment(),
        cwd=world.folder,
    )
    os.close(theirs)
    seen = b""
    answered = False
    while select.select([ours], [], [], 30)[0]:
        try:
            seen += os.read(ours, 65536)
        except OSError:
            break
        if b"[y/N]" in seen and not answered:
            answered = True
            os.write(ours, answer.encode())
    os.close(ours)
    return process.wait(30), seen.decode()


@pytest.mark.parametrize(
    ("answer", "code"), [("n\n", 1), ("\n", 1), ("\x04", 1), ("y\n", 0)], ids=["n", "", "^D", "y"]
)
def test_a_question_is_asked_on_a_terminal_only(
    sandbox: Sandbox, tmp_path: Path, answer: str, code: int
) -> None:
    """CS-47 (b): whatever is no yes changes nothing."""
    world = book(sandbox, tmp_path, {2: DUE, 3: {}})
    before = cells(world)
    sandbox.forget_requests()
    status, seen = _on_a_terminal(world, "--as-of", TODAY, "expunge", answer=answer)
    assert status == code, seen
    assert (world.writes() == []) is (code == 1)
    assert cells(world) == (before if code else expunged(before, 2))


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_nobody_to_ask(sandbox: Sandbox, tmp_path: Path, command: tuple[str, ...]) -> None:
    """CS-47 (a): the plan, its digest and both options are told; nothing is changed, exit 1."""
    rows = {
        2: {**DUE, "J": "2026-03-31"},
        3: {"A": "2025-05-05", "J": "2026-05-05", "C": "Una Case"},
        4: {"A": "2025-11-11", "J": "2026-11-11", "C": "Una Case"},
    }
    world = book(sandbox, tmp_path, rows)
    world.spreadsheet.share("bo@example.org", "user", "writer", notify=False)
    world.spreadsheet.share("x@example.org", "user", "reader", notify=False)
    sandbox.forget_requests()
    plan = world.run("--as-of", TODAY, *command, "--format", "json")
    assert plan.returncode == 1, plan.stderr
    told = json.loads(plan.stdout)
    assert told["changes"]
    for change in told["changes"]:
        assert change["action"]
        assert change["reason"]
        assert "row" in change or "address" in change
    assert "--yes" in plan.stderr
    assert f"--apply {told['digest']}" in plan.stderr
    stale = world.run("--as-of", TODAY, *command, "--apply", "0" * 12)
    assert stale.returncode == 4
    ahead = world.run("--as-of", "2099-01-01", *command, "--yes", "--format", "json")
    assert ahead.returncode in (0, 4)
    assert world.writes() == []


def test_a_plan_in_json_is_what_the_design_says(sandbox: Sandbox, tmp_path: Path) -> None:
    """Digest, changes, held and obstacles; a row that moves does not make the plan stale."""
    rows = {2: DUE, 3: {"J": "whenever"}, 4: {**DUE, "A": "2025-03-01"}}
    world = book(sandbox, tmp_path, rows)
    plan = shown(world, "expunge", code=1)
    assert {"digest", "changes", "held", "obstacles"} <= set(plan)
    assert [(c["action"], c["row"], c["column"]) for c in plan["changes"]] == [
        ("expunge", row, column) for row in (2, 4) for column in "BCDE"
    ]
    assert [obstacle["row"] for obstacle in plan["obstacles"]] == [3]
    world.records.insert_row(["2020-01-01", "Ana Lopez", "Abe First"], 2)
    world.records.sort((3, "asc"), range="A2:J5")
    type_in(world.spreadsheet, "Reports", {"H3": "other words"})
    moved = shown(world, "expunge", code=1)
    assert moved["digest"] == plan["digest"]
    assert {change["row"] for change in moved["changes"]} == {3, 5}
    type_in(world.spreadsheet, "Reports", {"A9": "2025-01-05", "C9": "Una", "J9": "2026-01-05"})
    changed = shown(world, "expunge", code=1)
    assert changed["digest"] != plan["digest"]
    run = world.run("--as-of", TODAY, "expunge", "--apply", plan["digest"])
    assert run.returncode == 4
    assert changed["digest"] in run.stderr


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--as-of", "2026-02-30", "validate"], {}),
        (["validate", "--only", "no-such-rule"], {}),
        (["--config", "nowhere.toml", "validate"], {}),
        (["validate"], {"COCSHEETS_SPREADSHEET": "CoC records"}),
        (["validate"], {"COCSHEETS_SPREADSHEET": ""}),
        (["validate"], {"COCSHEETS_API_ROOT": "https://127.0.0.1:1"}),
        (["validate"], {"COCSHEETS_API_ROOT": "http://127.0.0.1.example.org"}),
        (["validate"], {"COCSHEETS_API_ROOT": "http://0.0.0.0:1"}),
        (["expunge", "--yes", "--apply"], {}),
        (["rules", "no-such-rule"], {}),
    ],
    ids=str,
)
def test_usage_and_configuration(
    sandbox: Sandbox, tmp_path: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    """Exit 2 and a message on standard error, without a traceback, before any request."""
    world = book(sandbox, tmp_path, {2: DUE})
    run = world.run(*arguments, **environment)
    assert run.returncode == 2, run.stdout + run.stderr
    assert run.stderr
    assert "Traceback" not in run.stderr
    assert world.writes() == []


@pytest.mark.parametrize(
    "toml",
    [
        "nonsense = 1\n",
        "[limits]\nmax_row = 3\n",
        '[limits]\nmax_rows = "3"\n',
        "[spreadsheet\n",
        '[spreadsheet]\ntime_zone = "Mars/Base"\n',
        '[retention]\non_stale = "perhaps"\n',
        '[sharing.roles]\nchair = "owner"\n',
        '[schema]\npreset = "django-1066"\n',
    ],
)
def test_settings_that_are_not_known(sandbox: Sandbox, tmp_path: Path, toml: str) -> None:
    """Unknown keys, wrong types and wrong words end every command with 2."""
    world = book(sandbox, tmp_path, {2: DUE}, settings=toml)
    assert world.run("expunge", "--yes").returncode == 2
    assert world.writes() == []


def test_options_beat_environment_beats_env_beats_toml(sandbox: Sandbox, tmp_path: Path) -> None:
    """Settings come from the nearest place that has them."""
    world = book(sandbox, tmp_path, {2: {}})
    toml = tmp_path / "cocsheets.toml"
    toml.write_text('[spreadsheet]\nkey = "1wrongKeyInTheTomlFile"\n')
    assert world.run("validate").returncode == 0
    assert world.run("validate", COCSHEETS_SPREADSHEET="").returncode == 3
    (tmp_path / ".env").write_text(f'COCSHEETS_SPREADSHEET="{world.spreadsheet.id}"  # ours\n')
    assert world.run("validate", COCSHEETS_SPREADSHEET="").returncode == 0
    assert world.run("validate", COCSHEETS_SPREADSHEET="1wrongKeyOfNothing").returncode == 3
    broken = tmp_path / "broken.toml"
    broken.write_text("[")
    assert world.run("validate", COCSHEETS_CONFIG=str(broken)).returncode == 2
    assert (
        world.run("--config", str(toml), "validate", COCSHEETS_CONFIG=str(broken)).returncode == 0
    )


@pytest.mark.parametrize(
    ("due", "others", "code"), [(20, 60, 0), (21, 60, 4), (7, 14, 4), (18, 1, 0)]
)
def test_too_much_at_once_is_refused(
    sandbox: Sandbox, tmp_path: Path, due: int, others: int, code: int
) -> None:
    """At most 20 rows and, from 20 records up, 30 %; the option alone lifts it."""
    rows = {row: DUE if row < 2 + due else {} for row in range(2, 2 + due + others)}
    settings = '[retention]\non_stale = "expunge"\n'
    world = book(sandbox, tmp_path, rows, settings=settings)
    before = cells(world)
    run = world.run("--as-of", TODAY, "expunge", "--yes")
    assert run.returncode == code, run.stderr
    if code:
        assert world.writes() == []
        assert "--allow-large-change" in run.stderr
        run = world.run("--as-of", TODAY, "expunge", "--yes", "--allow-large-change")
        assert run.returncode == 0
    assert cells(world) == expunged(before, *range(2, 2 + due))


def test_sync_gives_the_gravest_code_and_does_every_part(sandbox: Sandbox, tmp_path: Path) -> None:
    """A guard that refuses the rows (4) outweighs findings (1); sharing is done all the same."""
    rows: dict[int, dict[str, str]] = {2: DUE, 3: DUE, 4: {"J": "whenever"}}
    world = book(sandbox, tmp_path, rows, settings="[limits]\nmax_rows = 1\n")
    world.spreadsheet.share("x@example.org", "user", "reader", notify=False)
    before = cells(world)
    assert world.run("--as-of", TODAY, "sync").returncode == 4
    assert cells(world) == before
    who = {p["emailAddress"] for p in world.spreadsheet.list_permissions()}
    assert who == {"ana@example.org", "rik@example.org"}
    assert world.run("--as-of", TODAY, "sync", "--allow-large-change").returncode == 1
    assert cells(world) == expunged(before, 2, 3)
    world.spreadsheet.del_worksheet(world.spreadsheet.worksheet("Members"))
    assert world.run("--as-of", TODAY, "sync").returncode == 2


def _serve(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cocsheets", "sandbox", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )


def test_the_sandbox_as_a_process(tmp_path: Path) -> None:
    """Its first line tells where it is, the second the seeded spreadsheet; it ends when asked."""
    process = _serve(tmp_path, "--port", "0", "--seed", "demo", "--db", "state.db")
    assert process.stdout is not None
    ready, key = process.stdout.readline(), process.stdout.readline()
    try:
        assert ready.startswith("sandbox ready at http://127.0.0.1:")
        assert key.startswith("spreadsheet ")
        root = ready.split()[-1]
        environment = {
            **os.environ,
            "COCSHEETS_API_ROOT": root,
            "COCSHEETS_SPREADSHEET": key.split()[1],
            "COCSHEETS_ACT_AS": "nobody@example.org",
        }
        command = [sys.executable, "-m", "cocsheets", "validate"]
        refused = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, check=False
        )
        assert refused.returncode in (0, 1, 3)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_a_sandbox_that_cannot_serve(tmp_path: Path) -> None:
    """A file that is no database is said to be none."""
    (tmp_path / "state.db").write_text("no database" * 100)
    process = _serve(tmp_path, "--port", "0", "--db", "state.db")
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert "--db" in err


def test_a_demo_that_cannot_be_kept(tmp_path: Path) -> None:
    """A place where no file can be made is said to be none, before anything is shown."""
    command = [sys.executable, "-m", "cocsheets", "demo", "--db", "nowhere/demo.db"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--db" in ran.stderr
