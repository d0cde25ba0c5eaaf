"""The sheets of the worlds, drawn from a seed: hard rows, attachments, twins, titles, rosters.

Must not know which command is to work on them.
"""

from __future__ import annotations

import random

from tests.sweep.scene import DUE, ROSTER, Cell, Scene, ago, people, records, report

RIK = "rik@example.org"
NEW = "new@example.org"
FORMER = "cy@example.org"
STRANGER = "stranger@example.org"
LINK = {"link": {"uri": "https://example.org/case"}}
HANDLERS = ("Ana Lopez", "Bo Member", "3rd desk")


def attach(rnd: random.Random, value: Cell) -> Cell:
    """A text with a note, a link on all or part of it, or a drop-down list; else as it is."""
    if not isinstance(value, str) or value.startswith("="):
        return value
    text = {"userEnteredValue": {"stringValue": value}}
    kind = rnd.choice(("note", "note", "link", "part", "list"))
    if kind == "note":
        return {**text, "note": f"note {rnd.randrange(999)}"}
    if kind == "link":
        return {**text, "userEnteredFormat": {"textFormat": LINK}}
    if kind == "part":
        runs = [{"startIndex": 0, "format": LINK}, {"startIndex": 2, "format": {}}]
        return {**text, "textFormatRuns": runs}
    values = [{"userEnteredValue": name} for name in {*HANDLERS, value}]
    return {**text, "dataValidation": {"condition": {"type": "ONE_OF_LIST", "values": values}}}


def hard(rnd: random.Random, row: list[Cell], index: int) -> None:
    """A due row that cannot be replaced cell by cell in one way."""
    kind = rnd.choice(("", "", "number", "formula", "line"))
    if kind == "number":
        row[3] = 4477123
    elif kind == "formula":
        row[rnd.choice((2, 3))] = f'="Nick "&{index}'
    elif kind == "line":
        row[4] = f"{row[4]}\nsecond line"


def others(rnd: random.Random) -> list[list[Cell]]:
    """Reports of nobody else, that are kept, some like their neighbours in all but little."""
    found = []
    for number in range(rnd.choice((0, 0, 1, 3, 6))):
        contact = rnd.choice((None, 4477123, f"kept{number}@example.net"))
        handler, named = rnd.choice(HANDLERS), f"Kim Kept{number}"
        until = rnd.choice((None, ago(-5), ago(-12)))
        found.append(report(ago(4), handler, named, contact, "kept", "talked", None, until))
    return found


def any_scene(rnd: random.Random, *, busy: bool = False) -> Scene:
    """The usual sheet, with what is hard about its due rows drawn from the seed."""
    rows = records()
    for index in DUE:
        hard(rnd, rows[index], index)
    if rnd.random() < 0.3:
        twin = rnd.choice(DUE)
        rows.insert(twin, list(rows[twin]))
    for row in others(rnd):
        rows.insert(rnd.randrange(len(rows) + 1), row)
    for row in rows:
        if rnd.random() < 0.25:
            column = rnd.choice((1, 2, 3, 4))
            row[column] = attach(rnd, row[column])
    title = [["Reports of our committee"], []] if rnd.random() < 0.2 else []
    access = dict(Scene().access)
    if busy or rnd.random() < 0.3:
        access |= {FORMER: "writer", STRANGER: "writer"}
        del access["di@example.org"]
    return Scene(records=rows, access=access, title=title)


def leaving_scene(rnd: random.Random) -> Scene:
    """A roster with or without a column for reasons, and one that joined twice."""
    found = any_scene(rnd)
    roster: tuple[str, ...] = ROSTER
    rows = people()
    if rnd.random() < 0.5:
        roster, rows = (*ROSTER, "Reason"), [[*row, None] for row in rows]
    if rnd.random() < 0.3:
        rows.insert(1, ["Rik Member", RIK, "member", ago(60), ago(40), *rows[0][5:]])
    return Scene(records=found.records, people=rows, roster=roster, access=found.access)


def busy_scene(rnd: random.Random) -> Scene:
    """A sheet whose sharing has to change."""
    return any_scene(rnd, busy=True)
