"""A rehome again and again, each time with another mishap at another of its requests.

Used by the tests for a sample and by `scripts/rehome_sweep.py` for all of them. The spreadsheet has
whatever a copy could lose: a note, a link, a drop-down, merged cells, a filter, hidden rows and
sheets, protected ranges, metadata, a comment; and an expunged record whose names are in the
history. All people are invented.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cocsheets import clock
from cocsheets.errors import CocsheetsError
from cocsheets.operations.connection import Hooks
from cocsheets.operations.rehome.facts import Wish
from cocsheets.operations.rehome.operation import Rehome, RehomeReport
from cocsheets.settings import load_settings
from cocsheets.workbook.http import Http
from tests.box import RECORDS
from tests.operations.daily_sweep import DEATHS, FAULTS, Alone, KilledError, Mortal

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox
    from cocsheets.sandbox.state import State

Json = dict[str, Any]

OWNER = "owner@example.org"
MEMBER = "ana@example.org"
ADVISER = "adviser@example.org"
ROBOT = "robot@sandbox.example"
LEFT = "cy@example.org"
PEOPLE = (OWNER, MEMBER, ADVISER)
MARKER = "Zyxwvut"
"""In the name of somebody whose record is expunged before the rehome begins."""
TYPED = "typed meanwhile"
TODAY = dt.date(2026, 4, 2)
V4 = "https://sheets.googleapis.com/v4/spreadsheets"
DRIVE = "https://www.googleapis.com/drive/v3"
ROSTER = (
    ("Name", "E-mail", "Role", "Joined", "Stepped down"),
    ("Olu Owner", OWNER, "chair", "2020-01-01", ""),
    ("Ana Lopez", MEMBER, "member", "2020-01-01", ""),
    ("Ad Viser", ADVISER, "adviser", "2020-01-01", ""),
)
ROWS = tuple(
    line.split("|")
    for line in (
        f"2024-01-10|Ana Lopez|{MARKER} Person|p@example.net|s|Yes|No|told|flagged|2025-01-10",
        "2025-06-01|Ana Lopez|Una Newcase|una@example.net|s|Yes|No|told|flagged|2031-01-10",
        '2025-07-01|Ana Lopez|Poe Example||="sum "&1|No|No|||2031-12-01',
    )
)
SETTINGS = """\
# Settings of the committee.

[spreadsheet]      # which one
  key   =   'https://docs.google.com/spreadsheets/d/{key}/edit'    # the records
worksheet = 0
time_zone="UTC"

[sharing]
keep = [ "robot@sandbox.example" ]  # the daily job
"""


@dataclass(frozen=True)
class World:
    """A committee before its rehome."""

    sandbox: Sandbox
    key: str
    folder: Path
    acting: str = OWNER

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "cocsheets.toml"

    @property
    def configured(self) -> str:
        """The key that the settings have now."""
        return load_settings({}, config=self.config).key

    def committee(self, session: Mortal | None = None) -> Alone:
        """The committee as a new process finds it."""
        settings = load_settings(
            {"COCSHEETS_API_ROOT": self.sandbox.url, "COCSHEETS_ACT_AS": self.acting},
            config=self.config,
        )
        found = Alone(
            settings, now=clock.now, as_of=TODAY, hooks=Hooks(sleep=lambda _seconds: None)
        )
        mortal = session or Mortal(self.sandbox.url)
        mortal.headers["Authorization"] = f"Bearer sandbox:{self.acting}"
        found.__dict__["http"] = Http(mortal, sleep=lambda _seconds: None)
        return found

    def rehome(self, wish: Wish | None = None, session: Mortal | None = None) -> RehomeReport:
        """One run of it, with consent."""
        planned = Rehome.read(self.committee(session), wish or Wish())
        assert not planned.plan.blocked, planned.plan.obstacles
        return planned.carry_out()


def world(sandbox: Sandbox, folder: Path, *, acting: str = OWNER, drive: bool = False) -> World:
    """The committee, with one record expunged, and with all that a copy could lose."""
    settings = sandbox.app.state.settings
    sandbox.reset()
    sandbox.app.state.settings = settings
    built = (drive, msgspec.json.encode(settings))
    if built not in _BUILT:
        key = _build(sandbox, folder, drive=drive)
        _BUILT[built] = key, copy.deepcopy(sandbox.app.state)
    key, state = _BUILT[built]
    sandbox.app.state = copy.deepcopy(state)
    sandbox.forget_requests()
    return _world(sandbox, folder, key, acting)


_BUILT: dict[tuple[bool, bytes], tuple[str, State]] = {}
"""What Google has of a committee, by where it is and by the settings: made once."""


def _world(sandbox: Sandbox, folder: Path, key: str, acting: str = OWNER) -> World:
    found = World(sandbox, key, folder, acting)
    found.config.write_text(SETTINGS.format(key=key), encoding="utf-8")
    return found


def _build(sandbox: Sandbox, folder: Path, *, drive: bool) -> str:
    session = sandbox.session(OWNER)
    parents: Json = {}
    if drive:
        made = session.post(f"{DRIVE}/drives?requestId=1", json={"name": "Committee"}).json()
        parents = {"parents": [made["id"]]}
    kind = "application/vnd.google-apps.spreadsheet"
    body = {"name": "CoC records", "mimeType": kind, **parents}
    key = session.post(f"{DRIVE}/files?supportsAllDrives=true", json=body).json()["id"]
    answer = session.post(f"{V4}/{key}:batchUpdate", json={"requests": list(_content())})
    assert answer.status_code == 200, answer.text
    for email, role in ((MEMBER, "writer"), (ADVISER, "reader"), (ROBOT, "writer")):
        body = {"type": "user", "role": role, "emailAddress": email}
        params = {"sendNotificationEmail": "false", "supportsAllDrives": "true"}
        session.post(f"{DRIVE}/files/{key}/permissions", json=body, params=params)
    comment = {"content": f"about {MARKER}", "quotedFileContent": {"value": MARKER}}
    session.post(f"{DRIVE}/files/{key}/comments?fields=id", json=comment)
    before = _world(sandbox, folder, str(key)).committee()
    before.apply(before.read().plan_expunge())
    return str(key)


def _content() -> Iterator[Json]:
    header = [{"userEnteredValue": {"stringValue": text}} for text in RECORDS]
    rows = [{"values": header}, *({"values": [_cell(t) for t in row]} for row in ROWS)]
    rows[3]["values"][2]["note"] = "met at the booth"
    link = {"uri": "https://example.org/una"}
    rows[2]["values"][4]["userEnteredFormat"] = {"textFormat": {"link": link, "bold": True}}
    everything = "userEnteredValue,note,userEnteredFormat"
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    yield {"updateCells": {"start": start, "rows": rows, "fields": everything}}
    yield {"addSheet": {"properties": {"sheetId": 7, "title": "Members"}}}
    members = [{"values": [_cell(text) for text in row]} for row in ROSTER]
    yield {"updateCells": {"start": {**start, "sheetId": 7}, "rows": members, "fields": everything}}
    yield {"addSheet": {"properties": {"sheetId": 8, "title": "Notes", "hidden": True}}}
    yield {"mergeCells": {"range": _area(8, 0, 2, 0, 2), "mergeType": "MERGE_ALL"}}
    yield {"setBasicFilter": {"filter": {"range": _area(0, 0, 4, 0, 10)}}}
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "flagged"}]}}
    yield {"setDataValidation": {"range": _area(0, 1, 10, 8, 9), "rule": rule}}
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    hidden = {"range": row, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    yield {"updateDimensionProperties": hidden}
    for what, editors in (
        ({"range": _area(0, 0, 1, 0, 10), "description": "header"}, [OWNER, MEMBER, ROBOT]),
        ({"range": {"sheetId": 7}, "description": "roster"}, [OWNER, MEMBER, ROBOT]),
    ):
        protected = {**what, "editors": {"users": editors}}
        yield {"addProtectedRange": {"protectedRange": protected}}
    warning = {"range": _area(0, 1, 2, 0, 1), "warningOnly": True}
    yield {"addProtectedRange": {"protectedRange": warning}}
    yield {"addNamedRange": {"namedRange": {"name": "cases", "range": _area(0, 1, 4, 0, 10)}}}
    where = {"dimensionRange": {**row, "startIndex": 1, "endIndex": 2}}
    item = {"metadataKey": "ours", "metadataValue": "kept", "location": where}
    yield {"createDeveloperMetadata": {"developerMetadata": {**item, "visibility": "DOCUMENT"}}}


def _area(sheet: int, top: int, bottom: int, left: int, right: int) -> Json:
    return {
        "sheetId": sheet,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def _cell(text: str) -> Json:
    kind = "formulaValue" if text.startswith("=") else "stringValue"
    return {"userEnteredValue": {kind: text}} if text else {}


# --- mishaps -------------------------------------------------------------------------------------

Mishap = tuple[str, int]
"""A kind and the request, from 1 on, at which it happens."""
TYPES = {"typed before": "before", "typed after": "after"}
"""The owner types in the old file right before or after a request."""


def suffer(found: World, mishap: Mishap, wish: Wish | None = None) -> RehomeReport | None:
    """One run with a mishap; None if it was killed or failed."""
    kind, nth = mishap
    session = Mortal(found.sandbox.url)
    if kind in DEATHS:
        session = Mortal(found.sandbox.url, nth, after=DEATHS[kind])
    elif kind in TYPES:
        edit = {"as": OWNER, "when": TYPES[kind], "spreadsheet": found.key, "requests": [_typing()]}
        found.sandbox.faults([{"match": {"user": found.acting, "nth": nth}, "do": {"edit": edit}}])
    elif kind:
        match = {"user": found.acting, "nth": nth}
        found.sandbox.faults([{"match": match, "do": FAULTS[kind]}])
    try:
        with contextlib.suppress(KilledError, CocsheetsError):
            return found.rehome(wish, session)
        return None
    finally:
        found.sandbox.faults()


def _typing() -> Json:
    rows = [{"values": [{"userEnteredValue": {"stringValue": TYPED}}]}]
    start = {"sheetId": 8, "rowIndex": 5, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def retype(found: World, key: str) -> None:
    """A person types into the copy too what was typed into the old file."""
    session = found.sandbox.session(OWNER)
    answer = session.post(f"{V4}/{key}:batchUpdate", json={"requests": [_typing()]})
    assert answer.status_code == 200, answer.text


def files(found: World) -> list[str]:
    """Keys of all spreadsheets that there are."""
    kind = "application/vnd.google-apps.spreadsheet"
    return [f.id for f in found.sandbox.app.state.files.values() if f.mime_type == kind]


def typed_in(found: World, key: str) -> bool:
    """Whether a file holds what somebody typed meanwhile."""
    file = found.sandbox.app.state.files.get(key)
    return file is not None and any(
        cell is not None and cell.value == TYPED
        for sheet in file.sheet.sheets
        for row in sheet.rows
        for cell in row
    )


def is_open(found: World) -> bool:
    """Whether a rehome is open."""
    committee = found.committee()
    committee.read()
    return committee.rehome is not None and committee.rehome.open


def finish(found: World) -> list[str]:
    """Go on until it is done, as a person would; what is wrong in the end."""
    for _ in range(4):
        if found.configured != found.key and found.key not in files(found):
            break
        try:
            report = found.rehome(Wish(resume=is_open(found)))
        except CocsheetsError as error:
            return [f"going on failed: {error}"]
        if report.stopped is not None and report.counts == report.copy:
            if any(TYPED in str(place) for place in report.stopped.differences):
                return ["a difference shows what was typed"]
            retype(found, report.copy)
        complaints = list(never_without(found))
        if complaints:
            return complaints
    return list(complaints_at_the_end(found))


def never_without(found: World) -> Iterator[str]:
    """At no moment is there no complete, shared copy."""
    there = [key for key in files(found) if key in (found.key, found.configured)]
    open_to_all = [key for key in there if all(may_read(found, who, key) for who in PEOPLE)]
    if not open_to_all:
        yield "there is no file that all members can open"


def may_read(found: World, email: str, key: str) -> bool:
    """Whether somebody can open a file."""
    return status(found, email, key) == 200


def status(found: World, email: str, key: str) -> int:
    """What Sheets answers to somebody who opens a file."""
    with found.sandbox.session(email) as session:
        return int(session.get(f"{V4}/{key}").status_code)


def complaints_at_the_end(found: World) -> Iterator[str]:
    """What is wrong after a rehome that came to its end."""
    new = found.configured
    if files(found) != [new]:
        yield f"there are {len(files(found))} spreadsheets"
        return
    if found.config.read_text(encoding="utf-8") != SETTINGS.format(key=new):
        yield "the settings differ in more than the key"
    for who in PEOPLE:
        if not may_read(found, who, new):
            yield f"{who} cannot open the copy"
        if status(found, who, found.key) != 404:
            yield f"the old key does not give 404 to {who}"
    if leaks(found, new):
        yield "a revision or comment shows the name"
    yield from lost(found, new)


def leaks(found: World, key: str) -> bool:
    """Whether a revision, comment or cell of a file shows the expunged name."""
    file = found.sandbox.app.state.files[key]
    contents = [file.content, *(revision.content for revision in file.revisions)]
    return bool(file.comments) or any(
        cell is not None and MARKER in str(cell.value)
        for content in contents
        for sheet in content.sheets
        for row in sheet.rows
        for cell in row
    )


def lost(found: World, key: str) -> Iterator[str]:
    """What a file lacks of what the committee had."""
    session = found.sandbox.session(OWNER)
    raw = session.get(f"{V4}/{key}", params={"includeGridData": "true"}).json()
    sheets = {sheet["properties"]["title"]: sheet for sheet in raw["sheets"]}
    reports, members, notes = (sheets[title] for title in ("Sheet1", "Members", "Notes"))
    rows = reports["data"][0]["rowData"]
    if rows[3]["values"][2].get("note") != "met at the booth":
        yield "a note"
    if "link" not in rows[2]["values"][4]["userEnteredFormat"]["textFormat"]:
        yield "a link"
    if "dataValidation" not in rows[5]["values"][8]:
        yield "a drop-down"
    if not reports.get("basicFilter") or not notes.get("merges"):
        yield "a filter or merged cells"
    if not notes["properties"].get("hidden"):
        yield "a hidden sheet"
    if not reports["data"][0]["rowMetadata"][2].get("hiddenByUser"):
        yield "a hidden row"
    if not reports["data"][0]["rowMetadata"][1].get("developerMetadata"):
        yield "metadata"
    yield from lost_access(found, key, reports, members)


def lost_access(found: World, key: str, reports: Json, members: Json) -> Iterator[str]:
    """Whom a file lacks, among the editors of protected ranges and those with access."""
    for sheet in (reports, members):
        for item in sheet.get("protectedRanges", ()):
            users = set(item.get("editors", {}).get("users", ()))
            if not item.get("warningOnly") and not users >= {OWNER, MEMBER, ROBOT}:
                yield f"editors of a protected range, which has {sorted(users)}"
    if len(reports.get("protectedRanges", ())) != 2 or not members.get("protectedRanges"):
        yield "a protected range"
    roles = {
        p.email: p.role
        for p in found.sandbox.app.state.files[key].permissions
        if p.email != found.acting
    }
    wanted = {OWNER: "writer", MEMBER: "writer", ADVISER: "reader", ROBOT: "writer"}
    for email, role in wanted.items():
        if email != found.acting and roles.get(email) not in (role, "owner"):
            yield f"access of {email}, who is {roles.get(email)}"


KINDS = (*DEATHS, *FAULTS, *TYPES)


def try_on(found: World, mishap: Mishap) -> list[str]:
    """A rehome with a mishap, then gone on with to the end; what is wrong."""
    suffer(found, mishap)
    typed = typed_in(found, found.key)
    wrong = list(never_without(found)) or finish(found)
    if typed and not typed_in(found, found.configured):
        wrong.append("what somebody typed in the old file is lost")
    return wrong


def try_undo(found: World, mishap: Mishap) -> list[str]:
    """A rehome with a mishap, then taken back if it is still open; what is wrong."""
    suffer(found, mishap)
    if found.key not in files(found):
        return list(complaints_at_the_end(found))
    typed = typed_in(found, found.key)
    if is_open(found):
        try:
            report = found.rehome(Wish(undo=True))
        except CocsheetsError as error:
            return [f"taking back failed: {error}"]
        if report.stopped is not None:
            return [f"taking back stopped: {report.stopped}"]
    wrong = [*never_without(found), *lost(found, found.key)]
    if files(found) != [found.key]:
        wrong.append(f"there are {len(files(found))} spreadsheets")
    if found.config.read_text(encoding="utf-8") != SETTINGS.format(key=found.key):
        wrong.append("the settings are not as they were")
    if typed and not typed_in(found, found.key):
        wrong.append("what somebody typed in the old file is lost")
    return wrong
