"""Tables to go on with in a notebook or a program: as data frames, as text for a page.

Knows finished summaries. Must not know how a figure is counted. Nothing here names anybody, and
what a table hides stays hidden in every form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from cocsheets.data import replace
from cocsheets.figures import fragments
from cocsheets.figures import texts as formats
from cocsheets.statistics.summary import Summary, Table

if TYPE_CHECKING:
    import pandas as pd


class _Shown:
    """What a summary can be shown as."""

    summary: Summary

    def to_markdown(self) -> str:
        """For a page: tables, the day, the glossary."""
        return formats.markdown(self.summary)

    def to_html(self) -> str:
        """Captioned tables without a style, for a page of one's own."""
        return fragments.html_fragment(self.summary)

    def to_mediawiki(self) -> str:
        """The same as wiki text."""
        return fragments.mediawiki(self.summary)

    def to_csv(self) -> str:
        """Tidy CSV: one line for each figure of each row, without totals."""
        return formats.tidy(self.summary)

    def to_json(self) -> dict[str, Any]:
        """Plain values with the keys of `cocsheets stats --format json`."""
        return formats.to_json(self.summary)

    def __repr__(self) -> str:
        return formats.text(self.summary)

    def _repr_html_(self) -> str:
        return fragments.html_fragment(self.summary)


class StatisticsTable(_Shown):
    """One table of a `Statistics`."""

    def __init__(self, table: Table, summary: Summary) -> None:
        self.table = table
        self.summary = replace(summary, tables=(table,))

    @property
    def key(self) -> str:
        """Its name among the tables: `year-2016`, `quarter-status`."""
        return self.table.key

    @property
    def title(self) -> str:
        """What it is."""
        return self.table.title

    def to_frame(self, *, total: bool = False, marks: bool = False) -> pd.DataFrame:
        """A pandas frame: a row for each label, a column for each figure, by key.

        Figures are whole numbers with missing values, days are fractions. What is hidden is
        missing; with `marks` it reads `<5` or `hidden`, and the columns are objects. `attrs` has
        the title, the day, the limit and whether the figures are for publication.
        """
        from cocsheets.statistics.exchange import table_frame

        data = table_frame(self.table, total=total, marks=marks)
        data.attrs |= {
            "title": self.table.title,
            "as_of": self.summary.as_of.isoformat(),
            "suppressed_below": self.table.limit,
            "not_for_publication": self.table.internal,
        }
        return data


class Statistics(_Shown, Sequence[StatisticsTable]):
    """The tables of one run of the statistics, in order; each by place or by key.

    In a notebook it shows itself as tables.
    """

    def __init__(self, summary: Summary) -> None:
        self.summary = summary

    def __len__(self) -> int:
        return len(self.summary.tables)

    @overload
    def __getitem__(self, place: int | str) -> StatisticsTable: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[StatisticsTable]: ...
    def __getitem__(self, place: int | str | slice) -> StatisticsTable | Sequence[StatisticsTable]:
        if isinstance(place, slice):
            return list(self)[place]
        if isinstance(place, int):
            return StatisticsTable(self.summary.tables[place], self.summary)
        found = next((table for table in self.summary if table.key == place), None)
        if found is None:
            raise KeyError(place)
        return StatisticsTable(found, self.summary)

    def __iter__(self) -> Iterator[StatisticsTable]:
        return (StatisticsTable(table, self.summary) for table in self.summary)

    def to_frame(self, *, total: bool = False, marks: bool = False) -> pd.DataFrame:
        """The first table as a pandas frame; see `StatisticsTable.to_frame`."""
        return self[0].to_frame(total=total, marks=marks)

    @property
    def complete(self) -> bool:
        """Whether every cell that the figures are made from could be read."""
        return not self.summary.left_out
