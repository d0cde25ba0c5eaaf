"""What is to be said of what is in a folder: who owns it, and which shortcuts lead out of it.

Items are told by id, as Drive's names of documents may name people. Must not know plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access.permissions import link_of
from cocsheets.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cocsheets.access.files import Item, SharedFile
    from cocsheets.access.judgement import Judge


def outside_owners(judge: Judge, file: SharedFile) -> dict[str, list[Item]]:
    """The items of a folder that somebody owns who should not, by the owner's address."""
    expected = {owner.permission_id for owner in file.facts.owners}
    found: dict[str, list[Item]] = {}
    for item in file.items:
        for owner in item.facts.owners:
            if owner.permission_id not in expected and not judge.may_own(owner):
                found.setdefault(owner.email or "an unknown account", []).append(item)
    return found


def item_findings(judge: Judge, file: SharedFile, known: Collection[str]) -> Iterator[Finding]:
    """Who else owns items, and which shortcuts lead elsewhere; `known`: ids of other files that are
    looked at."""
    for email, items in outside_owners(judge, file).items():
        what = "an item" if len(items) == 1 else f"{len(items)} items"
        links = ", ".join(item.facts.link for item in items)
        yield Finding(
            "sharing-item-owner",
            Severity.WARNING,
            f"{email} owns {what} in the folder and is not a current member; an owner cannot be "
            f"removed: {links}.",
            "Ask the owner to transfer the ownership: `cocsheets sharing audit` says how, step by "
            "step. Or copy the item, and take the original out of the folder.",
        )
    inside = {item.facts.id for item in file.places}.union(known)
    shortcuts = [
        f"{item.facts.link} to {link_of(item.facts.target) if item.facts.target else 'nothing'}"
        for item in file.items
        if item.facts.is_shortcut and item.facts.target not in inside
    ]
    if shortcuts:
        yield Finding(
            "sharing-shortcut",
            Severity.NOTE,
            f"Shortcuts lead out of the folder, and what they lead to was not looked at: "
            f"{', '.join(shortcuts)}.",
            "If a file belongs to the committee, name it under [files].",
        )
