"""The retention rules as dated examples, policy by policy, for a committee member to check.

How to read one: a title, the day, the sheet, and what becomes of each report on that day. See
`tests.records.examples` for how a report is written.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cocsheets.records.retentionsettings import Hold, OnStale, RetentionSettings
from cocsheets.records.verdicts import RetentionState, Verdict, judge
from tests.records.examples import sheet

DUE = [
    (
        "a report is due on the day after its date, not on it",
        "2024-01-10",
        "A  2023-01-10 > 2024-01-10  Ada Fixture",
        "A not due",
    ),
    (
        "the day after its date it is due",
        "2024-01-11",
        "A  2023-01-10 > 2024-01-10  Ada Fixture",
        "A due",
    ),
    (
        "a date years ago is due all the same",
        "2024-01-11",
        "A  2014-01-10 > 2015-01-10  Ada Fixture",
        "A due",
    ),
    (
        "a blank date keeps a report for ever",
        "2040-01-01",
        "A  2014-01-10 > never  Ada Fixture",
        "A kept",
    ),
    (
        "an expunge date that cannot be read is never due",
        "2040-01-01",
        "A  2014-01-10 > unreadable  Ada Fixture",
        "A unreadable",
    ),
    (
        "a date of report that cannot be read makes nothing due",
        "2040-01-01",
        "A  unreadable > 2015-01-10  Ada Fixture",
        "A unreadable",
    ),
    (
        "a blank date of report does not keep a report beyond its date",
        "2040-01-01",
        "A  blank > 2015-01-10  Ada Fixture",
        "A due",
    ),
    (
        "but where others are about a person it names, nobody can tell which came later",
        "2030-01-01",
        """A  blank > 2015-01-10  Ada Fixture
           B  2014-06-01 > never  Ada Fixture""",
        "A unreadable; B kept",
    ),
    (
        "what is expunged already stays so, whatever its dates say",
        "2024-01-11",
        "A  2014-01-10 > 2015-01-10  Expunged  | expunged",
        "A expunged",
    ),
    (
        "a report that names nobody is judged by its date alone",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10
           B  2023-12-01 > never""",
        "A due; B kept",
    ),
    (
        "reports about different people do not touch one another",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-12-01 > 2024-12-01  Rik Sample""",
        "A due; B not due",
    ),
]

RESET = [
    (
        "a later report within the term holds a due report, a year from the later one",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture""",
        "A held until 2024-06-01; B not due",
    ),
    (
        "it is held on the last day of that year",
        "2024-06-01",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture""",
        "A held until 2024-06-01; B not due",
    ),
    (
        "and due on the day after, together with the later one",
        "2024-06-02",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture""",
        "A due; B due",
    ),
    (
        "a six-month report is held for six months from the later one",
        "2023-07-11",
        """A  2023-01-10 > 2023-07-10  Ada Fixture
           B  2023-05-01 > never  Ada Fixture""",
        "A held until 2023-11-01; B kept",
    ),
    (
        "and no longer",
        "2023-11-02",
        """A  2023-01-10 > 2023-07-10  Ada Fixture
           B  2023-05-01 > never  Ada Fixture""",
        "A due; B kept",
    ),
    (
        "a report with any other span is held for the default of twelve months",
        "2023-04-02",
        """A  2023-01-10 > 2023-04-01  Ada Fixture
           B  2023-03-15 > never  Ada Fixture""",
        "A held until 2024-03-15; B kept",
    ),
    (
        "an earlier report resets nothing",
        "2024-06-02",
        """A  2023-01-10 > never  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture""",
        "A kept; B due",
    ),
    (
        "a second report of the same day resets nothing",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-01-10 > 2024-01-10  Ada Fixture""",
        "A due; B due",
    ),
    (
        "a later report that came after the date still counts, while the report stands",
        "2024-03-01",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2024-02-20 > 2025-02-20  Ada Fixture""",
        "A held until 2025-02-20; B not due",
    ),
    (
        "of several later reports the latest counts",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-03-01 > never  Ada Fixture
           C  2023-09-09 > never  Ada Fixture
           D  2023-05-01 > never  Ada Fixture""",
        "A held until 2024-09-09; B kept; C kept; D kept",
    ),
    (
        "a reset that is itself overtaken: the later report is too old by now",
        "2024-06-02",
        """A  2022-01-10 > 2023-01-10  Ada Fixture
           B  2022-11-01 > never  Ada Fixture""",
        "A due; B kept",
    ),
    (
        "a reset overtaken by time and renewed by a third report",
        "2024-06-02",
        """A  2022-01-10 > 2023-01-10  Ada Fixture
           B  2022-11-01 > never  Ada Fixture
           C  2024-05-05 > never  Ada Fixture""",
        "A held until 2025-05-05; B kept; C kept",
    ),
    (
        "a date that a person set later than the reset is not held further",
        "2025-01-02",
        """A  2023-01-10 > 2025-01-01  Ada Fixture
           B  2023-06-01 > never  Ada Fixture""",
        "A due; B kept",
    ),
    (
        "a six-month report whose date was reset before keeps its term of six months",
        "2023-11-02",
        """A  2023-01-10 > 2023-11-01  Ada Fixture
           B  2023-05-01 > 2023-11-01  Ada Fixture""",
        "A due; B due",
    ),
    (
        "an expunged later report names nobody, so it holds nothing",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Expunged  [Expunged]  | expunged""",
        "A due; B expunged",
    ),
    (
        "another report about the same person without a readable date holds until it is mended",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  unreadable > never  Ada Fixture""",
        "A held; B unreadable",
    ),
]

MONTHS = [
    (
        "31 August and six months is the last of February",
        "2024-01-01",
        """A  2022-08-31 > 2023-02-28  Ada Fixture
           B  2023-08-31 > never  Ada Fixture""",
        "A held until 2024-02-29; B kept",
    ),
    (
        "in a year without a leap day it is the 28th",
        "2023-03-01",
        """A  2022-02-28 > 2022-08-28  Ada Fixture
           B  2022-08-31 > never  Ada Fixture""",
        "A due; B kept",
    ),
    (
        "and it is held on the 28th itself",
        "2023-02-28",
        """A  2022-02-28 > 2022-08-28  Ada Fixture
           B  2022-08-31 > never  Ada Fixture""",
        "A held until 2023-02-28; B kept",
    ),
    (
        "a report on a leap day is a year old on 28 February",
        "2024-07-01",
        """A  2023-06-15 > 2024-06-15  Ada Fixture
           B  2024-02-29 > 2025-02-28  Ada Fixture""",
        "A held until 2025-02-28; B not due",
    ),
    (
        "28 February and twelve months stays on the 28th, also into a leap year",
        "2024-01-01",
        """A  2022-02-01 > 2023-02-01  Ada Fixture
           B  2023-02-28 > never  Ada Fixture""",
        "A held until 2024-02-28; B kept",
    ),
    (
        "30 November and six months is 30 May, which a span of six months is told by",
        "2023-06-01",
        """A  2022-11-30 > 2023-05-30  Ada Fixture
           B  2023-03-31 > never  Ada Fixture""",
        "A held until 2023-09-30; B kept",
    ),
    (
        "31 May is one day off that span, so the default counts",
        "2023-06-01",
        """A  2022-11-30 > 2023-05-31  Ada Fixture
           B  2023-03-31 > never  Ada Fixture""",
        "A held until 2024-03-31; B kept",
    ),
]

SAME = [
    (
        "names are the same whatever their case and spacing",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  FIXTURE
           B  2023-06-01 > never  ada fixture""",
        "A held until 2024-06-01; B kept",
    ),
    (
        "a single word is no name: two Adas are not the same",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada
           B  2023-06-01 > never  Ada""",
        "A due; B kept",
    ),
    (
        "an accent makes another name, which is a question and no hold",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  José Sample
           B  2023-06-01 > never  Jose Sample""",
        "A due; B kept",
    ),
    (
        "the same accent in two Unicode forms is the same name",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Jos\u00e9 Sample
           B  2023-06-01 > never  Jose\u0301 Sample""",
        "A held until 2024-06-01; B kept",
    ),
    (
        "an e-mail address is enough, whatever its case",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  [ada@example.org]
           B  2023-06-01 > never  A. F.  [Ada@Example.ORG]""",
        "A held until 2024-06-01; B kept",
    ),
    (
        "dots and tags do not count at Gmail",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  [ada.fixture+coc@gmail.com]
           B  2023-06-01 > never  Ada  [adafixture@googlemail.com]""",
        "A held until 2024-06-01; B kept",
    ),
    (
        "elsewhere they do",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  [ada.fixture@example.org]
           B  2023-06-01 > never  Ada  [adafixture@example.org]""",
        "A due; B kept",
    ),
    (
        "a personal URL is the same with and without scheme, www and slash",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  [https://www.example.org/u/Ada/]
           B  2023-06-01 > never  Ada  [example.org/u/ada]""",
        "A held until 2024-06-01; B kept",
    ),
    (
        "the address of a thread is nobody's",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  [https://code.example.org/team/issues/12]
           B  2023-06-01 > never  Rik  [https://code.example.org/team/issues/12]""",
        "A due; B kept",
    ),
    (
        "a handle is the same with and without its @",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  [@Ada_F]
           B  2023-06-01 > never  Ada  [ada_f]""",
        "A held until 2024-06-01; B kept",
    ),
    (
        "where several are named, a contact belongs to none of them yet",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > never  Rik Sample; Poe Example  [ada@example.org]""",
        "A due; B kept",
    ),
    (
        "until a report about one person alone tells whose it is",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > never  Rik Sample; Poe Example  [ada@example.org]
           C  2022-01-01 > never  Ada Fixture  [ada@example.org]""",
        "A held until 2024-06-01; B kept; C kept",
    ),
    (
        "sameness carries on: name to address to handle",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2021-01-01 > never  Ada Fixture  [ada@example.org]
           C  2021-02-01 > never  Ada  [ada@example.org @ada_f]
           D  2023-06-01 > never  A.  [@ada_f]""",
        "A held until 2024-06-01; B kept; C kept; D kept",
    ),
]

CHAINS = [
    (
        "A names p1, B p1 and p2, C p2: C resets B, and not A",
        "2024-02-01",
        """A  2022-06-01 > 2023-06-01  Per One
           B  2022-12-01 > 2023-12-01  Per One; Per Two
           C  2023-11-01 > never  Per Two""",
        "A due; B held until 2024-11-01; C kept",
    ),
    (
        "while B itself is recent, it still holds A",
        "2023-11-20",
        """A  2022-06-01 > 2023-06-01  Per One
           B  2022-12-01 > 2023-12-01  Per One; Per Two
           C  2023-11-01 > never  Per Two""",
        "A held until 2023-12-01; B not due; C kept",
    ),
    (
        "three people over four records: D resets C alone",
        "2024-02-01",
        """A  2021-01-01 > 2022-01-01  Per One
           B  2022-01-01 > 2023-01-01  Per One; Per Two
           C  2023-01-01 > 2024-01-01  Per Two; Per Three
           D  2023-10-01 > never  Per Three""",
        "A due; B due; C held until 2024-10-01; D kept",
    ),
    (
        "two people in one record: the later of their later reports counts",
        "2024-02-01",
        """A  2022-12-01 > 2023-12-01  Per One; Per Two
           B  2023-03-01 > never  Per One
           C  2023-11-01 > never  Per Two""",
        "A held until 2024-11-01; B kept; C kept",
    ),
]

SETTINGS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    (
        "a hold in the row keeps a due report",
        "2024-02-01",
        "A  2022-12-01 > 2023-12-01  Ada Fixture  | hold 2024-05-01",
        "A held until 2024-05-01",
        {},
    ),
    (
        "a hold that ends today still holds",
        "2024-05-01",
        "A  2022-12-01 > 2023-12-01  Ada Fixture  | hold 2024-05-01",
        "A held until 2024-05-01",
        {},
    ),
    (
        "and no longer tomorrow",
        "2024-05-02",
        "A  2022-12-01 > 2023-12-01  Ada Fixture  | hold 2024-05-01",
        "A due",
        {},
    ),
    (
        "a hold that cannot be read holds",
        "2024-05-02",
        "A  2022-12-01 > 2023-12-01  Ada Fixture  | hold unreadable",
        "A unreadable",
        {},
    ),
    (
        "a hold in the settings is for the record with that key alone",
        "2024-02-01",
        """A  2022-12-01 > 2023-12-01  Ada Fixture
           B  2022-12-01 > 2023-12-01  Rik Sample""",
        "A due; B held until 2024-05-01",
        {"holds": (Hold("2022-12-01 #2", dt.date(2024, 5, 1), "appeal"),)},
    ),
    (
        "with a date alone it is for all reports of that day",
        "2024-02-01",
        """A  2022-12-01 > 2023-12-01  Ada Fixture
           B  2022-12-01 > 2023-12-01  Rik Sample""",
        "A held until 2024-05-01; B held until 2024-05-01",
        {"holds": (Hold("2022-12-01", dt.date(2024, 5, 1)),)},
    ),
    (
        "the longest of several holds counts",
        "2024-02-01",
        """A  2022-12-01 > 2023-12-01  Ada Fixture  | hold 2024-03-01
           B  2023-06-15 > never  Ada Fixture""",
        "A held until 2024-06-15; B kept",
        {"holds": (Hold("2022-12-01", dt.date(2024, 5, 1)),)},
    ),
    (
        "on_stale = expunge: the sheet's date alone counts",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture""",
        "A due; B not due",
        {"on_stale": OnStale.EXPUNGE},
    ),
    (
        "on_stale = expunge does not lift a hold",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture  | hold 2024-03-01
           B  2023-06-01 > 2024-06-01  Ada Fixture""",
        "A held until 2024-03-01; B not due",
        {"on_stale": OnStale.EXPUNGE},
    ),
    (
        "on_stale = reset holds it until its date is written",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture""",
        "A held until 2024-06-01; B not due",
        {"on_stale": OnStale.RESET},
    ),
    (
        "repeat_keeps: repeated reports are kept, however old",
        "2034-01-11",
        """A  2023-01-10 > 2024-01-10  Ada Fixture
           B  2023-06-01 > 2024-06-01  Ada Fixture
           C  2023-06-01 > 2024-06-01  Rik Sample""",
        "A held; B held; C due",
        {"repeat_keeps": True},
    ),
    (
        "a default term of six months",
        "2023-12-02",
        """A  2023-01-10 > 2023-04-01  Ada Fixture
           B  2023-06-01 > never  Ada Fixture""",
        "A due; B kept",
        {"default_term": 6},
    ),
    (
        "the addresses of a list are nobody's, where the settings say so",
        "2024-01-11",
        """A  2023-01-10 > 2024-01-10  Ada  [users@discuss.example.org]
           B  2023-06-01 > never  Rik  [users@discuss.example.org]""",
        "A due; B kept",
        {"not_people": ("*@discuss.example.org",)},
    ),
    (
        "django-2018: a resolved report is kept 14 months from the later one",
        "2024-04-01",
        """A  2023-01-10 > 2024-03-10  Ada Fixture
           B  2023-06-01 > never  Ada Fixture""",
        "A held until 2024-08-01; B kept",
        {"preset": "django-2018"},
    ),
    (
        "django-2018: a flagged person's 26 months",
        "2024-04-01",
        """A  2022-01-10 > 2024-03-10  Ada Fixture  | flagged
           B  2023-06-01 > never  Ada Fixture""",
        "A held until 2025-08-01; B kept",
        {"preset": "django-2018"},
    ),
    (
        "django-2018: the same by the status alone, where the date was set by hand",
        "2024-04-01",
        """A  2022-01-10 > 2024-01-01  Ada Fixture  | flagged
           B  2023-06-01 > never  Ada Fixture""",
        "A held until 2025-08-01; B kept",
        {"preset": "django-2018"},
    ),
    (
        "a status has no term of its own in django-2016",
        "2024-04-01",
        """A  2022-01-10 > 2023-11-15  Ada Fixture  | flagged
           B  2023-06-01 > never  Ada Fixture""",
        "A held until 2024-06-01; B kept",
        {},
    ),
]

EXAMPLES: list[tuple[str, str, str, str, dict[str, Any]]] = [
    *((*example, {}) for example in [*DUE, *RESET, *MONTHS, *SAME, *CHAINS]),
    *SETTINGS,
]


def told(verdict: Verdict) -> str:
    """A verdict as the examples write it."""
    until = f" until {verdict.until}" if verdict.until else ""
    return f"{verdict.state}{until}"


@pytest.mark.parametrize(
    ("today", "text", "expected", "settings"),
    [pytest.param(*rest, id=title) for title, *rest in EXAMPLES],
)
def test_example(today: str, text: str, expected: str, settings: dict[str, Any]) -> None:
    """Each example comes out as it is written, whatever the order of the rows."""
    records = sheet(text)
    policy = RetentionSettings(**settings)
    policy.check()
    for ordered in (list(records.values()), list(records.values())[::-1]):
        verdicts = judge(ordered, policy, dt.date.fromisoformat(today))
        found = "; ".join(f"{name} {told(verdicts[item.row])}" for name, item in records.items())
        assert found == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example[0])
def test_reasons_hold_no_contents(example: tuple[str, str, str, str, dict[str, Any]]) -> None:
    """No reason repeats a name, an address or a handle, and each is one sentence."""
    _, today, text, _, settings = example
    for verdict in judge(
        list(sheet(text).values()), RetentionSettings(**settings), dt.date.fromisoformat(today)
    ).values():
        assert not {"ada", "rik", "poe", "per", "sample"} & set(verdict.reason.lower().split())
        assert "@" not in verdict.reason
        assert verdict.reason.endswith(".")
        assert verdict.state is not RetentionState.HELD or verdict.reason


def test_there_are_enough_examples() -> None:
    """The table has at least the sixty examples that the policies need."""
    assert len(EXAMPLES) >= 60
    assert len({title for title, *_ in EXAMPLES}) == len(EXAMPLES)
