"""What identifies a person: e-mail addresses, personal URLs, handles and full names, normalised.

Knows how two spellings of one identifier are made equal, and which addresses are nobody's. Must not
know which records belong together (see `cocsheets.records.links`). Identifiers are contents:
they are hidden from `repr` and leave this package only as row numbers.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from cocsheets.data import Data, Hidden
from cocsheets.patterns import lazy_re, lazy_regex
from cocsheets.records import contacts, people
from cocsheets.records.codenames import tokens
from cocsheets.records.nobody import is_label, is_placeholder, telling_words
from cocsheets.records.text import fold, unicode_host, without_hidden


class Kind(enum.StrEnum):
    """What sort of identifier it is. Equal text of different kinds is not the same identifier."""

    EMAIL = "e-mail address"
    URL = "URL"
    HANDLE = "handle"
    NAME = "full name"
    CODE_NAME = "code name"


_SHORTEST_ACCOUNT = 4
"""Shorter account names are everybody's."""
_COMMON_ACCOUNTS = frozenset({"admin", "contact", "hello", "info", "mail", "office", "support"})


class Identifier(Data, frozen=True, gc=False):
    """One normalised identifier: equal identifiers mean the same person."""

    kind: Kind
    text: Hidden[str]

    @property
    def written(self) -> str:
        """As texts and lists have it."""
        return f"@{self.text}" if self.kind is Kind.HANDLE else self.text

    @property
    def account(self) -> str:
        """The account's own name in an address, URL or handle; empty if there is none."""
        if self.kind is Kind.URL:
            return self.text.partition("?")[0].partition("/")[2].rpartition("/")[2]
        return self.text.partition("@")[0]


_FILE = lazy_re(
    r"\.(?:csv|docx?|eml|gif|heic|html?|jpe?g|json|log|msg|odt|pdf|png|rtf|txt|webp|xlsx?)$"
)
"""What looks like a host and is the name of a file."""
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"}  # noqa: RUF001
)
_EDGES = " \t\r\n.,;:<>()[]{}\"'"
_FEDIVERSE = lazy_regex(r"(?<![\w.@])@([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_PLAIN_WORD = "[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ0-9]*"
_PLAIN_NAME = lazy_re(f"{_PLAIN_WORD}(?: {_PLAIN_WORD})+")
"""A name of letters that NFKC leaves as they are."""
_PLAIN_PAGE = lazy_re(r"https?://(?!www\.|x\.com/)((?:[a-z0-9]+\.)+[a-z]+(?:/[a-z0-9_]+)+)/?")
"""A page whose address is compared as it is: no code name, no query, no other name of its host."""
_BARE_WORD = lazy_regex(r"(?=.*[^\W\d_])\w[\w.#/+-]*")
_BARE_HOST = lazy_regex(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_TRACKING = lazy_re(r"utm_\w+|fbclid|gclid|igshid|ref|ref_src|si|hl|lang")
_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_GMAIL_ENDS = tuple(f"@{host}" for host in sorted(_GMAIL))

_REMEMBERED = 4096
"""Entries that are not plain and come back, such as `Expunged`, do so early."""


def tells_who(account: str) -> bool:
    """Whether the name of an account may be one person's everywhere."""
    return len(account) >= _SHORTEST_ACCOUNT and account not in _COMMON_ACCOUNTS


def normalise(text: str) -> str:
    """Text as it is compared: NFKC, case, white space, hidden characters, quotes and hyphens."""
    if text.isascii():
        return fold(without_hidden(text))
    return fold(without_hidden(text).translate(_TYPOGRAPHY))


def in_subject(text: str) -> tuple[Identifier, ...]:
    """What identifies the one person whom an entry of `named_subjects` names."""
    return in_subjects((text,))[0]


def in_contact(text: str) -> tuple[Identifier, ...]:
    """What an entry of `subject_contacts` identifies.

    A bare word may be a label, such as `profile` or `private`, and identifies nobody by itself: a
    handle is written `@word`, or is in a column whose header says so (`cocsheets.records.labels`).
    """
    return in_contacts((text,))[0]


def in_subjects(entries: Iterable[str]) -> list[tuple[Identifier, ...]]:
    """`in_subject` of each: most are plain names, and told in one pass over all."""
    (empty, doubtful), name, kind = _telling_words(), _PLAIN_NAME.fullmatch, Kind.NAME
    return [
        (Identifier(kind, folded),)
        if name(entry)
        and doubtful.isdisjoint(words := (folded := entry.casefold()).split())
        and not empty.issuperset(words)
        else _subject(entry)
        for entry in entries
    ]


def in_contacts(entries: Iterable[str]) -> list[tuple[Identifier, ...]]:
    """`in_contact` of each: most are plain addresses or pages, and told in one pass over all."""
    mail, page = contacts.PLAIN.fullmatch, _PLAIN_PAGE.fullmatch
    by_mail, by_page = Kind.EMAIL, Kind.URL
    return [
        (Identifier(by_mail, folded),)
        if mail(entry)
        and not (folded := entry.lower()).endswith(_GMAIL_ENDS)
        and "xn--" not in folded
        else (Identifier(by_page, found[1]),)
        if (found := page(entry))
        else _contact(entry)
        for entry in entries
    ]


@cache
def _telling_words() -> tuple[frozenset[str], frozenset[str]]:
    """A text of plain words is a name if some are not of the first set, and none of the second."""
    empty, described = telling_words()
    return empty, described | people.BESIDE_NAMES


@lru_cache(maxsize=_REMEMBERED)
def _subject(text: str) -> tuple[Identifier, ...]:
    if codes := _code_names(text):
        return codes
    if is_placeholder(text):
        return ()
    found, rest = _addresses(normalise(text))
    names = filter(None, map(_name, people.bare_names(rest)))
    return (*found, *names)


@lru_cache(maxsize=_REMEMBERED)
def _contact(text: str) -> tuple[Identifier, ...]:
    if is_placeholder(text):
        return ()
    if codes := _code_names(text):
        return codes
    found, rest = _addresses(normalise(text))
    rest = rest.strip(_EDGES)
    if not found and _BARE_HOST.fullmatch(rest) and not _FILE.search(rest):
        page = _url(rest)
        found = () if page is None else (page,)
    return found


def bare_handle(text: str) -> Identifier | None:
    """The handle that a bare word in a contact cell means if it is written `@word` elsewhere."""
    word = normalise(text)
    if not _BARE_WORD.fullmatch(word) or is_label(word) or is_placeholder(word):
        return None
    return _handle(word)


def _code_names(text: str) -> tuple[Identifier, ...]:
    """The code names in an entry, each once."""
    if "-" not in text:
        return ()
    found = (Identifier(Kind.CODE_NAME, token.code_name) for _, _, token in tokens(text))
    return tuple(dict.fromkeys(found))


def _addresses(text: str) -> tuple[tuple[Identifier, ...], str]:
    """The addresses, URLs and handles in a normalised entry, and what is left of it."""
    if "@" not in text and "." not in text:
        return (), text
    if contacts.PLAIN.fullmatch(text):  # most contacts are one address and nothing else
        return (_email(text),), ""
    found: dict[Identifier, None] = {}
    for match in _FEDIVERSE.finditer(text):
        found[Identifier(Kind.HANDLE, f"{match[1]}@{_host(match[2])}")] = None
    text = _FEDIVERSE.sub(" ", text)
    for contact in contacts.find(text):
        text = text.replace(contact, " ")
        kind = contacts.kind_of(contact)
        if kind is contacts.ContactKind.EMAIL:
            found[_email(contact)] = None
        elif kind is contacts.ContactKind.HANDLE:
            found[_handle(contact)] = None
        elif (page := _url(contact)) is not None:
            found[page] = None
    return tuple(found), " ".join(text.split())


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
    not count.
    """
    text = address.rstrip(".,;:!)]}'\"")
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not (host and _host(host).removeprefix("www.")):
        return None
    telling = sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0]))
    place = "" if port in (None, 80, 443) else f":{port}"
    return _page(host, normalise(unquote(parts.path)), place, urlencode(telling))


def _page(host: str, path: str, port: str = "", query: str = "") -> Identifier:
    """The identifier of a page. `https://HOST/@NAME` is `@NAME@HOST`, as in the Fediverse."""
    host = _host(host).removeprefix("www.")
    if host == "x.com":
        host = "twitter.com"
    path = path.strip("/")
    if path.startswith("@") and "/" not in path:
        return Identifier(Kind.HANDLE, f"{path[1:]}@{host}")
    text = f"{host}{port}/{path}" if path else f"{host}{port}"
    return Identifier(Kind.URL, f"{text}?{query}" if query else text)


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
    return normalise(unicode_host(host)) if "xn--" in host else host
