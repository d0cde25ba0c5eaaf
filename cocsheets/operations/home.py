"""Which of two files counts while a rehome is open: the one place where a command turns to it.

The ledger of the old file decides as long as that file can be read: the old one counts until
*settings written* is done there, then the copy, and the old one again once an undo has begun. Must
not know how a step is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.data import replace
from cocsheets.errors import AccessError, ConfigurationError, NotFoundError
from cocsheets.ledger.rehome import Rehoming, read_rehome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocsheets.ledger import Ledger
    from cocsheets.operations.committee import Committee
    from cocsheets.operations.reading import Reading
    from cocsheets.records.table import Spreadsheet


def follow(committee: Committee, found: Reading) -> Reading:
    """The reading of the file that counts; notes in `committee.rehome` what is open.

    Where nothing is open this asks Google nothing. Raises ConfigurationError where the ledger names
    a file that is not the copy.
    """
    here = read_rehome(found.readable_ledger)
    committee.rehome = here
    if here is None or not here.open:
        return _left_behind(committee, found, here)
    if found.spreadsheet.id == here.old:
        return _to_copy(committee, here, found.spreadsheet) if here.copy_counts else found
    try:
        old = committee.at(here.old).read(even_trashed=True)
    except (AccessError, NotFoundError):
        return found  # nobody has it, or we no longer do
    truth = read_rehome(old.readable_ledger)
    if truth is None or truth.mark != here.mark:
        return found
    if truth.copy_counts:
        committee.rehome = here.with_steps_of(truth)
        if truth.copy != found.spreadsheet.id:
            return _to_copy(committee, truth, old.spreadsheet)
        adapt_gid(committee, old.spreadsheet, found.spreadsheet)
        return found
    committee.rehome = truth
    adapt_gid(committee, found.spreadsheet, old.spreadsheet)
    return _turned(committee, here.old)


def _left_behind(committee: Committee, found: Reading, here: Rehoming | None) -> Reading:
    """A file whose rehome was undone: where it is the copy, the old one counts."""
    if here is None or not here.undone or found.spreadsheet.id == here.old:
        return found
    return _turned(committee, here.old)


def gid_in(gid: int, here: Spreadsheet, there: Spreadsheet) -> int:
    """The gid that a worksheet has in another file: a copy may have given new ones (unverified)."""
    if any(sheet.sheet_id == gid for sheet in there.worksheets):
        return gid
    title = next((sheet.title for sheet in here.worksheets if sheet.sheet_id == gid), "")
    twin = there.worksheet(title)
    return twin.sheet_id if twin is not None else gid


def adapt_gid(committee: Committee, here: Spreadsheet, there: Spreadsheet) -> None:
    """Have the settings name the records' worksheet by the gid that it has in another file."""
    told = committee.settings.spreadsheet
    if isinstance(told.worksheet, int):
        told = replace(told, worksheet=gid_in(told.worksheet, here, there))
        committee.settings = replace(committee.settings, spreadsheet=told)


def _to_copy(committee: Committee, here: Rehoming, old: Spreadsheet) -> Reading:
    """Turn to the copy, if it carries the mark."""
    from cocsheets.workbook.copies import Copies

    if Copies(committee.http).describe(here.copy).mark != here.mark:
        raise ConfigurationError(
            "The ledger says that the records were moved to another file, and that file is not the "
            "copy that cocsheets made. Nothing was changed.",
            hint="Ask who did the rehome for the right key, and look at `cocsheets log`.",
        )
    reading = _turned(committee, here.copy)
    adapt_gid(committee, old, reading.spreadsheet)
    there = read_rehome(reading.readable_ledger)
    same = there is not None and there.mark == here.mark
    committee.rehome = there.with_steps_of(here) if there is not None and same else here
    return reading


def _turned(committee: Committee, key: str) -> Reading:
    committee.turn_to(key)
    return committee.reading(committee.sheet.read())


def open_texts(committee: Committee, ledger: Ledger | None) -> Iterator[str]:
    """What every command says while a rehome is open, of the records or of another file."""
    if text := open_text(committee):
        yield text
    for name in committee.settings.files:
        here = read_rehome(ledger, name)
        if here is not None and here.open:
            counts = here.copy if here.copy_counts else here.old
            yield (
                f'A rehome of "{name}" is open since {here.since[:10]}, at the step "{here.step}".'
                f" The {'copy' if here.copy_counts else 'old file'} counts: {counts}."
            )


def open_text(committee: Committee) -> str:
    """What is said while a rehome of the records is open: nothing where none is."""
    here = committee.rehome
    if here is None or not here.open:
        return ""
    which = "old file" if committee.key == here.old else "copy"
    step = "undo" if here.undo is not None else f'step "{here.step}"'
    return (
        f"A rehome is open since {here.since[:10]}, at the {step}. The {which} counts:"
        f" spreadsheet {committee.key}."
    )
