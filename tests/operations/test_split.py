"""Splitting and joining on the sandbox: who can read what afterwards, and what stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cocsheets.access.filesettings import FileSettings
from cocsheets.errors import AccessError, IncompleteError
from cocsheets.exit_codes import ExitCode
from cocsheets.records.codenames import code_name
from cocsheets.records.schema import SchemaSettings
from tests.box import LONG_AGO, OWNER, RECORDS, ROBOT, Box
from tests.operations.split_sweep import suffer

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.sandbox import Sandbox

ROWS = [
    ["2024-01-10", "Ana Chair", "Ada Fixture", "ada@example.org", "Ada Fixture shouted.", "yes"],
    ["2024-02-10", "Una Witness (public)", "Rik Roe; Ada Fixture", "", "Rik Roe too", "no"],
    ["2023-01-10", "Ana Chair", "Sam", "https://example.org/sam", "Sam again", "no"],
]
NAMES = ("Ada Fixture", "ada@example.org", "Rik Roe", "Una Witness", "example.org/sam")


class Apart:
    """A committee with an identity spreadsheet that the robot may open."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.box = box = Box(sandbox)
        rows = [[*row, "no", "talked", "", ""] for row in ROWS]
        rows[2][-1] = "2024-03-01"
        box.book.sheet1.update([list(RECORDS), *rows], raw=True)
        box.members(("Ana Chair", "ana@example.org", "chair", LONG_AGO))
        self.book = sandbox.client(OWNER).create("Identities")
        box.share(ROBOT, file=self.book.id)

    def committee(self, *, layout: str = "django-2016", **tables: Any) -> Committee:
        """The operations, with the layout of before or after."""
        files = {"identities": FileSettings(key=self.book.id, who=("chair",))}
        return self.box.committee(files=files, schema=SchemaSettings(preset=layout), **tables)

    def records(self) -> list[list[str]]:
        """The records as they read now."""
        return self.box.book.sheet1.get_all_values()

    def identities(self) -> list[list[str]]:
        """The identities as they read now."""
        return self.book.worksheet("Identities").get_all_values()

    def split(self) -> None:
        """Carry a split out."""
        committee = self.committee()
        report = committee.apply(committee.read().plan_split())
        assert report.whole, report
        assert report.code is ExitCode.FINDINGS  # the version history still has the names


@pytest.fixture
def apart(sandbox: Sandbox) -> Apart:
    """See `Apart`."""
    return Apart(sandbox)


def test_split_and_join(apart: Apart) -> None:
    """Afterwards the records name nobody; joined they read as at first, cell for cell."""
    before = apart.records()
    apart.split()
    text = str(apart.records())
    assert not [name for name in NAMES if name in text]
    codes = [row[0] for row in apart.identities()[1:]]
    assert all(map(code_name, codes))
    assert len(set(codes)) == 5
    assert apart.identities()[0] == ["Code name", "Names", "Addresses", "Part", "Since"]
    committee = apart.committee(layout="code-names")
    assert not committee.read().plan_split().plan.changes
    report = committee.apply(committee.read().plan_join())
    assert report.code is ExitCode.OK
    assert apart.records() == before


def test_what_is_due_and_the_figures_stay(apart: Apart) -> None:
    """Due list, holds and statistics are the same before and after."""

    def looked_at(committee: Committee) -> object:
        reading = committee.read()
        states = {row: one.state for row, one in reading.assessment.verdicts.items()}
        return states, reading.statistics().to_json()

    before = looked_at(apart.committee())
    apart.split()
    assert looked_at(apart.committee(layout="code-names")) == before


def test_expunging_takes_the_identity_along(apart: Apart) -> None:
    """A person whom no record needs any longer is expunged; the code name stays used."""
    apart.split()
    committee = apart.committee(layout="code-names")
    report = committee.apply(committee.read().plan_expunge())
    assert report.code is ExitCode.OK
    assert report.identities is not None
    assert report.identities.expunged == 1
    assert apart.records()[3][2] == "Expunged"
    gone = [row for row in apart.identities() if "Expunged" in row]
    assert [row[1:3] for row in gone] == [["Expunged", "Expunged"]]
    assert code_name(gone[0][0])
    assert "Sam" not in str(apart.identities())


def test_a_slip_in_a_code_name_expunges_nobody(apart: Apart) -> None:
    """While a record has a code name that nobody knows, no identity is taken for not needed."""
    apart.split()
    row = apart.records()[1]
    apart.box.book.sheet1.update_acell("C2", "azure-anvil")
    apart.box.book.sheet1.update_acell("D2", "")
    apart.box.book.sheet1.update_acell("E2", "")
    apart.box.book.sheet1.update_acell("C3", "azure-anvil")
    assert row[2] != "azure-anvil"
    committee = apart.committee(layout="code-names")
    report = committee.apply(committee.read().plan_expunge())
    assert report.identities is not None
    assert report.identities.left
    assert report.code is ExitCode.FINDINGS
    assert "Ada Fixture" in str(apart.identities())


def test_a_new_report_about_a_known_person(apart: Apart) -> None:
    """A name that is typed becomes the code name that the person has; a new person gets one."""
    apart.split()
    known = apart.records()[1][2]
    committee = apart.committee(layout="code-names")
    fields = {
        "date_reported": "2024-04-01",
        "reporter": "Ana Chair",
        "named_subjects": "Ada Fixture; Zoe New",
        "summary": "Zoe New and ada@example.org argued.",
        "action_by_us": "no",
        "action_by_local_rep": "no",
    }
    report = committee.apply(committee.read().plan_record(fields))
    assert report.code is ExitCode.OK, report
    row = apart.records()[4]
    assert row[2].startswith(f"{known}; ")
    assert "Zoe New" not in str(apart.records())
    assert "ada@example.org" not in str(apart.records())
    assert "Zoe New" in str(apart.identities())


def test_whoever_cannot_open_the_identities(apart: Apart) -> None:
    """Everything that needs no names works; what needs them says who can."""
    apart.split()
    apart.box.share("mem@example.org")
    committee = apart.committee(layout="code-names", act_as="mem@example.org")
    reading = committee.read()
    assert not [one for one in reading.validate().findings if one.severity == "error"]
    assert len(reading.due().records) == 1
    assert reading.statistics().to_json()
    with pytest.raises(AccessError, match="identities"):
        reading.plan_record({"named_subjects": "Zoe New", "date_reported": "2024-04-01"}).plan  # noqa: B018


def test_validate_holds_both_against_each_other(apart: Apart) -> None:
    """A name that slipped in, a code name that nobody knows, an identity that nobody needs."""
    apart.split()
    sheet = apart.box.book.sheet1
    sheet.update_acell("C3", "Rik Roe")
    sheet.update_acell("E2", "Ada Fixture called")
    sheet.update_acell("C4", "azure-anvil")
    found = apart.committee(layout="code-names").read().validate().findings
    told = {(one.rule, one.cell) for one in found}
    assert {("name-in-records", "C3"), ("name-in-records", "E2")} <= told
    assert "code-name-unknown" in {rule for rule, _ in told}
    assert not [name for name in NAMES if name in str(found)]


def test_residue_looks_for_the_people_behind_code_names(apart: Apart) -> None:
    """A person is looked for by name and address, though the record has a code name only."""
    apart.split()
    apart.box.book.add_worksheet("Notes", 5, 5).update([["Ada Fixture called"]], raw=True)
    found = apart.committee(layout="code-names").read().residue(rows=[2])
    assert [place.cell for place in found.leaks] == ["A1"]


@pytest.mark.parametrize(
    ("verb", "mishap"),
    [
        ("split", ("killed after it took effect", 9)),
        ("split", ("reply lost", 18)),
        ("split", ("killed before", 20)),
        ("join", ("killed after it took effect", 9)),
        ("add", ("killed after it took effect", 9)),
        ("expunge", ("500 after taking effect", 18)),
    ],
)
def test_a_mishap_on_the_way(sandbox: Sandbox, verb: str, mishap: tuple[str, int]) -> None:
    """No record is ever without its identity; the next run ends where an undisturbed one does."""
    assert suffer(sandbox, verb, mishap) == []


def test_open_lines_are_closed_by_looking(apart: Apart) -> None:
    """A run that was killed leaves lines open, in both ledgers; the next one says what is so."""
    apart.split()
    for book in (apart.box.book, apart.book):
        ledger = book.worksheet("cocsheets log")
        for place, row in enumerate(ledger.get_all_values()[1:], start=2):
            if row[2] in ("split", "add identity"):
                ledger.update_cell(place, 8, f"intended 0000000{place}-1")
    committee = apart.committee(layout="code-names")
    assert "split-incomplete" in committee.read().validate().counts()
    committee.apply(committee.read().plan_expunge())
    for book in (apart.box.book, apart.book):
        states = {row[7] for row in book.worksheet("cocsheets log").get_all_values()[1:]}
        assert not [state for state in states if state.startswith("intended")]


def test_columns_that_move_as_people_are_added(apart: Apart) -> None:
    """Nobody is added twice: what is not seen under its header is said, the records stay."""
    apart.split()
    before = apart.identities()
    sheet_id = apart.book.worksheet("Identities").id
    dimension = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    move = {"moveDimension": {"source": dimension, "destinationIndex": 3}}
    edit = {"as": OWNER, "when": "before", "spreadsheet": apart.book.id, "requests": [move]}
    path = f"{apart.book.id}:batchUpdate"
    apart.box.sandbox.faults([{"match": {"path": path, "nth": 1}, "do": {"edit": edit}}])
    committee = apart.committee(layout="code-names")
    records = apart.records()
    fields = {"named_subjects": "Zoe New", "date_reported": "2024-04-01", "reporter": "Ana Chair"}
    with pytest.raises(IncompleteError):
        committee.apply(committee.read().plan_record(fields))
    assert len(apart.identities()) == len(before) + 1
    assert apart.records() == records


@pytest.mark.parametrize("verb", ["add", "expunge"])
def test_the_claim_on_the_records_is_held_first(apart: Apart, verb: str) -> None:
    """While a report is added no other run takes its person for one whom nobody needs: whoever
    writes into the identities holds the claim on the records."""
    apart.split()
    committee = apart.committee(layout="code-names")
    reading = committee.read()
    fields = {"named_subjects": "Zoe New", "date_reported": "2024-04-01", "reporter": "Ana Chair"}
    planned = reading.plan_record(fields) if verb == "add" else reading.plan_expunge()
    apart.box.sandbox.forget_requests()
    assert committee.apply(planned).code is ExitCode.OK
    paths = [r["path"] for r in apart.box.sandbox.requests() if r["method"] == "POST"]
    people = next(at for at, path in enumerate(paths) if apart.book.id in path)
    claims = [at for at, path in enumerate(paths) if apart.box.key in path]
    assert claims[0] < people < claims[-1]
