"""Who is in a place, beside the roster: by address and account, never by name."""

from __future__ import annotations

import datetime as dt
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from cocsheets.access.presence import (
    Entry,
    EntryKind,
    Listing,
    Presence,
    Register,
    compare,
    findings_of,
    is_in,
    unknown_addresses,
    unreadable,
)
from cocsheets.access.roster import read_rows
from cocsheets.access.rules import sharing_rules

TODAY = dt.date(2026, 6, 1)
HEADER = ["Name", "E-mail", "Role", "Joined", "Stepped down", "Other addresses"]
ROSTER = read_rows(
    [
        HEADER,
        ["Ana", "ana@example.org", "chair", "2020-01-01", "", "ana.l@example.net; a@example.com"],
        ["Rik", "rik@example.org", "member", "2021-01-01", "", ""],
        ["Sam", "sam@example.org", "member", "2020-01-01", "2026-05-01", "sam@example.net"],
        ["Nia", "nia@example.org", "member", "2027-01-01", "", ""],
        ["Odd", "odd@example.org", "member", "31/31/2020", "", "odd@example.net"],
    ],
    "test",
)


def seen(*entries: str | Entry, **how: object) -> Presence:
    """What a place with these addresses comes to."""
    listing = Listing(tuple(e if isinstance(e, Entry) else Entry(e, e) for e in entries))
    return compare(listing, ROSTER, TODAY, **how)  # type: ignore[arg-type]


def test_the_roster_column_holds_several_addresses() -> None:
    """Separated by `;`; what is not an address is reported and left out."""
    assert ROSTER.members[0].others == ("ana.l@example.net", "a@example.com")
    odd = ["Ana", "ana@example.org", "chair", "2020-01-01", "", "at home; ana@example.net"]
    roster = read_rows([HEADER, odd], "test")
    assert roster.members[0].others == ("ana@example.net",)
    assert [finding.rule for finding in roster.findings] == ["roster-other-address"]
    again = ["Ana", "ana@example.org", "member", "2024-01-01", "", "x@example.net"]
    assert read_rows([HEADER, odd, again], "test").members[0].others[1] == "x@example.net"


def test_members_are_known_by_any_of_their_addresses() -> None:
    """In any case, and in whichever of them they are in the place."""
    found = seen("A@Example.COM", "rik@example.org")
    assert [member.email for member in found.inside] == ["ana@example.org", "rik@example.org"]
    assert (found.outsiders, found.missing, found.unmatched) == ((), (), ())


def test_whoever_is_no_current_member_is_named_with_the_reason() -> None:
    """Stepped down (under any address), not yet a member, or on no row at all."""
    found = seen("sam@example.net", "nia@example.org", "who@example.net")
    assert [(o.entry.address, o.reason) for o in found.outsiders] == [
        ("sam@example.net", "stepped down on 2026-05-01"),
        ("nia@example.org", "is on the roster, but not yet a member"),
        ("who@example.net", "is not on the roster"),
    ]
    assert [member.email for member in found.missing] == ["ana@example.org", "rik@example.org"]


def test_a_place_of_some_roles_is_theirs_alone() -> None:
    """`who`: others are outsiders there, and are not missed."""
    found = seen("rik@example.org", who=("chair",))
    assert [o.reason for o in found.outsiders] == [
        "is a member (member), and this place is for other roles"
    ]
    assert [member.email for member in found.missing] == ["ana@example.org"]


def test_what_has_no_address_is_for_a_person() -> None:
    """And so is an address in a row that cannot be read; nothing is ever matched by name."""
    app, shy = Entry("U0BOT", kind=EntryKind.APP), Entry("U0SHY")
    everyone = Entry("all", kind=EntryKind.EVERYONE)
    found = seen(app, shy, everyone, "odd@example.net")
    assert [entry.id for entry, _ in found.unmatched] == [
        "U0BOT",
        "U0SHY",
        "all",
        "odd@example.net",
    ]
    assert "row 6 of the roster" in found.unmatched[3][1]


def test_keep_names_accounts_by_address_or_id() -> None:
    """Bots and shared accounts that the committee wants there."""
    app = Entry("U0BOT", kind=EntryKind.APP)
    found = seen(app, "board@example.org", keep=("u0bot", "Board@example.org"))
    assert [entry.id for entry in found.kept] == ["U0BOT", "board@example.org"]
    assert not found.unmatched
    assert not found.outsiders


def test_an_account_is_one_under_all_its_spellings() -> None:
    """Google's permission ids decide, as for sharing; asked only where a stranger is in."""
    listing = Listing((Entry("x", "r.i.k@example.org"),))
    asked = unknown_addresses(listing, ROSTER, (), {})
    assert set(asked) >= {"r.i.k@example.org", "rik@example.org", "odd@example.org"}
    ids = {"rik@example.org": "7", "r.i.k@example.org": "7"}
    found = compare(listing, ROSTER, TODAY, ids=ids)
    assert [member.email for member in found.inside] == ["rik@example.org"]
    known = Listing((Entry("x", "ana.l@example.net"),))
    assert not unknown_addresses(known, ROSTER, (), {})
    assert not unknown_addresses(listing, ROSTER, ("r.i.k@example.org",), {})


def test_a_person_is_in_under_any_address() -> None:
    """For the receipt of who leaves: every address of theirs counts."""
    register = Register(ROSTER, {"s.am@example.net": "9", "sam@example.org": "9"})
    for address in ("sam@example.net", "SAM@example.org", "s.am@example.net"):
        listing = Listing((Entry("x", address),))
        assert is_in(listing, register, ["sam@example.org"]), address
        assert not is_in(listing, register, ["rik@example.org"])
    assert not is_in(Listing((Entry("app"),)), register, ["sam@example.org"])


def test_findings_hold_counts_alone() -> None:
    """They go into notices and logs; each has its rule, with the same severity."""
    found = seen("who@example.net", Entry("U0SHY"))
    findings = [*findings_of("chat", found), unreadable("chat", "It is down.", "Wait.")]
    for finding in findings:
        assert finding.severity.value == sharing_rules()[finding.rule].severity
        assert "example" not in finding.message + finding.hint
    assert [finding.rule for finding in findings] == [
        "place-former-member",
        "place-member-missing",
        "place-unmatched",
        "place-unreadable",
    ]


_PEOPLE = [
    "ana@example.org",
    "a@example.com",
    "rik@example.org",
    "sam@example.org",
    "x@example.net",
]


@given(st.lists(st.sampled_from([*_PEOPLE, ""]), unique=True), st.sets(st.sampled_from(_PEOPLE)))
def test_every_entry_and_every_member_is_accounted_for(found: list[str], keep: set[str]) -> None:
    """Each entry is in one group, and a current member is in or missing or kept."""
    listing = Listing(tuple(Entry(f"id {n}", text) for n, text in enumerate(found)))
    told = compare(listing, ROSTER, TODAY, keep=keep)
    groups = chain((o.entry for o in told.outsiders), (e for e, _ in told.unmatched), told.kept)
    counted = [entry.id for entry in groups]
    assert len(counted) == len(set(counted))
    matched = [e for e in listing.entries if e.id not in counted]
    assert {e.address for e in matched} <= {*_PEOPLE[:3]}
    assert bool(matched) == bool(told.inside)
    assert not set(told.inside) & set(told.missing)
