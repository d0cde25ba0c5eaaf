"""Screening: a list of people against the flagged records of a reading, and what may be said of it.

Composes; who is on both is decided in `records/screening.py`. What leaves here for others is a row
of the list, a status and the outcome to share, and nothing of a record whose outcome names anyone.
The list itself is kept nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cocsheets.apply.transaction import transaction
from cocsheets.data import replace
from cocsheets.errors import CocsheetsError, ConfigurationError
from cocsheets.ledger import Line, LineState
from cocsheets.lists.columns import find_columns
from cocsheets.lists.files import read_list
from cocsheets.lists.people import attendees
from cocsheets.lists.table import ListTable
from cocsheets.operations.named import Named, named
from cocsheets.operations.screened import Asked, Match, Refused, Screening
from cocsheets.patterns import lazy_re
from cocsheets.records import contacts
from cocsheets.records.concerned import Concerned, concerned
from cocsheets.records.contacts import ContactKind
from cocsheets.records.links import explicit_handles
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.names import can_compare
from cocsheets.records.record import Record, Status
from cocsheets.records.redaction import own_identifiers
from cocsheets.records.screening import Pairing, compared_records, screen
from cocsheets.records.shared import Nobody
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.reading import Reading
    from cocsheets.records.attendees import Attendee

SCREENED, NOT_THE_SAME = "screen", "not the same person"
"""Actions of ledger lines: a list was screened; a question about a record was answered no."""
STATUS = {Status.FLAGGED: "flagged", Status.BLACKLISTED: "asked not to attend"}
"""What may be said of a record's status."""
_PEOPLE = frozenset({"named_subjects", "subject_contacts"})
_LONGEST = 120
"""Characters of an event's name in the ledger."""


def eligible(people: Named) -> tuple[Record, ...]:
    """The records that a list is compared with; see `compared_records`."""
    found = people.assessment
    return compared_records(found.records, found.verdicts.__getitem__)


def flagged_people(people: Named, not_people: Iterable[str]) -> list[tuple[Record, Concerned]]:
    """The records that a list is compared with, each with the people whom it names."""
    nobody, handles = Nobody(not_people), explicit_handles(people.assessment.records)
    return [(record, concerned(record, nobody, handles)) for record in eligible(people)]


def screening(
    reading: Reading,
    people: Sequence[Attendee],
    tell: Callable[[int, int], None] | None = None,
) -> Screening:
    """Compare a list with the flagged records of a reading. Keeps nothing.

    Raises ConfigurationError where names cannot be compared, for want of an extra, and what `named`
    raises.
    """
    if not can_compare():
        raise ConfigurationError(
            "To compare names, the extra `screen` is needed. Nothing was compared.",
            hint="pip install 'cocsheets[screen]'",
        )
    names = named(reading)
    found, flagged = names.assessment, eligible(names)
    not_people = reading.committee.settings.retention.not_people
    matches, questions = screen(people, flagged, found.records, not_people, tell)
    by_row = {record.row: record for record in flagged}
    hit = {pairing.record for pairing in (*matches, *questions)}
    naming = _naming(reading, found, [by_row[row] for row in sorted(hit)])
    told: dict[str, Match | Refused] = {
        str(by_row[row].key): _said_of(by_row[row], naming.get(row, "")) for row in hit
    }
    before = Counter(
        line.target
        for line in (reading.readable_ledger.lines if reading.readable_ledger else ())
        if line.action == NOT_THE_SAME
    )
    sure, refused = [], []
    for pairing in matches:
        said = told[str(by_row[pairing.record].key)]
        if isinstance(said, Match):
            sure.append(replace(said, row=pairing.row))
        else:
            refused.append(replace(said, row=pairing.row))
    unread = [*found.table.above, *(r.row for r in found.records if "status" in r.unreadable)]
    unread += [r.row for r in flagged if not _PEOPLE.isdisjoint(r.unreadable)]
    nameless = [r.row for r, concerned in flagged_people(names, not_people) if not concerned]
    return Screening(
        len(people),
        tuple(dict.fromkeys(sure)),
        tuple(_asked(pairing, by_row[pairing.record], before) for pairing in questions),
        tuple(dict.fromkeys(refused)),
        compared=len(flagged),
        unread=tuple(sorted(unread)),
        nameless=tuple(row for row in nameless if row not in unread),
        _told=told,
    )


def _asked(pairing: Pairing, record: Record, before: Mapping[str, int]) -> Asked:
    key = str(record.key)
    return Asked(
        pairing.row,
        pairing.compared,
        pairing.score,
        pairing.in_list,
        key,
        record.row,
        before.get(key, 0),
    )


def _said_of(record: Record, naming: str) -> Match | Refused:
    key = str(record.key)
    if naming:
        return Refused(key, record.row, naming)
    status = STATUS[record.status or Status.FLAGGED]
    return Match(0, status, record.outcome_to_share.strip(), key)


NAMES = (
    "The outcome to share names somebody (rule names-person), or may do so. "
    "Write it without names and addresses, then screen the list again."
)


def _naming(reading: Reading, found: Assessment, records: Sequence[Record]) -> Mapping[int, str]:
    """The rows of records whose outcome to share names anyone at all, with what to do about it.

    Stricter than the rule `names-person`: anybody of any record, a single word of a name, and any
    address or handle count, for an organiser will read it.
    """
    table = found.table
    rows = {row.number: row for row in table.data_rows()}
    texts = {record.row: record.outcome_to_share for record in records if record.outcome_to_share}
    if not texts:
        return {}
    anybody = {text for row in rows.values() for text in own_identifiers(table, row).full}
    anybody |= {text for text in reading.member_names or () if " " in text or "@" in text}
    everyone = Identifiers(frozenset(anybody))
    return {
        row: NAMES
        for row, text in texts.items()
        if any(map(_personal, contacts.find(text)))
        or mentions(text, own_identifiers(table, rows[row])) is not Mention.NONE
        or mentions(text, everyone) is Mention.FULL
    }


def _personal(contact: str) -> bool:
    return contacts.kind_of(contact) in (ContactKind.EMAIL, ContactKind.HANDLE)


def people_on(listed: str | Path | Iterable[Mapping[str, str]]) -> list[Attendee]:
    """Everybody on a list: a file, or rows with a text for each header.

    Raises ConfigurationError for what cannot be read, or says who nobody is.
    """
    if isinstance(listed, str | Path):
        table = read_list(Path(listed))
    else:
        rows = list(listed)
        headers = list(dict.fromkeys(header for row in rows for header in row))
        cells = [[str(row.get(header) or "") for header in headers] for row in rows]
        table = ListTable([headers, *cells])
    return list(attendees(table, find_columns(table)))


# --- the ledger ---------------------------------------------------------------------------------

_CONTROLS = lazy_re(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def ledger_lines(found: Screening, event: str) -> list[Line]:
    """What the ledger says of a screening: the event and counts, and records asked about; no names
    and nothing of the list."""
    numbers = (
        count(found.rows, "row"),
        count(len(found.matches), "match", "matches"),
        count(len(found.questions), "question"),
        f"{len(found.refused)} refused",
    )
    told = ", ".join(numbers)
    lines = [Line(SCREENED, event_name(event), told, found.rows, state=LineState.DONE)]
    lines += [
        Line(NOT_THE_SAME, key, "", count, state=LineState.DONE)
        for key, count in sorted(Counter(found.rejected).items())
    ]
    return lines


def event_name(event: str) -> str:
    """The name of an event, fit for a line of the ledger."""
    return _CONTROLS.sub(" ", event).strip()[:_LONGEST] or "an event that was not named"


def note(reading: Reading, lines: Iterable[Line]) -> str:
    """Write lines to the ledger; returns why that was not done, or nothing.

    An account that may only read can screen a list all the same.
    """
    committee = reading.committee
    by = committee.acting_account()
    try:
        with transaction(committee, reading.spreadsheet, by=by) as run:
            run.intend(list(lines))
            run.begin()
    except CocsheetsError as error:
        return error.message
    return ""
