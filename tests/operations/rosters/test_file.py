"""A roster in a CSV file: changed in place, nothing else touched."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cocsheets.access.membership import MemberRole
from cocsheets.errors import ConfigurationError, RosterMissingError
from cocsheets.operations.rosters.file import Source
from cocsheets.plans.roster import RosterAction, RosterChange
from tests.access.builders import TODAY

if TYPE_CHECKING:
    from pathlib import Path

JOINED = dt.date(2025, 1, 1)
LEAVE = RosterChange(
    RosterAction.STEP_DOWN,
    "RIK@example.org",
    MemberRole.MEMBER,
    TODAY,
    "leaves",
    joined=JOINED,
    note="moved; away",
)
ENROL = RosterChange(
    RosterAction.ENROL, "una@example.org", MemberRole.ADVISER, TODAY, "new term", "Una"
)


@pytest.mark.parametrize("separator", [", ", ",  ", " , ", "; ", " ; "])
def test_blanks_and_quotes_as_people_type_them(tmp_path: Path, separator: str) -> None:
    """Blanks around separators belong to no value, and quoted names hold commas."""
    lines = [
        ["Name", "E-mail", "Role", "Joined", "Stepped down"],
        ['"Lopez, Ana"', "ana@example.org", "chair", "2020-01-01", ""],
        ['"Rik ""R"" Member"', '"rik@example.org"', "member", '"2021-01-01"', ""],
    ]
    path = tmp_path / "members.csv"
    path.write_text("\n".join(separator.join(line) for line in lines) + "\n", encoding="utf-8")
    roster = Source("members.csv", tmp_path).read()
    assert [(one.name, one.email) for one in roster.current(TODAY)] == [
        ("Lopez, Ana", "ana@example.org"),
        ('Rik "R" Member', "rik@example.org"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_changes(tmp_path: Path, delimiter: str, newline: str, bom: str) -> None:
    """A term ends and a row is added; separator, line ends, mark, order and notes stay."""
    lines = [
        ["Our roster"],
        ["Notes", "E-mail", "Role", "Name", "Joined", "Stepped down", "Reason"],
        ["keeps keys", "ana@example.org", "chair", "Ana", "", "", ""],
        ["", "rik@example.org", "member", "Rik", "2025-01-01"],
    ]
    path = tmp_path / "members.csv"
    text = bom + "".join(delimiter.join(line) + newline for line in lines)
    path.write_bytes(text.encode())
    path.chmod(0o640)
    roster = Source("members.csv", tmp_path).write([LEAVE, ENROL])
    reason = '"moved; away"' if delimiter == ";" else "moved; away"
    lines[3] += ["2026-04-02", reason]
    lines.append(["", "una@example.org", "adviser", "Una", "2026-04-02", "", ""])
    expected = bom + "".join(delimiter.join(line) + newline for line in lines)
    assert path.read_bytes().decode() == expected
    assert path.stat().st_mode & 0o777 == 0o640
    assert [member.email for member in roster.current(TODAY)] == [
        "ana@example.org",
        "una@example.org",
    ]
    Source("members.csv", tmp_path).write([LEAVE, ENROL])
    assert path.read_bytes().decode() == expected
    assert list(tmp_path.iterdir()) == [path]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is missing, no text or no CSV is told apart, without its contents."""
    with pytest.raises(RosterMissingError, match=r"members\.csv"):
        Source("members.csv", tmp_path).read()
    path = tmp_path / "members.csv"
    path.write_bytes(b"Name,E-mail\n\xff\xfe")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Source("members.csv", tmp_path).read()
    path.write_bytes(b'Name,E-mail\n"Una" x,una@example.org\n')
    with pytest.raises(ConfigurationError, match="no valid CSV") as caught:
        Source("members.csv", tmp_path).read()
    assert "una" not in str(caught.value).casefold()
