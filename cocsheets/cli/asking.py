"""Questions of `cocsheets init`, each asked until the answer can be used; and those about columns.

Elsewhere than on a terminal nothing is asked: what is not said is left for a person to decide. Must
not know how to reach a sheet, nor write anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import click

from cocsheets.cli.failing import show
from cocsheets.cli.logs import say
from cocsheets.errors import CocsheetsError, LayoutError
from cocsheets.records.dates import DateOrder, read_date
from cocsheets.records.mapping import NEEDED
from cocsheets.records.table import column_letters

if TYPE_CHECKING:
    from cocsheets.cli.setting_up import InitOptions
    from cocsheets.records.mapping import HeaderMapping
    from cocsheets.records.table import Spreadsheet

T = TypeVar("T")
EXPUNGED, KEPT, LATER = "expunge", "keep", "later"


def ask(question: str, accept: Callable[[str], T], *, default: str | None = None) -> T:
    """What `accept` makes of the answer; where it raises one of our errors, that is shown and the
    question asked again."""
    while True:
        answer = click.prompt(question, default=default, err=True)
        try:
            return accept(str(answer).strip())
        except CocsheetsError as error:
            show(error)


def columns_of(told: InitOptions, fit: HeaderMapping) -> tuple[dict[str, str], list[str]]:
    """Headers that are not the preset's, and fields that the sheet lacks."""
    say(
        f'Worksheet "{fit.worksheet}", header row {fit.row}: {len(fit.matched)} columns are known'
        f" (preset {fit.schema.name})."
    )
    headers, without = dict(told.headers), list(told.without)
    for column in fit.schema.columns:
        if column.key in fit.matched or column.key in headers or column.key in without:
            continue
        letters = fit.near.get(column.key)
        question = f'Is "{fit.headers[letters]}" ({letters}) "{column.header}"?' if letters else ""
        if letters and (not told.asks or click.confirm(question, default=True, err=True)):
            headers[column.key] = fit.headers[letters]
        elif column.optional:
            continue
        elif told.asks:
            header = _ask_column(fit, column.header, needed=column.key in NEEDED)
            if header:
                headers[column.key] = header
            else:
                without.append(column.key)
    chosen = {*fit.matched, *headers}
    missing = [c for c in fit.schema.columns if c.key not in chosen and not c.optional]
    faults = [c for c in missing if c.key not in without or c.key in NEEDED]
    if faults:
        keys = ", ".join(f'{c.key} ("{c.header}")' for c in faults)
        raise LayoutError(
            f'Worksheet "{fit.worksheet}" has no column for {keys}; nothing was written.',
            hint='Say which it is: --header KEY="TEXT"; or --without KEY if the sheet has none.',
        )
    return headers, without


def _ask_column(fit: HeaderMapping, header: str, *, needed: bool) -> str:
    """The header of a column that a person picks by its letters, empty if there is none."""
    none = "" if needed else "; nothing if there is none"
    while True:
        letters = click.prompt(
            f'Which column is "{header}"? (letters{none})',
            default=None if needed else "",
            show_default=False,
            err=True,
        )
        if not letters:
            return ""
        if found := fit.headers.get(letters.strip().upper()):
            return found
        click.echo("There is no header in that column.", err=True)


def date_order_of(
    told: InitOptions, spreadsheet: Spreadsheet, fit: HeaderMapping, headers: Mapping[str, str]
) -> str:
    """The order in which dates typed as text are meant, where it was said or the sheet has such
    dates; else empty."""
    if told.date_order is not None:
        return told.date_order
    dates = {
        letters
        for column in fit.schema.columns
        if column.kind.dated
        for letters, header in fit.headers.items()
        if fit.matched.get(column.key) == letters or headers.get(column.key) == header
    }
    sheet = next(one for one in spreadsheet.worksheets if one.sheet_id == fit.sheet_id)
    cells = {
        f"{column_letters(at)}{row.number}": value
        for row in sheet
        if row.number > fit.row
        for at, value in enumerate(row.values)
        if column_letters(at) in dates and read_date(value).rule == "date-ambiguous"
    }
    if not cells:
        return ""
    orders = [
        order
        for order in DateOrder
        if all(read_date(value, order).value is not None for value in cells.values())
    ]
    first = next(iter(cells))
    others = f"{len(cells)} dates are typed as text, such as in {first}"
    where = others if len(cells) > 1 else f"The date in {first} is typed as text"
    they = "They fit" if len(cells) > 1 else "It fits"
    fits = f" {they} {' and '.join(orders)}." if orders else ""
    if not told.asks:
        say(f"{where}. Nobody can say which day is meant without --date-order.{fits}")
        return ""
    choices = click.Choice([*DateOrder, LATER], case_sensitive=False)
    proposed = orders[0] if len(orders) == 1 else LATER
    question = f"{where}. In which order are day, month and year meant?{fits}"
    answer = str(click.prompt(question, type=choices, default=proposed, err=True))
    return "" if answer == LATER else answer


def identifying_of(told: InitOptions, unknown: Mapping[str, str]) -> dict[str, bool]:
    """Whether columns that the layout does not know are expunged with their record, by letters;
    without those that nobody decided about."""
    if not told.asks:
        return {}
    decided = {}
    for letters, header in unknown.items():
        question = (
            f'Column {letters}, "{header}", is not in the layout. Expunge it with the record, keep'
            " it since it names nobody, or decide later?"
        )
        choices = click.Choice([EXPUNGED, KEPT, LATER])
        answer = click.prompt(question, type=choices, default=LATER, err=True)
        if answer != LATER:
            decided[letters] = answer == EXPUNGED
    return decided
