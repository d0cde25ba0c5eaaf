"""Lines are broken one at a time, and only where the script says."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def mutate() -> ModuleType:
    """The script."""
    spec = importlib.util.spec_from_file_location("mutate", ROOT / "scripts" / "mutate.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = made
    spec.loader.exec_module(made)
    return made


def test_its_modules_and_their_tests_are_there(mutate: ModuleType) -> None:
    """A module or a test that is renamed is renamed there too."""
    for module, tests in mutate.MODULES.items():
        assert (ROOT / "cocsheets" / f"{module}.py").is_file(), module
        assert all((ROOT / "tests" / path).exists() for path in tests.split()), module


def test_each_mutant_breaks_one_place(mutate: ModuleType) -> None:
    """The source differs in what the mutant says, and can still be compiled."""
    module = "plans/limits"
    text = (ROOT / "cocsheets" / f"{module}.py").read_text(encoding="utf-8")
    plain = ast.unparse(ast.parse(text))
    found = mutate.mutants(module)
    assert len(found) > 50
    for mutant in found:
        tree = mutate._Breaker(module, mutant.site).visit(ast.parse(text))
        broken = ast.unparse(ast.fix_missing_locations(tree))
        assert broken != plain, mutant
        compile(broken, module, "exec")


def test_what_only_a_slip_of_the_program_reaches_is_left_whole(mutate: ModuleType) -> None:
    """It says no more than that the program is wrong, and no promise rests on it."""
    source = (ROOT / "cocsheets" / "apply" / "claim.py").read_text(encoding="utf-8")
    slips = {n for n, line in enumerate(source.splitlines(), 1) if "raise RuntimeError" in line}
    assert slips
    lines = {mutant.line for mutant in mutate.mutants("apply/claim")}
    assert not lines & (slips | {line - 1 for line in slips})
