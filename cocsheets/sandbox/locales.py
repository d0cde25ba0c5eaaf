"""What a spreadsheet's locale decides: order of dates, decimal mark, grouping, currency.

A short list of facts (CLDR), enough for the locales that a committee is likely to set; any other
is read like its language's neighbours: day first, decimal point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_COMMA = frozenset(
    [
        "fr",
        "de",
        "es",
        "it",
        "pt",
        "nl",
        "sv",
        "da",
        "nb",
        "no",
        "fi",
        "pl",
        "ru",
        "tr",
        "cs",
        "sk",
        "hu",
        "ro",
        "bg",
        "uk",
        "el",
        "id",
        "vi",
        "hr",
        "sl",
        "sr",
        "lt",
        "lv",
    ]
)
_SPACE = frozenset(
    ["fr", "sv", "nb", "no", "fi", "pl", "ru", "cs", "sk", "hu", "bg", "uk", "lt", "lv"]
)
_DOTTED = frozenset(
    [
        "de",
        "da",
        "nb",
        "no",
        "fi",
        "pl",
        "ru",
        "tr",
        "cs",
        "sk",
        "ro",
        "bg",
        "uk",
        "hr",
        "sl",
        "sr",
        "lv",
        "et",
    ]
)
_YEAR_FIRST = frozenset(["ja", "zh", "ko", "hu", "sv", "lt"])
_CURRENCY = {"en_US": "$", "en_GB": "£", "ja_JP": "¥", "en_CA": "$", "en_AU": "$", "fr_CA": "$"}


@dataclass(frozen=True, slots=True)
class Locale:
    """How values are typed and shown."""

    order: str
    decimal: str
    group: str
    date: str
    currency: str


@cache
def locale(name: str) -> Locale:
    """The conventions of a locale such as `en_US`."""
    language, _, country = name.partition("_")
    comma = language in _COMMA and name not in ("es_MX", "fr_CH", "de_CH")
    group = ("\u202f" if language == "fr" else "\u00a0") if language in _SPACE else "."
    order = "ymd" if language in _YEAR_FIRST or name in ("en_CA", "fr_CA") else "dmy"
    if language == "en" and country in ("", "US", "PH"):
        order = "mdy"
    mark = "." if language in _DOTTED else "/"
    date = {
        "mdy": "m/d/yyyy",
        "dmy": mark.join(("dd", "mm", "yyyy")),
        "ymd": "yyyy-mm-dd" if language != "ja" else "yyyy/mm/dd",
    }[order]
    return Locale(
        order=order,
        decimal="," if comma else ".",
        group=group if comma else ",",
        date=date,
        currency=_CURRENCY.get(name, "€" if comma else "$"),
    )
