"""Verbs on names apart from cases, each with a mishap at one of its requests, and then again.

Used by the tests for a sample and by `scripts/split_sweep.py` for all of them. After a mishap no
record may be without its identity, and after the next run nothing may be lost. All people are
invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocsheets import clock
from cocsheets.access.filesettings import FileSettings
from cocsheets.errors import CocsheetsError
from cocsheets.operations.connection import Hooks
from cocsheets.plans.split import joined_text
from cocsheets.records.identities import find_identities
from cocsheets.records.marks import read_mark
from cocsheets.records.schema import SchemaSettings
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.workbook.http import Http
from tests.box import LONG_AGO, OWNER, RECORDS, ROBOT, Box
from tests.operations.daily_sweep import DEATHS, FAULTS, Alone, KilledError, Mishap, Mortal

if TYPE_CHECKING:
    from cocsheets.operations.operation import Operation
    from cocsheets.sandbox import Sandbox

TODAY = dt.date(2026, 4, 2)
ROWS = (
    (
        "2024-01-10",
        "Ana Chair",
        "Ada Fixture",
        "ada@example.org",
        "Ada Fixture shouted.",
        "2027-01-10",
    ),
    ("2024-02-10", "Una Witness", "Rik Roe; Ada Fixture", "", "Rik Roe, ada@example.org", ""),
    ("2023-01-10", "Ana Chair", "Sam", "https://example.org/sam", "Sam again", "2024-01-10"),
    ("2023-02-10", "Ana Chair", "Sam", "", "another Sam", "2027-02-10"),
    ("2023-03-10", "Bo", "Eva Once", "@eva", "@eva wrote", "2024-03-10"),
)
NAMES = (
    "Ada Fixture",
    "ada@example.org",
    "Rik Roe",
    "Una Witness",
    "example.org/sam",
    "@eva",
    "Eva",
)
NEW = {
    "date_reported": "2026-04-01",
    "reporter": "Ana Chair",
    "named_subjects": "Ada Fixture; Zoe New",
    "summary": "Zoe New and ada@example.org argued.",
}


@dataclass(frozen=True)
class World:
    """Records, roster and an identity spreadsheet."""

    box: Box
    identities: str

    def committee(self, session: Mortal | None = None, *, split: bool) -> Alone:
        """The committee at work for one day; all its other runs are dead."""
        settings = Settings(
            spreadsheet=SpreadsheetSettings(key=self.box.key, time_zone="UTC"),
            schema=SchemaSettings(preset="code-names" if split else "django-2016"),
            files={"identities": FileSettings(key=self.identities, who=("chair",))},
            api_root=self.box.sandbox.url,
            act_as=ROBOT,
        )
        hooks = Hooks(sleep=lambda _seconds: None)
        found = Alone(settings, now=clock.now, as_of=TODAY, hooks=hooks)
        mortal = session or Mortal(self.box.sandbox.url)
        found.__dict__["http"] = Http(mortal, sleep=lambda _seconds: None)
        return found

    def records(self) -> list[list[str]]:
        """The records as they read now."""
        return self.box.book.sheet1.get_all_values()

    def linked(self) -> dict[int, tuple[int, ...]]:
        """The rows that concern the same people, by row."""
        found = self.committee(split=True).read().assessment
        return {record.row: found.links.others(record.row) for record in found.records}

    def people(self) -> dict[str, Any]:
        """The identities as they read now, by code name."""
        spreadsheet = self.committee(split=True).beside("identities").sheet.read()
        table = find_identities(spreadsheet)
        return dict(table.by_code_name) if table else {}


def world(sandbox: Sandbox) -> World:
    """The committee before it splits."""
    box = Box(sandbox)
    rows = [(*row[:5], "no", "no", "talked", "", row[5]) for row in ROWS]
    box.book.sheet1.update([list(RECORDS), *map(list, rows)], raw=False)
    box.members(("Ana Chair", "ana@example.org", "chair", LONG_AGO))
    identities = sandbox.client(OWNER).create("Identities")
    box.share(ROBOT, file=identities.id)
    return World(box, identities.id)


def split(committee: Alone) -> Operation[Any]:
    """Put names apart."""
    return committee.read().plan_split()


def join(committee: Alone) -> Operation[Any]:
    """Bring them together."""
    return committee.read().plan_join()


def add(committee: Alone) -> Operation[Any]:
    """Add a report."""
    return committee.read().plan_record(NEW)


def expunge(committee: Alone) -> Operation[Any]:
    """Expunge what is due."""
    return committee.read().plan_expunge()


VERBS: dict[str, Callable[[Alone], Operation[Any]]] = {
    "split": split,
    "join": join,
    "add": add,
    "expunge": expunge,
}


def run(found: World, verb: str, mishap: Mishap | None = None) -> Any:
    """Carry one verb out; None where it was killed, the error where it was refused."""
    sandbox = found.box.sandbox
    kind, nth = mishap or ("", 0)
    session = Mortal(sandbox.url)
    if kind in DEATHS:
        session = Mortal(sandbox.url, nth, after=DEATHS[kind])
    elif kind:
        sandbox.faults([{"match": {"user": ROBOT, "nth": nth}, "do": FAULTS[kind]}])
    committee = found.committee(session, split=verb != "split")
    try:
        return committee.apply(VERBS[verb](committee), allow_large=True)
    except KilledError:
        return None
    except CocsheetsError as error:
        return error


def prepared(sandbox: Sandbox, verb: str) -> World:
    """The committee in front of a verb."""
    found = world(sandbox)
    if verb != "split":
        report = run(found, "split")
        assert report is not None
    sandbox.forget_requests()
    return found


def requests_of(sandbox: Sandbox, verb: str) -> int:
    """How many requests a verb sends where nothing happens."""
    found = prepared(sandbox, verb)
    report = run(found, verb)
    assert report is not None
    assert report.code in (0, 1), report
    return len(sandbox.requests())


def scenarios(count: int) -> Iterator[Mishap]:
    """Every kind at every request."""
    for nth in range(1, count + 1):
        for kind in (*DEATHS, *FAULTS):
            yield kind, nth


def readable(found: World) -> list[list[str]]:
    """The records with names, whatever was split so far; marks of an interrupted run left out."""
    people = found.people()
    rows = []
    for row in found.records():
        texts = [(mark.text if (mark := read_mark(text)) else text) for text in row]
        rows.append([joined_text(text, people)[0] for text in texts])
    return rows


def suffer(sandbox: Sandbox, verb: str, mishap: Mishap) -> list[str]:
    """A run with a mishap, and one without; then what is wrong."""
    found = prepared(sandbox, verb)
    first, linked = readable(found), found.linked()
    run(found, verb, mishap)
    sandbox.faults()
    wrong = list(_halfway(found, verb, first))
    report = run(found, verb)
    if isinstance(report, CocsheetsError) or report.code not in (0, 1):
        wrong.append(f"the next run did not come to a good end: {report}")
    if verb in ("split", "join") and found.linked() != linked:
        wrong.append("other people are the same by now")
    return [*wrong, *_in_the_end(found, verb, first)]


def _halfway(found: World, verb: str, first: list[list[str]]) -> Iterator[str]:
    now = readable(found)
    if verb in ("split", "join") and now != first:
        yield "something is lost after the mishap, or a record is without its identity"
    if verb == "add" and _undated(now)[: len(first)] != _undated(first):
        yield "another record was changed"
    if verb == "add" and any("Zoe New" in text for row in found.records() for text in row):
        yield "somebody is named in the records"


def _undated(rows: list[list[str]]) -> list[list[str]]:
    """Records without their expunge dates, which a further report resets."""
    return [row[:9] for row in rows]


def _in_the_end(found: World, verb: str, first: list[list[str]]) -> Iterator[str]:
    now, raw = readable(found), str(found.records())
    named = [name for name in (*NAMES, "Zoe New") if name in raw]
    if verb != "join" and named:
        yield "somebody is named in the records"
    if verb == "join" and found.records() != first:
        yield "the records do not read as at first"
    if verb == "split" and now != first:
        yield "something is lost"
    if verb == "add":
        added = [row for row in now[len(first) :] if "Zoe New" in row[2]]
        same = _undated(now)[: len(first)] == _undated(first)
        if not same or len(added) != 1 or added[0][4] != NEW["summary"]:
            yield f"the report is there {len(added)} times, or another record was changed"
    if verb == "expunge":
        known = str(found.people())
        left = [row for row in now if row[2] not in ("Expunged", "Named subjects")]
        wanted = [row for row in first[1:] if row[9] in ("", "2027-01-10", "2027-02-10")]
        if left != wanted:
            yield "a record that was not due is changed, or one that was due is left"
        if "Eva Once" in known or "example.org/sam" in known:
            yield "a person whom no record needs is still known"
    if "(cocsheets" in raw:
        yield "a mark is left"
