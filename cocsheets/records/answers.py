"""Yes/no, status and choice cells: which word of a short list a cell means.

Case, white space and words around a yes or no are left aside; anything else is not guessed. Must
not know the column. `detail` of a reading names the closest allowed value, never the contents.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from cocsheets.records.dates import Reading
from cocsheets.records.record import Answer, Status
from cocsheets.records.table import CellError, Value
from cocsheets.records.text import fold, shown, without_hidden

_NONE = re.compile(r"(?:n\s*[./]\s*a\.?|not applicable)(?![\w])")
_LEADING = re.compile(
    r"(yes|y|true|no|n|false)\b(?!\s*(?:\?|/|or\b|and no\b|and yes\b|one\b|idea\b))"
)
_YES = frozenset({"yes", "y", "true"})


def read_answer(value: Value) -> Reading[Answer]:
    """The yes or no of a cell: a checkbox, or a text that begins with the word.

    `n/a` is no answer, as a blank cell is. Rules given back: `answer-unknown`, `cell-error`.
    """
    if value is None:
        return Reading(None)
    if isinstance(value, bool):
        return Reading(Answer.YES if value else Answer.NO)
    if isinstance(value, CellError):
        return Reading(None, "cell-error")
    text = fold(without_hidden(shown(value)))
    if not text:
        return Reading(None)
    if _NONE.match(text):
        return Reading(None)
    if isinstance(value, str) and (match := _LEADING.match(text)):
        return Reading(Answer.YES if match[1] in _YES else Answer.NO)
    return Reading(None, "answer-unknown", "yes or no")


def read_choice(value: Value, words: Mapping[str, str]) -> Reading[str]:
    """The value that a cell means; `words` gives it by folded word.

    Rules given back: `choice-unknown`, `cell-error`, and with a value `space-around`.
    """
    if value is None or value is False:
        return Reading(None)
    if isinstance(value, CellError):
        return Reading(None, "cell-error")
    text = shown(value)
    folded = fold(text)
    if not folded:
        return Reading(None)
    if found := words.get(folded):
        return Reading(found, "space-around" if text != text.strip() else "")
    near = difflib.get_close_matches(folded, words, n=1, cutoff=0.6)
    return Reading(None, "choice-unknown", words[near[0]] if near else "")


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
