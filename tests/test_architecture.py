"""The house as CONTRIBUTING.md describes it, held by reading the source."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "cocsheets"
MODULES = sorted(path.relative_to(ROOT.parent) for path in ROOT.rglob("*.py"))

FLOORS: dict[str, int] = {
    floor: number
    for number, names in enumerate(
        (
            "data errors patterns",
            "findings clock runs secret_text shown holder templates sandbox blind",
            "patience machine exit_codes tomlfile zones records",
            "access claim notices csvtext lists tomledit",
            "plans statistics",
            "ledger figures workbook",
            "places",
            "settings apply daily",
            "operations",
            "formats",
            "__init__",
            "cli",
            "__main__",
        )
    )
    for floor in names.split()
}
"""A package may import only what is on a floor below its own, so that no cycle is possible."""


TOP = {path.stem for path in ROOT.iterdir()}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse((ROOT.parent / path).read_text(encoding="utf-8"))


@cache
def _calls() -> list[tuple[Path, str, ast.Call]]:
    """What each module calls, as it is written there."""
    nodes = ((path, node) for path in MODULES for node in ast.walk(_tree(path)))
    return [(p, ast.unparse(node.func), node) for p, node in nodes if isinstance(node, ast.Call)]


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _part(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def _imports(path: Path, *, for_types: bool = True) -> Iterator[str]:
    """What a module imports, anywhere in it; without `for_types`, what it imports when it runs."""
    tree = _tree(path)
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only and not for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_go_downwards() -> None:
    """Every module has a floor and imports from floors below; the sandbox shares nothing."""
    assert {_part(_name(path)) for path in MODULES} <= FLOORS.keys()
    for path in MODULES:
        own = _part(_name(path))
        for module in _imports(path):
            if not module.startswith("cocsheets."):
                continue
            other = _part(module)
            if other not in TOP:
                other = "__init__"  # a name of the package itself, such as its version
            if other != own:
                assert FLOORS[other] < FLOORS[own], f"{path} imports {module}"
            if other == "sandbox":
                assert own in ("sandbox", "cli", "operations"), f"{path} imports {module}"


FOREIGN = {
    "gspread": {"workbook", "sandbox"},
    "google": {"workbook", "sandbox"},
    "requests": {"workbook", "sandbox", "cli"},
    "pandas": {"statistics"},
    "click": {"cli"},
    "schedule": {"daily"},
    "matplotlib": {"figures"},
    "slack_sdk": {"places"},
    "tomlkit": {"tomledit"},
}


def test_libraries_stay_in_their_rooms() -> None:
    """Google's clients are used in `workbook` alone, pandas in `statistics`, click in `cli`."""
    for path in MODULES:
        for module in _imports(path, for_types=False):
            library = module.partition(".")[0]
            if library in FOREIGN:
                assert _part(_name(path)) in FOREIGN[library], f"{path} imports {module}"


CLOCKS = {
    f"{module}{name}"
    for module in ("", "dt.", "datetime.")
    for name in ("date.today", "datetime.today", "datetime.now", "datetime.utcnow")
} | {"time.time"}
"""Ways to ask what time it is."""


def test_only_the_edge_prints_and_reads_the_clock() -> None:
    """No print below the command line, and no clock below the edge."""
    for path, called, _ in _calls():
        part = _part(_name(path))
        assert called != "print" or part in ("cli", "sandbox"), f"{path} prints"
        if part not in ("cli", "clock", "sandbox", "blind"):  # `blind` is a program of its own
            assert called not in CLOCKS, f"{path} reads the clock"


def test_every_module_says_what_it_is() -> None:
    """Each module begins with a docstring; one of over 300 lines says there why it is long."""
    for path in MODULES:
        text = (ROOT.parent / path).read_text(encoding="utf-8")
        told = ast.get_docstring(_tree(path))
        assert told, path
        if len(text.splitlines()) > 300 and _part(_name(path)) != "sandbox":
            assert "Long because" in told, f"{path} has over 300 lines: split it, or say why not"


NAMES = {_name(path) for path in MODULES}


def _loads(path: Path) -> set[str]:
    """Our modules that must be loaded before this one is: what it imports when it is imported."""
    found, left = set[str](), list[ast.AST]([_tree(path)])
    while left:
        node = left.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            left += node.orelse
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= whole if whole <= NAMES else whole | {node.module}
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            left += ast.iter_child_nodes(node)
    packages = {module.rpartition(".")[0] for module in found}
    above = {package for package in packages if f"{_name(path)}.".startswith(f"{package}.")}
    return (found | (packages - above)) & NAMES


def test_no_module_needs_another_one_first() -> None:
    """No two modules wait for one another, and each can be imported."""
    loads = {_name(path): _loads(path) for path in MODULES}
    for name in TopologicalSorter(loads).static_order():  # refuses a circle
        if not name.endswith("__main__"):
            importlib.import_module(name)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    """`cocsheets --help` and `--version` import neither gspread nor pandas nor google-auth."""
    script = (
        "import sys\n"
        "from cocsheets.cli.main import run\n"
        f"code = run({arguments!r})\n"
        "heavy = {'gspread', 'pandas', 'google.auth', 'msgspec', 'requests'} & set(sys.modules)\n"
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr


def test_no_pattern_is_compiled_at_import() -> None:
    """Patterns of modules are lazy: a command uses few of those that its modules know."""
    for path, called, call in _calls():
        if called not in ("re.compile", "regex.compile"):
            continue
        within = {
            id(node)
            for function in ast.walk(_tree(path))
            if isinstance(function, ast.FunctionDef | ast.Lambda)
            for node in ast.walk(function)
        }
        alone = _part(_name(path)) in ("sandbox", "blind")  # programs of their own
        assert alone or id(call) in within, f"{path}:{call.lineno} compiles at import: use lazy_re"


def test_importing_the_package_costs_nothing() -> None:
    """`import cocsheets` loads no other module of ours and no library."""
    script = (
        "import sys; before = set(sys.modules); import cocsheets; "
        "new = set(sys.modules) - before; print(sorted(new - set(sys.stdlib_module_names) - "
        "{name for name in new if name.partition('.')[0] in sys.stdlib_module_names}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "['cocsheets']"


WRITES: dict[str, set[str]] = {
    "start_run": {"apply/transaction.py"},
    "Run": {"operations/connection.py"},
    "sheet.write": {
        "apply/run.py",
        "operations/newsheet.py",  # a spreadsheet that has just been made, and that nobody has yet
    },
    "store.write": {"operations/stats.py"},  # the public spreadsheet, within a transaction
    "store.grant": {"apply/sharing.py"},
    "store.change": {"apply/sharing.py"},
    "store.revoke": {"apply/sharing.py"},
    "store.keep_writers_from_sharing": {"apply/sharing.py"},
    "copies.make": {"operations/rehome/leave.py"},
    "copies.delete": {"operations/rehome/journey.py"},
    "journey.delete": {
        "operations/rehome/arrive.py",
        "operations/rehome/leave.py",
        "operations/rehome/undo.py",
    },
    "copies.change": {"operations/rehome/repair.py"},
    "copies.set_mark": {"operations/rehome/repair.py"},
    "apply_sharing": {"operations/sync.py", "operations/sharing.py", "operations/members.py"},
}
"""Calls that write or lead to it, by their last two names, and where they may be."""


def test_there_is_one_way_to_write() -> None:
    """Nothing writes but in a transaction: who takes a run or calls Google to change is listed."""
    for path, function, _ in _calls():
        own = path.relative_to("cocsheets").as_posix()
        if own.startswith(("sandbox/", "workbook/")):
            continue
        names = function.split(".")
        for called in (names[-1], ".".join(names[-2:])):
            assert own in WRITES.get(called, {own}), f"{path} goes around the transaction: {called}"


TRANSACTIONS = {
    "operations/cellplans.py",
    "operations/expunge.py",
    "operations/apart/identities.py",
    "operations/members.py",
    "operations/protect.py",
    "operations/records.py",
    "operations/rehome/arrive.py",
    "operations/rehome/leave.py",
    "operations/rehome/repair.py",
    "operations/rehome/undo.py",
    "operations/screen.py",
    "operations/setup.py",
    "operations/sharing.py",
    "operations/apart/split.py",
    "operations/stats.py",
    "operations/sync.py",
}


def test_every_verb_that_writes_is_a_transaction() -> None:
    """The verbs that write are known by name: a new one is added here, and to the sweep."""
    found = {path for path, called, _ in _calls() if called == "transaction"}
    assert {path.relative_to("cocsheets").as_posix() for path in found} == TRANSACTIONS
