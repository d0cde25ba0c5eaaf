"""The answer to a person who asks what the committee holds about them, as Markdown or plain text.

Other people's names and addresses are replaced, reporters never appear, questions to the chair are
left out. Knows what is in an answer and how it reads. Must not know how others are recognised.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from cocsheets.operations.held import About, Held, Mentioned
from cocsheets.patterns import lazy_re
from cocsheets.records import people
from cocsheets.records.contacts import split
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.others import ADDRESS, PERSON, WITHHELD, Redactor, may_name
from cocsheets.shown import count

_NEVER = frozenset({"reporter"})
"""Fields that no answer has."""
_WORDS = {
    "flagged": "Flagged.",
    "blacklisted": "Asked not to attend events covered by the code of conduct.",
}
_REPORTED = (
    "You are named {times} as the person who reported or handled a case. Those reports are about"
    " other people, so they are not part of this answer."
)
_APART = (
    "We keep your name and addresses in a spreadsheet apart from the reports. In the reports you"
    " have a code name. In this answer your name is in its place."
)
_Section = tuple[str, Sequence[str]]


def access_letter(found: About, suffix: str, date: str) -> str:
    """The answer in the form of a file's suffix."""
    sections = list(_sections(found, date))
    return _markdown(sections) if suffix == ".md" else _plain(sections)


def doubtful(found: About) -> tuple[str, ...]:
    """Places whose texts may still name somebody else, for the chair to look at before sending."""
    redactor = _redactor(found)
    places = [
        f"row {record.row}, {one.header}"
        for record in found.records
        for one in record.fields
        if one.key not in _NEVER
        and may_name(redactor.redact(one.text, record.people), redactor.own)
    ]
    places += [
        one.place.place
        for one in found.elsewhere
        if may_name(redactor.redact(one.text), redactor.own)
    ]
    return tuple(places)


def _redactor(found: About) -> Redactor:
    if found.redactor is None:
        raise ValueError("made without a search")
    return found.redactor


def _sections(found: About, date: str) -> Iterator[_Section]:
    redactor = _redactor(found)
    yield (
        "What the Code of Conduct committee holds about you",
        [f"You asked what we hold about {found.person}. This is what we found on {date}."],
    )
    if not found.records:
        yield "Reports", ["We hold no report about you."]
    for number, record in enumerate(found.records, start=1):
        title = f"Report {number}" if len(found.records) > 1 else "A report about you"
        yield title, list(_record(record, redactor))
    elsewhere = [_mention(one, redactor) for one in found.elsewhere]
    if elsewhere:
        yield "Other places where you are named", elsewhere
    if found.identities:
        yield "Your name and addresses", [_APART]
    if found.roster or found.ledger:
        yield "Your work on the committee", list(_membership(found))
    if found.reported:
        times = "once" if len(found.reported) == 1 else f"{len(found.reported)} times"
        yield (
            "Reports that you made or handled",
            [_REPORTED.format(times=times)],
        )
    yield "About this answer", list(_limits(found))


def _record(record: Held, redactor: Redactor) -> Iterator[str]:
    for one in record.fields:
        if one.key in _NEVER:
            continue
        if one.key == "named_subjects":
            text = "; ".join(_entries(people.split(one.text), redactor, PERSON))
        elif one.key == "subject_contacts":
            text = "; ".join(_entries(split(one.text), redactor, ADDRESS))
        elif one.key == "status":
            text = _WORDS.get(one.text.strip().casefold(), one.text)
        else:
            text = redactor.redact(one.text, record.people)
        header = _header(one.header)
        yield f"{header if one.key else redactor.redact(header)}: {text}"


def _entries(entries: Sequence[str], redactor: Redactor, other: str) -> Iterator[str]:
    """The people or contacts of a cell: the reader's own, and that there are others."""
    mine = Identifiers(redactor.own.full)
    for entry in entries:
        own = redactor.own.has(entry) or mentions(entry, mine) is Mention.FULL
        yield redactor.redact(entry) if own else other


_COMMITTEE = lazy_re(r"\s*\(for internal purposes\)\s*$", re.IGNORECASE)


def _header(header: str) -> str:
    return _COMMITTEE.sub("", header) or "Another column"


def _mention(one: Mentioned, redactor: Redactor) -> str:
    text = redactor.redact(one.text)
    if one.record:
        return f"In a report about somebody else: {text}"
    kind = "a comment" if one.place.url else f"a {one.place.kind} in the spreadsheet"
    kind = kind.replace("a value in", "a cell in")
    return f"In {kind}: {text}"


def _membership(found: About) -> Iterator[str]:
    for term in found.roster:
        begin = f"from {term.joined}" if term.joined else "from a day that nobody wrote down"
        end = f"until {term.stepped_down}" if term.stepped_down else "until today"
        yield f"You are on the roster as {term.role}, {begin} {end}."
    if found.ledger:
        lines = count(len(found.ledger), "line")
        first, last = found.ledger[0].when[:10], found.ledger[-1].when[:10]
        yield (
            f"Our log has {lines} about your access, or about work that was done with your account,"
            f" from {first} to {last}."
        )


def _limits(found: About) -> Iterator[str]:
    yield (
        f"Names and addresses of other people are replaced by {PERSON} and {ADDRESS}. Who reported"
        " is not said, to protect them."
    )
    yield f"Where a text may still name somebody else, it reads {WITHHELD}."
    yield "We have searched our spreadsheet. These places cannot be searched by a program:"
    yield "\n".join(f"- {line}" for line in found.cannot)
    yield "Reports expire: we delete the names in them after some time. You may ask us about this."


# --- forms ------------------------------------------------------------------------------------

_SPECIAL = {ord(character): f"\\{character}" for character in "\\`*_#|~<>"}


def _markdown(sections: Sequence[_Section]) -> str:
    blocks = []
    for number, (title, lines) in enumerate(sections):
        blocks.append(f"{'#' if number == 0 else '##'} {title}")
        for line in lines:
            text = line.translate(_SPECIAL)
            blocks.append(text if text.startswith("- ") else text.replace("\n", "  \n"))
    return "\n\n".join(blocks) + "\n"


def _plain(sections: Sequence[_Section]) -> str:
    blocks = []
    for number, (title, lines) in enumerate(sections):
        blocks.append(title.upper() if number == 0 else f"{title}\n{'-' * len(title)}")
        blocks += ["\n".join(map(_filled, line.splitlines())) for line in lines]
    return "\n\n".join(blocks) + "\n"


def _filled(line: str) -> str:
    return textwrap.fill(line, 76, subsequent_indent="  " if line.startswith("- ") else "")
