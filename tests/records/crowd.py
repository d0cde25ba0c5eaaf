"""Many records about many invented people, for measuring."""

from __future__ import annotations

import datetime as dt
import random

from cocsheets.records.record import Record, RecordKey

_GIVEN = "Ada Bea Cor Dag Eva Fay Gil Hal Ida Jon Kai Leo Mia Noé Ove Pia Rik Sam Tea Una".split()  # noqa: SIM905
_SYLLABLES = "ban cor dul fen gar hol kel lor mon nar pol ras sil tor vel wen".split()  # noqa: SIM905


def crowd(count: int, seed: int = 1) -> list[Record]:
    """Records with one to three people each, drawn so that many come back."""
    chance = random.Random(seed)
    people = [
        (
            f"{chance.choice(_GIVEN)} {''.join(chance.choices(_SYLLABLES, k=4)).title()}",
            f"person{number}@example.org" if number % 3 else f"https://example.org/u/p{number}",
        )
        for number in range(count * 2 // 3 + 1)
    ]
    records = []
    for row in range(2, count + 2):
        named = chance.choices(people, k=chance.choice([1, 1, 1, 2, 3]))
        day = dt.date(2010, 1, 1) + dt.timedelta(days=chance.randrange(5500))
        records.append(
            Record(
                RecordKey(day, row),
                row,
                date_reported=day,
                expunge_on=day + dt.timedelta(days=365),
                named_subjects=tuple(name for name, _ in named),
                subject_contacts=tuple(contact for _, contact in named),
            )
        )
    return records
