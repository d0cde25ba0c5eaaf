"""Days as people type them: `2027-03-01`, `1 March 2027`, `1. März 2027`, and `01.03.2027` where
the committee's settings say in which order it types dates.

Nothing is guessed: what could be two days is refused with an example. What was typed is never
repeated, since it may be anything.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import click

from cocsheets.errors import CocsheetsError

if TYPE_CHECKING:
    from cocsheets.records.dates import DateOrder

EXAMPLE = "write it as 2027-03-01 or 1 March 2027"


def typed_day(text: str, order: DateOrder | None = None) -> dt.date | None:
    """The day that a text means, None if it means none, or several."""
    from cocsheets.records.dates import DateOrder, day_in_words, read_date

    read = (read_date(text, way).value for way in (order, DateOrder.YMD))
    return next(filter(None, read), None) or day_in_words(text) or _far_away(text)


def _far_away(text: str) -> dt.date | None:
    """A certain day that is too far away to be one of a record."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


class Day(click.ParamType[dt.date]):
    """A day; see the module."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """See `click.ParamType.convert`."""
        if isinstance(value, dt.date):
            return value
        text = str(value)
        day = typed_day(text) or typed_day(text, _order(ctx))
        if day is None:
            ambiguous = text.strip()[:1].isdigit() and not any(map(str.isalpha, text))
            why = (
                "nobody can say for certain which day this is"
                if ambiguous
                else "this is not a date"
            )
            self.fail(f"{why}; {EXAMPLE}", param, ctx)
        return day


def _order(ctx: click.Context | None) -> DateOrder | None:
    """The order in which the committee types dates, where its settings can be read."""
    from cocsheets.records.schema import load_schema
    from cocsheets.settings import load_settings

    config = ctx.find_root().params.get("config") if ctx else None
    try:
        settings = load_settings(os.environ, config=config)
        return load_schema(settings.schema, base=settings.folder).date_order
    except CocsheetsError:
        return None
