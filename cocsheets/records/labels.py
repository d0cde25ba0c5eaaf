"""Labels in cells of contacts: `profile` means the link behind it, and alone nobody.

Knows headers that promise user names, and links. Must not know who is the same person.
"""

from __future__ import annotations

from collections.abc import Sequence

from cocsheets.patterns import lazy_re, lazy_regex
from cocsheets.records import contacts
from cocsheets.records.contacts import ContactKind
from cocsheets.records.layout import RecordTable
from cocsheets.records.nobody import is_label
from cocsheets.records.text import fold

_PROMISES_HANDLES = lazy_re(
    r"\b(?:handles?|user ?names?|nick(?:names?)?|accounts?|screen ?names?|(?:be)?nutzernamen?"
    r"|pseudo(?:nymes?)?|identifiants?|usuarios?|utilizador(?:es)?|utenti|gebruikersna(?:am|men)"
    r"|användarnamn|brugernavn|brukernavn|логины?|ники?)\b|用户名|ユーザー名|사용자"
)
"""A header whose column holds user names, beside addresses perhaps."""
_WORD = lazy_regex(r"\w[\w.#/+-]*")


def read_labels(
    table: RecordTable, key: str, entries: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """The contacts in the cells of a column, given what their texts say.

    Where a cell has a label and links, the links are what it says. Under a header that promises
    user names a bare word is a handle, and begins with `@`.
    """
    column = table.columns[key]
    found = list(entries)
    for place, row in enumerate(table.data_rows()):
        links = row.extra(column).links if row.extras else ()
        if links and not all(map(_is_contact, found[place])):
            told = [entry for entry in found[place] if _is_contact(entry)]
            found[place] = tuple(dict.fromkeys((*told, *links)))
    if _PROMISES_HANDLES.search(fold(table.header(column))):
        found = [tuple(map(_as_handle, cell)) for cell in found]
    return found


def _is_contact(entry: str) -> bool:
    return contacts.kind_of(entry) is not ContactKind.OTHER


def _as_handle(entry: str) -> str:
    bare = _WORD.fullmatch(entry) and any(map(str.isalpha, entry))
    return f"@{entry}" if bare and not _is_contact(entry) and not is_label(entry) else entry
