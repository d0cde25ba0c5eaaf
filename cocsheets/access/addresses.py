"""E-mail addresses as people type them, made fit to compare and to send.

Knows spelling only. Must not know accounts: whether two addresses belong to one person is a
question of permission ids, so dots and `+` at Gmail are left alone here.
"""

from __future__ import annotations

import unicodedata

from cocsheets.data import Data
from cocsheets.patterns import lazy_re
from cocsheets.records.text import unicode_host

_LOCAL = lazy_re(r"[^\s@<>()\[\]\\,;:\"]{1,64}")
_DOMAIN = lazy_re(r"(?=.{4,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")


class Address(Data, frozen=True):
    """What a cell or an argument holds, read as an e-mail address."""

    email: str
    """Without what surrounded it, in its own spelling; empty where it cannot be used."""
    fault: str = ""
    """Why it cannot be used, without repeating it."""
    trimmed: tuple[str, ...] = ()
    """Invisible characters that stood around it and were removed, as `U+200B`."""

    @property
    def key(self) -> str:
        """The address as it is compared."""
        return key(self.email)


def read_address(text: str) -> Address:
    """Read an address: what surrounds it is removed, what is hidden inside it is refused."""
    start, end = 0, len(text)
    while start < end and _hidden(text[start]):
        start += 1
    while end > start and _hidden(text[end - 1]):
        end -= 1
    around = dict.fromkeys(text[:start] + text[end:])
    trimmed = tuple(_code_point(char) for char in around if char not in " \t\r\n")
    inner = text[start:end]
    email = unicodedata.normalize("NFKC", inner)
    if not inner:
        return Address("", "is blank", trimmed)
    if odd := [_code_point(char) for char in dict.fromkeys(inner) if _hidden(char)]:
        return Address("", f"has a hidden or white-space character inside ({odd[0]})", trimmed)
    if email.count("@") != 1:
        return Address("", "has no single @", trimmed)
    local, _, domain = email.partition("@")
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return Address("", "has a part before the @ that no address has", trimmed)
    if not _DOMAIN.fullmatch(domain):
        return Address("", "has no domain after the @", trimmed)
    return Address(email, trimmed=trimmed)


def key(email: str) -> str:
    """An address as it is compared: compatibility forms and case folded, nothing around it.

    An international domain is one domain, in Unicode or as `xn--`.
    """
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    local, at, domain = folded.rpartition("@")
    if "xn--" not in domain:
        return folded
    return unicodedata.normalize("NFKC", f"{local}{at}{unicode_host(domain)}").casefold()


def skeleton(text: str) -> str:
    """What is left of a text when everything hidden in it is taken out, for suspicion only.

    A roster row whose address holds a hidden character may well mean this account: it must then
    not be revoked. The result is never sent anywhere.
    """
    return key("".join(char for char in text if not _hidden(char)))


def _hidden(char: str) -> bool:
    """White space, controls, format characters and the like: nothing that an address holds."""
    return char.isspace() or unicodedata.category(char)[0] in "ZC" or char in _BLANKS


_BLANKS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and symbols by category that show nothing (fillers, blank Braille)."""


def _code_point(char: str) -> str:
    return f"U+{ord(char):04X}"
