"""Whose access to which file a line of the ledger is about, as text: `ana@example.org (cases)`.

Of the records themselves only the address is written, as ever. Must not know who has access.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cocsheets.access.files import RECORDS
from cocsheets.patterns import lazy_re

_FORM = lazy_re(r"(?P<address>.*) \((?P<file>\w[\w-]*)(?: (?P<at>[\w-]+))?\)", re.DOTALL)


class SharingTarget(NamedTuple):
    """What a line about sharing is about."""

    address: str
    """The grantee as people know it: an address, `anyone with the link`…"""
    file: str = RECORDS
    at: str = ""
    """Id of an item in the file or of a folder above it, where the grant was there."""


def target_text(address: str, file: str, at: str = "") -> str:
    """The text for a line."""
    if file == RECORDS and not at:
        return address
    return f"{address} ({file}{f' {at}' if at else ''})"


def read_target(text: str) -> SharingTarget:
    """What such a text is about; older lines have an address alone."""
    found = _FORM.fullmatch(text)
    if found is None:
        return SharingTarget(text)
    return SharingTarget(found["address"], found["file"], found["at"] or "")
