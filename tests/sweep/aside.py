"""The two write paths that are not like the others: the first roster, and publishing figures.

Each plays a world whole: the sheet, the moments, the fault, and what must be so at the end.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.sweep import hands
from tests.sweep.bench import Bench
from tests.sweep.deeds import Deeds
from tests.sweep.plot import World, draw_fault
from tests.sweep.scene import CHAIR, NOTES, REPORTS, ROBOT, Scene, ago, fill, report
from tests.sweep.wire import Moment, Wire
from tests.sweep.witness import Witness

if TYPE_CHECKING:
    from pathlib import Path as Folder

    from cocsheets.sandbox import Sandbox
    from tests.sweep.bench import Ran
    from tests.sweep.wire import Asked

Json = dict[str, Any]
TITLE = "Members"
BLOG = 0
"""Id of the worksheet that others keep in the public spreadsheet."""


class Aside:
    """One such world under way."""

    def __init__(self, world: World, bench: Bench, witnesses: list[Witness]) -> None:
        self.world, self.bench, self.witnesses = world, bench, witnesses
        self.rnd = random.Random(f"{world.seed}/{world.index}/aside")

    def wire(self) -> Wire:
        """A wire that the witnesses follow."""
        found = Wire(ROBOT)
        found.watchers.append(self._follow)
        return found

    def _follow(self, asked: Asked) -> None:
        for witness in self.witnesses:
            if witness.key in asked.path and asked.batch:
                witness.wrote()
            elif witness.key in asked.path and asked.reading:
                witness.read()

    def troubled(self, deeds: list[tuple[str, Callable[[], None]]], batches: int) -> Wire:
        """A wire on which some of the deeds are done, and something fails."""
        wire, world, rnd = self.wire(), self.world, self.rnd
        draw_fault(world, rnd, batches)
        for _ in range(rnd.choice((1, 1, 2, 3))):
            kind = rnd.choice(("batch", "batch", "any"))
            at = Moment(rnd.randrange(1, batches + 2 if kind == "batch" else 9), "before", kind)
            at = Moment(at.nth, rnd.choice(("before", "after")), kind)
            name, deed = rnd.choice(deeds)
            wire.acts.setdefault(at, []).append(self._watched(f"{at}: {name}", deed))
        wire.dies, wire.lost = world.dies, frozenset({world.lost} if world.lost else ())
        wire.errors, wire.late = dict([world.error] if world.error else []), world.late
        return wire

    def _watched(self, told: str, deed: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            everything = deed
            for witness in self.witnesses:
                everything = partial(witness.watch, everything)
            everything()
            self.world.done.append(told)

        return act

    def note(self, ran: Ran) -> Ran:
        """Keep what was said."""
        self.world.codes.append(ran.code)
        self.world.said.append(f"exit {ran.code}\n{ran.said}")
        said = ran.said.casefold()
        if "another run" in said or "unforeseen" in said:
            self.world.wrong.append("a cause that did not happen, or an unforeseen error")
        if ran.code is None:
            self.bench.hour_passes()
        return ran

    def harmed(self, witness: Witness, *, ours: tuple[int, ...] = ()) -> Iterator[str]:
        """Cells that are not as people left them, worksheets of ours left out."""
        cells = witness.cells()
        for tag, should in witness.shadow.items():
            place = cells.get(tag)
            if place is not None and place.sheet not in ours and should != place.now:
                parts = ", ".join(should.differs(place.now))
                yield f"worksheet {place.sheet}, row {place.row + 1}: {parts} changed"
        for place in witness.strays():
            if place.sheet not in ours and place.now.value is not None:
                yield f"worksheet {place.sheet}, row {place.row + 1}: something was written"


def _deeds(bench: Bench, rnd: random.Random) -> list[tuple[str, Callable[[], None]]]:
    records = Deeds(bench, REPORTS, rnd, ("s2",))

    def of(name: str) -> Callable[[], None]:
        def act() -> None:
            records.do(name)

        return act

    return [(f"{name} on 0", of(name)) for name in ("insert row", "sort", "edit cells", "twin")]


# --- the first roster ---------------------------------------------------------------------------


def play_init(world: World, sandbox: Sandbox, folder: Folder) -> None:
    """`init --make-roster`, while others edit, or make a roster themselves."""
    bench = Bench(sandbox, folder, Scene(without_roster=True), **world.switches)
    aside = Aside(world, bench, [Witness(bench)])
    theirs: list[int] = []

    def roster() -> None:
        if not any(sheet.title == TITLE for sheet in aside.witnesses[0].sheets()):
            made = {"addSheet": {"properties": {"sheetId": 77, "title": TITLE}}}
            rows = [["Name", "E-mail", "Role"], ["Chris", CHAIR, "chair"]]
            bench.edit(made, fill(77, rows))
            theirs.append(77)

    def run(wire: Wire) -> Ran:
        config = folder / "init.toml"
        for file in (config, folder / ".env"):
            file.unlink(missing_ok=True)
        words = ("init", "--spreadsheet", bench.key, "--make-roster", "--yes")
        return aside.note(bench.run("--config", str(config), *words, wire=wire))

    before = bench.access()
    deeds = [*_deeds(bench, aside.rnd), ("make a roster", roster), ("make a roster", roster)]
    ran = run(aside.troubled(deeds, 2))
    if ran.code is None or aside.rnd.random() < 0.3:
        ran = run(aside.wire())
    world.wrong += _first_roster(aside, theirs, ran, set(before) | {CHAIR})
    aside.note(bench.run("sync", wire=aside.wire()))
    if not theirs and before.items() > bench.access().items():
        world.wrong.append("somebody lost access by the first roster")


def _first_roster(aside: Aside, theirs: list[int], ran: Ran, people: set[str]) -> Iterator[str]:
    ours = tuple(
        sheet.id
        for sheet in aside.witnesses[0].sheets()
        if sheet.id not in (REPORTS, NOTES, *theirs)
    )
    yield from aside.harmed(aside.witnesses[0], ours=ours)
    if theirs and ours:
        yield "a roster was made beside that of somebody else"
    found = {
        str(cell.value)
        for sheet in aside.witnesses[0].sheets()
        if sheet.id in ours
        for row in sheet.rows[1:]
        for cell in row
        if cell is not None and "@" in str(cell.value)
    }
    if ours and found != people:
        yield "the roster does not list those who have access"
    if not ours and not theirs and ran.code in (0, 1):
        yield f"exit {ran.code}, and there is no roster"
    if len(ours) > 1:
        yield "two worksheets were made"


# --- published figures --------------------------------------------------------------------------


def play_publish(world: World, sandbox: Sandbox, folder: Folder) -> None:
    """`stats --publish`, while others edit the public spreadsheet or the records."""
    bench = Bench(sandbox, folder, Scene(), **world.switches)
    public = bench.another("Blog")
    bench.edit(fill(BLOG, [["News", "When"], ["We met", 7], ["We wrote", 8]]), key=public)
    command = ("stats", "--publish", public, "--yes")
    aside = Aside(world, bench, [])
    if aside.rnd.random() < 0.7:
        aside.note(bench.run(*command))
        row = report(ago(14), "Bo Member", "Lou Later", None, "late", until=ago(-20))
        bench.edit(*hands.insert_rows(REPORTS, 3, row))
    aside.witnesses[:] = [Witness(bench, public), Witness(bench)]
    ran = aside.note(bench.run(*command, wire=aside.troubled(_public(bench, public, aside), 3)))
    world.wrong += _published(aside)
    for number in (1, 2):
        ran = aside.note(bench.run(*command, wire=aside.wire()))
        world.wrong += [f"again {number}: {text}" for text in _published(aside)]
        if ran.code not in (0, 1, 4):
            world.wrong.append(f"again {number}: exit {ran.code} on a quiet sheet")
    wrote = [asked for asked in ran.wire.sent if asked.batch and public in asked.path]
    if wrote:
        world.wrong.append("published figures are written again and again")


def _statistics(aside: Aside) -> tuple[int, ...]:
    return tuple(s.id for s in aside.witnesses[0].sheets() if s.title == "Statistics")


def _published(aside: Aside) -> list[str]:
    found = list(aside.harmed(aside.witnesses[0], ours=_ours(aside)))
    return [*found, *aside.harmed(aside.witnesses[1])]


def _ours(aside: Aside) -> tuple[int, ...]:
    """Worksheets of the public spreadsheet that cocsheets keeps, or has kept."""
    return tuple(s.id for s in aside.witnesses[0].sheets() if s.id != BLOG)


def _public(bench: Bench, public: str, aside: Aside) -> list[tuple[str, Callable[[], None]]]:
    rnd = aside.rnd

    def on(requests: Callable[[int], list[Json]]) -> Callable[[], None]:
        def act() -> None:
            sheet = rnd.choice((BLOG, *_statistics(aside)))
            bench.edit(*requests(sheet), key=public)

        return act

    return [
        ("a row in the public one", on(lambda sheet: hands.insert_rows(sheet, 1, ["new", 9]))),
        ("a column in the public one", on(lambda sheet: hands.insert_column(sheet, 1))),
        ("a row deleted in the public one", on(lambda sheet: hands.delete_rows(sheet, 1))),
        ("a cell of the public one", on(lambda sheet: hands.type_cell(sheet, 2, 1, "typed"))),
        ("another title", on(lambda sheet: hands.rename(sheet, f"Title {rnd.randrange(99)}"))),
        *_deeds(bench, rnd),
    ]
