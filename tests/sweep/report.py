"""The sweep from the command line: runs worlds in one or more processes, counts, prints."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as Folder

from tests.sweep.paths import BY_NAME
from tests.sweep.plot import World
from tests.sweep.worlds import play

AT_ONCE = 20
"""Worlds for which a process keeps its sandbox."""


@dataclass(frozen=True)
class Part:
    """Some worlds for one process."""

    seed: int
    only: str
    indexes: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """What one world came to."""

    index: int
    path: str
    fault: str
    told: str
    codes: tuple[int | None, ...]
    wrong: tuple[str, ...]
    lost: int
    """Cells lost and named."""


def write(line: str) -> None:
    """One line of output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def work(part: Part) -> list[Found]:
    """Let some worlds happen."""
    from cocsheets.sandbox import Sandbox

    found = []
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        for index in part.indexes:
            world = play(sandbox, Folder(folder), part.seed, index, part.only)
            codes, wrong = tuple(world.codes), tuple(world.wrong)
            found.append(
                Found(
                    index,
                    world.path.name,
                    world.fault,
                    world.told,
                    codes,
                    wrong,
                    world.lost_and_named,
                )
            )
    return found


def every(seed: int, worlds: int, only: str, jobs: int, first: int = 0) -> Iterator[Found]:
    """All worlds, as they come."""
    numbers = range(first, first + worlds)
    parts = [
        Part(seed, only, tuple(numbers[start : start + AT_ONCE]))
        for start in range(0, worlds, AT_ONCE)
    ]
    if jobs < 2:
        for part in parts:
            yield from work(part)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for found in pool.imap_unordered(work, parts):
            yield from found


def show(world: World) -> None:
    """One world with all that was said."""
    write(world.told)
    for said in world.said:
        write(f"--- {said}")
    for text in world.wrong:
        write(f"WRONG: {text}")


def table(found: Iterable[Found]) -> list[str]:
    """Worlds and wrong ones by path and fault."""
    all_, bad = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in found:
        all_[one.path, one.fault] += 1
        bad[one.path, one.fault] += bool(one.wrong)
    faults = ("no fault", "reply lost", "error", "killed")
    head = f"{'write path':<20}" + "".join(f"{fault:>16}" for fault in faults)
    rows = [
        f"{path:<20}"
        + "".join(f"{bad[path, fault]:>6} of {all_[path, fault]:>6}" for fault in faults)
        for path in BY_NAME
        if any(all_[path, fault] for fault in faults)
    ]
    return [head, *rows]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Adversarial sweep over all write paths.")
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", choices=["", *BY_NAME])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--index", type=int)
    options = parser.parse_args()
    if options.index is not None:
        from cocsheets.sandbox import Sandbox

        with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
            world = play(sandbox, Folder(folder), options.seed, options.index, options.only)
        show(world)
        return int(bool(world.wrong))
    started, found = time.monotonic(), []
    for one in every(options.seed, options.worlds, options.only, options.jobs):
        found.append(one)
        if one.wrong:
            again = f"--seed {options.seed} --index {one.index} --only '{one.path}'"
            write(f"scripts/sweep.py {again}")
            write(f"    {one.told}")
            write(f"    exits {', '.join(map(str, one.codes))}")
            for text in one.wrong[:5]:
                write(f"    {text}")
    write("\n".join(table(found)))
    lost = sum(one.lost for one in found)
    write(f"{lost} cells were overwritten before any reading showed them, and were named")
    wrong = sum(bool(one.wrong) for one in found)
    write(f"{len(found)} worlds, {wrong} wrong, {time.monotonic() - started:.0f} s")
    return int(wrong > 0)
