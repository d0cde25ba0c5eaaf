"""Plans sharing: what must change so that a file is open to members only, each in one role.

Pure: computed from what was seen of the file, the roster and the policy. Knows who is missing, and
what an unattended run must leave to a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.audit import closer, sharer, source
from cocsheets.access.files import RECORDS
from cocsheets.access.judgement import Judge, Judgement
from cocsheets.access.ownership import sharing_findings
from cocsheets.access.permissions import Action, GranteeType, Role
from cocsheets.data import replace
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_items import plan_items, untouchable
from cocsheets.plans.sharing_obstacles import also_unreadable, is_group, no_account, postponed
from cocsheets.plans.sharing_plan import FilePlan, SharingChange
from cocsheets.plans.sharing_planner import Planner, sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator

    from cocsheets.access.files import Item, SharedFile
    from cocsheets.access.membership import Roster
    from cocsheets.access.permissions import FileFacts, Permission
    from cocsheets.findings import Finding
    from cocsheets.plans.situation import Situation


def plan_file(
    situation: Situation,
    file: SharedFile,
    *,
    attended: bool = True,
    notify: bool = False,
    removed: Collection[str] = (),
) -> FilePlan:
    """Plan the changes after which the listing equals the policy, as far as we can bring it there.

    `attended` says whether a person runs this, without which nothing is granted if `grants =
    "proposed"`, or if the roster has a row without an address. `notify`: Google's mail may be sent,
    so that addresses without an account can be invited. `removed`: permission ids of those removed
    by name.
    """
    ids, roster, today = situation.ids, situation.roster, situation.today
    judge = situation.judge(file, removed=removed, ids=ids)
    planner = _FilePlanner(judge, file, situation, notify=notify, removed=removed)
    for judgement in judge.judgements():
        planner.consider(judgement)
    planner.admit()
    if not attended:
        planner.wait(roster)
    planner.restrict()
    changes, obstacles = planner.permitted()
    below = plan_items(situation, file, ids, removed)
    return FilePlan(
        seen=file,
        changes=tuple(sorted([*changes, *below.changes], key=_order(file))),
        obstacles=(*obstacles, *below.obstacles),
        untouchable=untouchable(situation, file),
        roster_fault=_roster_fault(roster, today),
        members=len(roster.current(today)),
        begun=file.name in situation.begun,
        findings=tuple(_named(file.name, [*sharing_findings(judge, today), *below.findings])),
        among_others=len(situation.files) + len(situation.failed) > 1,
        unchecked=below.unchecked,
    )


_ORDER = {action: place for place, action in enumerate(Action)}
_OPENNESS = {kind: -place for place, kind in enumerate(GranteeType)}


def _order(file: SharedFile) -> Callable[[SharingChange], tuple[int, int, str, str, int]]:
    """Revokes before grants, the widest first: a run that dies has closed most. A folder before
    what is in it: nobody is lowered below what is inherited."""
    places = {item.facts.id: number for number, item in enumerate(file.items, 1)}

    def key(change: SharingChange) -> tuple[int, int, str, str, int]:
        openness = _OPENNESS[change.type]
        name = change.address.casefold()
        place = places.get(change.at, 0)
        return (_ORDER[change.action], openness, name, change.permission_id, place)

    return key


def _named(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that say which file they are about."""
    for finding in findings:
        yield finding if name == RECORDS else replace(finding, message=f"{name}: {finding.message}")


class _FilePlanner(Planner):
    """Collects the changes and obstacles of a file itself."""

    def __init__(
        self,
        judge: Judge,
        file: SharedFile,
        situation: Situation,
        *,
        notify: bool,
        removed: Collection[str],
    ) -> None:
        super().__init__(judge, file, file.facts)
        self._situation = situation
        self._removed = removed
        self._notify = notify
        self._inside: set[str] = set()
        self._groups = set(map(addresses.key, situation.groups))

    def consider(self, judgement: Judgement) -> None:
        """See `Planner`; notes who is in."""
        permission = judgement.permission
        if judgement.stays and permission.type is GranteeType.USER and not permission.view:
            self._inside.add(permission.id)
        super().consider(judgement)

    def shut_out_above(self, judgement: Judgement) -> None:
        """See `Planner`: what comes from above is taken away where it comes from, if we may.

        Who runs a shared drive is left to those who run it.
        """
        permission = judgement.permission
        named = permission.inherited_from
        handled, rest = False, True
        for folder in self.file.above:
            if named and folder.facts.id not in named:
                continue
            if other := self._situation.governor(folder.facts.id, self.file.name):
                self._leave_to(other, folder, judgement)
                handled, rest = True, False
                continue
            if folder.permissions is None:
                if rest:
                    self._blocked_above(judgement, folder.facts)
                    handled, rest = True, False
                continue
            grant = next((g for g in folder.permissions if g.id == permission.id), None)
            if grant is not None and grant.direct_role is not None:
                self._shut_out_of(folder, judgement, grant)
                handled = True
            rest = not named and grant is not None and grant.inherited_role is not None
        if rest or not handled:
            self._blocked_above(judgement, None)

    def _shut_out_of(self, folder: Item, judgement: Judgement, grant: Permission) -> None:
        """Take a grant away at a folder above, or say who can."""
        role = grant.direct_role
        owners = {owner.permission_id for owner in folder.facts.owners}
        fixed = grant.is_owner or grant.role.manages or grant.id in owners
        fixed = fixed or self._situation.partial  # the folder may be under another file's policy
        if role is None or fixed or not folder.facts.may("canShare"):
            self._blocked_above(judgement, folder.facts)
        else:
            self.changes.append(self.revoke(judgement, role, folder.facts.id))

    def _leave_to(self, other: str, folder: Item, judgement: Judgement) -> None:
        """Leave a grant to the file whose folder it is; say where that file lets the grantee in."""
        permission = judgement.permission
        closes = self._situation.closes(other, folder.facts.id, permission.id, self._removed)
        if not closes:
            self.obstacle(
                permission,
                f"still has access through {other}, which this is in ({judgement.reason})",
                f"Move it out of the folder, or let [files] give {other} and this to the same "
                "people.",
            )

    def _blocked_above(self, judgement: Judgement, folder: FileFacts | None) -> None:
        """Say where access comes from that we may not take away, and who can."""
        permission = judgement.permission
        where = source(permission, self.facts)
        if folder is not None and not permission.inherited_from:
            where = f"the folder {folder.id}"
        hint = sentence(closer(self.facts))
        if folder is not None and folder.owners:
            hint = f"{sharer(folder)} can remove it there, or move the file elsewhere."
        self.obstacle(
            permission,
            f"still has access through {where} ({judgement.reason})",
            hint,
            at=folder.id if folder else "",
        )

    def fit_role(self, judgement: Judgement, wanted: Role) -> None:
        """See `Planner`; raises too, and says where more than the policy gives is inherited."""
        permission = judgement.permission
        inherited = permission.inherited_role
        if inherited and inherited.rank > wanted.rank and not inherited.manages:
            # A shared drive needs managers: told as a finding.
            self.obstacle(
                permission,
                f"is {inherited} through {source(permission, self.facts)}, "
                f"where the roster says {wanted}",
                sentence(closer(self.facts)),
            )
        before = len(self.changes)
        super().fit_role(judgement, wanted)
        if len(self.changes) == before and permission.role.rank < wanted.rank:
            reason = f"{permission.role} is less than the roster gives"
            self.change(permission, Action.RAISE, permission.role, wanted, reason)

    def admit(self) -> None:
        """Plan grants for current members who have no access."""
        closed = {
            judgement.permission.id: judgement
            for judgement in self.judge.judgements()
            if judgement.permission.deleted
        }
        groups = self._groups | {
            name
            for permission in self.judge.permissions
            if permission.type is GranteeType.GROUP
            for name in (permission.id, addresses.key(permission.email))
        }
        for name, (member, role) in self.judge.members_due().items():
            if name in self._inside:
                continue
            change = SharingChange(
                Action.GRANT,
                member.email,
                "on the roster",
                permission_id=self.judge.identities.id_of(member) or "",
                after=role,
                email=member.email,
                file=self.file.name,
            )
            if row := self.judge.identities.doubt(name):
                self._blocked(also_unreadable(row, member.email))
            elif name in groups or member.key in groups:
                self._blocked(is_group(member.email))
            elif name in closed:
                self._blocked(Obstacle("the account is gone", address=member.email))
            elif self.judge.identities.no_account(member) and not self._notify:
                self._blocked(no_account(member.email))
            else:
                self.changes.append(change)

    def wait(self, roster: Roster) -> None:
        """Leave to a person what an unattended run must not give."""
        if self.file.policy.grants == "proposed":
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
        waiting = [change for change in self.changes if change.action in held]
        self.changes = [change for change in self.changes if change not in waiting]
        for change in waiting:
            self._blocked(postponed(change, why, hint))

    def restrict(self) -> None:
        """Plan to keep writers from sharing the file on, if the settings say so."""
        if self.file.policy.writers_can_share is not False or not self.facts.writers_can_share:
            return
        if self.judge.acts_as_owner:
            reason = "[sharing] writers_can_share = false"
            self.changes.append(
                SharingChange(Action.RESTRICT, "writers", reason, file=self.file.name)
            )
            return
        where = "files in shared drives do not know this setting"
        if not self.facts.in_shared_drive:
            where = (
                "the acting account is not the owner and would lock itself out of sharing; "
                f"{sharer(self.facts)} can set it"
            )
        self._blocked(
            Obstacle(
                f"writers may share the file on, against [sharing] writers_can_share: {where}",
                hint="Open Share, then the settings wheel, and untick "
                "`Editors can change permissions and share`.",
            )
        )

    def _blocked(self, obstacle: Obstacle) -> None:
        self.obstacles.append(replace(obstacle, file=self.file.name))


def _roster_fault(roster: Roster, today: dt.date) -> str:
    """Why nothing may be taken away on the word of this roster."""
    if not roster.members:
        unreadable = f"none of its {len(roster.doubtful)} rows can be read"
        return unreadable if roster.doubtful else "it names nobody"
    if not roster.chairs(today):
        return "nobody on it is chair today"
    return ""
