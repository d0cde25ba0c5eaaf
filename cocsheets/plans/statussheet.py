"""The status worksheet: known again, and made to read like the page.

All of it is ours but the column `Who looks at it`, which belongs to members and follows its entry.
A worksheet is ours by two signs at least: a member's own worksheet of that title is left alone.
Knows cells and edits. Must not know what the page says, nor Google.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from cocsheets.errors import ConfigurationError
from cocsheets.findings import Finding, Severity
from cocsheets.plans.edits import (
    AddWorksheet,
    Edit,
    Grow,
    Look,
    ProtectBlock,
    Text,
    Unmerge,
    WritePage,
    WriteValue,
    new_sheet_id,
)
from cocsheets.plans.statuspage import Identity, Section, StatusPage, identity_of
from cocsheets.records.ownsheets import STATUS as HEADER
from cocsheets.records.ownsheets import has_header
from cocsheets.records.table import Block, Row, Spreadsheet, Worksheet
from cocsheets.records.text import fold, shown

WHO = len(HEADER) - 1
"""0-based column of `Who looks at it`."""
WIDTHS = (130, 90, 380, 320, 140)
ROOM = 300
"""Rows of a new worksheet."""
MOST_CELLS = 10_000_000
"""Cells that a spreadsheet can have, blank ones included (documented)."""
_LOOKS = {
    None: Look.PLAIN,
    Severity.ERROR: Look.ERROR,
    Severity.WARNING: Look.WARNING,
    Severity.NOTE: Look.NOTE,
}


@dataclass(frozen=True, slots=True)
class StatusSettings:
    """The `[status]` table."""

    worksheet: str = ""
    """Title of the worksheet that shows members what the daily job did and what needs a person,
    such as `cocsheets status`; without it there is none."""

    def check(self) -> None:
        """Raise ConfigurationError for what cannot be a title."""
        if self.worksheet and not self.worksheet.strip():
            raise ConfigurationError("[status] worksheet is blank.")


# --- which worksheet it is ------------------------------------------------------------------------


def protection_note(sheet_id: int) -> str:
    """Description of the protection that the worksheet is made with; a copy has another id."""
    return f"cocsheets: the status page, written by the daily job (gid {sheet_id})"


def find(spreadsheet: Spreadsheet, title: str) -> Worksheet | None:
    """The status worksheet, also after it was renamed, sorted or typed over.

    Ours is what shows two of three signs: the title, the first row, the protection.
    """
    found = {_signs(sheet, title): sheet for sheet in reversed(spreadsheet.worksheets)}
    best = max(found, default=0)
    return found[best] if best > 1 else None


def _signs(sheet: Worksheet, title: str) -> int:
    note = protection_note(sheet.sheet_id)
    protected = any(protection.description == note for protection in sheet.protections)
    return _titled(sheet, title) + has_header(sheet, HEADER) + protected


def _titled(sheet: Worksheet, title: str) -> bool:
    """Whether no other worksheet could have this title: Google compares without case."""
    return fold(sheet.title) == fold(title)


def obstacle(spreadsheet: Spreadsheet, title: str, kept: Collection[int] = ()) -> Finding | None:
    """What keeps the page from being written, as far as a reading shows it.

    `kept` are the worksheets of records, roster and ledger, which are never touched.
    """
    sheet = find(spreadsheet, title)
    if sheet is None:
        others = [one for one in spreadsheet.worksheets if _titled(one, title)]
        return _taken(others[0]) if others else _full(spreadsheet)
    if sheet.sheet_id in kept:
        return _taken(sheet)
    if any(not one.editable and not one.warning_only for one in sheet.protections):
        return refused("a protected range or worksheet keeps the acting account from it", sheet)
    return None


def _taken(sheet: Worksheet) -> Finding:
    return Finding(
        "status-taken",
        Severity.WARNING,
        "the title of the status page is that of another worksheet, which was left alone",
        "Rename that worksheet, or name another in [status] worksheet.",
        sheet_id=sheet.sheet_id,
    )


def _full(spreadsheet: Spreadsheet) -> Finding | None:
    cells = sum(sheet.row_count * sheet.column_count for sheet in spreadsheet.worksheets)
    too_many = cells + ROOM * len(HEADER) > MOST_CELLS
    return refused("the spreadsheet has as many cells as it can have") if too_many else None


def refused(why: str, sheet: Worksheet | None = None) -> Finding:
    """The finding that the page could not be written."""
    return Finding(
        "status-refused",
        Severity.WARNING,
        f"the status page was not written: {why}",
        "Let the acting account edit the status worksheet, or make room; the next run tries again.",
        sheet_id=sheet.sheet_id if sheet else None,
    )


# --- what it says now -----------------------------------------------------------------------------


def _columns(sheet: Worksheet) -> tuple[int, ...]:
    """0-based columns of the page as it is now: people insert and move columns."""
    for row in sheet:
        there = {value: column for column, value in reversed([*enumerate(row.values)])}
        if HEADER[WHO] in there:
            return tuple(there.get(title, at) for at, title in enumerate(HEADER))
    return tuple(range(len(HEADER)))


def _lines(sheet: Worksheet) -> Iterator[tuple[str, ...]]:
    """The texts of each row: when, where, what, how to fix it, who."""
    columns = _columns(sheet)
    for row in sheet:
        texts = tuple(shown(row.value(column)) for column in columns)
        yield texts if texts[WHO] != HEADER[WHO] else (*texts[:WHO], "")


def assigned(sheet: Worksheet) -> dict[Identity, list[str]]:
    """What members have written beside each entry, blank or not, in the order of the rows."""
    found: dict[Identity, list[str]] = {}
    for _, where, what, _, who in _lines(sheet):
        found.setdefault(identity_of(what, where), []).append(who)
    return found


def said_of_last_run(sheet: Worksheet, form: re.Pattern[str]) -> tuple[str, str] | None:
    """When and what the page says of the last good run, if it has that form; None if it does not.

    Only the first such line counts.
    """
    found = ((when, what) for when, _, what, _, _ in _lines(sheet) if form.fullmatch(what))
    return next(found, None)


# --- what has to be written -----------------------------------------------------------------------


def plan_page(spreadsheet: Spreadsheet, title: str, page: StatusPage) -> tuple[Edit, ...]:
    """What makes the worksheet read like the page; nothing where it does. See `obstacle` first."""
    sheet = find(spreadsheet, title)
    rows = tuple(_rows(page))
    if sheet is None:
        sheet_id = new_sheet_id(spreadsheet)
        height = max(ROOM, len(rows))
        return (
            AddWorksheet(sheet_id, title, HEADER, height, WIDTHS),
            ProtectBlock(Block(sheet_id), protection_note(sheet_id), warning_only=True),
            WritePage(Block(sheet_id, 0, height, 0, WHO), rows),
        )
    return tuple(_changes(sheet, rows, _whom(page, sheet)))


def _whom(page: StatusPage, sheet: Worksheet) -> list[str]:
    """What is to be in the members' column, row by row."""
    there, spots = assigned(sheet), _spots(sheet)
    columns = [HEADER[WHO]]
    for section in page.sections:
        columns.append("")
        for entry in section.shown:
            spot = (entry.when, entry.where.shown if entry.where else "")
            columns.append(_take(there, entry.identity) or _take_spot(spots, spot))
    return columns


def _take(there: dict[Identity, list[str]], wanted: Identity) -> str:
    """What members wrote about an entry. A column that moved has other letters by now."""
    near = [one for one in there if (one.code, one.key) == (wanted.code, wanted.key) and there[one]]
    found = wanted if there.get(wanted) else next(iter(near), None)
    return there[found].pop(0) if found is not None else ""


def _spots(sheet: Worksheet) -> dict[tuple[str, str], list[str]]:
    """What members wrote beside lines that they typed over, by what else these lines say."""
    found: dict[tuple[str, str], list[str]] = {}
    for when, where, what, _, who in _lines(sheet):
        if who.strip() and where and not identity_of(what, where).code:
            found.setdefault((when, where), []).append(who)
    return found


def _take_spot(spots: dict[tuple[str, str], list[str]], spot: tuple[str, str]) -> str:
    texts = spots.get(spot)
    return texts.pop(0) if texts else ""


def _changes(
    sheet: Worksheet, rows: tuple[tuple[Text, ...], ...], whom: list[str]
) -> Iterator[Edit]:
    number, height = sheet.sheet_id, max(sheet.row_count, len(rows))
    width = max(sheet.column_count, len(HEADER))
    if (height, width) != (sheet.row_count, sheet.column_count):
        yield Grow(number, height, width)
    if sheet.merges:
        yield Unmerge(Block(number))
    there = {row.number: row for row in sheet}
    last = max([len(rows), *there])
    if not all(_reads(there.get(line + 1), rows[line : line + 1]) for line in range(last)):
        yield WritePage(Block(number, 0, height, 0, WHO), rows)
    if any(_beyond(row) for row in sheet):
        yield WritePage(Block(number, 0, height, len(HEADER), width))
    for line, text in zip_longest(range(last), whom, fillvalue=""):
        row = there.get(int(line) + 1)
        if not _is_text(row, text):
            yield WriteValue(number, int(line), WHO, text or None)


def _reads(row: Row | None, wanted: tuple[tuple[Text, ...], ...]) -> bool:
    """Whether a row of the worksheet reads as it should; `wanted` is empty below the page."""
    texts = wanted[0] if wanted else ()
    return all(
        _is_cell(row, column, text)
        for column, text in zip_longest(range(WHO), texts, fillvalue=Text())
        if isinstance(column, int)
    )


def _is_cell(row: Row | None, column: int, wanted: Text | object) -> bool:
    text = wanted if isinstance(wanted, Text) else Text()
    if row is None:
        return not text.text
    extra = row.extra(column)
    leads = any(link.endswith(text.link) for link in extra.links) if text.link else not extra.links
    plain = not (extra.formula or extra.spilled or extra.note or extra.chips or extra.validation)
    return (row.value(column) or "") == text.text and leads and plain


def _beyond(row: Row) -> bool:
    """Whether somebody wrote to the right of the page."""
    right = range(len(HEADER), max([len(row.values), *(at + 1 for at in row.extras)]))
    return any(not _is_cell(row, column, Text()) for column in right)


def _is_text(row: Row | None, text: str) -> bool:
    """Whether the members' cell of a row reads so, by itself and not by a formula."""
    if row is None:
        return not text
    return shown(row.value(WHO)) == text and not row.extra(WHO).formula


def _rows(page: StatusPage) -> Iterator[tuple[Text, ...]]:
    yield tuple(Text(text, look=Look.HEADING) for text in HEADER[:WHO])
    for section in page.sections:
        yield _heading(section)
        for entry in section.shown:
            look = _LOOKS[entry.severity]
            place = entry.where
            where = Text(place.shown, place.link) if place else Text()
            yield (Text(entry.when), where, Text(entry.text, look=look), Text(entry.fix))


def _heading(section: Section) -> tuple[Text, ...]:
    said = (section.title, "", section.summary, "")
    return tuple(Text(text, look=Look.HEADING) for text in said)
