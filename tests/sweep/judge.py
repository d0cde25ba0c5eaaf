"""Compares what is left, and what was said, with the truth.

Works from the witness and from the rules in `truth`. A complaint is one line without contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocsheets.data import replace
from tests.sweep import records, strays, truth, words
from tests.sweep.paths import AMENDED, DAY, Path
from tests.sweep.scene import CHAIR, MEMBERS, REPORTS, ago, serial
from tests.sweep.truth import SUMMARY, UNTIL, Line

if TYPE_CHECKING:
    from tests.sweep.bench import Bench, Ran
    from tests.sweep.wire import Asked
    from tests.sweep.witness import Content, Place, Witness


@dataclass
class Reading:
    """What one reading of the process would have shown without the process."""

    due: set[str] = field(default_factory=set)
    """Ids of the rows that were due."""
    rows: dict[str, int] = field(default_factory=dict)
    """0-based numbers by id."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """0-based row and column of each cell."""
    current: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    """Who may not be removed: current members, and who is in a row that cannot be read."""
    roster: bool = True
    """Whether there was a readable roster at all."""
    above: int = 0
    """How many rows stood above the header of the records."""


@dataclass
class Judge:
    """One world's truth, gathered while it happens."""

    bench: Bench
    witness: Witness
    path: Path
    readings: list[Reading] = field(default_factory=list)
    ever_due: set[str] = field(default_factory=set)
    resets: dict[str, set[int]] = field(default_factory=dict)
    """Dates that the rules could give, by row id."""
    leavers: dict[str, str] = field(default_factory=dict)
    """Row ids of the terms that are to end, with the address."""
    amended: set[str] = field(default_factory=set)
    """Row ids of the record to amend."""
    original: dict[str, Any] = field(default_factory=dict)
    """What it read then: by nothing else is it known from another."""
    lost: int = 0
    """Cells whose text is gone, each named with exit 5."""
    finished: set[str] = field(default_factory=set)
    """Rows that a reading showed to be due and expunged: whatever is typed there later."""
    once: set[str] = field(default_factory=set)
    """Cells that were once in a record."""
    seen: set[str] = field(default_factory=set)
    """Cells that a reading showed to be as they were asked for."""
    worked: dict[str, int] = field(default_factory=dict)
    """How many readings had been made when the process last changed a cell: those after it show how
    its work there ended, whatever it did elsewhere later and wherever somebody moved the cell."""
    started: int = 0
    """How many readings had been made when the latest run began."""
    before: dict[str, Content] = field(default_factory=dict)
    """What each cell held then."""
    settled: dict[str, Content] = field(default_factory=dict)
    """What cells were rightly changed to."""
    listed: Reading = field(default_factory=Reading)
    """The reading before who has access was last listed or changed."""
    access: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    asked: bool = True
    """Whether the command of the path is at work, not the daily job after it."""
    killed: bool = False
    """Whether a process was killed before this run: then a wrong value may be there if named."""
    told_checks: bool = False
    """Whether the latest run names checks that a dead process left on columns, with exit 5."""
    left_marked: set[str] = field(default_factory=set)
    """Cells named as overwritten that still have a mark, which each run has to name."""
    seen_added: bool = False
    """Whether a reading showed the new row that was asked for."""
    added: int = 0
    joined: int = 0

    @property
    def unjudged(self) -> set[str]:
        """What protecting the sheet may change."""
        return {"validation"} if self.path.protects else set()

    @property
    def expunges(self) -> bool:
        """Whether the run may expunge."""
        return self.path.expunges or not self.asked

    def __post_init__(self) -> None:
        """Note what the command is about, before it begins."""
        self.access = self.bench.access()
        self.look()
        for line in truth.lines(self.witness, REPORTS):
            if self.path.amends and line.should.get(SUMMARY) == AMENDED:
                self.amended.add(line.id)
                self.original = dict(line.should)

    def stands_in(self, line: Line) -> bool:
        """Whether a row reads in every cell as the record to amend did, and no other of those that
        do is amended: whoever copied it or moved it cannot tell them apart, nor can we."""
        alike = [one for one in truth.lines(self.witness, REPORTS) if one.should == self.original]
        values = self.path.amends.items()
        done = [one for one in alike if values <= one.now.items()]
        return bool(self.original) and line.should == self.original and len(done) <= 1

    # --- while it happens ---------------------------------------------------------------------

    def look(self) -> None:
        """Note what a reading means."""
        every = [self._dated(line) for line in truth.lines(self.witness, REPORTS)]
        cells = self.witness.cells().items()
        above = len(truth.lines(self.witness, REPORTS, above=True))
        places = {tag: (place.row, place.column) for tag, place in cells}
        found = Reading(places=places, above=above)
        for line in every:
            self.once.update(line.tags.values())
            found.rows[line.id] = line.number
            if truth.is_due(line, every):
                found.due.add(line.id)
                if all(records.is_done(line.now.get(name)) for name in truth.IDENTIFYING):
                    self.finished.add(line.id)
            if line.id in self.amended:
                for name, value in self.path.amends.items():
                    self.seen |= {line.tags[name]} if line.now.get(name) == value else set()
            self.resets.setdefault(line.id, set()).update(truth.reset_dates(line, every))
            if self.path.adds_record and truth.concerned(line.should) & {"una newcase"}:
                self.resets[line.id].add(serial(ago(-11)))
        roster = self._look_at_roster(found)
        asked = [
            (every, strays.wanted(REPORTS, self.path)),
            (roster, strays.wanted(MEMBERS, self.path)),
        ]
        for rows, row in asked:
            if row and any(row.items() <= line.now.items() for line in rows):
                self.seen_added = True
        self.ever_due |= found.due
        self.readings.append(found)

    def _look_at_roster(self, found: Reading) -> list[Line]:
        """Note what a reading means for the roster; returns its rows."""
        roster = truth.lines(self.witness, MEMBERS)
        found.current = set(truth.current(roster))
        found.kept = found.current | truth.unreadable(roster) | self._above()
        for line in roster:
            found.rows[line.id] = line.number
            email = str(line.should.get("E-mail"))
            if self.asked and self.path.ends(email) and email in found.current:
                self.leavers[line.id] = email
            if isinstance(line.now.get("Stepped down"), int):
                self.seen.add(line.tags["Stepped down"])
            if line.id in self.leavers and line.now.get("Stepped down") == DAY:
                self._settle(line.tags["Stepped down"])
        found.roster = bool(roster) and any(s.title == "Members" for s in self.witness.sheets())
        return roster

    def _settle(self, tag: str) -> None:
        """A reading showed a cell as it was asked for, whatever is done to its header later."""
        now = self.witness.cells()[tag].now
        if tag in self.witness.shadow:
            parts = set(self.witness.shadow[tag].differs(now))
            self.settled |= {tag: now} if parts <= {"value", "pattern"} else {}

    def _dated(self, line: Line) -> Line:
        """A record with the expunge date that the process rightly gave it."""
        now = line.now.get(UNTIL)
        asked = self.path.amends.get(UNTIL) if line.id in self.amended else None
        if now in self.resets.get(line.id, ()) or (asked is not None and now == asked):
            return replace(line, should={**line.should, UNTIL: now})
        return line

    def begin(self) -> None:
        """A run begins."""
        self.started = len(self.readings)
        self.before = {tag: place.now for tag, place in self.witness.cells().items()}

    def after_request(self, asked: Asked) -> None:
        """Take note of each request of the process."""
        if self.bench.key not in asked.path:
            return
        if asked.reading:
            self.witness.read()
            self.look()
        elif asked.batch:
            before = self.witness.known
            self.witness.wrote()
            for tag, place in self.witness.known.items():
                if tag not in before or place.now != before[tag].now:
                    self.worked[tag] = len(self.readings)
        elif "/permissions" in asked.path:
            self.listed = self.last
            if asked.access:
                self._access_changed()

    def _access_changed(self) -> None:
        before, self.access = self.access, self.bench.access()
        for email in self.access.keys() - before.keys():
            if not self._may_have(email):
                self.complaints.append(f"{email} was let in and is not on the roster")
        for email in before.keys() - self.access.keys():
            if email in self._members() and not self.path.ends(email):
                self.complaints.append(f"{email} was revoked and is a member")

    def _members(self) -> set[str]:
        """Members by the last reading and by the sheet as it is now, without the process."""
        roster = truth.lines(self.witness, MEMBERS)
        now = set(truth.current(roster)) | truth.unreadable(roster) | self._above()
        return self.last.kept & now

    def _above(self) -> set[str]:
        """Addresses above the roster's header: nobody there is let in or removed."""
        rows = truth.lines(self.witness, MEMBERS, above=True)
        found = (str(value).casefold() for line in rows for value in line.should.values())
        return {text for text in found if "@" in text}

    def _may_have(self, email: str) -> bool:
        actual = truth.current(truth.lines(self.witness, MEMBERS), now=True)
        return email in self.readings[-1].current or email in actual

    # --- afterwards ---------------------------------------------------------------------------

    def judge(self, ran: Ran) -> list[str]:
        """What is wrong after a run that came to an end."""
        told = re.search("interrupted run left a (drop-down list|date check) in [A-Z]", ran.said)
        said = ("may be on other columns", "An interrupted run wrote to")
        moved = self.path.protects and any(text in ran.said for text in said)
        named = self.killed and told is not None
        self.told_checks = ran.code == 5 and (named or moved)
        found = [
            *self.complaints,
            *records.complaints(self, ran),
            *self._roster(ran),
            *strays.others(self, ran),
        ]
        found += [*strays.complaints(self, ran), *words.complaints(self, ran)]
        self.complaints = []
        return found

    @property
    def due(self) -> set[str]:
        """Rows that were due at the first and at the last reading of the latest run."""
        return self.readings[min(self.started, len(self.readings) - 1)].due & self.last.due

    @property
    def last(self) -> Reading:
        """The last reading."""
        return self.readings[-1]

    def headless(self, ran: Ran, sheet: int) -> bool:
        """Whether a dead process left a worksheet whose header is gone or is there twice, and a run
        says which: until somebody has put that right, nothing there can be judged."""
        told = {
            REPORTS: ("there is no column", "Several worksheets have the headers"),
            MEMBERS: ("has no column", "There is no worksheet"),
        }.get(sheet, ())
        return self.killed and ran.code in (2, 5) and any(text in ran.said for text in told)

    def numbers(self, line: Line) -> set[int]:
        """The numbers that a row has now and had at the last reading, which is all a run knows."""
        return {line.number + 1, self.last.rows.get(line.id, line.number) + 1}

    def named(self, ran: Ran, line: Line) -> bool:
        """Whether a row is named in what a run said, by a number that it had at the last reading
        or has now, or by its day."""
        said = "\n".join(text for text in ran.said.split("\n") if "done and read" not in text)
        day = line.should.get(truth.REPORTED)
        found = any(re.search(rf"\b(row |[A-Z]{{1,2}}){n}\b", said) for n in self.numbers(line))
        dated = isinstance(day, (int, float)) and truth.day_text(int(day)) in said
        email = line.should.get("E-mail")
        return found or dated or bool(email and str(email) in said)

    def told_lost(self, ran: Ran, tag: str, place: Place) -> bool:
        """Whether a run names the cell as overwritten, does not call that success, and could not
        know better: no reading of it showed what was there, or somebody copied its row in that very
        moment and the copy, which nobody can tell from it, is whole."""
        should = self.witness.shadow[tag]
        shown = any(seen.value == should.value for seen in self.witness.history.get(tag, ()))
        if shown and not self._has_whole_copy(tag):
            return False
        told = re.search(
            rf"\b({self._names(tag, place)})\b.*(overwritten|version history)", ran.said
        )
        return ran.code == 5 and told is not None

    def _has_whole_copy(self, tag: str) -> bool:
        """Whether a copy of the cell was made when it was last read, or since, that no reading had
        shown before the cell was changed, and that reads as the cell should."""
        cells = self.witness.cells()
        copies = [copy for copy, source in self.witness.sources.items() if source == tag]
        shown = self.readings[self.worked.get(tag, 0) - 1].places
        return any(
            copy in cells and copy not in shown and cells[copy].now == self.witness.shadow[tag]
            for copy in copies
        )

    def told_doubtful(self, ran: Ran, tag: str, place: Place) -> bool:
        """Whether a run names the very cell as one that a dead process wrote to by mistake."""
        names = self._names(tag, place, since=self.started)
        shown = rf"\b({names}) shows .* interrupted run wrote"
        told = re.search(rf"{shown}|interrupted run left .* in ({names})\b", ran.said)
        return self.killed and ran.code == 5 and told is not None

    def told_restored(self, ran: Ran, tag: str, place: Place) -> bool:
        """Whether a cell reads as an earlier reading had shown it, and a run names it as restored:
        what somebody typed there in the moment of the write no reading has shown."""
        told = re.search(rf"restored, [^:]*\b({self._names(tag, place)})\b", ran.said)
        before = place.now in self.witness.history.get(tag, ())
        return before and self.witness.touched.get(tag, 0) > 0 and told is not None

    def told_to_look(self, ran: Ran, tag: str, place: Place) -> bool:
        """Whether nothing but what was attached is gone from a blank cell that nobody has seen,
        such as one of a new row or column, and a run names the cell for that."""
        should = self.witness.shadow[tag]
        attached = {"note", "link", "runs", "validation"}.issuperset(should.differs(place.now))
        blank = should.value is None and tag not in self.witness.history
        told = re.search(rf"\b({self._names(tag, place)})\b.*please look", ran.said)
        return attached and blank and ran.code != 0 and told is not None

    def told_by_place(self, ran: Ran, tag: str, place: Place) -> bool:
        """Whether a run names a text that it redacted as a reading had shown it, by its place since
        Google finds nothing: what was typed over it since that reading could not be seen."""
        history = self.witness.history.get(tag, ())
        shown = any(records.redacted(seen.value, place.now.value) for seen in history)
        names = self._names(tag, place)
        told = re.search(rf"\b({names})\b was overwritten without comparing", ran.said)
        return shown and ran.code != 0 and told is not None

    def _names(self, tag: str, place: Place, *, since: int | None = None) -> str:
        """A pattern for the names that a cell had since the process last changed it, or since a
        reading. A process that died then could name it as it had read it last."""
        worked = max(self.worked.get(tag, 0) - self.killed, 0)
        late = [self.last, *self.readings[worked if since is None else since :]]
        spots = {(place.row, place.column), *(r.places.get(tag, (-1, -1)) for r in late)}
        return "|".join(f"{chr(ord('A') + column)}{row + 1}" for row, column in spots if row >= 0)

    def _roster(self, ran: Ran) -> Iterator[str]:
        cells = self.witness.cells()
        for line in truth.lines(self.witness, MEMBERS):
            wrong = []
            for name, tag in line.tags.items():
                should = self.witness.shadow.get(tag)
                if should is None or tag not in cells or cells[tag].now == should:
                    continue
                now, leaver = cells[tag].now, line.id in self.leavers
                parts = set(should.differs(now))
                ended = name == "Stepped down" and now.value in (DAY, should.value)
                reasoned = name == "Reason" and now.value == self.path.reason
                if leaver and (ended or reasoned) and parts <= {"value", "pattern"}:
                    self.settled[tag] = now
                    continue
                if self.path.protects and parts == {"validation"}:
                    continue
                if now in (self.witness.pasted.get(tag), self.settled.get(tag)):
                    continue
                if self.told_lost(ran, tag, cells[tag]):
                    self.lost += 1
                    self.settled[tag] = now
                    continue
                if self.told_restored(ran, tag, cells[tag]):
                    self.settled[tag] = now
                    continue
                wrong.append(f"{name}: not to be changed, and {', '.join(sorted(parts))} changed")
            told = self.killed and ran.code == 5 and self.named(ran, line)
            if wrong and not told and not self.headless(ran, MEMBERS):
                yield f"roster row {line.number + 1}: {'; '.join(wrong)}"

    def end_of_access(self) -> Iterator[str]:
        """Who has access that the roster does not give, or lacks what it gives, although a run
        that looks after sharing ended well."""
        now = set(truth.current(truth.lines(self.witness, MEMBERS), now=True))
        access = set(self.bench.access())
        if self.listed.roster and now:
            for email in sorted(access - now - self.listed.current):
                yield f"{email} has access and is not on the roster"
            for email in sorted((now & self.listed.current) - access - {CHAIR}):
                yield f"{email} is on the roster and has no access"
