"""One word of a name: how it is written in Latin letters, and what sounds like it.

Knows scripts and the ways in which people write one name differently. What sounds alike is a
question for a person, never an answer. Must not know whole names, nor whose they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from cocsheets.patterns import lazy_re
from cocsheets.records.nearness import plain

VOWELLESS = frozenset(
    {"ARABIC", "HEBREW", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA"}
    | {"TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "KHMER", "MYANMAR"}
)
"""Scripts whose letters do not say which vowels people write in Latin letters."""
_LATIN_LIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def script_of(word: str) -> str:
    """The script of a word, by its first letter, as Unicode names it: `LATIN`, `CJK`, `HANGUL`."""
    for character in word:
        if character.isalpha():
            return unicodedata.name(character, "").partition(" ")[0]
    return ""


def readings(word: str) -> tuple[str, ...]:
    """A folded word in plain Latin letters, in the ways that are usual, the plainest first."""
    if word.isascii():
        return (word,)
    scripts = {script_of(character) for character in word if character.isalpha()}
    if len(scripts) > 1 and scripts <= _LATIN_LIKE:  # look-alike letters, not another language
        word = plain(word)
    return _readings(word)


@lru_cache(maxsize=65536)
def _readings(word: str) -> tuple[str, ...]:
    from anyascii import anyascii

    texts = [_SILENT.sub("", word).translate(_HEBREW)]
    for letters, ways in _DIGRAPHS:
        if letters in word:
            texts = [text.replace(letters, way) for text in texts for way in ways][:8]
    found = dict.fromkeys("".join(filter(str.isalnum, anyascii(text).lower())) for text in texts)
    return tuple(filter(None, found)) or (word,)


_SILENT = lazy_re(
    "[\u0e15\u0e17\u0e14\u0e01]\u0e23\u0e4c|[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c"
    "|[\u02b9\u02ba\u044a\u044c\u05b0-\u05c7]|(?<=[\u05d0-\u05ea])\u05d5"
)
"""Thai letters that are written and not spoken; hard and soft signs; Hebrew points, and the letter
that is mostly a vowel within a word."""
_HEBREW = str.maketrans(
    dict(zip("\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8", "abgdhvzht", strict=True))
    | dict(zip("\u05d9\u05dc\u05dd\u05de\u05df\u05e0\u05e1\u05e2", "ylmmnnsa", strict=True))
    | dict(zip("\u05e3\u05e4\u05e7\u05e8\u05ea", "fpkrt", strict=True))
    | dict.fromkeys("\u05da\u05db", "kh")
    | dict.fromkeys("\u05e5\u05e6", "ts")
    | {"\u05e9": "sh"}
)
_DIGRAPHS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ä", ("a", "ae")),
    ("ö", ("o", "oe")),
    ("ü", ("u", "ue")),
    ("å", ("a", "aa")),
    ("ø", ("o", "oe")),
    ("ου", ("u",)),  # noqa: RUF001
    ("ού", ("u",)),
    ("ευ", ("ev", "ef")),
    ("εύ", ("ev", "ef")),
    ("αυ", ("av", "af")),  # noqa: RUF001
    ("αύ", ("av", "af")),
    ("γγ", ("ng", "gg")),  # noqa: RUF001
    ("γκ", ("g", "gk")),
    ("μπ", ("b", "mp")),
    ("ντ", ("nt", "d")),
    ("ու", ("u",)),
    ("\u0e23\u0e23", ("an",)),
    ("\u0e0d", ("n", "y")),
)
"""Letters that have a sound, or a way to be written, of their own."""

_SOUNDS = (
    (lazy_re("tzsch|tsch|tch|shch|sch|sh|sz"), "s"),
    (lazy_re("ph"), "f"),
    (lazy_re("([tdbgrl])h"), r"\1"),
    (lazy_re("zh|rz"), "z"),
    (lazy_re("kh|ch|cz"), "h"),
    (lazy_re("dj|dzh"), "j"),
    (lazy_re("ck|qu|q|c"), "k"),
    (lazy_re("x"), "ks"),
    (lazy_re("t[sz]|dz"), "z"),
    (lazy_re("w"), "v"),
    (lazy_re("[jy]"), "i"),
    (lazy_re("ee|ie|ei"), "i"),
    (lazy_re("oo|ou"), "u"),
    (lazy_re("ae|aa"), "a"),
    (lazy_re("oe"), "o"),
    (lazy_re("ue"), "u"),
    (lazy_re(r"(.)\1+"), r"\1"),
    (lazy_re("(?<=.)h$"), ""),
)


@lru_cache(maxsize=262144)
def sound(latin: str) -> str:
    """A word in Latin letters as it sounds, roughly and in no language."""
    for pattern, way in _SOUNDS:
        latin = pattern.sub(way, latin)
    return latin


_VOWELS = lazy_re("[aeiou]")


def consonants(sounded: str) -> str:
    """What is left of a sound without vowels, but for a vowel at its beginning."""
    return sounded[:1].translate(_FIRST) + _VOWELS.sub("", sounded[1:])


_FIRST = str.maketrans("aeiou", "aiiuu")

_ROUGH = (
    (lazy_re("sch|sh|ch|cz|tz|ts|dz|zh|[scjz]|dj"), "s"),
    (lazy_re("x"), "ks"),
    (lazy_re("kh|gh|[kgq]"), "k"),
    (lazy_re("th|dh|[td]"), "t"),
    (lazy_re("ph|bh|[pbf]"), "p"),
    (lazy_re("[aeiouywvh]"), ""),
    (lazy_re(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=65536)
def rough(latin: str) -> str:
    """The bones of a word, as far as scripts without vowels have them."""
    for pattern, way in _ROUGH:
        latin = pattern.sub(way, latin)
    return latin


_KANA = (
    (lazy_re("ou|oo|oh(?![aeiou])|ō"), "o"),
    (lazy_re("uu|ū"), "u"),
    (lazy_re("shi"), "si"),
    (lazy_re("chi"), "ti"),
    (lazy_re("tsu"), "tu"),
    (lazy_re("fu"), "hu"),
    (lazy_re("ji"), "zi"),
    (lazy_re("sh"), "sy"),
    (lazy_re("ch"), "ty"),
    (lazy_re("j"), "zy"),
    (lazy_re("m(?=[bpm])"), "n"),
)
_HANGUL = (
    (lazy_re("^[lr]"), ""),
    (lazy_re("sh"), "s"),
    (lazy_re("tch|ch"), "j"),
    (lazy_re("k+"), "g"),
    (lazy_re("t+"), "d"),
    (lazy_re("p+"), "b"),
    (lazy_re("ui|eui"), "i"),
    (lazy_re("(?<=[aeiou])h(?![aeiouy])"), ""),
    (lazy_re("(?<=a)r(?=[gb])"), ""),
    (lazy_re("ee"), "i"),
    (lazy_re("ae|ai|ay"), "e"),
    (lazy_re("w"), ""),
    (lazy_re("eo|eu|oo|ou|o"), "u"),
    (lazy_re("y"), "i"),
    (lazy_re("r"), "l"),
    (lazy_re(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=65536)
def spoken(latin: str, script: str) -> str:
    """A word as the ways of writing kana or Hangul in Latin letters agree on it."""
    for pattern, way in _HANGUL if script == "HANGUL" else _KANA:
        latin = pattern.sub(way, latin)
    return latin


def shortened(word: str, letters: int) -> Iterable[str]:
    """The word, and all that is left of it without up to so many letters."""
    found = {word}
    last = {word}
    for _ in range(letters):
        last = {text[:at] + text[at + 1 :] for text in last for at in range(len(text))}
        found |= last
    return found


def slips(length: int) -> int:
    """How many slips of the fingers a word of this length may have and still be that word."""
    return 0 if length < 4 else 1
