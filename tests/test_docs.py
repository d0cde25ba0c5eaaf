"""The README and docs say what is so: generated parts are fresh, every command runs."""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import re
import shlex
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from cocsheets.cli.main import cli
from cocsheets.sandbox import Sandbox, demo

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 11, 20)
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
TEXT = "\n".join([README, *PAGES.values()])


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """scripts/update_docs.py as a module."""
    path = ROOT / "scripts" / "update_docs.py"
    spec = importlib.util.spec_from_file_location("update_docs", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["update_docs"] = module
    spec.loader.exec_module(module)
    return module


PARTS = re.findall(r"<!-- generated: (\S+) -->\n(.*?)<!-- /generated -->", TEXT, re.DOTALL)


@pytest.mark.parametrize(("name", "written"), PARTS, ids=[name for name, _ in PARTS])
def test_generated_part_is_fresh(generator: ModuleType, name: str, written: str) -> None:
    """What the README shows is what the program prints now."""
    assert written.strip() == generator.PARTS[name]().strip(), "run scripts/update_docs.py"


def test_no_part_is_shown_twice() -> None:
    """What one page shows, no other page repeats."""
    names = [name for name, _ in PARTS]
    assert sorted(names) == sorted(set(names))


def test_every_part_is_used(generator: ModuleType) -> None:
    """No generator without a place in a page."""
    assert {name for name, _ in PARTS} == set(generator.PARTS)


def test_first_screen_has_the_two_commands() -> None:
    """One sentence, then the two commands, before anything else."""
    head = README[: README.index("## ")]
    assert head.count(".\n") <= 3
    assert "scripts/demo.sh" in head
    assert "scripts/test.sh" in head
    assert (ROOT / "scripts" / "demo.sh").stat().st_mode & 0o111
    assert (ROOT / "scripts" / "test.sh").stat().st_mode & 0o111


def test_the_readme_is_short() -> None:
    """A volunteer reads it in five minutes; the demo takes 25 lines of it."""
    assert len(README.splitlines()) <= 260
    demo = next(written for name, written in PARTS if name == "demo")
    assert len(demo.splitlines()) <= 25 + len(("```console", "```"))


HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _anchors(text: str) -> set[str]:
    """What a link may name behind `#`, as GitHub makes it of the headings."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", *PAGES])
def test_links_lead_somewhere(page: str) -> None:
    """Every link inside the project leads to a page, and to a heading of it, that is there."""
    file = ROOT / page if page not in PAGES else ROOT / "docs" / page
    text = file.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)]+)", text):
        path, _, anchor = target.partition("#")
        found = (file.parent / path) if path else file
        assert found.exists(), target
        if anchor:
            assert anchor in _anchors(found.read_text(encoding="utf-8")), target


def test_paths_in_the_pages_exist() -> None:
    """Every script, test and module that a page names is there."""
    text = TEXT + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in set(re.findall(r"`((?:scripts|tests|cocsheets|docs)/[\w./]+)`", text)):
        assert (ROOT / path).exists(), path
    for path in set(re.findall(r"`([\w/]+\.py)`", text)):
        assert (ROOT / path).exists() or list((ROOT / "cocsheets").rglob(path)), path


SHELL = re.compile(r"^\$ (cocsheets .*?)(?:\s+#.*|\s>\s.*)?$", re.MULTILINE)
"""A command in a block that shows a terminal."""
INLINE = re.compile(r"`(cocsheets [a-z][^`\n]*)`")
"""A command in running text."""


@pytest.mark.parametrize("command", sorted({*SHELL.findall(TEXT), *INLINE.findall(TEXT)}))
def test_every_command_exists_with_its_options(command: str) -> None:
    """Whatever a page tells to type is a command that cocsheets has, with options that it has."""
    words = [word for word in shlex.split(command)[1:] if word not in ("[OPTIONS]", "...")]
    found: click.Command = cli
    context = click.Context(cli)
    while words:
        word = words.pop(0)
        names = {name for option in found.params for name in option.opts}
        if word.startswith("-"):
            assert word.partition("=")[0] in {*names, "--help", "-h"}, word
        elif isinstance(found, click.Group) and found.get_command(context, word.split("|")[0]):
            found = found.get_command(context, word.split("|")[0]) or found


IN_THE_README = SHELL.findall(README)


def test_every_command_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The README's commands, one after the other as they stand there, on the demo's spreadsheet:
    each does what it is shown for, and none ends with an error."""
    for name in ("BASH_VERSION", *(name for name in os.environ if name.startswith("COCSHEETS_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "attendees.csv").write_text("Name\nHana Placeholder\n", encoding="utf-8")
    with Sandbox() as sandbox:
        key = demo.seed(sandbox.client(demo.OWNER), DAY)
        monkeypatch.setenv("COCSHEETS_API_ROOT", sandbox.url)
        monkeypatch.setenv("COCSHEETS_ACT_AS", demo.ROBOT)
        monkeypatch.setenv("COCSHEETS_SPREADSHEET", key)
        for command in IN_THE_README:
            words = shlex.split(command)[1:]
            if words[0] in ("init", "members", "records"):
                words.append("--yes")  # a person would be asked
            if words[0] != "schedule":  # which runs on real days only
                words = ["--as-of", str(DAY), *words]
            ran = CliRunner().invoke(cli, words, standalone_mode=False)
            assert ran.exception is None, (command, ran.output)
            assert ran.return_value in (None, 0, 1), (command, ran.output)
            assert ran.stdout, command


def test_completion_is_printed_for_each_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """The README's line for completion gives a script for bash, zsh and fish."""
    line = next(line for line in README.splitlines() if "_COCSHEETS_COMPLETE=" in line)
    assert line == '$ eval "$(_COCSHEETS_COMPLETE=bash_source cocsheets)"'
    for shell in ("bash", "zsh", "fish"):
        assert f"{shell}_source" in README
        monkeypatch.setenv("_COCSHEETS_COMPLETE", f"{shell}_source")
        told = CliRunner().invoke(cli, [], prog_name="cocsheets")
        assert told.exit_code == 0
        assert "_COCSHEETS_COMPLETE" in told.stdout


def test_other_commands_of_the_readme_are_known() -> None:
    """What is not cocsheets itself: the two scripts, and installing under the project's name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = re.findall(r"^\$ (?!cocsheets )(\S+)", README, re.MULTILINE)
    assert set(lines) == {"scripts/demo.sh", "scripts/test.sh", "eval"}
    for command in re.findall(r"`([^`]*\binstall [^`]+)`", README):
        assert command.split()[-1] == project["name"], command
    for extra in re.findall(r"`cocsheets\[(\w+)\]`", README):
        assert extra in project["optional-dependencies"], extra
    assert project["scripts"]["cocsheets"] == "cocsheets.__main__:main"
