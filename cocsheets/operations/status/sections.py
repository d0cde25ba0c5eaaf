"""The sections of the status page but for what needs a person, in plain words.

Knows verdicts and ledger lines, and how each is said in a line. A reason that somebody typed into
the sheet may name people, so it is not passed on. Must not know where the facts come from.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cocsheets.clock import moment
from cocsheets.ledger import LineState
from cocsheets.ledger.rehome import history
from cocsheets.operations.status.facts import Facts, in_records, local, report_of
from cocsheets.operations.status.needs import HISTORY, IN_HISTORY, by_count
from cocsheets.plans.statuspage import Entry, Section
from cocsheets.records.record import Expunged, RecordKey
from cocsheets.records.verdicts import RetentionState
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.ledger import Ledger, Line
    from cocsheets.operations.assessment import Assessment
    from cocsheets.records.verdicts import Verdict

_DONE = {
    "expunge": ("report expunged", "reports expunged"),
    "put back": ("cell restored", "cells restored"),
    "reset date": ("expunge date reset", "expunge dates reset"),
    "set date": ("expunge date set", "expunge dates set"),
    "add": ("report added", "reports added"),
    "amend": ("report amended", "reports amended"),
    "enrol": ("person entered on the roster", "people entered on the roster"),
    "step down": ("person entered as stepped down", "people entered as stepped down"),
    "revoke": ("access path removed", "access paths removed"),
    "lower": ("role lowered", "roles lowered"),
    "restrict": ("setting of sharing tightened", "settings of sharing tightened"),
    "grant": ("person let in", "people let in"),
    "raise": ("role raised", "roles raised"),
}
"""What a line of the ledger says was done, for one and for several."""


GOOD = "The daily run was good."


def last_run(facts: Facts) -> Section:
    """When the last good run was, and as whom it acted."""
    good = facts.ledger.last_good if facts.ledger else None
    if good is None:
        entry = Entry("There has been no good run yet.", fix="`cocsheets doctor` helps to see why.")
    else:
        when = good.astimezone(facts.zone).strftime("%Y-%m-%d %H:%M")
        entry = Entry(GOOD, when)
    return Section("last_good_run", "Last good run", (entry,))


def due_soon(facts: Facts, assessment: Assessment | None) -> Section:
    """What will be expunged soon, so that a member can still object."""
    entries = [
        Entry(
            "This report will be expunged after that day",
            str(record.on),
            in_records(assessment, record.row, assessment.table.letters("expunge_on"))
            if assessment
            else None,
            "Whoever objects enters a hold or another date before then.",
            code="due",
            key=report_of(record.key),
        )
        for record in facts.soon
    ]
    if facts.leaving:
        ends = count(facts.leaving, "membership ends", "memberships end")
        told = f"{ends} within {facts.days} days."
        entries.append(Entry(told, fix="`cocsheets members list` says whose."))
    return Section("due_soon", "Due soon", tuple(entries), "cocsheets due")


def on_hold(assessment: Assessment | None) -> Section:
    """What is due by its date and is kept for now."""
    if assessment is None:
        return Section("on_hold", "On hold")
    entries = [
        _held(assessment, record.row, record.key, verdict)
        for record in assessment.records
        if (verdict := assessment.verdicts[record.row]).state is RetentionState.HELD
    ]
    return Section("on_hold", "On hold", tuple(entries), "cocsheets due")


def _held(assessment: Assessment, row: int, key: RecordKey, verdict: Verdict) -> Entry:
    by_row = verdict.reason.startswith("Its row says")
    reason = "Its own row says so. For the reason, see the sheet" if by_row else verdict.reason[:-1]
    letters = assessment.table.letters("hold_until" if by_row else "expunge_on")
    where = in_records(assessment, row, letters)
    fix = "The hold ends by itself after that day." if verdict.until else _ENDLESS
    return Entry(reason, str(verdict.until or ""), where, fix, code="held", key=report_of(key))


_ENDLESS = "The hold lasts until somebody enters another date, or fixes what is in doubt."


def done_last(facts: Facts) -> Section:
    """What the last run that changed anything did, in numbers, by the ledger."""
    title = "Done by the last run"
    lines = _believed(facts.ledger)
    if not lines:
        return Section("done_last", title)
    latest = max(lines, key=lambda line: line.when)
    ours = [line for line in lines if line.run == latest.run]
    counts = Counter[str]()
    for line in ours:
        counts[line.action] += line.count if line.action == "put back" else 1
    when = local(min(line.when for line in ours), facts.zone)
    entries = [
        Entry(f"{number} {_DONE[action][number != 1]}.", when)
        for action in _DONE
        if (number := counts[action])
    ]
    return Section("done_last", title, tuple(entries), "cocsheets log")


def _believed(ledger: Ledger | None) -> list[Line]:
    """Lines that say that something was done, at a time that can be believed."""
    ends = (LineState.DONE, LineState.PUT_BACK)
    return [
        line
        for line in (ledger.lines if ledger else ())
        if line.state in ends
        and line.action in _DONE
        and moment(line.when, ledger.google if ledger else None) is not None
    ]


def version_history(facts: Facts, assessment: Assessment | None) -> Section:
    """What can still be read in earlier versions, and since when."""
    found = history(facts.ledger)
    records = assessment.records if assessment else ()
    gone = sum(record.expunged is Expunged.YES for record in records)
    expunged = [line.when for line in _believed(facts.ledger) if line.action == "expunge"]
    since_day = local(min(expunged), facts.zone)[:10] if expunged else ""
    if found.rehomed:  # what was expunged before is in no version of this file
        gone, since_day = found.records, found.since
    entries = list(by_count(facts, IN_HISTORY))
    if gone:
        are = count(gone, "report that is expunged", "reports that are expunged")
        told = f"{are} can still be read in earlier versions, by all who may edit the file."
        if since_day:
            told += f" By the ledger, the first was expunged on {since_day}."
        fix = f"{HISTORY} shows them. `cocsheets rehome` makes a fresh copy without them."
        entries.append(Entry(told, since_day, fix=fix))
    return Section("version_history", "Version history", tuple(entries))
