"""What came of screening a list: matches, questions and refusals, and questions that are answered.

Values alone: rows, statuses, and outcomes to share. Must not know how a list was compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import field
from msgspec.structs import asdict

from cocsheets.data import Data, Hidden, replace
from cocsheets.errors import ConfigurationError
from cocsheets.shown import Shown, Tabular


class Match(Data, frozen=True):
    """A row of the list that a record is about, and what may be shared of the record."""

    row: int
    status: str
    outcome: Hidden[str]
    """The outcome to share, as the sheet has it; empty if there is none."""
    record: str = ""
    """Key of the record, for the committee alone."""
    confirmed: bool = False
    """Whether a person said so; else an address, URL or handle is equal."""


class Asked(Data, frozen=True):
    """A row of the list that a record may be about: a question for a person."""

    row: int
    compared: str
    score: int
    in_list: int
    record: str
    record_row: int
    rejected_before: int = 0
    """How often such a question about this record was answered with no, for any list."""


class Refused(Data, frozen=True):
    """A record of which nothing is said until its outcome names nobody."""

    record: str
    record_row: int
    reason: str
    row: int = 0
    """Of the list: the row that the record is about."""


class Screening(Shown, Data, frozen=True):
    """What came of screening one list. Shows rows, never contents."""

    rows: int
    """People on the list."""
    matches: tuple[Match, ...] = ()
    questions: tuple[Asked, ...] = ()
    refused: tuple[Refused, ...] = ()
    rejected: tuple[str, ...] = ()
    """Keys of the records about which a question was answered with no."""
    compared: int = 0
    """Records that the list was compared with."""
    unread: tuple[int, ...] = ()
    """Rows of records whose status or people cannot be read: nobody was compared with them."""
    nameless: tuple[int, ...] = ()
    """Rows of flagged records that name nobody who can be compared."""
    _told: Mapping[str, Match | Refused] = field(default_factory=dict)
    """What is said of a record, by key, if a question about it is answered with yes."""

    @property
    def found(self) -> bool:
        """Whether a person has anything to do or to say."""
        return bool(self.matches or self.questions or self.refused)

    @property
    def final(self) -> bool:
        """Whether nothing is left to be looked at before the organiser has the whole answer."""
        return not (self.questions or self.refused or self.unread)

    def answer(self, row: int, record: str, *, same: bool) -> Screening:
        """The same with one question answered."""
        left = tuple(q for q in self.questions if (q.row, q.record) != (row, record))
        if not same:
            return replace(self, questions=left, rejected=(*self.rejected, record))
        told = self._told[record]
        if isinstance(told, Refused):
            return replace(self, questions=left, refused=(*self.refused, replace(told, row=row)))
        match = replace(told, row=row, confirmed=True)
        matches = tuple(sorted((*self.matches, match), key=lambda one: one.row))
        return replace(self, questions=left, matches=matches)

    def decided(self, confirm: Collection[str] = (), reject: Collection[str] = ()) -> Screening:
        """The same with the questions of some rows answered: `12`, or `12:RECORD` where a row is
        asked about more than one record (`RECORD` is the row or the key of one).

        Raises ConfigurationError for a row without a question.
        """
        both = set(confirm) & set(reject)
        if both:
            raise ConfigurationError(f"Row {min(both)} is confirmed and rejected at once.")
        found = self
        for texts, same in ((confirm, True), (reject, False)):
            for text in texts:
                for question in self._asked(text, one=same):
                    found = found.answer(question.row, question.record, same=same)
        return found

    def _asked(self, text: str, *, one: bool) -> Sequence[Asked]:
        row, _, record = text.partition(":")
        asked = [
            question
            for question in self.questions
            if str(question.row) == row.strip()
            and record.strip() in ("", str(question.record_row), question.record)
        ]
        if not asked:
            raise ConfigurationError(
                f"There is no question about row {text} of the list. Nothing was noted.",
                hint="Screen the list without --confirm and --reject to see the questions.",
            )
        if one and len(asked) > 1:
            which = ", ".join(f"{question.row}:{question.record_row}" for question in asked)
            raise ConfigurationError(
                f"Row {row} is asked about {len(asked)} records. Nothing was noted.",
                hint=f"Say which: {which}.",
            )
        return asked

    def tabular(self) -> Tabular:
        """See `Shown`."""
        rows = [(str(m.row), "match", m.status, m.record) for m in self.matches]
        rows += [(str(q.row), "question", q.compared, q.record) for q in self.questions]
        rows += [(str(r.row), "refused", r.reason, r.record) for r in self.refused]
        caption = (
            f"{self.rows} people screened: {len(self.matches)} matches, "
            f"{len(self.questions)} questions, {len(self.refused)} records refused."
        )
        return Tabular(caption, ("row of the list", "what", "why", "record"), rows)

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs."""
        return {
            "rows": self.rows,
            "matches": [
                {name: value for name, value in asdict(one).items() if name != "record"}
                for one in self.matches
            ],
            "questions": [*map(asdict, self.questions)],
            "refused": [*map(asdict, self.refused)],
            "unread": list(self.unread),
            "nameless": list(self.nameless),
        }
