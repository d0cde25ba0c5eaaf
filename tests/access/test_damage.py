"""Random damage to one row of the roster: whoever is in the row keeps what they have."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cocsheets.access import addresses
from cocsheets.access.identity import unresolved
from cocsheets.access.membership import Roster
from cocsheets.access.permissions import Role
from cocsheets.access.roster import read_rows, read_worksheet
from cocsheets.access.rosterrow import address_in
from cocsheets.plans.sharing_plan import FilePlan
from cocsheets.records.table import DateNumber, Extras, Row, Value, Worksheet
from tests.access.builders import HEADER, OWNER, ROBOT, TODAY, link, owner, robot, user
from tests.plans.builders import plan

ROWS: tuple[tuple[Value, ...], ...] = (
    ("Ana", "ana@example.org", "chair", DateNumber(43831), None),
    ("Bo", "bo@example.org", "chair", "2020-01-01", None),
    ("Mia", "mia@example.org", "member", "2021-01-01", None),
    ("Rik", "rik@example.org", "member", "2021-01-01", "2027-01-01"),
    ("Gia", "gia@example.org", "member", "2015-01-01", "2020-01-01"),
    ("Leo", "leo@example.org", "adviser", "2021-01-01", None),
)
"""Ana, Bo and Mia have access, Rik is to get it, Gia's is to be taken, Leo's is too much."""
IDS = {str(row[1]): f"1{at}" for at, row in enumerate(ROWS)} | {"stranger@example.net": "90"}
LISTED = [
    owner(),
    robot(),
    link(),
    *(user(IDS[f"{name}@example.org"], f"{name}@example.org") for name in ("ana", "bo", "mia")),
    user(IDS["gia@example.org"], "Gia@Example.org"),
    user(IDS["leo@example.org"], "leo@example.org"),
    user("90", "stranger@example.net", Role.READER),
]


def read(rows: list[list[Value]]) -> Roster:
    """The roster in a worksheet."""
    cells = enumerate([HEADER, *rows], 1)
    return read_worksheet(Worksheet("Members", 7, 0, tuple(Row(n, tuple(v)) for n, v in cells)))


def plan_of(people: Roster, *, attended: bool) -> FilePlan:
    """What would be done, with the look-ups that a run makes."""
    wanted = unresolved(LISTED, people, [OWNER, ROBOT], TODAY)
    found = {email: IDS.get(addresses.key(email)) for email in wanted}
    return plan(LISTED, people, resolved=found, attended=attended)


def touched(made: FilePlan, *, takes: bool) -> set[str]:
    """Whose access a plan changes, links left out."""
    found = (c for c in made.changes if c.type == "user" and c.action.takes is takes)
    return {addresses.key(change.address) for change in found}


JUNK = st.sampled_from(
    [
        *("", None, "x", "member", "2024-05-05", "03/04/2024", DateNumber(45000), 7.0, True),
        "boss",
        "soon",
        "see mia@example.org",
        "<leo@example.org>",
        "ana@example.org; bo@example.org",
    ]
)


@dataclass(frozen=True)
class Damage:
    """What happens to one row."""

    kind: str
    at: int
    with_: Value = None

    def apply(self, row: list[Value]) -> list[Value]:
        """The row afterwards."""
        at = self.at % (len(row) or 1)
        match self.kind:
            case "insert":
                return [*row[:at], self.with_, *row[at:]]
            case "delete":
                return [*row[:at], *row[at + 1 :]]
            case "replace":
                return [*row[:at], self.with_, *row[at + 1 :]]
            case "swap" if len(row) > at + 1:
                return [*row[:at], row[at + 1], row[at], *row[at + 2 :]]
            case "join" if len(row) > at + 1:
                return [*row[:at], f"{row[at] or ''}{row[at + 1] or ''}", *row[at + 2 :]]
            case "hide" if isinstance(row[at], str) and row[at]:
                text = str(row[at])
                return [*row[:at], f"{text[:2]}\u200b{text[2:]}", *row[at + 1 :]]
        return row


KINDS = ("insert", "delete", "replace", "swap", "join", "hide")
DAMAGE = st.builds(Damage, st.sampled_from(KINDS), st.integers(0, 5), JUNK)


def cut(number: int, *damages: Damage) -> list[list[Value]]:
    """The roster after damage to one of its rows."""
    rows = [list(row) for row in ROWS]
    for damage in damages:
        rows[number] = damage.apply(rows[number])
    return rows


@given(number=st.integers(0, 5), damages=st.lists(DAMAGE, min_size=1, max_size=3))
@example(number=2, damages=[Damage("insert", 2, None)])
@example(number=2, damages=[Damage("join", 1)])
@example(number=2, damages=[Damage("delete", 2)])
@example(number=4, damages=[Damage("insert", 2, "")])
@example(number=3, damages=[Damage("insert", 3, "")])
@settings(deadline=None, max_examples=200)
def test_no_access_changes_by_a_row_that_cannot_be_read(number: int, damages: list[Damage]) -> None:
    """Of no address in the row, and nobody gains or loses what they would not have without the
    damage."""
    before = plan_of(read([list(row) for row in ROWS]), attended=False)
    rows = cut(number, *damages)
    people = read(rows)
    assume(people.doubtful)
    assert [row.row for row in people.doubtful] == [number + 2]
    text = "\n".join(str(cell) for cell in rows[number]).casefold().replace("\u200b", "")
    for attended in (False, True):
        made = plan_of(people, attended=attended)
        for takes in (False, True):
            changed = touched(made, takes=takes)
            assert changed <= touched(before, takes=takes)
            assert not {email for email in changed if email in text}
    assert any(finding.row == number + 2 for finding in people.findings)


def test_a_cell_too_many_is_seen_where_all_others_fit() -> None:
    """A date, a role or an address that belongs under another header is an error; a remark is
    not."""
    moved = ("Una", "una@example.org", "member", None, "2024-01-01", "2026-01-01")
    people = read([list(ROWS[0]), list(moved)])
    assert [(f.rule, f.cell) for f in people.findings if f.rule == "roster-moved"] == [
        ("roster-moved", "F3")
    ]
    assert [row.emails for row in people.doubtful] == [("una@example.org",)]
    remark = ("Una", "una@example.org", "member", "2024-01-01", None, "on leave until May")
    assert read([list(ROWS[0]), list(remark)]).doubtful == ()
    reason = [*map(str, HEADER), "Reason"]
    in_file = read_rows([reason, list(map(str, moved))], "members.csv")
    assert [(f.rule, f.cell) for f in in_file.findings if f.rule == "roster-moved"] == [
        ("roster-moved", "F2")
    ]


@pytest.mark.parametrize(
    ("cells", "found", "nameless"),
    [
        (("Past members",), (), True),
        (
            ("Una", "una@example.org, rik@example.net", "x"),
            ("una@example.org", "rik@example.net"),
            False,
        ),
        (("Una", "Una <una@example.org>"), ("una@example.org",), False),
        (("Una", "", "una@example.org"), ("una@example.org",), False),
        (("Una", "una @example.org"), (), False),
        (("una@example.org", "member"), ("una@example.org",), False),
        (
            ("Una", "una(at)example.org", "member", "", "", "mia@example.org"),
            ("mia@example.org",),
            True,
        ),
        (
            ("Una", "E-mail:una@example.org/old@example.org."),
            ("una@example.org", "old@example.org"),
            False,
        ),
    ],
)
def test_every_address_in_a_row_is_found(
    cells: tuple[Value, ...], found: tuple[str, ...], nameless: bool
) -> None:
    """Wherever it is; a row may be about anyone if there is none where one belongs."""
    (row,) = read([list(cells)]).doubtful
    assert (row.emails, row.nameless) == (found, nameless)


def test_a_row_full_of_addresses_is_no_flood_of_questions() -> None:
    """All of them are in doubt; Google is asked about the first twenty at most."""
    crowd = ", ".join(f"p{n}@example.org" for n in range(500))
    (row,) = read([["Una", crowd, "member"]]).doubtful
    assert len(row.emails) == 20
    assert len(row.keys) == 500


def chip(*runs: tuple[int, str]) -> Extras:
    """Chips of people from these places of the text on; no address: text without a chip."""
    return Extras(
        chips=tuple(
            {"startIndex": start, "chip": {"personProperties": {"email": email}} if email else {}}
            for start, email in runs
        )
    )


@pytest.mark.parametrize(
    ("text", "extras", "email"),
    [
        ("Una Member", chip((0, "una@example.org")), "una@example.org"),
        ("@", chip((0, "una@example.org")), "una@example.org"),
        ("una@example.org", chip((0, "Una@example.org")), "Una@example.org"),
        (" \U0001f642 Una ", chip((0, ""), (1, "una@example.org")), "una@example.org"),
        ("Una Rik", chip((0, "una@example.org"), (4, "rik@example.org")), ""),
        ("Una and others", chip((0, "una@example.org"), (4, "")), ""),
        ("ask Una", chip((4, "una@example.org")), ""),
        ("rik@example.org", chip((0, "una@example.org")), ""),
        (
            "una@example.org",
            Extras(chips=({"chip": {"richLinkProperties": {}}},)),
            "una@example.org",
        ),
        ("Una", chip((0, "no address")), ""),
    ],
)
def test_a_people_chip_is_the_address_that_it_stands_for(
    text: str, extras: Extras, email: str
) -> None:
    """Where it is alone in its cell; else the cell cannot be read."""
    assert address_in(((text,), {0: extras}), 0).email == email


def test_everybody_in_a_cell_of_chips_is_in_doubt() -> None:
    """Two chips in one cell, and where links lead, are addresses of a row that cannot be read."""
    chips = chip((0, "una@example.org"), (4, "rik@example.org"))
    part = {"format": {"link": {"uri": "mailto:poe@example.org"}}}
    linked = Extras(link="mailto:old@example.org?subject=x", runs=(part,))
    extras = {0: linked, 1: chips}
    rows = (Row(1, HEADER), Row(2, ("Una", "Una Rik", "member"), extras))
    (row,) = read_worksheet(Worksheet("Members", 7, 0, rows)).doubtful
    assert row.emails == (
        "old@example.org",
        "poe@example.org",
        "una@example.org",
        "rik@example.org",
    )
