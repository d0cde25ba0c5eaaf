"""Findings in each format, compared whole."""

from __future__ import annotations

import json

from cocsheets import csvtext
from cocsheets.findings import Finding, Severity
from cocsheets.formats.findings import (
    CSV_COLUMNS,
    as_csv,
    as_github,
    as_json,
    as_json_text,
    as_text,
    link,
)
from cocsheets.records.validation import Validation

EDIT = "https://docs.google.com/spreadsheets/d/KEY/edit"
UNKNOWN = Finding("unknown-column", Severity.WARNING, "not known", "Add it.", "Log, old", 7, 1, "K")
DATE = Finding(
    "not-a-date", Severity.ERROR, "no date: 100%", "Type it.", "Log, old", 7, 12, "J", "expunge_on"
)
HALF = Finding("partly-expunged", Severity.WARNING, "half", "Do it.", "Log, old", 7, 12)
WHOLE = Finding("hidden-rows", Severity.NOTE, "3 rows", "Nothing.", "Log, old", 7)
VALIDATION = Validation((WHOLE, UNKNOWN, HALF, DATE), {"due": 2}, 40, "Log, old")


def test_links_open_the_place() -> None:
    """A cell, a whole row, a column, a worksheet, or at least the spreadsheet."""
    assert link("KEY", DATE) == f"{EDIT}#gid=7&range=J12"
    assert link("KEY", HALF) == f"{EDIT}#gid=7&range=12:12"
    assert link("KEY", WHOLE) == f"{EDIT}#gid=7"
    assert link("KEY", Finding("x", Severity.NOTE, "m", sheet_id=0, column="B")) == (
        f"{EDIT}#gid=0&range=B:B"
    )
    assert link("KEY", Finding("x", Severity.NOTE, "m")) == EDIT


def test_text_groups_by_row_and_counts_by_rule() -> None:
    """The whole text, as people read it."""
    assert as_text(VALIDATION, "KEY", links=True) == (
        'Worksheet "Log, old"\n'
        "  note             hidden-rows      3 rows\n"
        f"                   {EDIT}#gid=7\n"
        "\n"
        "Row 1\n"
        "  warning  K1      unknown-column   not known\n"
        f"                   {EDIT}#gid=7&range=K1\n"
        "\n"
        "Row 12\n"
        "  warning  row 12  partly-expunged  half\n"
        f"                   {EDIT}#gid=7&range=12:12\n"
        "  error    J12     not-a-date       no date: 100%\n"
        f"                   {EDIT}#gid=7&range=J12\n"
        "\n"
        "How often, and what to do\n"
        "  error    1 x not-a-date       Type it.\n"
        "  warning  1 x partly-expunged  Do it.\n"
        "  warning  1 x unknown-column   Add it.\n"
        "  note     1 x hidden-rows      Nothing.\n"
        "\n"
        '40 records read in worksheet "Log, old": 1 error, 2 warnings, 1 note.\n'
        "Silenced by the settings: 2 x due.\n"
        "`cocsheets rules CODE` explains a rule.\n"
    )


def test_colour_only_where_asked() -> None:
    """Escape sequences never reach a file by themselves."""
    assert "\x1b[" not in as_text(VALIDATION, "KEY")
    assert "\x1b[31merror  \x1b[0m" in as_text(VALIDATION, "KEY", colour=True)


def test_nothing_to_report_is_said() -> None:
    """A clean sheet gets one line."""
    assert as_text(Validation((), {}, 1, "Log"), "KEY") == (
        '1 record read in worksheet "Log": nothing to report.\n'
    )


def test_json_has_stable_keys() -> None:
    """Keys are those of the CSV form, and the counts."""
    made = as_json(VALIDATION, "KEY")
    assert list(made) == ["worksheet", "records", "findings", "counts", "silenced"]
    assert made["findings"][3] == {
        "severity": "error",
        "rule": "not-a-date",
        "worksheet": "Log, old",
        "row": 12,
        "column": "J",
        "cell": "J12",
        "field": "expunge_on",
        "message": "no date: 100%",
        "hint": "Type it.",
        "link": f"{EDIT}#gid=7&range=J12",
    }
    assert made["silenced"] == {"due": 2}
    assert json.loads(as_json_text(VALIDATION, "KEY")) == made


def test_csv_reads_back_and_is_guarded() -> None:
    """A worksheet's title that begins like a formula is text in every spreadsheet."""
    risky = Validation((Finding("x", Severity.NOTE, "m", worksheet="=1+1"),), {}, 0, "=1+1")
    assert ",'=1+1," in as_csv(risky, "KEY")
    rows = csvtext.read(as_csv(risky, "KEY"))
    assert rows[0] == list(CSV_COLUMNS)
    assert rows[1][2] == "=1+1"


def test_github_annotations_are_escaped() -> None:
    """One workflow command a finding."""
    assert as_github(VALIDATION, "KEY").splitlines()[3] == (
        "::error title=not-a-date J12::Log, old J12: no date: 100%25. Type it. "
        f"{EDIT}#gid=7&range=J12"
    )
