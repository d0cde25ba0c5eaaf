"""E-mail addresses, URLs and handles: cut out of a cell, told apart, found in running text.

Knows what contacts look like. Must not know whose they are, nor how two spellings of one account
are brought together (that is `cocsheets.records.links`).
"""

from __future__ import annotations

import enum
import re

from cocsheets.patterns import lazy_re, lazy_regex
from cocsheets.records.codenames import is_code_name
from cocsheets.records.text import without_hidden


class ContactKind(enum.StrEnum):
    """What a contact is, by its looks."""

    EMAIL = "email"
    URL = "url"
    HANDLE = "handle"
    PHONE = "phone"
    CODE_NAME = "code name"
    OTHER = "other"


_LABEL = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL}){{0,20}}\.[^\W\d_]{{2,63}}"
_EMAIL = rf"[\w.+%-][\w.!#$%&'*+/=?^`{{|}}~-]{{0,253}}@{_HOST}"
"""No longer than addresses can be: a full cell must not keep the search busy for minutes. A
quotation mark or an `=` in front is not part of an address."""
_URL = rf"https?://[^\s<>\"]+|(?<![\w@.])(?:www\.)?{_HOST}/[^\s<>\"]+|(?<![\w@.])www\.{_HOST}"
_HANDLE = r"(?<![\w@/.])@[\w][\w.-]*[\w]|(?<![\w@/.])@[^\W_]"
_FEDIVERSE = rf"(?<![\w@/.])@[\w.+-]+@{_HOST}"

EMAIL = lazy_regex(_EMAIL, re.IGNORECASE)
URL = lazy_regex(_URL, re.IGNORECASE)
HANDLE = lazy_regex(_HANDLE)
FEDIVERSE = lazy_regex(_FEDIVERSE, re.IGNORECASE)
"""A handle with its server, which holds what looks like an e-mail address."""
_FULL_URL = lazy_regex(rf"https?://[^\s<>\"]+|(?:www\.)?{_HOST}(?:/[^\s<>\"]*)?", re.IGNORECASE)
_FULL_HANDLE = lazy_regex(r"@[\w](?:[\w.-]*\w)?(?:@[\w.-]+)?")
_PHONE = lazy_re(r"\+?[0-9][0-9 ()/.-]{5,}[0-9]")
_LINES = lazy_re(r"[;\uff1b\n\r\v\f\x85\u2028\u2029]")
_PERHAPS = lazy_re(r"[\s,;\uff1b\x85]")
_COMMA_SPACE = lazy_re(r"\s*,\s+")
_COMMA = lazy_re(r"\s*,\s*")
_TAIL = ".,;:!?'\u2019\u201d\u00bb"
"""Punctuation that ends a sentence, not an address."""


PLAIN = lazy_re(r"[A-Za-z0-9._+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,63}")
PLAIN_URL = lazy_re(r"https?://[!-;=?-~]+")
"""Most addresses and URLs, told quickly."""


def kind_of(contact: str) -> ContactKind:
    """What one contact is. Characters that nobody sees are left aside."""
    if PLAIN.fullmatch(contact):
        return ContactKind.EMAIL
    if PLAIN_URL.fullmatch(contact):
        return ContactKind.URL
    text = without_hidden(contact).strip().strip("<>")
    text = text.removeprefix("mailto:")
    if EMAIL.fullmatch(text):
        return ContactKind.EMAIL
    if _FULL_URL.fullmatch(text):
        return ContactKind.URL
    if _FULL_HANDLE.fullmatch(text):
        return ContactKind.HANDLE
    if is_code_name(text):
        return ContactKind.CODE_NAME
    return ContactKind.PHONE if _PHONE.fullmatch(text) else ContactKind.OTHER


def _sure(text: str) -> bool:
    return kind_of(text) not in {ContactKind.PHONE, ContactKind.OTHER}


def split(text: str) -> tuple[str, ...]:
    """The contacts in a cell, in order.

    Line breaks and semicolons separate; commas and spaces do where each part is a contact of its
    own, so that `+44 0000 000000`, `12,34` and `https://example.org/a,b` stay whole.
    """
    whole = text.strip()
    if not _PERHAPS.search(whole):
        return (whole,) if whole else ()
    found: list[str] = []
    for line in _LINES.split(text):
        part = line.strip().strip(",").strip()
        if part:
            found.extend(_split_line(part))
    return tuple(found)


def _split_line(line: str) -> list[str]:
    parts = line.replace(",", " ").split()
    if len(parts) == 1 or all(map(_sure, parts)):
        return parts
    for separator in (_COMMA_SPACE, _COMMA):
        parts = [part for part in separator.split(line) if part]
        if all(_sure(part) or len(find(part)) == 1 for part in parts):
            return parts
    return [line]


def find(text: str) -> tuple[str, ...]:
    """Every e-mail address, URL and handle in running text, in no promised order."""
    if "@" not in text and "." not in text:
        return ()
    found: dict[str, None] = {}
    rest = text
    for pattern in (URL, FEDIVERSE, EMAIL, HANDLE):
        for match in pattern.finditer(rest):
            found[match[0].rstrip(_TAIL)] = None
        rest = pattern.sub(" ", rest)
    return tuple(found)
