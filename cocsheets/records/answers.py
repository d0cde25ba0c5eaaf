"""Yes/no, status and choice cells: which word of a short list a cell means.

Case, white space and words around a yes or no are left aside; anything else is not guessed. Must
not know the column. `detail` of a reading names the closest allowed value, never the contents.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from cocsheets.patterns import lazy_re
from cocsheets.records.dates import Reading
from cocsheets.records.languages import words as words_of
from cocsheets.records.record import Answer, Status
from cocsheets.records.table import CellError, Value
from cocsheets.records.text import fold, shown, without_hidden

SEPARATOR = "; "
"""Between several choices, as they are read."""
_NONE = lazy_re(r"(?:n\s*[./]\s*a\.?|not applicable)(?![\w])")
_DOUBT = lazy_re(r"\s*(?:\?|/|or\b|and no\b|and yes\b|one\b|idea\b|sé\b|lo sé\b|se sabe\b)")
"""What turns a yes or no behind which it stands into neither."""
_MARKS = ".,;:!?/()-"
_STOP = lazy_re(r"\s*(?:[^\w\s]|$)")
"""Nothing, or punctuation."""
_HYPHEN = lazy_re(r"[-\u2010\u2011]\w")
"""The word goes on: `no-show`, `non-public`."""


def answer_reader(values: Mapping[str, tuple[str, ...]]) -> Callable[[Value], Reading[Answer]]:
    """Reads the yes or no of a cell: a checkbox, or a text that begins with the word.

    `values` has the column's own words by `yes`, `no` and, where a column knows it, `maybe`; the
    words of the larger languages are known without. `n/a` is no answer, as a blank cell is. Rules
    given back: `answer-unknown`, `cell-error`.
    """
    known = _answer_words() if not values else {**_answer_words(), **_own_words(values)}
    shy = words_of("shy") - _own_words(values).keys()
    begins = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))

    def read(value: Value) -> Reading[Answer]:
        if value is None:
            return Reading(None)
        if isinstance(value, bool):
            return Reading(Answer.YES if value else Answer.NO)
        if isinstance(value, CellError):
            return Reading(None, "cell-error", value.shown)
        text = fold(without_hidden(shown(value)))
        if not text or _NONE.match(text):
            return Reading(None)
        found = begins.match(text) if isinstance(value, str) else None
        if found and _whole(text, found.end(), shy=found[0] in shy):
            answer = known[found[0]]
            behind = [word for part in text[found.end() :].split() if (word := part.strip(_MARKS))]
            # `yes or no`, in whatever language, is neither.
            both = len(behind) in (1, 2) and known.get(behind[-1], answer) is not answer
            if not both or behind[-1] in {"true", "false"}:
                return Reading(answer)
        return Reading(None, "answer-unknown", " nor maybe" if Answer.MAYBE in values else "")

    return read


def _whole(text: str, end: int, *, shy: bool) -> bool:
    """Whether what begins a text is a whole word, and nothing behind it takes it back."""
    rest = text[end:]
    if rest and (rest[0].isalnum() or unicodedata.category(rest[0])[0] == "M"):
        return False
    if _HYPHEN.match(rest) or _DOUBT.match(rest):
        return False
    return not shy or bool(_STOP.match(rest))


@cache
def _answer_words() -> Mapping[str, Answer]:
    return {word: answer for answer in (Answer.YES, Answer.NO) for word in words_of(str(answer))}


def _own_words(values: Mapping[str, tuple[str, ...]]) -> dict[str, Answer]:
    """A column's own words; the name of an answer is always one of them."""
    own = {fold(word): Answer(answer) for answer, words in values.items() for word in words}
    return {**{fold(answer): Answer(answer) for answer in values}, **own}


def read_choice(value: Value, words: Mapping[str, str], *, several: bool = False) -> Reading[str]:
    """The value that a cell means; `words` gives it by folded word.

    With `several`, a cell may hold more than one, between commas, semicolons, slashes, line breaks
    or `and`; they are given in the order of the list, with `SEPARATOR` between. Rules given back:
    `choice-unknown`, `cell-error`, and with a value `space-around`.
    """
    if value is None or value is False:
        return Reading(None)
    if isinstance(value, CellError):
        return Reading(None, "cell-error", value.shown)
    text = shown(value)
    folded = fold(text)
    if not folded:
        return Reading(None)
    if found := words.get(folded):
        return Reading(found, "space-around" if text != text.strip() else "")
    if several:
        parts = [word for word in _parts(text, words) if word]
        if parts and all(part in words for part in parts):
            held = {words[part] for part in parts}
            return Reading(SEPARATOR.join(v for v in dict.fromkeys(words.values()) if v in held))
        folded = next((part for part in parts if part not in words), folded)
    near = difflib.get_close_matches(folded, words, n=1, cutoff=0.6)
    return Reading(None, "choice-unknown", words[near[0]] if near else "")


_BETWEEN = lazy_re(r"(\s*[,;/|+&\r\n\v\f\x85\u2028\u2029\uff0c\uff1b\u3001]\s*|\s+and\s+)")


_MOST_PIECES = 9
"""A choice holds fewer than five separators, so that a full cell is read in no time."""


def _parts(text: str, words: Mapping[str, str]) -> Iterator[str]:
    """The choices in a cell, folded: as few as possible, since a choice may hold a comma itself."""
    pieces = _BETWEEN.split(text)
    at = 0
    while at < len(pieces):
        ends = range(min(len(pieces), at + _MOST_PIECES), at, -2)
        joined = ((end, fold("".join(pieces[at:end]))) for end in ends)
        end, part = next((one for one in joined if one[1] in words), (at + 1, fold(pieces[at])))
        yield part
        at = end + 1


def choice_words(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Folded word → value, from a column's values and other words for them."""
    return {fold(word): value for value, words in values.items() for word in (value, *words)}


def read_status(value: Value, words: Mapping[str, str]) -> Reading[Status]:
    """Whether the people named are flagged; rules as `read_choice`, but `status-unknown`."""
    reading = read_choice(value, words)
    if reading.value is None:
        rule = "status-unknown" if reading.rule == "choice-unknown" else reading.rule
        return Reading(None, rule, reading.detail)
    return Reading(Status(reading.value), reading.rule)
