"""Sharing over a real connection: cases that happened to others, and every reason of refusal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests

from cocsheets.access.paths import Kind, PathState
from cocsheets.access.policy import SharingSettings
from cocsheets.errors import GoogleError, RefusedError, RosterMissingError
from cocsheets.exit_codes import ExitCode
from cocsheets.operations import auditing, sharing
from cocsheets.plans.limits import Limits
from cocsheets.sandbox import Sandbox
from tests.box import LONG_AGO, OWNER, ROBOT, Box

if TYPE_CHECKING:
    from cocsheets.operations.sharing import Share
    from cocsheets.plans.outcomes import SharingReport

QUICK = Limits(retry_seconds=0.5)
KEEP = SharingSettings(keep=(OWNER,))
ANA = ("Ana", "ana@example.org", "chair", LONG_AGO)


@pytest.fixture
def box(sandbox: Sandbox) -> Box:
    """Ana chairs and has access; the owner is kept by the settings."""
    made = Box(sandbox)
    made.share("ana@example.org")
    return made


def sync(
    box: Box, policy: SharingSettings = KEEP, limits: Limits = QUICK
) -> tuple[Share, SharingReport, ExitCode]:
    """Plan, guard, apply; the requests of the planning are forgotten."""
    committee = box.committee(sharing=policy, limits=limits)
    seen = sharing.Share.prepare(committee)
    box.sandbox.forget_requests()
    report = seen.carry_out()
    return seen, report, sharing.code(seen.plan, report)


def changes(box: Box) -> list[tuple[str, str, int]]:
    """The requests that could change sharing."""
    return [each for each in box.writes() if "batchUpdate" not in each[1]]


def refusal(status: int, reason: str, message: str, **more: Any) -> dict[str, Any]:
    """A Drive refusal in place of an answer."""
    error = {"errors": [{"domain": "global", "reason": reason, "message": message}]}
    body = {"error": {**error, "code": status, "message": message}}
    return {"status": status, "body": body, **more}


def test_case_32_another_case(box: Box) -> None:
    """CS-32: Drive's capitals are no difference; two runs change nothing and mail nobody."""
    box.share("Rik@Example.org")
    box.members(ANA, ("Rik", "rik@example.org", "member", LONG_AGO))
    for _ in range(2):
        assert sync(box)[2] is ExitCode.OK
        assert changes(box) == []
    assert box.mails() == 0


def test_case_33_another_address(box: Box) -> None:
    """CS-33: Drive lists an alias under the main address: one grant, then nothing, for days."""
    account = {"email": "jo@example.org", "aliases": ["boss@example.org"]}
    box.sandbox.accounts([account])
    box.members(ANA, ("Jo", "boss@example.org", "member", LONG_AGO))
    sync(box)
    assert [method for method, _, _ in changes(box)] == ["POST"]
    assert box.who() == {"ana@example.org": "writer", "jo@example.org": "writer"}
    for _ in range(2):
        assert sync(box)[2] is ExitCode.OK
        assert changes(box) == []
    assert box.mails() == 0


def test_case_35_inherited(sandbox: Sandbox) -> None:
    """CS-35: what comes from the shared drive is named; the direct part goes; nothing repeats."""
    box = Box(sandbox, shared_drive=True)
    for email in ("gone@example.net", "gone2@example.net"):
        box.share(email, "reader", file=box.drive_id)
    box.share("gone2@example.net", "writer")
    box.share("ana@example.org")
    box.members(
        ANA,
        ("Owner", OWNER, "member", LONG_AGO),
        ("Gone", "gone@example.net", "member", LONG_AGO, "2024-01-01"),
    )
    seen, report, code = sync(box)
    assert code is ExitCode.FINDINGS
    assert [change.address for change in report.done] == ["gone2@example.net"]
    through = f"still has access through the shared drive {box.drive_id}"
    left = {o.address: o.reason for o in seen.plan.obstacles}
    assert all(
        left[email].startswith(through) for email in ("gone@example.net", "gone2@example.net")
    )
    assert box.who()["gone2@example.net"] == "reader"
    again = sync(box)
    assert changes(box) == []
    assert again[2] is ExitCode.FINDINGS


def test_case_36_links_and_domains(box: Box) -> None:
    """CS-36: an open link and a whole domain are closed; one that is gone already is no failure."""
    box.share(role="reader", type="anyone")
    box.share(role="reader", type="domain", domain="example.org")
    box.members(ANA)
    committee = box.committee(sharing=KEEP, limits=QUICK)
    seen = sharing.Share.prepare(committee)
    box.drive("DELETE", f"/files/{box.key}/permissions/anyoneWithLink")
    report = seen.carry_out()
    assert report.complete
    assert len(report.done) == 2
    assert box.who() == {"ana@example.org": "writer"}
    assert not any(
        "sendNotificationEmail" in r["query"]
        for r in box.sandbox.requests()
        if r["method"] == "DELETE"
    )


def test_case_37_the_owner_is_not_on_the_roster(box: Box) -> None:
    """CS-37: the others go, the owner and the acting account stay, and it is said."""
    box.share("gone@example.net")
    box.members(ANA)
    seen, report, code = sync(box, SharingSettings())
    assert [change.address for change in report.done] == ["gone@example.net"]
    assert [finding.rule for finding in seen.plan.findings] == ["sharing-owner"]
    assert code is ExitCode.FINDINGS
    assert box.status(OWNER) == box.status(ROBOT) == (200, 200)


def test_case_41_no_mail_and_no_account(box: Box) -> None:
    """CS-41: Rik is let in once without mail; Una needs a mail, spoils nothing and is told."""
    box.members(
        ANA,
        ("Una", "una@nogoogle.example", "member", LONG_AGO),
        ("Rik", "rik@example.org", "member", LONG_AGO),
    )
    _, report, code = sync(box)
    assert code is ExitCode.FINDINGS
    assert [change.address for change in report.done] == ["rik@example.org"]
    assert "invitation by mail" in report.obstacles[0].reason
    _, report, code = sync(box)
    assert code is ExitCode.FINDINGS
    assert report.done == ()
    assert box.mails() == 0
    assert box.who() == {"ana@example.org": "writer", "rik@example.org": "writer"}


def test_case_31_hidden_characters(box: Box) -> None:
    """CS-31: characters around an address are left out, one inside keeps it from Drive for good."""
    box.share("una@example.org")
    box.members(
        ("Ana", "\ufeffana@example.org", "chair", LONG_AGO),
        ("Una", "una\u00a0@example.org", "member", LONG_AGO),
        ("Poe", " poe@example.org ", "member", LONG_AGO),
    )
    seen, _, code = sync(box)
    assert code is ExitCode.FINDINGS
    assert box.who() == dict.fromkeys(
        ["ana@example.org", "una@example.org", "poe@example.org"], "writer"
    )
    assert {f.rule for f in seen.plan.findings} >= {"roster-address", "roster-hidden-character"}
    asked = [r["path"] for r in box.sandbox.requests()]
    assert not any("\u00a0" in path or "\ufeff" in path for path in asked)


def test_a_group_on_the_roster(box: Box) -> None:
    """A group's address is found out by letting it in: taken back at once, told, nobody is in."""
    group = {"email": "all@example.org", "kind": "group", "members": ["stranger@example.net"]}
    box.sandbox.accounts([group])
    box.members(ANA, ("All", "all@example.org", "member", LONG_AGO))
    _, report, code = sync(box)
    assert code is ExitCode.FINDINGS
    assert "one by one" in report.obstacles[0].reason
    assert box.who() == {"ana@example.org": "writer"}
    assert box.status("stranger@example.net") == (403, 404)
    box.share("all@example.org", "reader", type="group")
    seen, report, code = sync(box)
    assert [change.action for change in report.done] == ["revoke"]
    assert [obstacle.address for obstacle in seen.plan.obstacles] == ["all@example.org"]


REASONS = [
    (400, "invalidSharingRequest", 'Bad Request. User message: "ACL change not allowed."'),
    (400, "badRequest", "Bad Request"),
    (403, "insufficientFilePermissions", "The user does not have sufficient permissions."),
    (403, "cannotModifyInheritedTeamDrivePermission", "Cannot update or delete an inherited one."),
    (403, "cannotModifyInheritedPermission", "inherited"),
    (403, "cannotDeletePermission", "inherited"),
    (403, "cannotRemoveOwner", "The owner of a file cannot be removed."),
    (403, "dailyLimitExceeded", "Daily Limit Exceeded"),
    (403, "domainPolicy", "The domain administrators have disabled Drive apps."),
    (403, "appNotAuthorizedToFile", "The user has not granted the app access."),
    (403, "teamDriveMembershipRequired", "A shared drive membership is required."),
    (403, "shareOutNotPermitted", "no"),
    (403, "teamDriveDomainUsersOnlyRestriction", "no"),
    (403, "cannotShareTeamDriveWithNonGoogleAccounts", "no"),
    (403, "forbidden", "The transferOwnership parameter must be enabled."),
    (404, "notFound", "Permission not found: 1."),
]

RULED = ("share", "domainPolicy", "teamDrive")
"""Of these, those by which an organisation or a shared drive rules."""


@pytest.mark.parametrize(("status", "reason", "message"), REASONS)
def test_every_reason_of_refusal(box: Box, status: int, reason: str, message: str) -> None:
    """Refused once for each reason: the other changes are made, the outcome is told by the
    listing, and the next run, not refused, finishes."""
    box.share("old@example.org")
    box.share("stranger@example.net", "reader")
    box.members(
        ANA,
        ("Old", "old@example.org", "member", LONG_AGO, "2024-01-01"),
        ("New", "new@example.org", "member", LONG_AGO),
    )
    method = "POST" if "Non" in reason or reason.startswith("share") else "DELETE"
    match = {"method": method, "path": "/permissions", "nth": 1}
    box.sandbox.faults([{"match": match, "do": refusal(status, reason, message)}])
    _, report, code = sync(box)
    assert len(report.done) == 2
    assert len(report.obstacles) == 1
    assert ("administrator" in report.obstacles[0].hint) is reason.startswith(RULED)
    assert code is not ExitCode.OK
    left = set() if method == "POST" else {"new@example.org", "old@example.org"}
    assert box.who().keys() == {"ana@example.org"} | left
    box.sandbox.faults()
    assert sync(box)[2] is ExitCode.OK
    assert box.who().keys() == {"ana@example.org", "new@example.org"}


@pytest.mark.parametrize("reason", ["sharingRateLimitExceeded", "userRateLimitExceeded"])
def test_quota_of_sharing(box: Box, reason: str) -> None:
    """A sharing quota that does not pass stops the grants, after all revokes are done."""
    box.share("old@example.org")
    box.members(
        ANA,
        ("Rik", "rik@example.org", "member", LONG_AGO),
        ("New", "new@example.org", "member", LONG_AGO),
    )
    match = {"method": "POST", "path": "/permissions"}
    box.sandbox.faults([{"match": match, "do": refusal(403, reason, "exceeded")}])
    _, report, code = sync(box)
    assert code is ExitCode.INCOMPLETE
    assert [change.address for change in report.done] == ["old@example.org"]
    assert len(report.obstacles) == 2
    assert box.who().keys() == {"ana@example.org"}


def test_shared_but_the_mail_failed(box: Box) -> None:
    """The 400 that says "shared, but the mail failed" is a success, as the listing shows."""
    box.members(ANA, ("Rik", "rik@example.org", "member", LONG_AGO))
    message = "Sorry, the items were successfully shared but emails could not be sent to rik."
    do = refusal(400, "invalidSharingRequest", message, act=True)
    box.sandbox.faults([{"match": {"method": "POST", "path": "/permissions", "nth": 1}, "do": do}])
    _, report, code = sync(box)
    assert code is ExitCode.OK
    assert [change.address for change in report.done] == ["rik@example.org"]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_lost_answers(box: Box, method: str) -> None:
    """An answer that is lost is looked for in the listing; nothing is done twice."""
    box.share("old@example.org")
    box.members(ANA, ("Rik", "rik@example.org", "member", LONG_AGO))
    match = {"method": method, "path": "/permissions", "nth": 1}
    box.sandbox.faults([{"match": match, "do": {"drop_reply": True}}])
    _, report, code = sync(box, limits=Limits(retry_seconds=5))
    assert code is ExitCode.OK
    assert len(report.done) == 2
    assert box.who() == {"ana@example.org": "writer", "rik@example.org": "writer"}


@pytest.mark.parametrize("mode", ["refused", "ignored"])
def test_deleting_what_is_inherited_in_my_drive(box: Box, mode: str) -> None:
    """A folder's grant that the listing does not mark as inherited cannot fool us: 403, or 204
    without effect, it is told and not called done."""
    folder = box.folder()
    box.share("gone@example.net", "reader", file=folder)
    box.sandbox.settings(inherited_delete=mode)
    box.members(ANA)
    seen, report, code = sync(box)
    assert report.done == ()
    assert code is ExitCode.FINDINGS
    assert "a folder above the file" in seen.plan.obstacles[0].reason
    assert box.status("gone@example.net") == (200, 200)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 200, "body": {"permissions": [{"id": "1"}]}},
        {"status": 200, "body": "<html>"},
        {"status": 200, "body": {"permissions": [{"id": "1", "type": "alien", "role": "reader"}]}},
    ],
)
def test_an_unreadable_listing_is_an_error(sandbox: Sandbox, fault: dict[str, Any]) -> None:
    """A listing that fails, is cut short or cannot be understood is never an empty list."""
    box = Box(sandbox, shared_drive=True)  # where permissions do not come with the file
    box.members(ANA)
    match = {"method": "GET", "path": "/permissions$"}
    box.sandbox.faults([{"match": match, "do": fault}])
    with pytest.raises(GoogleError):
        sharing.Share.prepare(box.committee(limits=QUICK))


def test_permissions_that_come_with_the_file_are_believed_only_if_they_are_all(
    box: Box,
) -> None:
    """Where their ids are not those that Drive names, or there are none, they are listed."""
    box.members(ANA)
    name = f"/drive/v3/files/{box.key}$"
    shown: dict[str, Any]
    for shown in ({"permissions": [], "permissionIds": ["1"]}, {"permissionIds": []}, {}):
        whole = box.drive("GET", f"/files/{box.key}?fields=*")
        body = {**whole, "permissions": None, "permissionIds": [], **shown}
        body = {key: value for key, value in body.items() if value is not None}
        box.sandbox.faults([{"match": {"path": name}, "do": {"status": 200, "body": body}}])
        box.sandbox.forget_requests()
        sharing.Share.prepare(box.committee(limits=QUICK))
        box.sandbox.faults([])
        assert any(r["path"].endswith("/permissions") for r in box.sandbox.requests())


def test_more_than_a_page(box: Box) -> None:
    """A listing of several pages is read to its end."""
    for number in range(120):
        box.share(f"p{number}@example.net", "reader")
    box.members(ANA)
    committee = box.committee(sharing=KEEP)
    seen = sharing.Share.prepare(committee)
    assert len(seen.plan.changes) == 120
    with pytest.raises(RefusedError, match="120 of"):
        seen.carry_out()


def test_no_roster(box: Box) -> None:
    """Without a roster nothing is planned."""
    with pytest.raises(RosterMissingError):
        sharing.Share.prepare(box.committee())


def test_the_branch_that_we_sit_on(box: Box) -> None:
    """Acting by an open link only: the tool does not lock itself out, and says what to do."""
    box.share(role="writer", type="anyone")
    box.members(ANA)
    committee = box.committee(sharing=KEEP, act_as="stranger@example.net")
    seen = sharing.Share.prepare(committee)
    assert [obstacle.address for obstacle in seen.plan.obstacles] == ["anyone with the link"]
    seen.carry_out()
    assert box.status("stranger@example.net") == (200, 200)


def test_writers_can_share(box: Box) -> None:
    """The owner's account restricts sharing; another account is told why not and who can."""
    box.members(ANA, ("Robot", ROBOT, "member", LONG_AGO), ("Owner", OWNER, "member", LONG_AGO))
    policy = SharingSettings(writers_can_share=False)
    seen, _, _ = sync(box, policy)
    assert "lock itself out" in seen.plan.obstacles[0].reason
    committee = box.committee(sharing=policy, act_as=OWNER)
    seen = sharing.Share.prepare(committee)
    assert seen.carry_out().complete
    assert box.drive("GET", f"/files/{box.key}?fields=writersCanShare") == {
        "writersCanShare": False
    }
    seen = sharing.Share.prepare(box.committee(sharing=KEEP))
    assert seen.situation.files[0].facts.may("canShare") is False


def test_audit_of_every_way(box: Box) -> None:
    """Link, domain, group, folder, publishing, requests and protected ranges, each with a cure."""
    box.sandbox.accounts([{"email": "all@example.org", "kind": "group", "members": []}])
    folder = box.folder()
    box.share("up@example.net", "reader", file=folder)
    box.share("stranger@example.net", "commenter")
    box.share("all@example.org", "reader", type="group")
    box.share(role="reader", type="anyone")
    box.share(role="reader", type="domain", domain="example.com")
    box.members(ANA)
    box.book.sheet1.add_protected_range("A1:B1", editor_users_emails=[ROBOT, "gone@example.net"])
    box.book.worksheet("Members").add_protected_range("A1:B1", editor_users_emails=[OWNER])
    asked = [{"file": box.key, "requester": "asks@example.net"}]
    requests.post(f"{box.sandbox.url}/sandbox/proposals", json=asked, timeout=10)
    box.drive("POST", f"/files/{box.key}/comments?fields=id", content="see row 2")
    revision = box.drive("GET", f"/files/{box.key}/revisions")["revisions"][-1]["id"]
    path = f"/files/{box.key}/revisions/{revision}"
    box.drive("PATCH", path, published=True, publishAuto=True)
    report = box.committee(sharing=KEEP).read().sharing_audit()
    found = {way.kind: way for way in report.ways if way.verdict is PathState.OPEN}
    assert set(found) == {
        Kind.USER,
        Kind.GROUP,
        Kind.DOMAIN,
        Kind.LINK,
        Kind.INHERITED,
        Kind.PUBLISHED,
        Kind.PROTECTED_RANGE,
        Kind.REQUEST,
    }
    assert all(way.close for way in found.values())
    unseen = [way.kind for way in report.ways if way.verdict is PathState.UNSEEN]
    assert unseen == [Kind.PROTECTED_RANGE]
    assert report.code is ExitCode.FINDINGS
    json.dumps([way.to_json() for way in report.ways])
    seen = sharing.Share.prepare(box.committee())
    around = auditing.surroundings(seen.committee, seen.spreadsheet, seen.situation.files[0])
    assert [comment.author for comment in around.comments or ()] == ["owner"]
