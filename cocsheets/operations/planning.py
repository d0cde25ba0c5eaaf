"""Everything that can be planned on one reading; `Committee.apply` carries it out.

Makes operations of what somebody asks for; each loads its verb, since a command plans with few.
Must not carry anything out, nor know how a plan looks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from cocsheets.errors import ConfigurationError
from cocsheets.operations.judged import Judged

if TYPE_CHECKING:
    from cocsheets.operations.apart.split import Join, Split
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.expunge import Expunge
    from cocsheets.operations.members import ChangeMembers
    from cocsheets.operations.protect import Protect
    from cocsheets.operations.records import WriteRecord
    from cocsheets.operations.rehome.operation import Rehome
    from cocsheets.operations.retention import SetDates
    from cocsheets.operations.sharing import Share
    from cocsheets.plans.members import MembersPlan
    from cocsheets.plans.records import RecordPlan, TermChoice
    from cocsheets.plans.situation import Situation
    from cocsheets.records.proposals import Proposal


class Planning(Judged):
    """A reading, as far as somebody plans on it."""

    def proposals(self) -> tuple[Proposal, ...]:
        """The expunge date that the rules give each record, and how that agrees with the sheet's.

        Raises ConfigurationError where the ledger is not one, or no column has such dates.
        """
        from cocsheets.operations import retention
        from cocsheets.plans.retention import FIELD

        self.ledger()
        if FIELD not in self.assessment.table.columns:
            raise ConfigurationError("The sheet has no column for expunge dates.")
        return retention.proposals(self.committee, self.assessment)

    def plan_expunge(self) -> Expunge:
        """Expunge what is due."""
        from cocsheets.operations.expunge import Expunge

        return Expunge(self.committee, self.assessment)

    def plan_retention(
        self, only: Literal["missing", "stale", "all"] = "stale", *, shorten: bool = False
    ) -> SetDates:
        """Write the dates that the rules give: where they are missing, stale, or both and earlier.

        With `shorten` also where the sheet's date is later. Raises as `proposals` does.
        """
        from cocsheets.operations.retention import SetDates
        from cocsheets.plans.retention import Only

        self.proposals()
        return SetDates(self.committee, self.assessment, Only(only), shorten)

    def plan_protect(self) -> Protect:
        """Put drop-downs, date checks and protection on the sheet; no value changes."""
        from cocsheets.operations.protect import Protect

        return Protect(self.committee, self.spreadsheet)

    def plan_rehome(
        self,
        *,
        file: str = "records",
        resume: bool = False,
        undo: bool = False,
        pass_over: bool = False,
    ) -> Rehome:
        """Move the records to a fresh copy without version history, and delete the old file.

        With `file` another spreadsheet of `[files]`. Reads again what it needs. Raises RefusedError
        where one is open already, or with `resume` or `undo` where none is.
        """
        from cocsheets.operations.rehome.facts import Wish
        from cocsheets.operations.rehome.operation import Rehome

        return Rehome.read(self.committee, Wish(resume, undo, file, pass_over))

    def plan_sharing(
        self, only: Literal["grants", "revokes"] | None = None, *, file: str = ""
    ) -> Share:
        """Keep the sharing equal to the roster, or only let people in, or only take access away.

        Of all files, or with `file` of the one of that name; `records` is the spreadsheet itself.
        """
        from cocsheets.operations.sharing import Share

        takes = None if only is None else only == "revokes"
        return Share.of(self, takes=takes, file=file)

    def plan_add_member(
        self,
        email: str,
        *,
        name: str = "",
        role: Literal["chair", "member", "adviser"] = "member",
        joined: dt.date | None = None,
        notify: bool = False,
    ) -> ChangeMembers:
        """Enrol a member from a day on, else today, and let the person in; or give another role.

        With `notify` Google mails the person.
        """
        from cocsheets.access.membership import MemberRole
        from cocsheets.operations.members import ChangeMembers
        from cocsheets.plans.members import plan_add

        def make(now: Situation) -> MembersPlan:
            first, as_role = joined or now.today, MemberRole(role)
            return plan_add(now, email, name=name, role=as_role, joined=first, notify=notify)

        return ChangeMembers.of(self, make, [email], notify=notify)

    def plan_remove_member(
        self, email: str, *, on: dt.date | None = None, reason: str = ""
    ) -> ChangeMembers:
        """End a membership on a day, else today, and the access. The roster keeps the row."""
        from cocsheets.operations.members import ChangeMembers
        from cocsheets.plans.members import plan_remove

        def make(now: Situation) -> MembersPlan:
            return plan_remove(now, email, on=on or now.today, note=reason)

        return ChangeMembers.of(self, make, [email])

    def plan_renew(self, stays: Sequence[str], *, on: dt.date | None = None) -> ChangeMembers:
        """Renew the committee: those named stay, all other current members leave on a day."""
        from cocsheets.operations.members import ChangeMembers
        from cocsheets.plans.members import plan_renew

        def make(now: Situation) -> MembersPlan:
            return plan_renew(now, stays, on=on or now.today)

        return ChangeMembers.of(self, make, stays)

    def plan_split(self) -> Split:
        """Put names apart from cases: code names here, names in the identity spreadsheet."""
        from cocsheets.operations.apart.split import Split

        return Split.of(self.committee, self.whole().assessment)

    def plan_join(self) -> Join:
        """Bring names and cases together again."""
        from cocsheets.operations.apart.split import Join

        return Join.of(self.committee, self.whole().assessment)

    def plan_record(
        self, fields: Mapping[str, str], choice: TermChoice | None = None
    ) -> WriteRecord:
        """Add a report: fields by key, as a person would type them.

        `choice` says how its expunge date is found, else by the rules. Raises ConfigurationError
        for a field that cannot be read.
        """
        from cocsheets.operations.records import WriteRecord, plan_add
        from cocsheets.plans.reports import read_field

        cells = {key: read_field(self.committee.schema, key, fields[key]) for key in fields}
        make = partial(plan_add, self.committee, fields=cells, choice=choice)
        return WriteRecord(self.committee, self.assessment, make)

    def plan_amend(
        self,
        row: int | str,
        fields: Mapping[str, str],
        choice: TermChoice | None = None,
        *,
        shorten: bool = False,
    ) -> WriteRecord:
        """Amend a report, by its row or its key such as `2024-04-03 #2`; a blank text empties.

        With `shorten` the rules may bring a date forward. Raises ConfigurationError where no report
        or several fit.
        """
        from cocsheets.operations.records import WriteRecord, find_row, plan_amend
        from cocsheets.plans.reports import read_field

        find_row(self.assessment, str(row))
        cells = {key: read_field(self.committee.schema, key, fields[key]) for key in fields}

        def make(found: Assessment) -> RecordPlan:
            at = find_row(found, str(row))
            return plan_amend(self.committee, found, at, cells, choice, shorten=shorten)

        return WriteRecord(self.committee, self.assessment, make)
