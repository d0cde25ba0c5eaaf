"""Plans what is in a folder: whatever an item grants beyond the folder's policy goes, at the item.

What an item inherits is taken away where it comes from. Items never let anybody in. Items are told
by id, as Drive's names of documents may name people. Pure, as `plans.sharing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.audit import sharer
from cocsheets.access.files import Item
from cocsheets.access.items import item_findings
from cocsheets.access.permissions import Part
from cocsheets.access.tree import Tree
from cocsheets.data import Data, replace
from cocsheets.plans.plan import Obstacle
from cocsheets.plans.sharing_planner import Planner

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cocsheets.access.files import SharedFile
    from cocsheets.access.judgement import Judgement
    from cocsheets.access.permissions import FileFacts, Role
    from cocsheets.findings import Finding
    from cocsheets.plans.sharing_plan import SharingChange
    from cocsheets.plans.situation import Situation

NOT_ALL = "not all items were checked"


class ItemsPlan(Data, frozen=True):
    """What is to be done, and to be said, below a folder."""

    changes: tuple[SharingChange, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    unchecked: tuple[Obstacle, ...] = ()
    findings: tuple[Finding, ...] = ()


def plan_items(
    situation: Situation,
    file: SharedFile,
    ids: Mapping[str, str | None],
    removed: Collection[str],
) -> ItemsPlan:
    """Plan the items of a folder; nothing for another file. See `plan_file`."""
    changes: list[SharingChange] = []
    obstacles: list[Obstacle] = []
    unchecked = list(_unlisted(file))
    strays: set[str] = set()
    tree = Tree(Item(file.facts, file.permissions), file.items)
    hidden: dict[tuple[str, str], Obstacle] = {}
    for item in file.items:
        if item.permissions is None:
            unchecked.append(_hidden(file, item))
            continue
        judge = situation.judge(file, item, removed=removed, ids=ids)
        planner = _ItemPlanner(judge, file, item.facts)
        for judgement in judge.judgements():
            planner.consider(judgement)
            if not judgement.stays and judgement.permission.inherited_role is not None:
                strays.add(judgement.permission.id)
                source = tree.hidden_source(item, judgement.permission)
                if source is not None:
                    hidden[judgement.permission.id, source.id] = planner.through(judgement, source)
        permitted, blocked = planner.permitted()
        changes += permitted
        obstacles += blocked
    if file.inferred and strays:
        unchecked.append(_inferred(file))
    elsewhere = {one.facts.id for one in situation.files}
    return ItemsPlan(
        tuple(changes),
        (*obstacles, *hidden.values()),
        tuple(unchecked),
        tuple(item_findings(situation.judge(file, ids=ids), file, elsewhere)),
    )


class _ItemPlanner(Planner):
    """Collects the changes and obstacles of one item: only of what is granted there."""

    def consider(self, judgement: Judgement) -> None:
        """See `Planner`; what is inherited alone is not the item's business."""
        if judgement.permission.view or judgement.permission.direct_role is not None:
            super().consider(judgement)

    def fit_role(self, judgement: Judgement, wanted: Role) -> None:
        """See `Planner`. What the folder gives is lowered there; only what the folder itself
        inherits stays."""
        permission = judgement.permission
        of_top = next((g for g in self.file.permissions if g.id == permission.id), None)
        inherited = of_top.inherited_role if of_top else None
        parts = permission.parts or (Part("file", permission.role),)
        kept = tuple(part for part in parts if not part.inherited)
        if inherited is not None:
            kept += (Part("file", inherited, inherited=True),)
        super().fit_role(replace(judgement, permission=replace(permission, parts=kept)), wanted)

    def through(self, judgement: Judgement, source: FileFacts) -> Obstacle:
        """The obstacle that somebody has access through a folder that we cannot look into."""
        return Obstacle(
            f"still has access through this folder ({judgement.reason})",
            address=judgement.permission.label,
            hint=f"{sharer(source)} can remove it there, or can let editors share the folder.",
            file=self.file.name,
            item=source.id,
        )


def _unlisted(file: SharedFile) -> Iterator[Obstacle]:
    if file.unlisted is not None:
        reason = f"{NOT_ALL}, and no access to items was changed: {file.unlisted.message}"
        yield Obstacle(reason, hint=file.unlisted.hint, file=file.name)
    if file.beyond:
        yield Obstacle(
            f"{NOT_ALL}, and no access to items was changed: there are more than max_items",
            hint="Raise [limits] max_items, or name folders within it under [files].",
            file=file.name,
        )


def _hidden(file: SharedFile, item: Item) -> Obstacle:
    return Obstacle(
        "who has access to this item cannot be seen by the acting account",
        hint=f"{sharer(item.facts)} can look, or can let editors share it.",
        file=file.name,
        item=item.facts.id,
    )


def _inferred(file: SharedFile) -> Obstacle:
    return Obstacle(
        "the list does not say what of the access to items comes from the folder, so that "
        "somebody may keep access to an item",
        hint="Run again: the next run sees what is left.",
        file=file.name,
    )


def untouchable(situation: Situation, file: SharedFile) -> frozenset[tuple[str, str]]:
    """Place and permission id of whoever no plan may touch: owners, and the acting account."""
    found: set[tuple[str, str]] = set()
    for item in (*file.places, *file.above):
        at = "" if item.facts.id == file.facts.id else item.facts.id
        found.add((at, situation.account.permission_id))
        found |= {(at, owner.permission_id) for owner in item.facts.owners}
        found |= {(at, grant.id) for grant in item.permissions or () if grant.is_owner}
    return frozenset(found)
