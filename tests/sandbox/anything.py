"""Requests of every method of Google's documents, with whatever may stand in them, from a seed."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import quote, urlencode

from cocsheets.sandbox.app import App
from cocsheets.sandbox.http import discovery
from cocsheets.sandbox.http.routes import all_routes
from cocsheets.sandbox.schema import shape
from cocsheets.sandbox.sheets import batch
from tests.sandbox.direct import MEMBER, OWNER, ask, new_sheet, put
from tests.sandbox.direct import batch as apply

Json = dict[str, Any]
NUMBERS = (-(2**31), -1, 0, 1, 2, 3, 5, 26, 999, 1000, 5000, 18_278, 10**6, 10**7, 2**31 - 1)
WORDS = (
    *(
        "",
        "A1",
        "Sheet1",
        "Sheet1!A1:B2",
        "A:ZZZ",
        "R1C1:R9C9",
        "'x'!A1",
        "1:9999999",
        "Ann",
        "x" * 300,
    ),
    *("=A1", "=1/0", "=SUM(A1:A3)", "={1;2}", '=REPT("x",1E9)', "=A1:ZZ9999", "-a", "0042", "TRUE"),
    *("2020-01-01", "1e308", "(a+)+$", "[", "*", "me", "root", "anyoneWithLink", "user", "writer"),
    *(
        "ana@example.org",
        "x@nogoogle.example",
        "RAW",
        "USER_ENTERED",
        "ROWS",
        "FORMULA",
        "true",
        "\u00e9\u2028",
    ),
    *("name contains 'a'", "'me' in owners", "text/csv", "application/pdf", "2030-01-01T00:00:00Z"),
)
MASKS = (
    "*",
    "title",
    "note",
    "userEnteredValue",
    "textFormatRuns.format",
    "sheets.data.rowData.values",
)
BODIES = {
    "permissions": "Permission",
    "comments": "Comment",
    "replies": "Reply",
    "revisions": "Revision",
    "drives": "Drive",
    "accessproposals": "ResolveAccessProposalRequest",
}


class Anything:
    """Makes requests at random and remembers ids that answers give, so that some of them fit."""

    def __init__(self, seed: int) -> None:
        self.app = App()
        self.random = random.Random(seed)
        self.methods = sorted(discovery.methods().values(), key=lambda method: method.path)
        self.messages = {discovery.key(r.method, r.template): r.message for r in all_routes()}
        self.keys = [self._filled(), new_sheet(self.app, user=MEMBER)]

    def _filled(self) -> str:
        """A new spreadsheet with something on it."""
        key = new_sheet(self.app)
        rows: list[list[Any]] = [["Ann", 1, "=A1"], ["b", 2.5], [True]]
        put(self.app, key, "A1:C3", rows, "USER_ENTERED")
        apply(self.app, key, {"addSheet": {"properties": {"sheetId": 1}}})
        return key

    def ask(self) -> tuple[str, int, Any]:
        """One request, its status and its answer; the request as text, to repeat it with."""
        pick = self.random
        if self.keys[0] not in self.app.state.files or pick.random() < 0.02:
            self.keys[0] = self._filled()
        method = pick.choice(self.methods)
        if pick.random() < 0.5:  # half of all is the method with the most to it
            method = discovery.methods()["POST", "/v4/spreadsheets/{}:batchUpdate"]
        path = "/".join(self._part(part) for part in method.path.split("/"))
        names = pick.choices(["x", *sorted(method.parameters) * 3], k=pick.choice((0, 0, 1, 2)))
        names = [name for name in names if name not in ("alt", "$.xgafv", "callback")]
        query = urlencode({name: self._parameter(name) for name in names})
        body = None if method.verb in ("GET", "DELETE") else self._body(method)
        user = pick.choice((*[OWNER] * 9, MEMBER))
        status, answer = ask(self.app, method.verb, f"{path}?{query}", body, user=user)
        if status == 200 and isinstance(answer, dict) and isinstance(answer.get("id"), str):
            self.keys = [*self.keys[:2], *self.keys[2:][-18:], answer["id"]]
        return f"{method.verb} {path}?{query} {body}", status, answer

    def _part(self, part: str) -> str:
        if "{" not in part:
            return part
        start, _, rest = part.partition("{")
        name, _, tail = rest.partition("}")
        if name in ("spreadsheetId", "fileId", "driveId") and self.random.random() < 0.95:
            first = self.random.random() < 0.5
            return start + (self.keys[0] if first else self.random.choice(self.keys)) + tail
        return start + quote(str(self._scalar()), safe="") + tail

    def _parameter(self, name: str) -> str:
        if name == "fields":
            return self.random.choice(("*", "*", *MASKS))
        if name == "valueInputOption":
            return self.random.choice(("RAW", "USER_ENTERED", "x"))
        return str(self._scalar())

    def _scalar(self) -> Any:
        return self.random.choice((*NUMBERS, *WORDS))

    def _body(self, method: discovery.Method) -> Any:
        if self.random.random() < 0.03:
            return self.random.choice(([], None, 3, "x", {"x": [[[{}]]]}, {"requests": [[{}]]}))
        if method.name.endswith("spreadsheets.batchUpdate"):
            return {
                "requests": [self._request() for _ in range(self.random.choice((1, 1, 1, 1, 2)))]
            }
        message = self.messages.get(discovery.key(method.verb, method.path))
        if message:
            return self._message("sheets", message, 0)
        part = next((p for p in reversed(method.path.split("/")) if "{" not in p), "")
        return self._message("drive", BODIES.get(part, "File"), 0)

    def _request(self) -> Json:
        name = self.random.choice(sorted(batch.HANDLERS))
        body = self._message("sheets", shape("sheets", "Request")[name], 0)
        known = shape("sheets", shape("sheets", "Request")[name])
        if "range" in known and self.random.random() < 0.8:
            body["range"] = self.random.choice(
                ({}, {"endRowIndex": 2}, {"sheetId": 0, "endColumnIndex": 1}, {"dimension": "ROWS"})
            )
        if "fields" in known and self.random.random() < 0.8:
            body["fields"] = "*"
        return {name: body}

    def _message(self, service: Any, name: str, depth: int) -> Json:
        known = sorted(shape(service, name).items())
        most = len(known) if depth < 2 else 3
        chosen = self.random.sample(known, min(len(known), self.random.randint(0, most)))
        return {key: self._value(service, kind, depth + 1) for key, kind in chosen}

    def _value(self, service: Any, kind: str, depth: int) -> Any:
        pick = self.random
        if pick.random() < 0.005:
            return pick.choice((None, [], {}, "x", -1, 1e308, True))
        if kind.startswith("["):
            return [
                self._value(service, kind[1:-1], depth + 1) for _ in range(pick.choice((0, 1, 2)))
            ]
        if kind.startswith("{"):
            return {str(self._scalar()): self._scalar() for _ in range(pick.choice((0, 1, 2)))}
        if kind.startswith("enum:"):
            return pick.choice(kind[5:].split("|"))
        scalars = {"string": WORDS, "mask": MASKS, "int": NUMBERS, "int64": NUMBERS}
        scalars |= {"bool": (True, False), "number": (0, 0.5, -1, 1e300), "float": (0, 0.5, 2)}
        if kind == "int" and pick.random() < 0.8:
            return pick.choice((0, 0, 1, 2, 3))
        if kind in scalars:
            return pick.choice(scalars[kind])
        if kind == "any":
            return self._scalar()
        return {} if depth > 7 else self._message(service, kind, depth)

    def check(self) -> None:
        """Whether all that is there can still be read, by every way to read it."""
        for file in list(self.app.state.files.values()):
            owner = file.owner or OWNER
            path = f"/drive/v3/files/{file.id}?fields=*&supportsAllDrives=true"
            status, answer = ask(self.app, "GET", path, user=owner)
            assert status in (200, 404), answer
            if file.content is None:
                continue
            path = f"/v4/spreadsheets/{file.id}?includeGridData=true&fields=sheets.data.rowData"
            for tail in (path, f"/v4/spreadsheets/{file.id}?fields=*&ranges=A1:C5"):
                status, answer = ask(self.app, "GET", tail, user=owner)
                assert status in (200, 403), answer
            assert file.sheet.cell_count <= 10_000_000
            for sheet in file.sheet.sheets:
                assert len(sheet.rows) <= sheet.row_count
                assert max(map(len, sheet.rows), default=0) <= sheet.column_count
