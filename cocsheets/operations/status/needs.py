"""The section of the status page that says what needs a person, in plain words.

Knows findings and reports, and how each is said in a line. Only what rules say is passed on: what
may hold a name or an address becomes a count or a place. Must not know where the facts come from.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cocsheets.findings import Finding, Severity
from cocsheets.operations.status.facts import Facts, in_records, report_of, where_at, where_of
from cocsheets.patterns import lazy_re
from cocsheets.plans.statuspage import Entry, Section
from cocsheets.records.record import RecordKey
from cocsheets.records.rules import all_rules, rules
from cocsheets.records.table import column_letters
from cocsheets.shown import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cocsheets.operations.assessment import Assessment

LOUD = (Severity.ERROR, Severity.WARNING)
HISTORY = "File, Version history, See version history"
SHOWN_NOTES = ("place-", "rehome-")
"""How the codes of those rules begin whose notes a member should see too."""
IN_COUNTS = ("place-", "status-")
"""How the codes of those rules begin whose findings have counts and no addresses."""
IN_HISTORY = ("rehome-", "history-")
"""How the codes of those rules begin that are about the version history."""
_ROSTER_ROW = lazy_re(r"row \d+ of the roster")
_UNTITLED = {
    "twin-worksheet": "another worksheet has the headers of the records, and is not looked at"
}
"""What is said of rules whose message has the title of a worksheet, which may name somebody."""


def needs_a_person(facts: Facts, assessment: Assessment | None) -> Section:
    """Everything that the job cannot do, the gravest first."""
    found = [
        *_undone(facts),
        *_findings(facts, assessment),
        *_expunging(facts, assessment),
        *_residue(facts),
        *_sharing(facts),
    ]
    order = list(Severity)
    found.sort(key=lambda entry: order.index(entry.severity or Severity.NOTE))
    return Section("needs_a_person", "Needs a person", tuple(found), "cocsheets validate")


def _undone(facts: Facts) -> Iterator[Entry]:
    for part, code in facts.errors.items():
        fix = "`cocsheets sync --dry-run` says more; `cocsheets doctor` helps to find out why."
        yield Entry(f"not done: {part}. {code.meaning.capitalize()}", "", None, fix, Severity.ERROR)


def _findings(facts: Facts, assessment: Assessment | None) -> Iterator[Entry]:
    keys = {record.row: record.key for record in assessment.records} if assessment else {}
    own = assessment.table.worksheet.sheet_id if assessment else None
    for finding in facts.findings:
        if finding.severity in LOUD and finding.rule in rules() and finding.sheet_id == own:
            key = keys.get(finding.row or 0)
            yield Entry(
                _UNTITLED.get(finding.rule, finding.message),
                str(key.date or "") if key else "",
                where_of(finding, facts.sheets),
                finding.hint,
                finding.severity,
                finding.rule,
                report_of(key) if key else "",
            )
    yield from _others(facts)


def _others(facts: Facts) -> Iterator[Entry]:
    """Findings about roster, sharing and places: their own words may have an address."""
    counts = Counter[tuple[str, Severity]]()
    for finding in facts.findings:
        note = finding.severity is Severity.NOTE and not finding.rule.startswith(SHOWN_NOTES)
        if finding.rule in rules() or note or finding.rule.startswith(IN_HISTORY):
            continue
        if finding.rule.startswith(IN_COUNTS) and "@" not in finding.message + finding.hint:
            said = finding.message.removesuffix(".")
            yield Entry(said, "", None, finding.hint, finding.severity, finding.rule)
        elif finding.row is not None:
            yield _by_rule(finding.rule, finding.severity, finding, facts.sheets)
        else:
            counts[finding.rule, finding.severity] += 1
    for (rule, severity), number in counts.items():
        yield _by_rule(rule, severity, times=number)


def by_count(facts: Facts, codes: tuple[str, ...]) -> Iterator[Entry]:
    """An entry for each rule of which there are findings, whose codes begin so."""
    counts = Counter((f.rule, f.severity) for f in facts.findings if f.rule.startswith(codes))
    for (rule, severity), number in counts.items():
        yield _by_rule(rule, severity, times=number)


def _by_rule(
    code: str,
    severity: Severity,
    finding: Finding | None = None,
    sheets: Mapping[int, str] | None = None,
    times: int = 1,
) -> Entry:
    """An entry in the words of the rule alone."""
    rule = all_rules().get(code)
    said = rule.message.partition("{detail}")[0].rstrip(" :,;(") if rule else "something to look at"
    where = where_of(finding, sheets or {}) if finding else None
    key = f"row {finding.row} of the roster" if finding else ""
    many = f" ({times} times)" if times > 1 else ""
    return Entry(f"{said}{many}", "", where, rule.hint if rule else "", severity, code, key)


def _expunging(facts: Facts, assessment: Assessment | None) -> Iterator[Entry]:
    """What kept reports that are due from being expunged, and what a run could not put right."""
    report = facts.expunged
    if report is None or assessment is None:
        return
    told = {f.row for f in facts.findings if f.rule.startswith("interrupted-")}
    for found in report.plan.obstacles:
        if found.pending and found.row is not None and found.row not in told:
            letters = None if found.column is None else column_letters(found.column)
            where = in_records(assessment, found.row, letters)
            key = report_of(found.key) if found.key else ""
            what = f"due, and left alone: {found.reason}"
            yield Entry(what, "", where, found.hint, Severity.ERROR, "expunge", key)
    for undone, reason in report.cells.not_done.items():
        if undone not in report.cells.gone:
            again = "The next run tries again."
            what = f"due, and not done: {reason}"
            yield Entry(what, "", None, again, Severity.WARNING, "expunge", report_of(undone))
    for number, what in (
        (len(report.cells.lost), "overwritten in a row that appeared at that moment"),
        (len(report.cells.marked), "half done: a protection that appeared keeps a mark there"),
        (len(report.cells.to_check), "in a row that moved at that moment: please look at it"),
        (len(report.cells.by_place), "replaced where somebody may have typed: please look at it"),
    ):
        if number:
            cells = count(number, "cell is", "cells are")
            fix = f"The text is in the version history: {HISTORY}. `cocsheets log` has the run."
            yield Entry(f"{cells} {what}", "", None, fix, Severity.WARNING, "expunge")
    for row in report.returned:
        where = in_records(assessment, row)
        what = "expunged once, by the ledger, and holds contents again"
        fix = "If it is to go, give it an expunge date that is over."
        yield Entry(what, "", where, fix, Severity.WARNING, "expunge", f"row {row}")


def _residue(facts: Facts) -> Iterator[Entry]:
    comments = sum(bool(place.url) for place in facts.residue)
    fix = "Remove the name there. `cocsheets residue` lists all places."
    for place in facts.residue:
        if place.url:
            continue
        where = None
        if place.sheet_id is not None:
            column = place.cell.rstrip("0123456789")
            row = int(place.cell[len(column) :] or 0) or None
            where = where_at(place.sheet_id, row, column, facts.sheets)
        what = f"somebody who was expunged is still named here ({place.kind})"
        yield Entry(what, "", where, fix, Severity.WARNING, "residue")
    if comments:
        said = count(comments, "comment names", "comments name")
        what = f"{said} somebody who was expunged"
        fix = "Only their authors can delete them. `cocsheets residue` says where they are."
        yield Entry(what, "", None, fix, Severity.WARNING, "residue")


def _sharing(facts: Facts) -> Iterator[Entry]:
    fix = "`cocsheets sharing` says which, and who can make them."
    for number, one, several in (
        (facts.left, "that a person has to make", "that a person has to make"),
        (facts.planned, "is not made yet", "are not made yet"),
    ):
        if number:
            said = f"{count(number, 'change')} to who has access {one if number == 1 else several}"
            yield Entry(said, "", None, fix, Severity.WARNING, "sharing")


def carried(code: str, key: str) -> Entry | None:
    """An entry that somebody looks at, where it could not be judged today; None if it is none."""
    rule = all_rules().get(code)
    named = RecordKey.parse(key.removeprefix("report of ")) or _ROSTER_ROW.fullmatch(key)
    if rule is None or (key and not named):
        return None
    entry = _by_rule(code, rule.severity)
    told = f"{entry.what}; this could not be judged today"
    return Entry(told, "", None, rule.hint, rule.severity, code, key)
