"""What may be granted to whom: the checks before a permission is written, with Drive's reasons.

Reasons are documented or kept by other clients (reported); a wording without a source is
unverified, and clients should go by the reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast, get_args

from cocsheets.sandbox.drive.access import RANK
from cocsheets.sandbox.drive.calls import bad_value, text_of
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import GranteeType, Role

if TYPE_CHECKING:
    from cocsheets.sandbox.files import Drive, File, Permission
    from cocsheets.sandbox.http.calls import Call, Json
    from cocsheets.sandbox.state import State

_YEAR = 366 * 24 * 3600 * 1000
_BURST = 5 * 1000


def role_in(body: Json) -> Role:
    """The role that a body names."""
    return cast("Role", _one_of(body, "role", get_args(Role)))


def type_in(body: Json) -> GranteeType:
    """The type of grantee that a body names."""
    return cast("GranteeType", _one_of(body, "type", get_args(GranteeType)))


def _one_of(body: Json, name: str, known: tuple[str, ...]) -> str:
    value = text_of(body, name)
    if not value:
        raise ApiError(
            400,
            f"The permission {name} field is required.",
            reason="required",
            location=f"permission.{name}",
            location_type="other",
        )
    if value not in known:
        raise bad_value(f"The specified {name} is invalid: {value}.", f"permission.{name}")
    return value


def check_role(file: File, kind: GranteeType, role: Role) -> None:
    """Whether such a role exists on such a file for such a grantee (reasons reported)."""
    if kind in ("anyone", "domain") and RANK[role] > RANK["writer"]:
        raise bad_value("The specified role is invalid for this type.", "permission.role")
    if role == "owner" and kind != "user":
        raise bad_value("Only users can be owners.", "permission.role")
    if role == "owner" and file.drive_id is not None:
        raise _refused("ownerOnTeamDriveItemNotSupported", "Shared drive items have no owner.")
    if role == "organizer" and file.drive_id is None:
        raise _refused(
            "organizerOnNonTeamDriveItemNotSupported", "Organizers exist on shared drives only."
        )
    if role == "organizer" and not file.is_drive:
        raise _refused(
            "organizerOnNonTeamDriveNotSupported", "Organizers exist on shared drives only."
        )
    if role == "fileOrganizer" and file.drive_id is None:
        raise _refused(
            "fileOrganizerOnNonTeamDriveNotSupported",
            "File organizers exist in shared drives only.",
        )
    if role == "fileOrganizer" and not file.is_folder:
        raise _refused(
            "fileOrganizerOnFoldersInSharedDriveOnly",
            "File organizers exist on folders in shared drives only.",
        )


def check_grantee(call: Call, file: File, permission: Permission, *, mail: bool) -> None:
    """Whether this grantee may be let in at all: no account, or the shared drive's own limits."""
    if permission.email is not None:
        account = call.state.accounts.find(permission.email)
        if account.kind in ("none", "deleted"):
            _check_without_account(file, permission.email, mail=mail)
    if file.drive_id is not None:
        _check_shared_drive(call.state, file, call.state.drives[file.drive_id], permission)


def _check_without_account(file: File, email: str, *, mail: bool) -> None:
    """Visitors need the mail with the PIN link, and shared drives take none (reported)."""
    if file.drive_id is not None:
        raise _refused(
            "cannotShareTeamDriveWithNonGoogleAccounts",
            "Shared drives cannot be shared with addresses that have no Google account.",
        )
    if not mail:
        raise ApiError(
            400,
            f'Bad Request. User message: "You are trying to invite {email}. Since there is no '
            "Google account associated with this email address, you must check the "
            '"Notify people" box to invite this recipient."',
            reason="invalidSharingRequest",
        )


def _check_shared_drive(state: State, file: File, drive: Drive, permission: Permission) -> None:
    if file.is_drive and permission.type in ("anyone", "domain"):
        raise _refused(
            "cannotShareTeamDriveTopFolderWithAnyoneOrDomains",
            "A shared drive cannot be shared with anyone or with domains.",
        )
    outside = permission.type == "anyone" or _domain(state, permission) != drive.domain
    if drive.domain_users_only and outside:
        raise _refused(
            "teamDriveDomainUsersOnlyRestriction",
            "Only users in this domain can be added to this shared drive.",
        )
    if drive.drive_members_only and not file.is_drive and not _is_member(state, drive, permission):
        raise _refused(
            "teamDriveTeamMembersOnlyRestriction",
            "Items in this shared drive can be shared with its members only.",
        )


def _domain(state: State, permission: Permission) -> str | None:
    if permission.email is not None:
        return state.accounts.find(permission.email).domain
    return permission.domain


def _is_member(state: State, drive: Drive, permission: Permission) -> bool:
    top = state.files[drive.id]
    return any(member.id == permission.id for member in top.permissions)


def check_mail_option(call: Call, permission: Permission) -> bool:
    """Whether a mail goes out. The option itself is refused on links and domains (reported)."""
    given = call.arg("sendNotificationEmail") is not None
    wanted = call.flag("sendNotificationEmail", default=True)
    people = permission.type in ("user", "group")
    if (given and not people) or (permission.role == "owner" and not wanted):
        raise ApiError(
            403,
            "The sendNotificationEmail parameter is only applicable for permissions of type "
            "'user' or 'group', and must not be disabled for ownership transfers.",
            reason="forbidden",
            location="sendNotificationEmail",
            location_type="parameter",
        )
    return people and wanted


def check_rate(state: State) -> None:
    """The sharing limit, if the switch is on: a short window (reported)."""
    now = state.clock()
    state.shares = [at for at in state.shares if now - at < _BURST]
    if state.settings.sharing_burst and len(state.shares) >= state.settings.sharing_burst:
        raise _refused(
            "sharingRateLimitExceeded",
            'Rate limit exceeded. User message: "Sorry, you have exceeded your sharing quota."',
        )
    state.shares.append(now)


def expiry_in(call: Call, file: File, kind: GranteeType) -> int | None:
    """When a grant shall end: for people only, in the future, within a year (documented)."""
    text = text_of(call.body, "expirationTime")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_value("Invalid value for: expirationTime", "permission.expirationTime") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    at, now = int(moment.timestamp() * 1000), call.state.clock()
    if kind not in ("user", "group") or file.is_drive:
        raise _refused("cannotSetExpiration", "Expiration dates cannot be set on this permission.")
    if not now < at <= now + _YEAR:
        raise _refused(
            "cannotSetExpiration",
            "Expiration dates must be in the future and within a year.",
        )
    return at


def inherited_refusal(file: File) -> ApiError:
    """What comes from above cannot be taken away here (shared drives documented)."""
    if file.drive_id is not None:
        return _refused(
            "cannotModifyInheritedTeamDrivePermission",
            "Cannot update or delete an inherited permission on a shared drive item.",
        )
    return _refused(
        "cannotModifyInheritedPermission", "Cannot update or delete an inherited permission."
    )


def owner_refusal() -> ApiError:
    """The owner stays (message recorded)."""
    return _refused("cannotRemoveOwner", "The owner of a file cannot be removed.")


def _refused(reason: str, message: str) -> ApiError:
    return ApiError(403, message, reason=reason)
