"""What is held about one person, for the chair: places as text, contents on a terminal alone."""

from __future__ import annotations

from collections.abc import Iterator

from cocsheets.operations.held import About
from cocsheets.shown import count


def about_text(found: About, *, contents: bool) -> str:
    """Where something is held about a person, and with `contents` what it says."""
    return "\n".join(_lines(found, contents=contents))


def _lines(found: About, *, contents: bool) -> Iterator[str]:
    for record in found.records:
        people = f", which names {record.named} people" if record.named > 1 else ""
        yield f"row {record.row}: a record about the person ({record.key}){people}"
        if contents:
            yield from (f"  {one.header}: {_inline(one.text)}" for one in record.fields)
    for one in found.elsewhere:
        about = f", in the record {one.record} about somebody else" if one.record else ""
        yield f"{one.place.place}{about}"
        if contents:
            yield f"  {_inline(one.text)}"
    for row in found.reported:
        yield f"row {row}: named as reporter, or as the member who handles it"
    for row in found.identities:
        yield f"row {row} of the identities: names and addresses"
    for term in found.roster:
        yield f"row {term.row} of the roster: {term.role}, {term.joined or '?'} to {_end(term)}"
    for line in found.ledger:
        yield f"row {line.row} of the ledger: {line.action}, {line.when}"
    yield from _questions(found)
    places = (
        len(found.identities)
        + len(found.elsewhere)
        + len(found.reported)
        + len(found.roster)
        + len(found.ledger)
    )
    yield (
        f"{count(len(found.records), 'record')} about the person, {count(places, 'other place')}."
    )
    yield "Not looked at, since no tool can:"
    yield from (f"  {line}" for line in found.cannot)


def _end(term: object) -> str:
    return str(getattr(term, "stepped_down", None) or "today")


def _questions(found: About) -> Iterator[str]:
    """Weak likeness: for the chair, and in no answer."""
    for one in found.questions:
        yield f"row {one.record}: a question, {one.compared}; score {one.score}"
    for place in found.perhaps:
        yield f"{place.place}: a question"
    if found.questions or found.perhaps:
        yield "Questions are for you to look at. Nothing of them is in an answer."


def _inline(text: str) -> str:
    return " / ".join(text.splitlines())
