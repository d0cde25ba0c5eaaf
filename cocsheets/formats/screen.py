"""A screening as text and CSV for the committee: rows of the list and of the sheet, no contents but
what may be shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cocsheets import csvtext
from cocsheets.operations.screened import Asked, Match, Refused, Screening
from cocsheets.shown import count


def screening_text(found: Screening) -> str:
    """What was found, and what is left to do."""
    lines = [*_matches(found.matches), *_refused(found.refused), *_questions(found.questions)]
    people = count(found.rows, "person", "people")
    matches = count(len(found.matches), "match", "matches")
    lines.append(
        f"{people} on the list, compared with {count(found.compared, 'record')} that are flagged or"
        f" blacklisted: {matches}, {count(len(found.questions), 'question')}."
    )
    lines += not_compared(found)
    if not found.found:
        lines.append("No match is no clearance: only the records of this committee were compared.")
    return "\n".join(lines)


def not_compared(found: Screening) -> Iterator[str]:
    """The records with which nobody was compared, and why."""
    if found.unread:
        yield (
            "Not compared, since their status or people cannot be read: row"
            f" {_rows(found.unread)} of the records. `cocsheets validate` says why."
        )
    if found.nameless:
        yield (
            "Not compared, since they name nobody who can be compared: row"
            f" {_rows(found.nameless)} of the records."
        )


def _rows(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows))


def _matches(matches: tuple[Match, ...]) -> Iterator[str]:
    for one in matches:
        how = "confirmed by a person" if one.confirmed else "an equal address, URL or handle"
        yield f"row {one.row}: {one.status} ({how})"
        yield f"  {one.outcome or 'There is no summary to share.'}"


def _refused(refused: tuple[Refused, ...]) -> Iterator[str]:
    for one in refused:
        yield f"row {one.row}: refused, row {one.record_row} of the records ({one.record})"
        yield f"  {one.reason}"


def _questions(questions: tuple[Asked, ...]) -> Iterator[str]:
    for one in questions:
        yield question_line(one)
    if questions:
        yield ("These are questions: look at both rows, then use --confirm ROW or --reject ROW.")


def question_line(one: Asked) -> str:
    """A question in one line: rows and what is alike, no names."""
    often = f"; {one.in_list} rows of the list are like it" if one.in_list > 1 else ""
    before = (
        f"; answered with no {count(one.rejected_before, 'time')} before"
        if one.rejected_before
        else ""
    )
    return (
        f"row {one.row}: question, row {one.record_row} of the records ({one.record}):"
        f" {one.compared}; score {one.score}{often}{before}"
    )


def screening_csv(found: Screening) -> str:
    """One line a match, refusal or question."""
    rows: list[list[object]] = [
        ["row", "what", "status", "outcome", "compared", "score", "in_list"]
    ]
    rows += [[m.row, "match", m.status, m.outcome, "", "", ""] for m in found.matches]
    rows += [[r.row, "refused", "", "", r.reason, "", ""] for r in found.refused]
    rows += [[q.row, "question", "", "", q.compared, q.score, q.in_list] for q in found.questions]
    return csvtext.write(rows)
