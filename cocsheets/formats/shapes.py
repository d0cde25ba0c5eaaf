"""The JSON that commands give, as types: from them come the JSON Schemas that programs check by.

Knows keys and kinds of values, nothing about how they are made. Tests hold the answers of the
commands against these types, key by key. Long because it is a list of shapes and holds no logic.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Level = Literal["error", "warning", "note"]
Figure = int | float | str | None
"""A number; `<5`, `hidden` or the like where it is hidden; null where it is not known."""


class Finding(TypedDict):
    """One thing found at one place; the same in every command."""

    severity: Level
    rule: str
    worksheet: str | None
    row: int | None
    column: str | None
    cell: str
    field: str | None
    message: str
    hint: str | None
    link: str


class Change(TypedDict):
    """One step of a plan. A place is a row and column, or an address."""

    action: str
    reason: str
    row: NotRequired[int | None]
    column: NotRequired[str]
    field: NotRequired[str | None]
    header: NotRequired[str]
    key: NotRequired[str]
    file: NotRequired[str]
    item: NotRequired[str | None]
    address: NotRequired[str | None]
    type: NotRequired[str]
    role: NotRequired[str | None]
    was: NotRequired[str | None]
    date: NotRequired[str | None]
    expunge_on: NotRequired[str | None]
    who: NotRequired[list[str]]


class Held(TypedDict):
    """A due record that is on hold."""

    row: int
    key: str
    reason: str
    until: str | None
    proposed: str | None


class Obstacle(TypedDict):
    """What should be done and cannot."""

    row: int | None
    key: str | None
    column: str | None
    file: str | None
    item: str | None
    address: str | None
    reason: str
    hint: str | None


class Plan(TypedDict):
    """What will be done."""

    digest: str
    changes: list[Change]
    held: list[Held]
    obstacles: list[Obstacle]


class NotDone(TypedDict):
    """A row that was left."""

    key: str
    reason: str


class CellsPlan(Plan):
    """A plan of cells and what became of it."""

    done: list[str]
    not_done: list[NotDone]
    put_back: int
    lost: list[str]
    bared: list[str]
    error: str | None


class Place(TypedDict):
    """Where somebody is still named."""

    kind: str
    worksheet: str | None
    gid: int | None
    cell: str | None
    author: str | None
    url: str | None
    sure: bool
    record: bool


class Expunge(CellsPlan):
    """`expunge`."""

    residue: list[Place]
    returned: list[int]


class Unsearched(TypedDict):
    """A worksheet that could not be searched."""

    worksheet: str
    gid: int
    cells: int


class Residue(TypedDict):
    """`residue`."""

    places: list[Place]
    questions: list[Place]
    looked_for: bool
    known: list[Place]
    gone: list[Place]
    comments_seen: bool
    unsearched: list[Unsearched]
    cannot: list[str]


class Validate(TypedDict):
    """`validate`."""

    worksheet: str
    records: int
    findings: list[Finding]
    counts: dict[str, int]
    silenced: dict[str, int]


class DueRecord(TypedDict):
    """A record that is due, on hold, unreadable, or due soon."""

    row: int
    key: str
    date: str | None
    state: str
    until: str | None
    proposed: str | None
    reason: str


class Due(TypedDict):
    """`due`."""

    within_days: int
    records: list[DueRecord]
    unused_holds: list[str]


class Proposal(TypedDict):
    """The date that the rules give one record."""

    row: int
    key: str
    date: str | None
    rules: str | None
    agreement: str
    reason: str


class Retention(CellsPlan):
    """`retention`."""

    records: list[Proposal]


class Linked(TypedDict):
    """Another report about the same people."""

    row: int
    key: str


class Record(CellsPlan):
    """`records add` and `records amend`."""

    expunge_on: str | None
    reason: str | None
    reporter_until: str | None
    linked: list[Linked]
    findings: list[Finding]
    twin: int | None
    row: int | None


class Person(TypedDict):
    """Rows that concern the same person."""

    person: int
    rows: list[int]


class Question(TypedDict):
    """Rows whose people may be the same."""

    rows: list[int]
    alike: str
    score: int


class People(TypedDict):
    """`people`."""

    people: list[Person]
    questions: list[Question]
    spelling_compared: bool


class AboutRecord(TypedDict):
    """A record about the person."""

    row: int
    key: str
    people_named: int


class AboutPlace(TypedDict):
    """A text elsewhere that names the person; `record` is the key of the record that it is in."""

    kind: str
    worksheet: str | None
    gid: int | None
    cell: str | None
    author: str | None
    url: str | None
    record: str | None


class AboutQuestion(TypedDict):
    """A record that may be about the person."""

    row: int
    compared: str
    score: int


class About(TypedDict):
    """`about`."""

    records: list[AboutRecord]
    elsewhere: list[AboutPlace]
    reported: list[int]
    identities: list[int]
    roster: list[int]
    ledger: list[int]
    questions: list[AboutQuestion]
    perhaps: list[AboutPlace]
    comments_seen: bool
    cannot: list[str]


class ScreenMatch(TypedDict):
    """A row of a list that a record is about."""

    row: int
    status: Literal["flagged", "asked not to attend"]
    outcome: str
    confirmed: bool


class ScreenQuestion(TypedDict):
    """A row of a list that a record may be about."""

    row: int
    compared: str
    score: int
    in_list: int
    record: str
    record_row: int
    rejected_before: int


class ScreenRefusal(TypedDict):
    """A record of which nothing is said, since its outcome names somebody."""

    record: str
    reason: str
    record_row: int
    row: int


class Screen(TypedDict):
    """`screen`."""

    rows: int
    matches: list[ScreenMatch]
    questions: list[ScreenQuestion]
    refused: list[ScreenRefusal]
    unread: list[int]
    nameless: list[int]


class Protect(Plan):
    """`protect`."""

    applied: bool
    missing: list[str]


class Fault(TypedDict):
    """What kept a part from being done."""

    message: str
    hint: str | None


class SharingPlan(Plan):
    """A plan of sharing and what became of it."""

    done: list[Change]
    left: list[Obstacle]


class Sharing(SharingPlan):
    """`sharing`."""

    findings: list[Finding]
    errors: dict[str, Fault]


class PlaceState(TypedDict):
    """What was seen in a place of somebody who comes or goes."""

    place: str
    state: str
    detail: str | None


class Members(Sharing):
    """`members add`, `members remove` and `members renew`."""

    checklist: NotRequired[list[str]]
    places: NotRequired[list[PlaceState]]
    receipt: NotRequired[dict[str, Any]]


class AccessPath(TypedDict):
    """One access path."""

    file: str
    item: str | None
    kind: str
    who: str
    role: str | None
    verdict: str
    reason: str
    close: str | None


class Audit(TypedDict):
    """`sharing audit`."""

    ways: list[AccessPath]
    open: int
    unseen: int
    findings: list[Finding]
    transfer: list[str]
    errors: dict[str, Fault]


class PlaceEntry(TypedDict):
    """One account in a place."""

    id: str
    email: str | None
    kind: str


class FormerEntry(PlaceEntry):
    """An account that is in a place and is not a current member's."""

    reason: str
    stepped_down: str | None


class UnmatchedEntry(PlaceEntry):
    """An account that could not be compared with the roster."""

    reason: str


class MissingMember(TypedDict):
    """A current member who is not in a place."""

    email: str


class PlaceFault(TypedDict):
    """What kept a place from being read."""

    message: str
    hint: str | None


class PlaceSeen(TypedDict):
    """Who is in one place."""

    place: str
    source: str
    checked: bool
    as_of: str | None
    entries: int | None
    members: list[str]
    former: list[FormerEntry]
    missing: list[MissingMember]
    unmatched: list[UnmatchedEntry]
    kept: list[PlaceEntry]
    error: PlaceFault | None


class Places(TypedDict):
    """`places`."""

    places: list[PlaceSeen]
    findings: list[Finding]


class Seat(TypedDict):
    """A member beside the access that the member has."""

    name: str
    email: str
    role: str | None
    current: bool
    joined: str | None
    stepped_down: str | None
    access: str | None
    listed_as: str | None
    remark: str | None


class MembersList(TypedDict):
    """`members list`."""

    members: list[Seat]
    findings: list[Finding]


class Term(TypedDict):
    """One term of a member."""

    name: str
    email: str
    role: str
    joined: str | None
    stepped_down: str | None
    current: bool
    row: int | None


class Notice(TypedDict):
    """The notice of a daily run."""

    title: str
    body: str
    wanted: bool


class Soon(TypedDict):
    """A record that will be due soon."""

    row: int
    key: str
    expunge_on: str


class PlaceCounts(TypedDict):
    """How many accounts of a place are not as they should be; null where it was not checked."""

    place: str
    checked: bool
    former: int | None
    missing: int | None
    unmatched: int | None


class Sync(TypedDict):
    """`sync`. A part that could not be planned is null; `errors` says why."""

    run: str
    spreadsheet: str
    today: str | None
    exit: int
    records: int | None
    findings: list[Finding]
    expunge: Expunge | None
    dates: CellsPlan | None
    soon: list[Soon]
    residue: Residue | None
    sharing: SharingPlan | None
    places: list[PlaceCounts]
    errors: dict[str, Fault]
    notice: Notice


class Check(TypedDict):
    """One check of `doctor`."""

    area: str
    level: str
    message: str
    cure: str | None


class Doctor(TypedDict):
    """`doctor`."""

    checks: list[Check]


class Line(TypedDict):
    """A line of the ledger."""

    when: str
    run: str
    action: str
    target: str
    columns: str
    count: int
    by: str
    state: str


class Log(TypedDict):
    """`log`."""

    last_good_run: str | None
    lines: list[Line]


class StatusEntry(TypedDict):
    """A line of the status page."""

    when: str | None
    where: str | None
    link: str | None
    what: str
    fix: str | None
    severity: str | None
    code: str | None
    key: str | None
    somebody_looks: bool


class StatusSection(TypedDict):
    """A part of the status page."""

    section: str
    title: str
    entries: list[StatusEntry]


class Status(TypedDict):
    """`status`. `complete` is false where the records could not be judged."""

    spreadsheet: str
    complete: bool
    sections: list[StatusSection]


SHAPES: dict[str, Any] = {
    "validate": Validate,
    "due": Due,
    "people": People,
    "retention": Retention,
    "residue": Residue,
    "screen": Screen,
    "about": About,
    "expunge": Expunge,
    "protect": Protect,
    "records add": Record,
    "records amend": Record,
    "members list": MembersList,
    "members history": list[Term],
    "members add": Members,
    "members remove": Members,
    "members renew": Members,
    "sharing": Sharing,
    "sharing audit": Audit,
    "places": Places,
    "sync": Sync,
    "status": Status,
    "doctor": Doctor,
    "log": Log,
}
"""By command, what it gives with `--format json`."""


def json_schema(command: str) -> dict[str, Any]:
    """The JSON Schema of what a command gives, such as `records amend`.

    Raises ConfigurationError for a command that has none.
    """
    import msgspec

    from cocsheets.errors import ConfigurationError

    if command not in SHAPES:
        raise ConfigurationError(
            f"There is no JSON Schema for {command!r}.", hint=f"There are: {', '.join(SHAPES)}."
        )
    return msgspec.json.schema(SHAPES[command])
