"""Fill in the generated parts of README and docs: helps, exit codes, settings, rules and more.

    .venv/bin/python scripts/update_docs.py             # rewrite the pages
    .venv/bin/python scripts/update_docs.py --check     # exit 1 if one is stale
    .venv/bin/python scripts/update_docs.py --picture   # draw docs/demo.png anew (needs Chromium)

A generated part is between `<!-- generated: NAME -->` and `<!-- /generated -->`.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import datetime as dt
import inspect
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from types import UnionType
from typing import Any

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
DEMO_DAY = "2026-11-20"
PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def run(*arguments: str, folder: str | None = None, **environment: str) -> str:
    """Output of a cocsheets command at a fixed width, without what differs from run to run."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("COCSHEETS_")}
    fixed = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [sys.executable, "-m", "cocsheets", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
            cwd=folder or empty,
            env={**clean, **fixed, **environment},
        )
    return without_chance(done.stdout)


def without_chance(text: str) -> str:
    """A text with run ids, keys, times and paths of this machine replaced by fixed ones."""
    text = re.sub(r"run [0-9a-f]{8}\b", "run 4f9c02d1", text)
    text = re.sub(r"(?<=COCSHEETS_SPREADSHEET=)\S+", "1demoKEYasPrinted", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def demo() -> str:
    """The middle of what scripts/demo.sh prints, for a fixed day, in 25 lines."""
    chapters = run("--as-of", DEMO_DAY, "demo").split("\n\n")
    first, _, did, sheet, door, *_ = chapters
    rows = [*sheet.splitlines()[:5], "  ..."]
    lines = [
        "$ scripts/demo.sh",
        first,
        "...",
        *did.splitlines(),
        "",
        *rows,
        "",
        *door.splitlines(),
    ]
    return "\n".join(["```console", *lines, "```"])


PICTURE_STYLE = """
.scroll { max-height: none; }
body { font-size: 13px; }
.grid td { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 10rem; }
"""
"""One line a row, so that a picture of a readable size shows all that changed."""


def picture() -> None:
    """Draw docs/demo.png: the sandbox's page after the demo, changed cells marked."""
    import shutil

    import requests
    from PIL import Image

    from cocsheets.operations import demo as story
    from cocsheets.sandbox import Sandbox

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed.")
    day = dt.date.fromisoformat(DEMO_DAY)
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        told = story.play(sandbox, day, lambda: dt.datetime.now(dt.UTC))
        address = f"{sandbox.url}/?spreadsheet={told.key}"
        # The marks come off in the batch before the one that closes the ledger.
        last = max(map(int, re.findall(r"revision=(\d+)", requests.get(address, timeout=30).text)))
        page = requests.get(f"{address}&revision={last - 1}", timeout=30).text
        file = Path(folder, "page.html")
        file.write_text(page.replace("</style>", f"{PICTURE_STYLE}</style>"), encoding="utf-8")
        target = f"--screenshot={ROOT / 'docs' / 'demo.png'}"
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
        size = "--window-size=1420,690"
        profile = f"--user-data-dir={folder}/profile"
        command = [chromium, *flags, profile, size, target, file.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=90)
    drawn = Image.open(ROOT / "docs" / "demo.png").convert("RGB")
    drawn.quantize(32).save(ROOT / "docs" / "demo.png", optimize=True)  # a third of the bytes


def set_up() -> str:
    """From an empty folder to a daily job, on the demo's spreadsheet in a sandbox."""
    from cocsheets.sandbox import Sandbox
    from cocsheets.sandbox import demo as invented

    with tempfile.TemporaryDirectory() as home, Sandbox() as sandbox:
        folder = Path(home, "coc")
        folder.mkdir()
        key = invented.seed(sandbox.client(invented.OWNER), dt.date.fromisoformat(DEMO_DAY))
        environment = {
            "COCSHEETS_API_ROOT": sandbox.url,
            "COCSHEETS_ACT_AS": invented.ROBOT,
            "HOME": home,
            "XDG_STATE_HOME": home,
        }
        day = f"--as-of {DEMO_DAY}"
        lines = []
        for command in (
            f"{day} init --spreadsheet {key} --yes",
            f"{day} sync",
            f"{day} doctor",
            "schedule --print systemd",
        ):
            told = run(*command.split(), folder=str(folder), **environment)
            lines += [f"$ cocsheets {command.replace(f'{day} ', '')}", told, ""]
        text = "\n".join(lines)
        for chance, fixed in (
            (key, "1demoKEYasPrinted"),
            (sandbox.url, "http://127.0.0.1:8765"),
            (str(folder.resolve()), "/home/you/coc"),
            (str(folder), "/home/you/coc"),
            (home, "/home/you"),
            (str(Path(sys.executable).parent), "/home/you/coc/.venv/bin"),
            (f"{key[:6]}...{key[-4:]}", "1demoK...nted"),
        ):
            text = text.replace(chance, fixed)
        text = re.sub(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+\d\d:\d\d|Z)", f"{DEMO_DAY}T06:00:07Z", text
        )
        text = re.sub(
            r"(?<=today is|.good on|unged on) \d{4}-\d\d-\d\d( \d\d:\d\d)?", rf" {DEMO_DAY}\1", text
        )
        text = re.sub(r"(?<= )\d\d:\d\d(?=\+\d\d:\d\d)", "06:00", text)
        return f"```console\n{text.strip()}\n```"


def help_texts() -> str:
    """Help of every command and of the commands below them."""
    return "\n\n".join(f"```console\n$ {title}\n{text}\n```" for title, text in _helps())


def _helps() -> Iterator[tuple[str, str]]:
    import click

    from cocsheets.cli.main import COMMANDS, cli

    yield _help()
    context = click.Context(cli)
    for name in COMMANDS:
        yield _help(name)
        for inner in getattr(cli.get_command(context, name), "commands", {}):
            yield _help(name, inner)


def _help(*words: str) -> tuple[str, str]:
    from click.testing import CliRunner

    from cocsheets.cli.main import cli

    told = CliRunner().invoke(cli, [*words, "--help"], prog_name="cocsheets", env={"COLUMNS": "80"})
    return " ".join(("cocsheets", *words, "--help")), without_chance(told.stdout)


PLACE = """
[places.list]
kind = "csv"
file = "list.csv"
"""
LIST = "Name,E-mail\nFixture Cleo,\nHana P.,hana.placeholder@example.net\n"
JSON_COMMANDS = (
    "validate",
    "rules due",
    "due",
    "people",
    "retention",
    "residue",
    "screen list.csv",
    "about hana.placeholder@example.net",
    "expunge",
    "protect",
    "rehome",
    "records amend 12 --status flagged",
    "members list",
    "members history",
    "members mail --row 12",
    "members remove kim@example.org",
    "sharing",
    "sharing audit",
    "places",
    "doctor",
    "sync",
    "status",
    "stats",
    "log",
)


def json_shapes() -> str:
    """Which keys each command gives as JSON, taken from what it gives on the demo's sheet."""
    from cocsheets.sandbox import Sandbox
    from cocsheets.sandbox import demo as invented

    with Sandbox() as sandbox:
        key = invented.seed(sandbox.client(invented.OWNER), dt.date.fromisoformat(DEMO_DAY))
        lines = []
        for command in JSON_COMMANDS:
            words = [*command.split(), "--format", "json"]
            told = in_process(sandbox.url, key, *words)
            name = " ".join(itertools.takewhile(str.isalpha, command.split()))
            shape = f"{name}: {_shape(json.loads(told))}"
            lines += [textwrap.fill(shape, 100, subsequent_indent="    ", break_on_hyphens=False)]
    return "\n".join(["```text", *lines, "```"])


def in_process(url: str, key: str, *words: str) -> str:
    """Standard output of a command on a spreadsheet in a sandbox, on the day of the demo."""
    from click.testing import CliRunner

    from cocsheets.cli.main import cli
    from cocsheets.sandbox import demo as invented

    clean = {name: None for name in os.environ if name.startswith("COCSHEETS_")}
    names = {
        **clean,
        "COLUMNS": "80",
        "COCSHEETS_API_ROOT": url,
        "COCSHEETS_ACT_AS": invented.ROBOT,
        "COCSHEETS_SPREADSHEET": key,
    }
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        names["XDG_STATE_HOME"] = folder
        if words[0] == "places":
            Path("cocsheets.toml").write_text(PLACE, "utf-8")
            Path("list.csv").write_text('E-mail\nsam@example.org\n"no address"\n', "utf-8")
        if words[0] == "screen":
            Path("list.csv").write_text(LIST, "utf-8")
        return CliRunner().invoke(cli, ["--as-of", DEMO_DAY, *words], env=names).stdout


def _shape(value: Any) -> str:
    """The keys of a JSON value, inner ones in brackets; a table with free keys is `{…}`."""
    if isinstance(value, list):
        merged: dict[str, Any] = {}
        for entry in value:
            for key, inner in (entry if isinstance(entry, dict) else {}).items():
                merged[key] = merged.get(key) or inner
        return f"[{_shape(merged)}]" if merged else "[…]"
    if not isinstance(value, dict):
        return ""
    if not all(re.fullmatch(r"[a-z_]+", key) for key in value):
        return "{…}"
    inner = ", ".join(f"{key} {_shape(entry)}".strip() for key, entry in value.items())
    return f"{{{inner}}}" if inner else "{…}"


def exit_codes() -> str:
    """Table of exit codes."""
    from cocsheets.exit_codes import ExitCode

    rows = [f"| {int(code)} | {code.meaning} |" for code in ExitCode]
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def environment() -> str:
    """Table of environment variables."""
    from cocsheets.settings import ENVIRONMENT

    rows = [f"| `{name}` | {meaning} |" for name, meaning in ENVIRONMENT.items()]
    return "\n".join(["| variable | meaning |", "|---|---|", *rows])


def settings() -> str:
    """Tables of everything that cocsheets.toml may hold."""
    from cocsheets.access.filesettings import FileSettings
    from cocsheets.places.kinds import KINDS
    from cocsheets.settings import TABLES

    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for table, kind in TABLES.items():
        lines += _fields(f"[{table}]", kind)
    lines += _fields("[files.NAME]", FileSettings)
    told: set[str] = set()
    for kind in KINDS.values():
        lines += [row for row in _fields("[places.NAME]", kind) if row not in told]
        told |= set(lines)
    return "\n".join(lines)


def _fields(place: str, kind: type) -> Iterator[str]:
    docs = field_docs(kind)
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        inner = next(iter(_dataclasses_in(hints[field.name])), None)
        text = " ".join(docs.get(field.name, "").split()).replace("|", "\\|")
        yield f"| `{place} {field.name}` | {_default(field)} | {text} |"
        if inner is not None:
            yield from _fields(f"{place[:-1]}.{field.name}]", inner)


def _dataclasses_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    elif isinstance(hint, UnionType) or typing.get_args(hint):
        for argument in typing.get_args(hint):
            yield from _dataclasses_in(argument)


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        value = field.default
    elif field.default_factory is not dataclasses.MISSING:
        value = field.default_factory()
    else:
        return "(needed)"
    if value is None or value in ("", (), {}, []):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def field_docs(kind: type) -> dict[str, str]:
    """The docstrings under the fields of a dataclass, those that it inherits too."""
    body: list[ast.stmt] = []
    for base in filter(dataclasses.is_dataclass, reversed(kind.__mro__)):
        tree = ast.parse(inspect.getsource(base))
        body += tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    docs = {}
    for node, after in itertools.pairwise(body):
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            docs[node.target.id] = str(after.value.value)
    return docs


def schema_fields() -> str:
    """Table of what a schema file may hold."""
    from cocsheets.records.schemafile import documentation

    rows = [
        f"| `{name}` | {kind} | {'yes' if needed else ''} | {meaning} |"
        for name, kind, needed, meaning in documentation()
    ]
    return "\n".join(["| field | type | needed | meaning |", "|---|---|---|---|", *rows])


def rules() -> str:
    """Table of the rules about records, roster and sharing."""
    from cocsheets.access.rules import sharing_rules
    from cocsheets.formats.rules import markdown_table
    from cocsheets.records.rules import rules as known

    return markdown_table([*known().values(), *sharing_rules().values()]).rstrip()


def failures() -> str:
    """Table of what can go wrong on the way to Google; each row is provoked by a test."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "failure_table.py")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.rstrip()


def endpoints() -> str:
    """Table of what the sandbox serves."""
    from cocsheets.sandbox.http.routes import endpoint_table

    return endpoint_table().rstrip()


def headers() -> str:
    """The headers of the default layout, with what stands below them."""
    from cocsheets.records.schema import load_schema

    lines = ["| header | holds | |", "|---|---|---|"]
    for column in load_schema().columns:
        if not column.optional:
            marks = [word for word in ("required", "identifying") if getattr(column, word)]
            lines.append(f"| {column.header} | {column.kind} | {', '.join(marks)} |")
    return "\n".join(lines)


def header_lines() -> str:
    """The headers of the default layout, ready to copy."""
    from cocsheets.records.schema import load_schema

    lines = [column.header for column in load_schema().columns if not column.optional]
    return "\n".join(["```text", *lines, "```"])


def sample(name: str) -> str:
    """A sheet to copy."""
    from cocsheets.templates import sample as text_of

    return f"```csv\n{text_of(name)}```"


def capacity() -> str:
    """What `scripts/bench.py quota` prints."""
    command = [sys.executable, str(ROOT / "scripts" / "bench.py"), "quota"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return f"```text\n{done.stdout.rstrip()}\n```"


PARTS: dict[str, Callable[[], str]] = {
    "headers": headers,
    "header-lines": header_lines,
    "sample": lambda: sample("django-2016"),
    "sample-2026": lambda: sample("django-2026"),
    "sample-members": lambda: sample("members"),
    "demo": demo,
    "set-up": set_up,
    "help": help_texts,
    "exit-codes": exit_codes,
    "environment": environment,
    "settings": settings,
    "schema-fields": schema_fields,
    "rules": rules,
    "endpoints": endpoints,
    "json": json_shapes,
    "failures": failures,
    "capacity": capacity,
}


def fill(text: str) -> str:
    """A page with every generated part made anew. Raises KeyError for an unknown part."""
    return PART.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}\n{found[3]}", text)


def main() -> int:
    """Rewrite, check or draw."""
    if "--picture" in sys.argv[1:]:
        picture()
        return 0
    stale, today = 0, dt.datetime.now(dt.UTC).date().isoformat()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        filled = fill(text)
        if text == filled:
            continue
        if filled.count(today) > text.count(today):
            sys.exit(f"{page.name} would show today's date, and be stale tomorrow: give it a day.")
        stale = 1
        if "--check" in sys.argv[1:]:
            print(f"{page.name} is stale: run scripts/update_docs.py")
        else:
            page.write_text(filled, encoding="utf-8")
    return stale if "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
