"""Plans sharing: what must change so that the file is open to members only, each in one role.

Pure: computed from a listing, the roster and the policy. Knows what the acting account cannot do
and says who can. Owner and acting account are never in a plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.audit import closer, sharer, source
from cocsheets.access.identity import unresolved as unresolved
from cocsheets.access.judgement import Judge, Judgement, Standing
from cocsheets.access.ownership import sharing_findings
from cocsheets.access.permissions import GranteeType, Permission, Role
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_plan import Action, SharingChange, SharingPlan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from cocsheets.access.membership import Roster
    from cocsheets.access.permissions import Account, FileFacts
    from cocsheets.access.policy import SharingSettings

PUBLISHED = "the file is published to the web: whoever has that address reads it"
UNPUBLISH = "Open File, Share, Publish to web, and stop publishing; no permission shows there."


def plan_sharing(
    file: FileFacts,
    account: Account,
    permissions: Sequence[Permission],
    roster: Roster,
    resolved: Mapping[str, str | None],
    policy: SharingSettings,
    today: dt.date,
    *,
    attended: bool = True,
    notify: bool = False,
    removed: Collection[str] = (),
    acted: Collection[str] = (),
    begun: bool = False,
    groups: Collection[str] = (),
) -> SharingPlan:
    """Plan the changes after which the listing equals the policy, as far as we can bring it there.

    `resolved` maps addresses that the listing does not show to permission ids (None: Google knows
    no such account); see `unresolved`. `attended` says whether a person runs this, without which
    nothing is granted if `grants = "proposed"`, or if the roster has a row without an address.
    `notify`: Google's mail may be sent, so that addresses without an account can be invited.
    `removed`: permission ids of those removed by name. `acted`: addresses of the accounts that
    cocsheets has acted as. `begun`: whether a good run has been noted before.
    `groups`: addresses that an earlier run found to be a group's.
    """
    judge = Judge(
        file=file,
        account=account,
        permissions=permissions,
        roster=roster,
        resolved=resolved,
        policy=policy,
        today=today,
        removed=removed,
        acted=acted,
    )
    planner = _Planner(judge, file, notify=notify, groups=groups)
    for judgement in judge.judgements():
        planner.consider(judgement)
    planner.admit()
    if not attended:
        planner.wait(policy, roster)
    planner.restrict(policy, account)
    changes, obstacles = planner.changes, planner.obstacles
    if changes and not file.may("canShare"):
        obstacles += [_may_not_share(change, file) for change in changes]
        changes = []
    return SharingPlan(
        spreadsheet_id=file.id,
        kind="sharing",
        changes=tuple(sorted(changes, key=_order)),
        obstacles=tuple(obstacles),
        permissions=judge.permissions,
        untouchable=frozenset(p.id for p in judge.permissions if judge.is_owner(p))
        | {account.permission_id},
        roster_fault=_roster_fault(roster, today),
        members=len(roster.current(today)),
        begun=begun,
        findings=(*roster.findings, *sharing_findings(judge, today)),
    )


_ORDER = {action: place for place, action in enumerate(Action)}
_OPENNESS = {kind: -place for place, kind in enumerate(GranteeType)}


def _order(change: SharingChange) -> tuple[int, int, str, str]:
    """Revokes before grants, the widest first: a run that dies has closed most."""
    openness = _OPENNESS[change.type]
    return (_ORDER[change.action], openness, change.address.casefold(), change.permission_id)


class _Planner:
    """Collects changes and obstacles."""

    def __init__(
        self, judge: Judge, file: FileFacts, *, notify: bool, groups: Collection[str]
    ) -> None:
        self.changes: list[SharingChange] = []
        self.obstacles: list[Obstacle] = []
        self._judge = judge
        self._file = file
        self._notify = notify
        self._inside: set[str] = set()
        self._groups = set(map(addresses.key, groups))

    def consider(self, judgement: Judgement) -> None:
        """Plan what follows from one permission."""
        permission = judgement.permission
        if permission.view == "published":
            self._obstacle(permission, PUBLISHED, UNPUBLISH)
        if permission.view:
            return
        if judgement.stays and permission.type is GranteeType.USER:
            self._inside.add(permission.id)
        if not judgement.stays:
            self._shut_out(judgement)
        elif judgement.standing is Standing.DOUBTFUL:
            reason = f"left as it is: {judgement.reason}"
            self._obstacle(permission, reason, "Correct the roster, then run again.")
        elif judgement.standing is Standing.MEMBER:
            self._fit_role(judgement)

    def admit(self) -> None:
        """Plan grants for current members who have no access."""
        closed = {
            judgement.permission.id: judgement
            for judgement in self._judge.judgements()
            if judgement.permission.deleted
        }
        groups = self._groups | {
            name
            for permission in self._judge.permissions
            if permission.type is GranteeType.GROUP
            for name in (permission.id, addresses.key(permission.email))
        }
        for name, (member, role) in self._judge.members_due().items():
            if name in self._inside:
                continue
            change = SharingChange(
                Action.GRANT,
                member.email,
                "on the roster",
                permission_id=self._judge.identities.id_of(member) or "",
                after=role,
                email=member.email,
            )
            if row := self._judge.identities.doubt(name):
                self.obstacles.append(_also_unreadable(row, member.email))
            elif name in groups or member.key in groups:
                self.obstacles.append(is_group(member.email))
            elif name in closed:
                self.obstacles.append(Obstacle("the account is gone", address=member.email))
            elif self._judge.identities.no_account(member) and not self._notify:
                self.obstacles.append(no_account(member.email))
            else:
                self.changes.append(change)

    def wait(self, policy: SharingSettings, roster: Roster) -> None:
        """Leave to a person what an unattended run must not give."""
        if policy.grants == "proposed":
            held, why = {Action.GRANT}, "[sharing] grants"
            hint = "A person lets them in with `cocsheets sharing`."
        elif rows := roster.nameless:
            held = {Action.GRANT, Action.RAISE}
            why = f"row {rows[0]} of the roster has no e-mail address that can be read"
            hint = (
                "Correct that row, or remove it if it is a heading and enter Stepped down for past "
                "members. A person can give the access now with `cocsheets sharing`."
            )
        else:
            return
        postponed = [change for change in self.changes if change.action in held]
        self.changes = [change for change in self.changes if change not in postponed]
        self.obstacles += [_postponed(change, why, hint) for change in postponed]

    def restrict(self, policy: SharingSettings, account: Account) -> None:
        """Plan to keep writers from sharing the file on, if the settings say so."""
        if policy.writers_can_share is not False or not self._file.writers_can_share:
            return
        owned = account.permission_id in {owner.permission_id for owner in self._file.owners}
        if owned:
            reason = "[sharing] writers_can_share = false"
            self.changes.append(SharingChange(Action.RESTRICT, "writers", reason))
            return
        where = "files in shared drives do not know this setting"
        if not self._file.in_shared_drive:
            where = (
                "the acting account is not the owner and would lock itself out of sharing; "
                f"{sharer(self._file)} can set it"
            )
        self.obstacles.append(
            Obstacle(
                f"writers may share the file on, against [sharing] writers_can_share: {where}",
                hint="Open Share, then the settings wheel, and untick "
                "`Editors can change permissions and share`.",
            )
        )

    def _shut_out(self, judgement: Judgement) -> None:
        permission = judgement.permission
        holds_us = permission.type is not GranteeType.USER and not self._judge.acts_by_name()
        if holds_us and permission.role.edits and not permission.deleted:
            who = self._judge.acting or "the acting account"
            reason = f"left as it is ({judgement.reason}): {who} may have no other access"
            self._obstacle(permission, reason, f"Share the file with {who} by name, as Editor.")
        elif permission.direct_role is not None:
            self.changes.append(
                SharingChange(
                    Action.REVOKE,
                    permission.label,
                    judgement.reason,
                    permission_id=permission.id,
                    type=permission.type,
                    before=permission.direct_role,
                    explained=judgement.explained,
                )
            )
        if permission.inherited_role is not None and not permission.deleted:
            self._obstacle(
                permission,
                f"still has access through {source(permission, self._file)} ({judgement.reason})",
                _sentence(closer(self._file)),
            )

    def _fit_role(self, judgement: Judgement) -> None:
        permission, wanted = judgement.permission, judgement.wanted
        direct, inherited = permission.direct_role, permission.inherited_role
        if wanted is None:
            return
        floor = wanted
        if inherited and inherited.rank > wanted.rank:
            floor = inherited
            if not inherited.manages:  # a shared drive needs managers: told as a finding
                self._obstacle(
                    permission,
                    f"is {inherited} through {source(permission, self._file)}, "
                    f"where the roster says {wanted}",
                    _sentence(closer(self._file)),
                )
        if direct and direct.rank > floor.rank:
            reason = f"{direct} is more than the roster gives"
            self._change(permission, Action.LOWER, direct, floor, reason)
        elif permission.role.rank < wanted.rank:
            reason = f"{permission.role} is less than the roster gives"
            self._change(permission, Action.RAISE, permission.role, wanted, reason)

    def _change(
        self, permission: Permission, action: Action, before: Role, after: Role, reason: str
    ) -> None:
        self.changes.append(
            SharingChange(
                action,
                permission.label,
                reason,
                permission_id=permission.id,
                type=permission.type,
                before=before,
                after=after,
                email=permission.email,
            )
        )

    def _obstacle(self, permission: Permission, reason: str, hint: str) -> None:
        self.obstacles.append(Obstacle(reason, address=permission.label, hint=hint))


def no_account(email: str) -> Obstacle:
    """The obstacle that an address has no Google account."""
    return Obstacle(
        "no Google account belongs to this address, so it needs an invitation by mail",
        address=email,
        hint=f"cocsheets members add {email} --notify, or use the address of a Google account.",
    )


def is_group(email: str) -> Obstacle:
    """The obstacle that an address is a group's."""
    return Obstacle(
        "this is the address of a group: members are let in one by one",
        address=email,
        hint="Enter the members' own addresses on the roster. To allow the group itself, name it in"
        f' [sharing] groups = ["{email}"] and share the file with it in Google Drive.',
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _postponed(change: SharingChange, why: str, hint: str) -> Obstacle:
    return Obstacle(
        f"on the roster and waiting for access as {change.after} ({why})",
        address=change.address,
        hint=hint,
    )


def _also_unreadable(row: int, email: str) -> Obstacle:
    return Obstacle(
        f"not let in: row {row} of the roster names this address too and cannot be read",
        address=email,
        hint="Correct that row, then run again.",
    )


def _may_not_share(change: SharingChange, file: FileFacts) -> Obstacle:
    return Obstacle(
        f"cannot {change.action} ({change.reason}): the acting account may not change sharing",
        address=change.address,
        hint=f"{sharer(file)} can, or can let editors share the file.",
    )


def _roster_fault(roster: Roster, today: dt.date) -> str:
    """Why nothing may be taken away on the word of this roster."""
    if not roster.members:
        unreadable = f"none of its {len(roster.doubtful)} rows can be read"
        return unreadable if roster.doubtful else "it names nobody"
    if not roster.chairs(today):
        return "nobody on it is chair today"
    return ""
