"""Count how many committees one project of Google Cloud can serve, on paper and by simulation.

Google allows 300 reads and 300 writes of Sheets a minute for a project, and 60 of each for an
account in it. The daily job of the demo's committee is run in a sandbox, and what it asks is
counted. Then many such runs are simulated, which wait after a refusal as cocsheets waits. Drive's
own limits are far higher, and are not reached.
"""

from __future__ import annotations

import argparse
import datetime as dt
import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cocsheets.operations.committee import Committee
from cocsheets.operations.sync import sync
from cocsheets.plans.limits import Limits
from cocsheets.sandbox import Sandbox, demo
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.workbook.http import Http

PROJECT, ACCOUNT = 300, 60
"""Requests of one kind that Google allows a minute."""
KINDS = ("nothing due, later that day", "nothing due", "records due")
READ, WRITE, DRIVE = "rwd"
MOST = 100_000
"""Committees beyond which no more are tried."""


def measured() -> dict[str, str]:
    """What each kind of run asks for, one letter for each request, in their order."""
    today = dt.datetime.now(dt.UTC).date()
    found = {}
    with Sandbox() as sandbox:
        client = sandbox.client(demo.OWNER)
        key = demo.seed(client, today)
        settings = Settings(
            spreadsheet=SpreadsheetSettings(key=key), api_root=sandbox.url, act_as=demo.ROBOT
        )

        def asked() -> str:
            sandbox.forget_requests()
            sync(Committee(settings, now=lambda: dt.datetime.now(dt.UTC), as_of=today))
            return "".join(_letter(one["method"], one["path"]) for one in sandbox.requests())

        found[KINDS[2]] = asked()
        found[KINDS[0]] = asked()
        ledger = client.open_by_key(key).worksheet(settings.log.worksheet)
        cell = ledger.find("last good run")
        assert cell is not None
        ledger.update_cell(cell.row, 8, "finished 2026-01-01T06:00:00+00:00")
        found[KINDS[1]] = asked()
    return {kind: found[kind] for kind in KINDS}


def _letter(method: str, path: str) -> str:
    if not path.startswith("/v4/"):
        return DRIVE
    return READ if method == "GET" else WRITE


class Google:
    """Counts requests by clock minute, for each account and for the project."""

    def __init__(self) -> None:
        self.used: dict[tuple[object, str, int], int] = defaultdict(int)

    def takes(self, account: int, letter: str, now: float) -> bool:
        """Whether a request is answered; one that is refused does not count."""
        minute = int(now // 60)
        shares = {(account, letter, minute): ACCOUNT, ("project", letter, minute): PROJECT}
        if letter == DRIVE:
            return True
        if any(self.used[share] >= most for share, most in shares.items()):
            return False
        for share in shares:
            self.used[share] += 1
        return True


@dataclass(slots=True)
class Run:
    """One run on its way."""

    account: int
    asks: str
    """What is still to be asked for."""
    refusals: Counter[str] = field(default_factory=Counter)
    """How often the present read was refused, and the present write."""
    since: dict[str, float] = field(default_factory=dict)
    """When each was refused first."""


def simulate(asks: str, starts: Sequence[float], accounts: int, seconds: float) -> int:
    """How many runs fail that start then, each request taking `seconds`, by so many accounts in
    turn."""
    random.seed(1)  # as `Http.pause` draws
    google, failed, patience = Google(), 0, Limits().retry_seconds
    queue = [(start, number, Run(number % accounts, asks)) for number, start in enumerate(starts)]
    heapq.heapify(queue)
    while queue:
        now, number, run = heapq.heappop(queue)
        if not run.asks:
            continue
        letter = run.asks[0]
        if google.takes(run.account, letter, now):
            run.asks, run.refusals[letter] = run.asks[1:], 0
            heapq.heappush(queue, (now + seconds, number, run))
            continue
        run.refusals[letter] += 1
        if run.refusals[letter] == 1:
            run.since[letter] = now
        pause = Http.pause(run.refusals[letter])
        if now - run.since[letter] + pause > patience:
            failed += 1
            continue
        if letter == WRITE:  # whoever is refused a write looks before it writes again
            run.asks = READ + run.asks
        heapq.heappush(queue, (now + pause, number, run))
    return failed


def most(good: Callable[[int], bool]) -> int:
    """The largest number up to `MOST` that is good, where all smaller ones are."""
    low, high = 0, 1
    while high <= MOST and good(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if good(middle) else (low, middle)
    return low


def spread(count: int, minutes: int) -> list[float]:
    """When so many runs start, evenly over some minutes of the clock; those of one minute together,
    as schedulers start them."""
    return [60.0 * (number * minutes // count) for number in range(count)]


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--seconds", type=float, default=1.0, help="that one request takes")


def run(options: argparse.Namespace) -> int:
    """Measure, reckon, simulate."""
    kinds = measured()
    print(f"{'one run asks':<30} {'reads':>6} {'writes':>6} {'Drive':>6}")
    for kind, asks in kinds.items():
        print(f"{kind:<30} " + " ".join(f"{asks.count(letter):>6}" for letter in "rwd"))
    print(f"\n{'on paper, runs a day':<30} {'a project':>12} {'an account':>12}")
    for kind, asks in kinds.items():
        each = max(asks.count(READ), asks.count(WRITE))
        print(f"{kind:<30} {1440 * PROJECT // each:>12,} {1440 * ACCOUNT // each:>12,}")
    asks = kinds[KINDS[2]]
    print(f"\nsimulated, records due everywhere, {options.seconds:g} s a request:")
    print(f"{'the most of which none fails':<30} {'an account each':>16} {'one account':>12}")
    for minutes, told in ((1, "all in one minute"), (60, "spread over an hour")):
        found = []
        for alone in (True, False):

            def good(count: int, minutes: int = minutes, alone: bool = alone) -> bool:
                accounts = count if alone else 1
                return not simulate(asks, spread(count, minutes), accounts, options.seconds)

            found.append(most(good))
        print(f"{told:<30} {found[0]:>16,} {found[1]:>12,}")
    return 0
