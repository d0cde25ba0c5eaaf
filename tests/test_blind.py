"""The checker of blind lists: a program of its own, which agrees with the committee's side."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets import blind
from cocsheets.records.identifiers import Identifier, Kind, in_contact

SOURCE = Path(blind.__file__)
TODAY = dt.date(2026, 11, 28)
QUICK = {"n": 2, "r": 1, "p": 1}
KINDS = {Kind.EMAIL: "mail", Kind.URL: "page", Kind.HANDLE: "handle"}


def told(found: tuple[Identifier, ...]) -> set[str]:
    """The committee's identifiers as the checker writes them."""
    return {f"{KINDS[item.kind]} {item.text}" for item in found}


CELLS = (
    "ada@example.org",
    "Ada Example <ADA@Example.ORG>",
    "mailto:ada@example.org",
    "a.d.a+conf@googlemail.com",
    "ada@xn--mller-kva.example; @ada_e",
    "ada@müller.example",
    "https://www.example.org/~ada/?utm_source=x",
    "example.org/~ada",
    "http://example.org:8080/A%20b?b=2&a=1#top",
    "ada.example.org",
    "https://x.com/Ada_E",
    "@Ada@social.example",
    "https://social.example/@ada",
    "@ada",
    "'ada@example.org'",
    "=ada@example.org",
    "*ada@example.org*",
    "cv.pdf",
    "nobody",
    "a@example.org, b@example.org and www.example.org.",
    "\u200bada@example.org\u00a0",
    "ａｄａ@example.org",
)


@pytest.mark.parametrize("cell", CELLS)
def test_both_sides_read_a_cell_alike(cell: str) -> None:
    """What the committee takes for an identifier, the checker takes for the same one."""
    assert blind.identifiers_in(cell) == told(in_contact(cell))


@given(
    st.lists(st.sampled_from([*CELLS, " ", ",", "x", "É", "Ada"]), max_size=3),
    st.sampled_from([" ", "; ", ", ", " - "]),
)
def test_both_sides_agree_on_any_cell(parts: list[str], between: str) -> None:
    """However a cell is put together."""
    cell = between.join(parts)
    assert blind.identifiers_in(cell) == told(in_contact(cell))


def write(folder: Path, *identifiers: str, expires: str = "2026-12-31") -> Path:
    """A blind list of some identifiers, with quick digests."""
    key = b"k" * 16
    path = folder / "blind.json"
    content = {
        "format": blind.FORMAT,
        "expires": expires,
        "key": key.hex(),
        "scrypt": QUICK,
        "digests": [blind.digest(item, key, QUICK) for item in identifiers],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


LIST = (
    "Name,E-mail,GitHub,Page\n"
    "Ada,A.da+x@gmail.com,,\n"
    "Bo,bo@example.org,,\n"
    "Cy,,cy_c,https://cy.example/\n"
    "Di,,,\n"
)


def test_rows_to_ask_about_are_listed(tmp_path: Path) -> None:
    """By address, by handle without its sign, and by page; and nobody else."""
    blinded = write(tmp_path, "mail ada@gmail.com", "handle cy_c")
    listed = tmp_path / "list.csv"
    listed.write_text(LIST, encoding="utf-8")
    seen: list[tuple[int, int]] = []
    found = blind.check(blinded, listed, TODAY, lambda done, of: seen.append((done, of)))
    assert found == ([2, 4], 3)
    assert seen[-1] == (4, 4)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_lists_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    """In the encodings that they write, and with semicolons."""
    listed = tmp_path / "list.csv"
    listed.write_text("Näme;Mail\nÄda;ada@example.org\n", encoding=encoding)
    assert blind.check(write(tmp_path, "mail ada@example.org"), listed, TODAY)[0] == [2]


def test_rows_are_those_of_the_list(tmp_path: Path) -> None:
    """An apostrophe in a name separates no cells and joins no rows; who asks, asks about the right
    row."""
    listed = tmp_path / "list.csv"
    listed.write_text(
        "Name,X,Mail\n'A',x,'a@example.org'\nO'Neil,'y,b@example.org\nD'Arcy,z,c@example.org\n",
        "utf-8",
    )
    found = blind.identifiers_of(blind.read_rows(listed))
    assert {number: sorted(items) for number, items in found.items()} == {
        2: ["mail a@example.org"],
        3: ["mail b@example.org"],
        4: ["mail c@example.org"],
    }
    listed.write_text('Name,Mail\n"A,a@example.org\n' + "B,b@example.org\n" * 30, "utf-8")
    with pytest.raises(blind.UnreadableError, match=r"row 2 of .* is not closed"):
        blind.read_rows(listed)


def test_the_list_may_have_one_column(tmp_path: Path) -> None:
    """One address a line."""
    listed = tmp_path / "list.txt"
    listed.write_text("bo@example.org\nada@example.org\n", encoding="utf-8")
    assert blind.check(write(tmp_path, "mail ada@example.org"), listed, TODAY)[0] == [2]


@pytest.mark.parametrize(
    ("blinded", "listed", "why"),
    [
        ("{}", LIST, "not a blind list"),
        ("[", LIST, "not a blind list"),
        ("", LIST, "expired"),
        (None, "Name\nAda\n", "Nothing was checked"),
        (None, "", "empty"),
        (None, "PK\x03\x04", "spreadsheet"),
        (None, None, "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    blinded: str | None,
    listed: str | None,
    why: str,
) -> None:
    """A file that is something else, empty, missing or expired: exit 2, and in words."""
    path = write(
        tmp_path, "mail ada@example.org", expires="2020-01-01" if why == "expired" else "2999-01-01"
    )
    if blinded:
        path.write_text(blinded, encoding="utf-8")
    file = tmp_path / "list.csv"
    if listed is not None:
        file.write_text(listed, encoding="utf-8")
    assert blind.main([str(path), str(file)]) == 2
    assert why in capsys.readouterr().err


def test_the_program_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    """Without files it is of no use, and says so; it prints itself to be read."""
    assert blind.main([]) == 2
    assert "usage" in capsys.readouterr().err
    assert blind.main(["--source"]) == 0
    assert capsys.readouterr().out == SOURCE.read_text(encoding="utf-8")


def test_it_uses_the_standard_library_alone() -> None:
    """One file, nothing of ours and nothing of anybody else's: it can be read and sent along."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
    assert names <= sys.stdlib_module_names


def _old_python() -> str | None:
    versions = Path.home().glob(".pyenv/versions/3.9.*/bin/python3.9")
    for found in (shutil.which("python3.9"), *versions):
        if found and not subprocess.run([found, "-V"], capture_output=True, check=False).returncode:
            return str(found)
    return None


def test_it_runs_on_a_bare_python(tmp_path: Path) -> None:
    """As a file of its own, in a process without any package; on Python 3.9 where that is here."""
    shutil.copy(SOURCE, tmp_path / "checker.py")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    write(tmp_path, "mail ada@gmail.com", "handle cy_c", expires="2999-01-01")
    command = [_old_python() or sys.executable, "-I", "-S", "checker.py", "blind.json", "list.csv"]
    ran = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PATH": os.defpath}
    )
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout.splitlines()[:2] == ["row 2: ask the committee", "row 4: ask the committee"]
    assert "ada" not in ran.stdout + ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "blind.json",
        "checker.py",
        "list.csv",
    ]


def test_progress_is_shown_on_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Digests are slow on purpose, so it says how far it is."""
    listed = tmp_path / "list.csv"
    listed.write_text(LIST, encoding="utf-8")
    path = write(tmp_path, "mail ada@gmail.com", expires="2999-01-01")
    with mock.patch.object(sys.stderr, "isatty", return_value=True):
        assert blind.main([str(path), str(listed)]) == 1
    assert "4 of 4 addresses" in capsys.readouterr().err


def test_a_digest_is_slow_keyed_and_short() -> None:
    """Another key gives another digest; 24 bits say little; the cost is as stated."""
    one, other = (
        blind.digest("mail a@example.org", b"1" * 16),
        blind.digest("mail a@example.org", b"2" * 16),
    )
    assert one != other
    assert len(one) == blind.BITS // 4
    assert blind.COST["n"] * blind.COST["r"] * 128 == 16 * 1024**2
