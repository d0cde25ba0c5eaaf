"""`cocsheets members` and `cocsheets sharing` as people run them: real processes, whole output."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cocsheets.sandbox import Sandbox
from tests.box import LONG_AGO, OWNER, ROBOT, Box

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ANA = ("Ana", "ana@example.org", "chair", LONG_AGO)
RIK = ("Rik", "rik@example.org", "member", LONG_AGO)
POE = ("Owner", OWNER, "member", LONG_AGO)
CLOSED = (
    "Looked at and closed: file, folder or shared drive, group, domain, link, published to the "
    "web, protected ranges, access requests."
)
UNSEEN = """\
What nobody can see from here:
  copies, downloads, exports and prints that were made earlier
  e-mails already received, and notifications about this file
  other spreadsheets that take data from this one (IMPORTRANGE), authorised earlier
  version history, for whoever may still edit the file
  copies of the key or token that cocsheets signs in with: replace it, see docs/running.md
"""


@pytest.fixture
def box(sandbox: Sandbox) -> Box:
    """Ana chairs, Rik and the owner are members; all have access."""
    made = Box(sandbox)
    made.share("ana@example.org")
    made.share("Rik@Example.org")
    made.members(ANA, RIK, POE)
    return made


ENTERED = (
    "entered on the roster that rik@example.org steps down on 2024-04-02 (leaves); confirmed by"
    " reading again"
)


def test_remove_whole_output(box: Box, tmp_path: Path) -> None:
    """Plan, outcome, receipt and checklist; afterwards 403 from Sheets and 404 from Drive."""
    (tmp_path / "cocsheets.toml").write_text('[checklist]\nleaving = ["Slack channel"]\n')
    assert box.status("rik@example.org") == (200, 200)
    ran = box.run("members", "remove", "RIK@EXAMPLE.ORG", "--yes", folder=tmp_path)
    assert ran.err == ""
    assert ran.out.splitlines()[:2] + ran.out.splitlines()[3:] == [
        "~ roster: rik@example.org steps down on 2024-04-02, row 3 (leaves)",
        "- Rik@Example.org, was writer (stepped down on 2024-04-02)",
        ENTERED,
        "removed Rik@Example.org (stepped down on 2024-04-02); confirmed by a new listing",
        "",
        "Receipt: Rik <rik@example.org>, not a member from 2024-04-02",
        f"Reports  https://docs.google.com/spreadsheets/d/{box.key}/edit",
        "",
        "No access path is left that can be seen from here.",
        CLOSED,
        "No comments under that name.",
        "",
        *UNSEEN.splitlines(),
        "",
        "To do by hand:",
        "  [ ] Slack channel",
    ]
    assert ran.code == 0
    assert box.status("rik@example.org") == (403, 404)
    assert box.roster()[1][4] == "2024-04-02"
    assert box.mails() == 0
    again = box.run("members", "remove", "rik@example.org", "--yes", folder=tmp_path)
    assert again.code == 0
    assert again.out.startswith("Nothing to change.\n")


@pytest.mark.parametrize("stdin", ["", "y\n"])
def test_case_47_nobody_can_answer(box: Box, stdin: str) -> None:
    """CS-47: without a terminal nothing is asked and nothing changed; the option is named."""
    box.sandbox.forget_requests()
    ran = box.run("members", "remove", "rik@example.org", stdin=stdin)
    assert ran.code == 1
    assert "--yes" in ran.err
    assert box.writes() == []
    digest = ran.err.partition("--apply ")[2].partition(" ")[0]
    stale = box.run("members", "remove", "rik@example.org", "--apply", "0" * 12)
    assert (stale.code, box.writes()) == (4, [])
    done = box.run("members", "remove", "rik@example.org", "--apply", digest)
    assert done.code == 0
    assert box.who() == {"ana@example.org": "writer"}


def test_case_47_an_address_like_an_option(box: Box) -> None:
    """CS-47: after `--`, what begins with a hyphen is an address."""
    ran = box.run("members", "remove", "--yes", "--", "-x@example.org")
    assert ran.code == 2
    assert "Not found" in ran.err
    ran = box.run("members", "remove", "-x@example.org")
    assert ran.code == 2
    assert "No such option" in ran.err


def test_case_32_not_found(box: Box) -> None:
    """CS-32: an address that is nowhere: an error, and nothing is deleted."""
    box.sandbox.forget_requests()
    ran = box.run("members", "remove", "nobody@example.org", "--yes")
    assert ran.code == 2
    assert "Not found" in ran.err
    assert box.writes() == []


def test_case_33_another_address(box: Box) -> None:
    """CS-33: the roster's address is an alias of the account that Drive lists: it is removed."""
    box.sandbox.accounts([{"email": "jo@example.org", "aliases": ["boss@example.org"]}])
    box.book.worksheet("Members").append_row(["Jo", "boss@example.org", "member", LONG_AGO])
    box.share("boss@example.org")
    assert "jo@example.org" in box.who()
    ran = box.run("members", "remove", "boss@example.org", "--yes")
    assert ran.code == 0
    assert "removed jo@example.org" in ran.out
    assert box.status("jo@example.org") == (403, 404)


def test_case_37_the_owner(box: Box) -> None:
    """CS-37: the owner is refused before anything is written, roster included."""
    box.sandbox.forget_requests()
    ran = box.run("members", "remove", OWNER, "--yes")
    assert ran.code == 4
    assert "transfer ownership first" in ran.err
    assert box.writes() == []
    assert box.roster()[2] == [*POE, ""]


def test_case_36_open_to_all(box: Box) -> None:
    """CS-36: the person is removed, and told to be in still by link and by domain: exit 1."""
    box.share(role="reader", type="anyone")
    box.share(role="reader", type="domain", domain="example.org")
    ran = box.run("members", "remove", "rik@example.org", "--yes")
    assert ran.code == 1
    assert "rik@example.org" not in {name.casefold() for name in box.who()}
    assert "  - link: anyone with the link, reader" in ran.out
    assert "  - domain: everyone at example.org, reader" in ran.out
    assert box.status("rik@example.org") == (200, 200)
    closed = box.run("sharing", "--yes")
    assert closed.code == 0
    assert box.status("rik@example.org") == (403, 404)


def test_case_35_through_a_shared_drive(sandbox: Sandbox) -> None:
    """CS-35: off the roster, and the receipt names the drive and who can close it: exit 1."""
    box = Box(sandbox, shared_drive=True)
    box.share("gone@example.net", "reader", file=box.drive_id)
    box.share("ana@example.org")
    box.members(ANA, POE, ("Gone", "gone@example.net", "member", LONG_AGO))
    ran = box.run("members", "remove", "gone@example.net", "--yes", "--format", "json")
    told = json.loads(ran.out)
    assert ran.code == 1
    assert told["receipt"]["closed"] is False
    left = [(way["kind"], way["who"]) for way in told["receipt"]["left"]]
    assert left == [("inherited", "gone@example.net")]
    assert box.drive_id in told["receipt"]["left"][0]["reason"]
    assert "manager" in told["receipt"]["left"][0]["close"]
    assert box.status("gone@example.net") == (200, 200)


def test_through_a_folder_and_a_group(box: Box) -> None:
    """A folder and a group let the person in: both are named, though the group is a guess."""
    group = {"email": "all@example.org", "kind": "group", "members": ["rik@example.org"]}
    box.sandbox.accounts([group])
    box.share("all@example.org", "reader", type="group")
    box.share("rik@example.org", "reader", file=box.folder())
    ran = box.run("members", "remove", "rik@example.org", "--yes")
    assert ran.code == 1
    assert "  - inherited: Rik@Example.org, reader (through a folder above the file" in ran.out
    assert (
        "  - group: group all@example.org, reader (the group is not in [sharing] groups" in ran.out
    )
    assert box.status("rik@example.org") == (200, 200)


def test_a_folder_that_the_leaver_owns(box: Box) -> None:
    """CS-68: what comes from the folder cannot be closed at the file; both people are named with
    the folder, on each run, and no receipt claims that nothing is left."""
    gia, stranger = "gia@example.org", "stranger@example.net"
    kind = "application/vnd.google-apps.folder"
    folder = box.drive("POST", "/files", gia, name="Committee", mimeType=kind)["id"]
    for email, role in ((OWNER, "writer"), (stranger, "reader")):
        path = f"/files/{folder}/permissions?sendNotificationEmail=false"
        box.drive("POST", path, gia, type="user", role=role, emailAddress=email)
    box.drive("PATCH", f"/files/{box.key}?addParents={folder}&removeParents=root", name="Reports")
    row = len(box.roster()) + 2
    box.book.worksheet("Members").update(
        [["Gia", gia, "member", LONG_AGO, "2024-03-01"]], f"A{row}:E{row}"
    )
    for _ in range(2):
        daily = box.run("sync")
        assert daily.code == 1, daily
        assert (gia in daily.out, stranger in daily.out, "folder" in daily.out) == (True,) * 3
    ran = box.run("members", "remove", gia, "--yes")
    assert (ran.code, "Access paths that are left:" in ran.out) == (1, True), ran
    assert "folder" in ran.out
    audit = box.run("sharing", "audit")
    assert (gia in audit.out, stranger in audit.out) == (True, True)
    assert box.status(gia) == box.status(stranger) == (200, 200)


def test_add_and_list(box: Box) -> None:
    """Enrolled, let in, mailed only if asked; then the roster beside what each has."""
    add = ("members", "add", "new@example.org", "--role", "adviser", "--yes")
    ran = box.run(*add, "--name", "New")
    assert (ran.code, box.mails()) == (0, 0)
    again = box.run(*add)
    assert (again.code, again.out.splitlines()[0]) == (0, "Nothing to change.")
    listed = box.run("members", "list")
    assert listed.out == (
        "Name   E-mail                 Role     Joined      Access  Remark\n"
        "Ana    ana@example.org        chair    2020-01-01  writer\n"
        "Rik    rik@example.org        member   2020-01-01  writer\n"
        "Owner  owner@example.org      member   2020-01-01  owner   owns the file\n"
        "New    new@example.org        adviser  2024-04-02  reader\n"
        "robot  robot@sandbox.example                       writer  the acting account\n"
    )
    assert listed.code == 0
    csv = box.run("members", "list", "--format", "csv").out.splitlines()
    assert csv[0] == "name,email,role,current,joined,stepped_down,access,listed_as,remark"
    mailed = box.run("members", "add", "una@nogoogle.example", "--notify", "--yes")
    assert (mailed.code, box.mails()) == (0, 1)
    refused = box.run("members", "add", "poe@nogoogle.example", "--yes")
    assert (refused.code, box.mails()) == (1, 1)
    assert "--notify" in refused.out


def test_a_day_to_come_never_writes(box: Box) -> None:
    """With `--as-of` after today a plan is shown and refused; a leaving date to come is written."""
    box.sandbox.forget_requests()
    ran = box.run("--as-of", "2099-01-01", "members", "remove", "rik@example.org", "--yes")
    assert ran.code == 4
    assert "2099-01-01" in ran.out
    assert box.writes() == []
    ran = box.run("members", "remove", "rik@example.org", "--date", "2024-05-01", "--yes")
    assert ran.code == 0
    assert box.roster()[1][4] == "2024-05-01"
    assert box.who().keys() == {"ana@example.org", "Rik@Example.org"}
    assert "not a member from 2024-05-01" in ran.out


def test_a_receipt_asked_for_again_tells_the_day_of_the_roster(box: Box) -> None:
    """Who left earlier did not leave today; and there are no blank lines for nothing done."""
    assert box.run("members", "remove", "rik@example.org", "--yes").code == 0
    again = box.run("--as-of", "2024-05-01", "members", "remove", "rik@example.org")
    assert again.out.startswith("Nothing to change.\n\nReceipt: Rik <rik@example.org>")
    assert "not a member from 2024-04-02" in again.out


def test_renew_history_and_mail(box: Box) -> None:
    """Who stays is named, the others leave in one plan; terms and mail windows follow."""
    box.book.sheet1.append_row(["2024-03-10", "Ana", "Bo Example"])
    ran = box.run("members", "renew", "ana@example.org", OWNER, "--yes")
    assert ran.code == 0
    assert box.who().keys() == {"ana@example.org"}
    history = box.run("members", "history", "--format", "json")
    assert [(t["email"], t["stepped_down"]) for t in json.loads(history.out)] == [
        ("ana@example.org", None),
        ("rik@example.org", "2024-04-02"),
        (OWNER, None),
    ]
    mail = box.run("members", "mail", "--row", "2", "--format", "json")
    assert json.loads(mail.out) == {
        "date": "2024-03-10",
        "current": ["ana@example.org", OWNER],
        "uncertain": [],
        "former": ["rik@example.org"],
    }
    assert box.run("members", "mail", "--row", "9").code == 2
    assert box.run("members", "mail").code == 2
    unknown = box.run("members", "renew", "nobody@example.org", "--yes")
    assert unknown.code == 2
    last = box.run("members", "renew", OWNER, "--yes")
    assert last.code == 4
    assert "chair" in last.err


def test_sharing_halves(box: Box) -> None:
    """On a bad day only one half is done; the other is named and waits: exit 1."""
    box.share("stranger@example.net", "reader")
    box.book.worksheet("Members").append_row(["New", "new@example.org", "member", LONG_AGO])
    ran = box.run("sharing", "--revokes-only", "--yes")
    assert ran.code == 1
    assert "left out: grant" in ran.out
    assert box.who().keys() == {"ana@example.org", "Rik@Example.org"}
    ran = box.run("sharing", "--grants-only", "--yes")
    assert ran.code == 0
    assert box.who().keys() == {"ana@example.org", "Rik@Example.org", "new@example.org"}
    assert box.run("sharing", "--grants-only", "--revokes-only").code == 2


def test_proposed_grants(box: Box, tmp_path: Path) -> None:
    """With `grants = "proposed"` the daily job names who waits; a person lets them in."""
    (tmp_path / "cocsheets.toml").write_text('[sharing]\ngrants = "proposed"\n')
    box.book.worksheet("Members").append_row(["New", "new@example.org", "member", LONG_AGO])
    ran = box.run("sync", folder=tmp_path)
    assert ran.code == 1
    assert "new@example.org" in ran.out
    assert "new@example.org" not in box.who()
    assert box.run("sharing", "--yes", folder=tmp_path).code == 0
    assert box.who()["new@example.org"] == "writer"


def test_a_protected_roster(box: Box) -> None:
    """A roster that the acting account may not edit: nothing is changed, and the cure is told."""
    box.book.worksheet("Members").add_protected_range("A1:E30", editor_users_emails=[OWNER])
    ran = box.run("members", "remove", "rik@example.org", "--yes")
    assert ran.code == 3
    assert "protected from the acting account" in ran.err
    assert "Rik@Example.org" in box.who()
    assert box.run("sync").code in (0, 1)


def test_validate_reads_the_roster_too(box: Box) -> None:
    """A slip on the roster is told by `validate`, with its cell and rule, like those of records."""
    box.book.worksheet("Members").update([["helper"]], "C3")
    ran = box.run("validate")
    assert ran.code == 1
    assert 'Row 3 of worksheet "Members"\n  error    C3  roster-role' in ran.out
    only = json.loads(box.run("validate", "--only", "roster-role", "--format", "json").out)
    assert [(f["rule"], f["cell"]) for f in only["findings"]] == [("roster-role", "C3")]
    assert box.run("rules", "roster-role").code == 0


def test_guards_and_missing_rosters(box: Box) -> None:
    """An empty roster is refused (4), a missing one is a matter of configuration (2)."""
    sheet = box.book.worksheet("Members")
    sheet.batch_clear(["A2:E10"])
    box.sandbox.forget_requests()
    ran = box.run("sharing", "--yes")
    assert (ran.code, box.writes()) == (4, [])
    assert "roster" in ran.err
    sheet.update_title("Committee")
    ran = box.run("sharing", "--yes")
    assert ran.code == 2
    assert "Members" in ran.err


def test_a_stranger_who_acts(box: Box) -> None:
    """Acting as somebody without access is told plainly: exit 3."""
    ran = box.run("members", "list", COCSHEETS_ACT_AS="stranger@example.net")
    assert ran.code == 3
    assert "stranger@example.net" in ran.err
    assert ROBOT not in ran.err


def test_audit_explains_ownership(box: Box) -> None:
    """An owner who is about to step down: a warning and the transfer step by step."""
    sheet = box.book.worksheet("Members")
    sheet.update([["2024-04-20"]], "E4", raw=True)
    ran = box.run("sharing", "audit")
    assert ran.code == 1
    assert "warning sharing-owner-leaves: owner@example.org owns the file" in ran.out
    assert "  2. Beside a current member choose Transfer ownership, and confirm." in ran.out
    told = json.loads(box.run("sharing", "audit", "--format", "json").out)
    assert len(told["transfer"]) == 5
    assert told["open"] == 0
    csv = box.run("sharing", "audit", "--format", "csv").out
    assert csv.splitlines()[0] == "verdict,kind,who,role,reason,close"


def test_a_roster_in_a_file(box: Box, tmp_path: Path) -> None:
    """The same commands on a CSV file beside the settings."""
    box.book.del_worksheet(box.book.worksheet("Members"))
    (tmp_path / "cocsheets.toml").write_text('[members]\nsource = "file:members.csv"\n')
    roster = tmp_path / "members.csv"
    lines = ["Name,E-mail,Role,Joined,Stepped down", *(",".join([*r, ""]) for r in (ANA, RIK, POE))]
    roster.write_text("\n".join(lines) + "\n")
    ran = box.run("members", "remove", "rik@example.org", "--yes", folder=tmp_path)
    assert ran.code == 0, ran
    assert "Rik,rik@example.org,member,2020-01-01,2024-04-02" in roster.read_text()
    assert box.status("rik@example.org") == (403, 404)


def answer(
    box: Box, reply: str, meanwhile: Callable[[], object], *arguments: str
) -> tuple[int, str]:
    """Run a command on a terminal, do something while it asks, and reply."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cocsheets", "--as-of", "2024-04-02", *arguments]
    env = box.environment(NO_COLOR="1")
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    said = ""
    while "Go ahead?" not in said:
        said += os.read(ours, 4096).decode()
    meanwhile()
    os.write(ours, reply.encode())
    with contextlib.suppress(OSError):  # how a terminal ends on Linux
        while more := os.read(ours, 4096):
            said += more.decode()
    os.close(ours)
    return process.wait(timeout=30), said


def test_asked_on_a_terminal(box: Box) -> None:
    """On a terminal the plan is shown and asked about: no is no, yes is done."""
    remove = ("members", "remove", "rik@example.org")
    code, said = answer(box, "n\n", lambda: None, *remove)
    assert code == 1
    assert "- Rik@Example.org, was writer" in said
    assert "Rik@Example.org" in box.who()
    code, said = answer(box, "y\n", lambda: None, *remove)
    assert code == 0
    assert "No access path is left that can be seen from here." in said
    assert box.status("rik@example.org") == (403, 404)


def test_a_name_cannot_rule_the_terminal(box: Box) -> None:
    """Control codes in a name neither move the cursor nor hide a line; letters stay."""
    evil = "\x1b[8mEve\x1b[1A\x1b[2K\r\x9b2J\u202eIl"
    box.book.worksheet("Members").append_row([evil, "eve@example.org", "member", LONG_AGO])
    box.share("gone@example.net")
    _, said = answer(box, "n\n", lambda: None, "sharing")
    assert "gone@example.net" in said
    command = [sys.executable, "-m", "cocsheets", "members", "list"]
    ours, theirs = pty.openpty()
    shown = subprocess.run(command, env=box.environment(), stdout=theirs, check=False)
    os.close(theirs)
    text = os.read(ours, 65536).decode()
    os.close(ours)
    assert shown.returncode == 0
    assert "eve@example.org" in text
    assert not set(text.replace("\r\n", "")) & set("\x1b\r\x9b\u202e"), repr(text)


def test_what_changed_while_asking(box: Box) -> None:
    """If the plan is another by the time of the answer, nothing is done: exit 4."""
    box.share(role="reader", type="anyone")
    code, said = answer(box, "y\n", lambda: box.share("late@example.net", "reader"), "sharing")
    assert code == 4
    assert "Something changed while you looked" in said
    assert {"anyone", "late@example.net"} <= box.who().keys()


@pytest.mark.parametrize("severity", ["error", "note", "silent"])
def test_findings_about_roster_and_sharing_matter_as_the_settings_say(
    sandbox: Sandbox, tmp_path: Path, severity: str
) -> None:
    """`[[validation.adjust]]` takes every rule that `cocsheets rules` lists, wherever it shows."""
    box = Box(sandbox)
    box.members(ANA, ("Rik", "rik@example.org", "member", ""))  # no start; the owner is no member
    box.run("sharing", "--yes")
    adjust = "[[validation.adjust]]\nrule = {!r}\nseverity = {!r}\n"
    codes = ("roster-no-start", "sharing-owner")
    told = "".join(adjust.format(code, severity) for code in codes)
    (tmp_path / "cocsheets.toml").write_text(told, encoding="utf-8")
    checked = json.loads(box.run("validate", "--format", "json", folder=tmp_path).out)
    shared = box.run("sharing", "--format", "json", folder=tmp_path)
    plan = json.loads(shared.out)
    found = {one["rule"]: one["severity"] for one in checked["findings"] + plan["findings"]}
    assert {code: found.get(code, "silent") for code in codes} == dict.fromkeys(codes, severity)
    assert checked["silenced"].get("roster-no-start", 0) == (severity == "silent")
    assert shared.code == (1 if severity == "error" else 0)
