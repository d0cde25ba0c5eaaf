#!/usr/bin/env python3
"""Checks a list of people against a blind list of a Code of Conduct committee.

    python -m cocsheets.blind BLIND LIST      or, with this file alone:  python blind.py BLIND LIST
    python -m cocsheets.blind --source        prints this file, to be read and sent along

BLIND is a file that the committee made with `cocsheets screen --blind`. LIST is a CSV, TSV or text
file with a person in each row. It prints the rows about which to ask the committee. It sends
nothing and writes nothing. It needs Python 3.9 or newer and nothing else. Long because it is sent
along as one file.

What is compared: e-mail addresses, personal URLs, and handles such as @name. Names are not.

What BLIND is: a slow, keyed digest (scrypt, 24 bits) of each address, URL and handle. The key is in
the file, so whoever has the file can try addresses, a few a second, and see which may be in it. A
digest can fit another address by chance, so a row that is listed is a question and no answer. That
the file expires is a promise: this program keeps it, another one need not.

Exit codes: 0 nobody to ask about, 1 rows to ask about, 2 a file cannot be read or has expired.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

FORMAT = "cocsheets blind list 1"
BITS = 24
"""Bits of a digest: few, so that it proves nothing; enough, so that few rows fit by chance."""
COST = {"n": 2**14, "r": 8, "p": 1}
"""How slow a digest is: about a twentieth of a second, and 16 MB of memory."""
MOST_BYTES = 50 * 1024 * 1024
LONGEST = 20
"""Lines that one cell may have; with more, a quotation mark was not closed."""

# --- what identifies somebody -----------------------------------------------------------------

_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ufe00-\ufe0f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\U000e0100-\U000e01ef]"
)
_TYPOGRAPHY = str.maketrans("\u2018\u2019\u02bc`\u2010\u2011\u2013", "''''---")
_LABEL = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL}){{0,20}}\.[^\W\d_]{{2,63}}"
_EMAIL = re.compile(rf"[\w.+%-][\w.!#$%&'*+/=?^`{{|}}~-]{{0,253}}@{_HOST}")
_URL = re.compile(
    rf"https?://[^\s<>\"]+|(?<![\w@.])(?:www\.)?{_HOST}/[^\s<>\"]+|(?<![\w@.])www\.{_HOST}"
)
_HANDLE = re.compile(r"(?<![\w@/.])@\w(?:[\w.-]*\w)?")
_FEDIVERSE = re.compile(r"(?<![\w.@])@([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_FILE = re.compile(
    r"\.(?:csv|docx?|eml|gif|heic|html?|jpe?g|json|log|msg|odt|pdf|png|rtf|txt|webp|xlsx?)$"
)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|ref|ref_src|si|hl|lang")
_TAIL = ".,;:!?'\u2019\u201d\u00bb"
_HANDLES_HERE = re.compile(
    r"\b(?:twitter|github|gitlab|mastodon|fediverse|bluesky|telegram|discord|slack|irc|instagram)\b"
    r"|\bhandles?\b|\buser ?names?\b|\bnick(?:name)?s?\b|\baccounts?\b|\bscreen ?names?\b"
)
_WORD = re.compile(r"(?=.*[^\W\d_])\w[\w.#/+-]*")


def normalise(text: str) -> str:
    """Text as it is compared: Unicode, case, white space, hidden characters, quotes, hyphens."""
    text = _HIDDEN.sub("", text).translate(_TYPOGRAPHY)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(text.split())


def identifiers_in(cell: str, *, handles: bool = False) -> set[str]:
    """What identifies people in a cell: `mail …`, `page …` and `handle …`, normalised.

    With `handles`, a bare word is a handle too.
    """
    text = normalise(cell)
    if handles and "@" not in text and "://" not in text and _WORD.fullmatch(text):
        return {_handle(text)}
    if "@" not in text and "." not in text:
        return set()
    found = {f"handle {user}@{_host(host)}" for user, host in _FEDIVERSE.findall(text)}
    text = _FEDIVERSE.sub(" ", text)
    rest = text
    for pattern, make in ((_URL, _page), (_EMAIL, _mail), (_HANDLE, _handle)):
        found.update(filter(None, (make(match.rstrip(_TAIL)) for match in pattern.findall(rest))))
        rest = pattern.sub(" ", rest)
    bare = text.strip(" \t\r\n.,;:<>()[]{}\"'")
    if not found and _BARE_HOST.fullmatch(bare) and not _FILE.search(bare):
        found.update(filter(None, [_page(bare)]))
    return found


def _mail(address: str) -> str:
    local, _, host = address.rpartition("@")
    local = local.removeprefix("mailto:")
    host = _host(host)
    if host in ("gmail.com", "googlemail.com"):
        host, local = "gmail.com", local.partition("+")[0].replace(".", "")
    return f"mail {local}@{host}"


def _page(address: str) -> str | None:
    text = address.rstrip(".,;:!)]}'\"")
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    host = _host(host or "")
    host = host.removeprefix("www.")
    if not host:
        return None
    host = "twitter.com" if host == "x.com" else host
    path = normalise(unquote(parts.path)).strip("/")
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0]))
    )
    place = "" if port in (None, 80, 443) else f":{port}"
    if path.startswith("@") and "/" not in path:
        return f"handle {path[1:]}@{host}"
    return f"page {host}{place}" + (f"/{path}" if path else "") + (f"?{query}" if query else "")


def _handle(text: str) -> str:
    return f"handle {text.lstrip('@').rstrip('.')}"


def _host(host: str) -> str:
    host = host.rstrip(".")
    if "xn--" not in host:
        return host
    labels = []
    for label in host.split("."):
        try:
            known = label.startswith("xn--")
            labels.append(label[4:].encode("ascii").decode("punycode") if known else label)
        except UnicodeError:
            labels.append(label)
    return normalise(".".join(labels))


# --- digests ----------------------------------------------------------------------------------


def digest(identifier: str, key: bytes, cost: dict[str, int] = COST) -> str:
    """The slow digest of an identifier, as hexadecimal digits."""
    n, r, p = cost["n"], cost["r"], cost["p"]
    text = identifier.encode("utf-8")
    return hashlib.scrypt(text, salt=key, n=n, r=r, p=p, dklen=BITS // 8).hex()


# --- files ------------------------------------------------------------------------------------


class UnreadableError(Exception):
    """A file cannot be used; the text says why and what to do."""


def read_blind(path: Path, today: dt.date) -> tuple[bytes, dict[str, int], frozenset[str]]:
    """Key, cost and digests of a blind list."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        expires = dt.date.fromisoformat(told["expires"])
        cost = {name: int(told["scrypt"][name]) for name in ("n", "r", "p")}
        key, digests = bytes.fromhex(told["key"]), frozenset(told["digests"])
        known = told["format"] == FORMAT
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise UnreadableError(f"{path} is not a blind list that this program knows.")
    if today > expires:
        raise UnreadableError(
            f"The blind list expired after {expires}. Delete it; ask for a new one."
        )
    return key, cost, digests


def read_rows(path: Path) -> list[list[str]]:
    """The rows of a list, row 1 first."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise UnreadableError(f"{path} is larger than {MOST_BYTES // 1024**2} MB.")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(f"{path} is a spreadsheet. Save the list as CSV (UTF-8).")
    text = _decode(data, path)
    sample = text.splitlines()[:50]
    separator = max(",;\t|", key=lambda mark: sum(mark in line for line in sample))
    try:
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
    except csv.Error:
        raise UnreadableError(f"{path} cannot be read. Save the list as CSV (UTF-8).") from None
    for number, row in enumerate(rows, start=1):
        if any(cell.count("\n") > LONGEST for cell in row):
            raise UnreadableError(f"A quotation mark in row {number} of {path} is not closed.")
    if not any(map(any, rows)):
        raise UnreadableError(f"{path} is empty.")
    return rows


def _decode(data: bytes, path: Path) -> str:
    if b"\0" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableError(f"{path} is not text.") from None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError(f"{path} is in an encoding that is not known. Save it as UTF-8.")


def identifiers_of(rows: list[list[str]]) -> dict[int, set[str]]:
    """The identifiers in each row that has any, by 1-based row."""
    handles: set[int] = set()
    header = 0
    for number, row in enumerate(rows[:20], start=1):
        told = {at for at, cell in enumerate(row) if _HANDLES_HERE.search(normalise(cell))}
        if told and not any("@" in cell for cell in row):
            handles, header = told, number
            break
    found = {}
    for number, row in enumerate(rows[header:], start=header + 1):
        all_of: set[str] = set()
        for at, cell in enumerate(row):
            all_of |= identifiers_in(cell, handles=at in handles)
        if all_of:
            found[number] = all_of
    return found


# --- the program ------------------------------------------------------------------------------


def check(
    blind: Path, listed: Path, today: dt.date, tell: Callable[[int, int], None] | None = None
) -> tuple[list[int], int]:
    """The rows of a list about which to ask the committee, and how many rows were checked."""
    key, cost, digests = read_blind(blind, today)
    rows = identifiers_of(read_rows(listed))
    wanted = sorted(set().union(*rows.values())) if rows else []
    if not wanted:
        raise UnreadableError(f"Nothing was checked: {listed} has no address, URL or handle.")
    hits = set()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        made = pool.map(lambda item: digest(item, key, cost), wanted)
        for done, (item, text) in enumerate(zip(wanted, made), start=1):  # noqa: B905  # Python 3.9 has no strict
            if text in digests:
                hits.add(item)
            if tell is not None:
                tell(done, len(wanted))
    return [number for number, items in rows.items() if items & hits], len(rows)


def _progress(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        sys.stderr.write(f"\r{done} of {total} addresses" + ("\n" if done == total else ""))
        sys.stderr.flush()


def main(arguments: list[str]) -> int:
    """Run the program; returns the exit code."""
    if arguments == ["--source"]:
        sys.stdout.write(Path(__file__).read_text(encoding="utf-8"))
        return 0
    if len(arguments) != 2 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m cocsheets.blind BLIND LIST\n")
        return 2
    try:
        tell = _progress if sys.stderr.isatty() else None
        today = dt.datetime.now().astimezone().date()
        rows, checked = check(Path(arguments[0]), Path(arguments[1]), today, tell)
    except UnreadableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for number in rows:
        sys.stdout.write(f"row {number}: ask the committee\n")
    sys.stdout.write(
        f"{checked} rows checked, {len(rows)} to ask about. A row can be listed by chance.\n"
        "No row is a clearance, for names were not compared. Delete the blind list afterwards.\n"
    )
    return 1 if rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
