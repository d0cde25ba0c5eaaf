"""One world: a sheet, a command, somebody who edits at some moments, a fault; then the truth.

Everything is drawn from a seed and an index, so that a world can be seen again.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path as Folder
from typing import TYPE_CHECKING, Any

from tests.sweep.bench import Bench
from tests.sweep.deeds import Deeds
from tests.sweep.judge import Judge
from tests.sweep.paths import BY_NAME, PATHS
from tests.sweep.plot import Deed, World, draw_fault
from tests.sweep.scene import MEMBERS, REPORTS, ROBOT
from tests.sweep.wire import Moment, Wire
from tests.sweep.witness import Witness

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

OF_ITS_OWN = ("exit", "speaks", "the new row", "an unforeseen")
"""How complaints begin that are about what a run itself did or said."""
FIND = ("stored", "shown", "nothing")


_LENGTHS: dict[str, tuple[int, int]] = {}
"""How many requests, and of these batches, a quiet run of each write path sends."""


def draw(seed: int, index: int, only: str = "") -> World:
    """The world of a seed and an index; what it needs to know of a quiet run is asked for later."""
    rnd = random.Random(f"{seed}/{index}")
    path = BY_NAME[only] if only else PATHS[index % len(PATHS)]
    switches: dict[str, Any] = {
        "find_replace": rnd.choice(FIND),
        "reparse_replacement": rnd.random() < 0.3,
        "sort_moves_metadata": rnd.random() < 0.3,
    }
    return World(seed, index, path, switches, [], None, None)


def play(sandbox: Sandbox, folder: Folder, seed: int, index: int, only: str = "") -> World:
    """Let a world happen and judge it."""
    world = draw(seed, index, only)
    if world.path.plays is not None:
        world.path.plays(world, sandbox, folder)
        return world
    if world.path.name not in _LENGTHS:
        usual = world.path.scene(random.Random("quiet"))
        quiet = Bench(sandbox, folder, usual, toml=world.path.toml)
        sent = quiet.run(*world.path.arguments).wire.sent
        _LENGTHS[world.path.name] = len(sent), sum(asked.batch for asked in sent)
    _plan(world, random.Random(f"{seed}/{index}/plan"), *_LENGTHS[world.path.name])
    scene = world.path.scene(random.Random(f"{seed}/{index}/scene"))
    bench = Bench(sandbox, folder, scene, toml=world.path.toml, **world.switches)
    witness = Witness(bench)
    judge = Judge(bench, witness, world.path)
    _run(world, bench, judge)
    world.lost_and_named = judge.lost
    return world


def _plan(world: World, rnd: random.Random, requests: int, batches: int) -> None:
    """Draw moments, edits and a fault."""

    def moment() -> Moment:
        when = rnd.choice(("before", "after"))
        if batches and rnd.random() < 0.6:
            return Moment(rnd.randrange(1, batches + 2), when, "batch")
        return Moment(rnd.randrange(1, requests + 2), when)

    ids, weights = zip(*world.path.sheets, strict=True)
    names = Deeds.WEIGHTS
    for _ in range(rnd.choice((1, 1, 2, 2, 3))):
        at, sheet = moment(), rnd.choices(ids, weights)[0]
        name = rnd.choices(list(names), list(names.values()))[0]
        world.deeds.append(Deed(at, sheet, name))
        while rnd.random() < 0.25:  # more in the same moment
            name = rnd.choices(list(names), list(names.values()))[0]
            world.deeds.append(Deed(at, sheet, name))
    draw_fault(world, rnd, batches)


def _run(world: World, bench: Bench, judge: Judge) -> None:
    rnd = random.Random(f"{world.seed}/{world.index}/deeds")
    wire = _next(judge)
    wire.dies, wire.lost = world.dies, frozenset({world.lost} if world.lost else ())
    wire.late = world.late
    wire.errors = dict([world.error] if world.error else [])
    for deed in world.deeds:
        wire.acts.setdefault(deed.at, []).append(_act(world, bench, judge, deed, rnd))
    ran = bench.run(*world.path.arguments, wire=wire)
    _note(world, ran)
    if ran.code is not None:
        world.wrong += judge.judge(ran)
        if ran.code == 3 and world.fault == "no fault":
            world.wrong.append("exit 3, and Google answered everything")
    judge.killed = ran.code is None
    if ran.code is None or world.error or world.late:  # what could not be let go of ends by itself
        bench.hour_passes()
    if ran.code not in (0, 4) and (world.path.adds_record or rnd.random() < 0.3):
        ran = bench.run(*world.path.arguments, wire=_next(judge))
        _note(world, ran)
        found = judge.judge(ran)
        if judge.killed:  # what the dead one left is for the daily job to name
            found = [text for text in found if text.startswith(OF_ITS_OWN)]
        world.wrong += [f"again: {text}" for text in found]
    _days_after(world, bench, judge, rnd)


def _days_after(world: World, bench: Bench, judge: Judge, rnd: random.Random) -> None:
    """The daily job, perhaps with somebody at the sheet again, and once more."""
    judge.asked = False
    runs = (1, 2) if judge.killed or rnd.random() < 0.3 else (1,)
    for number in runs:
        wire = _next(judge)
        if number == 1 and rnd.random() < 0.2:
            at = Moment(rnd.randrange(1, 4), rnd.choice(("before", "after")), "batch")
            name = rnd.choice(("insert row", "sort", "edit cells", "insert column"))
            deed = Deed(at, rnd.choice((REPORTS, MEMBERS)), name)
            wire.acts[at] = [_act(world, bench, judge, deed, rnd)]
        ran = bench.run("sync", wire=wire)
        _note(world, ran)
        told = [f"sync {number}: {text}" for text in judge.judge(ran)]
        world.wrong += [text for text in told if text.partition(": ")[2] not in world.wrong]
        if ran.code == 0 or (ran.code == 1 and "left alone" not in ran.said):
            world.wrong += [f"sync {number}: {text}" for text in judge.end_of_access()]
        if ran.code not in (0, 1, 2, 4, 5):
            world.wrong.append(f"sync {number}: exit {ran.code} on a quiet sheet")


def _next(judge: Judge) -> Wire:
    judge.begin()
    wire = Wire(ROBOT)
    wire.watchers.append(judge.after_request)
    return wire


def _note(world: World, ran: Any) -> None:
    world.codes.append(ran.code)
    world.said.append(f"exit {ran.code}\n{ran.said}")


def _act(
    world: World, bench: Bench, judge: Judge, deed: Deed, rnd: random.Random
) -> Callable[[], None]:
    aims = tuple(world.path.aims.get(deed.sheet, ()))
    deeds = Deeds(bench, deed.sheet, rnd, aims, judge.witness)

    def act() -> None:
        def go() -> None:
            requests = deeds.do(deed.name)
            if requests:
                kinds = ",".join(next(iter(request)) for request in requests)
                world.done.append(f"{deed.at}: {deed.name} on {deed.sheet} [{kinds}]")

        judge.witness.watch(go)

    return act
