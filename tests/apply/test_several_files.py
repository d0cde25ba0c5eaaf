"""Carrying out sharing over several files: what takes access away first, everywhere; a file that
fails spoils no other."""

from __future__ import annotations

import pytest

from cocsheets.access.files import Target
from cocsheets.access.membership import Roster
from cocsheets.access.permissions import Role
from cocsheets.access.policy import SharingSettings
from cocsheets.apply.sharing import apply_sharing
from cocsheets.errors import GoogleFailedError, IncompleteError, QuotaError, UnreachableError
from cocsheets.operations.situation import read_situation
from cocsheets.plans.sharing_plan import SharingPlan
from tests.access.builders import LONG_AGO, OWNER, TODAY, chair, facts, member, roster
from tests.access.memory_drive import MemoryDrive

POLICY = SharingSettings(keep=(OWNER.email,))
TARGETS = [Target(POLICY), Target(POLICY, "notes", "N"), Target(POLICY, "names", "M")]
PEOPLE: Roster = roster(
    chair("ana@example.org"),
    member("new@example.org"),
    member("old@example.org", stepped_down=LONG_AGO.replace(year=2021)),
)
ALL = ("sheet", "N", "M")


class Killed(BaseException):
    """The process is gone."""


def drives() -> dict[str, MemoryDrive]:
    """Three files on which Old still is and New is not yet; the first is the records."""
    made = {key: MemoryDrive(key=key, facts_=facts(id=key)) for key in ALL}
    for drive in made.values():
        drive.others = made
        drive.put("ana@example.org", "10", Role.WRITER)
        drive.put("old@example.org", "11", Role.WRITER)
        drive.addresses["new@example.org"] = "20"
    return made


def plan(made: dict[str, MemoryDrive]) -> SharingPlan:
    """What is to be done now."""
    return read_situation(made["sheet"], PEOPLE, TARGETS, TODAY).plan(PEOPLE)


def has(made: dict[str, MemoryDrive], id_: str) -> list[str]:
    """The files on which somebody has access."""
    return [key for key, drive in made.items() if id_ in drive.direct]


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_call(key: str, number: int, when: str) -> None:
    """While anybody who left has access to any file, nobody is let in to any; the next run
    finishes, and the one after that has nothing to do."""
    made = drives()
    made[key].faults[number] = (when, Killed())  # type: ignore[assignment]
    with pytest.raises(Killed):
        apply_sharing(plan(made), made["sheet"])
    assert not (has(made, "11") and has(made, "20"))
    made[key].faults.clear()
    assert apply_sharing(plan(made), made["sheet"]).complete
    assert (has(made, "11"), has(made, "20")) == ([], list(ALL))
    assert plan(made).changes == ()


def test_a_file_at_which_google_fails_twice_is_given_up_alone() -> None:
    """Two calls in a row that fail are about that file: the others are done."""
    made = drives()
    made["N"].put("x@example.net", "30", Role.READER)
    made["N"].faults |= {n: ("before", GoogleFailedError("500")) for n in (1, 2)}
    report = apply_sharing(plan(made), made["sheet"])
    assert len(made["N"].calls) == 2
    assert {(o.change.file, o.done) for o in report.outcomes} == {
        ("records", True),
        ("notes", False),
        ("names", True),
    }
    assert not report.complete


def test_a_quota_ends_it_everywhere() -> None:
    """After Google asked to slow down, no further call is tried on any file."""
    made = drives()
    made["N"].faults[1] = ("before", QuotaError("slow down"))
    report = apply_sharing(plan(made), made["sheet"])
    assert [len(made[key].calls) for key in ALL] == [1, 1, 0]
    assert not report.complete


def test_no_listing_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one file: said for its changes alone. Of none: nothing is claimed."""
    made = drives()
    planned = plan(made)

    def fail() -> None:
        raise UnreachableError("The connection to Google failed.")

    monkeypatch.setattr(made["N"], "permissions", fail)
    report = apply_sharing(planned, made["sheet"])
    assert {o.change.file for o in report.outcomes if o.unseen} == {"notes"}
    assert {o.change.file for o in report.outcomes if o.done} == {"records", "names"}
    seen = {file.name: {grant.id for grant in file.permissions} for file in report.files}
    assert ("11" in seen["notes"], "11" in seen["names"]) == (True, False)
    for drive in made.values():
        monkeypatch.setattr(drive, "permissions", fail)
    with pytest.raises(IncompleteError, match="could not be seen"):
        apply_sharing(planned, made["sheet"])
