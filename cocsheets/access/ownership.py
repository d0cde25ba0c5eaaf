"""What is to be said of people whose access no plan changes: owner, acting account, the kept.

Ownership has to be handed over by its owner, in the browser; how, is told here step by step. Knows
judgements and dates. Must not know plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.judgement import Judge, Judgement, Standing
from cocsheets.findings import Finding, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from cocsheets.access.membership import Member
    from cocsheets.access.permissions import FileFacts, Permission

LEAVING_SOON = 30
"""Days before an owner steps down from which it is said that ownership must pass on."""


def sharing_findings(judge: Judge, today: dt.date) -> Iterator[Finding]:
    """Warnings and notes about those who keep access for another reason than the roster."""
    for judgement in judge.judgements():
        permission = judgement.permission
        if judgement.standing is Standing.OWNER:
            yield from _owner(judge, permission, today)
        elif judgement.standing is Standing.ACTING:
            yield from _acting(judgement, today)
        elif judgement.standing is Standing.KEPT:
            message = f"{permission.label} keeps access by the settings, without being a member."
            yield Finding("sharing-kept", Severity.NOTE, message)
        elif judgement.standing is Standing.ACTED:
            yield _acted(permission)
        elif judgement.standing is Standing.ALLOWED:
            message = f"{permission.label} has access; its members were not checked."
            yield Finding("sharing-group", Severity.NOTE, message)
        elif judgement.standing is Standing.MEMBER and permission.role.manages:
            message = f"{permission.label} is {permission.role} of the shared drive."
            yield Finding("sharing-manager", Severity.NOTE, message)
        if permission.pending_owner and judgement.stays:
            yield Finding(
                "sharing-pending-owner",
                Severity.WARNING,
                f"{permission.label} was asked to become the owner and has not agreed yet.",
                "Withdraw the request in Google Drive if it was not meant.",
            )
        if permission.expires and judgement.standing is Standing.MEMBER:
            yield Finding(
                "sharing-expires",
                Severity.WARNING,
                f"The access of {permission.label} ends by itself on "
                f"{permission.expires.date().isoformat()}.",
                "Take the end date away in Google Drive, or enter Stepped down on the roster.",
            )


def _owner(judge: Judge, permission: Permission, today: dt.date) -> Iterator[Finding]:
    """What is to be said of the owner: not a member, or a member who is about to leave."""
    members = judge.identities.members(permission)
    hint = "Ownership must pass on; `cocsheets sharing audit` says how, step by step."
    if current := [member for member in members if member.current(today)]:
        if (end := _end(current, today)) and (end - today).days <= LEAVING_SOON:
            message = (
                f"{permission.label} owns the file and steps down on {end.isoformat()}; "
                "an owner cannot be removed."
            )
            yield Finding("sharing-owner-leaves", Severity.WARNING, message, hint)
        return
    kept = judge.keeps(permission)
    yield Finding(
        "sharing-owner",
        Severity.NOTE if kept else Severity.WARNING,
        f"{permission.label} owns the file and is not a current member; "
        "an owner cannot be removed.",
        "" if kept else hint,
    )


def _acting(judgement: Judgement, today: dt.date) -> Iterator[Finding]:
    """What is to be said of the account that we act as: it is never removed, even if it should."""
    if judgement.member and judgement.member.left(today):
        yield Finding(
            "sharing-acting-account",
            Severity.WARNING,
            f"{judgement.permission.label}, as whom cocsheets acts, has stepped down; "
            "it is not removed, since nobody would be left to do the work.",
            "Let cocsheets act as another account, then run again.",
        )


def _acted(permission: Permission) -> Finding:
    """What is to be said of an account that another run acts as, or acted as once."""
    return Finding(
        "sharing-acted-as",
        Severity.WARNING,
        f"{permission.label} has access and is not on the roster. cocsheets has acted as this "
        "account, so it is not removed.",
        "If it still does the daily job, name it in [sharing] keep. If not, run "
        f"`cocsheets members remove {permission.label}`.",
    )


def _end(members: Sequence[Member], today: dt.date) -> dt.date | None:
    """When the last of one person's terms ends, None if open."""
    ends = [member.ends(today) for member in members]
    return None if None in ends else max(filter(None, ends))


def transfer_steps(file: FileFacts) -> tuple[str, ...]:
    """How ownership passes on, step by step (Google's help pages; no tool can do it for them)."""
    if file.in_shared_drive:
        return (
            "Nobody owns a file in a shared drive: its managers decide.",
            "A manager opens the shared drive, then Manage members.",
            "Give another member the role Manager, then lower or remove the one who leaves.",
            "Run `cocsheets sharing audit` to see who is left.",
        )
    owner = " or ".join(account.email for account in file.owners) or "the owner"
    sheet = file.mime_type.endswith("spreadsheet")
    thing = "spreadsheet" if sheet else "folder" if file.is_folder else "file"
    return (
        f"{owner} opens the {thing}, then Share.",
        "Beside a current member choose Transfer ownership, and confirm.",
        (
            "The new owner accepts by mail or in the Share dialog; until then nothing changes. "
            "Within one Google Workspace it passes at once; from one Workspace to another, or to a "
            "private account, Google may refuse: then move the file to a shared drive instead."
        ),
        "The former owner is an editor now; `cocsheets sharing` removes one who stepped down.",
        "Version history, comments and links stay; copies that the former owner made stay too.",
    )
