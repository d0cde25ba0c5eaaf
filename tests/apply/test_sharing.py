"""Carrying out sharing: revokes first, one call at a time, proven by a new listing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from cocsheets.access.files import Item, SharedFile, Target
from cocsheets.access.membership import MemberRole, Roster
from cocsheets.access.permissions import Action, GranteeType, Permission, Role
from cocsheets.access.policy import SharingSettings
from cocsheets.apply.sharing import LOOKS, apply_sharing, ledger_lines
from cocsheets.data import replace
from cocsheets.errors import (
    AccessError,
    ActiveRunError,
    CredentialsError,
    GoogleFailedError,
    IncompleteError,
    LostReplyError,
    QuotaError,
    RefusedError,
    RejectedError,
    UnreachableError,
)
from cocsheets.operations.situation import read_situation
from cocsheets.plans.limits import Limits
from cocsheets.plans.sharing_plan import SharingChange, SharingPlan
from cocsheets.plans.situation import Situation
from tests.access.builders import (
    ANA,
    LONG_AGO,
    OWNER,
    ROBOT,
    TODAY,
    chair,
    facts,
    link,
    member,
    owner,
    robot,
    roster,
    user,
)
from tests.access.memory_drive import MemoryDrive
from tests.access.worlds import expected, world

if TYPE_CHECKING:
    import datetime as dt

    from cocsheets.errors import GoogleError

KEEP_OWNER = SharingSettings(keep=(OWNER.email,))
HERE = (owner(), robot(), ANA)


def make_plan(
    drive: MemoryDrive,
    people: Roster,
    policy: SharingSettings = KEEP_OWNER,
    today: dt.date = TODAY,
    *,
    notify: bool = False,
) -> SharingPlan:
    """Plan as the operation does: list, look up what is missing, judge."""
    return read_situation(drive, people, [Target(policy)], today).plan(people, notify=notify)


def handover() -> tuple[MemoryDrive, Roster]:
    """Three people to go, one of them a former member; two to come; one stays."""
    drive = MemoryDrive()
    drive.put("ana@example.org", "10", Role.WRITER)
    drive.put("old@example.org", "11", Role.WRITER)
    drive.put("stranger@example.net", "12", Role.READER)
    drive.direct["anyoneWithLink"] = link(Role.WRITER)
    drive.addresses |= {"new@example.org": "20", "rik@example.org": "21"}
    people = roster(
        chair("ana@example.org"),
        member("old@example.org", stepped_down=LONG_AGO),
        member("new@example.org"),
        member("rik@example.org", MemberRole.ADVISER),
    )
    return drive, people


ORDERLY = [
    "revoke anyoneWithLink",
    "revoke 11",
    "revoke 12",
    "grant new@example.org writer",
    "grant rik@example.org reader",
]


def test_revokes_then_grants_without_mail() -> None:
    """Everything is done in order, nobody is mailed, and a second plan is empty."""
    drive, people = handover()
    report = apply_sharing(make_plan(drive, people), drive)
    assert drive.calls == ORDERLY
    assert drive.mails == []
    assert report.complete
    assert len(report.done) == 5
    assert make_plan(drive, people).changes == ()


def test_the_ledger_tells_each_change_with_its_role() -> None:
    """The one that is given, else the one that is taken away, in the order in which they go out."""
    drive, people = handover()
    lines = ledger_lines(make_plan(drive, people))
    assert [(line.action, line.target, line.columns) for line in lines] == [
        ("revoke", "anyone with the link", "writer"),
        ("revoke", "old@example.org", "writer"),
        ("revoke", "stranger@example.net", "reader"),
        ("grant", "new@example.org", "writer"),
        ("grant", "rik@example.org", "reader"),
    ]


def test_nothing_to_do_asks_nothing() -> None:
    """An empty plan makes no call, not even a listing."""
    drive = MemoryDrive()
    report = apply_sharing(make_plan(drive, roster(chair(ROBOT.email))), drive)
    assert (drive.calls, report.complete) == ([], True)


def test_mail_only_where_it_was_asked_for() -> None:
    """An address without an account is invited by mail once; the second run mails nobody."""
    drive, people = handover()
    people = Roster((*people.members, member("una@example.net")))
    report = apply_sharing(make_plan(drive, people), drive)
    assert report.complete
    assert [o.address for o in make_plan(drive, people).obstacles] == ["una@example.net"]
    apply_sharing(make_plan(drive, people, notify=True), drive, notify=True)
    assert drive.mails == ["una@example.net"]
    apply_sharing(make_plan(drive, people, notify=True), drive, notify=True)
    assert drive.mails == ["una@example.net"]


def test_an_address_that_only_google_knows_to_be_none() -> None:
    """Refused without mail: reported with the cure, counted as explained, others unaffected."""
    drive, people = handover()
    people = Roster((*people.members, member("una@example.net")))
    plan = make_plan(drive, people)
    unknown = replace(plan.changes[-1], email="una@example.net", permission_id="")
    report = apply_sharing(replace(plan, changes=(*plan.changes, unknown)), drive)
    assert len(report.done) == 5
    assert [obstacle.address for obstacle in report.obstacles] == ["una@example.net"]
    assert "--notify" in report.obstacles[0].hint
    assert report.complete


@pytest.mark.parametrize("refuses", [True, False])
def test_inherited_access_that_the_listing_did_not_show(refuses: bool) -> None:
    """Refused, or accepted without effect: never called done, and not tried for ever."""
    drive = MemoryDrive(shows_parts=False, refuses_inherited=refuses)
    gone = Permission("31", GranteeType.USER, Role.WRITER, "gone@example.net")
    drive.inherited["31"] = gone
    drive.put("ana@example.org", "10", Role.WRITER)
    report = apply_sharing(make_plan(drive, roster(chair("ana@example.org"))), drive)
    assert drive.calls == ["revoke 31"]
    assert report.done == ()
    assert [obstacle.address for obstacle in report.obstacles] == ["gone@example.net"]
    assert report.complete is refuses


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer(number: int, when: str) -> None:
    """A lost answer is settled by the listing: repeated if it had no effect, else not."""
    drive, people = handover()
    drive.faults[number] = (when, LostReplyError("lost"))
    report = apply_sharing(make_plan(drive, people), drive)
    assert report.complete
    assert drive.calls == ORDERLY + (ORDERLY[number - 1 : number] if when == "before" else [])
    assert make_plan(drive, people).changes == ()


def test_a_lost_answer_mails_once() -> None:
    """Where the grant took effect, its mail is not sent again."""
    drive, people = handover()
    drive.faults[4] = ("after", LostReplyError("lost"))
    apply_sharing(make_plan(drive, people, notify=True), drive, notify=True)
    assert drive.mails == ["new@example.org", "rik@example.org"]


@pytest.mark.parametrize("error", [AccessError("403"), RejectedError("400")])
@pytest.mark.parametrize("number", range(1, 6))
def test_a_refusal_spoils_nothing_else(error: GoogleError, number: int) -> None:
    """A change that Google refuses is reported; all others are made; it is not repeated."""
    drive, people = handover()
    drive.faults[number] = ("before", error)
    report = apply_sharing(make_plan(drive, people), drive)
    assert drive.calls == ORDERLY
    assert len(report.done) == 4
    assert not report.complete
    assert error.message in report.obstacles[0].reason


@pytest.mark.parametrize(
    "error", [QuotaError("429"), CredentialsError("401"), UnreachableError("")]
)
def test_what_stops_a_run(error: GoogleError) -> None:
    """After a quota, a lost sign-in or a broken network no further call is made; all is told."""
    drive, people = handover()
    drive.faults[3] = ("before", error)
    report = apply_sharing(make_plan(drive, people), drive)
    assert drive.calls == ORDERLY[:3]
    assert len(report.done) == 2
    assert len(report.obstacles) == 3


@pytest.mark.parametrize("number", range(1, 6))
def test_one_call_that_google_fails_at_spoils_nothing_else(number: int) -> None:
    """A grant at which Google itself fails day after day keeps nobody else in or out."""
    drive, people = handover()
    drive.faults[number] = ("before", GoogleFailedError("500"))
    report = apply_sharing(make_plan(drive, people), drive)
    assert drive.calls == ORDERLY
    assert len(report.done) == 4
    assert not report.complete


def test_google_failing_twice_stops_a_run() -> None:
    """Two calls in a row that Google fails at are enough: no further one is made; all is told."""
    drive, people = handover()
    failed = GoogleFailedError("500")
    drive.faults = {1: ("before", failed), 3: ("before", failed), 4: ("before", failed)}
    report = apply_sharing(make_plan(drive, people), drive)
    assert drive.calls == ORDERLY[:4]
    assert [change.permission_id for change in report.done] == ["11"]
    assert len(report.obstacles) == 4


def test_no_proof() -> None:
    """Without a listing afterwards nothing is claimed."""
    drive, people = handover()
    plan = make_plan(drive, people)

    class Blind(MemoryDrive):
        def permissions(self) -> tuple[Permission, ...]:
            raise UnreachableError("The connection to Google failed.")

    blind = Blind(direct=drive.direct, addresses=drive.addresses)
    with pytest.raises(IncompleteError, match="could not be seen"):
        apply_sharing(plan, blind)


def test_restricting_sharing() -> None:
    """The owner's account can keep writers from sharing; it is proven by looking again."""
    drive = MemoryDrive(account_=OWNER)
    drive.put("ana@example.org", "10", Role.WRITER)
    policy = replace(KEEP_OWNER, writers_can_share=False)
    report = apply_sharing(make_plan(drive, roster(chair("ana@example.org")), policy), drive)
    assert (drive.calls, report.complete) == (["restrict"], True)
    assert make_plan(drive, roster(chair("ana@example.org")), policy).changes == ()


def test_a_restriction_without_effect_is_not_called_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Google may accept it and change nothing."""
    drive = MemoryDrive(account_=OWNER)
    drive.put("ana@example.org", "10", Role.WRITER)
    policy = replace(KEEP_OWNER, writers_can_share=False)
    plan = make_plan(drive, roster(chair("ana@example.org")), policy)
    monkeypatch.setattr(drive, "_restrict", lambda: None)
    report = apply_sharing(plan, drive)
    assert (report.done, report.complete) == ((), False)


def test_a_group_that_the_settings_allow_is_let_in_as_one() -> None:
    """Without mail, in its role; it is no address of a person."""
    drive = MemoryDrive()
    drive.put("ana@example.org", "10", Role.WRITER)
    part = make_plan(drive, roster(chair("ana@example.org"))).part("records")
    grant = SharingChange(
        Action.GRANT,
        "group all@example.org",
        "had access",
        permission_id="group all@example.org",
        type=GranteeType.GROUP,
        after=Role.READER,
        email="all@example.org",
    )
    report = apply_sharing(SharingPlan.of("sheet", [replace(part, changes=(grant,))]), drive)
    assert drive.calls == ["grant group all@example.org reader"]
    assert report.done == (grant,)


@dataclass
class Lagging(MemoryDrive):
    """A file whose listing does not show for a while what was changed."""

    behind: int = 0
    """How many listings still show what was there before."""
    looks: int = 0
    shown: tuple[Permission, ...] = ()

    def permissions(self) -> tuple[Permission, ...]:
        """See `SharingReader`."""
        if not self.calls:
            self.shown = super().permissions()
            return self.shown
        self.looks += 1
        return self.shown if self.looks <= self.behind else super().permissions()


@pytest.mark.parametrize(
    ("behind", "waits"), [(0, []), (1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (4, [1, 2, 3])]
)
def test_a_listing_that_lags_behind_is_asked_for_again(behind: int, waits: list[int]) -> None:
    """A few times, with a pause before each; nothing is sent twice, and one that shows all is
    enough."""
    drive, people = handover()
    lagging = Lagging(direct=drive.direct, addresses=drive.addresses, behind=behind)
    waited: list[int] = []
    report = apply_sharing(make_plan(lagging, people), lagging, wait=waited.append)
    assert (lagging.calls, waited, lagging.looks) == (ORDERLY, waits, len(waits) + 1)
    assert report.complete is (behind < LOOKS)
    if behind == LOOKS:
        assert "the new listing shows no change" in report.obstacles[0].reason


def test_what_must_be_asked_before_each_call_keeps_it_from_being_sent() -> None:
    """Where another run has taken over, nothing more goes out."""
    drive, people = handover()

    def before() -> None:
        if len(drive.calls) == 2:
            raise ActiveRunError("another run")

    with pytest.raises(ActiveRunError):
        apply_sharing(make_plan(drive, people), drive, before=before)
    assert drive.calls == ORDERLY[:2]


GONE = user("12", "who@example.net", inherited=Role.WRITER, direct=False)
ABOVE = Item(facts(id="F1"), (user("12", "who@example.net"),))


@pytest.mark.parametrize("governed", [False, True])
def test_what_is_closed_at_a_folder_above_is_seen_at_the_file_too(governed: bool) -> None:
    """Whether the folder is only above the file, or under the policy itself; a file beside it of
    which nothing is changed is not asked for."""
    drives = {key: MemoryDrive(key=key, facts_=facts(id=key)) for key in ("sheet", "F1", "B")}
    for drive in drives.values():
        drive.others = drives
    drives["sheet"].inherited["12"] = GONE
    drives["F1"].put("who@example.net", "12", Role.WRITER)
    drives["F1"].watch = lambda _: drives["sheet"].inherited.clear()
    drives["B"].permissions = None  # type: ignore[method-assign,assignment]
    records = SharedFile(facts(), (*HERE, GONE), KEEP_OWNER, above=(ABOVE,))
    beside = SharedFile(facts(id="B"), HERE, KEEP_OWNER, "beside")
    team = SharedFile(ABOVE.facts, (*HERE, *(ABOVE.permissions or ())), KEEP_OWNER, "team")
    files = (records, beside, *[team] * governed)
    people = roster(chair("ana@example.org"))
    now = Situation(
        "sheet", ROBOT, files, people, {}, TODAY, managed={"F1": "team"} if governed else {}
    )
    plan = now.plan(people)
    report = apply_sharing(plan, drives["sheet"])
    assert [drive.calls for drive in drives.values()] == [[], ["revoke 12"], []]
    assert (report.complete, len(report.done)) == (True, 1)
    assert {grant.id for grant in report.files[0].permissions} == {"1", "2"}
    assert report.files[1] == beside


# A crash at any moment --------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize("when", ["before", "after"])
def test_crash_sweep(number: int, when: str) -> None:
    """Killed at any call of three revokes and two grants: nobody who left has access that an
    undisturbed run would have taken by then, nobody new is in while a revoke is open, and the
    next run finishes."""
    drive, people = handover()
    drive.faults[number] = (when, Killed())  # type: ignore[assignment]
    with pytest.raises(Killed):
        apply_sharing(make_plan(drive, people), drive)
    made = number if when == "after" else number - 1
    leaving = {"anyoneWithLink": 1, "11": 2, "12": 3}
    arriving = {"20": 4, "21": 5}
    assert {id_ for id_, turn in leaving.items() if turn > made} == set(leaving) & set(drive.direct)
    assert {id_ for id_, turn in arriving.items() if turn <= made} == set(arriving) & set(
        drive.direct
    )
    drive.faults.clear()
    assert apply_sharing(make_plan(drive, people), drive).complete
    assert make_plan(drive, people).changes == ()


# Five hundred worlds ------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(10))
def test_five_hundred_worlds(block: int) -> None:
    """In every world: either a guard refuses and nothing is touched, or the fresh listing equals
    the policy, the second plan is empty, and owner, acting account and editors are safe."""
    refused = changed = 0
    for seed in range(block * 50, block * 50 + 50):
        drive, people, policy = world(seed)
        before = drive.permissions()
        wanted = expected(drive, people, policy)
        plan = make_plan(drive, people, policy)
        try:
            plan.check(Limits())
        except RefusedError:
            refused += 1
            assert drive.permissions() == before
            check_reasons(plan, people, drive)
            continue
        assert_guards(plan, drive)
        report = apply_sharing(plan, drive)
        changed += bool(plan.changes)
        assert_safe(drive, before)
        if not drive.facts_.may("canShare"):
            assert drive.permissions() == before
            continue
        if drive.shows_parts:  # else Google does not tell what could be lowered
            assert_policy(drive, wanted, seed)
        assert not report.permissions or report.permissions == drive.permissions()
        if drive.shows_parts:
            assert report.complete
            assert make_plan(drive, people, policy).changes == (), seed
        else:
            assert all(
                c.permission_id in drive.inherited for c in make_plan(drive, people, policy).changes
            )
    assert refused
    assert changed > 10


def assert_policy(drive: MemoryDrive, wanted: dict[str, Role | None], seed: int) -> None:
    """What stands on the file is what the policy says, above which nothing can be lowered."""
    assert set(drive.direct) | set(drive.inherited) >= set(wanted), seed
    assert set(drive.direct) <= set(wanted), seed
    for permission in drive.permissions():
        role = wanted.get(permission.id)
        if permission.id in drive.direct and role is not None:
            assert permission.role is role, (seed, permission)


def assert_guards(plan: SharingPlan, drive: MemoryDrive) -> None:
    """A plan that passed the guards: counted by hand once more."""
    people = {
        p.id
        for p in plan.part("records").permissions
        if p.type in ("user", "group") and not p.deleted
    }
    unexplained = [
        change
        for change in plan.changes
        if change.action == "revoke" and change.type in ("user", "group") and not change.explained
    ]
    assert len(unexplained) <= max(2, len(people) / 3)
    touched = {change.permission_id for change in plan.changes}
    assert not touched & {OWNER.permission_id, drive.account_.permission_id}


def assert_safe(drive: MemoryDrive, before: tuple[Permission, ...]) -> None:
    """The owner still owns, the acting account is as it was, two editors are left."""
    after = {permission.id: permission for permission in drive.permissions()}
    assert after[OWNER.permission_id].is_owner
    was = {permission.id: permission for permission in before}
    acting = drive.account_.permission_id
    assert after[acting].role is was[acting].role
    count = [
        sum(p.type == "user" and p.role.edits and not p.deleted for p in each.values())
        for each in (was, after)
    ]
    assert count[1] >= min(2, count[0])


def check_reasons(plan: SharingPlan, people: Roster, drive: MemoryDrive) -> None:
    """A refusal has one of the documented reasons."""
    no_chair = not people.chairs(TODAY)
    too_many = sum(c.action == "revoke" and not c.explained for c in plan.changes) > 2
    few = drive.account_ == OWNER
    assert no_chair or too_many or few
