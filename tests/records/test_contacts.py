"""E-mail addresses, URLs and handles in cells and in running text."""

from __future__ import annotations

import time

import pytest

from cocsheets.records import contacts
from cocsheets.records.contacts import ContactKind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "jane@example.org, rik@example.net\nhttps://example.org/u/poe",
            ("jane@example.org", "rik@example.net", "https://example.org/u/poe"),
        ),
        ("jane@example.org rik@example.net", ("jane@example.org", "rik@example.net")),
        ("jane@example.org;rik@example.net;", ("jane@example.org", "rik@example.net")),
        (
            "jane@example.org (work), rik@example.net",
            ("jane@example.org (work)", "rik@example.net"),
        ),
        ("@jane @rik", ("@jane", "@rik")),
        ("+44 0000 000000", ("+44 0000 000000",)),
        ("12,34", ("12,34",)),
        ("https://example.org/a,b", ("https://example.org/a,b",)),
        ("Jane Doe <jane@example.org>", ("Jane Doe <jane@example.org>",)),
        ("-", ("-",)),
        ("  ", ()),
    ],
)
def test_contacts_are_told_apart(text: str, expected: tuple[str, ...]) -> None:
    """Each contact of a cell stands alone; numbers and URLs with commas stay whole."""
    assert contacts.split(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("jane@example.org", ContactKind.EMAIL),
        ("Jane.O'Doe+coc@Sub.Example.ORG", ContactKind.EMAIL),
        ("jürgen@bücher.example", ContactKind.EMAIL),
        ("rik@example.org\u200b", ContactKind.EMAIL),
        ("mailto:rik@example.org", ContactKind.EMAIL),
        ("https://example.org/u/poe?tab=1#x", ContactKind.URL),
        ("example.org/u/poe", ContactKind.URL),
        ("www.example.org", ContactKind.URL),
        ("@jane_doe", ContactKind.HANDLE),
        ("@jane@social.example.org", ContactKind.HANDLE),
        ("+44 0000 000000", ContactKind.PHONE),
        ("jane@example", ContactKind.OTHER),
        ("jane@@example.org", ContactKind.OTHER),
        ("12,34", ContactKind.OTHER),
        ("jane on the forum", ContactKind.OTHER),
    ],
)
def test_kinds_of_contact(text: str, kind: ContactKind) -> None:
    """A contact's looks tell what it is; international addresses and case are fine."""
    assert contacts.kind_of(text) is kind


def test_contacts_are_found_in_running_text() -> None:
    """A full stop after an address or a URL is not part of it."""
    text = "Mail from ada@example.org, see https://example.org/t/1. Also @rik: example.net/u/rik."
    assert set(contacts.find(text)) == {
        "ada@example.org",
        "https://example.org/t/1",
        "@rik",
        "example.net/u/rik",
    }


@pytest.mark.parametrize("part", ["a.", "a-", "www.", "a@", ".-", "@+"])
def test_full_cells_are_searched_quickly(part: str) -> None:
    """Whatever 50,000 characters a cell holds, looking for contacts takes no minutes."""
    text = "Ada Fixture ada@example.org " + part * (49_000 // len(part))
    before = time.perf_counter()
    assert "ada@example.org" in contacts.find(text)
    contacts.split(text)
    contacts.kind_of(text)
    assert time.perf_counter() - before < 5
