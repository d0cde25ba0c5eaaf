"""Plans sharing: what must change so that a file is open to members only, each in one role.

Pure: computed from what was seen of the file, the roster and the policy. Knows who is missing, and
what an unattended run must leave to a person.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.audit import closer, sharer, source
from cocsheets.access.files import RECORDS
from cocsheets.access.judgement import Judge, Judgement
from cocsheets.access.ownership import sharing_findings
from cocsheets.access.permissions import Action, GranteeType, Role
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_plan import FilePlan, SharingChange
from cocsheets.plans.sharing_planner import Planner, sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from cocsheets.access.files import SharedFile
    from cocsheets.access.membership import Roster
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
    planner = _FilePlanner(judge, file, notify=notify, groups=situation.groups)
    for judgement in judge.judgements():
        planner.consider(judgement)
    planner.admit()
    if not attended:
        planner.wait(roster)
    planner.restrict()
    changes, obstacles = planner.permitted()
    untouchable = {
        ("", permission.id) for permission in judge.permissions if judge.is_owner(permission)
    }
    return FilePlan(
        seen=file,
        changes=tuple(sorted(changes, key=_order)),
        obstacles=tuple(obstacles),
        untouchable=frozenset(untouchable | {("", situation.account.permission_id)}),
        roster_fault=_roster_fault(roster, today),
        members=len(roster.current(today)),
        begun=file.name in situation.begun,
        findings=tuple(_named(file.name, sharing_findings(judge, today))),
        among_others=len(situation.files) + len(situation.failed) > 1,
    )


_ORDER = {action: place for place, action in enumerate(Action)}
_OPENNESS = {kind: -place for place, kind in enumerate(GranteeType)}


def _order(change: SharingChange) -> tuple[int, int, str, str, str]:
    """Revokes before grants, the widest first: a run that dies has closed most."""
    openness = _OPENNESS[change.type]
    name = change.address.casefold()
    return (_ORDER[change.action], openness, name, change.permission_id, change.at)


def _named(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that say which file they are about."""
    for finding in findings:
        yield finding if name == RECORDS else replace(finding, message=f"{name}: {finding.message}")


class _FilePlanner(Planner):
    """Collects the changes and obstacles of a file itself."""

    def __init__(
        self, judge: Judge, file: SharedFile, *, notify: bool, groups: Collection[str]
    ) -> None:
        super().__init__(judge, file, file.facts)
        self._notify = notify
        self._inside: set[str] = set()
        self._groups = set(map(addresses.key, groups))

    def consider(self, judgement: Judgement) -> None:
        """See `Planner`; notes who is in."""
        permission = judgement.permission
        if judgement.stays and permission.type is GranteeType.USER and not permission.view:
            self._inside.add(permission.id)
        super().consider(judgement)

    def shut_out_above(self, judgement: Judgement) -> None:
        """See `Planner`."""
        permission = judgement.permission
        self.obstacle(
            permission,
            f"still has access through {source(permission, self.facts)} ({judgement.reason})",
            sentence(closer(self.facts)),
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
                self._blocked(_also_unreadable(row, member.email))
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
            self._blocked(_waiting(change, why, hint))

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


def _waiting(change: SharingChange, why: str, hint: str) -> Obstacle:
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


def _roster_fault(roster: Roster, today: dt.date) -> str:
    """Why nothing may be taken away on the word of this roster."""
    if not roster.members:
        unreadable = f"none of its {len(roster.doubtful)} rows can be read"
        return unreadable if roster.doubtful else "it names nobody"
    if not roster.chairs(today):
        return "nobody on it is chair today"
    return ""
