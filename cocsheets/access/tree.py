"""A folder and what is below it as a tree: whose grants an item inherits, and from where.

In My Drive a listing may not say what is inherited; then it is inferred from the folder above. Must
not know who should have access.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.files import Item
from cocsheets.access.permissions import Part, Permission
from cocsheets.data import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cocsheets.access.permissions import FileFacts


class Tree:
    """A folder and the items below it, by id."""

    def __init__(self, top: Item, items: Iterable[Item]) -> None:
        self.top = top
        self.items = tuple(items)
        self._by_id = {item.facts.id: item for item in (top, *self.items)}

    def above(self, item: Item) -> Iterator[Item]:
        """The folders above an item, the nearest first, up to the top."""
        passed = {item.facts.id}
        while item.facts.parents and item.facts.parents[0] in self._by_id:
            item = self._by_id[item.facts.parents[0]]
            if item.facts.id in passed:
                return
            passed.add(item.facts.id)
            yield item

    def without(self, ids: Iterable[str]) -> Tree:
        """The tree without some items and what is below them."""
        left = set(ids)
        if not left & self._by_id.keys():
            return self
        kept = [
            item
            for item in self.items
            if not left & {item.facts.id, *(folder.facts.id for folder in self.above(item))}
        ]
        return Tree(self.top, kept)

    def seen_above(self, item: Item) -> Item | None:
        """The nearest folder above an item whose grants could be seen."""
        return next((one for one in self.above(item) if one.permissions is not None), None)

    def hidden_source(self, item: Item, grant: Permission) -> FileFacts | None:
        """The nearest folder above from which a grant may come, and whose grants cannot be seen.

        None where the folders that can be seen explain it.
        """
        unseen: FileFacts | None = None
        for folder in self.above(item):
            if folder.permissions is not None:
                return None if _explains(folder, grant) else unseen
            unseen = unseen or folder.facts
        return None

    def settled(self) -> tuple[tuple[Item, ...], bool]:
        """The items with the parts of each grant told apart, and whether any had to be inferred."""
        inferred = False
        found = []
        for item in self.items:
            above = self.seen_above(item)
            grants = item.permissions
            if grants is not None and above is not None:
                grants = tuple(_settle(grant, above) for grant in grants)
                inferred = inferred or grants != item.permissions
            found.append(replace(item, permissions=grants))
        return tuple(found), inferred


def _explains(folder: Item, grant: Permission) -> bool:
    """Whether what a grant inherits can come from, or by way of, this folder."""
    inherited = grant.inherited_role
    return inherited is None or any(
        one.id == grant.id and one.role.rank >= inherited.rank for one in folder.permissions or ()
    )


def _settle(grant: Permission, above: Item) -> Permission:
    """A grant of which a listing does not tell the parts, with those that the folder explains."""
    if grant.parts or grant.view or grant.is_owner:
        return grant
    found = next((one for one in above.permissions or () if one.id == grant.id), None)
    if found is None:
        return grant
    if found.role.rank >= grant.role.rank:
        return replace(grant, parts=(Part("file", grant.role, inherited=True),))
    inherited = Part("file", found.role, inherited=True)
    return replace(grant, parts=(Part("file", grant.role), inherited))
