"""The answers of the commands have the shapes that the JSON Schemas promise."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

import cocsheets
from cocsheets.cli.main import cli
from cocsheets.errors import ConfigurationError
from cocsheets.formats.shapes import SHAPES
from cocsheets.sandbox import Sandbox, demo

DAY = dt.date(2026, 11, 20)
ADD = (
    "records add --date-reported 2026-11-02 --reporter Robin --named-subjects Quinn --summary loud"
    " --action-by-us Yes --action-by-local-rep No --severity minor --yes"
)
COMMANDS = (
    "validate",
    "due --within 400",
    "people",
    "retention",
    "residue",
    "residue --identifier Robin",
    "screen -",
    "about hana.placeholder@example.net",
    "about kim@example.org",
    "sharing audit",
    "members list",
    "members history",
    "sync --dry-run",
    "expunge",
    "expunge --yes",
    "retention --only all --yes",
    "records amend 12 --status flagged",
    "records amend 12 --hold-until 2027-01-01 --hold-reason talks --yes",
    ADD,
    "protect",
    "protect --yes",
    "members add new@example.org",
    "members add new@example.org --yes",
    "members remove kim@example.org --yes",
    "members renew robin@example.org new@example.org",
    "sharing",
    "sharing --yes",
    "sync",
    "status",
    "doctor",
    "log",
    "places",
)

PLACES = """
[places.list]
kind = "csv"
file = "list.csv"
keep = ["board@example.org"]

[places.lost]
kind = "csv"
file = "lost.csv"
"""
LIST = "E-mail\nboard@example.org\nkim@example.org\nwho@example.net\nnobody\n"


LIST = "Name,Mail\nFixture Cleo,\nHana P.,hana.placeholder@example.net\n"
"""What `screen` reads."""


def _answers(sandbox: Sandbox, key: str) -> list[tuple[str, Any]]:
    names = {
        "COCSHEETS_API_ROOT": sandbox.url,
        "COCSHEETS_ACT_AS": demo.ROBOT,
        "COCSHEETS_SPREADSHEET": key,
    }
    found = []
    for command in COMMANDS:
        words = ["--as-of", DAY.isoformat(), *command.split(), "--format", "json"]
        told = CliRunner().invoke(cli, words, env=names, input=LIST)
        assert told.stdout, f"{command}: {told.stderr}"
        found.append((command, json.loads(told.stdout)))
    return found


def test_every_answer_has_its_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key of every answer is in its schema, with a value of that kind; none is missing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cocsheets.toml").write_text(PLACES, "utf-8")
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    seen = set()
    with Sandbox() as sandbox:
        for command, answer in _answers(sandbox, demo.seed(sandbox.client(demo.OWNER), DAY)):
            name = max((name for name in SHAPES if command.startswith(name)), key=len)
            seen.add(name)
            read = msgspec.convert(answer, SHAPES[name])
            # What a type does not know is left out in reading, and would be missing here.
            assert msgspec.to_builtins(read) == answer, command
    assert seen == set(SHAPES)


def test_a_schema_is_complete() -> None:
    """A schema names the keys of a finding; what has none is refused with a list."""
    found = cocsheets.json_schema("validate")
    assert set(found["$defs"]["Finding"]["required"]) >= {"rule", "severity", "cell", "link"}
    with pytest.raises(ConfigurationError, match="no JSON Schema"):
        cocsheets.json_schema("demo")
