"""Gathers what has to be known before sharing or members can be judged: roster, listing, ids.

Knows which questions to ask Google and in what number. Must not decide anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.access import addresses
from cocsheets.access.identity import known_ids, unresolved
from cocsheets.access.judgement import Judge
from cocsheets.plans.members import Situation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from cocsheets.access.membership import Roster
    from cocsheets.access.permissions import FileFacts
    from cocsheets.access.policy import SharingSettings
    from cocsheets.ledger import Ledger
    from cocsheets.workbook.interface import SharingReader


def read_situation(
    drive: SharingReader,
    roster: Roster,
    policy: SharingSettings,
    today: dt.date,
    also: Iterable[str] = (),
    *,
    file: FileFacts | None = None,
    ledger: Ledger | None = None,
) -> Situation:
    """List who has access, and look up the accounts that the listing does not show.

    `also` names addresses that a person typed; `file` saves asking for what is known already; the
    ledger tells as whom cocsheets has acted. Three requests, and one for each look-up.
    Raises GoogleError: a listing that failed is never an empty one.
    """
    account = drive.account()
    file = file or drive.file()
    permissions = drive.permissions()
    accounts = (*file.owners, account)
    known = known_ids(permissions, accounts)
    written = ledger.accounts if ledger else ()
    acted = tuple(filter(None, (addresses.read_address(text).email for text in written)))
    untouched = (*policy.keep, *acted)
    wanted = dict.fromkeys(unresolved(permissions, roster, accounts, today, untouched))
    typed = [email for text in also if (email := addresses.read_address(text).email)]
    if typed:  # somebody who is named must not be somebody of a row that cannot be read
        typed += [email for row in roster.doubtful for email in row.emails]
    wanted |= dict.fromkeys(email for email in typed if addresses.key(email) not in known)
    resolved = {addresses.key(email): drive.permission_id(email) for email in wanted}
    begun = ledger is not None and bool(ledger.last_good_row)
    groups = ledger.groups if ledger else ()
    return Situation(
        file,
        account,
        permissions,
        roster,
        resolved,
        policy,
        today,
        acted=acted,
        begun=begun,
        groups=groups,
    )


def judge_of(situation: Situation, removed: Collection[str] = ()) -> Judge:
    """The judge of a situation."""
    return Judge(
        file=situation.file,
        account=situation.account,
        permissions=situation.permissions,
        roster=situation.roster,
        resolved=situation.resolved,
        policy=situation.policy,
        today=situation.today,
        removed=removed,
        acted=situation.acted,
    )
