"""Another user at the sheet while cocsheets runs, and a witness who knows every cell.

Every cell carries a background colour of its own, which cocsheets neither reads nor writes: so the
witness follows each cell through sorts, inserts and pastes, while cocsheets has only contents to go
by. The witness takes over what the other user changes, and in the end names every cell that holds
anything else without having been in a row that was due.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

from cocsheets import clock
from cocsheets.operations.assessment import Assessment
from cocsheets.operations.committee import Committee
from cocsheets.plans.marks import read_mark
from cocsheets.plans.outcomes import CellsReport
from cocsheets.sandbox.sheets.cells import EMPTY, Cell
from cocsheets.settings import Settings, SpreadsheetSettings
from cocsheets.workbook.client import SandboxSession
from cocsheets.workbook.http import Http
from tests.records.sheets import HEADERS

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox
    from cocsheets.sandbox.sheets.sheet import Sheet

Json = dict[str, Any]

NOW = dt.datetime(2026, 4, 2, 9, 0, tzinfo=dt.UTC)
EPOCH = dt.date(1899, 12, 30)
WIDTH = len(HEADERS)
FIRST = 1
"""0-based row below the header."""
IDENTIFYING = (1, 2, 3, 4)
EXPUNGE_ON = 9
HANDLERS = ("Ana Lopez", "Bo Member", "3rd desk", "007")
TITLES = ("Talk complaint", "Hallway remark", "Mail to list\nsecond line", "1. Booth")
NAMED = tuple(name for name in HANDLERS if " " in name)
GIVEN = ("Rik", "Una", "Poe", "Ada", "Ivo", "Eda", "Ole", "Mia")
FAMILY = ("Sample", "Newcase", "Example", "Fixture", "Specimen")


def serial(day: dt.date) -> int:
    """A day as Sheets counts it."""
    return (day - EPOCH).days


TODAY = serial(NOW.date())


@dataclass(frozen=True)
class Content:
    """What a cell holds, as the witness compares it."""

    value: Any = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    link: Any = field(default=None, repr=False)
    validation: Any = field(default=None, repr=False)
    runs: Any = field(default=None, repr=False)
    chips: Any = field(default=None, repr=False)
    pattern: Any = None

    @classmethod
    def of(cls, cell: Cell) -> Content:
        """The content of a sandbox cell."""
        form = cell.fmt or {}
        return cls(
            cell.value,
            cell.note,
            form.get("textFormat", {}).get("link"),
            cell.validation,
            cell.runs or None,
            cell.chips or None,
            form.get("numberFormat"),
        )


class Grid:
    """The sandbox's own copy of the records' worksheet, looked at from inside."""

    def __init__(self, sandbox: Sandbox, key: str) -> None:
        self.sandbox = sandbox
        self.key = key
        self._tags = 0

    @property
    def sheet(self) -> Sheet:
        """The first worksheet."""
        return self.sandbox.app.state.files[self.key].sheet.sheets[0]

    def roles(self) -> dict[int, int]:
        """The place in `HEADERS` of each column, wherever it stands by now."""
        return {
            column: HEADERS.index(cell.value)
            for column, cell in enumerate(self.sheet.rows[0])
            if cell is not None and cell.value in HEADERS
        }

    def tag(self, row: int, column: int) -> str:
        """Give a cell a colour of its own."""
        self._tags += 1
        cell = self.sheet.cell(row, column) or EMPTY
        form = {**(cell.fmt or {}), "backgroundColor": {"red": self._tags / 1e6}}
        self.sheet.put(row, {column: cell.but(fmt=form)})
        return str(self._tags / 1e6)

    def tags(self) -> dict[str, tuple[int, int, Cell]]:
        """Every coloured cell by its colour, with its place."""
        found: dict[str, tuple[int, int, Cell]] = {}
        for row, cells in enumerate(self.sheet.rows):
            for column, cell in enumerate(cells):
                if cell is not None and cell.fmt and "backgroundColor" in cell.fmt:
                    tag = str(cell.fmt["backgroundColor"]["red"])
                    if tag in found:
                        tag = self.tag(row, column)
                    found[tag] = (row, column, self.sheet.cell(row, column) or EMPTY)
        return found


class Witness:
    """Knows what every cell would hold if cocsheets were not there."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        for row in range(FIRST, len(grid.sheet.rows)):
            for column in range(WIDTH):
                grid.tag(row, column)
        self.shadow = {tag: Content.of(cell) for tag, (_, _, cell) in grid.tags().items()}
        self.free: set[str] = set()
        """Cells into which the other user pasted what cocsheets had just written."""
        self.due: set[str] = set()
        """Colours of the cells in rows that were due at the latest reading."""
        self.late: set[str] = set()
        """Cells that the other user changed since the latest reading."""
        self.overtyped = 0
        self.seen: dict[str, list[Content]] = {}
        """What each reading would have shown without cocsheets, by colour."""
        self.finished: set[str] = set()
        """Colours of the cells in rows that a reading showed to be due and done."""
        self._read: tuple[dict[tuple[int, int], str], set[str], set[str]] = ({}, set(), set())
        self._since: set[str] = set()
        self.places: dict[tuple[int, int], str] = {}
        """Colours by place at the latest reading."""

    def reading(self) -> None:
        """Cocsheets has just read the sheet, perhaps to look at its rows."""
        tags = self.grid.tags()
        until = next(c for c, role in self.grid.roles().items() if role == EXPUNGE_ON)
        due_rows = {
            row
            for row, cells in enumerate(self.grid.sheet.rows)
            if row >= FIRST
            and len(cells) > until
            and (cell := cells[until])
            and isinstance(cell.value, (int, float))
            and cell.value < TODAY
        }
        identifying = [c for c, role in self.grid.roles().items() if role in IDENTIFYING]
        finished = {
            row
            for row in due_rows
            if all(_is_finished(self.grid.sheet.cell(row, c) or EMPTY) for c in identifying)
        }
        self._read = (
            {(row, column): tag for tag, (row, column, _) in tags.items()},
            {tag for tag, (row, _, _) in tags.items() if row in due_rows},
            {tag for tag, (row, _, _) in tags.items() if row in finished},
        )
        self._since.clear()

    def looked(self) -> None:
        """Cocsheets has looked at the rows of the latest reading."""
        for tag, content in self.shadow.items():
            self.seen.setdefault(tag, []).append(content)
        self.places, self.due, finished = self._read
        self.finished |= finished
        self.late = set(self._since)

    def watch(self, act: Callable[[], Iterator[int]]) -> None:
        """Let the other user act, and take over what changed. Yields rows that are new to tag."""
        places = {(row, column): tag for tag, (row, column, _) in self.grid.tags().items()}
        before = {tag: Content.of(cell) for tag, (_, _, cell) in self.grid.tags().items()}
        count = len(self.grid.sheet.rows)
        fresh = list(act())
        over = len(self.grid.sheet.rows) == count  # pasted over what stood there, not inserted
        sheet = self.grid.sheet
        for row in fresh:
            for column in range(max(WIDTH, len(sheet.rows[row]) if row < len(sheet.rows) else 0)):
                tag = self.grid.tag(row, column)
                cell = sheet.cell(row, column) or EMPTY
                self.shadow[tag] = Content.of(cell)
                if over and (row, column) in places:
                    self.seen[tag] = list(self.seen.get(places[row, column], ()))
                if _is_ours(cell.value):
                    self.free.add(tag)
        after = {tag: Content.of(cell) for tag, (_, _, cell) in self.grid.tags().items()}
        for tag in set(before) - set(after):
            self.shadow.pop(tag, None)
        for tag in set(before) & set(after):
            changes = {
                name: getattr(after[tag], name)
                for name in Content.__dataclass_fields__
                if getattr(after[tag], name) != getattr(before[tag], name)
            }
            if changes:
                self.late.add(tag)
                self._since.add(tag)
                self.shadow[tag] = Content(**{**_fields(self.shadow[tag]), **changes})
                if _is_ours(changes.get("value")):
                    self.free.add(tag)

    def complaints(self, lost: set[str], *, put_back: bool) -> Iterator[str]:
        """Every cell that is not as it should be."""
        self.overtyped = 0
        tags, roles = self.grid.tags(), self.grid.roles()
        for tag in self.shadow.keys() - tags.keys():
            yield f"cell {tag} is gone"
        for tag, (row, column, cell) in tags.items():
            now, should = Content.of(cell), self.shadow.get(tag)
            if should is None or now == should or tag in self.free | lost:
                continue
            if put_back and now in self.seen.get(tag, ()):
                # Typed or hung there in the very moment in which a batch hit the cell: no reading
                # has shown it, so what the reading before had shown came back. The report says so.
                self.overtyped += 1
            elif any(other is not None and other.value for other in self.grid.sheet.rows[row]):
                told = self._fault(tag, should, now, roles.get(column, -1))
                yield from [f"row {row + 1} column {column + 1} {told}"] if told else []
        yield from self._half_done(tags, roles, lost)

    def _fault(self, tag: str, should: Content, now: Content, role: int) -> str:
        """What is wrong with a cell that is not as it would be without cocsheets."""
        if tag not in self.due | self.finished:
            return f"was not due and was changed, {_diff(should, now)}"
        if role not in IDENTIFYING:
            # The row's own name, if the other user typed it there, is to go.
            named = _is_expunged(now.value) and should.value in NAMED
            return "" if named else f"does not identify and was changed, {_diff(should, now)}"
        if now.value != should.value and not _is_expunged(now.value):
            return f"was due and reads neither, {now.value!r}"
        return "lost its format" if now.pattern != should.pattern else ""

    def _half_done(
        self, tags: dict[str, tuple[int, int, Cell]], roles: dict[int, int], lost: set[str]
    ) -> Iterator[str]:
        rows: dict[int, dict[str, Cell]] = {}
        for tag, (row, column, cell) in tags.items():
            if roles.get(column) in IDENTIFYING and cell.value is not None and tag not in self.late:
                rows.setdefault(row, {})[tag] = cell
        for row, cells in rows.items():
            if cells.keys() & (lost | self.free):
                continue
            changed = {tag for tag, cell in cells.items() if _is_expunged(cell.value)}
            known = [self.shadow[tag] for tag in changed if tag in self.shadow]
            if any(not _is_expunged(one.value) for one in known) and len(changed) < len(cells):
                yield f"row {row + 1} is half done"
            if any(read_mark(cell.value) for cell in cells.values()):
                yield f"row {row + 1} still has a mark"

    def expunged(self) -> int:
        """Rows that cocsheets has expunged."""
        rows, pasted, roles = set(), set(), self.grid.roles()
        for tag, (row, column, cell) in self.grid.tags().items():
            should = self.shadow.get(tag)
            if tag in self.free:
                pasted.add(row)
            elif (
                should is not None
                and roles.get(column) in IDENTIFYING
                and _is_expunged(cell.value)
                and not _is_expunged(should.value)
                and tag in self.due | self.finished
            ):
                rows.add(row)
        return len(rows - pasted)


def _fields(content: Content) -> Json:
    return {name: getattr(content, name) for name in Content.__dataclass_fields__}


def _diff(one: Content, other: Content) -> str:
    return ", ".join(
        f"{name}: {getattr(one, name)!r} -> {getattr(other, name)!r}"
        for name in Content.__dataclass_fields__
        if getattr(one, name) != getattr(other, name)
    )


def _is_expunged(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("Expunged")


def _is_finished(cell: Cell) -> bool:
    content = Content.of(cell)
    attached = content.note or content.link or content.validation or content.runs or content.chips
    done = content.value is None or (_is_expunged(content.value) and not read_mark(content.value))
    return done and not attached


def _is_ours(value: Any) -> bool:
    return isinstance(value, str) and "Expunged" in value


class OtherUser:
    """Does one thing at a time to the sheet, at random."""

    def __init__(self, grid: Grid, session: requests.Session, rnd: random.Random) -> None:
        self.grid, self.session, self.rnd = grid, session, rnd
        self.url = f"https://sheets.googleapis.com/v4/spreadsheets/{grid.key}:batchUpdate"
        self.done: list[str] = []
        self.rows_added = 0

    def act(self) -> Iterator[int]:
        """One deed; yields 0-based rows whose cells are new."""
        deeds = (
            (self.insert, 5),
            (self.insert_blank, 2),
            (self.delete, 3),
            (self.sort, 5),
            (self.edit, 4),
            (self.swap, 4),
            (self.postpone, 3),
            (self.filter, 1),
            (self.rename, 1),
            (self.paste, 2),
            (self.annotate, 2),
            (self.insert_column, 1),
        )
        deed = self.rnd.choices([d for d, _ in deeds], [w for _, w in deeds])[0]
        self.done.append(deed.__name__)
        yield from deed()

    # --- deeds --------------------------------------------------------------------------------

    def insert(self) -> Iterator[int]:
        """A new report somewhere, complete, with a note now and then."""
        at = self._row(end=1)
        cells = [_cell(value) for value in make_row(self.rnd, due=False)]
        if self.rnd.random() < 0.5:
            cells[self.rnd.choice(IDENTIFYING)]["note"] = "call back"
        self._send(
            {"insertDimension": {"range": self._span("ROWS", at, at + 1)}},
            {
                "updateCells": {
                    "start": self._at(at, 0),
                    "rows": [{"values": cells}],
                    "fields": FIELDS,
                }
            },
        )
        yield at

    def insert_blank(self) -> Iterator[int]:
        """An empty row."""
        at = self._row(end=1)
        self._send({"insertDimension": {"range": self._span("ROWS", at, at + 1)}})
        yield at

    def delete(self) -> Iterator[int]:
        """A row goes."""
        if len(self.grid.sheet.rows) - FIRST > 4:
            at = self._row()
            self._send({"deleteDimension": {"range": self._span("ROWS", at, at + 1)}})
        yield from ()

    def sort(self) -> Iterator[int]:
        """All rows by one column."""
        column = self.rnd.choice((0, 1, 2, 2, 3, 4, 9))
        order = self.rnd.choice(("ASCENDING", "DESCENDING"))
        where = self._block(FIRST, len(self.grid.sheet.rows), 0, self._width())
        specs = [{"dimensionIndex": column, "sortOrder": order}]
        self._send({"sortRange": {"range": where, "sortSpecs": specs}})
        yield from ()

    def edit(self) -> Iterator[int]:
        """Another value in one cell."""
        column = self.rnd.choice((1, 2, 3, 4, 5, 7, 8))
        values = (self.rnd.choice(HANDLERS), _name(self.rnd), "Yes", "note to self", 42)
        self._write(self._row(), column, _cell(self.rnd.choice(values)), "userEnteredValue")
        yield from ()

    def swap(self) -> Iterator[int]:
        """One row is dragged to another place."""
        start, to = self._row(), self._row()
        if start != to:
            source = self._span("ROWS", start, start + 1)
            self._send({"moveDimension": {"source": source, "destinationIndex": to}})
        yield from ()

    def postpone(self) -> Iterator[int]:
        """A row gets a later date, or an earlier one."""
        day = TODAY + self.rnd.choice((300, 400, -2))
        self._write(self._row(), EXPUNGE_ON, _cell(day), "userEnteredValue")
        yield from ()

    def filter(self) -> Iterator[int]:
        """A filter is set that hides some rows."""
        where = self._block(FIRST - 1, len(self.grid.sheet.rows), 0, self._width())
        criteria = {"1": {"hiddenValues": [self.rnd.choice(HANDLERS)]}}
        self._send({"setBasicFilter": {"filter": {"range": where, "criteria": criteria}}})
        yield from ()

    def rename(self) -> Iterator[int]:
        """The worksheet gets another name."""
        self.rows_added += 1
        properties = {"sheetId": 0, "title": f"Reports {self.rows_added}"}
        self._send({"updateSheetProperties": {"properties": properties, "fields": "title"}})
        yield from ()

    def paste(self) -> Iterator[int]:
        """One row is copied over another."""
        start, to = self._row(), self._row()
        if start == to:
            return
        width = self._width()
        self._send(
            {
                "copyPaste": {
                    "source": self._block(start, start + 1, 0, width),
                    "destination": self._block(to, to + 1, 0, width),
                    "pasteType": "PASTE_NORMAL",
                }
            }
        )
        yield to

    def annotate(self) -> Iterator[int]:
        """A note on a cell."""
        self._write(self._row(), self.rnd.choice(IDENTIFYING), {"note": "see mail"}, "note")
        yield from ()

    def insert_column(self) -> Iterator[int]:
        """A column of its own, at most once."""
        if self._width() == WIDTH:
            at = self.rnd.choice((1, 3, 6, 10))
            self._send(
                {"insertDimension": {"range": self._span("COLUMNS", at, at + 1)}},
                {
                    "updateCells": {
                        "start": self._at(0, at),
                        "rows": [{"values": [_cell("Ticket")]}],
                        "fields": "userEnteredValue",
                    }
                },
            )
            for row in range(FIRST, len(self.grid.sheet.rows)):  # colours are not inherited
                self.grid.sheet.put(row, {at: EMPTY})
        yield from ()

    # --- within -------------------------------------------------------------------------------

    def _row(self, end: int = 0) -> int:
        return self.rnd.randrange(FIRST, max(FIRST + 1, len(self.grid.sheet.rows) + end))

    def _width(self) -> int:
        return len(self.grid.sheet.rows[0])

    @staticmethod
    def _span(dimension: str, start: int, end: int) -> Json:
        return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}

    @staticmethod
    def _at(row: int, column: int) -> Json:
        return {"sheetId": 0, "rowIndex": row, "columnIndex": column}

    @staticmethod
    def _block(top: int, bottom: int, left: int, right: int) -> Json:
        return {
            "sheetId": 0,
            "startRowIndex": top,
            "endRowIndex": bottom,
            "startColumnIndex": left,
            "endColumnIndex": right,
        }

    def _write(self, row: int, column: int, cell: Json, fields: str) -> None:
        start, rows = self._at(row, column), [{"values": [cell]}]
        self._send({"updateCells": {"start": start, "rows": rows, "fields": fields}})

    def _send(self, *batch: Json) -> None:
        answer = self.session.post(self.url, json={"requests": list(batch)})
        assert answer.status_code == 200, answer.text


FIELDS = "userEnteredValue,note,userEnteredFormat"
DATE = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}


def _cell(value: Any) -> Json:
    if value is None:
        return {}
    if isinstance(value, dt.date):
        return {
            "userEnteredValue": {"numberValue": serial(value)},
            "userEnteredFormat": DATE,
        }
    if isinstance(value, (int, float)):
        return {"userEnteredValue": {"numberValue": value}}
    kind = "formulaValue" if value.startswith("=") else "stringValue"
    return {"userEnteredValue": {kind: value}}


def _name(rnd: random.Random) -> str:
    return f"{rnd.choice(GIVEN)} {rnd.choice(FAMILY)} {rnd.randrange(1000)}"


def make_row(rnd: random.Random, *, due: bool) -> list[Any]:
    """One report. Handlers and titles are few; some cells are numbers, formulas or blank."""
    reported = NOW.date() - dt.timedelta(days=rnd.choice((500, 600, 700)))
    until = NOW.date() + dt.timedelta(days=-3 if due else rnd.choice((90, 200, 200)))
    contact: Any = rnd.choice(
        (f"p{rnd.randrange(10**6)}@example.net", None, 4477123, "x@example.org")
    )
    name: Any = rnd.choice((_name(rnd), _name(rnd), "Sam", f'="Nick "&{rnd.randrange(99)}'))
    if contact == "x@example.org":
        contact = f"x{rnd.randrange(10**6)}@example.org"
    return [
        reported,
        rnd.choice(HANDLERS),
        name,
        contact,
        rnd.choice(TITLES),
        rnd.choice(("Yes", "No")),
        "No",
        rnd.choice(("Spoke with the person", None)),
        rnd.choice((None, "flagged")),
        until,
    ]


def make_sheet(session: requests.Session, rnd: random.Random, rows: int, due: int) -> str:
    """A spreadsheet with so many reports, some due, and things hanging on cells; its key."""
    base = "https://sheets.googleapis.com/v4/spreadsheets"
    key = str(session.post(base, json={"properties": {"title": "CoC"}}).json()["spreadsheetId"])
    lines = [make_row(rnd, due=number < due) for number in range(rows)]
    rnd.shuffle(lines)
    data = [{"values": [_cell(text) for text in HEADERS]}]
    for line in lines:
        cells = [_cell(value) for value in line]
        for column in IDENTIFYING:
            hang(rnd, cells[column], line[column])
        data.append({"values": cells})
    fields = f"{FIELDS},dataValidation,textFormatRuns"
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    batch = [{"updateCells": {"start": start, "rows": data, "fields": fields}}]
    answer = session.post(f"{base}/{key}:batchUpdate", json={"requests": batch})
    assert answer.status_code == 200, answer.text
    return key


def hang(rnd: random.Random, cell: Json, value: Any) -> None:
    """Now and then a note, a link on all or part of the text, or a list."""
    luck = rnd.random()
    if luck < 0.12:
        cell["note"] = f"note {rnd.randrange(10**6)}"
    elif luck < 0.2 and isinstance(value, str) and not value.startswith("="):
        cell["userEnteredFormat"] = {"textFormat": {"link": {"uri": "https://example.org/case"}}}
    elif luck < 0.26 and isinstance(value, str) and not value.startswith("="):
        link = {"format": {"link": {"uri": f"https://example.org/{rnd.randrange(99)}"}}}
        cell["textFormatRuns"] = [{"startIndex": 0, **link}, {"startIndex": 2, "format": {}}]
    elif luck < 0.3:
        values = [{"userEnteredValue": text} for text in HANDLERS]
        cell["dataValidation"] = {"condition": {"type": "ONE_OF_LIST", "values": values}}


class Hooked(SandboxSession):
    """A session that lets somebody act before and after each of its requests."""

    def __init__(self, origin: str, act_as: str, hook: Callable[[str, str], None]) -> None:
        super().__init__(origin, act_as)
        self.hook = hook

    def request(  # type: ignore[override]
        self, method: str, url: str, **arguments: Any
    ) -> requests.Response:
        """Send it, with the hook called around it."""
        self.hook("before", method)
        response = super().request(method, url, **arguments)
        self.hook("after", method)
        return response


@dataclass
class Outcome:
    """What one interleaving came to."""

    report: CellsReport
    complaints: list[str]
    deeds: list[str]
    expunged: int
    left: int
    """Rows still due and not done after a second, undisturbed run."""
    overtyped: int
    """Cells in which what somebody typed at the very moment gave way to what stood there before."""


def interleave(sandbox: Sandbox, seed: int, **switches: Any) -> Outcome:
    """One run with another user acting at one, two or three of its request boundaries."""
    rnd = random.Random(seed)
    sandbox.reset()
    sandbox.settings(**switches)
    session = sandbox.session("ana@example.org")
    key = make_sheet(session, rnd, rows=rnd.choice((8, 12, 20)), due=rnd.choice((1, 2, 3)))
    grid = Grid(sandbox, key)
    witness = Witness(grid)
    user = OtherUser(grid, session, rnd)
    moments = sorted(rnd.choices(range(18), k=rnd.choice((1, 1, 2, 3))))
    count = 0

    def hook(when: str, method: str) -> None:
        nonlocal count
        if when == "after" and method == "GET":
            witness.reading()
        for moment in moments:
            if moment == count:
                witness.watch(user.act)
        count += 1

    committee = make_committee(sandbox, key, hook, witness.looked)
    report = committee.read().plan_expunge().carry_out().cells
    lost = {
        witness.places[place]
        for place in map(_place, (*report.lost, *report.to_check))
        if place in witness.places
    }
    complaints = list(witness.complaints(lost, put_back=bool(report.restored)))
    overtyped = witness.overtyped
    expunged = witness.expunged()
    if len(report.done) < expunged and not report.lost:
        complaints.append(f"{expunged} rows were expunged and {len(report.done)} are accounted for")
    moments.clear()
    again = make_committee(sandbox, key, hook, witness.looked)
    second = again.read().plan_expunge().carry_out()
    complaints += [
        f"later: {text}" for text in witness.complaints(lost, put_back=bool(report.restored))
    ]
    left = len(second.cells.not_done)
    return Outcome(report, complaints, user.done, expunged, left, overtyped)


def _place(a1: str) -> tuple[int, int]:
    return int(a1[1:]) - 1, ord(a1[0]) - ord("A")


class _Looking(Committee):
    """A committee that says when it looks at the rows of a reading."""

    looked: Callable[[], None]

    def assess(self, *arguments: Any, **options: Any) -> Assessment:
        """See `Committee.assess`."""
        found = super().assess(*arguments, **options)
        self.looked()
        return found


def make_committee(
    sandbox: Sandbox,
    key: str,
    hook: Callable[[str, str], None],
    looked: Callable[[], None] = lambda: None,
) -> Committee:
    """A committee at a sandbox, with somebody acting around each request, and told of each look."""
    settings = Settings(
        spreadsheet=SpreadsheetSettings(key=key, time_zone="Europe/Berlin"),
        api_root=sandbox.url,
        act_as="ana@example.org",
    )
    committee = _Looking(settings, now=clock.now, as_of=NOW.date())
    committee.looked = looked
    committee.__dict__["http"] = Http(
        Hooked(sandbox.url, "ana@example.org", hook), sleep=lambda _seconds: None
    )
    return committee
