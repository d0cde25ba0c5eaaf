"""The README says what is so: its generated parts are fresh, its example runs."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
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


def test_every_part_is_used(generator: ModuleType) -> None:
    """No generator without a place in the README."""
    assert {name for name, _ in PARTS} == set(generator.PARTS)


def test_first_screen_has_the_two_commands() -> None:
    """One sentence, then the two commands, before anything else."""
    head = README[: README.index("<!-- generated: demo")]
    assert "scripts/demo.sh" in head
    assert "scripts/test.sh" in head
    assert (ROOT / "scripts" / "demo.sh").stat().st_mode & 0o111
    assert (ROOT / "scripts" / "test.sh").stat().st_mode & 0o111


@pytest.mark.parametrize("page", ["README.md", *PAGES])
def test_links_lead_somewhere(page: str) -> None:
    """Every link to another page of the project leads to a page that is there."""
    folder = ROOT if page == "README.md" else ROOT / "docs"
    text = README if page == "README.md" else PAGES[page]
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (folder / target).exists(), target


def test_paths_in_the_readme_exist() -> None:
    """Every script and test that the README names is there."""
    for path in set(re.findall(r"`((?:scripts|tests|cocsheets|docs)/[\w./]+)`", TEXT)):
        assert (ROOT / path).exists(), path
