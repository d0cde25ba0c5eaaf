"""Measures how names are compared, on a labelled set of invented pairs (`name_pairs.py`).

Prints, for each way to compare: the share of variants that is found, by kind and by culture, and
the share of strangers that is put to question. `--show` lists what is missed. `--with rigour`
measures the names of the library rigour (pip install rigour) in place of ours.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # where `name_pairs` is

from name_pairs import EACH, Pair, accounts, pairs, people

from cocsheets.records.identifiers import Kind, in_contact
from cocsheets.records.nameindex import NameIndex
from cocsheets.records.names import compare
from cocsheets.records.namewords import read_name


def ours(one: str, other: str) -> bool:
    """Whether cocsheets asks."""
    return compare(read_name(one), read_name(other)) is not None


def rigour() -> Callable[[str, str], bool]:
    """Whether rigour's parts of two names explain one another, for people."""
    from rigour.names import NameTypeTag, analyze_names  # type: ignore[import-not-found]
    from rigour.names.compare import compare_parts  # type: ignore[import-not-found]
    from rigour.names.symbol import pair_symbols  # type: ignore[import-not-found]

    def without_initials(short: list[Any], long: list[Any]) -> int:
        """Take away initials and the words that they may stand for; how many there were."""
        found = 0
        for part in [part for part in short if len(part.comparable) == 1]:
            for word in long:
                if len(word.comparable) > 1 and word.comparable.startswith(part.comparable):
                    short.remove(part)
                    long.remove(word)
                    found += 1
                    break
        return found

    def asks(one: str, other: str) -> bool:
        for a in analyze_names(NameTypeTag.PER, [one], infer_initials=True):
            for b in analyze_names(NameTypeTag.PER, [other], infer_initials=True):
                for pairing in pair_symbols(a, b) or [()]:
                    seen_a = {part for edge in pairing for part in edge.qps}
                    seen_b = {part for edge in pairing for part in edge.rps}
                    rest_a = [part for part in a.parts if part not in seen_a]
                    rest_b = [part for part in b.parts if part not in seen_b]
                    initials = without_initials(rest_a, rest_b) + without_initials(rest_b, rest_a)
                    left = compare_parts(rest_a, rest_b)
                    good = initials + len(pairing) + sum(edge.score > 0.7 for edge in left)
                    bare_a = any(not edge.rps and edge.qps for edge in left if edge.score <= 0.7)
                    bare_b = any(not edge.qps and edge.rps for edge in left if edge.score <= 0.7)
                    bad = any(edge.qps and edge.rps and edge.score <= 0.7 for edge in left)
                    enough = good >= 2 or good == len(a.parts) == len(b.parts) == 1
                    if enough and not bad and not (bare_a and bare_b):
                        return True
        return False

    return asks


def share(found: int, of: int) -> str:
    """`12 of 400 = 3.0 %`."""
    return f"{found} of {of} = {100 * found / of:.2f} %" if of else "none"


def measure(asks: Callable[[str, str], bool], told: list[Pair], *, show: bool) -> None:
    """Print the figures of one way to compare."""
    all_, hits = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    began = time.process_time()
    for pair in told:
        asked = asks(pair.one, pair.other)
        for key in (("kind", pair.kind), (str(pair.same), pair.culture), (str(pair.same), "all")):
            all_[key] += 1
            hits[key] += asked
        if pair.kind != "namesakes":
            key = ("strangers", str(pair.same))
            all_[key] += 1
            hits[key] += asked
        if show and asked != pair.same and pair.kind != "namesakes":
            print(f"  {pair.culture}, {pair.kind}: {pair.one} | {pair.other}")
    print(f"{len(told)} pairs in {time.process_time() - began:.1f} s")
    print("variants of one person that are found:", share(hits["True", "all"], all_["True", "all"]))
    print(
        "people who are put to question, namesakes left out:",
        share(hits["strangers", "False"], all_["strangers", "False"]),
    )
    for what, kinds in (("by kind", "kind"), ("by culture, variants", "True")):
        print(what + ":")
        for key in sorted(all_):
            if key[0] == kinds and key[1] != "all":
                print(f"  {key[1]:<18} {share(hits[key], all_[key])}")


def account(text: str) -> object:
    """The mail account that a spelling of an address means."""
    return [found for found in in_contact(text) if found.kind is Kind.EMAIL]


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--with", dest="library", choices=["rigour"])


def run(told: argparse.Namespace) -> int:
    """Print all figures."""
    measure(rigour() if told.library else ours, list(pairs(told.seed, told.each)), show=told.show)
    mail = list(accounts(told.seed))
    same = sum(account(one) == account(other) != [] for one, other in mail)
    print("spellings of one mail account:", share(same, len(mail)))
    if told.library:
        return 0
    for count, records in ((5_000, 500), (100_000, 500)):
        began = time.process_time()
        index = NameIndex([name for name, _ in people(records, seed=told.seed + 1)])
        crowd = people(count, seed=told.seed + 2)
        began = time.process_time()
        flagged = {name.folded for name in index.names}
        strangers = [name for name, _ in crowd if read_name(name).folded not in flagged]
        asked = sum(bool(index.like(name)) for name in strangers)
        print(
            f"{count} attendees against {records} names in {time.process_time() - began:.1f} s of"
            " one processor; put to question:",
            share(asked, len(strangers)),
        )
    return 0
