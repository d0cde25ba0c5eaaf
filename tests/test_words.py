"""Plain English: words that we no longer use in what people read.

Looks at the pages, the help texts, the rules, and every text in the code that a person may see.
`LEFT` lists the places that still have such words. It only shrinks. Names that programs rely on
keep their spelling: JSON keys, codes of rules, and what the ledger says.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cocsheets.cli.main import COMMANDS, cli

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)

SAY: dict[str, str] = {
    r"cure[sd]?": "fix",
    r"mend(s|ed|ing)?": "fix",
    r"tell(s|ing)?|told": "say, report, list",
    r"st[ao]nds?(?! (in )?for\b| in the way|-in\b)|stood": "is, is in",
    r"ways? in(?! which| the\b)": "access, access path",
    r"any more": "no longer",
    r"put(s|ting)? back": "restored",
    r"days? to come": "in the future",
    r"hang(s|ing)? (on|off)|hung": "attachments",
    r"further reports?": "later report",
    r"(is|are|was|be) held": "on hold",
    r"and is none|is no (e-mail|date)": "not a valid",
    r"reckon(s|ed|ing)?": "calculate, count",
    r"anew": "again",
    r"outlives?": "is never expunged",
    r"in vain": "without effect",
    r"by the way|thereby|hereby|whereupon": "leave it out",
}
"""What we no longer write, and what we write in its place."""
FORGOTTEN = {re.compile(rf"\b({words})\b", re.IGNORECASE): say for words, say in SAY.items()}

FIXED = frozenset({"put back", "further report of"})
"""Words of the ledger, which old lines have too."""

LEFT: dict[str, int] = {
    "CHANGELOG.md": 5,  # which names old words to say that they are gone
}
"""How many such words a place still has, at most."""


def found(text: str) -> list[str]:
    """Forgotten words in a text, each with what to say."""
    return [
        f"{match[0]!r}: say {say}"
        for words, say in FORGOTTEN.items()
        for match in words.finditer(text)
    ]


def check(place: str, text: str) -> None:
    """Fail if a place has more forgotten words than are left to it."""
    words = found(text)
    assert len(words) <= LEFT.get(place, 0), f"{place}: {words}"


PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_use_plain_words(page: Path) -> None:
    """README and docs, but for code, use the words of the glossary."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    check(page.relative_to(ROOT).as_posix(), text)


@pytest.mark.parametrize("file", ["cocsheets/records/rules.toml", "cocsheets/access/rules.toml"])
def test_rules_use_plain_words(file: str) -> None:
    """What a rule says is said in the words of the glossary."""
    rules = tomllib.loads((ROOT / file).read_text(encoding="utf-8"))
    check(file, "\n".join(str(text) for rule in rules.values() for text in rule.values()))


def _helps(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    yield from (getattr(option, "help", "") or "" for option in command.params)
    for inner in getattr(command, "commands", {}).values():
        yield from _helps(inner)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_uses_plain_words(name: str) -> None:
    """The help of every command, and of its options, uses the words of the glossary."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    check(f"cocsheets {name} --help", "\n".join([COMMANDS[name], *_helps(command)]))


def _texts(tree: ast.Module) -> Iterator[str]:
    """Texts of more than one word that are no docstrings."""
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and " " in value and value not in FIXED and id(node) not in docs:
            yield value


MODULES = sorted((ROOT / "cocsheets").rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_messages_use_plain_words(module: Path) -> None:
    """Every message in the code uses the words of the glossary."""
    texts = _texts(ast.parse(module.read_text(encoding="utf-8")))
    check(module.relative_to(ROOT).as_posix(), "\n".join(texts))
