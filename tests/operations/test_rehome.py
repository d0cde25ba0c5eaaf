"""A rehome by the library: what it leaves behind, what it brings along, and whom it waits for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocsheets.errors import ConfigurationError, IncompleteError, RefusedError
from cocsheets.ledger.rehome import read_rehome
from cocsheets.operations.home import open_texts
from cocsheets.operations.rehome.facts import Wish
from cocsheets.operations.rehome.journey import HaltError
from cocsheets.operations.rehome.operation import Rehome
from cocsheets.plans.rehome import Step
from cocsheets.workbook.copies import Copies
from tests.operations import rehome_sweep as sweep

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

RESUME, UNDO = Wish(resume=True), Wish(undo=True)


@pytest.fixture(autouse=True)
def _settings(sandbox: Sandbox) -> Iterator[None]:
    """Switches of the sandbox hold for one test."""
    yield
    sandbox.app.state.settings = type(sandbox.app.state.settings)()


@pytest.mark.parametrize("keeps", [True, False], ids=["protection kept", "protection lost"])
@pytest.mark.parametrize("drive", [False, True], ids=["My Drive", "shared drive"])
def test_afterwards_nothing_shows_the_name(
    sandbox: Sandbox, tmp_path: Path, keeps: bool, drive: bool
) -> None:
    """Before, an old revision shows the name; afterwards nothing that a member can open does."""
    sandbox.app.state.settings.copy_keeps_protection = keeps
    found = sweep.world(sandbox, tmp_path, drive=drive)
    assert sweep.leaks(found, found.key)
    report = found.rehome()
    assert report.code == 0
    assert report.taken == tuple(map(str, Step))
    assert list(sweep.complaints_at_the_end(found)) == []


@pytest.mark.parametrize("acting", [sweep.OWNER, sweep.MEMBER])
def test_a_copy_may_have_other_sheet_ids_and_no_metadata(
    sandbox: Sandbox, tmp_path: Path, acting: str
) -> None:
    """The worksheet's gid is written with the key; ranges and metadata come along all the same."""
    sandbox.app.state.settings.copy_keeps_sheet_ids = False
    sandbox.app.state.settings.copy_keeps_metadata = False
    found = sweep.world(sandbox, tmp_path, acting=acting)
    before = found.config.read_bytes()
    report = found.rehome()
    assert str(Step.COMPARED_AGAIN) in report.taken
    gid = sandbox.app.state.files[report.copy].sheet.sheets[0].id
    wanted = sweep.SETTINGS.format(key=report.copy).replace("worksheet = 0", f"worksheet = {gid}")
    assert found.config.read_text(encoding="utf-8") == wanted
    assert list(sweep.lost(found, report.copy)) == []
    assert len(found.committee().read().assessment.records) == 3
    if acting != sweep.OWNER:
        old = sweep.SETTINGS.format(key=found.key)
        found.config.write_text(old, encoding="utf-8")  # as another machine has it
        assert len(found.committee().read().assessment.records) == 3
        found.config.write_text(wanted, encoding="utf-8")
        assert found.rehome(UNDO).code == 0
        assert found.config.read_bytes() == before


def test_the_ledger_has_each_step_in_its_order(sandbox: Sandbox, tmp_path: Path) -> None:
    """The copy's ledger goes on from the old one, and has every step, done."""
    found = sweep.world(sandbox, tmp_path)
    found.rehome()
    ledger = found.committee().read().ledger()
    assert ledger is not None
    assert [line.target for line in ledger.lines if line.action == "rehome"] == list(map(str, Step))
    assert not ledger.open_lines
    assert any(line.action == "expunge" for line in ledger.lines)


def test_a_step_is_written_down_before_it_is_taken(sandbox: Sandbox, tmp_path: Path) -> None:
    """Whatever the last step was when it was killed, the ledger of the file that counts has it."""
    found = sweep.world(sandbox, tmp_path)
    found.rehome()
    copied = [
        number
        for number, request in enumerate(sandbox.requests(), start=1)
        if request["path"].endswith("/copy")
    ]
    found = sweep.world(sandbox, tmp_path)
    sweep.suffer(found, ("killed after it took effect", copied[0]))
    state = read_rehome(found.committee().read().ledger())
    assert state is not None
    assert state.step is Step.COPIED
    assert len(sweep.files(found)) == 2


def test_another_editor_does_all_but_the_last_step(sandbox: Sandbox, tmp_path: Path) -> None:
    """The owner's own step is named with what to press; then it is looked for."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    planned = Rehome.read(found.committee(), Wish())
    assert sweep.OWNER in planned.plan.changes[-1].by_hand[0]
    report = found.rehome()
    assert report.code == 1
    assert report.stopped is not None
    assert sweep.OWNER in report.stopped.by_hand[0]
    assert report.counts == found.configured == report.copy
    again = found.rehome(RESUME)
    assert again.code == 1
    assert again.stopped is not None
    sandbox.session(sweep.OWNER).patch(f"{sweep.DRIVE}/files/{found.key}", json={"trashed": True})
    in_trash = found.rehome(RESUME)
    assert in_trash.stopped is not None
    assert "trash" in in_trash.stopped.message
    sandbox.session(sweep.OWNER).delete(f"{sweep.DRIVE}/files/{found.key}")
    done = found.rehome(RESUME)
    assert (done.code, done.open) == (0, False)
    assert list(sweep.complaints_at_the_end(found)) == []


def test_a_file_that_is_only_no_longer_shared_is_not_gone(sandbox: Sandbox, tmp_path: Path) -> None:
    """To lose access to the old file is no proof that it was deleted."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    found.rehome()
    owner = sandbox.session(sweep.OWNER)
    url = f"{sweep.DRIVE}/files/{found.key}/permissions"
    listed = owner.get(f"{url}?fields=permissions(id,emailAddress)").json()["permissions"]
    ana = next(p["id"] for p in listed if p["emailAddress"] == sweep.MEMBER)
    assert owner.delete(f"{url}/{ana}").status_code == 204
    report = found.rehome(RESUME)
    assert report.code == 1
    assert report.stopped is not None
    assert "still exists" in report.stopped.message


@pytest.mark.parametrize("owns", [True, False], ids=["owns files", "owns no files"])
def test_a_service_account(sandbox: Sandbox, tmp_path: Path, owns: bool) -> None:
    """One without storage has a person make the copy, and finds it by its name."""
    sandbox.app.state.settings.service_accounts_own_files = owns
    found = sweep.world(sandbox, tmp_path, acting=sweep.ROBOT)
    planned = Rehome.read(found.committee(), Wish())
    steps = {change.action: change.by_hand for change in planned.plan.changes}
    assert any("Make a copy" in step for step in steps["copied"])
    report = found.rehome()
    assert report.stopped is not None
    if not owns:
        assert sweep.files(found) == [found.key]
        name = next(s for s in report.stopped.by_hand if "Name it" in s).rpartition(": ")[2]
        session = sandbox.session(sweep.OWNER)
        url = f"{sweep.DRIVE}/files/{found.key}/copy?fields=id"
        made = session.post(url, json={"name": name, "parents": ["root"]}).json()["id"]
        body = {"type": "user", "role": "writer", "emailAddress": sweep.ROBOT}
        share = f"{sweep.DRIVE}/files/{made}/permissions?sendNotificationEmail=false"
        session.post(share, json=body)
        report = found.rehome(RESUME)
        assert report.stopped is not None
        assert "Protected sheets" in report.stopped.by_hand[0]
        unprotect(sandbox, made)
        report = found.rehome(RESUME)
        assert report.copy == made
        assert sandbox.app.state.files[made].name == "CoC records"
    assert report.stopped is not None
    assert sweep.OWNER in report.stopped.by_hand[0]
    assert report.counts == report.copy
    sandbox.session(sweep.OWNER).delete(f"{sweep.DRIVE}/files/{found.key}")
    assert found.rehome(RESUME).code == 0
    assert list(sweep.complaints_at_the_end(found)) == []


def unprotect(sandbox: Sandbox, key: str) -> None:
    """A person removes all protection from a file."""
    book = sandbox.client(sweep.OWNER).open_by_key(key)
    for sheet in book.worksheets():
        for item in book.list_protected_ranges(sheet.id):
            sheet.delete_protected_range(item["protectedRangeId"])


def test_a_second_one_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    """While one is open there is none beside it, and none is resumed where none is open."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    for wish in (RESUME, UNDO):
        with pytest.raises(RefusedError, match="No rehome is open"):
            Rehome.read(found.committee(), wish)
    found.rehome()
    with pytest.raises(RefusedError, match="never a second one"):
        Rehome.read(found.committee(), Wish())


@pytest.mark.parametrize("key", ["old", "copy"])
def test_every_reading_is_of_the_file_that_counts(
    sandbox: Sandbox, tmp_path: Path, key: str
) -> None:
    """A machine that still has the old key works on the copy, and says so."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    report = found.rehome()
    if key == "old":
        found.config.write_text(sweep.SETTINGS.format(key=found.key), encoding="utf-8")
    committee = found.committee()
    assert committee.read().spreadsheet.id == report.copy == committee.key
    assert committee.drive.file().id == report.copy
    synced = committee.sync()
    assert synced.spreadsheet_id == report.copy
    assert not synced.errors


def test_the_old_file_counts_until_the_settings_are_written(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The daily job works on the old file meanwhile, and gives nobody the right to edit it."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.ROBOT)
    report = found.rehome()
    assert report.counts == found.key
    synced = found.committee().sync()
    assert synced.spreadsheet_id == found.key
    roles = {p.email: p.role for p in sandbox.app.state.files[found.key].permissions}
    assert roles[sweep.MEMBER] == "reader"
    assert found.rehome(UNDO).code == 0
    roles = {p.email: p.role for p in sandbox.app.state.files[found.key].permissions}
    assert roles[sweep.MEMBER] == "writer"
    assert roles[sweep.ADVISER] == "reader"


def test_it_can_be_taken_back_until_the_deletion(sandbox: Sandbox, tmp_path: Path) -> None:
    """Settings, roles and files are as they were; the copy is gone."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    before = found.config.read_bytes()
    found.rehome()
    report = found.rehome(UNDO)
    assert (report.code, report.open) == (0, False)
    assert found.config.read_bytes() == before
    assert sweep.files(found) == [found.key]
    assert list(sweep.lost(found, found.key)) == []
    assert found.rehome().copy  # and it can begin again


def test_what_was_entered_in_the_copy_is_not_lost_by_an_undo(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A report that was added since keeps the copy, until a person agrees by its places."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    copy = found.rehome().copy
    committee = found.committee()
    fields = {"date_reported": "2026-03-30", "reporter": "Ana Lopez", "named_subjects": "New One"}
    committee.apply(committee.read().plan_record(fields))
    report = found.rehome(UNDO)
    assert report.stopped is not None
    assert report.stopped.differences
    assert "New One" not in str(report.stopped.differences)
    assert copy in sweep.files(found)
    agreed = found.rehome(Wish(undo=True, pass_over=True))
    assert agreed.code == 0
    assert sweep.files(found) == [found.key]


def test_what_is_typed_in_the_old_file_in_the_end_stops_it(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Before the deletion both files are compared; a difference is named by its place."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    found.rehome()
    owner = sandbox.client(sweep.OWNER).open_by_key(found.key)
    owner.worksheet("Notes").update_acell("C9", sweep.TYPED)
    by_owner = sweep.World(sandbox, found.key, tmp_path)
    report = by_owner.rehome(RESUME)
    assert report.stopped is not None
    assert report.stopped.differences == ("Notes!C9 (value or formula)",)
    assert found.key in sweep.files(found)
    agreed = by_owner.rehome(Wish(resume=True, pass_over=True))
    assert agreed.code == 0


def test_what_is_typed_after_the_comparison_is_not_deleted(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """In one run too: a change between the comparison and the deletion has both compared again."""
    found = sweep.world(sandbox, tmp_path)
    found.rehome()
    whole = [
        number
        for number, request in enumerate(sandbox.requests(), start=1)
        if request["method"] == "GET" and request["path"] == f"/v4/spreadsheets/{found.key}"
    ]
    found = sweep.world(sandbox, tmp_path)
    report = sweep.suffer(found, ("typed after", whole[-2]))  # the last asks whether it is gone
    assert report is not None
    assert report.stopped is not None
    assert report.stopped.differences == ("Notes!A6 (value or formula)",)
    assert sweep.typed_in(found, found.key)


def test_a_ledger_that_names_a_file_of_its_own_has_it_not_deleted(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Whoever edits the copy can edit its ledger: what it says is no ground to delete a file."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    copy = found.rehome().copy
    session = sandbox.session(sweep.OWNER)
    body = {"name": "Taxes", "mimeType": "application/vnd.google-apps.spreadsheet"}
    key = session.post(f"{sweep.DRIVE}/files", json=body).json()["id"]
    book = sandbox.client(sweep.OWNER).open_by_key(copy)
    ledger = book.worksheet("cocsheets log")
    for cell in ledger.findall(re.compile(f"file={found.key}")):
        told = str(cell.value).replace(found.key, key)
        told = re.sub("changed=[^ ]+", "changed=2999-01-01T00:00:00+00:00", told)
        ledger.update_cell(cell.row, cell.col, told)
    report = sweep.World(sandbox, copy, tmp_path).rehome(RESUME)
    assert report.old == key
    assert report.stopped is not None
    assert key in sweep.files(found)


def test_no_comparison_is_claimed_of_a_file_that_is_gone(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner deleted it too early: the rehome ends, and says no more than was done."""
    found = sweep.world(sandbox, tmp_path)

    def fail(_journey: object) -> None:
        raise HaltError("The daily job failed.")

    with monkeypatch.context() as patched:
        patched.setattr("cocsheets.operations.rehome.arrive._sync", fail)
        found.rehome()
    sandbox.session(sweep.OWNER).delete(f"{sweep.DRIVE}/files/{found.key}")
    report = found.rehome(RESUME)
    assert (report.code, report.open) == (0, False)
    assert report.taken == (str(Step.SYNCED), str(Step.DELETED))


def test_an_undo_looks_whether_the_copy_is_gone(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deletion that did not happen leaves it open; the next run deletes."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    copy = found.rehome().copy
    with monkeypatch.context() as patched:
        patched.setattr(Copies, "delete", lambda _self, _key: None)
        with pytest.raises(IncompleteError, match=copy):
            found.rehome(UNDO)
    assert found.rehome(UNDO).code == 0
    assert sweep.files(found) == [found.key]


def test_a_cell_that_was_amended_in_the_copy_can_be_passed_over(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The plan of an undo lists every place in which the undo stops."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    found.rehome()
    committee = found.committee()
    committee.apply(committee.read().plan_amend(3, {"outcome_to_share": "told again"}))
    report = found.rehome(UNDO)
    assert report.stopped is not None
    assert report.stopped.differences
    assert found.rehome(Wish(undo=True, pass_over=True)).code == 0
    assert sweep.files(found) == [found.key]


def test_what_people_do_in_the_copy_does_not_stop_the_owner(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Days later the copy has changed, and the old file has not: it may be deleted."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    copy = found.rehome().copy
    book = sandbox.client(sweep.OWNER).open_by_key(copy)
    book.worksheet("Notes").update_acell("C9", "a day later")
    assert sweep.World(sandbox, found.key, tmp_path).rehome(RESUME).code == 0
    assert book.worksheet("Notes").acell("C9").value == "a day later"


def test_what_is_missing_is_said_before_it_begins(sandbox: Sandbox, tmp_path: Path) -> None:
    """Without the right to share, or with protection that cannot be seen, nothing begins."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    owner = sandbox.session(sweep.OWNER)
    owner.patch(f"{sweep.DRIVE}/files/{found.key}", json={"writersCanShare": False})
    book = sandbox.client(sweep.OWNER).open_by_key(found.key)
    book.worksheet("Notes").add_protected_range("A1:B2", [sweep.OWNER])
    book.sheet1.update_acell("J3", "2026-03-01")
    plan = Rehome.read(found.committee(), Wish()).plan
    assert plan.blocked
    told = " ".join(obstacle.reason for obstacle in plan.obstacles)
    assert "may not change who has access" in told
    assert "Notes" in told
    assert "records are due" in told


def test_a_setting_of_the_sharing_dialog_comes_along(sandbox: Sandbox, tmp_path: Path) -> None:
    """Who may share, and whether readers may copy, is in the copy as in the old file."""
    found = sweep.world(sandbox, tmp_path)
    body = {"writersCanShare": False, "copyRequiresWriterPermission": True}
    sandbox.session(sweep.OWNER).patch(f"{sweep.DRIVE}/files/{found.key}", json=body)
    file = sandbox.app.state.files[found.rehome().copy]
    assert (file.writers_can_share, file.copy_requires_writer) == (False, True)


def test_of_two_copies_one_stays(sandbox: Sandbox, tmp_path: Path) -> None:
    """A copy whose answer was lost is found again; one too many is deleted."""
    found = sweep.world(sandbox, tmp_path)
    match = {"method": "POST", "path": "/copy$", "nth": 1}
    sandbox.faults([{"match": match, "do": {"drop_reply": True}}])
    assert found.rehome().code == 0
    assert list(sweep.complaints_at_the_end(found)) == []


def test_a_key_in_the_environment_is_a_persons_to_change(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to set, waits, and goes on once that is done; the old file counts until then."""
    found = sweep.world(sandbox, tmp_path)
    env = tmp_path / ".env"
    env.write_text(f"COCSHEETS_SPREADSHEET={found.key}\n", encoding="utf-8")
    report = found.rehome()
    assert report.code == 1
    assert report.stopped is not None
    assert report.copy in report.stopped.by_hand[0]
    assert report.counts == found.key
    assert found.rehome(RESUME).code == 1
    env.write_text(f"COCSHEETS_SPREADSHEET={report.copy}\n", encoding="utf-8")
    assert found.committee().read().spreadsheet.id == found.key
    assert found.rehome(RESUME).code == 0
    assert sweep.files(found) == [report.copy]


SAMPLE = [
    (kind, nth)
    for number, nth in enumerate(range(3, 76, 6))
    for kind in (sweep.KINDS[number % len(sweep.KINDS)],)
]


@pytest.mark.parametrize(("kind", "nth"), SAMPLE)
def test_it_goes_on_after_a_mishap(sandbox: Sandbox, tmp_path: Path, kind: str, nth: int) -> None:
    """A sample of `scripts/rehome_sweep.py`: nothing is lost, and the end is the same."""
    assert sweep.try_on(sweep.world(sandbox, tmp_path), (kind, nth)) == []


@pytest.mark.parametrize(("kind", "nth"), [(kind, nth + 2) for kind, nth in SAMPLE])
def test_it_is_taken_back_after_a_mishap(
    sandbox: Sandbox, tmp_path: Path, kind: str, nth: int
) -> None:
    """A sample of `scripts/rehome_sweep.py --undo`: all is as it was."""
    assert sweep.try_undo(sweep.world(sandbox, tmp_path), (kind, nth)) == []


def test_another_spreadsheet_under_the_roster(sandbox: Sandbox, tmp_path: Path) -> None:
    """`--file NAME`: by that file's policy; the steps are in the ledger of the records."""
    found = sweep.world(sandbox, tmp_path)
    session = sandbox.session(sweep.OWNER)
    kind = "application/vnd.google-apps.spreadsheet"
    body = {"name": "Notes of cases", "mimeType": kind}
    key = session.post(f"{sweep.DRIVE}/files", json=body).json()["id"]
    book = sandbox.client(sweep.OWNER).open_by_key(key)
    book.sheet1.update_acell("A1", sweep.MARKER)
    book.sheet1.update_acell("A1", "Expunged")
    book.sheet1.add_protected_range("A1:B2", [sweep.MEMBER])
    share = f"{sweep.DRIVE}/files/{key}/permissions?sendNotificationEmail=false"
    session.post(share, json={"type": "user", "role": "writer", "emailAddress": sweep.MEMBER})
    text = found.config.read_text(encoding="utf-8")
    text += f'\n[files.notes]  # of cases\nkey = "{key}"\nwho = ["chair", "member"]\n'
    found.config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no file 'other'"):
        Rehome.read(found.committee(), Wish(file="other"))
    report = found.rehome(Wish(file="notes"))
    assert report.code == 0
    assert found.config.read_text(encoding="utf-8") == text.replace(key, report.copy)
    assert sorted(sweep.files(found)) == sorted([found.key, report.copy])
    file = sandbox.app.state.files[report.copy]
    assert {p.email: p.role for p in file.permissions} == {
        sweep.OWNER: "owner",
        sweep.MEMBER: "writer",
    }
    assert not sweep.leaks(found, report.copy)
    (protected,) = file.sheet.sheets[0].objects["protectedRanges"]
    assert sweep.MEMBER in protected["editors"]["users"]
    assert [sheet.title for sheet in file.sheet.sheets] == ["Sheet1"]
    ledger = found.committee().read().ledger()
    state = read_rehome(ledger, "notes")
    assert state is not None
    assert not state.open
    assert read_rehome(ledger) is None


def test_another_spreadsheet_can_be_resumed_and_taken_back(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Its owner is somebody else: it waits, says so, and goes back."""
    found = sweep.world(sandbox, tmp_path, acting=sweep.MEMBER)
    session = sandbox.session(sweep.OWNER)
    body = {"name": "Notes", "mimeType": "application/vnd.google-apps.spreadsheet"}
    key = session.post(f"{sweep.DRIVE}/files", json=body).json()["id"]
    share = f"{sweep.DRIVE}/files/{key}/permissions?sendNotificationEmail=false"
    for email in (sweep.MEMBER, sweep.ROBOT):
        session.post(share, json={"type": "user", "role": "writer", "emailAddress": email})
    text = found.config.read_text(encoding="utf-8") + f'\n[files.notes]\nkey = "{key}"\n'
    found.config.write_text(text, encoding="utf-8")
    report = found.rehome(Wish(file="notes"))
    assert report.code == 1
    assert report.counts == report.copy
    committee = found.committee()
    told = list(open_texts(committee, committee.read().ledger()))
    assert [report.copy in text for text in told] == [True]
    with pytest.raises(RefusedError, match="never a second one"):
        Rehome.read(found.committee(), Wish(file="notes"))
    assert found.rehome(Wish(resume=True, file="notes")).code == 1
    undone = found.rehome(Wish(undo=True, file="notes"))
    assert undone.code == 0
    assert found.config.read_text(encoding="utf-8") == text
    assert sorted(sweep.files(found)) == sorted([found.key, key])
    roles = {p.email: p.role for p in sandbox.app.state.files[key].permissions}
    assert roles == {sweep.OWNER: "owner", sweep.MEMBER: "writer", sweep.ROBOT: "writer"}
