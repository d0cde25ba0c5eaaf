"""One reading of the spreadsheet, for whoever looks at it or plans on it.

Offers what the commands offer: looking writes nothing, and every `plan_…` gives an operation that
`Committee.apply` carries out. Composes; must not know how results look.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.operations.planning import Planning
from cocsheets.records.rules import explain, rules

if TYPE_CHECKING:
    import pandas as pd

    from cocsheets.access.seats import Seat
    from cocsheets.access.windows import MailWindow
    from cocsheets.figures.notebook import Statistics
    from cocsheets.findings import Finding
    from cocsheets.operations.auditing import AuditReport
    from cocsheets.operations.held import About
    from cocsheets.operations.places import PlaceReport
    from cocsheets.operations.residue import ResidueReport
    from cocsheets.operations.screened import Screening
    from cocsheets.operations.status.without_run import StatusReport
    from cocsheets.operations.upcoming import Due
    from cocsheets.records.likeness import Question
    from cocsheets.records.validation import Validation


class Reading(Planning):
    """The spreadsheet as it was at one moment. Made by `Committee.read`.

    What is judged about it is judged once. Who has access is no part of a reading of the cells and
    is listed anew by each method that tells of it. All methods raise the errors of
    `cocsheets.errors`.
    """

    def __repr__(self) -> str:
        when = self.spreadsheet.read_at or "an unknown time"
        return f"<cocsheets reading of {self.spreadsheet.id} at {when}>"

    # --- records --------------------------------------------------------------------------------

    def validate(
        self, only: Collection[str] | None = None, *, rows: Collection[int] | None = None
    ) -> Validation:
        """Every problem in every row, the roster's too; as `cocsheets validate`.

        `only` are codes of rules; with `rows`, of the records' worksheet, the roster is left out.
        Raises ConfigurationError for a code that no rule has, and where no record is in the rows.
        """
        own = rules()
        for code in only or ():
            explain(code)
        mine = None if only is None else [code for code in only if code in own]
        found = self.whole_validation.only(mine, rows)
        roster = self._roster_findings if rows is None else ()
        more = self.committee.settings.validation.adjusted(roster)
        silent = Counter(one.rule for one in roster) - Counter(one.rule for one in more)
        if rows is not None and not found.findings:
            self._refuse_empty(rows)
        told = (finding for finding in more if only is None or finding.rule in only)
        silenced = {**found.silenced, **silent}
        return replace(found, findings=(*found.findings, *told), silenced=silenced)

    @property
    def _roster_findings(self) -> tuple[Finding, ...]:
        try:
            return self.roster().findings
        except ConfigurationError:  # sharing tells what is wrong with it
            return ()

    def _refuse_empty(self, rows: Collection[int]) -> None:
        """Raise ConfigurationError where no record is in these rows: nothing is no good news."""
        there = [record.row for record in self.assessment.records]
        if not any(row in rows for row in there):
            hint = f"The records are in rows {there[0]} to {there[-1]}." if there else ""
            raise ConfigurationError("There is no record in these rows.", hint=hint)

    def due(self, within: int | None = None) -> Due:
        """What is due, held or cannot be judged, and what will be due within so many days.

        Without `within`: within `[retention] notice_days`. Raises ConfigurationError where the
        ledger is not one, for it may remember holds.
        """
        from cocsheets.operations.upcoming import due

        self.ledger()
        return due(self.assessment, self.committee.settings.retention, within)

    def questions(self, min_score: int = 0) -> tuple[Question, ...]:
        """Rows whose people may be the same, most alike first. No names."""
        from cocsheets.records.likeness import questions

        asked = questions(self.assessment.records, self.assessment.links)
        return tuple(question for question in asked if question.score >= min_score)

    def residue(
        self, identifiers: Iterable[str] = (), *, rows: Collection[int] = ()
    ) -> ResidueReport:
        """Where people are still named anywhere in the spreadsheet: places, never contents.

        People are those of the identifiers given and of the rows given; without either, those of
        the rows that are due, and the places that earlier runs found are looked at again. Raises
        ConfigurationError for a row without a report.
        """
        from cocsheets.operations import residue
        from cocsheets.operations.apart.identities import read_identities
        from cocsheets.operations.apart.unneeded import is_split
        from cocsheets.operations.records import find_row

        committee, asked = self.committee, tuple(identifiers)
        texts = residue.given(asked)
        if asked and not rows:
            return residue.find(committee, texts, self.spreadsheet)
        found = self.assessment
        for row in rows:
            find_row(found, str(row))
        wanted = set(rows) or set(found.expunge_plan().due)
        known = read_identities(committee).people if is_split(committee) else {}
        people = residue.identifiers_of(committee, found, wanted, known)
        people = type(people)(people.full | texts.full)
        skip = residue.known_cells(found, wanted)
        report = residue.find(committee, people, self.spreadsheet, skip)
        if rows or asked:
            return report
        before = residue.look_again(committee, self.spreadsheet)
        return replace(report, known=before.known, gone=before.gone)

    def status(self) -> StatusReport:
        """The status page, as `cocsheets status`; lists who has access."""
        from cocsheets.operations.status.without_run import status

        return status(self)

    def screen(self, listed: str | Path | Iterable[Mapping[str, str]]) -> Screening:
        """Compare a list of people with the flagged and blacklisted ones; as `cocsheets screen`.

        `listed` is a file, or rows with a text for each header. Nothing is written, not even the
        ledger: see `note_screening`. Raises ConfigurationError for a list that cannot be read.
        """
        from cocsheets.operations.screen import people_on, screening

        return screening(self, people_on(listed))

    def note_screening(self, found: Screening, event: str = "") -> str:
        """Note a screening in the ledger: the event and counts. Returns why that could not be done,
        or nothing; an account that may only read cannot."""
        from cocsheets.operations.screen import ledger_lines, note

        return note(self, ledger_lines(found, event))

    def about(self, person: str) -> About:
        """Everything that is held about a person: a name, an address, a handle.

        Sends one request, for comments. What is printed of it has places and no contents. Raises
        ConfigurationError for a text that is nobody.
        """
        from cocsheets.operations.about import about

        return about(self, person)

    # --- figures --------------------------------------------------------------------------------

    def frame(
        self, *, identifying: bool = False, key: str | None = None, columns: Iterable[str] = ()
    ) -> pd.DataFrame:
        """The records as a typed pandas frame, one row per report, without names.

        Columns and types are in `cocsheets.statistics.framecolumns`. `identifying=True` adds names,
        addresses and free texts. Pseudonyms are random for each frame unless a `key` is given.
        `columns` names the committee's own columns to add, by key.
        """
        from cocsheets.operations.stats import frame

        return frame(
            self.assessment,
            identifying=identifying,
            key=key,
            columns=columns,
            not_people=self.committee.settings.retention.not_people,
        )

    def people(self, *, identifying: bool = False, key: str | None = None) -> pd.DataFrame:
        """One row per person and report, without names; see `cocsheets.statistics.frames`."""
        from cocsheets.statistics.frames import people

        not_people = self.committee.settings.retention.not_people
        records = self.assessment.records
        return people(records, identifying=identifying, key=key, not_people=not_people)

    def statistics(
        self,
        *,
        layout: str | None = None,
        by: str | Iterable[str] = (),
        period: str = "year",
        suppress: int | None = None,
        year_starts: int = 1,
        completed: bool = False,
        changes: bool = False,
        newest_first: bool = False,
        title: str = "Code of Conduct statistics",
    ) -> Statistics:
        """The tables that `cocsheets stats` shows, to go on with: see `Statistics`.

        The arguments are its options. Raises ConfigurationError for options that cannot be.
        """
        from cocsheets.figures.notebook import Statistics
        from cocsheets.operations.stats import StatisticsOptions, summarise
        from cocsheets.statistics.periods import period_of

        criteria = (by,) if isinstance(by, str) else tuple(by)
        options = StatisticsOptions(
            title,
            layout,
            (period_of(period),),
            criteria,
            with_layout=layout is not None or not criteria,
            limit=suppress,
            year_starts=year_starts,
            completed=completed,
            changes=changes,
            newest_first=newest_first,
        )
        return Statistics(summarise(self.committee, self.assessment, options))

    # --- people of the committee ----------------------------------------------------------------

    def members(self) -> tuple[Seat, ...]:
        """The roster beside what each person really has."""
        from cocsheets.access.files import RECORDS
        from cocsheets.access.seats import seats
        from cocsheets.operations.sharing import situation_of

        now = situation_of(self, only=RECORDS)
        return seats(now.judge(now.files[0]), now.roster, now.today)

    def day_of_report(self, row: int) -> dt.date:
        """When the report in a row came in. Raises ConfigurationError if that cannot be told."""
        for record in self.assessment.records:
            if record.row == row and record.date_reported is not None:
                return record.date_reported
        raise ConfigurationError(
            f"Row {row} holds no report with a date that can be read.",
            hint="Use --date, or correct the row; `cocsheets validate` explains what is wrong.",
        )

    def mail_window(self, day: dt.date) -> MailWindow:
        """Who can look up the e-mails of a day: those who were members then."""
        from cocsheets.access.windows import mail_window

        return mail_window(self.roster(), day, self.today)

    def places(self, *names: str) -> tuple[PlaceReport, ...]:
        """Who is in the places of the settings, or in those named, beside the roster.

        Reads each place; one that cannot be read says so in its report. Raises ConfigurationError
        for a name that no place has.
        """
        from cocsheets.operations.places import read_places

        return read_places(self.committee, self.spreadsheet, self.roster(), names)

    def sharing_audit(self, *, file: str = "") -> AuditReport:
        """Every way into the files, or into the one that is named, judged; groups that are places
        of the settings are opened."""
        from cocsheets.operations.auditing import audit_of
        from cocsheets.operations.places import opened

        return opened(audit_of(self.plan_sharing(file=file)), self)
