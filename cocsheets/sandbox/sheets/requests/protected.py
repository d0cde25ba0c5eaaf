"""Protected ranges: added, changed, deleted. What they forbid is in `protection`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.sheets import masks
from cocsheets.sandbox.sheets.a1 import bare_ranges

if TYPE_CHECKING:
    from cocsheets.sandbox.sheets.edit import Edit
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]
_NAME = "protectedRanges"


def add_protected_range(edit: Edit, request: Json) -> Json:
    """`addProtectedRange`: the owner and whoever adds it are always editors (documented)."""
    wanted = _clean(request.get("protectedRange", {}))
    sheet = _checked(edit, wanted)
    taken = {
        item["protectedRangeId"] for s in edit.book.sheets for item in s.objects.get(_NAME, ())
    }
    number = wanted.get("protectedRangeId")
    if number in taken:
        raise invalid(f"A protected range with id: {number} already exists.")
    if "range" in wanted and not (wanted["range"].keys() - {"sheetId"}):
        for other in sheet.objects.get(_NAME, ()):
            if "range" in other and not (other["range"].keys() - {"sheetId"}):
                raise invalid(f'Sheet "{sheet.title}" already has sheet protection.')
    said = {key: item for key, item in wanted.get("editors", {}).items() if item}
    new = {
        **wanted,
        "protectedRangeId": number or edit.new_number(taken),
        "editors": _editors(edit, said),
    }
    sheet.objects[_NAME] = [*sheet.objects.get(_NAME, []), new]
    shown = {**new, "requestingUserCanEdit": True, "editors": said}
    return {"protectedRange": bare_ranges(shown)}


def _clean(wanted: Json) -> Json:
    kept = {key: item for key, item in wanted.items() if item not in (False, "", [])}
    kept.pop("requestingUserCanEdit", None)
    if "range" in kept:
        kept["range"] = {"sheetId": 0, **kept["range"]}
    return kept


def _checked(edit: Edit, wanted: Json) -> Sheet:
    """The sheet of a protected range that may stand as it is."""
    if wanted.get("warningOnly") and any(wanted.get("editors", {}).values()):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    if "range" in wanted:
        return edit.book.box_of(wanted["range"])[0]
    for named in edit.book.named_ranges:
        if named["namedRangeId"] == wanted.get("namedRangeId"):
            return edit.book.box_of(named["range"])[0]
    raise invalid("Must specify a range or a namedRangeId.")


def _editors(edit: Edit, said: Json) -> Json:
    users = list(said.get("users", ()))
    for always in (edit.user, edit.file.owner):
        if always and not any(edit.state.accounts.same(always, user) for user in users):
            users.append(edit.state.accounts.find(always).email)
    return {**said, "users": users}


def _find(edit: Edit, number: int) -> tuple[Sheet, Json]:
    for sheet in edit.book.sheets:
        for item in sheet.objects.get(_NAME, ()):
            if item["protectedRangeId"] == number:
                return sheet, item
    raise invalid(f"No protected range with id: {number}")


def update_protected_range(edit: Edit, request: Json) -> None:
    """`updateProtectedRange`."""
    wanted = request.get("protectedRange", {})
    mask = masks.of(request, "ProtectedRange")
    sheet, old = _find(edit, wanted.get("protectedRangeId", 0))
    edit.editor.require_object(old)
    new = _clean(
        {**masks.update(old, {**wanted, "protectedRangeId": old["protectedRangeId"]}, mask)}
    )
    new["protectedRangeId"] = old["protectedRangeId"]
    if new.get("warningOnly") and not any(wanted.get("editors", {}).values()):
        new["editors"] = {}
    home = _checked(edit, new)
    new["editors"] = _editors(edit, new.get("editors", {}))
    sheet.objects[_NAME] = [item for item in sheet.objects[_NAME] if item is not old]
    home.objects[_NAME] = [*home.objects.get(_NAME, []), new]


def delete_protected_range(edit: Edit, request: Json) -> None:
    """`deleteProtectedRange`."""
    sheet, old = _find(edit, request.get("protectedRangeId", 0))
    edit.editor.require_object(old)
    sheet.objects[_NAME] = [item for item in sheet.objects[_NAME] if item is not old]


HANDLERS = {
    "addProtectedRange": add_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "updateProtectedRange": update_protected_range,
}
