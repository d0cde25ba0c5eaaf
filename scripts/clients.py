"""Run other projects' own suites and exercises of their clients against a sandbox.

    python scripts/clients.py [NAME ...] [--into FOLDER]

Takes the packages from PyPI and npm, so it needs a network and is no part of the test suite. Those
that ship no tests are exercised by `scripts/clients/`. Prints what passed of each; exit status 1 if
less than 98 % of all did.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent / "clients"


@dataclass(frozen=True)
class Suite:
    """A package, what else its tests need, and where they are: in the package or in `clients/`."""

    package: str
    tests: tuple[str, ...]
    needs: tuple[str, ...] = ()
    shipped: bool = False
    beside: tuple[str, ...] = ()
    """Tests that speak to something else, which are left out."""


SUITES = {
    "gspread-formatting": Suite(
        "gspread-formatting", ("test.py",), ("gspread-dataframe", "pandas", "setuptools"), True
    ),
    "gspread-dataframe": Suite(
        "gspread-dataframe",
        ("tests/gspread_dataframe_integration.py", "tests/gspread_dataframe_test.py"),
        ("pandas", "setuptools"),
        True,
        ("test_squeeze",),  # an option that pandas no longer has, tried on a mock
    ),
    "EZSheets": Suite(
        "ezsheets",
        ("tests/test_ezsheets.py",),
        (),
        True,
        # Opens a page of the author's; opens spreadsheets of the author's.
        ("test_eq", "test_restricted_and_link_viewable"),
    ),
    "pygsheets": Suite("pygsheets", ("exercise_pygsheets.py",), ("pandas", "setuptools")),
    "gspread-pandas": Suite("gspread-pandas", ("exercise_gspread_pandas.py",), ("setuptools",)),
    "gspread_asyncio": Suite("gspread-asyncio", ("exercise_gspread_asyncio.py",), ("setuptools",)),
}
NODE = "google-spreadsheet"


def run(command: list[str | Path], folder: Path, **environment: str) -> str:
    """What a command prints, whether or not it succeeds."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=1200,
    )
    return done.stdout


def python_suite(suite: Suite, folder: Path) -> tuple[int, int, str]:
    """How many tests passed and how many did not, and the end of what was printed."""
    place = folder / suite.package
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        wanted = [suite.package, *suite.needs, "pytest", "google-api-python-client", str(ROOT)]
        run([python, "-m", "pip", "install", "--quiet", *wanted], folder)
    home = HERE
    if suite.shipped and not (place / "source").exists():
        got = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        run([*got, "--dest", place / "sdist", suite.package], folder)
        (archive,) = (place / "sdist").glob("*.tar.gz")
        with tarfile.open(archive) as opened:
            opened.extractall(place / "source", filter="data")
    if suite.shipped:
        (home,) = (place / "source").iterdir()
    work = Path(tempfile.mkdtemp(dir=place))
    tests: list[str | Path] = [home / test for test in suite.tests]
    if suite.beside:
        tests += ["-k", " and ".join(f"not {name}" for name in suite.beside)]
    options: list[str | Path] = [
        "-q",
        "-c",
        os.devnull,
        "-p",
        "led_here",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        home,
        "-W",
        "ignore",
    ]
    said = run(
        [python, "-m", "pytest", *options, *tests], work, PYTHONPATH=f"{HERE}{os.pathsep}{ROOT}"
    )
    counts = {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|error)", said)}
    return counts.get("passed", 0), counts.get("failed", 0) + counts.get("error", 0), said


def node_suite(folder: Path) -> tuple[int, int, str]:
    """The same of the Node client."""
    place = folder / NODE
    place.mkdir(exist_ok=True)
    if not (place / "node_modules").exists():
        run(["npm", "install", "--silent", "--prefix", place, NODE], place)
    serve = [sys.executable, "-m", "cocsheets", "sandbox"]
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        script = place / "exercise.mjs"
        script.write_text((HERE / "exercise_google_spreadsheet.mjs").read_text("utf-8"), "utf-8")
        said = run(["node", script], place, SANDBOX=url)
        server.terminate()
    return said.count("ok "), said.count("FAILED"), said


def main() -> int:
    """Run what was asked for, or all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=", ".join([*SUITES, NODE]))
    parser.add_argument("--into", type=Path, help="keep the environments there")
    options = parser.parse_args()
    folder = options.into or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for name in options.names or [*SUITES, NODE]:
        good, bad, said = node_suite(folder) if name == NODE else python_suite(SUITES[name], folder)
        passed, failed = passed + good, failed + bad
        print(f"{name:<20} {good:>4} passed {bad:>3} not", flush=True)
        if bad or not good:
            print("    " + "\n    ".join(said.splitlines()[-25:]), flush=True)
    print(f"{passed} of {passed + failed} passed")
    return 0 if passed and passed >= 0.98 * (passed + failed) else 1


if __name__ == "__main__":
    raise SystemExit(main())
