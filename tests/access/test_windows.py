"""Who holds the e-mails of a day."""

from __future__ import annotations

import datetime as dt

from cocsheets.access.membership import Member, MemberRole, Roster, Term
from cocsheets.access.windows import mail_window
from tests.access.builders import TODAY

REPORT = dt.date(2024, 3, 10)


def person(name: str, *spans: tuple[str | None, str | None]) -> Member:
    """A member with terms given as ISO dates."""
    terms = tuple(
        Term(
            MemberRole.MEMBER,
            dt.date.fromisoformat(start) if start else None,
            dt.date.fromisoformat(end) if end else None,
        )
        for start, end in spans
    )
    return Member(name, f"{name.casefold()}@example.org", terms)


def test_who_served() -> None:
    """Told apart: those who still serve, those who left, those of whom it is not written."""
    roster = Roster(
        (
            person("Ana", ("2020-01-01", None)),
            person("Rik", ("2024-03-11", None)),
            person("Una", ("2020-01-01", "2024-03-10")),
            person("Poe", ("2020-01-01", "2025-01-01")),
            person("Tess", ("2020-01-01", "2025-01-01"), ("2026-01-01", None)),
            person("Old", (None, None)),
        )
    )
    window = mail_window(roster, REPORT, TODAY)
    assert window.to_json() == {
        "date": "2024-03-10",
        "current": ["ana@example.org", "tess@example.org"],
        "uncertain": ["old@example.org"],
        "former": ["poe@example.org"],
    }


def test_nobody() -> None:
    """Before anybody served, nobody is named."""
    roster = Roster((person("Ana", ("2025-01-01", None)),))
    window = mail_window(roster, REPORT, TODAY)
    assert (window.still, window.former, window.uncertain) == ((), (), ())
