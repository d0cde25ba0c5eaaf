"""How the sandbox's modules lean on each other."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / "cocsheets" / "sandbox"


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _leans_on(path: Path, known: set[str]) -> set[str]:
    """The modules that one imports when it is imported itself."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in names} & known
    return found - {_name(path)}


def test_no_module_leans_on_one_that_leans_on_it() -> None:
    """Imports run one way, so that each part can be read before what is built on it."""
    paths = list(HOME.rglob("*.py"))
    known = {_name(path) for path in paths}
    TopologicalSorter({_name(path): _leans_on(path, known) for path in paths}).prepare()


def test_the_services_know_no_more_of_http_than_a_call_and_its_answer() -> None:
    """What a handler gets and gives is all that the rooms of both services take from `http`."""
    known = {_name(path) for path in HOME.rglob("*.py")}
    for room in ("drive", "sheets", "formulas"):
        for path in (HOME / room).rglob("*.py"):
            web = {name for name in _leans_on(path, known) if ".sandbox.http." in name}
            assert web <= {"cocsheets.sandbox.http.calls"}, path
