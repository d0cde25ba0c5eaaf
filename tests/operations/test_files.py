"""Several files under one roster, over a real connection: each judged and changed by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cocsheets.operations import sharing
from tests.box import LONG_AGO, ROBOT
from tests.operations.files_box import FilesBox

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox

ANA = ("Ana", "ana@example.org", "chair", LONG_AGO)
BO = ("Bo", "bo@example.org", "chair", LONG_AGO)
RIK = ("Rik", "rik@example.org", "member", LONG_AGO)
LEO = ("Leo", "leo@example.org", "adviser", LONG_AGO)
KINDS = {
    "notes": "application/vnd.google-apps.document",
    "names": "application/vnd.google-apps.spreadsheet",
    "figures": "application/pdf",
}


class Files(FilesBox):
    """The records and three other files of the owner's: notes for all but advisers, names for
    chairs, and figures that a board and whoever has the link may read."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox, folder)
        self.keys = {name: self.make(kind) for name, kind in KINDS.items()}
        self.members(ANA, BO, RIK, LEO)
        for key in (self.key, *self.keys.values()):
            for email in ("ana@example.org", "bo@example.org"):
                self.share(email, file=key)
        for key in (self.key, self.keys["notes"], self.keys["figures"]):
            self.share("rik@example.org", file=key)
        for key in (self.key, self.keys["figures"]):
            self.share("leo@example.org", "reader", file=key)
        self.share(role="reader", type="anyone", file=self.keys["figures"])
        self.share("board@example.net", "writer", file=self.keys["figures"])
        self.configure(
            f"""
            [files.notes]
            key = "https://docs.google.com/document/d/{self.keys["notes"]}/edit?usp=sharing"
            who = ["chair", "member"]
            [files.names]
            key = "{self.keys["names"]}"
            who = ["chair"]
            [files.figures]
            key = "https://drive.google.com/file/d/{self.keys["figures"]}/view"
            keep = ["board@example.net", "anyone"]
            """
        )

    def make(self, kind: str, **more: Any) -> str:
        """A file of the owner's, which the daily job may share; its id."""
        made: str = self.drive("POST", "/files", name="Secret title", mimeType=kind, **more)["id"]
        self.share(ROBOT, file=made)
        return made


@pytest.fixture
def box(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Four files as they should be."""
    monkeypatch.setattr(sharing, "SETTLES_AFTER", 0.0)
    return Files(sandbox, tmp_path)


def test_nothing_to_change_costs_two_requests_a_file(box: Files) -> None:
    """All four are as they should be: the public sheet stays public; at most two requests each."""
    box.cocsheets("sync")
    box.sandbox.forget_requests()
    out = box.cocsheets("sync")
    assert "sharing: nothing to change" in out
    assert len(box.sent()) <= 2 * 4
    assert box.sent("POST", "PATCH", "DELETE") == []
    for key in box.keys.values():
        assert sum(key in path for path in box.sent()) == 1
    assert box.on("figures")["anyone"] == "reader"
    assert "Nothing to change." in box.cocsheets("sharing")


def test_one_leaves_everything(box: Files) -> None:
    """One command closes all files to a chair, one plan and one digest say so, the receipt names
    the files; the next day nothing is left to do."""
    plan = box.json("members", "remove", "bo@example.org", code=1)
    taken = [(c["file"], c["action"]) for c in plan["changes"]]
    assert taken == [
        ("records", "step down"),
        *((name, "revoke") for name in ("records", "notes", "names", "figures")),
    ]
    box.sandbox.forget_requests()
    told = box.json("members", "remove", "bo@example.org", "--apply", plan["digest"])
    assert told["receipt"]["files"] == ["records", "notes", "names", "figures"]
    assert [way["kind"] for way in told["receipt"]["left"]] == ["link"]  # the public figures
    assert len(box.sent("DELETE")) == 4
    for key in (box.key, box.keys["notes"], box.keys["names"]):
        assert (
            box.sandbox.session("bo@example.org")
            .get(f"https://www.googleapis.com/drive/v3/files/{key}")
            .status_code
            == 404
        )
    lines = box.json("log")["lines"]
    assert {line["target"] for line in lines if line["action"] == "revoke"} == {
        "bo@example.org",
        "bo@example.org (notes)",
        "bo@example.org (names)",
        "bo@example.org (figures)",
    }
    assert {line["state"] for line in lines} == {"done"}
    box.sandbox.forget_requests()
    box.cocsheets("sync")
    assert box.sent("POST", "PATCH", "DELETE") == []


def test_one_joins_what_the_role_opens(box: Files) -> None:
    """A new member is let in where members are; a chair who becomes a member leaves the names."""
    told = box.json("members", "add", "new@example.org", "--yes")
    assert [c["file"] for c in told["done"]] == ["records", "records", "notes", "figures"]
    told = box.json("members", "add", "bo@example.org", "--role", "member", "--yes")
    assert [(c["file"], c["action"]) for c in told["done"]][-1] == ("names", "revoke")
    assert set(box.on("names")) == {"ana@example.org"}
    assert set(box.on("notes")) == {f"{name}@example.org" for name in ("ana", "bo", "rik", "new")}


def test_strangers_and_roles_on_each_file(box: Files) -> None:
    """Whoever is not on the roster, or not in `who`, goes; roles follow the file's own table; a
    link that lets anyone edit is lowered where `keep` has anyone, and closed where it has not."""
    box.share("rik@example.org", "reader", file=box.keys["names"])
    box.share("stranger@example.net", "reader", file=box.keys["notes"])
    box.share(role="writer", type="anyone", file=box.keys["notes"])
    box.share(role="writer", type="anyone", file=box.keys["figures"])
    box.share("leo@example.org", "writer", file=box.keys["figures"])
    plan = box.json("sharing", code=1)
    assert {(c["file"], c["action"], c["address"]) for c in plan["changes"]} == {
        ("names", "revoke", "rik@example.org"),
        ("notes", "revoke", "stranger@example.net"),
        ("notes", "revoke", "anyone with the link"),
        ("figures", "lower", "anyone with the link"),
        ("figures", "lower", "leo@example.org"),
    }
    text = box.cocsheets("sharing", code=1)
    assert (
        "- names: rik@example.org, was reader (member on the roster, and [files.names] who" in text
    )
    assert "Secret title" not in text + json.dumps(plan)
    box.cocsheets("sharing", "--apply", plan["digest"])
    assert box.on("figures")["anyone"] == "reader"
    assert "anyone" not in box.on("notes")
    assert "rik@example.org" not in box.on("names")
    assert box.json("sharing")["changes"] == []


def test_one_file_alone(box: Files) -> None:
    """`--file` plans and audits one file; a name that is not in the settings exits with 2."""
    for name in ("notes", "names"):
        box.share("stranger@example.net", "reader", file=box.keys[name])
    box.share("stranger@example.net", "reader")
    plan = box.json("sharing", "--file", "notes", code=1)
    assert [c["file"] for c in plan["changes"]] == ["notes"]
    audit = box.json("sharing", "audit", "--file", "records", code=1)
    assert {way["file"] for way in audit["ways"]} == {"records"}
    every = box.json("sharing", "audit", code=1)
    assert {w["file"] for w in every["ways"] if w["verdict"] == "open"} == {
        "records",
        "notes",
        "names",
    }
    assert "file,item" in box.cocsheets("sharing", "audit", "--format", "csv", code=1)
    box.cocsheets("sharing", "--file", "notes", "--yes")
    assert "stranger@example.net" not in box.on("notes")
    assert "stranger@example.net" in box.on("names")
    assert "The files are: records, notes, names, figures." in box.cocsheets(
        "sharing", "--file", "nots", code=2
    )


FAILURES: dict[str, tuple[dict[str, Any] | None, str]] = {
    "trashed": (None, "in the trash"),
    "missing": ({"status": 404, "body": {"error": {"code": 404, "message": "x"}}}, ""),
    "unreachable": ({"status": 503}, ""),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_file_that_fails_stops_no_other(box: Files, kind: str) -> None:
    """Trashed, gone or unreachable: reported by name with exit code 3, and all others are done;
    in `sync` too; once it is back the next run finishes."""
    answer, words = FAILURES[kind]
    for key in (box.key, *box.keys.values()):
        box.share("old@example.net", "reader", file=key)
    key = box.keys["notes"]
    if answer is None:
        box.drive("PATCH", f"/files/{key}", trashed=True)
    else:
        box.sandbox.faults([{"match": {"path": key}, "do": answer}])
    with (box.folder_ / "cocsheets.toml").open("a") as settings:
        settings.write("\n[limits]\nretry_seconds = 0.2\n")
    plan = box.json("sharing", code=3)
    assert set(plan["errors"]) == {"notes"}
    assert words in plan["errors"]["notes"]["message"]
    out = box.cocsheets("sync", code=3)
    assert "sharing (notes)" in out
    for name in ("names", "figures"):
        assert "old@example.net" not in box.on(name)
    assert "old@example.net" not in box.who()
    box.sandbox.faults([])
    if answer is None:
        box.drive("PATCH", f"/files/{key}", trashed=False)
    assert "old@example.net" in box.on("notes")
    box.cocsheets("sync")
    assert "old@example.net" not in box.on("notes")


def test_guards_hold_for_each_file(box: Files) -> None:
    """Five strangers on one file are too many: that file is left, exit code 4, the others are done;
    `--allow-large-change` lifts it. In `sync` it is a part of its own."""
    for number in range(5):
        box.share(f"s{number}@example.net", "reader", file=box.keys["names"])
    box.share("stranger@example.net", "reader", file=box.keys["notes"])
    box.share("stranger@example.net", "reader")
    text = box.cocsheets("sharing", code=4)
    assert "! names: 5 of 9 would lose access though" in text
    assert "Nobody's access to names was changed." in text
    told = box.json("sharing", "--yes", code=4)
    assert {c["file"] for c in told["done"]} == {"records", "notes"}
    assert set(told["errors"]) == {"names"}
    assert "sharing (names)" in box.cocsheets("sync", code=4)
    assert len(box.on("names")) == 7
    box.cocsheets("sharing", "--yes", "--allow-large-change")
    assert set(box.on("names")) == {"ana@example.org", "bo@example.org"}


def test_guards_hold_for_who_is_removed_by_name(box: Files) -> None:
    """A file on which too few editors would be left keeps its access, and the others are closed;
    where that is so on all of them, nothing is changed, the roster included."""
    settings = box.folder_ / "cocsheets.toml"
    plain = settings.read_text()
    settings.write_text(f"{plain}\n[limits]\nmin_editors = 9\n")
    box.sandbox.forget_requests()
    refused = box.cocsheets("members", "remove", "bo@example.org", "--yes", code=4)
    assert "min_editors is 9" in refused
    assert box.writes() == []
    settings.write_text(f"{plain}\n[limits]\nmin_editors = 4\n")
    told = box.json("members", "remove", "bo@example.org", "--yes", code=4)
    assert set(told["errors"]) == {"names"}
    assert "bo@example.org" in box.on("names")
    assert "bo@example.org" not in {**box.who(), **box.on("notes")}


def test_only_refused_changes_are_refused_as_ever(box: Files) -> None:
    """Where the guards leave nothing to do, nothing is asked; the error is that of the guard."""
    for number in range(5):
        box.share(f"s{number}@example.net", "reader", file=box.keys["names"])
    out = box.cocsheets("sharing", "--yes", code=4)
    assert "names: 5 of 9 would lose access" in out
    assert box.sent("DELETE") == []


def test_a_file_that_its_owner_leaves(box: Files) -> None:
    """Somebody who owns one of the files, or is kept on it, is removed from the others; what is
    left is said, with how to end it, and the receipt has it."""
    key = box.keys["figures"]
    me = "rik@example.org"
    path = f"/files/{key}/permissions?supportsAllDrives=true&transferOwnership=true"
    box.drive("POST", path, type="user", role="owner", emailAddress=me)
    told = box.json("members", "remove", me, "--yes", code=1)
    assert [o["file"] for o in told["obstacles"]] == ["figures"]
    assert "an owner cannot be removed" in told["obstacles"][0]["reason"]
    assert ("figures", "owner") in {(w["file"], w["role"]) for w in told["receipt"]["left"]}
    assert me not in box.who()
    assert me not in box.on("notes")


def test_an_interrupted_run_is_closed_by_the_file_that_it_names(box: Files) -> None:
    """A line that a crash left open is closed by the listing of its file; where that file cannot be
    looked at, it stays open."""
    row = ["2024-04-01T10:00:00Z", "deadbeef", "revoke", "", "reader", 1, ROBOT, ""]
    box.cocsheets("sync")
    ledger = box.book.worksheet("cocsheets log")
    for number, target in enumerate(["gone@example.net (notes)", "bo@example.org (names)"]):
        line = [*row]
        line[3], line[7] = target, f"intended deadbeef-{number}"
        ledger.append_row(line, value_input_option="RAW")  # type: ignore[arg-type]
    box.sandbox.faults([{"match": {"path": box.keys["names"]}, "do": {"status": 404}}])
    box.cocsheets("sync", code=3)
    states = {line["target"]: line["state"] for line in box.json("log")["lines"]}
    assert states["gone@example.net (notes)"] == "done"
    assert states["bo@example.org (names)"] == "intended"
    box.sandbox.faults([])
    box.cocsheets("sync")
    states = {line["target"]: line["state"] for line in box.json("log")["lines"]}
    assert states["bo@example.org (names)"] == "not done"


def test_a_listing_after_the_changes_that_fails_leaves_the_line_open(box: Files) -> None:
    """What became of a change cannot be seen: said, exit code 5, and the other files are proven."""
    for name in ("notes", "names"):
        box.share("stranger@example.net", "reader", file=box.keys[name])
    path = f"{box.keys['notes']}/permissions"
    with (box.folder_ / "cocsheets.toml").open("a") as settings:
        settings.write("\n[limits]\nretry_seconds = 0.2\n")
    box.sandbox.faults([{"match": {"method": "GET", "path": path}, "do": {"status": 503}}])
    told = box.json("sharing", "--yes", code=5)
    assert [c["file"] for c in told["done"]] == ["names"]
    assert "could not be seen" in told["left"][0]["reason"]
    states = {line["target"]: line["state"] for line in box.json("log")["lines"]}
    assert states["stranger@example.net (notes)"] == "intended"
    box.sandbox.faults([])
    box.cocsheets("sync")
    states = {line["target"]: line["state"] for line in box.json("log")["lines"]}
    assert states["stranger@example.net (notes)"] == "done"


def test_the_library_plans_over_all_files(box: Files) -> None:
    """`plan_sharing` and `sharing_audit` of a reading have every file, or the one that is named."""
    from cocsheets.access.filesettings import FileSettings

    files = {"names": FileSettings(key=box.keys["names"], who=("chair",))}
    box.share("stranger@example.net", "reader", file=box.keys["names"])
    sheet = box.committee(files=files)
    planned = sheet.read().plan_sharing()
    assert [change.file for change in planned.plan.changes] == ["names"]
    assert sheet.read().plan_sharing(file="records").plan.changes == ()
    assert {way.file for way in sheet.read().sharing_audit(file="names").ways} == {"names"}
    report = sheet.apply(planned)
    assert report.complete
    assert set(box.on("names")) == {"ana@example.org", "bo@example.org"}


def test_doctor_looks_at_every_file(box: Files) -> None:
    """A file that cannot be shared or looked at is named, with how to fix it."""
    box.drive("PATCH", f"/files/{box.keys['notes']}", writersCanShare=False)
    box.sandbox.faults([{"match": {"path": box.keys["names"]}, "do": {"status": 404}}])
    out = box.cocsheets("doctor", code=3)
    assert "file notes" in out
    assert "file names" in out
