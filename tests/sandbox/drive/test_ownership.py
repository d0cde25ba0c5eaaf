"""Passing a file on to another owner."""

from __future__ import annotations

from tests.sandbox.drive_world import ANA, CHAIR, RIK, World, grant


def test_ownership_passes_within_a_domain_when_acknowledged(world: World) -> None:
    """The old owner stays a writer; the acknowledging parameter and mail are needed."""
    chair, file = world[CHAIR], world[CHAIR].create()
    path = f"files/{file}/permissions"
    asked = grant(role="owner", emailAddress=ANA)
    refused = chair.post(path, asked)
    assert (refused.status, refused.reason) == (403, "forbidden")
    assert refused.message == (
        "The transferOwnership parameter must be enabled when the permission role is 'owner'."
    )
    silent = {"transferOwnership": "true", "sendNotificationEmail": "false"}
    assert chair.post(path, asked, **silent).reason == "forbidden"
    assert chair.post(path, asked, transferOwnership="true").json["role"] == "owner"
    roles = {entry["emailAddress"]: entry["role"] for entry in chair.permissions(file)}
    assert roles == {ANA: "owner", CHAIR: "writer"}
    assert world[ANA].get(f"files/{file}", fields="ownedByMe").json == {"ownedByMe": True}
    again = chair.post(path, grant(role="owner", emailAddress=CHAIR), transferOwnership="true")
    assert again.reason == "insufficientFilePermissions"


def test_ownership_across_domains_and_without_consent_is_refused(world: World) -> None:
    """Across domains never; between Gmail accounts the new owner must accept first."""
    chair, file = world[CHAIR], world[CHAIR].create()
    grant = chair.share(file, "user", "writer", RIK).json["id"]
    path = f"files/{file}/permissions/{grant}"
    moved = chair.patch(path, {"role": "owner"}, transferOwnership="true")
    assert moved.reason == "ownershipChangeAcrossDomainNotPermitted"
    jo, ida = world["jo@gmail.com"], world["ida@gmail.com"]
    file = jo.create()
    grant = jo.share(file, "user", "writer", "ida@gmail.com").json["id"]
    path = f"files/{file}/permissions/{grant}"
    owner = {"role": "owner"}
    assert jo.patch(path, owner, transferOwnership="true").reason == (
        "consentRequiredForOwnershipTransfer"
    )
    asked = jo.patch(path, {"role": "writer", "pendingOwner": True}, fields="*").json
    assert (asked["role"], asked["pendingOwner"]) == ("writer", True)
    assert ida.patch(path, owner, transferOwnership="true").json["role"] == "owner"
    assert jo.patch(path, owner, transferOwnership="true").json["role"] == "owner"
