"""Validation: everything that is wrong with a sheet of records, at once, as findings.

Brings together what reading, structure and row checks noticed, with the severities that the
settings give. Nothing is skipped silently: what is silenced is counted. Must not know Google or how
findings are shown; findings never hold contents of cells.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal, TypeAlias

from msgspec import field

from cocsheets.data import Data, replace
from cocsheets.findings import Finding, Severity
from cocsheets.records.cellchecks import check_cells
from cocsheets.records.checks import check_marks, check_records
from cocsheets.records.identity_checks import check_code_names
from cocsheets.records.layout import RecordTable
from cocsheets.records.memory import collector_paused
from cocsheets.records.reading import Readout
from cocsheets.records.retentionsettings import Hold
from cocsheets.records.rules import explain, rules
from cocsheets.records.structure import Noticed, check_structure
from cocsheets.records.table import Spreadsheet, column_letters
from cocsheets.records.verdicts import Verdict
from cocsheets.records.written import NO_DOUBTS, Doubts
from cocsheets.shown import Shown, Tabular

Level: TypeAlias = Literal["error", "warning", "note", "silent"]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`[[validation.adjust]]`: another severity for one rule."""

    rule: str
    """Code of the rule."""
    severity: Level
    """error, warning, note, or silent: not shown, but counted."""
    before: dt.date | None = None
    """Only for reports dated before this day; without it, for the whole sheet."""


@dataclass(frozen=True, slots=True)
class ValidationSettings:
    """`[validation]`: how much each rule matters to this committee."""

    adjust: tuple[Adjustment, ...] = ()
    """Rules with another severity; of several that apply, the last one counts."""

    def check(self) -> None:
        """Raise ConfigurationError for a code that no rule has."""
        for adjustment in self.adjust:
            explain(adjustment.rule)

    def adjusted(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Findings that are about no report, with the severities that the committee gives them.

        A roster that a run left in doubt is always named, as a note at least: it means exit code 5.
        """
        levels: dict[str, str] = {
            one.rule: one.severity for one in self.adjust if one.before is None
        }
        if levels.get("roster-interrupted") == "silent":
            levels["roster-interrupted"] = Severity.NOTE
        return tuple(
            replace(found, severity=Severity(levels.get(found.rule, found.severity)))
            for found in findings
            if levels.get(found.rule) != "silent"
        )


class Validation(Shown, Data, frozen=True):
    """What validation came to."""

    findings: tuple[Finding, ...]
    """By row and column; what concerns the whole sheet comes first."""
    silenced: Mapping[str, int] = field(default_factory=dict)
    """How often each silenced rule was broken, by code."""
    records: int = 0
    """How many rows were read as reports."""
    worksheet: str = ""
    beside: tuple[Finding, ...] = ()
    """Those of the findings that one more spreadsheet gave, which the records alone do not give."""

    def tabular(self) -> Tabular:
        """See `Shown`."""
        told = [(one.severity, one.cell, one.rule, one.message) for one in self.findings]
        caption = f"{self.records} records read in {self.worksheet!r}: {len(told)} findings."
        return Tabular(caption, ("severity", "where", "rule", "what"), told)

    def counts(self) -> Mapping[str, int]:
        """How often each rule was broken, by code, silenced ones left out."""
        return Counter(finding.rule for finding in self.findings)

    def only(
        self, codes: Collection[str] | None = None, rows: Collection[int] | None = None
    ) -> Validation:
        """The part of it that concerns these rules and these rows; None means all.

        Raises ConfigurationError for a code that no rule has.
        """
        for code in codes or ():
            explain(code)
        wanted = tuple(
            finding
            for finding in self.findings
            if (codes is None or finding.rule in codes) and (rows is None or finding.row in rows)
        )
        silenced = {
            code: count for code, count in self.silenced.items() if codes is None or code in codes
        }
        return replace(self, findings=wanted, silenced=silenced)

    def from_severity(self, least: Severity) -> Validation:
        """The part of it that is at least so grave."""
        order = list(Severity)
        wanted = order[: order.index(least) + 1]
        return replace(self, findings=tuple(f for f in self.findings if f.severity in wanted))

    def worst(self) -> Severity | None:
        """The gravest severity found, None if nothing was."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in Severity if severity in found), None)


@collector_paused()
def validate(
    spreadsheet: Spreadsheet,
    table: RecordTable,
    readout: Readout,
    *,
    today: dt.date,
    settings: ValidationSettings | None = None,
    members: Collection[str] | None = None,
    verdicts: Mapping[int, Verdict] | None = None,
    unused: Iterable[Hold] = (),
    implausible: Iterable[str] = (),
    history: str = "",
    doubts: Doubts = NO_DOUBTS,
) -> Validation:
    """Everything to say about the records of a spreadsheet, on one day.

    `members` are names and addresses of everyone on the roster, past members too; None: no roster.
    `verdicts` by row, from `cocsheets.records.verdicts.judge`; without them a record is due by its
    date alone. `unused` are holds of the settings that are for no record, `implausible` what the
    ledger says and nobody can believe, `doubts` what interrupted runs left, `history` for how long
    the version history has shown what was expunged, where a reminder is due. Raises
    ConfigurationError if the settings name an unknown rule.
    """
    collector = _Collector(table, readout, settings or ValidationSettings())
    for noticed in _unmarked(
        check_marks(table, readout.records, today=today, verdicts=verdicts),
        (Noticed("unused-hold", detail=hold.row.strip()) for hold in unused),
        (Noticed("ledger-implausible", detail=what) for what in implausible),
        (Noticed("rehome-due", detail=told) for told in filter(None, [history])),
        (Noticed("interrupted-write", row, detail=why) for row, why in doubts.rows.items()),
        (Noticed("interrupted-write", detail=place) for place in doubts.named),
        check_structure(spreadsheet, table),
        _check_reading(table, readout),
        check_cells(table, readout),
        check_code_names(table),
        check_records(table, readout.records, today=today, members=members, verdicts=verdicts),
    ):
        collector.add(*noticed)
    return Validation(
        findings=tuple(collector.sorted()),
        silenced=dict(collector.silenced),
        records=len(readout.records),
        worksheet=table.worksheet.title,
    )


def with_more(
    found: Validation,
    table: RecordTable,
    readout: Readout,
    noticed: Iterable[Noticed],
    settings: ValidationSettings | None = None,
) -> Validation:
    """A validation with more that was noticed, beside the spreadsheet."""
    collector = _Collector(table, readout, settings or ValidationSettings())
    for one in noticed:
        collector.add(*one)
    silenced = Counter(found.silenced) + collector.silenced
    beside = tuple(collector.sorted())
    findings = (*found.findings, *beside)
    return replace(found, findings=findings, silenced=dict(silenced), beside=beside)


def _check_reading(table: RecordTable, readout: Readout) -> Iterator[Noticed]:
    """What could not be read, or was read with a reservation."""
    for row, key, rule, detail in readout.problems:
        yield Noticed(rule, row, table.columns.get(key), detail, key)


def _unmarked(marks: Iterable[Noticed], *others: Iterable[Noticed]) -> Iterator[Noticed]:
    """All that was noticed, but of a cell with a mark nothing else than the mark: what a run left
    half done says nothing about how the record was typed."""
    left = tuple(marks)
    yield from left
    if not left:
        yield from chain.from_iterable(others)
        return
    cells = {(mark.row, mark.column) for mark in left}
    rows = {mark.row for mark in left}
    for noticed in chain.from_iterable(others):
        half_done = noticed.rule == "partly-expunged" and noticed.row in rows
        if not half_done and (noticed.row, noticed.column) not in cells:
            yield noticed


_WIDEST = 100_000
"""More than the 18,278 columns that a worksheet can have (documented)."""


class _Collector:
    """Turns what was noticed into findings with their severities."""

    def __init__(self, table: RecordTable, readout: Readout, settings: ValidationSettings) -> None:
        settings.check()
        self.silenced: Counter[str] = Counter()
        self._findings: list[tuple[int, Finding]] = []
        self._title, self._sheet_id = table.worksheet.title, table.worksheet.sheet_id
        self._rules = rules()
        self._levels: dict[str, list[Adjustment]] = {}
        for adjustment in settings.adjust:
            self._levels.setdefault(adjustment.rule, []).append(adjustment)
        dated = any(adjustment.before for adjustment in settings.adjust)
        self._days = (
            {record.row: record.date_reported for record in readout.records} if dated else {}
        )
        self._letters: dict[int, str] = {}

    def add(
        self, code: str, row: int | None, column: int | None, detail: str, key: str | None
    ) -> None:
        """Take up one thing noticed."""
        rule = self._rules[code]
        severity: Severity | None = rule.severity
        if code in self._levels:
            severity = self._severity(code, rule.severity, row)
        if severity is None:
            self.silenced[code] += 1
            return
        letters = None
        if column is not None:
            letters = self._letters.get(column)
            if letters is None:
                letters = self._letters[column] = column_letters(column)
        message = rule.message
        if "{detail}" in message:
            message = message.replace("{detail}", _worded(code, detail))
        finding = Finding(
            code, severity, message, rule.hint, self._title, self._sheet_id, row, letters, key
        )
        place = (row or 0) * _WIDEST + (0 if column is None else column + 1)
        self._findings.append((place, finding))

    def _severity(self, code: str, severity: Severity, row: int | None) -> Severity | None:
        level: str = severity
        for adjustment in self._levels[code]:
            if adjustment.before is not None:
                day = self._days.get(row) if row is not None else None
                if day is None or day >= adjustment.before:
                    continue
            level = adjustment.severity
        return None if level == "silent" else Severity(level)

    def sorted(self) -> Iterator[Finding]:
        """The findings by row and column."""
        self._findings.sort(key=operator.itemgetter(0))
        return (finding for _, finding in self._findings)


def _worded(code: str, detail: str) -> str:
    if code in {"status-unknown", "choice-unknown"}:
        return f"; the closest is {detail}" if detail else ""
    return detail
