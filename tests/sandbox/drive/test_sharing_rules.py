"""What may be granted to whom: Drive's refusals with their reasons, mail, limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, RIK, SOON, World, grant

UNA = "una@nogoogle.example"


REFUSED = [
    ("file", {}, {}, 400, "required"),
    ("file", {"type": "user"}, {}, 400, "required"),
    ("file", grant("crowd"), {}, 400, "invalid"),
    ("file", grant(role="king"), {}, 400, "invalid"),
    ("file", grant(emailAddress=""), {}, 400, "invalid"),
    ("file", grant(emailAddress="nobody"), {}, 400, "invalid"),
    ("file", grant("domain"), {}, 400, "invalid"),
    ("file", grant("anyone", "owner"), {}, 400, "invalid"),
    ("file", grant(emailAddress=7), {}, 400, "invalid"),
    ("file", grant(role="owner"), {}, 403, "forbidden"),
    ("file", grant(role="organizer"), {}, 403, "organizerOnNonTeamDriveItemNotSupported"),
    ("file", grant(role="fileOrganizer"), {}, 403, "fileOrganizerOnNonTeamDriveNotSupported"),
    ("file", grant("anyone"), {"sendNotificationEmail": "false"}, 403, "forbidden"),
    (
        "file",
        grant("domain", domain="example.net"),
        {"sendNotificationEmail": "true"},
        403,
        "forbidden",
    ),
    (
        "file",
        grant(emailAddress=UNA),
        {"sendNotificationEmail": "false"},
        400,
        "invalidSharingRequest",
    ),
    ("file", grant("anyone", expirationTime=SOON), {}, 403, "cannotSetExpiration"),
    ("file", grant(expirationTime="2020-01-01T00:00:00Z"), {}, 403, "cannotSetExpiration"),
    ("file", grant(expirationTime="2999-01-01T00:00:00Z"), {}, 403, "cannotSetExpiration"),
    ("file", grant(expirationTime="tomorrow"), {}, 400, "invalid"),
    ("drive", grant("anyone"), {}, 403, "cannotShareTeamDriveTopFolderWithAnyoneOrDomains"),
    ("drive", grant(emailAddress=UNA), {}, 403, "cannotShareTeamDriveWithNonGoogleAccounts"),
    ("drive file", grant(role="owner"), {}, 403, "ownerOnTeamDriveItemNotSupported"),
    ("drive file", grant(role="organizer"), {}, 403, "organizerOnNonTeamDriveNotSupported"),
    ("drive file", grant(role="fileOrganizer"), {}, 403, "fileOrganizerOnFoldersInSharedDriveOnly"),
]


@pytest.mark.parametrize(("where", "asked", "query", "status", "reason"), REFUSED)
def test_a_grant_that_cannot_be_is_refused_with_drives_reason(
    world: World, where: str, asked: dict[str, Any], query: dict[str, str], status: int, reason: str
) -> None:
    """Each refusal has its status and reason, and nothing is granted."""
    chair = world[CHAIR]
    drive = chair.shared_drive()
    file = {"file": chair.create, "drive": lambda: drive}.get(
        where, lambda: chair.create(parents=[drive])
    )()
    before = chair.permissions(file)
    answer = chair.post(f"files/{file}/permissions", asked, **query)
    assert (answer.status, answer.reason) == (status, reason)
    assert answer.json["error"]["errors"][0]["domain"] == "global"
    assert chair.permissions(file) == before
    assert world.mail() == []


def test_the_words_for_a_missing_account_and_for_links_with_mail(world: World) -> None:
    """The two messages that are known to the word."""
    chair, file = world[CHAIR], world[CHAIR].create()
    assert chair.share(file, "user", "reader", UNA).message == (
        f'Bad Request. User message: "You are trying to invite {UNA}. Since there is no Google '
        "account associated with this email address, you must check the "
        '"Notify people" box to invite this recipient."'
    )
    assert chair.share(file, "anyone", "reader", sendNotificationEmail="true").message == (
        "The sendNotificationEmail parameter is only applicable for permissions of type 'user' or "
        "'group', and must not be disabled for ownership transfers."
    )


def test_mail_goes_out_unless_it_is_switched_off(world: World) -> None:
    """Google's default is to send mail; a visitor can be invited with mail only."""
    chair, file = world[CHAIR], world[CHAIR].create()
    chair.share(file, "user", "reader", ANA)
    assert world.mail() == []
    assert chair.post(f"files/{file}/permissions", grant(), emailMessage="Hello").status == 200
    assert chair.post(f"files/{file}/permissions", grant(emailAddress=UNA)).status == 200
    assert [(mail["to"], mail["kind"], mail["file"]) for mail in world.mail()] == [
        (RIK, "share", file),
        (UNA, "share", file),
    ]
    assert world[UNA].read(file) == 401


def test_too_many_grants_at_once_run_into_the_sharing_limit(world: World) -> None:
    """With the switch on, a burst ends in 403 sharingRateLimitExceeded, in Google's words."""
    world.sandbox.settings(sharing_burst=2)
    chair, file = world[CHAIR], world[CHAIR].create()
    assert [chair.share(file, "user", "reader", who).status for who in (ANA, RIK)] == [200, 200]
    refused = chair.share(file, "user", "reader", "una@example.org")
    assert (refused.status, refused.reason) == (403, "sharingRateLimitExceeded")
    assert "you have exceeded your sharing quota" in refused.message


def test_a_shared_drives_restrictions_bind_sharing(world: World) -> None:
    """domainUsersOnly keeps outsiders out, driveMembersOnly keeps files to members."""
    chair = world[CHAIR]
    drive = chair.shared_drive()
    file = chair.create(parents=[drive])
    path = f"drives/{drive}"
    assert chair.patch(path, {"restrictions": {"domainUsersOnly": True}}).status == 200
    assert chair.share(file, "user", "reader", RIK).reason == "teamDriveDomainUsersOnlyRestriction"
    assert chair.share(file, "anyone", "reader").reason == "teamDriveDomainUsersOnlyRestriction"
    assert chair.share(file, "user", "reader", ANA).status == 200
    chair.patch(path, {"restrictions": {"domainUsersOnly": False, "driveMembersOnly": True}})
    assert chair.share(file, "user", "reader", RIK).reason == "teamDriveTeamMembersOnlyRestriction"
