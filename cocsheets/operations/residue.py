"""Finding residue: whose identifiers, searched where.

Composes; the search is in `records/residue.py`. Identifiers live in memory only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocsheets.errors import AccessError, NotFoundError, RejectedError
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.redaction import own_identifiers
from cocsheets.records.residue import Residue, search
from cocsheets.records.text import fold
from cocsheets.workbook.comments import read_comments

if TYPE_CHECKING:
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet


@dataclass(frozen=True, slots=True)
class ResidueReport:
    """Where somebody still stands."""

    places: tuple[Residue, ...] = ()
    comments_seen: bool = True
    """False where the acting account or its scopes do not let us read comments."""


def identifiers_of(
    committee: Committee, assessment: Assessment, rows: Collection[int]
) -> Identifiers:
    """Who is named in some records, members of the committee left out: they stand everywhere."""
    members = {fold(name) for name in committee.member_names(assessment.spreadsheet) or ()}
    full: set[str] = set()
    for row in assessment.table.data_rows():
        if row.number in rows:
            full |= own_identifiers(assessment.table, row).full
    return Identifiers(frozenset(text for text in full if fold(text) not in members))


def given(texts: Iterable[str]) -> Identifiers:
    """Identifiers that a person gave, one word or more, exactly as given."""
    return Identifiers(frozenset(text.strip() for text in texts if text.strip()))


def find(
    committee: Committee,
    identifiers: Identifiers,
    spreadsheet: Spreadsheet,
    skip: Collection[tuple[int, int, int]] = (),
) -> ResidueReport:
    """Search a reading, and the comments. One request if there is anybody to look for."""
    if not identifiers.full:
        return ResidueReport()
    places = list(search(spreadsheet, identifiers, skip))
    try:
        comments = read_comments(committee.drive)
    except (AccessError, NotFoundError, RejectedError):
        return ResidueReport(tuple(places), comments_seen=False)
    places += [
        Residue("comment", author=comment.author, url=comment.url)
        for comment in comments
        if any(mentions(text, identifiers) is Mention.FULL for text in comment.texts)
    ]
    return ResidueReport(tuple(dict.fromkeys(places)))


def known_cells(assessment: Assessment, rows: Iterable[int]) -> set[tuple[int, int, int]]:
    """The identifying cells of some rows, which are dealt with already."""
    sheet_id = assessment.table.worksheet.sheet_id
    columns: Sequence[int] = [column for _, column in assessment.table.identifying]
    return {(sheet_id, row, column) for row in rows for column in columns}
