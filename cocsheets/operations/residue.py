"""Finding residue: whose identifiers, searched where, and what became of what was found before.

Composes; the search is in `records/residue.py`, and what a reading left out of large worksheets is
read for it (`elsewhere.py`). Identifiers live in memory only: the ledger keeps places, kinds and
lengths of texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from string import ascii_uppercase
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from cocsheets.data import Data, replace
from cocsheets.errors import GoogleError, LayoutError
from cocsheets.ledger import Line, LineState
from cocsheets.operations.elsewhere import Elsewhere, Unsearched
from cocsheets.patterns import lazy_re
from cocsheets.records.identity_checks import but_members, code_names_in, identities_in
from cocsheets.records.layout import locate
from cocsheets.records.mentions import Identifiers, Mention, mentions
from cocsheets.records.redaction import own_identifiers
from cocsheets.records.residue import TITLE, Residue, search, texts, untitled
from cocsheets.records.text import shown
from cocsheets.workbook.comments import read_comments

if TYPE_CHECKING:
    from cocsheets.ledger import Ledger
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.records.identities import Identity
    from cocsheets.records.table import Row, Spreadsheet, Worksheet


class ResidueReport(Data, frozen=True):
    """Where somebody still is."""

    places: tuple[Residue, ...] = ()
    questions: tuple[Residue, ...] = ()
    """Places that nearly name somebody: in other letters, in another order, run together."""
    comments_seen: bool = True
    """False where comments could not be read: refused, or Google failed at it."""
    looked_for: bool = True
    """False where there was nobody to look for."""
    known: tuple[Residue, ...] = ()
    """Places that earlier runs found, by the ledger, and that are still there."""
    gone: tuple[Residue, ...] = ()
    """Those of them that are gone, or whose text is another by now."""
    unsearched: tuple[Unsearched, ...] = ()
    """Worksheets that are too large for one reading, and could not be read for this search."""

    @property
    def leaks(self) -> tuple[Residue, ...]:
        """The places that do not go with a record about the person."""
        return tuple(place for place in self.places if not place.record)

    @property
    def doubts(self) -> tuple[Residue, ...]:
        """The questions that do not go with a record about the person."""
        return tuple(place for place in self.questions if not place.record)


def identifiers_of(
    committee: Committee,
    assessment: Assessment,
    rows: Collection[int],
    people: Mapping[str, Identity] = MappingProxyType({}),
) -> Identifiers:
    """Who is named in some records, members of the committee left out: they are everywhere.

    `people` are those whom code names in the records mean, where these are known.
    """
    full: set[str] = set()
    for row in assessment.table.data_rows():
        if row.number in rows:
            full |= own_identifiers(assessment.table, row).full
            known = [people[code] for code in code_names_in(row) if code in people]
            full |= identities_in(known)
    return but_members(full, committee.reading(assessment.spreadsheet).member_names or ())


def given(texts: Iterable[str]) -> Identifiers:
    """Identifiers that a person gave, one word or more, exactly as given."""
    return Identifiers(frozenset(text.strip() for text in texts if text.strip()))


def find(
    committee: Committee,
    identifiers: Identifiers,
    spreadsheet: Spreadsheet,
    skip: Collection[tuple[int, int, int]] = (),
) -> ResidueReport:
    """Search a reading, and the comments. One request if there is anybody to look for, and some
    for each large worksheet that was left out of the reading."""
    if not identifiers.full:
        return ResidueReport(looked_for=False)
    right = _about(committee, identifiers, spreadsheet)
    elsewhere = Elsewhere(committee.sheet)
    places = [
        replace(place, record=_in_rows(place, right))
        for place in search(spreadsheet, identifiers, skip, elsewhere.rows)
    ]
    titled = {place.sheet_id for place in places if place.kind == TITLE}
    comments = comments_of(committee)
    for text, place in comments or ():
        mention = mentions(text, identifiers)
        if mention in (Mention.FULL, Mention.NEAR):
            places.append(replace(place, sure=mention is Mention.FULL))
    unique = dict.fromkeys(places)
    return ResidueReport(
        tuple(place for place in unique if place.sure),
        tuple(place for place in unique if not place.sure),
        comments_seen=comments is not None,
        unsearched=elsewhere.told(titled),
    )


def comments_of(committee: Committee) -> list[tuple[str, Residue]] | None:
    """The texts of comments with their places; None where they cannot be read."""
    try:
        comments = read_comments(committee.drive)
    except GoogleError:  # what else was found is told all the same
        return None
    return [
        (text, Residue("comment", author=comment.author, url=comment.url, length=len(text)))
        for comment in comments
        for text in comment.texts
    ]


_Rows: TypeAlias = tuple[int, frozenset[int]]


def _about(committee: Committee, identifiers: Identifiers, spreadsheet: Spreadsheet) -> _Rows:
    """The worksheet of the records and the rows of those that name the people as concerned."""
    try:
        table = locate(spreadsheet, committee.schema, committee.settings.spreadsheet.worksheet)
    except LayoutError:
        return (-1, frozenset())
    naming = [column for key, column in table.identifying if key != "summary"]
    rows = frozenset(
        row.number
        for row in table.data_rows()
        if any(mentions(shown(row.value(at)), identifiers) is Mention.FULL for at in naming)
    )
    return (table.worksheet.sheet_id, rows)


def _in_rows(place: Residue, rows: _Rows) -> bool:
    number = place.cell.lstrip(ascii_uppercase)
    return place.sheet_id == rows[0] and number.isdecimal() and int(number) in rows[1]


# --- what earlier runs found ------------------------------------------------------------------


def remember(report: ResidueReport, ledger: Ledger | None) -> list[Line]:
    """Lines for the ledger: the places, without contents, that it does not know yet."""
    known = {place.known_by for place in _remembered(ledger)}
    return [
        _line(STILL_NAMED if place.sure else MAYBE_NAMED, place)
        for place in dict.fromkeys((*report.leaks, *report.doubts))
        if place.known_by not in known
    ]


def look_again(
    committee: Committee, spreadsheet: Spreadsheet, *, asking: bool = True
) -> ResidueReport:
    """What became of the places that earlier runs found, as far as can be told without names.

    A text is known by its column and length: nobody keeps the name, or anything made of it. Sends
    one request if there are comments among them, and some for a large worksheet that has any;
    without `asking` none, and those count as there.
    """
    known = _remembered(committee.reading(spreadsheet).readable_ledger)
    if not known:
        return ResidueReport(looked_for=False)
    kinds = {(place.kind, place.sheet_id, place.length) for place in known}
    elsewhere, sheets = Elsewhere(committee.sheet), {place.sheet_id for place in known}

    def rows(sheet: Worksheet) -> Iterable[Row]:
        if sheet.unread and not (asking and sheet.sheet_id in sheets):
            return ()
        return elsewhere.rows(sheet)

    places = [
        spot.place
        for spot in texts(spreadsheet, rows=rows)
        if (spot.kind, spot.sheet.sheet_id if spot.sheet else None, len(spot.text)) in kinds
    ]
    missed = {sheet.sheet_id for sheet in (elsewhere.missed if asking else spreadsheet.unread)}
    unread = False
    if any(place.url for place in known):
        seen = comments_of(committee) if asking else None
        unread = seen is None
        places += [place for _, place in seen or ()]
    now = {place.known_by: place for place in places}
    exact = {(place.cell, *place.known_by): place for place in places}
    titled = {place.sheet_id for place in known if place.kind == TITLE}
    left, gone = [], []
    for place in known:
        found = exact.get((place.cell, *place.known_by)) or now.get(place.known_by)
        if found is None and not (place.url and unread) and place.sheet_id not in missed:
            gone.append(place)
        else:
            there = replace(found or place, sure=place.sure)
            left.append(untitled(there) if there.sheet_id in titled else there)
    return ResidueReport(
        comments_seen=not unread,
        looked_for=False,
        known=tuple(left),
        gone=tuple(gone),
        unsearched=elsewhere.told(titled),
    )


def gone_lines(report: ResidueReport) -> list[Line]:
    """Lines for the ledger: places that are gone."""
    return [_line(NO_LONGER, place) for place in report.gone]


STILL_NAMED, MAYBE_NAMED, NO_LONGER = "still named", "may be named", "no longer named"
_TARGET = lazy_re(r"(?:gid (\d+))?(?: ?([A-Z]+\d+))?")


def _line(action: str, place: Residue) -> Line:
    where = f"gid {place.sheet_id}" if place.sheet_id is not None else ""
    target = place.url or f"{where} {place.cell}".strip()
    return Line(action, target, place.kind, place.length, state=LineState.DONE)


def _remembered(ledger: Ledger | None) -> list[Residue]:
    """The places that the ledger tells of and does not call gone, in their order."""
    found: dict[tuple[str, str, int], Residue] = {}
    for line in ledger.lines if ledger else ():
        key = (line.target, line.columns, line.count)
        if line.action == NO_LONGER:
            found.pop(key, None)
        elif line.action in (STILL_NAMED, MAYBE_NAMED):
            match = _TARGET.fullmatch(line.target)
            gid = int(match[1]) if match and match[1] else None
            found[key] = Residue(
                line.columns,
                f"gid {gid}" if gid is not None else "",
                gid,
                (match[2] if match else "") or "",
                url="" if match else line.target,
                sure=line.action == STILL_NAMED,
                length=line.count,
            )
    return list(found.values())


def known_cells(assessment: Assessment, rows: Iterable[int]) -> set[tuple[int, int, int]]:
    """The identifying cells of some rows, which are dealt with already."""
    sheet_id = assessment.table.worksheet.sheet_id
    columns: Sequence[int] = [column for _, column in assessment.table.identifying]
    return {(sheet_id, row, column) for row in rows for column in columns}
