"""Checks of whole records: consistency, what is due, and texts that may name people.

Knows records, rows and today. Must not know severities, settings or how findings look. Cheap
questions come first: a sheet of 100,000 rows takes about a second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from cocsheets.patterns import lazy_re
from cocsheets.records import people
from cocsheets.records.codenames import tokens
from cocsheets.records.layout import RecordTable
from cocsheets.records.marks import MARK, read_mark
from cocsheets.records.mentions import RUNNING, Identifiers, Mention, mentions
from cocsheets.records.nearness import plain, words
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.record import Expunged, Record
from cocsheets.records.redaction import (
    identifiers_in,
    identifies_nobody,
    is_expunged,
    own_identifiers,
)
from cocsheets.records.structure import Noticed
from cocsheets.records.text import fold, shown
from cocsheets.records.verdicts import RetentionState, Verdict, endless_hold, to_expunge


def check_records(
    table: RecordTable,
    records: tuple[Record, ...],
    *,
    today: dt.date,
    members: Collection[str] | None = None,
    verdicts: Mapping[int, Verdict] | None = None,
) -> Iterator[Noticed]:
    """Everything to say about the records as records."""
    columns = table.columns
    yield from _check_consistency(columns, records, today)
    yield from _check_due(table, records, today, verdicts)
    yield from _check_twins(columns, records)
    reporters: Mapping[int, Identifiers] = {}
    if members is not None and "reporter" in columns:
        known = (*members, *table.schema.public_reporters)
        reporters = _private_reporters(table, records, known)
        yield from _check_reporters(table, reporters)
    elif "reporter" in columns:
        yield Noticed("reporter-unchecked", key="reporter")
    yield from _check_mentions(table, reporters)


def check_marks(
    table: RecordTable,
    records: tuple[Record, ...],
    *,
    today: dt.date,
    verdicts: Mapping[int, Verdict] | None = None,
) -> Iterator[Noticed]:
    """Cells with a mark that a run left there which was killed or refused between its batches."""
    keys = {column: key for key, column in table.columns.items()}
    for place, column in table.holding(MARK):
        row, record = table.data_rows()[place], records[place]
        if read_mark(row.value(column)) is None:
            continue
        if verdicts is not None:
            due = to_expunge(record, verdicts[row.number], today)
        else:
            due = _past(record, today)
        rule = "interrupted-run" if due else "stray-mark"
        yield Noticed(rule, row.number, column, "", keys.get(column))
    for row in table.other_rows():
        for column, value in enumerate(row.values):
            if read_mark(value) is not None:
                yield Noticed("stray-mark", row.number, column)


def _check_consistency(
    columns: Mapping[str, int], records: tuple[Record, ...], today: dt.date
) -> Iterator[Noticed]:
    reports, expires = columns["date_reported"], columns.get("expunge_on")
    shares, reasons = columns.get("outcome_to_share"), columns.get("hold_reason")
    for record in records:
        reported, until = record.date_reported, record.expunge_on
        if record.status is not None and shares is not None and not record.outcome_to_share:
            yield Noticed("outcome-missing", record.row, shares, "", "outcome_to_share")
        if reported is not None and reported > today:
            yield Noticed("report-in-future", record.row, reports, "", "date_reported")
        if record.expunged is Expunged.PARTLY:
            yield Noticed("partly-expunged", record.row)
        if endless_hold(record) and record.expunged is not Expunged.YES:
            yield Noticed("hold-without-end", record.row, reasons, "", "hold_reason")
        if until is not None or record.expunged is Expunged.YES or expires is None:
            continue
        if "expunge_on" not in record.unreadable:
            yield Noticed("no-expunge-date", record.row, expires, "", "expunge_on")


def _check_due(
    table: RecordTable,
    records: tuple[Record, ...],
    today: dt.date,
    verdicts: Mapping[int, Verdict] | None,
) -> Iterator[Noticed]:
    index = table.columns.get("expunge_on")
    for row, record in zip(table.data_rows(), records, strict=True):
        verdict = verdicts[row.number] if verdicts is not None else None
        if verdict is not None and verdict.state is RetentionState.HELD:
            rule = "date-stale" if verdict.proposed else "held"
            reason = verdict.reason[:1].lower() + verdict.reason[1:].rstrip(".")
            yield Noticed(rule, row.number, index, reason, "expunge_on")
            continue
        due = verdict.state is RetentionState.DUE if verdict is not None else _past(record, today)
        if due and not identifies_nobody(table, row):
            yield Noticed("due", row.number, index, "", "expunge_on")


def _past(record: Record, today: dt.date) -> bool:
    """Whether a record is due by its date alone."""
    until = record.expunge_on
    past = until is not None and until < today and record.date_reported is not None
    return past and record.expunged is not Expunged.YES


def _check_twins(columns: Mapping[str, int], records: tuple[Record, ...]) -> Iterator[Noticed]:
    """Records with the same date and a person in common, each naming the others' rows."""
    first: dict[tuple[dt.date, str], int] = {}
    groups: dict[tuple[dt.date, str], set[int]] = {}
    for record in records:
        day = record.date_reported
        if day is None or record.expunged is Expunged.YES:
            continue
        for name in record.named_subjects:
            key = (day, fold(name))
            row = first.setdefault(key, record.row)
            if row != record.row and not is_placeholder(name) and key[1] != "expunged":
                groups.setdefault(key, {row}).add(record.row)
    others: dict[int, set[int]] = {}
    for rows in groups.values():
        for row in rows:
            others.setdefault(row, set()).update(rows - {row})
    for row, twins in others.items():
        detail = ", ".join(map(str, sorted(twins)[:5]))
        yield Noticed("same-report", row, columns["date_reported"], detail, "date_reported")


def _permitted(known: Iterable[str]) -> Callable[[str], bool]:
    """Whether everyone named in a reporter's cell may be named; remembers, as handlers repeat."""
    names = set(map(fold, known))
    answers: dict[str, bool] = {}

    def permitted(text: str) -> bool:
        answer = answers.get(text)
        if answer is None:
            folded = map(fold, people.split(text))
            answer = answers[text] = is_expunged(text) or all(
                name in names or name.endswith("(public)") for name in folded
            )
        return answer

    return permitted


_DIGITS = lazy_re(r"[0-9](?:[ ()/.-]*[0-9]){6}")
_RUN_TOGETHER = 5
"""A shorter word is no full name whose words are run together."""
_PUBLIC = ("action_by_us", "action_by_local_rep", "outcome_to_share")
"""Fields that organisers, and perhaps the subject, may read."""
_SHORTEST = 4
"""A shorter text, such as `yes`, names nobody."""
_REMEMBERED = 500
"""How many texts are remembered with their words."""


def _check_mentions(table: RecordTable, reporters: Mapping[int, Identifiers]) -> Iterator[Noticed]:
    """Texts for others to read that name somebody of their own row.

    Whoever is mentioned shares a word with the identifying cells: only then is the row looked at
    closely. Telephone numbers and names in scripts without spaces may be spaced otherwise, so rows
    with those always are.
    """
    keys = [key for key in _PUBLIC if key in table.columns]
    naming = [key for key, _ in table.identifying if key != "summary"]
    if not keys or not naming:
        return
    named = [map(shown, table.column(key)) for key in naming]
    owns = [plain(" ".join(names)) for names in zip(*named, strict=True)]
    words_of = _remembering()
    for key in keys:
        for row, text, own in zip(table.data_rows(), table.column(key), owns, strict=True):
            if text.__class__ is not str or len(text) < _SHORTEST:
                continue
            if not (
                _shares_word(words_of(text), own)
                or _DIGITS.search(text)
                or (not own.isascii() and RUNNING.search(own))
            ):
                continue
            reporter = reporters.get(row.number)
            if reporter and mentions(text, reporter) is Mention.FULL:
                continue  # told as such
            match mentions(text, own_identifiers(table, row)):
                case Mention.FULL:
                    yield Noticed("names-person", row.number, table.columns[key], "", key)
                case Mention.NEAR | Mention.WORD:
                    yield Noticed("may-name-person", row.number, table.columns[key], "", key)


def _private_reporters(
    table: RecordTable, records: tuple[Record, ...], known: Iterable[str]
) -> Mapping[int, Identifiers]:
    """Who is named as reporter, by row, and is neither on the roster nor known to be public."""
    permitted = _permitted(known)
    found = {}
    for row, record in zip(table.data_rows(), records, strict=True):
        if record.reporter and not permitted(record.reporter):
            private = [
                name
                for name in people.split(record.reporter)
                if not permitted(name) and not tokens(name)
            ]
            if private:
                found[row.number] = identifiers_in(private)
    return found


def _check_reporters(table: RecordTable, reporters: Mapping[int, Identifiers]) -> Iterator[Noticed]:
    """Private reporters, and texts of their own row that name them."""
    apart = {column.key for column in table.schema.columns if column.kind.names_people}
    columns = {column: key for key, column in table.columns.items()}
    for row in table.data_rows() if reporters else ():
        reporter = reporters.get(row.number)
        if reporter is None:
            continue
        yield Noticed("reporter-not-public", row.number, table.columns["reporter"], "", "reporter")
        for column, text in enumerate(row.values):
            key = columns.get(column)
            if not isinstance(text, str) or key == "reporter" or key in apart:
                continue
            match mentions(text, reporter):
                case Mention.FULL:
                    yield Noticed("reporter-in-text", row.number, column, "", key)
                case Mention.NEAR | Mention.WORD if key not in _PUBLIC:  # looked at with all names
                    yield Noticed("may-name-person", row.number, column, "", key)


def _shares_word(said: Iterable[str], own: str) -> bool:
    """Whether one of the words is a word of the other text, or is made of its words."""
    likely = [
        word
        for word in said
        if word in own or (len(word) >= _RUN_TOGETHER and word[:2] in own and word[-2:] in own)
    ]
    if not likely:  # as most
        return False
    parts = tuple(words(own))
    return any(
        word in parts
        or (len(word) >= _RUN_TOGETHER and word.startswith(parts) and word.endswith(parts))
        for word in likely
    )


def _remembering() -> Callable[[str], list[str]]:
    """The words of a text, remembering those of the first few: yes and no with words repeat."""
    known: dict[str, list[str]] = {}

    def words_of(text: str) -> list[str]:
        found = known.get(text)
        if found is None:
            found = words(plain(text))
            if len(known) < _REMEMBERED:
                known[text] = found
        return found

    return words_of
