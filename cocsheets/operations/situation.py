"""Gathers what has to be known before sharing or members can be judged: roster, listings, ids.

Knows which questions to ask Google and in what number. Must not decide anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.files import RECORDS, SharedFile
from cocsheets.access.identity import known_ids, unresolved
from cocsheets.errors import AccessError, GoogleError
from cocsheets.ledger.rehome import read_rehome
from cocsheets.ledger.targets import read_target
from cocsheets.plans.situation import Situation
from cocsheets.records.validation import ValidationSettings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

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
    also: Iterable[str] = (),
    *,
    seen: Overview | None = None,
    ledger: Ledger | None = None,
    rules: ValidationSettings | None = None,
) -> Situation:
    """List who has access to each file, and look up the accounts that no listing shows.

    `drive` is that of the records. `also` names addresses that a person typed; `seen` is
    what was just seen of the records, and saves asking again; the ledger tells as whom cocsheets
    has acted; `rules` say which findings matter. One request for the account, one or two for each
    file, one for each look-up.

    A file that cannot be looked at is in `Situation.failed`. Raises GoogleError if none can: a
    listing that failed is never an empty one.
    """
    asked = None if drive.own_address else drive.account()
    files, failed = look_at_all(drive, targets, seen)
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
        waits=frozenset(file.name for file in files if _waits(file, ledger)),
    )
    return replace(found, resolved=_look_up(drive, found, also))


def look_at_all(
    drive: SharingReader, targets: Sequence[Target], seen: Overview | None = None
) -> tuple[tuple[SharedFile, ...], dict[str, CocsheetsError]]:
    """The files as they are seen now, and why others cannot be; raises GoogleError if none can."""
    files: list[SharedFile] = []
    failed: dict[str, CocsheetsError] = {}
    for target in targets:
        try:
            files.append(look_at(drive, target, seen))
        except GoogleError as error:
            failed[target.name] = error
    if not files:
        raise next(iter(failed.values()))
    return tuple(files), failed


def look_at(drive: SharingReader, target: Target, seen: Overview | None = None) -> SharedFile:
    """One file, as it is seen now; `seen` is what was just seen of the records.

    Raises GoogleError, also where the file is in the trash.
    """
    if target.key:
        facts, permissions = drive.other(target.key).overview()
    else:
        facts, permissions = seen or drive.overview()
    if facts.trashed:
        raise AccessError(
            "This file is in the trash. Nothing was done to it.",
            hint="Restore it, or take it out of the settings.",
        )
    return SharedFile(facts, permissions, target.policy, target.name)


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
