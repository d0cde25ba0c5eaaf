"""Gathers what has to be known before sharing or members can be judged: roster, listings, ids.

Knows which questions to ask Google and in what number. Must not decide anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.files import RECORDS, Item, SharedFile
from cocsheets.access.identity import known_ids, unresolved
from cocsheets.access.permissions import FileFacts
from cocsheets.access.tree import Tree
from cocsheets.data import replace
from cocsheets.errors import AccessError, GoogleError
from cocsheets.ledger.rehome import read_rehome
from cocsheets.ledger.targets import read_target
from cocsheets.plans.limits import MAX_ITEMS
from cocsheets.plans.situation import Situation
from cocsheets.records.validation import ValidationSettings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cocsheets.access.files import Target
    from cocsheets.access.membership import Roster
    from cocsheets.errors import CocsheetsError
    from cocsheets.ledger import Ledger
    from cocsheets.workbook.interface import Overview, SharingReader


def read_situation(
    drive: SharingReader,
    roster: Roster,
    targets: Sequence[Target],
    today: dt.date,
    also: Sequence[str] = (),
    *,
    seen: Overview | None = None,
    ledger: Ledger | None = None,
    rules: ValidationSettings | None = None,
    max_items: int = MAX_ITEMS,
    only: str = "",
) -> Situation:
    """List who has access to each file, and look up the accounts that no listing shows.

    `drive` is that of the records. `also` names addresses that a person typed; `seen` is
    what was just seen of the records, and saves asking again; the ledger tells as whom cocsheets
    has acted; `rules` say which findings matter. One request for the account, one or two for each
    file, one for a level or a hundred items of a folder, one for each look-up. Of a folder at most
    `max_items` items are looked at. With `only` one file is looked at, of all `targets`.

    A file that cannot be looked at is in `Situation.failed`. Raises GoogleError if none can: a
    listing that failed is never an empty one.
    """
    asked = None if drive.own_address else drive.account()
    managed = {target.key or drive.key: target.name for target in targets}
    wanted = [target for target in targets if only in ("", target.name)]
    files, failed = look_at_all(drive, wanted, seen, max_items, managed)
    account = asked or drive.account()  # a listing may have shown it
    written = ledger.accounts if ledger else ()
    acted = tuple(filter(None, (addresses.read_address(text).email for text in written)))
    found = Situation(
        spreadsheet_id=drive.key,
        account=account,
        files=files,
        roster=roster,
        resolved={},
        today=today,
        acted=acted,
        begun=frozenset(file.name for file in files if has_begun(file.name, ledger)),
        groups=ledger.groups if ledger else (),
        failed=failed,
        rules=rules or ValidationSettings(),
        managed=managed,
        waits=frozenset(file.name for file in files if _waits(file, ledger)),
    )
    found = replace(found, resolved=_look_up(drive, found, also))
    known = {item.facts.id: item for file in found.files for item in file.places}
    anybody = bool(also)
    above = tuple(look_above(drive, found, file, known, anybody=anybody) for file in found.files)
    return replace(found, files=above)


def look_at_all(
    drive: SharingReader,
    targets: Sequence[Target],
    seen: Overview | None = None,
    max_items: int = MAX_ITEMS,
    managed: Collection[str] = (),
) -> tuple[tuple[SharedFile, ...], dict[str, CocsheetsError]]:
    """The files as they are seen now, and why others cannot be; raises GoogleError if none can.

    `managed`: ids of all files under the policy. One that is in the folder of another is looked at
    by itself, and is not among that folder's items.
    """
    files: list[SharedFile] = []
    failed: dict[str, CocsheetsError] = {}
    for target in targets:
        try:
            files.append(look_at(drive, target, seen, max_items, managed))
        except GoogleError as error:
            failed[target.name] = error
    if not files:
        raise next(iter(failed.values()))
    return tuple(files), failed


def look_at(
    drive: SharingReader,
    target: Target,
    seen: Overview | None = None,
    max_items: int = MAX_ITEMS,
    managed: Collection[str] = (),
) -> SharedFile:
    """One file, as it is seen now; `seen` is what was just seen of the records. `managed`: see
    `look_at_all`.

    Raises GoogleError, also where the file is in the trash; not where only the items of a folder
    cannot be listed.
    """
    if target.key:
        drive = drive.other(target.key)
        facts, permissions = drive.overview()
        facts = replace(facts, name="")  # a title may name people
    else:
        facts, permissions = seen or drive.overview()
    if facts.trashed:
        raise AccessError(
            "This file is in the trash. Nothing was done to it.",
            hint="Restore it, or take it out of the settings.",
        )
    if facts.is_shortcut:
        raise AccessError(
            "This is a shortcut, which has no access of its own. Nothing was done to it.",
            hint=f"Name the file that it leads to in the settings: {facts.target}.",
        )
    if facts.id == facts.drive_id:
        raise AccessError(
            "This is a whole shared drive, whose members its managers decide on. Nothing was done.",
            hint="Name a folder in it in the settings.",
        )
    file = SharedFile(facts, permissions, target.policy, target.name)
    if not facts.is_folder:
        return file
    try:
        below = drive.below(facts, max_items)
    except GoogleError as error:
        return replace(file, unlisted=error)
    tree = Tree(Item(facts, permissions), below.items)
    items, inferred = tree.without(key for key in managed if key != facts.id).settled()
    return replace(file, items=items, beyond=below.beyond, inferred=inferred)


def has_begun(name: str, ledger: Ledger | None) -> bool:
    """Whether a good run was noted before, and that file was among those changed."""
    if ledger is None or not ledger.last_good_row:
        return False
    return name == RECORDS or any(read_target(line.target).file == name for line in ledger.lines)


def _waits(file: SharedFile, ledger: Ledger | None) -> bool:
    """Whether a rehome of a file is open, in which it has readers only."""
    rehome = read_rehome(ledger, file.name)
    return rehome is not None and rehome.keeps_readers(file.facts.id)


def _look_up(
    drive: SharingReader, seen: Situation, also: Iterable[str]
) -> Mapping[str, str | None]:
    """Permission ids of the addresses that no listing shows, as far as they matter."""
    permissions, roster, accounts = seen.permissions, seen.roster, tuple(seen.accounts())
    known = known_ids(permissions, accounts)
    keep = (email for file in seen.files for email in file.policy.keep)
    untouched = (*dict.fromkeys(keep), *seen.acted)
    wanted = dict.fromkeys(unresolved(permissions, roster, accounts, seen.today, untouched))
    typed = [email for text in also if (email := addresses.read_address(text).email)]
    if typed:  # somebody who is named must not be somebody of a row that cannot be read
        typed += [email for row in roster.doubtful for email in row.emails]
    wanted |= dict.fromkeys(email for email in typed if addresses.key(email) not in known)
    return {addresses.key(email): drive.permission_id(email) for email in wanted}


def look_above(
    drive: SharingReader,
    seen: Situation,
    file: SharedFile,
    known: Mapping[str, Item],
    *,
    anybody: bool,
) -> SharedFile:
    """A file with the folders above it from which somebody inherits who should not, or `anybody`,
    as members come and go.

    `known` are places that were looked at; one request for each other one. What the acting account
    may not see ends the way up, and so does a folder that is under the policy itself.
    """
    grants = [
        one.permission
        for one in seen.judge(file).judgements()
        if one.permission.inherited_role is not None
        and not one.permission.deleted
        and (anybody or not one.stays)
    ]
    strays = {grant.id for grant in grants}
    if not strays:
        return file
    named = dict.fromkeys(key for grant in grants for key in grant.inherited_from)

    def folder(key: str) -> Item:
        return known.get(key) or _folder(drive, key)

    if named:
        return replace(file, above=tuple(map(folder, named)))
    above: list[Item] = []
    parents = file.facts.parents
    while parents:
        above.append(folder(parents[0]))
        if parents[0] in known or parents[0] in seen.managed:
            break
        if not strays & {grant.id for grant in above[-1].permissions or ()}:
            break
        parents = above[-1].facts.parents
    return replace(file, above=tuple(above))


def _folder(drive: SharingReader, key: str) -> Item:
    """A folder or shared drive by its id, as far as the acting account may see it."""
    try:
        return Item(*drive.other(key).overview())
    except GoogleError:
        return Item(FileFacts(key), None)
