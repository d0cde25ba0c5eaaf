"""The status page as a value: what the daily job did, and what needs a person.

Rows, dates, counts and codes of rules; no contents, no names, no addresses. Knows sections and
entries. Must not know where an entry comes from, nor how a page is written or shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cocsheets.data import Data
from cocsheets.findings import Severity
from cocsheets.patterns import lazy_re
from cocsheets.shown import Shown, Tabular, count

MOST = 200
"""Entries of a section that are shown; of more, only how many there are."""
_LETTERS = lazy_re(r"[A-Z]+(?=[0-9])")


class Where(Data, frozen=True):
    """A cell or a row, as a link that jumps there."""

    sheet_id: int
    range: str
    """In A1 form: `J14` or `14:14`; empty for the worksheet as a whole."""
    shown: str
    """In words: `J14`, `row 14`, `E3 of the roster`."""

    @property
    def link(self) -> str:
        """Where it is within the spreadsheet."""
        return f"#gid={self.sheet_id}" + (f"&range={self.range}" if self.range else "")


class Entry(Data, frozen=True):
    """One line of the page."""

    what: str
    """In plain words; for an entry with a severity, as a part of a sentence."""
    when: str = ""
    """A date, or a time of the committee's zone, as text."""
    where: Where | None = None
    fix: str = ""
    severity: Severity | None = None
    code: str = ""
    """Code of the rule, or the name of the command that says more."""
    key: str = ""
    """What it is about, wherever that is by now: `report of 2024-04-03 #1`, `row 3`."""

    @property
    def text(self) -> str:
        """What the page says: severity in words, code and key behind it."""
        said = f"{self.severity.value.capitalize()}: {self.what}" if self.severity else self.what
        behind = ", ".join(filter(None, (self.code, self.key)))
        return f"{said} ({behind})" if behind else said

    @property
    def identity(self) -> Identity:
        """What it is known by from day to day."""
        return identity_of(self.text, self.where.shown if self.where else "")


class Identity(Data, frozen=True):
    """What an entry is known by again: rule and key, and the column where a rule is met twice."""

    code: str
    key: str
    column: str = ""


_BEHIND = lazy_re(r"\(([a-z]+(?:-[a-z]+)*)(?:, ([^()]+))?\)$")


def identity_of(text: str, where: str) -> Identity:
    """The identity of an entry by what the page says of it."""
    letters = _LETTERS.match(where)
    column = letters[0] if letters else ""
    if found := _BEHIND.search(text):
        return Identity(found[1], found[2] or "", column)
    return Identity("", re.sub(r"[0-9]+", "0", text), column)


class Section(Data, frozen=True):
    """One part of the page."""

    name: str
    """Stable key of it in JSON."""
    title: str
    entries: tuple[Entry, ...] = ()
    more: str = ""
    """The command that lists the entries which are too many for the page."""

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The entries that the page has room for."""
        left = len(self.entries) - MOST
        if left <= 0:
            return self.entries
        rest = Entry(f"And {left} more.", fix=f"`{self.more}` lists all.")
        return (*self.entries[:MOST], rest)

    @property
    def summary(self) -> str:
        """How much is in it: `2 errors, 1 warning`, or `Nothing.`"""
        counts = Counter(entry.severity for entry in self.entries if entry.severity)
        told = [count(counts[one], one) for one in Severity if counts[one]]
        return ", ".join(told) if told else "" if self.entries else "Nothing."


class StatusPage(Shown, Data, frozen=True):
    """The whole page."""

    spreadsheet_id: str
    sections: tuple[Section, ...]
    unjudged: frozenset[str] = frozenset()
    """Codes of rules that could not be judged: what they found before is not known to be fixed."""
    taken: frozenset[Identity] = frozenset()
    """Entries that somebody looks at, by the worksheet as it was read."""

    @property
    def complete(self) -> bool:
        """Whether everything could be judged."""
        return not self.unjudged

    def tabular(self) -> Tabular:
        """See `Shown`."""
        rows = [
            (section.title, entry.when, entry.where.shown if entry.where else "", entry.text)
            for section, entry in self.entries()
        ]
        caption = f"Status of {self.spreadsheet_id}."
        return Tabular(caption, ("section", "when", "where", "what"), rows)

    def entries(self) -> Iterator[tuple[Section, Entry]]:
        """Every entry that is shown, with its section."""
        for section in self.sections:
            for entry in section.shown:
                yield section, entry

    def section(self, name: str) -> Section:
        """The section of a name. Raises KeyError."""
        return {section.name: section for section in self.sections}[name]
