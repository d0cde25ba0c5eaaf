"""All that is known before a plan about sharing or members: roster, accounts, files as seen.

Knows how its parts come together in a judge and a plan. Must not know how they are looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import field

from cocsheets.access import addresses
from cocsheets.access.identity import Identities, known_ids
from cocsheets.access.judgement import Judge
from cocsheets.data import Data, replace
from cocsheets.plans.rehome_sharing import hold_grants
from cocsheets.plans.sharing import plan_file
from cocsheets.plans.sharing_plan import SharingPlan
from cocsheets.records.validation import ValidationSettings

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.access.files import Item, SharedFile
    from cocsheets.access.membership import Roster
    from cocsheets.access.permissions import Account, Permission
    from cocsheets.errors import CocsheetsError


class Situation(Data, frozen=True):
    """What is known of one committee at one moment."""

    spreadsheet_id: str
    account: Account
    files: tuple[SharedFile, ...]
    """At least one; the spreadsheet itself first, where it was looked at."""
    roster: Roster
    resolved: Mapping[str, str | None]
    """Permission ids of addresses that no listing shows; None: Google knows no such account."""
    today: dt.date
    acted: tuple[str, ...] = ()
    """Addresses of the accounts that cocsheets has acted as."""
    begun: frozenset[str] = frozenset()
    """Names of the files that a good run was noted for before."""
    groups: tuple[str, ...] = ()
    """Addresses that an earlier run found to be a group's."""
    failed: Mapping[str, CocsheetsError] = field(default_factory=dict)
    """Why some files could not be looked at, by name."""
    managed: Mapping[str, str] = field(default_factory=dict)
    """The name of every file under the policy by its id, whether or not it was looked at."""
    rules: ValidationSettings = field(default_factory=ValidationSettings)
    """Which findings matter to the committee."""
    waits: frozenset[str] = frozenset()
    """Names of files that a rehome is open for, during which nobody is let in or raised."""

    @property
    def partial(self) -> bool:
        """Whether some of the files were not looked at."""
        return len(self.managed) > len(self.files)

    def governor(self, place: str, file: str) -> str:
        """The name of the file, other than `file`, whose policy a place is under; else empty."""
        if self.managed.get(place, file) != file:
            return self.managed[place]
        others = (other for other in self.files if other.name != file)
        return next((o.name for o in others if any(i.facts.id == place for i in o.items)), "")

    def closes(
        self, name: str, place: str, grantee: str, removed: Collection[str] = ()
    ) -> bool | None:
        """Whether another file's policy turns a grantee out of a place that is under it; None where
        that file was not looked at, or the grantee is not there."""
        file = next((file for file in self.files if file.name == name), None)
        found = file.place(place) if file else None
        if file is None or found is None:
            return None
        item = None if found.facts.id == file.facts.id else found
        grant = next((one for one in found.permissions or () if one.id == grantee), None)
        return (
            None
            if grant is None
            else not self.judge(file, item, removed=removed).judge(grant).stays
        )

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """Every grant on any of the files."""
        return tuple(grant for file in self.files for grant in file.all_permissions)

    def accounts(self) -> Iterator[Account]:
        """The acting account, and whoever owns something here."""
        yield self.account
        for file in self.files:
            for item in file.places:
                yield from item.facts.owners

    @property
    def ids(self) -> dict[str, str | None]:
        """Permission ids by compared address, looked up or shown by any listing."""
        ids = {addresses.key(email): found for email, found in self.resolved.items()}
        return ids | known_ids(self.permissions, self.accounts())

    @property
    def identities(self) -> Identities:
        """The roster by permission id."""
        return Identities(self.roster, self.ids)

    def judge(
        self,
        file: SharedFile,
        item: Item | None = None,
        *,
        removed: Collection[str] = (),
        ids: Mapping[str, str | None] | None = None,
    ) -> Judge:
        """The judge of a file, or of an item in it by that file's policy.

        `removed`: permission ids of those whom a person removes by name. `ids` saves `self.ids`.
        """
        return Judge(
            file=item.facts if item else file.facts,
            account=self.account,
            permissions=(item.permissions or ()) if item else file.permissions,
            roster=self.roster,
            resolved=self.ids if ids is None else ids,
            policy=file.policy,
            today=self.today,
            removed=removed,
            acted=self.acted,
        )

    def plan(
        self,
        roster: Roster,
        *,
        removed: Collection[str] = (),
        notify: bool = False,
        attended: bool = True,
    ) -> SharingPlan:
        """The sharing plan that follows from a roster, this one or a changed one; see
        `plan_file`."""
        now = replace(self, roster=roster)
        made = (
            plan_file(now, file, removed=removed, notify=notify, attended=attended)
            for file in self.files
        )
        made = (hold_grants(part) if part.name in self.waits else part for part in made)
        parts = (replace(one, findings=self.rules.adjusted(one.findings)) for one in made)
        findings = self.rules.adjusted(roster.findings)
        return SharingPlan.of(self.spreadsheet_id, parts, self.failed, findings)
