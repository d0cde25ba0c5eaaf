"""Names in every script, at the command line: replaced whole, reported, or left to their owners."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocsheets.cli.main import run
from cocsheets.exit_codes import ExitCode
from cocsheets.sandbox import Sandbox
from tests.cli.world import ROSTER, World, make_world


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Environment and working folder of this process, put back afterwards."""
    return monkeypatch


def row(named: str, outcome: str, *, until: str = "2025-01-05", summary: str = "text") -> list[str]:
    """One report of 2024 about somebody."""
    return ["2024-01-05", "Ana Lopez", named, "", summary, "No", "No", outcome, "", until]


def cli(
    world: World, here: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str]:
    """Run a command in this process; its code and all that it said."""
    for name, text in world.environment().items():
        here.setenv(name, text)
    here.chdir(world.folder)
    capfd.readouterr()
    code = run(arguments)
    told = capfd.readouterr()
    return code, told.out + told.err


def test_expunging_leaves_the_names_of_others_whole(
    sandbox: Sandbox, tmp_path: Path, here: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A letter is taken with its marks: nobody's name is found in half of another's."""
    others = {
        "राम शर्म": "राम शर्मा",
        "Ana Li": "Ana Li\u0323",
        "山田 は": "山田 は\u3099",
        "박 기": "박 김",
        "Jane Doe": "Mary-Jane Doe",
    }
    rows = [row(name, f"{name}; {other}.") for name, other in others.items()]
    world = make_world(sandbox, tmp_path, rows)
    code, told = cli(world, here, capfd, "expunge", "--yes")
    assert code == ExitCode.OK, told
    outcomes = world.records.col_values(8)[1:]
    assert outcomes == [f"Expunged; {other}." for other in others.values()]


HOW_PEOPLE_WRITE = {
    "Jane Doe <jane@example.net>": "Jane Doe",
    "Jane Doe, jane@example.net": "Jane Doe",
    "Jane Doe - jane@example.net": "Jane Doe",
    "Jane Doe: @jane_d": "Jane Doe",
    "Jane Doe (they/them)": "Jane Doe",
    "Jane Doe [she/her/hers], speaker": "Jane Doe",
    "Jane Doe aka jdoe": "Jane Doe",
    "Jane Doe, née Roe": "Jane Doe",
    "a person called Jane Doe": "Jane Doe",
    "Li Wei 李伟": "Li Wei",
    "李伟 / Li Wei": "Li Wei",
}


def test_names_as_people_write_them(
    sandbox: Sandbox, tmp_path: Path, here: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is beside a name in its cell is no part of it: the name goes from the row's texts."""
    rows = [row(cell, f"{name} was told.") for cell, name in HOW_PEOPLE_WRITE.items()]
    rows += [row("Rik Sample", "Jane Doe was told.")]
    rows[-1][3] = "Jane Doe <jane@example.net>"
    rows += [row("Rik Sample", "Una Witness was heard.")]
    rows[-1][1] = "reported by Una Witness <una@example.net>"
    world = make_world(sandbox, tmp_path, rows)
    assert cli(world, here, capfd, "expunge", "--yes")[0] == ExitCode.OK
    assert {str(text).split()[0] for text in world.records.col_values(8)[1:]} == {"Expunged"}


def test_a_name_with_something_beside_it_is_the_same_name(
    sandbox: Sandbox, tmp_path: Path, here: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A later report puts the date off, however the cell says the rest."""
    later = row("Jane Doe", "", until="")
    for cell in ("Jane Doe - jane@example.net", "Jane Doe (they/them)", "Jane Doe aka jdoe"):
        world = make_world(sandbox, tmp_path, [row(cell, ""), ["2024-12-05", *later[1:]]])
        told = cli(world, here, capfd, "--as-of", "2025-02-01", "due", "--format", "json")[1]
        assert [item["state"] for item in json.loads(told)["records"]] == ["held"], cell


def test_names_in_disguise_do_not_outlive_unseen(
    sandbox: Sandbox, tmp_path: Path, here: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Joined or cut by what hardly shows, a name is reported; a handle in a URL is replaced."""
    texts = ["x Jane\u200bDoe", "Jane\u00adDoe", "Jane\u2011Doe", "#JaneDoe", "Doe\u2060Jane"]
    texts += ["https://social.example/%40jane_d"]
    rows = [row("Jane Doe (@jane_d)", text) for text in texts]
    world = make_world(sandbox, tmp_path, rows)
    told = cli(world, here, capfd, "validate", "--format", "json")[1]
    found = [item["row"] for item in json.loads(told)["findings"] if "name" in item["rule"]]
    assert found == [2, 3, 4, 5, 6, 7], told
    assert "Jane" not in told
    assert cli(world, here, capfd, "expunge", "--yes")[0] != ExitCode.INCOMPLETE
    assert world.records.acell("H7").value == "https://social.example/Expunged"


def test_a_private_reporter_in_a_text_is_a_warning(
    sandbox: Sandbox, tmp_path: Path, here: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`validate` says where the reporter's name or address is, and names nobody."""
    private = row("Jane Doe", "", summary="Una Witness, una@example.net, wrote", until="2031-01-05")
    private[1] = "Una Witness"
    address = row("Rik Roe", "told una@example.net", until="2031-01-05")
    address[1] = "una@example.net"
    world = make_world(sandbox, tmp_path, [private, address], roster=ROSTER)
    code, told = cli(world, here, capfd, "validate")
    assert code == ExitCode.FINDINGS
    assert "warning  E2  reporter-in-text" in told, told
    assert "warning  H3  reporter-in-text" in told
    assert "Una" not in told


def link(world: World, row: int, address: str) -> None:
    """Put a link behind the cell of contacts in a row."""
    where = {"startRowIndex": row - 1, "endRowIndex": row, "startColumnIndex": 3}
    request = {
        "range": {"sheetId": world.records.id, **where, "endColumnIndex": 4},
        "cell": {"userEnteredFormat": {"textFormat": {"link": {"uri": address}}}},
        "fields": "userEnteredFormat.textFormat.link",
    }
    world.spreadsheet.batch_update({"requests": [{"repeatCell": request}]})


@pytest.mark.parametrize("label", ["profile", "Website", "private", "GitHub", "ada_f", "see below"])
def test_a_label_is_no_identity(
    sandbox: Sandbox,
    tmp_path: Path,
    here: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    label: str,
) -> None:
    """A due record is not put off because a stranger's cell shows the same word."""
    due = row("Ada Fixture", "")
    later = ["2026-11-01", "Ana Lopez", "Rik Sample", label, "text", "No", "No", "", "", ""]
    due[3] = label
    world = make_world(sandbox, tmp_path, [due, later])
    link(world, 2, "https://example.net/u/ada")
    link(world, 3, "https://example.org/u/rik")
    code, told = cli(world, here, capfd, "--as-of", "2026-11-20", "expunge", "--yes")
    assert code == ExitCode.OK, told
    assert world.records.col_values(3)[1:] == ["Expunged", "Rik Sample"]


def test_the_link_behind_a_label_is_the_identity(
    sandbox: Sandbox, tmp_path: Path, here: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two labels over one page concern one person, and a linked label is a contact."""
    due = row("Ada", "")
    later = ["2026-11-01", "Ana Lopez", "Ada F.", "her site", "text", "No", "No", "", "", ""]
    due[3] = "profile"
    world = make_world(sandbox, tmp_path, [due, later])
    link(world, 2, "https://example.net/u/ada")
    link(world, 3, "https://www.example.net/u/ada/")
    _, told = cli(world, here, capfd, "--as-of", "2026-11-20", "due", "--format", "json")
    assert [item["state"] for item in json.loads(told)["records"]] == ["held"], told
    _, told = cli(world, here, capfd, "validate")
    assert "contact-unknown" not in told


@pytest.mark.parametrize(
    "nobody", ["Redacted Person", "Two people", "Name expunged", "zwei Personen", "匿名 参加者"]
)
def test_nobody_is_no_person(
    sandbox: Sandbox,
    tmp_path: Path,
    here: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    nobody: str,
) -> None:
    """Two records that name nobody are not about one person, and nobody is in no text."""
    due = row(nobody, f"{nobody} came")
    later = ["2026-11-01", "Ana Lopez", nobody, "", "text", "No", "No", "", "", ""]
    world = make_world(sandbox, tmp_path, [due, later])
    code, told = cli(world, here, capfd, "--as-of", "2026-11-20", "expunge", "--yes")
    assert code == ExitCode.OK, told
    assert world.records.col_values(8)[1] == f"{nobody} came"
    assert world.records.col_values(3)[1:] == ["Expunged", nobody]
