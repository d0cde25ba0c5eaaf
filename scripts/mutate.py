"""Break single lines of the safety-critical modules, one at a time: do the tests near them notice?

    .venv/bin/python scripts/mutate.py --seed 1 --most 60
    .venv/bin/python scripts/mutate.py --only plans/limits --most 0   # 0: all of them

A mutant is made in memory, in a process of its own; nothing on disk changes. The tests near a
module run once with nothing broken, to see which of them run which lines; a mutant is tried on
those that run its line, the quick files first. It is *noticed* if one of them fails or takes too
long. What only a slip of the program reaches (`raise RuntimeError`) is left whole. Those that no
test can notice are in `survivors.toml` beside this file, each with its reason; all others are
promises without a test. Exit 1 if fewer than 95 % are noticed. A mutant takes seconds; use `nice`.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
_ENGINE = "apply/test_cells.py apply/test_original.py apply/test_repair.py apply/test_roster.py"
MODULES: dict[str, str] = {
    "plans/limits": "plans/test_limits.py plans/test_sharing.py plans/test_expunge.py",
    "plans/expunge": "plans/test_expunge.py operations/test_expunge.py",
    "plans/retention": "plans/test_retention.py operations/test_retention.py cli/test_retention.py",
    "plans/sharing": "plans/test_sharing.py plans/test_sharing_above.py operations/test_sharing.py"
    " operations/test_folders.py",
    "plans/members": "plans/test_members.py operations/test_members.py cli/test_members.py",
    "records/verdicts": "records/test_verdicts.py records/test_verdict_examples.py",
    "records/later_reports": "records/test_later_reports.py records/test_verdicts.py",
    "records/redaction": "records/test_redaction.py plans/test_expunge.py",
    "records/written": "records/test_written.py",
    "access/identity": "access plans/test_sharing.py",
    "access/judgement": "access plans/test_sharing.py",
    "apply/cells": _ENGINE,
    "apply/claim": "apply/test_claims.py apply/test_races.py",
    "apply/original": f"{_ENGINE} sweep/test_instants.py sweep/test_found.py",
    "apply/repair": _ENGINE,
    "apply/run": "apply/test_run.py apply/test_claims.py apply/test_races.py",
    "apply/sharing": "apply/test_sharing.py apply/test_several_files.py operations/test_sharing.py",
    "apply/targets": f"{_ENGINE} apply/test_targets.py",
    "apply/transaction": "apply/test_transaction.py operations/test_clock.py",
    "ledger/__init__": "ledger operations/test_implausible.py",
    "ledger/journal": "ledger",
    "operations/expunge": "operations/test_expunge_outcomes.py operations/test_expunge.py",
    "operations/members": "operations/test_members.py cli/test_members.py",
    "operations/openlines": "operations/test_openlines.py operations/test_crashes.py",
    "operations/sharing": "operations/test_sharing_outcomes.py operations/test_sharing.py"
    " operations/test_clock.py cli/test_members.py",
    "workbook/http": "workbook",
    "workbook/refusals": "workbook",
}
"""Modules on which a promise rests, by path below `cocsheets`, with the tests that hold it."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


@dataclass(frozen=True)
class Mutant:
    """One line of one module, broken in one way."""

    module: str
    site: int
    """Which of the places that can be broken, in the order of the source."""
    function: str
    line: int
    last: int
    change: str

    @property
    def key(self) -> str:
        """Its name in `survivors.toml`: holds as long as the function keeps its name."""
        return f"{self.module} {self.function}: {self.change}"


def _is_slip(node: ast.stmt) -> bool:
    """Whether it says no more than that the program is wrong."""
    return isinstance(node, ast.Raise) and ast.unparse(node).startswith("raise RuntimeError(")


class _Breaker(ast.NodeTransformer):
    """Counts the places that can be broken, and breaks the one that is wanted."""

    def __init__(self, module: str, wanted: int = -1) -> None:
        self.module = module
        self.wanted = wanted
        self.found: list[Mutant] = []
        self._functions: list[str] = []

    def _here(self, node: ast.stmt | ast.expr, change: str) -> bool:
        site = len(self.found)
        name = ".".join(self._functions) or "module"
        last = node.end_lineno or node.lineno
        self.found.append(Mutant(self.module, site, name, node.lineno, last, change))
        return site == self.wanted

    def _within(self, node: ast.AST, name: str) -> ast.AST:
        self._functions.append(name)
        node = self.generic_visit(node)
        self._functions.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._within(node, node.name)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._within(node, node.name)

    def visit_If(self, node: ast.If) -> ast.AST:
        if ast.unparse(node.test) == "TYPE_CHECKING" or all(map(_is_slip, node.body + node.orelse)):
            return node
        for value in (True, False):
            if self._here(node.test, f"if {ast.unparse(node.test)} -> {value}"):
                node.test = ast.Constant(value)
                return node
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        old = type(node.ops[0])
        if len(node.ops) == 1 and old in COMPARISONS:
            new = ast.Compare(node.left, [COMPARISONS[old]()], node.comparators)
            if self._here(node, f"{ast.unparse(node)} -> {ast.unparse(new)}"):
                return new
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        new = ast.BoolOp(other, node.values)
        if self._here(node, f"{ast.unparse(node)} -> {ast.unparse(new)}"):
            return new
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Not) and self._here(node, f"{ast.unparse(node)} -> without not"):
            return node.operand
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        called = isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
        logs = ast.unparse(node).startswith("log.")
        if called and not logs and self._here(node, f"{ast.unparse(node)} -> nothing"):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if _is_slip(node):
            return node
        told = ast.unparse(node).splitlines()[0][:60]
        return ast.Pass() if self._here(node, f"{told} -> nothing") else node


def mutants(module: str) -> list[Mutant]:
    """Everything that can be broken in a module."""
    breaker = _Breaker(module)
    breaker.visit(ast.parse(_source(module)))
    return breaker.found


def _source(module: str) -> str:
    return (ROOT / "cocsheets" / f"{module}.py").read_text(encoding="utf-8")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module of ours broken, and leaves all others alone."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.path = ROOT / "cocsheets" / f"{mutant.module}.py"
        self.used = False
        self.name = f"cocsheets.{mutant.module.replace('/', '.')}".removesuffix(".__init__")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        folder = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=folder
        )

    def exec_module(self, module: ModuleType) -> None:
        tree = ast.parse(_source(self.mutant.module))
        broken = _Breaker(self.mutant.module, self.mutant.site).visit(tree)
        code = compile(ast.fix_missing_locations(broken), str(self.path), "exec")
        exec(code, module.__dict__)
        self.used = True


QUIET: tuple[str, ...] = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist")
QUIET += ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # hypothesis is loaded already


UNUSED = 99


class _First:
    """Puts a finder before that of pytest, which rewrites whatever comes with a plugin."""

    def __init__(self, finder: _Finder) -> None:
        self.finder = finder

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self) -> None:
        sys.meta_path.insert(0, self.finder)


class _Only:
    """Leaves out all tests but some."""

    def __init__(self, tests: Collection[str]) -> None:
        self.tests = tests

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.tests]


class _Lines:
    """Sees which tests run which lines of a module.

    What a fixture runs counts for all tests of the file, and what an import runs for all tests.
    """

    def __init__(self, path: Path, into: Path) -> None:
        self.path = str(path)
        self.into = into
        self.tests: list[str] = []
        self.seconds: dict[str, float] = defaultdict(float)
        """By file."""
        self.runs: dict[str, set[int]] = defaultdict(set)
        """Lines by test, by file or by ``""`` for all."""
        self.current = self.runs[""]

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self) -> None:
        sys.settrace(self._call)
        threading.settrace(self._call)

    def _call(self, frame: FrameType, event: str, arg: object) -> Any:
        return self._line if frame.f_code.co_filename == self.path else None

    def _line(self, frame: FrameType, event: str, arg: object) -> Any:
        self.current.add(frame.f_lineno)
        return self._line

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.tests = [item.nodeid for item in session.items]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.current = self.runs[_file(item.nodeid)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        sys.settrace(self._call)  # should a test have set its own
        self.current = self.runs[item.nodeid]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[_file(report.nodeid)] += report.duration

    def pytest_sessionfinish(self) -> None:
        sys.settrace(None)
        threading.settrace(None)
        found = defaultdict(list)
        for test in sorted(self.tests, key=lambda test: self.seconds[_file(test)]):
            for line in self.runs[""] | self.runs[_file(test)] | self.runs[test]:
                found[line].append(test)
        self.into.write_text(json.dumps(found), encoding="utf-8")


def _file(test: str) -> str:
    return test.partition("::")[0]


def _passes(finder: _Finder, tests: Collection[str], plugin: object, seconds: float) -> bool:
    """Whether these tests or files of tests pass, in a process that has the libraries loaded."""
    child = os.fork()
    if not child:
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        code = pytest.main([*QUIET, *tests], plugins=[_First(finder), plugin])
        os._exit(int(code) if finder.used else UNUSED)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            if code == UNUSED:
                raise RuntimeError(f"no test near {finder.name} loads it")
            return code == 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def tests_by_line(module: str, seconds: float) -> dict[int, list[str]] | None:
    """Which tests near a module run a line of it; None if they fail with nothing broken."""
    finder = _Finder(Mutant(module, -1, "", 0, 0, ""))
    tests = [f"tests/{path}" for path in MODULES[module].split()]
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "lines.json"
        if not _passes(finder, tests, _Lines(finder.path, into), seconds):
            return None
        told = json.loads(into.read_text(encoding="utf-8"))
    return {int(line): found for line, found in told.items()}


def survives(mutant: Mutant, by_line: Mapping[int, Sequence[str]], seconds: float) -> bool:
    """Whether no test that runs a line of it fails."""
    lines = range(mutant.line, mutant.last + 1)
    tests = dict.fromkeys(test for line in lines for test in by_line.get(line, ()))
    files = dict.fromkeys(map(_file, tests))
    return not tests or _passes(_Finder(mutant), list(files), _Only(tests), seconds)


def _load_libraries() -> None:
    """What every test needs, so that no mutant waits for it. None of it is ours."""
    for name in ("pytest", "hypothesis", "gspread", "google.auth", "msgspec", "requests", "click"):
        importlib.import_module(name)


def _chosen(options: argparse.Namespace) -> Iterator[Mutant]:
    named = [module for module in MODULES if options.only in module]
    every = [mutant for module in named for mutant in mutants(module)]
    if options.most:
        random.Random(options.seed).shuffle(every)
        every = every[: options.most]
    yield from every


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--most", type=int, default=60, help="how many mutants; 0: all")
    parser.add_argument("--only", default="", help="only modules with this in their path")
    parser.add_argument("--seconds", type=float, default=300, help="until a mutant counts as hung")
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.dont_write_bytecode = True
    known = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    _load_libraries()
    by_line: dict[str, dict[int, list[str]]] = {}
    noticed: Counter[str] = Counter()
    survived: Counter[str] = Counter()
    explained = 0
    for mutant in _chosen(options):
        module = mutant.module
        if mutant.key in known:
            explained += 1
            continue
        if module not in by_line:
            found = tests_by_line(module, 3 * options.seconds)
            if found is None:
                print(f"The tests of {module} fail, or take too long, with nothing broken.")
                return 2
            by_line[module] = found
        told = "noticed "
        if survives(mutant, by_line[module], options.seconds):
            told = "SURVIVED"
        (survived if told == "SURVIVED" else noticed)[module] += 1
        print(f"{told} {mutant.line:4} {mutant.key}", flush=True)
    for module in sorted(by_line):
        print(f"{noticed[module]:4} of {noticed[module] + survived[module]:4}  {module}")
    tried = noticed.total() + survived.total()
    share = noticed.total() / tried if tried else 1.0
    print(f"{noticed.total()} of {tried} noticed ({share:.0%}); {explained} more are explained.")
    return 1 if share < 0.95 else 0


if __name__ == "__main__":
    raise SystemExit(main())
