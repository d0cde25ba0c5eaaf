"""A folder under the roster, over a real connection: what is below it is listed, judged, told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cocsheets.operations import sharing
from tests.box import DRIVE, LONG_AGO, OWNER, ROBOT
from tests.operations.files_box import FilesBox
from tests.operations.folder_worlds import world

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox

FOLDER = "application/vnd.google-apps.folder"
DOCUMENT = "application/vnd.google-apps.document"
SHORTCUT = "application/vnd.google-apps.shortcut"
PEOPLE = [
    ("Ana", "ana@example.org", "chair", LONG_AGO),
    ("Bo", "bo@example.org", "chair", LONG_AGO),
    *((f"M{n}", f"m{n}@example.org", "member", LONG_AGO) for n in range(5)),
    ("Leo", "leo@example.org", "adviser", LONG_AGO),
]
STRANGER = "stranger@example.net"


class FolderBox(FilesBox):
    """A committee of eight whose cases are in a folder."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox, folder)
        self.members(*PEOPLE)
        self.top = self.put(FOLDER, "")
        self.keys["cases"] = self.top
        self.share(ROBOT, file=self.top)
        self.configure(f'[files.cases]\nkey = "https://drive.google.com/drive/folders/{self.top}"')
        for _, email, role, _ in PEOPLE:
            given = "reader" if role == "adviser" else "writer"
            for key in (self.key, self.top):
                self.share(email, given, file=key)

    def put(self, kind: str, parent: str, acting: str = OWNER, **more: Any) -> str:
        """Something in a folder; its id. Its name is one that no output may show."""
        parents = {"parents": [parent]} if parent else {}
        body = {"name": "Secret title", "mimeType": kind, **parents, **more}
        made: str = self.drive("POST", "/files?supportsAllDrives=true", acting, **body)["id"]
        return made

    def fill(self, *, levels: int = 3, items: int = 120) -> list[str]:
        """So many items, folders included, in so many levels; their ids, the deepest last. Made
        within the sandbox, as one by one over HTTP they take seconds."""
        state = self.sandbox.app.state
        made: list[str] = []
        with self.sandbox.app.lock:
            parent = state.files[self.top]
            for level in range(levels):
                last = level == levels - 1
                kinds = [DOCUMENT] * (items // levels - (not last)) + [FOLDER] * (not last)
                for kind in kinds:
                    item = state.add_file("Secret title", kind, owner=OWNER, parent=parent)
                    made.append(item.id)
                parent = item
        return made

    def opens(self, email: str, *files: str) -> list[str]:
        """Which of some files somebody can open."""
        session = self.sandbox.session(email)
        url = f"{DRIVE}/files/{{}}?supportsAllDrives=true"
        return [one for one in files if session.get(url.format(one)).status_code == 200]


@pytest.fixture
def box(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderBox:
    """An empty folder."""
    monkeypatch.setattr(sharing, "SETTLES_AFTER", 0.0)
    return FolderBox(sandbox, tmp_path)


def test_four_files_are_closed_by_one_command(box: FolderBox) -> None:
    """Records, a folder of 120 items in three levels, an identity spreadsheet for chairs and a
    public sheet: a chair is removed from all, with requests within bounds; the next day nothing
    changes."""
    items = box.fill()
    deep = items[-1]
    names = box.put("application/vnd.google-apps.spreadsheet", "")
    public = box.put("application/vnd.google-apps.spreadsheet", "")
    for email in (ROBOT, "ana@example.org", "bo@example.org"):
        box.share(email, file=names)
        box.share(email, file=public)
    for _, email, role, _ in PEOPLE[2:]:
        box.share(email, "reader" if role == "adviser" else "writer", file=public)
    box.share("board@example.net", "reader", file=public)
    box.share(role="reader", type="anyone", file=public)
    box.share("bo@example.org", "writer", file=deep)
    box.configure(
        f"""
        [files.cases]
        key = "{box.top}"
        [files.identities]
        key = "{names}"
        who = ["chair"]
        [files.statistics]
        key = "{public}"
        keep = ["board@example.net", "anyone"]
        """
    )
    assert len(items) == 120
    box.cocsheets("sync")
    everything = [box.key, box.top, *items, names]
    sample = everything[::20]
    assert box.opens("bo@example.org", *sample) == sample
    box.sandbox.forget_requests()
    told = box.json("members", "remove", "bo@example.org", "--yes")
    sent = [r["path"] for r in box.sandbox.requests() if r["user"] == ROBOT]
    listed = [path for path in sent if path == "/drive/v3/files"]
    assert len(listed) == 3  # one a level, each with fewer than a hundred items
    assert box.opens("bo@example.org", *everything) == []
    assert {(c["file"], c["action"], c["item"]) for c in told["done"] if "item" in c} == {
        ("records", "revoke", None),
        ("cases", "revoke", None),
        ("cases", "revoke", deep),
        ("identities", "revoke", None),
        ("statistics", "revoke", None),
    }
    changed = 5
    drive = [p for p in sent if p.startswith("/drive/v3/files") and "/permissions" not in p]
    surroundings = [p for p in drive if p.endswith(("/revisions", "/comments", "/accessproposals"))]
    grants = [p for p in sent if p.endswith("/permissions") or "/permissions/" in p]
    assert len(drive) - len(surroundings) + len(grants) <= 2 * 4 + 3 + 2 * changed
    assert told["receipt"]["files"] == ["records", "cases", "identities", "statistics"]
    assert [(w["file"], w["kind"]) for w in told["receipt"]["left"]] == [("statistics", "link")]
    targets = {line["target"] for line in box.json("log")["lines"]}
    assert f"bo@example.org (cases {deep})" in targets
    box.sandbox.forget_requests()
    box.cocsheets("sync")
    assert box.sent("POST", "PATCH", "DELETE") == []
    assert len(box.sent()) <= 2 * 4 + 2  # two a file, and two for 120 items


def test_what_an_item_grants_beyond_the_folder(box: FolderBox) -> None:
    """Somebody let in by hand deep down, a link on one item, a role above the roster's: gone at the
    item, in the plan with the item's id, and nothing shows its name."""
    items = box.fill(items=12)
    deep, middle, near = items[-1], items[5], items[0]
    box.share(STRANGER, "commenter", file=deep)
    box.share(role="reader", type="anyone", file=middle)
    box.share("leo@example.org", "writer", file=near)
    plan = box.json("sharing", code=1)
    assert {(c["action"], c["address"], c["item"]) for c in plan["changes"]} == {
        ("revoke", STRANGER, deep),
        ("revoke", "anyone with the link", middle),
        ("lower", "leo@example.org", near),
    }
    assert {c["file"] for c in plan["changes"]} == {"cases"}
    audit = box.json("sharing", "audit", code=1)
    ways = {(w["who"], w["item"]) for w in audit["ways"] if w["verdict"] == "open"}
    assert ways == {
        (STRANGER, deep),
        ("anyone with the link", middle),
        ("leo@example.org", near),
    } - {("leo@example.org", near)}
    text = box.cocsheets("sharing", "--apply", plan["digest"])
    assert f"cases, https://drive.google.com/open?id={deep}: removed {STRANGER}" in text
    assert "Secret title" not in text + json.dumps([plan, audit])
    assert box.opens(STRANGER, *items) == []
    assert box.opens("nobody@example.net", *items) == []
    assert "Nothing to change." in box.cocsheets("sharing")


def test_a_folder_within_that_lets_somebody_in(box: FolderBox) -> None:
    """The grant goes at the folder that has it, once, and with it from everything below."""
    items = box.fill(items=12)
    folder = items[3]
    box.share(STRANGER, "reader", file=folder)
    plan = box.json("sharing", "--yes")
    assert [c["item"] for c in plan["done"]] == [folder]
    assert box.opens(STRANGER, *items) == []


@pytest.mark.parametrize("details", [True, False])
def test_somebody_who_leaves_the_folder(box: FolderBox, details: bool) -> None:
    """Whatever Google says of what is inherited: the folder's own grant goes; an item's own grant
    goes with it, or where nothing tells it apart, by the next run, which is said."""
    box.sandbox.settings(my_drive_details=details)
    items = box.fill(items=12)
    box.share("bo@example.org", "writer", file=items[-1])
    ran = box.run("members", "remove", "bo@example.org", "--yes", folder=box.folder_)
    if not details:
        assert ran.code == 1
        assert "the list does not say what of the access to items comes from the folder" in ran.out
        assert box.opens("bo@example.org", *items) == [items[-1]]
        box.cocsheets("sync")
    else:
        assert ran.code == 0, ran.out
    assert box.opens("bo@example.org", box.key, box.top, *items) == []


def test_an_item_of_an_outsider(box: FolderBox) -> None:
    """An outsider's item: a warning with its id and how the ownership passes on; access that the
    outsider gave to it goes if we may share it, else it is said that nobody can look."""
    box.fill(items=6)
    box.share(STRANGER, "writer", file=box.top)
    open_ = box.put(DOCUMENT, box.top, STRANGER)
    shut = box.put(DOCUMENT, box.top, STRANGER)
    box.share("friend@example.net", "reader", file=open_)
    path = f"/files/{shut}"
    box.drive("PATCH", path, STRANGER, writersCanShare=False)
    told = box.json("sharing", "--yes", code=1)
    assert {(c["address"], c["item"]) for c in told["done"]} == {
        (STRANGER, None),
        ("friend@example.net", open_),
    }
    assert box.opens(STRANGER, box.top) == []
    warning = next(f for f in told["findings"] if f["rule"] == "sharing-item-owner")
    assert open_ in warning["message"]
    assert shut in warning["message"]
    assert STRANGER in warning["message"]
    audit = box.json("sharing", "audit", code=1)
    owned = {(w["who"], w["item"]) for w in audit["ways"] if w["role"] == "owner" and w["item"]}
    assert owned == {(STRANGER, open_), (STRANGER, shut)}
    assert any(step.startswith(f"{STRANGER} opens the file") for step in audit["transfer"])
    assert "sharing-item-owner" in box.cocsheets("sync", code=1)


def test_an_item_into_which_we_cannot_look(box: FolderBox) -> None:
    """Drive does not show an item's grants: it is named with who can look, and the rest is done."""
    items = box.fill(items=6)
    box.share(STRANGER, "reader", file=items[0])
    hidden = box.put(DOCUMENT, box.top, "m0@example.org")
    box.drive("PATCH", f"/files/{hidden}", "m0@example.org", writersCanShare=False)
    refusal = {"error": {"code": 403, "errors": [{"reason": "insufficientFilePermissions"}]}}
    fault = {"match": {"path": f"{hidden}/permissions"}, "do": {"status": 403, "body": refusal}}
    box.sandbox.faults([fault])
    told = box.json("sharing", "--yes", code=1)
    assert [c["item"] for c in told["done"]] == [items[0]]
    (left,) = told["obstacles"]
    assert (left["item"], left["file"]) == (hidden, "cases")
    assert "m0@example.org can look" in left["hint"]


def test_shortcuts_are_named_and_not_followed(box: FolderBox) -> None:
    """A shortcut to a file elsewhere: its id and that of the file in a note; one to an item here is
    nothing to say of."""
    items = box.fill(items=6)
    elsewhere = box.put(DOCUMENT, "")
    box.share(STRANGER, "reader", file=elsewhere)
    out = box.put(SHORTCUT, box.top, shortcutDetails={"targetId": elsewhere})
    within = box.put(SHORTCUT, box.top, shortcutDetails={"targetId": items[0]})
    plan = box.json("sharing")
    assert plan["changes"] == []
    (note,) = [f for f in plan["findings"] if f["rule"] == "sharing-shortcut"]
    assert out in note["message"]
    assert elsewhere in note["message"]
    assert within not in note["message"]
    assert box.opens(STRANGER, elsewhere) == [elsewhere]
    assert not any(elsewhere in path for path in box.sent())


def test_too_many_items(box: FolderBox) -> None:
    """Beyond `max_items` it is said that not all were checked, exit code 1, and no item is changed
    on the strength of a part; the folder itself is."""
    items = box.fill(items=12)
    box.share(STRANGER, "reader", file=items[0])
    box.share("old@example.net", "reader", file=box.top)
    limits = "\n[limits]\nmax_items = {}\n"
    settings = box.folder_ / "cocsheets.toml"
    before = settings.read_text()
    settings.write_text(before + limits.format(11))
    told = box.json("sharing", "--yes", code=1)
    assert [(c["address"], c["item"]) for c in told["done"]] == [("old@example.net", None)]
    assert "not all items were checked" in told["obstacles"][0]["reason"]
    assert "not all items were checked" in box.cocsheets("sync", code=1)
    assert box.opens(STRANGER, *items) == [items[0]]
    settings.write_text(before + limits.format(12))
    box.cocsheets("sharing", "--yes")
    assert box.opens(STRANGER, *items) == []


def test_a_page_that_fails_for_good(box: FolderBox) -> None:
    """Of five hundred items page 3 fails for good: no item is changed, exit code 3; who leaves is
    removed from everything else, and the next run finishes."""
    items = box.fill(levels=1, items=500)
    shared = items[::50]
    for item in shared:
        box.share(STRANGER, "reader", file=item)
    with (box.folder_ / "cocsheets.toml").open("a") as settings:
        settings.write("\n[limits]\nretry_seconds = 0.2\n")
    third = [
        {"match": {"path": r"/drive/v3/files$", "nth": nth}, "do": {"status": 503}}
        for nth in range(3, 40)
    ]
    box.sandbox.faults(third)
    told = box.json("members", "remove", "bo@example.org", "--yes", code=3)
    assert {(c["file"], c.get("item")) for c in told["done"]} == {
        ("records", None),
        ("cases", None),
    }
    assert any("not all items were checked" in o["reason"] for o in told["obstacles"])
    assert box.opens(STRANGER, *shared) == shared
    box.sandbox.faults([])
    box.cocsheets("sync")
    assert box.opens(STRANGER, *shared) == []


def test_access_from_above(box: FolderBox) -> None:
    """What the folder inherits goes where it comes from if we may share that; else it is named with
    who can. Nobody else loses access there."""
    upper, lower = box.put(FOLDER, ""), box.put(FOLDER, "")
    for child, parent in ((lower, upper), (box.top, lower)):
        box.drive("PATCH", f"/files/{child}?addParents={parent}&removeParents=root", name="x")
    items = box.fill(items=6)
    box.share("old@example.net", "reader", file=lower)
    box.share(STRANGER, "reader", file=upper)
    told = box.json("sharing", "--yes", code=1)
    assert told["done"] == []
    left = {o["address"]: o for o in told["obstacles"]}
    assert set(left) == {"old@example.net", STRANGER}
    box.share(ROBOT, file=lower)
    told = box.json("sharing", "--yes", code=1)
    assert [(c["address"], c["item"]) for c in told["done"]] == [("old@example.net", lower)]
    assert [o["address"] for o in told["obstacles"]] == [STRANGER]
    assert box.opens("old@example.net", lower, box.top, *items) == []
    box.share(ROBOT, file=upper)
    told = box.json("sharing", "--yes")
    assert [(c["address"], c["item"]) for c in told["done"]] == [(STRANGER, upper)]
    assert box.opens(STRANGER, upper, lower, box.top, *items) == []
    box.share("bo@example.org", "writer", file=upper)
    told = box.json("members", "remove", "bo@example.org", "--yes")
    assert {c.get("item") for c in told["done"]} == {None, upper}
    assert told["receipt"]["left"] == []
    assert box.opens("bo@example.org", box.key, upper, lower, box.top, *items) == []


def test_a_folder_in_a_shared_drive(box: FolderBox) -> None:
    """Items with grants of their own are looked at, the others cost nothing; the drive's members
    are named, or removed where we manage the drive; its managers stay."""
    drive = box.drive("POST", "/drives?requestId=1", OWNER, name="Committee")["id"]
    top = box.put(FOLDER, drive)
    inner = box.put(FOLDER, top)
    items = [box.put(DOCUMENT, inner) for _ in range(5)]
    box.configure(f'[files.cases]\nkey = "{top}"')
    box.share(ROBOT, "fileOrganizer", file=top)
    for _, email, role, _ in PEOPLE:
        box.share(email, "reader" if role == "adviser" else "writer", file=top)
    box.share(STRANGER, "reader", file=items[-1])
    box.share("old@example.net", "reader", file=drive)
    box.sandbox.forget_requests()
    told = box.json("sharing", "--yes", code=1)
    assert [(c["address"], c["item"]) for c in told["done"]] == [(STRANGER, items[-1])]
    assert {o["address"] for o in told["obstacles"]} == {"old@example.net"}
    assert not any(item in path for item in items[:-1] for path in box.sent())
    box.share(ROBOT, "organizer", file=drive)
    told = box.json("sharing", "--yes", code=0)
    assert [(c["address"], c["item"]) for c in told["done"]] == [("old@example.net", drive)]
    assert box.opens("old@example.net", top, *items) == []


def test_guards_count_people_and_not_items(box: FolderBox) -> None:
    """One stranger on many items is one; more strangers than the limit are refused as a whole."""
    items = box.fill(items=12)
    for item in items:
        box.share(STRANGER, "reader", file=item)
    box.cocsheets("sharing", "--yes")
    assert box.opens(STRANGER, *items) == []
    for number, item in enumerate(items):
        box.share(f"s{number}@example.net", "reader", file=item)
    out = box.cocsheets("sharing", "--yes", code=4)
    assert "12 of 22 would lose access" in out


@pytest.mark.parametrize("seed", range(6))
def test_random_trees(sandbox: Sandbox, tmp_path: Path, seed: int) -> None:
    """After `sharing` nobody off the roster can open what we can close, everything else is in the
    report, no member loses anything, and a second run changes nothing (`scripts/folder_sweep.py`
    tries 300)."""
    assert world(sandbox, tmp_path, seed).wrong() == []


def test_files_that_are_in_the_folder_of_another(box: FolderBox) -> None:
    """Records and names for chairs, both in the folder: each is under its own policy and planned
    once. Whom the folder lets in and the names should not is said, and nobody is turned out of the
    folder for it; who leaves is removed from all."""
    names = box.put(DOCUMENT, box.top)
    box.drive("PATCH", f"/files/{box.key}?addParents={box.top}&removeParents=root", name="x")
    cases = f'[files.cases]\nkey = "{box.top}"\n'
    box.configure(cases + f'[files.names]\nkey = "{names}"\nwho = ["chair"]')
    for key in (box.top, box.key, names):
        box.share(STRANGER, "reader", file=key)
    told = box.json("sharing", "--yes", code=1)
    assert sorted((c["file"], c["item"], c["address"]) for c in told["done"]) == [
        ("cases", None, STRANGER),
        ("names", None, STRANGER),
        ("records", None, STRANGER),
    ]
    left = {(o["file"], o["address"]) for o in told["obstacles"]}
    people = {email for _, email, role, _ in PEOPLE if role != "chair"}
    assert left == {("names", email) for email in people}
    assert all("Move it out of the folder" in o["hint"] for o in told["obstacles"])
    assert box.opens(STRANGER, box.top, box.key, names) == []
    assert box.json("sharing", code=1)["changes"] == []
    assert box.json("sharing", "--file", "names", code=1)["changes"] == []
    box.json("members", "remove", "bo@example.org", "--yes")
    assert box.opens("bo@example.org", box.top, box.key, names) == []
    assert box.opens("m0@example.org", box.top) == [box.top]


def test_what_no_policy_can_be_for(box: FolderBox) -> None:
    """A shortcut, or a whole shared drive: said with what to name in its place, and left alone."""
    drive = box.drive("POST", "/drives?requestId=1", OWNER, name="Committee")["id"]
    box.share(ROBOT, "organizer", file=drive)
    short = box.put(SHORTCUT, box.top, shortcutDetails={"targetId": box.key})
    box.share(ROBOT, file=short)
    box.configure(f'[files.all]\nkey = "{drive}"\n[files.short]\nkey = "{short}"')
    told = box.json("sharing", code=3)
    assert "Name a folder in it" in told["errors"]["all"]["hint"]
    assert box.key in told["errors"]["short"]["hint"]
    assert told["changes"] == []


def test_no_title_is_ever_shown(box: FolderBox) -> None:
    """Whatever runs, talkative or not, in success and in failure: no name of a file or folder."""
    items = box.fill(items=6)
    box.share(STRANGER, "reader", file=items[-1])
    said = box.cocsheets("-v", "sharing", code=1)
    said += box.cocsheets("sharing", "audit", code=1)
    said += box.cocsheets("--debug", "doctor", code=1)
    said += box.cocsheets("members", "remove", "bo@example.org", "--yes")
    said += box.cocsheets("-v", "sync") + box.cocsheets("log")
    box.drive("PATCH", f"/files/{box.top}", trashed=True)
    said += box.cocsheets("--debug", "sync", code=3)
    assert "Secret" not in said
    assert "Secret" not in str(box.book.worksheet("cocsheets log").get_all_values())


def test_lines_about_items_that_a_crash_left_open(box: FolderBox) -> None:
    """They are closed by what the item lists now, or by the folder where the item is gone; where
    the items could not be listed they stay open."""
    items = box.fill(items=6)
    box.share(STRANGER, "reader", file=items[0])
    box.cocsheets("sync", "--dry-run", code=1)
    box.cocsheets("sharing", "--file", "records")
    box.cocsheets("sync")
    ledger = box.book.worksheet("cocsheets log")
    targets = [f"{STRANGER} (cases {items[1]})", f"{STRANGER} (cases gone)"]
    now = "2024-04-01T10:00:00Z"
    for number, target in enumerate(targets):
        state = f"intended deadbeef-{number}"
        line = [now, "deadbeef", "revoke", target, "reader", 1, ROBOT, state]
        ledger.append_row(line, value_input_option="RAW")  # type: ignore[arg-type]
    fault = {"match": {"path": r"/drive/v3/files$"}, "do": {"status": 404}}

    def states() -> list[str]:
        lines = box.json("log")["lines"]
        return [line["state"] for line in lines if line["target"] in targets]

    box.sandbox.faults([fault])
    box.cocsheets("sync", code=3)
    assert states() == ["intended", "intended"]
    box.sandbox.faults([])
    box.cocsheets("sync")
    assert states() == ["done", "done"]
