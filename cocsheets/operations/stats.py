"""Statistics: from one reading to a summary, and the summary kept in a public spreadsheet.

Composes; figures are counted in `statistics`, what is published is decided in `plans.publish`.
The only operation that loads pandas.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cocsheets.apply.transaction import transaction
from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError, GoogleError, LostReplyError, RefusedError
from cocsheets.exit_codes import ExitCode
from cocsheets.figures.texts import grid
from cocsheets.ledger import Line, LineState
from cocsheets.operations.before import Before
from cocsheets.plans.edits import Edit
from cocsheets.plans.plan import Plan
from cocsheets.plans.publish import WORKSHEET, Publication, plan_publish
from cocsheets.records.headers import match
from cocsheets.statistics import frames
from cocsheets.statistics.choices import criterion
from cocsheets.statistics.criteria import RESOLUTION, Choice, by
from cocsheets.statistics.grouping import ended
from cocsheets.statistics.layouts import LAYOUTS
from cocsheets.statistics.outcomes import COLUMN
from cocsheets.statistics.periods import Calendar, Period
from cocsheets.statistics.restatement import seen as shown_before
from cocsheets.statistics.summary import Summary, Table
from cocsheets.statistics.tables import yearly
from cocsheets.statistics.unread import count_left_out
from cocsheets.statistics.views import changes, newest_first, only_ended, running

if TYPE_CHECKING:
    import pandas as pd

    from cocsheets.apply.run import Run
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet
    from cocsheets.workbook.interface import SheetStore

TITLE = "Code of Conduct statistics"
NAMED = frozenset({"people", "handler"})
"""Criteria that need pseudonyms."""
TRIES = 8
"""Batches before figures that do not show are told; more than fit into a minute's quota."""


class StatisticsOptions(Data, frozen=True):
    """Which statistics are wanted."""

    title: str = TITLE
    layout: str | None = None
    """`2016`, `2021` or `2026`; None: 2026 where the sheet records consequences, else 2016."""
    periods: tuple[Period, ...] = (Period.YEAR,)
    criteria: tuple[str, ...] = ()
    """Of `criteria.CRITERIA`, `resolution`, or columns of the committee's own, by key or header."""
    with_layout: bool = True
    """Whether the committee's table is wanted beside tables by criteria."""
    limit: int | None = None
    """Small figures below it are hidden, everywhere. 0: nowhere. None: 5, but not in the
    committee's yearly table, which is published exact."""
    year_starts: int = 1
    """The month in which a year begins."""
    completed: bool = False
    """Whether periods that have not ended are left out."""
    changes: bool = False
    """Whether the change to the period before is wanted beside each table by period."""
    newest_first: bool = False

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The periods that are wanted."""
        return tuple(Calendar(period, self.year_starts) for period in dict.fromkeys(self.periods))


def summarise(
    committee: Committee,
    assessment: Assessment,
    options: StatisticsOptions,
    before: Sequence[Before] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """The tables that are wanted, all reckoned together.

    What editions `before` show is reckoned with too; `progress` is called with how far that has
    come. Raises ConfigurationError for options that cannot be.
    """
    schema = assessment.table.schema
    chosen = tuple(criterion(schema, name) for name in options.criteria)
    columns = [choice.key for choice in chosen if isinstance(choice, Choice)]
    if NAMED & set(options.criteria):
        people = committee.settings.retention.not_people
        data = frames.frame(
            assessment.records, states=assessment.verdicts, columns=columns, not_people=people
        )
    else:
        data = frames.counts(assessment.records, assessment.verdicts, columns)
    layout = options.layout or ("2026" if schema.column(COLUMN) else "2016")
    if layout not in LAYOUTS:
        raise ConfigurationError(f"There is no layout {layout!r}.")
    today, years = assessment.today, Calendar(Period.YEAR, options.year_starts)

    def made(completed: bool) -> list[Table]:
        """The tables, exact; or up to the last period that has ended."""

        def rows(calendar: Calendar, column: str = "date_reported") -> pd.DataFrame:
            return ended(data, calendar, today, column) if completed else data

        mains = [yearly(rows(calendar), layout, calendar) for calendar in options.calendars]
        others = [
            by(rows(calendar, *["resolved_on"] * (name == RESOLUTION)), name, calendar)
            for name in chosen
            for calendar in options.calendars
        ]
        first = mains if options.with_layout or not others else []
        return [*{table.key: table for table in (*first, *others)}.values()]

    tables = made(completed=False)
    public = yearly(data, layout, years)
    own = [table.key for table in tables if table.key == public.key]
    hidden = [table for table in tables if options.limit or table.key not in own]
    if options.limit != 0 and hidden:
        # Here, since what it solves with is loaded for this alone.
        from cocsheets.statistics.suppression import DEFAULT_LIMIT, suppress

        known = {c: n for find in before for c, n in shown_before(find(hidden), hidden).items()}
        beside = None if options.limit else public
        done = suppress(
            hidden, options.limit or DEFAULT_LIMIT, beside, seen=known, progress=progress
        )
        found = {table.key: table for table in done}
        tables = [found.get(table.key, table) for table in tables]
    elif options.limit == 0:
        tables = [replace(t, internal=t.internal or t.key not in own) for t in tables]
    if options.completed:
        # Left out at last, so that what is hidden is judged with all that anybody can know.
        without = made(completed=True)
        tables = [only_ended(t, today, e) for t, e in zip(tables, without, strict=True)]
    zone = str(committee.zone(assessment.spreadsheet))
    left_out = count_left_out(assessment.records, chosen, today, len(assessment.table.above))
    return Summary(options.title, today, zone, tuple(_views(tables, options, today)), left_out)


def _views(tables: Iterable[Table], options: StatisticsOptions, today: dt.date) -> Iterator[Table]:
    for table in tables:
        marked = running(table, today)
        also = changes(marked) if options.changes else None
        for view in (marked, also) if also else (marked,):
            yield newest_first(view) if options.newest_first else view


def frame(
    assessment: Assessment,
    *,
    identifying: bool = False,
    key: str | None = None,
    columns: Iterable[str] = (),
    not_people: Iterable[str] = (),
) -> pd.DataFrame:
    """See `Reading.frame`."""
    schema = assessment.table.schema
    wanted = tuple(columns)
    for name in wanted:
        column = schema.column(name)
        if column is None:
            raise ConfigurationError(f"The schema has no column {name!r}.")
        if column.identifying and not identifying:
            raise ConfigurationError(
                f"The column {name!r} identifies people.",
                hint="Ask for it with identifying=True, and guard the frame like the sheet.",
            )
    return frames.frame(
        assessment.records,
        states=assessment.verdicts,
        identifying=identifying,
        key=key,
        not_people=not_people,
        columns=wanted,
    )


class PublishReport(Data, frozen=True):
    """What became of a plan to publish."""

    plan: Plan
    applied: bool = False
    left: tuple[str, ...] = ()
    """Addresses of cells that are not as planned, by a fresh reading."""

    @property
    def code(self) -> ExitCode:
        """What it comes to."""
        if self.left:
            return ExitCode.INCOMPLETE
        return ExitCode.FINDINGS if self.plan.changes and not self.applied else ExitCode.OK


class Publish:
    """Keeping a public spreadsheet equal to one summary, as an `Operation`."""

    def __init__(
        self, committee: Committee, store: SheetStore, records: Assessment, summary: Summary
    ) -> None:
        if summary.internal:
            raise RefusedError(
                "These figures are not for publication: they are exact, and some may be small.",
                hint="Leave --suppress 0 out.",
            )
        self.committee = committee
        self.store = store
        self.records = records
        self.summary = summary
        self.grid = grid(summary)
        self.plan = self._plan()

    @property
    def spreadsheet(self) -> Spreadsheet:
        """See `Operation`: the records, whose ledger it is noted in."""
        return self.records.spreadsheet

    def again(self) -> Publish:
        """See `Operation`."""
        return Publish(self.committee, self.store, self.records, self.summary)

    def preview(self) -> PublishReport:
        """See `Operation`."""
        return PublishReport(self.plan)

    def _plan(self) -> Plan:
        """What makes the public worksheet equal, by a fresh reading. Raises RefusedError."""
        public = self.store.read()
        plan = plan_publish(public, self.records.spreadsheet.id, self.grid)
        schema = self.records.table.schema
        headers = {key for sheet in public.worksheets for key in match(sheet, schema).columns}
        if headers.intersection(schema.identifying):
            raise RefusedError(
                "The spreadsheet to publish in holds records itself; nothing is published there.",
                hint="Make a separate spreadsheet for the public, and give its key.",
            )
        return plan

    def carry_out(self, *, allow_large: bool = False) -> PublishReport:
        """See `Operation`. Reads again, and says what is not as planned."""
        by = self.committee.acting_account()
        with transaction(
            self.committee, self.spreadsheet, self.plan, by=by, allow_large=allow_large
        ) as run:
            return self._carry_out(run)

    def _carry_out(self, run: Run) -> PublishReport:
        plan = left = self.plan
        (number,) = run.intend([Line("publish", WORKSHEET, count=len(plan.changes))])
        run.begin()
        try:
            for attempt in range(TRIES):
                if left.changes:
                    if not self._write(left):
                        run.pause(attempt + 1)
                    left = self._plan()
        except GoogleError:
            run.close(number, LineState.NOT_DONE)
            run.finish()
            raise
        run.close(number, LineState.NOT_DONE if left.changes else LineState.DONE)
        addresses = tuple(change.to_json()["address"] for change in left.changes)
        return replace(PublishReport(plan, applied=True), left=addresses)

    def _write(self, plan: Plan) -> bool:
        """Whether an answer came; if not, the next reading tells whether it took effect."""
        try:
            self.store.write([edit for change in plan.changes for edit in _edits(change)])
        except LostReplyError:
            return False
        return True


def _edits(change: object) -> Iterable[Edit]:
    return change.edits if isinstance(change, Publication) else ()
