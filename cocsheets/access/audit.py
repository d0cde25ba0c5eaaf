"""Lists every way into the file, judged: what the permission list shows and what it does not.

Pure. Reads the same judgements as the plan, so that the two cannot disagree. What we cannot see is
listed as unseen, never left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.judgement import Judgement, Standing
from cocsheets.access.paths import ORDER, AccessPath, Kind, PathState, Surroundings
from cocsheets.access.permissions import Account, GranteeType, Permission, Role
from cocsheets.data import replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cocsheets.access.judgement import Judge
    from cocsheets.access.permissions import FileFacts
    from cocsheets.records.table import Worksheet


HERE = "`cocsheets sharing` closes it"
UNGROUP = "take the group out of {table} groups, or ask who manages it who is in it"
READ_ROSTER = "correct the roster; then `cocsheets sharing` knows"
DECIDE = "name it in [sharing] keep, or remove it with `cocsheets members remove`"
UNPUBLISH = "open File, Share, Publish to web, and stop publishing"
ANSWER = "answer it in the Share dialog; whoever may share the file can"


def audit(judge: Judge, file: FileFacts, around: Surroundings | None) -> tuple[AccessPath, ...]:
    """Every way in, those that should be closed first; without `around`, the grants alone."""
    found = [way for judgement in judge.judgements() for way in _permission(judge, judgement, file)]
    if around is None:
        found += _published(judge, Surroundings(published=False))
    else:
        found += _published(judge, around)
        found += _settings(judge, file)
        found += _requests(judge, around)
        found += _protections(judge, around.worksheets)
    return tuple(sorted(found, key=lambda way: ORDER.index(way.verdict)))


def item_paths(judge: Judge, item: FileFacts, owners: Collection[Account]) -> Iterator[AccessPath]:
    """The ways into an item of a folder by what is granted there, but for those that are allowed;
    an owner of the item who is not an owner of the folder (`owners`) nor a member is told too."""
    expected = {owner.permission_id for owner in owners}
    for judgement in judge.judgements():
        grant = judgement.permission
        owns = judgement.standing is Standing.OWNER
        own = owns and (grant.id in expected or judge.may_own(Account(grant.email, grant.id)))
        if grant.direct_role is None or own:
            continue
        whole = replace(grant, parts=()) if owns else grant
        for way in _permission(judge, replace(judgement, permission=whole), item):
            if owns or (way.kind is not Kind.INHERITED and way.verdict is not PathState.ALLOWED):
                yield way


KINDS = {
    GranteeType.USER: Kind.USER,
    GranteeType.GROUP: Kind.GROUP,
    GranteeType.DOMAIN: Kind.DOMAIN,
    GranteeType.ANYONE: Kind.LINK,
}
"""What a grant of each type is, where nothing more is to be said of it."""


def _permission(judge: Judge, judgement: Judgement, file: FileFacts) -> Iterator[AccessPath]:
    permission = judgement.permission
    if permission.view:
        return  # published: told once, by `_published`; metadata: shows a name, opens nothing
    verdict = PathState.ALLOWED if judgement.stays else PathState.OPEN
    if judgement.standing in (Standing.DOUBTFUL, Standing.ALLOWED, Standing.ACTED):
        verdict = PathState.UNSEEN
    direct, above = permission.direct_role, permission.inherited_role
    reason = judgement.reason
    if judgement.standing is Standing.ALLOWED:
        reason += "; who is in it cannot be seen"
    if direct is not None:
        close = "" if verdict is PathState.ALLOWED else _fix(judge, judgement, file)
        kind = Kind.GONE if permission.deleted else _kind(permission)
        yield _way(permission, kind, direct, verdict, reason, close)
    if above is not None:
        where = f"through {source(permission, file)}"
        close = "" if verdict is PathState.ALLOWED else closer(file)
        yield _way(permission, Kind.INHERITED, above, verdict, f"{where}; {reason}", close)
    if permission.pending_owner:
        yield _way(
            permission,
            Kind.PENDING_OWNER,
            Role.OWNER,
            PathState.UNSEEN if judgement.stays else PathState.OPEN,
            "was asked to become the owner and has not agreed yet",
            "the owner withdraws the request in the Share dialog",
        )
    if permission.expires is not None:
        moment = permission.expires.date().isoformat()
        yield _way(
            permission,
            Kind.EXPIRING,
            permission.role,
            verdict,
            f"access ends by itself on {moment}",
        )


def _fix(judge: Judge, judgement: Judgement, file: FileFacts) -> str:
    """How a way in that stands on the file itself is closed, or comes to be known."""
    if judgement.standing is Standing.ALLOWED:
        return UNGROUP.format(table=judge.table)
    if judgement.standing is Standing.DOUBTFUL:
        return READ_ROSTER
    if judgement.standing is Standing.ACTED:
        return DECIDE
    return HERE if file.may("canShare") else f"{sharer(file)} can close it, or let editors share"


def _kind(permission: Permission) -> Kind:
    if permission.type is GranteeType.ANYONE and permission.discoverable:
        return Kind.PUBLIC
    return KINDS[permission.type]


def _way(
    permission: Permission, kind: Kind, role: Role, verdict: PathState, reason: str, close: str = ""
) -> AccessPath:
    return AccessPath(
        kind,
        permission.label,
        verdict,
        reason,
        role,
        close,
        permission.id,
        permission.domain,
        permission.type,
    )


def _published(judge: Judge, around: Surroundings) -> Iterator[AccessPath]:
    listed = any(permission.view == "published" for permission in judge.permissions)
    if listed or around.published:
        reason = "whoever has the published address reads the file, without any permission"
        verdict = PathState.ALLOWED if judge.keeps_open else PathState.OPEN
        yield AccessPath(Kind.PUBLISHED, "anyone", verdict, reason, Role.READER, UNPUBLISH)
    elif around.published is None:
        reason = "whether the file is published could not be looked at"
        close = "look at File, Share, Publish to web"
        yield AccessPath(Kind.PUBLISHED, "anyone", PathState.UNSEEN, reason, Role.READER, close)


def _settings(judge: Judge, file: FileFacts) -> Iterator[AccessPath]:
    """What those who have access may do to let others in."""
    if file.writers_can_share or file.in_shared_drive:
        reason = "whoever may edit may let others in by hand; the next run finds it, not before"
        close = "" if file.in_shared_drive else "the owner can untick it in the Share dialog"
        yield AccessPath(
            Kind.WRITERS_SHARE, "writers", PathState.ALLOWED, reason, Role.WRITER, close
        )
    readers = any(
        not permission.role.edits and permission.opens_contents for permission in judge.permissions
    )
    if readers and not file.copy_requires_writer:
        reason = "readers and commenters may download, print and copy the file"
        close = "whoever may share the file can untick it in the Share dialog"
        yield AccessPath(
            Kind.READERS_COPY, "readers", PathState.ALLOWED, reason, Role.READER, close
        )


def _requests(judge: Judge, around: Surroundings) -> Iterator[AccessPath]:
    if around.requests is None:
        reason = "requests for access could not be looked at"
        yield AccessPath(Kind.REQUEST, "anyone", PathState.UNSEEN, reason)
        return
    for request in around.requests:
        invited = judge.is_current(request.email)
        reason = "asks to be let in" + ("" if invited else ", and is not a current member")
        verdict = PathState.UNSEEN if invited else PathState.OPEN
        yield AccessPath(Kind.REQUEST, request.email, verdict, reason, request.role, ANSWER)


REMOVE_EDITOR = "open Data, Protected sheets and ranges, and remove the address"


def _protections(judge: Judge, worksheets: Sequence[Worksheet]) -> Iterator[AccessPath]:
    """Editors of protected ranges who are not members: no access by itself, kept for a return.

    Google shows the editors only to those who may edit the range (documented).
    """
    for worksheet in worksheets:
        where = f"a protected range in worksheet {worksheet.title!r}"
        for protection in worksheet.protections:
            if not protection.editable and not protection.warning_only:
                reason = f"who may edit {where} is not shown to the acting account"
                yield AccessPath(
                    Kind.PROTECTED_RANGE, "editors", PathState.UNSEEN, reason, Role.WRITER
                )
            strangers = [email for email in protection.users if not judge.may_stay(email)]
            strangers += [f"group {g}" for g in protection.groups if not judge.allows_group(g)]
            for who in strangers:
                reason = f"may edit {where}, as long as the file itself is open to them"
                yield AccessPath(
                    Kind.PROTECTED_RANGE, who, PathState.OPEN, reason, Role.WRITER, REMOVE_EDITOR
                )


def source(permission: Permission, file: FileFacts) -> str:
    """Where inherited access comes from, in words."""
    names = [
        f"the shared drive {origin}" if origin == file.drive_id else f"the folder {origin}"
        for origin in permission.inherited_from
    ]
    return " and ".join(names) or "a folder above the file"


def sharer(file: FileFacts) -> str:
    """Who can change sharing where the acting account may not."""
    return " or ".join(owner.email for owner in file.owners) or "a manager of the shared drive"


def closer(file: FileFacts) -> str:
    """Who can take away what is inherited, and where."""
    if file.in_shared_drive:
        return "a manager of the shared drive can remove it there, or move the file elsewhere"
    return "whoever may share the folder can remove it there, or move the file elsewhere"


def paths_of(
    email: str, permission_ids: frozenset[str], ways: Sequence[AccessPath]
) -> tuple[AccessPath, ...]:
    """The access paths that one person has, or may have unseen.

    Open links, whole domains (the person's own) and the published page let this person in like
    everybody; whether a group does cannot be seen.
    """
    domain = addresses.key(email).rpartition("@")[2]

    def lets_in(way: AccessPath) -> bool:
        if way.type is GranteeType.DOMAIN:
            return addresses.key(way.domain) == domain
        if way.type in (GranteeType.ANYONE, GranteeType.GROUP) or way.kind is Kind.PUBLISHED:
            return True
        if way.kind is Kind.PROTECTED_RANGE and way.verdict is PathState.UNSEEN:
            return True
        mine = bool(way.permission_id) and way.permission_id in permission_ids
        return mine or addresses.key(way.who) == addresses.key(email)

    return tuple(way for way in ways if lets_in(way))
