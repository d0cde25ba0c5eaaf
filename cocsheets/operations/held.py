"""What is held about one person: values, with contents in fields that `repr` does not show.

Must not know how it was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.data import Data, Hidden
from cocsheets.records.mentions import Identifiers
from cocsheets.records.others import Redactor
from cocsheets.records.residue import CANNOT, Residue
from cocsheets.shown import Shown, Tabular

if TYPE_CHECKING:
    from cocsheets.access.membership import Term
    from cocsheets.ledger import Line
    from cocsheets.records.screening import Pairing


class Field(Data, frozen=True):
    """One cell of a record about the person, or a note on it."""

    key: str
    """Key of the field; empty for a column that the layout does not know, and for a note that is
    not on the reporter's cell."""
    header: str
    text: Hidden[str]


class Held(Data, frozen=True):
    """One record about the person."""

    row: int
    key: str
    named: int
    """How many people it names."""
    fields: Hidden[tuple[Field, ...]]
    people: Hidden[Identifiers]
    """Everybody whom its identifying cells name, its reporter too."""


class Mentioned(Data, frozen=True):
    """One text elsewhere that names the person."""

    place: Residue
    text: Hidden[str]
    record: str = ""
    """Key of the record about somebody else that it is in, if it is in one."""


class About(Shown, Data, frozen=True):
    """Everything that is held about one person."""

    person: Hidden[str]
    """As it was asked for."""
    records: tuple[Held, ...] = ()
    elsewhere: tuple[Mentioned, ...] = ()
    reported: tuple[int, ...] = ()
    """Rows of records that name the person as reporter, or as the member who handles them."""
    roster: tuple[Term, ...] = ()
    ledger: tuple[Line, ...] = ()
    questions: tuple[Pairing, ...] = ()
    """Records that may be about the person: for the chair alone."""
    perhaps: tuple[Residue, ...] = ()
    """Texts that nearly name the person: for the chair alone."""
    comments_seen: bool = True
    redactor: Hidden[Redactor | None] = None
    identities: tuple[int, ...] = ()
    """Rows of the identity spreadsheet, where names are kept apart."""

    @property
    def held(self) -> bool:
        """Whether anything is held, or a person has to look."""
        return bool(
            self.records or self.elsewhere or self.reported or self.roster or self.ledger
        ) or bool(self.identities or self.questions or self.perhaps)

    @property
    def cannot(self) -> tuple[str, ...]:
        """What was not looked at."""
        unseen = () if self.comments_seen else ("comments: they could not be read",)
        apart = ("notes and comments in the identity spreadsheet",) if self.identities else ()
        return (*CANNOT, *unseen, *apart)

    def tabular(self) -> Tabular:
        """See `Shown`: places, no contents."""
        rows = [(f"row {one.row}", "record", one.key) for one in self.records]
        rows += [(one.place.place, "elsewhere", one.record) for one in self.elsewhere]
        rows += [(f"row {row}", "reporter or handler", "") for row in self.reported]
        rows += [(f"row {one.record}", "question", one.compared) for one in self.questions]
        rows += [(one.place, "question", "nearly the name") for one in self.perhaps]
        caption = (
            f"{len(self.records)} records, {len(self.elsewhere)} other places,"
            f" {len(self.questions) + len(self.perhaps)} questions."
        )
        return Tabular(caption, ("where", "what", "which"), rows)

    def to_json(self) -> dict[str, Any]:
        """Stable form for programs: places, no contents."""
        return {
            "records": [
                {"row": one.row, "key": one.key, "people_named": one.named} for one in self.records
            ],
            "elsewhere": [
                {**one.place.to_json(), "record": one.record or None} for one in self.elsewhere
            ],
            "reported": list(self.reported),
            "identities": list(self.identities),
            "roster": [term.row for term in self.roster],
            "ledger": [line.row for line in self.ledger],
            "questions": [
                {"row": one.record, "compared": one.compared, "score": one.score}
                for one in self.questions
            ],
            "perhaps": [{**place.to_json(), "record": None} for place in self.perhaps],
            "comments_seen": self.comments_seen,
            "cannot": list(self.cannot),
        }
