"""Addresses as people type and paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.access.addresses import key, read_address, skeleton


@pytest.mark.parametrize(
    ("typed", "email", "trimmed"),
    [
        ("ana@example.org", "ana@example.org", ()),
        (" poe@example.org ", "poe@example.org", ()),
        ("\ufeffana@example.org", "ana@example.org", ("U+FEFF",)),
        ("rik@example.org\u200b", "rik@example.org", ("U+200B",)),
        ("Ada@Example.org\u00a0", "Ada@Example.org", ("U+00A0",)),
        ("o'neil+x@sub.example.org", "o'neil+x@sub.example.org", ()),
        ("jörg@bücher.example", "jörg@bücher.example", ()),
        ("\uff41na@example.org", "ana@example.org", ()),
    ],
)
def test_usable(typed: str, email: str, trimmed: tuple[str, ...]) -> None:
    """What surrounds an address is removed, and named if it was invisible."""
    address = read_address(typed)
    assert (address.email, address.fault, address.trimmed) == (email, "", trimmed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ana",
        "ana@",
        "@example.org",
        "a@b@example.org",
        "una\u00a0@example.org",
        "u\u200bna@example.org",
        "u na@example.org",
        "una@exam\u00adple.org",
        "una@exam\u3164ple.org",
        "una@example",
        "una@-example.org",
        ".una@example.org",
        "u..na@example.org",
        "Una <una@example.org>",
        "una@example.org, ana@example.org",
        "-x@",
    ],
)
def test_refused(typed: str) -> None:
    """What is no address, or hides a character inside, gives nothing that could be sent."""
    address = read_address(typed)
    assert address.email == ""
    assert address.fault
    assert not typed.strip() or typed.strip() not in address.fault


def test_looks_like_an_option() -> None:
    """An address may begin with a hyphen."""
    assert read_address("-x@example.org").email == "-x@example.org"


def test_skeleton_shows_the_likely_account() -> None:
    """A hidden character inside still lets us suspect whom the row is about."""
    assert skeleton("Una\u00a0@Example.org\u200b") == "una@example.org"


@given(st.text(max_size=40))
def test_never_sends_anything_hidden(text: str) -> None:
    """Whatever is typed, what comes out has no space, control or invisible character."""
    email = read_address(text).email
    assert all(char.isprintable() and not char.isspace() for char in email)
    assert read_address(email).email == email or not email


@given(st.emails())
def test_keys_ignore_case_and_space(email: str) -> None:
    """Addresses are compared without regard to case and surrounding space."""
    assert key(f" {email.upper()} ") == key(email.lower())


def test_keys_know_one_domain_in_both_spellings() -> None:
    """An international domain is compared alike in Unicode and as `xn--`; other labels stay."""
    assert key("Jo@XN--BCHER-KVA.example") == key("jo@B\u00fccher.example")
    assert key("jo@xn--bcher-kva.example") != key("jo@bucher.example")
    assert key("jo@xn--\u00fc.example") == "jo@xn--\u00fc.example"
    assert key("xn--bcher-kva@example.org") == "xn--bcher-kva@example.org"
