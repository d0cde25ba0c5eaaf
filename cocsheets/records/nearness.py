"""Texts that nearly name somebody: a question for a person, never a reason to act.

Knows look-alike letters, accents, the order of the words of a name, and names whose words are
joined or cut by what hardly shows. Must not know whose identifiers they are, or where the text is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from urllib.parse import unquote

from cocsheets.data import HiddenData
from cocsheets.patterns import lazy_regex
from cocsheets.records.identifiers import normalise
from cocsheets.records.people import without_titles
from cocsheets.records.text import HIDDEN, without_hidden


class _Plain(dict[int, int | str | None]):
    """For `str.translate`: look-alikes made Latin, combining characters left out."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = None if unicodedata.combining(chr(code)) else code
        return found


_PLAIN = _Plain(
    {
        **str.maketrans(
            "авекмнорстухѕіјһԁԛԝβενικορτυχηαωøłđı0",  # noqa: RUF001
            "abekmhopctyxsijhdqwbevikoptuxnawoldio",
        ),
        ord("æ"): "ae",
        ord("œ"): "oe",
    }
)
_WORD = lazy_regex(r"[^\W_]+")
_BETWEEN = bytes(code if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
"""For `bytes.translate`, which is much quicker than that of a text: all but letters and digits."""
_GAP = 3
"""Characters that may be between two words of a name: `Doe, Jane`, `Jane - Doe`."""
_MOST_WORDS = 4
"""Names of more words are looked for in few orders only."""


def plain(text: str) -> str:
    """A text in small letters without accents and hidden characters, look-alikes made Latin."""
    text = without_hidden(text)
    if text.isascii():  # most texts
        return text.lower().replace("0", "o")
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKD", folded).translate(_PLAIN)


def skeleton(text: str) -> str:
    """Folded text without accents, with look-alike letters made Latin and the words sorted."""
    return letters_of(normalise(text))


def letters_of(normalised: str) -> str:
    """The `skeleton` of a text that is normalised."""
    found = plain(normalised).replace(",", " ").split()
    return " ".join(sorted(found)) if len(found) > 1 else "".join(found)


def words(text: str) -> list[str]:
    """The words of a text, in their order: letters and digits that stand together."""
    if text.isascii():
        return text.encode("ascii").translate(_BETWEEN).decode("ascii").split()
    return _WORD.findall(text)


class NearNames(HiddenData, frozen=True):
    """Names as they are looked for in texts."""

    keys: frozenset[str]
    """Words without one of which a text names nobody: few texts have any."""
    joined: Mapping[str, frozenset[int]]
    """The words of a name run together, in each order, with where they may be cut."""

    def __contains__(self, text: str) -> bool:
        """Whether a text nearly holds one of the names."""
        return any(self._found_in(plain(form)) for form in _forms(text))

    def _found_in(self, text: str) -> bool:
        if self.keys.isdisjoint(words(text)):
            return False
        there = list(_WORD.finditer(text))
        longest = max(map(len, self.joined))
        for first in range(len(there)):
            made, cuts = "", set()
            for at in range(first, len(there)):
                gap = text[there[at - 1].end() : there[at].start()] if at > first else ""
                if len(gap) > _GAP or len(made) > longest:
                    break
                if any(map(str.isspace, gap)):
                    cuts.add(len(made))
                made += there[at][0]
                if made in self.joined and cuts <= self.joined[made]:
                    return True
        return False


def _forms(text: str) -> Iterator[str]:
    """The text, and what else it stands for: in pieces between what nobody sees, or decoded."""
    yield text
    if HIDDEN.search(text):
        yield HIDDEN.sub(" ", text)
    if "%" in text and (decoded := unquote(text)) != text:
        yield decoded


def near_names(names: Iterable[str]) -> NearNames:
    """Names ready to be looked for in texts; titles are left aside."""
    keys: set[str] = set()
    joined: dict[str, frozenset[int]] = {}
    for name in names:
        own = words(plain(without_titles(name)))
        keys.update(own)
        for order in _orders(own):
            made = "".join(order)
            cuts = {len("".join(order[:count])) for count in range(1, len(order))}
            joined[made] = joined.get(made, frozenset()) | cuts
    return NearNames(frozenset(keys | joined.keys()), joined)


def _orders(words: list[str]) -> Iterator[tuple[str, ...]]:
    if len(words) <= _MOST_WORDS:
        yield from permutations(words) if words else ()
    else:
        yield tuple(words)
        yield (words[-1], *words[:-1])
