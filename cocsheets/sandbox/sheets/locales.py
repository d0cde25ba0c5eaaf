"""What a spreadsheet's locale decides: order of dates, decimal mark, grouping, currency.

A short list of facts (CLDR), enough for the locales that a committee is likely to set; any other
is read like its language's neighbours: day first, decimal point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_LANGUAGES = {
    "fr": (",", "\u202f", "dd/mm/yyyy"),
    "de": (",", ".", "dd.mm.yyyy"),
    "es": (",", ".", "dd/mm/yyyy"),
    "it": (",", ".", "dd/mm/yyyy"),
    "pt": (",", ".", "dd/mm/yyyy"),
    "nl": (",", ".", "dd/mm/yyyy"),
    "sv": (",", "\u00a0", "yyyy-mm-dd"),
    "da": (",", ".", "dd.mm.yyyy"),
    "nb": (",", "\u00a0", "dd.mm.yyyy"),
    "no": (",", "\u00a0", "dd.mm.yyyy"),
    "fi": (",", "\u00a0", "dd.mm.yyyy"),
    "pl": (",", "\u00a0", "dd.mm.yyyy"),
    "ru": (",", "\u00a0", "dd.mm.yyyy"),
    "tr": (",", ".", "dd.mm.yyyy"),
    "cs": (",", "\u00a0", "dd.mm.yyyy"),
    "sk": (",", "\u00a0", "dd.mm.yyyy"),
    "hu": (",", "\u00a0", "yyyy-mm-dd"),
    "ro": (",", ".", "dd.mm.yyyy"),
    "bg": (",", "\u00a0", "dd.mm.yyyy"),
    "uk": (",", "\u00a0", "dd.mm.yyyy"),
    "el": (",", ".", "dd/mm/yyyy"),
    "id": (",", ".", "dd/mm/yyyy"),
    "vi": (",", ".", "dd/mm/yyyy"),
    "hr": (",", ".", "dd.mm.yyyy"),
    "sl": (",", ".", "dd.mm.yyyy"),
    "sr": (",", ".", "dd.mm.yyyy"),
    "lt": (",", "\u00a0", "yyyy-mm-dd"),
    "lv": (",", "\u00a0", "dd.mm.yyyy"),
    "et": (".", ",", "dd.mm.yyyy"),
    "ja": (".", ",", "yyyy/mm/dd"),
    "zh": (".", ",", "yyyy-mm-dd"),
    "ko": (".", ",", "yyyy-mm-dd"),
}
"""Decimal mark, grouping and date by language; others write 1,000.5 and the day first."""
_COUNTRIES = {
    "de_CH": (".", ",", "dd.mm.yyyy"),
    "en": (".", ",", "m/d/yyyy"),
    "en_CA": (".", ",", "yyyy-mm-dd"),
    "en_PH": (".", ",", "m/d/yyyy"),
    "en_US": (".", ",", "m/d/yyyy"),
    "es_MX": (".", ",", "dd/mm/yyyy"),
    "fr_CA": (",", "\u202f", "yyyy-mm-dd"),
    "fr_CH": (".", ",", "dd/mm/yyyy"),
}
"""Locales that are not as their language is elsewhere."""
_ORDERS = {"d": "dmy", "m": "mdy", "y": "ymd"}
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
    usual = _LANGUAGES.get(name.partition("_")[0], (".", ",", "dd/mm/yyyy"))
    decimal, group, date = _COUNTRIES.get(name, usual)
    return Locale(
        order=_ORDERS[date[0]],
        decimal=decimal,
        group=group,
        date=date,
        currency=_CURRENCY.get(name, "€" if decimal == "," else "$"),
    )
