"""What the demo says to type next is typed, as it is printed, in a new shell elsewhere."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
from contextlib import chdir, redirect_stdout
from pathlib import Path

import pytest

from cocsheets.cli.demo import PORT
from cocsheets.cli.main import run
from tests import here


def printed(folder: Path, *options: str) -> list[str]:
    """The lines to type next."""
    out = io.StringIO()
    with chdir(folder), redirect_stdout(out):
        assert run([*options, "demo"]) == 0
    told = out.getvalue().partition("What to type next")[2]
    return [line.strip() for line in told.splitlines() if line.startswith("  ")]


def test_what_to_type_next(tmp_path: Path) -> None:
    """Each line does what it says, in another folder and without this shell's environment, also
    where the usual port is taken; no line has a comment, which not every shell knows."""
    (tmp_path / "here").mkdir()
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", PORT))
            taken.listen()
        except OSError:
            pass  # somebody else has it
        lines = printed(tmp_path / "here", "--as-of", "2026-04-02")
        assert not [line for line in lines if "#" in line or f":{PORT}" in line]
        script = "\n".join(
            f'{line}\n[ "$?" -le 1 ] || echo "FAILED: {index}"' for index, line in enumerate(lines)
        )
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        home = {"HOME": str(elsewhere), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        ran = subprocess.run(
            ["/bin/sh", "-c", f"{script}\nkill $!\nwait"],
            env=home,
            cwd=elsewhere,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    warned = ran.stderr.splitlines()  # of nothing but what expunging cannot reach
    assert [line for line in warned if "earlier versions of the file" not in line] == []
    assert "FAILED" not in ran.stdout
    assert "sandbox ready at" in ran.stdout
    assert re.search(r"[0-9]+ records read in worksheet", ran.stdout)
    assert "Last good run: 20" in ran.stdout


def test_the_counts_say_when_they_were_taken(tmp_path: Path) -> None:
    """Of what is wrong before, and of what is left after expunging."""
    out = io.StringIO()
    with chdir(tmp_path), redirect_stdout(out):
        assert run(["--as-of", "2026-04-02", "demo"]) == 0
    before, after = re.findall(r"(.* warnings?, .*), counted (?:before|after) ", out.getvalue())
    assert "counted before expunging" in out.getvalue()
    assert before.strip() != after.strip()


def test_a_sandbox_says_how_to_use_it(tmp_path: Path) -> None:
    """The two lines that scripts read are on standard output; the lines to type are on standard
    error, and lead to the committee that is served."""
    served = subprocess.Popen(
        [sys.executable, "-m", "cocsheets", "sandbox", "--seed", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert served.stdout is not None
    assert served.stderr is not None
    with served:
        try:
            ready, key = served.stdout.readline(), served.stdout.readline()
            told = [served.stderr.readline().strip() for _ in range(3)]
            assert ready.startswith("sandbox ready at http://127.0.0.1:")
            assert key.split()[0] == "spreadsheet"
            words = [word.split("=") for line in told[1:] for word in line.split()[1:]]
            made = here.run(("validate",), dict(words), tmp_path)
        finally:
            served.terminate()
    assert "40 records read in worksheet" in made.stdout
    assert served.returncode == 0


@pytest.mark.parametrize("active", [True, False])
def test_the_programs_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, active: bool) -> None:
    """Short where a new shell knows it; else with its path."""
    program = tmp_path / "cocsheets"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    if active:
        monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    assert printed(tmp_path)[0].startswith("cocsheets sandbox") is not active
