"""Every way in which cocsheets writes: the command, the sheet that gives it work, what it may do.

Knows what a person asked for. Must not know how anything is written.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as Folder
from typing import TYPE_CHECKING, Any

from tests.records.sheets import HEADERS
from tests.sweep.aside import play_init, play_publish
from tests.sweep.scene import CHAIR, HELD, MEMBERS, REPORTS, Scene, ago, records, serial, today
from tests.sweep.scenes import NEW, RIK, any_scene, busy_scene, leaving_scene

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox
    from tests.sweep.plot import World

ADDED = {
    HEADERS[0]: serial(ago(1)),
    HEADERS[1]: "Ana Lopez",
    HEADERS[2]: "Una Newcase",
    HEADERS[4]: "new words",
    HEADERS[5]: "Yes",
    HEADERS[9]: serial(ago(-11)),
}
RESET = '[retention]\non_stale = "reset"\n'


@dataclass(frozen=True)
class Path:
    """One write path, and what it may change."""

    name: str
    arguments: tuple[str, ...]
    aims: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Texts of the rows that it is about, by worksheet."""
    expunges: bool = False
    resets: bool = False
    """Whether it may reset the date of a record that a later report is about."""
    adds_record: bool = False
    amends: Mapping[str, Any] = field(default_factory=dict)
    """New values of the record of `Poe Example`, by header."""
    leaves: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    """Who stays while all others leave."""
    reason: str = ""
    joins: str = ""
    shares: bool = False
    protects: bool = False
    sheets: tuple[tuple[int, int], ...] = ((REPORTS, 1),)
    """Worksheets that somebody edits, with weights."""
    toml: str = ""
    scene: Callable[[random.Random], Scene] = any_scene
    plays: Callable[[World, Sandbox, Folder], None] | None = None
    """How a world of it happens, where it is not like the others."""

    def ends(self, email: str) -> bool:
        """Whether it is to end somebody's membership."""
        return email in self.leaves or (bool(self.stays) and email not in self.stays)

    @property
    def changes_access(self) -> bool:
        """Whether it may change who has access."""
        return self.shares or bool(self.leaves or self.stays or self.joins)


LISTED = str(Folder(__file__).with_name("listed.csv"))
"""Somebody who is on no record: screening adds its line to the ledger all the same."""
DUE_AIMS = {REPORTS: ("s2", "s4")}
BOTH = ((REPORTS, 2), (MEMBERS, 1))
ROSTER_MOSTLY = ((MEMBERS, 6), (REPORTS, 1))
LEAVES = {MEMBERS: (RIK,)}
WORDS = ("--named-subjects", "Una Newcase", "--summary", "new words", "--action-by-us", "Yes")
ADD = ("records", "add", "--date-reported", ago(1).isoformat(), "--reporter", "Ana Lopez", *WORDS)

PATHS = (
    Path("expunge", ("expunge", "--yes"), DUE_AIMS, expunges=True),
    Path("sync", ("sync",), DUE_AIMS, expunges=True, shares=True, sheets=BOTH, scene=busy_scene),
    Path(
        *("sync reset", ("sync",), {REPORTS: ("s2", "s4", "s5")}),
        expunges=True,
        resets=True,
        shares=True,
        toml=RESET,
    ),
    Path(
        *("retention", ("retention", "--yes"), {REPORTS: ("s5",)}),
        resets=True,
        toml=RESET,
    ),
    Path(
        *("records add", (*ADD, "--severity", "minor", "--yes"), {REPORTS: ("s1",)}),
        adds_record=True,
        resets=True,
    ),
    Path(
        "records amend",
        ("records", "amend", ago(6).isoformat(), "--outcome-to-share", "told", "--yes"),
        {REPORTS: ("s3",)},
        amends={HEADERS[7]: "told"},
    ),
    Path(
        "records amend date",
        ("records", "amend", ago(6).isoformat(), "--expunge-on", ago(-14).isoformat(), "--yes"),
        {REPORTS: ("s3",)},
        amends={HEADERS[9]: serial(ago(-14))},
    ),
    Path(
        *("members add", ("members", "add", NEW, "--name", "Nia New", "--yes")),
        joins=NEW,
        sheets=ROSTER_MOSTLY,
    ),
    Path(
        "members remove",
        ("members", "remove", RIK, "--reason", "moved away", "--yes"),
        LEAVES,
        leaves=(RIK,),
        reason="moved away",
        sheets=ROSTER_MOSTLY,
        scene=leaving_scene,
    ),
    Path(
        "members renew",
        ("members", "renew", CHAIR, "ana@example.org", "--yes"),
        {MEMBERS: (RIK, "bo@example.org")},
        stays=(CHAIR, "ana@example.org"),
        sheets=ROSTER_MOSTLY,
    ),
    Path("screen", ("screen", LISTED, "--event", "Sample Conference")),
    Path("sharing", ("sharing", "--yes"), shares=True, sheets=ROSTER_MOSTLY, scene=busy_scene),
    Path("protect", ("protect", "--yes"), protects=True, sheets=BOTH),
    Path("init", ("init", "--make-roster", "--yes"), plays=play_init),
    Path("stats", ("stats", "--publish", "KEY", "--yes"), plays=play_publish),
)
BY_NAME = {path.name: path for path in PATHS}
DAY = serial(today())
AMENDED = "s3"
assert records()[HELD][4] == "s5"
