"""A grid under random requests, held against a plain model of it."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cocsheets.sandbox.app import App
from tests.sandbox.direct import ask, batch, new_sheet, put, values

Rows = list[list[Any]]
_WIDTH = 4
_WORDS = ("Ann", "Bob", "ann", "Annabel", "Cem", "x")
_CELLS = st.sampled_from(_WORDS) | st.integers(-5, 5) | st.booleans()
_INDEX = st.integers(0, 7)


def _trimmed(rows: Rows) -> Rows:
    """Rows as Google gives them: without emptiness at the end."""
    out = []
    for row in rows:
        cut = ["" if cell is None else cell for cell in row]
        while cut and cut[-1] == "" and isinstance(cut[-1], str):
            cut.pop()
        out.append(cut)
    while out and not out[-1]:
        out.pop()
    return out


def _rank(cell: Any) -> tuple[int, Any]:
    if isinstance(cell, bool):
        return 2, cell
    return (1, cell.casefold()) if isinstance(cell, str) else (0, cell)


class GridMachine(RuleBasedStateMachine):
    """What was written stays until a request says otherwise, and counts tell what changed."""

    def __init__(self) -> None:
        super().__init__()
        self.app = App()
        self.key = ""
        self.rows: Rows = []
        self.history: list[Rows] = []

    @initialize()
    def start(self) -> None:
        """An empty sheet of eight rows and four columns."""
        self.key = new_sheet(self.app)
        size = {"rowCount": 8, "columnCount": _WIDTH}
        self.send(
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 0, "gridProperties": size},
                    "fields": "gridProperties.rowCount,gridProperties.columnCount",
                }
            }
        )
        self.rows = [[None] * _WIDTH for _ in range(8)]
        self.history = []

    def send(self, *requests: dict[str, Any]) -> dict[str, Any]:
        """A batch that has to succeed."""
        status, answer = batch(self.app, self.key, *requests)
        assert status == 200, answer
        self.history.append([list(row) for row in self.rows])
        reply: dict[str, Any] = answer["replies"][0]
        return reply

    @rule(row=_INDEX, column=st.integers(0, _WIDTH - 1), cell=_CELLS)
    def write(self, row: int, column: int, cell: Any) -> None:
        """One cell through the values calls."""
        row %= len(self.rows)
        answer = put(self.app, self.key, f"{chr(65 + column)}{row + 1}", [[cell]])
        assert answer["updatedCells"] == 1
        self.history.append([list(line) for line in self.rows])
        self.rows[row][column] = cell

    @rule(cells=st.lists(_CELLS, min_size=1, max_size=_WIDTH))
    def append(self, cells: list[Any]) -> None:
        """A row behind the table, wherever the answer says that it went."""
        path = f"/v4/spreadsheets/{self.key}/values/Sheet1:append?valueInputOption=RAW"
        status, answer = ask(self.app, "POST", path, {"values": [cells]})
        assert status == 200, answer
        assert answer["updates"]["updatedCells"] == len(cells)
        corner = answer["updates"]["updatedRange"].partition("!")[2].partition(":")[0]
        left, top = ord(corner[0]) - 65, int(corner[1:]) - 1
        self.history.append([list(line) for line in self.rows])
        width = max(len(self.rows[0]), left + len(cells))
        self.rows += [[] for _ in range(top + 1 - len(self.rows))]
        self.rows = [line + [None] * (width - len(line)) for line in self.rows]
        assert all(cell is None for cell in self.rows[top][left : left + len(cells)])
        self.rows[top][left : left + len(cells)] = cells

    @rule(at=_INDEX, count=st.integers(1, 2))
    def insert(self, at: int, count: int) -> None:
        """Rows in between."""
        at %= len(self.rows)
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + count}
        self.send({"insertDimension": {"range": span}})
        self.rows[at:at] = [[None] * len(self.rows[0]) for _ in range(count)]

    @precondition(lambda self: len(self.rows) > 2)
    @rule(at=_INDEX)
    def delete(self, at: int) -> None:
        """A row less."""
        at %= len(self.rows)
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
        self.send({"deleteDimension": {"range": span}})
        del self.rows[at]

    @rule(start=_INDEX, to=_INDEX)
    def move(self, start: int, to: int) -> None:
        """A row elsewhere."""
        start, to = start % len(self.rows), to % (len(self.rows) + 1)
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": start, "endIndex": start + 1}
        self.send({"moveDimension": {"source": span, "destinationIndex": to}})
        row = self.rows.pop(start)
        self.rows.insert(to - 1 if to > start else to, row)

    @rule(column=st.integers(0, _WIDTH - 1), down=st.booleans())
    def sort(self, column: int, down: bool) -> None:
        """Rows by a column: blanks last, equals in the order that they had."""
        spec = {"dimensionIndex": column, "sortOrder": "DESCENDING" if down else "ASCENDING"}
        self.send({"sortRange": {"range": {"sheetId": 0}, "sortSpecs": [spec]}})
        filled = [row for row in self.rows if row[column] is not None]
        blank = [row for row in self.rows if row[column] is None]
        self.rows = sorted(filled, key=lambda row: _rank(row[column]), reverse=down) + blank

    @rule(word=st.sampled_from(_WORDS), whole=st.booleans(), case=st.booleans())
    def replace(self, word: str, whole: bool, case: bool) -> None:
        """Texts replaced, and counted."""
        request = {"find": word, "replacement": "Z", "matchEntireCell": whole, "matchCase": case}
        reply = self.send({"findReplace": {**request, "sheetId": 0}})["findReplace"]
        changed = rows = 0
        for row in self.rows:
            before = list(row)
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    row[column] = _replaced(cell, word, whole, case)
            changed += sum(a is not b for a, b in zip(before, row, strict=True))
            rows += before != row
        assert reply.get("valuesChanged", 0) == changed
        assert reply.get("rowsChanged", 0) == rows

    @rule(at=_INDEX)
    def fail(self, at: int) -> None:
        """A batch whose second request is refused changes nothing."""
        at %= len(self.rows)
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
        status, _ = batch(
            self.app,
            self.key,
            {"deleteDimension": {"range": span}},
            {"deleteSheet": {"sheetId": 12345}},
        )
        assert status == 400

    @precondition(lambda self: self.history)
    @rule(back=st.integers(1, 3))
    def undo(self, back: int) -> None:
        """An old revision's content put in place of the present one, as the history menu does."""
        file = self.app.state.files[self.key]
        back = min(back, len(self.history))
        revision = file.revisions[-1 - back]
        file.content = revision.content
        self.app.state.record_revision(file, "chair@example.org")
        self.history.append([list(row) for row in self.rows])
        self.rows = [list(row) for row in self.history[-1 - back]]

    @invariant()
    def same_values(self) -> None:
        """Every read shows the model's values, types included."""
        if not self.key:
            return
        found = values(self.app, self.key, query="?valueRenderOption=UNFORMATTED_VALUE")
        wanted = _trimmed(self.rows)
        assert found == wanted
        assert [[type(c) for c in row] for row in found] == [
            [type(c) for c in row] for row in wanted
        ]


def _replaced(cell: str, word: str, whole: bool, case: bool) -> str:
    if whole:
        same = cell == word if case else cell.casefold() == word.casefold()
        return "Z" if same else cell
    out, at = [], 0
    text, wanted = (cell, word) if case else (cell.lower(), word.lower())
    if wanted not in text:
        return cell
    while (hit := text.find(wanted, at)) >= 0:
        out += [cell[at:hit], "Z"]
        at = hit + len(word)
    return "".join([*out, cell[at:]])


TestGrid = GridMachine.TestCase
TestGrid.settings = settings(
    max_examples=50,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
