"""A member list in a file: the column of addresses by its contents, whatever service wrote it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.errors import ConfigurationError, PlaceError
from cocsheets.places.csvfile import CsvFile
from tests.places.tools import tools

MAILMAN = "ana@example.org\nRik Member <rik@example.org>\n\n"
GITHUB = "login,name,email,role\nana-l,Ana Lopez,ana@example.org,Owner\nnomail,No Mail,,Member\n"
DISCOURSE = (
    "username;Email;Invited by\nana;ana@example.org;\nrik;rik@example.org;ana@example.org\n"
    "kim;kim@example.org;ana@example.org\n"
)
GROUPS = (
    "Members for group coc\nEmail address,Nickname,Group status\n"
    "ana@example.org,Ana,owner\nrik@example.org,Rik,member\n"
)
TABS = "Name\tKontakt\r\nAna\tmailto:ana@example.org\r\n"
PHONES = "Ana Lopez, ana@example.org, +49 30 1234\n"


def read(folder: Path, text: str | bytes, column: str = "") -> list[tuple[str, str]]:
    """Id and address of every entry of a file with these contents."""
    (folder / "list.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    listing = CsvFile(file="list.csv", column=column).read(tools(folder))
    return [(entry.id, entry.address) for entry in listing.entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MAILMAN, [("row 1", "ana@example.org"), ("row 2", "rik@example.org")]),
        (GITHUB, [("row 2", "ana@example.org"), ("row 3", "")]),
        (GROUPS, [("row 3", "ana@example.org"), ("row 4", "rik@example.org")]),
        (TABS, [("row 2", "ana@example.org")]),
        (TABS.encode("utf-16"), [("row 2", "ana@example.org")]),
        (PHONES, [("row 1", "ana@example.org")]),
        ("\ufeffE-Mail\nana@example.org\nANA@example.org\n", [("row 2", "ana@example.org")]),
        (b"Name;Mail\nAna L\xf3pez;ana@example.org\n", [("row 2", "ana@example.org")]),
        ("=email\n'ana@example.org\n", [("row 2", "ana@example.org")]),
        (",x\nana@example.org,1\n", [("row 1", ""), ("row 2", "ana@example.org")]),
    ],
    ids=["mailman", "github", "google", "tabs", "utf-16", "bare", "bom", "latin", "guard", "blank"],
)
def test_the_addresses_are_found(
    tmp_path: Path, text: str | bytes, expected: list[tuple[str, str]]
) -> None:
    """With headers or without; a member without an address is listed and not passed over."""
    assert read(tmp_path, text) == expected


def test_of_two_columns_of_addresses_the_header_decides(tmp_path: Path) -> None:
    """The address of whoever invited somebody is not the member's own."""
    assert [address for _, address in read(tmp_path, DISCOURSE)] == [
        "ana@example.org",
        "rik@example.org",
        "kim@example.org",
    ]


def test_where_nothing_decides_a_person_must(tmp_path: Path) -> None:
    """Guessing would take an inviter for the member."""
    text = DISCOURSE.replace("Email", "Account")
    with pytest.raises(PlaceError, match="columns B and C"):
        read(tmp_path, text)
    assert len(read(tmp_path, text, "account")) == 3
    with pytest.raises(PlaceError, match="no column 'Mail'"):
        read(tmp_path, text, "Mail")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("login,name\nana-l,Ana Lopez\n", "No column of the file holds e-mail addresses"),
        ("bio\nwrite me\nhello\nana@example.org\nx\n", "No column"),
        ("", "The file is empty"),
        (" \n,,\n", "The file is empty"),
        ("<html>ana@example.org</html>", "a web page, not a list"),
    ],
)
def test_a_file_without_addresses_is_no_empty_list(tmp_path: Path, text: str, said: str) -> None:
    """An export of the wrong kind must not read as if everybody had left."""
    with pytest.raises(PlaceError, match=said) as caught:
        read(tmp_path, text)
    assert caught.value.hint


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    """With the path as the settings have it."""
    with pytest.raises(PlaceError, match=r"no file .*lists/coc\.csv") as caught:
        CsvFile(file="lists/coc.csv").read(tools(tmp_path))
    assert "Export the list again" in caught.value.hint
    with pytest.raises(ConfigurationError):
        CsvFile(file=" ").check()


def test_the_day_of_the_file_is_the_day_of_the_list(tmp_path: Path) -> None:
    """A list is as old as its export; whoever reads it must see that."""
    read(tmp_path, MAILMAN)
    os.utime(tmp_path / "list.csv", (0, 86400 * 365))
    assert CsvFile(file="list.csv").read(tools(tmp_path)).as_of == dt.date(1971, 1, 1)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever is in the file, it is entries with addresses or a PlaceError."""
    folder = tmp_path_factory.getbasetemp()
    try:
        entries = read(folder, data)
    except PlaceError:
        return
    assert any(address for _, address in entries)
