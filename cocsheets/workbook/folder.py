"""Everything below a folder, by raw calls of the Drive API: level by level, each to its last page.

Drive lists what is directly in folders, of several at once (documented); there is no query for all
that is below one. A page with grants has a hundred files at most (reported). Names are not asked
for: what a document is called may name people. Shortcuts are listed, and never followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cocsheets.access.files import Below, Item
from cocsheets.errors import AccessError, NotFoundError, UnreachableError
from cocsheets.workbook.filejson import ITEM_FIELDS, DriveJson
from cocsheets.workbook.permissions import GRANTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cocsheets.access.permissions import FileFacts
    from cocsheets.workbook.drive import DriveFile

FOLDERS_AT_ONCE = 40
"""Folders that one query asks for; longer queries are refused or cut (limits unpublished)."""
FIELDS = f"nextPageToken,incompleteSearch,files({ITEM_FIELDS},{GRANTS},permissionIds)"


class _Files(msgspec.Struct, rename="camel"):
    files: list[DriveJson]
    next_page_token: str = ""
    incomplete_search: bool = False


def list_below(drive: DriveFile, url: str, top: FileFacts, limit: int) -> Below:
    """Everything below a folder, `limit` items at most; one request a level or a hundred items.

    Raises GoogleError where a page fails, ends early, or leaves something out.
    """
    found: dict[str, DriveJson] = {}
    level = [top.id]
    while level:
        folders = []
        for start in range(0, len(level), FOLDERS_AT_ONCE):
            batch = level[start : start + FOLDERS_AT_ONCE]
            for file in _children(drive, url, top, batch):
                if file.id in found or file.id == top.id:
                    continue
                if len(found) == limit:
                    return Below((), beyond=True)
                found[file.id] = file
                if file.facts().is_folder:
                    folders.append(file.id)
        level = folders
    return Below(tuple(_item(drive, file) for file in found.values()))


def _children(
    drive: DriveFile, url: str, top: FileFacts, folders: Sequence[str]
) -> Iterator[DriveJson]:
    """What is directly in some folders. Items in the trash are there too: they can be opened."""
    params = {
        "q": " or ".join(f"'{folder}' in parents" for folder in folders),
        "fields": FIELDS,
        "pageSize": "100",
        "supportsAllDrives": "true",
        "includeItemsFromAllDrives": "true",
        "includePermissionsForView": "published",
    }
    if top.drive_id:
        params |= {"corpora": "drive", "driveId": top.drive_id}
    try:
        yield from _pages(drive, url, params)
    except NotFoundError:
        if not top.drive_id:
            raise
        # The folder is shared with us, the drive is not.
        del params["driveId"]
        yield from _pages(drive, url, {**params, "corpora": "allDrives"})


def _pages(drive: DriveFile, url: str, params: dict[str, str]) -> Iterator[DriveJson]:
    for page in drive.each_page(url, params, _Files, "list what is in a folder"):
        if page.incomplete_search:
            raise UnreachableError(
                "Google did not look everywhere when it listed what is in the folder.",
                hint="Run again later.",
            )
        yield from page.files


def _item(drive: DriveFile, file: DriveJson) -> Item:
    """An item with its grants: Drive shows them in a list only to those who may share the item, and
    never in a shared drive (documented), where it says which items have grants of their own."""
    facts, grants = file.facts(), file.all_permissions
    if facts.drive_id and not facts.grants_of_its_own:
        return Item(facts, ())
    if grants is None or facts.drive_id:
        try:
            grants = drive.other(facts.id).permissions()
        except (AccessError, NotFoundError):
            grants = None
    return Item(facts, grants)
