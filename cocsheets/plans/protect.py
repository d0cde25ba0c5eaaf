"""The plan for `cocsheets protect`: slips prevented where people type, no value changed.

Drop-downs for statuses and choices, date checks for dates, a frozen and protected header, and a
roster that only chairs and the acting account may edit. Planned again after applying, it is empty.
What a native table checks by the type of its column is left to the table: Google refuses a second
check there. Knows what the sheet has already. Must not know Google's JSON, or who asked.
Long because each kind of safeguard is a function of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from cocsheets.data import Data
from cocsheets.plans.edits import (
    Edit,
    FreezeRows,
    ProtectBlock,
    RestoreRule,
    SetDateCheck,
    SetList,
    Unprotect,
)
from cocsheets.plans.plan import Obstacle, Plan
from cocsheets.records.answers import choice_words
from cocsheets.records.columns import Column
from cocsheets.records.layout import RecordTable
from cocsheets.records.table import (
    NOTHING,
    Block,
    Extras,
    Protection,
    Spreadsheet,
    TypedColumn,
    Worksheet,
    column_letters,
)
from cocsheets.records.text import fold

HEADER_NOTE = "cocsheets: the header of the records"
ROSTER_NOTE = "cocsheets: the roster, for chairs"


class Safeguard(Data, frozen=True):
    """One safeguard to put on the sheet; a `Change` of a plan."""

    action: str
    """`list`, `date check`, `freeze` or `protect`."""
    worksheet: str
    block: Block
    reason: str
    edits: tuple[Edit, ...]
    who: tuple[str, ...] = ()
    """For `protect`: addresses of those who may still edit; none: everyone, after a warning."""
    key: str = ""
    """Key of the column that it is about."""

    @property
    def address(self) -> str:
        """Where, as A1 text: `Reports!J3:J`, `Reports!2:2`, or the worksheet's title alone."""
        block = self.block
        if block.end_column is not None:
            letters = column_letters(block.start_column)
            return f"{self.worksheet}!{letters}{block.start_row + 1}:{letters}"
        if block.end_row is not None:
            return f"{self.worksheet}!{block.start_row + 1}:{block.end_row}"
        return self.worksheet

    @property
    def name(self) -> tuple[str, ...]:
        """What it is, wherever rows and columns are by now."""
        return (self.action, self.worksheet, self.key)

    def effect(self) -> tuple[str, ...]:
        """See `Change.effect`."""
        return (self.action, repr(self.block), *map(repr, self.edits))

    def to_json(self) -> dict[str, Any]:
        """See `Change.to_json`."""
        return {
            "action": self.action,
            "address": self.address,
            "reason": self.reason,
            "who": list(self.who),
        }


def plan_protect(
    spreadsheet: Spreadsheet,
    table: RecordTable,
    *,
    roster: Worksheet | None = None,
    editors: Collection[str] = (),
    owners: Collection[str] = (),
) -> Plan:
    """The safeguards that the spreadsheet lacks.

    `editors` are the addresses that may edit header and roster: the chairs and the acting account.
    Without any, the header only warns and the roster is left open, which is an obstacle. `owners`
    can always edit (documented), so their presence among the editors is no difference.
    """
    found = [*_columns(table), *_header(table)]
    changes = [item for item in found if isinstance(item, Safeguard)]
    obstacles = [item for item in found if isinstance(item, Obstacle)]
    allowed, always = _addresses(editors), _addresses(owners)
    wanted = [(table.worksheet, _header_block(table), HEADER_NOTE, "the header must not be lost")]
    if roster is not None and allowed:
        text = "whoever can edit the roster can let people in"
        wanted.append((roster, Block(roster.sheet_id), ROSTER_NOTE, text))
    elif roster is not None:
        obstacles.append(
            Obstacle(
                "the roster stays open to everyone: no current chair is known",
                hint="Enter a chair in the roster, then run this again.",
            )
        )
    for worksheet, block, note, reason in wanted:
        protection = _protect(worksheet, block, note, reason, allowed, always)
        if isinstance(protection, Safeguard):
            changes.append(protection)
        elif protection is not None:
            obstacles.append(protection)
    return Plan(spreadsheet.id, "protect", tuple(changes), obstacles=tuple(obstacles))


def astray(
    before: RecordTable, now: RecordTable, sent: Iterable[Safeguard], moved: Mapping[int, int]
) -> Iterator[RestoreRule]:
    """What takes checks off columns and rows that a batch hit because they were moved at that
    moment.

    `moved` gives the new 0-based column by the old one, empty where none was moved. A column was
    hit if none of its own checks is planned, and it has one of what was `sent` and had none before.
    """
    checks = [found for change in sent for edit in change.edits if (found := _check_of(edit))]
    ours = {kind for kind, _ in checks}
    home = {
        now.columns[column.key]
        for column in now.schema.columns
        if column.key in now.columns and column.kind.check
    }
    was = {new: old for old, new in moved.items()}
    sheet_id, first = now.worksheet.sheet_id, now.header_row
    for column in set(range(now.worksheet.column_count)) - home:
        old = was.get(column) if moved else column
        rules = [row.extra(old) for row in before.data_rows()] if old is not None else []
        there = {_condition(row.extra(column))[0] for row in now.data_rows()}
        if not ours & there or ours & {_condition(extras)[0] for extras in rules}:
            continue
        yield RestoreRule(
            Block(sheet_id, first, None, column, column + 1),
            rules[0].validation if rules else None,
        )
    yield from _astray_above(before, now, checks, was)


def _astray_above(
    before: RecordTable,
    now: RecordTable,
    checks: Collection[tuple[str, list[str]]],
    was: Mapping[int, int],
) -> Iterator[RestoreRule]:
    """The same in the header row and above it, if rows were inserted there at that moment. A title
    is known again by what it reads, and keeps a check that it had."""
    sheet_id = now.worksheet.sheet_id
    titles = {row.values: row for row in before.worksheet.rows if row.number < before.header_row}
    for row in now.worksheet.rows:
        if row.number > now.header_row or row.number in now.above:
            continue
        old = titles.get(row.values)
        if row.number == now.header_row:
            old = before.worksheet.row(before.header_row)
        for column, extras in row.extras.items():
            own = old.extra(was.get(column, column)) if old is not None else NOTHING
            if _condition(extras) in checks and _condition(own) != _condition(extras):
                place = Block(sheet_id, row.number - 1, row.number, column, column + 1)
                yield RestoreRule(place, own.validation)


def _check_of(edit: Edit) -> tuple[str, list[str]] | None:
    """The check that an edit sets, as `_condition` reads it."""
    if isinstance(edit, SetList):
        return "ONE_OF_LIST", list(edit.values)
    return ("DATE_IS_VALID", []) if isinstance(edit, SetDateCheck) else None


def _addresses(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({address.strip().casefold() for address in addresses if address.strip()}))


def _columns(table: RecordTable) -> Iterator[Safeguard | Obstacle]:
    """Drop-downs and date checks for the columns that lack them."""
    sheet_id = table.worksheet.sheet_id
    for column in table.schema.columns:
        index = table.columns.get(column.key)
        if index is None or not column.kind.check:
            continue
        block = Block(sheet_id, table.header_row, None, index, index + 1)
        title = table.worksheet.title
        if typed := [one for one in table.worksheet.typed if one.block.meets(block)]:
            yield from _by_table(table, column, index, typed)
        elif column.kind.check == "list":
            if not _all_cells(table, index, partial(_lists, column)):
                reason = "a drop-down keeps slips out of the counts"
                edit = SetList(block, _spellings(table, column))
                yield Safeguard("list", title, block, reason, (edit,), key=column.key)
        elif not _all_cells(table, index, _checks_dates):
            reason = "a date typed as text may not be read"
            check = (SetDateCheck(block),)
            yield Safeguard("date check", title, block, reason, check, key=column.key)


def _by_table(
    table: RecordTable, column: Column, index: int, typed: list[TypedColumn]
) -> Iterator[Obstacle]:
    """What keeps a native table from checking a column as it should."""
    wanted = "Date" if column.kind.check == "date" else "Dropdown"
    for one in typed:
        dates = wanted == "Date" and one.kind in {"DATE", "DATE_TIME"}
        lists = wanted != "Date" and one.kind == "DROPDOWN" and _knows_all(column, one.values)
        if not (dates or lists):
            choices = "" if wanted == "Date" else f" with the choices {', '.join(column.values)}"
            yield Obstacle(
                "a table rules what may be typed in this column, and Google takes no other check",
                address=f"{table.worksheet.title}!{column_letters(index)}",
                hint=f"In the menu of the table's column set its type to {wanted}{choices}.",
            )


def _all_cells(table: RecordTable, index: int, has: Callable[[Extras], bool]) -> bool:
    """Whether every record's cell in a column has something; with no records, the first row."""
    rows = table.data_rows()
    if rows:
        return all(has(row.extra(index)) for row in rows)
    below = table.worksheet.row(table.header_row + 1)
    return below is not None and has(below.extra(index))


def _spellings(table: RecordTable, column: Column) -> tuple[str, ...]:
    """The words of a drop-down as the sheet mostly spells them, so that it fits what is there.

    Words of the sheet that the schema does not offer are offered too, in place of the value that
    they mean where the schema offers that alone.
    """
    words = choice_words(column.values)
    used = Counter(cell.strip() for cell in table.column(column.key) if isinstance(cell, str))
    spelt = {fold(text): text for text, _ in reversed(used.most_common()) if fold(text) in words}
    offered = {fold(word): word for word in column.offered or column.values}
    found: dict[str, None] = {}
    for value in column.values:
        own = [word for word in offered if words[word] == value]
        others = [word for word in spelt if words[word] == value and word not in own]
        if others and not column.offered and not spelt.keys() & set(own):
            own = []
        found |= dict.fromkeys(spelt.get(word, offered.get(word, word)) for word in (*own, *others))
    return tuple(found)


def _condition(extras: Extras) -> tuple[str, list[str]]:
    condition = (extras.validation or {}).get("condition", {})
    values = [str(value.get("userEnteredValue", "")) for value in condition.get("values", ())]
    return str(condition.get("type", "")), values


def _lists(column: Column, extras: Extras) -> bool:
    """Whether a drop-down with nothing but words that the column knows is there already."""
    kind, values = _condition(extras)
    return kind == "ONE_OF_LIST" and _knows_all(column, values)


def _knows_all(column: Column, values: Iterable[str]) -> bool:
    """Whether choices have each value of the column, and nothing else."""
    words = choice_words(column.values)
    return {words.get(fold(value)) for value in values} == set(column.values)


def _checks_dates(extras: Extras) -> bool:
    return _condition(extras)[0].startswith("DATE_")


def _header_block(table: RecordTable) -> Block:
    return Block(table.worksheet.sheet_id, table.header_row - 1, table.header_row)


def _header(table: RecordTable) -> Iterator[Safeguard | Obstacle]:
    """A header that stays in sight. Rows above it have to be frozen with it, and all rows of a
    merged cell, or none (Google refuses to freeze a part)."""
    sheet = table.worksheet
    if sheet.frozen_rows >= table.header_row:
        return
    rows = _whole_merges(sheet, table.header_row)
    first = min((row.number for row in table.data_rows()), default=None)
    if rows is None or (first is not None and rows >= first):
        yield Obstacle(
            "the header cannot be frozen: a cell of it is merged with cells of reports",
            address=sheet.title,
            hint="Unmerge the cells of the header, then run this again.",
        )
        return
    block = Block(sheet.sheet_id, 0, rows)
    reason = "the header stays in sight, and is not sorted away"
    yield Safeguard("freeze", sheet.title, block, reason, (FreezeRows(sheet.sheet_id, rows),))


def _whole_merges(sheet: Worksheet, rows: int) -> int | None:
    """How many rows to freeze so that no merged cell is cut; None where one has no end."""
    while cut := [
        merge
        for merge in sheet.merges
        if merge.start_row < rows and (merge.end_row is None or rows < merge.end_row)
    ]:
        if any(merge.end_row is None for merge in cut):
            return None
        rows = max(merge.end_row or 0 for merge in cut)
    return rows


def _protect(
    worksheet: Worksheet,
    block: Block,
    note: str,
    reason: str,
    editors: tuple[str, ...],
    owners: tuple[str, ...],
) -> Safeguard | Obstacle | None:
    """Leave a block to some people; None where it is already, an obstacle where others rule it."""
    ours = [found for found in worksheet.protections if found.description == note]
    # A worksheet can have only one protection as a whole, whoever made it.
    others = [
        found
        for found in worksheet.protections
        if found not in ours and found.block == block == Block(worksheet.sheet_id)
    ]
    if len(ours + others) == 1 and _as_wanted((ours + others)[0], block, editors, owners):
        return None
    if others or any(not found.editable for found in ours):
        return Obstacle(
            f'"{worksheet.title}" is protected by someone else, for other people',
            hint="Ask whoever protected it to lift that, or to leave it to the chairs.",
        )
    lift = tuple(Unprotect(found.id) for found in ours)
    edit = ProtectBlock(block, note, editors, warning_only=not editors)
    return Safeguard("protect", worksheet.title, block, reason, (*lift, edit), editors)


def _as_wanted(
    found: Protection, block: Block, editors: tuple[str, ...], owners: tuple[str, ...]
) -> bool:
    same_rows = (found.block.start_row, found.block.end_row) == (block.start_row, block.end_row)
    if not (same_rows and found.editable) or found.warning_only is bool(editors):
        return False
    if not editors:
        return True
    users = set(_addresses(found.users))
    strangers = users - set(editors) - set(owners)
    return not strangers and users >= set(editors) and not (found.groups or found.domain_can_edit)
