"""What identifies a person: e-mail addresses, personal URLs, handles and full names, normalised.

Knows how two spellings of one identifier are made equal, and which addresses are nobody's. Must not
know which records belong together (see `cocsheets.records.identity`). Identifiers are contents:
they are hidden from `repr` and leave this package only as row numbers.
"""

from __future__ import annotations

import enum
import fnmatch
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from cocsheets.records import contacts
from cocsheets.records.text import fold, without_hidden


class Kind(enum.StrEnum):
    """What sort of identifier it is. Equal text of different kinds is not the same identifier."""

    EMAIL = "e-mail address"
    URL = "URL"
    HANDLE = "handle"
    NAME = "full name"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One normalised identifier: equal identifiers mean the same person."""

    kind: Kind
    text: str = field(repr=False)


NOBODY = (
    # Threads, posts and code reviews: many people write there.
    "*/@*/[0-9]*",
    "*/archives/*",
    "*/comments/*",
    "*/discussions/*",
    "*/issues/*",
    "*/merge_requests/*",
    "*/message/*",
    "*/messages/*",
    "*/posts/*",
    "*/pull/*",
    "*/status/*",
    "*/statuses/*",
    "*/thread/*",
    "*/threads/*",
    "groups.google.com/*",
    # Events and talks.
    "*/e/*",
    "*/event/*",
    "*/events/*",
    "*/schedule/*",
    "*/talk/*",
    "*/talks/*",
    # Front pages of what everybody uses.
    "*.slack.com",
    "discord.com",
    "facebook.com",
    "github.com",
    "linkedin.com",
    "meetup.com",
    "twitter.com",
    "youtube.com",
    # Machines.
    "no-reply@*",
    "noreply@*",
    # Words that committees write where a name should stand.
    "anonymous *",
    "expunged*",
    "multiple *",
    "no name",
    "not known",
    "not named",
    "several *",
    "unidentified *",
    "unknown *",
    "various *",
)
"""Patterns of what is nobody's, whatever the settings add. Shell-style, on normalised text."""

_NOTHING = re.compile(
    "anonymous|email|expunged|mail|n/a|na|nil|no|none|null|slack|tba|tbc|tbd|twitter|unknown"
)
"""Bare words in a contact cell that are no handle."""
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"}  # noqa: RUF001
)
_EDGES = " \t\r\n.,;:<>()[]{}\"'"
_FEDIVERSE = re.compile(r"(?<![\w.@])@([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_BARE_HANDLE = re.compile(r"\w[\w.#/+-]*")
_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|ref|ref_src|si|hl|lang")
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def normalise(text: str) -> str:
    """Text as it is compared: NFKC, case, white space, hidden characters, quotes and hyphens."""
    if text.isascii():
        return fold(without_hidden(text))
    return fold(without_hidden(text).translate(_TYPOGRAPHY))


def in_subject(text: str) -> frozenset[Identifier]:
    """What identifies the one person whom an entry of `named_subjects` names."""
    found, rest = _addresses(normalise(text))
    full_name = _name(rest)
    if full_name is not None:
        found.add(full_name)
    return frozenset(found)


def in_contact(text: str) -> frozenset[Identifier]:
    """What an entry of `subject_contacts` identifies: a bare word there is a handle."""
    found, rest = _addresses(normalise(text))
    rest = rest.strip(_EDGES)
    if not found and _BARE_HANDLE.fullmatch(rest) and any(char.isalpha() for char in rest):
        found.add(_handle(rest))
        if _BARE_HOST.fullmatch(rest) and (page := _url(rest)) is not None:
            found.add(page)  # `ada.fixture` may be either.
    return frozenset(item for item in found if not _NOTHING.fullmatch(item.text))


class Nobody:
    """The identifiers that are nobody's: `NOBODY` and the patterns of the settings."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self._pattern = _compiled((*NOBODY, *patterns))
        self._seen: dict[str, bool] = {}

    def __contains__(self, identifier: Identifier) -> bool:
        text = identifier.text
        if text not in self._seen:
            self._seen[text] = self._pattern.fullmatch(text) is not None
        return self._seen[text]


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    shapes = (re.sub(r"^https?://(www\.)?|^mailto:|/+$", "", normalise(text)) for text in patterns)
    return re.compile("|".join(fnmatch.translate(shape) for shape in sorted(set(shapes))))


def _addresses(text: str) -> tuple[set[Identifier], str]:
    """The addresses, URLs and handles in a normalised entry, and what is left of it."""
    found: set[Identifier] = set()
    if "@" not in text and "." not in text:
        return found, text
    if contacts.PLAIN.fullmatch(text):  # most contacts are one address and nothing else
        return {_email(text)}, ""
    for match in _FEDIVERSE.finditer(text):
        found.add(Identifier(Kind.HANDLE, f"{match[1]}@{_host(match[2])}"))
    text = _FEDIVERSE.sub(" ", text)
    for contact in contacts.find(text):
        text = text.replace(contact, " ")
        kind = contacts.kind_of(contact)
        if kind is contacts.ContactKind.EMAIL:
            found.add(_email(contact))
        elif kind is contacts.ContactKind.HANDLE:
            found.add(_handle(contact))
        elif (page := _url(contact)) is not None:
            found.add(page)
    return found, " ".join(text.split())


def _email(address: str) -> Identifier:
    """Case and IDN spelling do not count; dots and `+tags` not at Gmail, and only there."""
    local, _, host = address.removeprefix("mailto:").rpartition("@")
    host = _host(host)
    if host in _GMAIL:
        host, local = "gmail.com", local.partition("+")[0].replace(".", "")
    return Identifier(Kind.EMAIL, f"{local}@{host}")


def _url(address: str) -> Identifier | None:
    """A URL by host, path and telling query; None if it cannot be read as one.

    Scheme, `www.`, a slash at the end, fragments, tracking parameters and how escapes are spelt do
    not count. `https://HOST/@NAME` is the handle `@NAME@HOST`, as in the Fediverse.
    """
    text = address.rstrip(".,;:!)]}'\"")
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = _host(parts.hostname or "").removeprefix("www.")
        port = parts.port
    except ValueError:
        return None
    if not host:
        return None
    if host == "x.com":
        host = "twitter.com"
    path = normalise(unquote(parts.path)).strip("/")
    if path.startswith("@") and "/" not in path:
        return Identifier(Kind.HANDLE, f"{path[1:]}@{host}")
    query = sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0]))
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    text = f"{place}/{path}" if path else place
    return Identifier(Kind.URL, f"{text}?{urlencode(query)}" if query else text)


def _handle(text: str) -> Identifier:
    """Case, surrounding space and the leading `@` do not count."""
    return Identifier(Kind.HANDLE, text.lstrip("@").rstrip("."))


def _name(text: str) -> Identifier | None:
    """A full name of two words or more; None for less, since single words are too common."""
    text = text.strip(_EDGES)
    words = sum(any(char.isalpha() for char in word) for word in text.split())
    return Identifier(Kind.NAME, text) if words > 1 else None


def _host(host: str) -> str:
    """A host name in Unicode, whichever way its labels were written."""
    host = host.rstrip(".")
    if "xn--" not in host:
        return host
    labels = []
    for label in host.split("."):
        if label.startswith("xn--"):
            with suppress(UnicodeError):  # Not punycode after all: it stays as it was written.
                label = label[4:].encode("ascii").decode("punycode")  # noqa: PLW2901
        labels.append(label)
    return normalise(".".join(labels))
