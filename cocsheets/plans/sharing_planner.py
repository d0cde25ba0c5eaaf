"""What follows for one place, a file or an item in a folder, from what is judged of its grants.

Knows what the acting account cannot do there and says who can. Owner and acting account are never
in a plan. Must not know the roster, nor who is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.audit import sharer
from cocsheets.access.judgement import Judgement, Standing
from cocsheets.access.permissions import Action, GranteeType, Permission, Role
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_plan import SharingChange

if TYPE_CHECKING:
    from cocsheets.access.files import SharedFile
    from cocsheets.access.judgement import Judge
    from cocsheets.access.permissions import FileFacts

PUBLISHED = "the file is published to the web: whoever has that address reads it"
UNPUBLISH = "Open File, Share, Publish to web, and stop publishing; no permission shows there."


class Planner:
    """Collects the changes and obstacles of one place; what its grants inherit is not looked at."""

    def __init__(self, judge: Judge, file: SharedFile, facts: FileFacts) -> None:
        self.judge = judge
        self.file = file
        self.facts = facts
        self.at = "" if facts.id == file.facts.id else facts.id
        self.changes: list[SharingChange] = []
        self.obstacles: list[Obstacle] = []

    def consider(self, judgement: Judgement) -> None:
        """Plan what follows from one permission."""
        permission = judgement.permission
        if permission.view == "published" and not self.judge.keeps_open:
            self.obstacle(permission, PUBLISHED, UNPUBLISH)
        if permission.view:
            return
        if not judgement.stays:
            self._shut_out(judgement)
            if permission.inherited_role is not None and not permission.deleted:
                self.shut_out_above(judgement)
        elif judgement.standing is Standing.DOUBTFUL:
            reason = f"left as it is: {judgement.reason}"
            self.obstacle(permission, reason, "Correct the roster, then run again.")
        elif judgement.wanted is not None:
            self.fit_role(judgement, judgement.wanted)

    def permitted(self) -> tuple[list[SharingChange], list[Obstacle]]:
        """The changes and the obstacles, without what the acting account may not do here."""
        if self.facts.may("canShare"):
            return self.changes, self.obstacles
        here = [change for change in self.changes if change.at == self.at]
        others = [change for change in self.changes if change.at != self.at]
        return others, self.obstacles + [self._may_not_share(change) for change in here]

    def shut_out_above(self, judgement: Judgement) -> None:
        """Plan what follows for access that comes from above and should not be."""

    def fit_role(self, judgement: Judgement, wanted: Role) -> None:
        """Lower what is given here and is more than the policy gives, as far as that can be."""
        permission = judgement.permission
        direct, inherited = permission.direct_role, permission.inherited_role
        floor = inherited if inherited and inherited.rank > wanted.rank else wanted
        if direct and direct.rank > floor.rank:
            gives = "the roster gives" if judgement.standing is Standing.MEMBER else "may stay"
            self.change(permission, Action.LOWER, direct, floor, f"{direct} is more than {gives}")

    def _shut_out(self, judgement: Judgement) -> None:
        permission = judgement.permission
        holds_us = permission.type is not GranteeType.USER and not self.judge.acts_by_name()
        if holds_us and permission.role.edits and not permission.deleted:
            who = self.judge.acting or "the acting account"
            reason = f"left as it is ({judgement.reason}): {who} may have no other access"
            self.obstacle(permission, reason, f"Share the file with {who} by name, as Editor.")
        elif permission.direct_role is not None:
            self.changes.append(self.revoke(judgement, permission.direct_role, self.at))

    def revoke(self, judgement: Judgement, role: Role, at: str) -> SharingChange:
        """The change that takes a grant away at a place."""
        return SharingChange(
            Action.REVOKE,
            judgement.permission.label,
            judgement.reason,
            permission_id=judgement.permission.id,
            type=judgement.permission.type,
            before=role,
            explained=judgement.explained,
            file=self.file.name,
            at=at,
        )

    def change(
        self, permission: Permission, action: Action, before: Role, after: Role, reason: str
    ) -> None:
        """Plan another role for a grant of this place."""
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
                file=self.file.name,
                at=self.at,
            )
        )

    def obstacle(self, permission: Permission, reason: str, hint: str, at: str = "") -> None:
        """Say what stands in the way of a change to a grant."""
        self.obstacles.append(
            Obstacle(
                reason,
                address=permission.label,
                hint=hint,
                file=self.file.name,
                item=at or self.at,
            )
        )

    def _may_not_share(self, change: SharingChange) -> Obstacle:
        return Obstacle(
            f"cannot {change.action} ({change.reason}): the acting account may not change sharing",
            address=change.address,
            hint=f"{sharer(self.facts)} can, or can let editors share the file.",
            file=change.file,
            item=change.at,
        )


def sentence(text: str) -> str:
    """A clause as a sentence of its own."""
    return f"{text[0].upper()}{text[1:]}."
