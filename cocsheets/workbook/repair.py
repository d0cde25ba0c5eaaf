"""What a copy of a spreadsheet lacks: protected ranges with their editors, developer metadata.

Knows Google's JSON of the two. Whether a copy keeps them is reported both ways, so nothing is taken
for granted: what the copy has is looked at, and what is missing is added. Must not know when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.data import Data
from cocsheets.plans.edits import Edit, RestoreMetadata, RestoreProtection, Unprotect
from cocsheets.workbook.comparison import metadata_name, shape_of

if TYPE_CHECKING:
    from cocsheets.workbook.whole import Json, Whole


class Editors(Data, frozen=True):
    """Who may be an editor of a protected range of the copy, by compared address."""

    within: frozenset[str]
    """Those who have access to the copy: nobody else can be one."""
    always: frozenset[str]
    """Owner and acting account: they are editors of everything that is protected (documented)."""


def unseen_protection(old: Whole) -> tuple[str, ...]:
    """Worksheets with protected ranges of which the acting account does not see who may edit them:
    only who may edit a range sees that (documented)."""
    return tuple(
        old.title(place)
        for place, sheet in enumerate(old.sheets)
        if any(
            not item.get("requestingUserCanEdit") and not item.get("warningOnly")
            for item in sheet.get("protectedRanges", ())
        )
    )


def repairs(old: Whole, copy: Whole, editors: Editors) -> tuple[Edit, ...]:
    """Edits after which the copy protects and remembers what the original does; none if it does.

    Both have the same worksheets in the same order.
    """
    return (*_protection(old, copy, editors), *_metadata(old, copy))


def _protection(old: Whole, copy: Whole, editors: Editors) -> Iterator[Edit]:
    for place, sheet in enumerate(old.sheets):
        there = list(copy.sheets[place].get("protectedRanges", ()))
        for item in sheet.get("protectedRanges", ()):
            shape = shape_of(old, item)
            twin = next((other for other in there if shape_of(copy, other) == shape), None)
            wanted = _allowed(item.get("editors", {}), editors)
            if twin is not None:
                there.remove(twin)
                if item.get("warningOnly") or _fits(twin.get("editors", {}), wanted, editors):
                    continue
                yield Unprotect(int(twin["protectedRangeId"]))
            yield RestoreProtection(_for_copy(item, wanted, old, copy))


def _allowed(found: Json, editors: Editors) -> Json:
    """The editors of the original that can be editors of the copy."""
    can = editors.within | editors.always
    users = [user for user in found.get("users", ()) if addresses.key(user) in can]
    return {name: value for name, value in {**found, "users": users}.items() if value}


def _fits(found: Json, wanted: Json, editors: Editors) -> bool:
    """Whether a range of the copy has the editors that it should have."""
    there, should = (set(map(addresses.key, part.get("users", ()))) for part in (found, wanted))
    others = [
        (sorted(part.get("groups", ())), bool(part.get("domainUsersCanEdit")))
        for part in (found, wanted)
    ]
    return should <= there <= should | editors.always and others[0] == others[1]


def _for_copy(item: Json, wanted: Json, old: Whole, copy: Whole) -> Json:
    """A protected range of the original, to be added to the copy."""
    kept: Json = {
        name: value
        for name, value in item.items()
        if name not in ("protectedRangeId", "requestingUserCanEdit", "editors")
    }
    if "range" in kept:
        kept["range"] = _moved(kept["range"], old, copy)
    if "unprotectedRanges" in kept:
        kept["unprotectedRanges"] = [_moved(each, old, copy) for each in kept["unprotectedRanges"]]
    if (named := kept.pop("namedRangeId", None)) is not None:
        names = {each.get("namedRangeId"): each.get("name") for each in _named(old)}
        ids = {each.get("name"): each.get("namedRangeId") for each in _named(copy)}
        if names.get(named) in ids:
            kept = {**kept, "namedRangeId": ids[names[named]]}
            kept.pop("range", None)  # one of the two (documented)
    if not kept.get("warningOnly"):
        kept["editors"] = wanted
    return kept


def _named(whole: Whole) -> list[Json]:
    found: list[Json] = whole.raw.get("namedRanges", [])
    return found


def _moved(area: Json, old: Whole, copy: Whole) -> Json:
    """A range or place with the id that its worksheet has in the copy."""
    place = old.places.get(int(area.get("sheetId", 0)))
    return area if place is None else {**area, "sheetId": copy.sheet_id(place)}


def _metadata(old: Whole, copy: Whole) -> Iterator[Edit]:
    there = Counter(map(metadata_name(copy), copy.metadata()))
    taken = {item.get("metadataId") for item in copy.metadata()}
    for item in old.metadata():
        name = metadata_name(old)(item)
        if there[name]:
            there[name] -= 1
            continue
        location: Json = dict(item.get("location", {}))
        kind = location.pop("locationType", None)  # Google says it, and takes it from nobody
        if kind == "SHEET":
            location.setdefault("sheetId", 0)
        if "sheetId" in location:
            location = _moved(location, old, copy)
        if "dimensionRange" in location:
            location["dimensionRange"] = _moved(location["dimensionRange"], old, copy)
        kept = {key: value for key, value in item.items() if key != "metadataId"}
        number = {} if item.get("metadataId") in taken else {"metadataId": item.get("metadataId")}
        yield RestoreMetadata({**kept, **number, "location": location})
