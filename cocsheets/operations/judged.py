"""One reading of the spreadsheet, and everything that is judged about it: each thing once.

Knows what has to come together before something can be judged: schema, roster, ledger, day. What is
asked for again is not judged again. Must not know Google, nor what is done about it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets import runs
from cocsheets.claim import read_claim
from cocsheets.errors import (
    CocsheetsError,
    ConfigurationError,
    LayoutError,
    OverwrittenLayoutError,
)
from cocsheets.ledger import Ledger, read_ledger
from cocsheets.operations.apart.unneeded import against_identities
from cocsheets.operations.assessment import Assessment, assess
from cocsheets.operations.history import in_history, overdue_text
from cocsheets.operations.rosters import RosterSource, roster_source
from cocsheets.records.later_reports import NOTHING_REMEMBERED
from cocsheets.records.layout import locate
from cocsheets.records.validation import Validation, validate, with_more
from cocsheets.records.verdicts import unused_holds
from cocsheets.records.written import HINT, Doubts, OpenLines, written_places

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cocsheets.access.membership import Roster
    from cocsheets.ledger.rehome import History
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.records.table import Spreadsheet


class Judged:
    """A spreadsheet as it was at one moment, with what is judged about it."""

    def __init__(self, committee: Committee, spreadsheet: Spreadsheet) -> None:
        self.committee = committee
        self.spreadsheet = spreadsheet
        self._run = runs.current()
        self._assessments: dict[int, Assessment] = {}

    def holds_for(self, spreadsheet: Spreadsheet) -> bool:
        """Whether judging this spreadsheet now would come to the same.

        Not after midnight, and not in another run, for which other lines of the ledger are its own.
        """
        day = self.__dict__.get("today")
        return (
            self.spreadsheet is spreadsheet
            and self._run == runs.current()
            and (day is None or day == self.committee.today(spreadsheet))
        )

    def whole(self) -> Reading:
        """This reading, or a new one if large worksheets were left out of this: for work that has
        to see everything. From then on nothing is left out of any."""
        self.committee.whole = True
        if not self.spreadsheet.unread:
            return self.committee.reading(self.spreadsheet)
        return self.committee.read(even_trashed=True)

    @cached_property
    def today(self) -> dt.date:
        """The day that it is judged for."""
        return self.committee.today(self.spreadsheet)

    # --- records --------------------------------------------------------------------------------

    def assess(self, worksheet: int | None = None) -> Assessment:
        """What the rules say about the records; `worksheet` is a gid known from before.

        Raises LayoutError, ConfigurationError.
        """
        committee = self.committee
        wanted = committee.settings.spreadsheet.worksheet if worksheet is None else worksheet
        try:
            table = locate(self.spreadsheet, committee.schema, wanted)
        except LayoutError as error:
            keys = [column.key for column in committee.schema.columns]
            if not (places := written_places(self.open_lines, keys)):
                raise
            raise OverwrittenLayoutError(
                f"{error.message} An interrupted run wrote to {', '.join(places)}.",
                hint=f"{error.hint} {HINT}".strip(),
            ) from None
        place = table.worksheet.sheet_id
        if place not in self._assessments:
            ledger = self.readable_ledger
            self._assessments[place] = assess(
                self.spreadsheet,
                table,
                committee.settings.retention,
                self.today,
                ledger.remembered if ledger else NOTHING_REMEMBERED,
                self.open_lines,
            )
        return self._assessments[place]

    @cached_property
    def assessment(self) -> Assessment:
        """`assess`, in the worksheet of the settings."""
        return self.assess()

    @cached_property
    def validation(self) -> Validation:
        """Every problem in every row of the records."""
        found, settings = self.assessment, self.committee.settings
        return validate(
            self.spreadsheet,
            found.table,
            found.readout,
            today=found.today,
            settings=settings.validation,
            members=self.member_names,
            verdicts=found.verdicts,
            doubts=found.doubts,
            unused=unused_holds(found.records, settings.retention, found.today),
            implausible=self.implausible,
            history=overdue_text(self.in_history, settings.retention.rehome_days, self.today),
        )

    @cached_property
    def in_history(self) -> History | None:
        """What earlier versions of the file still show of expunged records."""
        return in_history(self.readable_ledger, self.assessment)

    @cached_property
    def whole_validation(self) -> Validation:
        """What is wrong with the records, held against the identities too where names are apart.

        Raises GoogleError where the identities cannot be read for another reason than access.
        """
        found, settings = self.assessment, self.committee.settings.validation
        noticed = against_identities(self)
        return with_more(self.validation, found.table, found.readout, noticed, settings)

    # --- ledger and claim -----------------------------------------------------------------------

    @cached_property
    def _ledger(self) -> Ledger | None:
        return read_ledger(self.spreadsheet, self.committee.settings.log.worksheet)

    def ledger(self) -> Ledger | None:
        """The ledger, None if there is none yet. Raises ConfigurationError if it is not one."""
        return self._ledger

    @cached_property
    def readable_ledger(self) -> Ledger | None:
        """The ledger, for judging alone: None also where whatever writes would say why not."""
        try:
            return self._ledger
        except ConfigurationError:
            return None

    @cached_property
    def open_lines(self) -> OpenLines:
        """Ledger lines that other runs left open."""
        ledger = self.readable_ledger
        found = ledger.open_lines if ledger else ()
        lines = tuple(line for line in found if line.run != self._run)
        outdone = frozenset(line.state for line in lines if ledger and ledger.outdone(line))
        return OpenLines(lines, outdone)

    @cached_property
    def implausible(self) -> tuple[str, ...]:
        """What of the ledger and the claim cannot be believed, with its place, without contents."""
        found = self.readable_ledger.implausible if self.readable_ledger else ()
        rows = (f"{what} in row {row} of the ledger" for row, what in found)
        return (*rows, *read_claim(self.spreadsheet).faults)

    # --- roster ---------------------------------------------------------------------------------

    @cached_property
    def roster_source(self) -> RosterSource:
        """Where the roster is."""
        return roster_source(self.committee.settings, self.committee.schema.date_order)

    @cached_property
    def _roster(self) -> Roster:
        return self.roster_source.read(self.spreadsheet, self.open_lines)

    def roster(self) -> Roster:
        """The roster. Raises RosterMissingError, LayoutError, ConfigurationError."""
        if not self.roster_source.in_reading:
            self.__dict__.pop("_roster", None)  # as it is now
        return self._roster

    @cached_property
    def roster_doubts(self) -> Doubts:
        """What interrupted runs leave in doubt about the roster."""
        return self.roster_source.doubts(self.spreadsheet, self.open_lines)

    @cached_property
    def member_names(self) -> Sequence[str] | None:
        """Names and addresses of all members, now or then; None without a readable roster."""
        try:
            roster = self.roster()
        except CocsheetsError:  # sharing tells what is wrong with the roster
            return None
        return [text for member in roster for text in (member.name, member.email) if text]
