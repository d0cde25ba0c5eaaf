"""One value of a TOML file is changed, and nothing else in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.errors import ConfigurationError
from cocsheets.tomledit import replace_in

KEY = ("spreadsheet", "key")


@pytest.mark.parametrize(
    "text",
    [
        '# a\n\n[spreadsheet]   # here\n  key   =  "https://x/d/OLDKEY/edit"  # c\nworksheet = 0\n',
        "spreadsheet.key = 'OLDKEY' # c\r\n[limits]\r\nmax_rows=3\r\n",
        'spreadsheet = { key = "OLDKEY" , worksheet = 1 } # c\n',
        '[a]\nx=1\n[spreadsheet]\nkey="OLDKEY" #k\n# OLDKEY is mentioned\n[b]\n',
        '[spreadsheet]\nkey\t=\t"OLDKEY"',
    ],
)
def test_only_the_key_changes(tmp_path: Path, text: str) -> None:
    """Comments, spacing, quotes, line ends and order stay, byte for byte."""
    path = tmp_path / "a.toml"
    path.write_bytes(text.encode())
    path.chmod(0o640)
    replace_in(path, {KEY: ("OLDKEY", "NEWKEY")})
    after = path.read_bytes().decode()
    assert after.replace("NEWKEY", "OLDKEY") == text
    assert after.count("NEWKEY") == 1
    assert path.stat().st_mode & 0o777 == 0o640
    replace_in(path, {KEY: ("OLDKEY", "NEWKEY")})
    assert path.read_bytes().decode() == after


@given(st.text("# =\"'\n\t[]ab1", max_size=40))
def test_whatever_stands_around_it_stays(comment: str) -> None:
    """Any comment before and behind survives."""
    import tempfile

    comment = " ".join(comment.split("\n"))
    text = f'#{comment}\n[spreadsheet] #{comment}\nkey = "OLDKEY" #{comment}\n'
    if "\t" in comment:
        text = text.replace("\t", " ")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.toml"
        path.write_bytes(text.encode())
        replace_in(path, {KEY: ("OLDKEY", "NEWKEY")})
        assert path.read_bytes().decode() == text.replace('"OLDKEY"', '"NEWKEY"')


@pytest.mark.parametrize(
    "text", ["[spreadsheet]\n", '[spreadsheet]\nkey = "other"\n', "key = [", ""]
)
def test_what_cannot_be_changed_is_left(tmp_path: Path, text: str) -> None:
    """Another key, no key, or no TOML: the file stays as it is, and the error says so."""
    path = tmp_path / "a.toml"
    path.write_bytes(text.encode())
    with pytest.raises(ConfigurationError, match="as it was"):
        replace_in(path, {KEY: ("OLDKEY", "NEWKEY")})
    assert path.read_bytes().decode() == text


def test_a_whole_number_can_be_changed_too(tmp_path: Path) -> None:
    """A worksheet's gid beside the key."""
    path = tmp_path / "a.toml"
    path.write_text('[spreadsheet]\nkey = "OLDKEY"\nworksheet = 0  # gid\n', encoding="utf-8")
    replace_in(path, {KEY: ("OLDKEY", "NEWKEY"), ("spreadsheet", "worksheet"): ("0", "77")})
    assert path.read_text() == '[spreadsheet]\nkey = "NEWKEY"\nworksheet = 77  # gid\n'
