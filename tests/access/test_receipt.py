"""The receipt: it never claims more than a listing shows."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from cocsheets.access.audit import audit
from cocsheets.access.paths import Comment, Surroundings
from cocsheets.access.permissions import Permission, Role
from cocsheets.access.receipt import ChecklistSettings, Receipt, leaving_receipt
from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from tests.access.builders import (
    ANA,
    SEEN,
    TODAY,
    chair,
    domain,
    facts,
    group,
    judge,
    link,
    member,
    owner,
    roster,
    user,
)


def receipt(
    *permissions: Permission,
    around: Surroundings = SEEN,
    names: tuple[str, ...] = (),
    day: dt.date = TODAY,
) -> Receipt:
    """The receipt for Gone, who steps down, by a listing."""
    people = roster(chair("ana@example.org"), member("gone@example.org", stepped_down=day))
    judged = judge(permissions, people, resolved={"gone@example.org": "12"})
    return leaving_receipt(
        email="gone@example.org",
        name="Gone",
        accounts={"12"},
        other_names=names,
        day=day,
        file=facts(),
        ways=audit(judged, facts(), around),
        around=around,
        checklist=("Slack channel", "mail alias"),
    )


def test_nothing_is_left() -> None:
    """All ways are accounted for, the checklist is the committee's own, limits are told."""
    made = receipt(owner(), ANA)
    assert made.closed
    assert made.left == ()
    assert made.checked == (
        "file",
        "folder or shared drive",
        "group",
        "domain",
        "link",
        "published to the web",
        "protected ranges",
        "access requests",
    )
    assert made.checklist == ("Slack channel", "mail alias")
    assert any("copies" in limit for limit in made.unseen)


@pytest.mark.parametrize(
    ("left", "missing"),
    [
        (user("12", "Gone@example.org"), "file"),
        (
            user("12", "Gone@example.org", inherited=Role.READER, direct=False),
            "folder or shared drive",
        ),
        (domain(), "domain"),
        (link(), "link"),
        (group("7", "all@example.org"), "group"),
    ],
)
def test_a_way_that_is_left(left: Permission, missing: str) -> None:
    """Whatever lets the person in by name, folder, domain, link or group is no closed receipt."""
    made = receipt(owner(), ANA, left)
    assert not made.closed
    assert missing not in made.checked
    assert len(made.own) + len(made.shared) == 1


def test_what_stays_until_the_day() -> None:
    """Who leaves on a day to come still has access: nothing is amiss, and it is not closed."""
    made = receipt(owner(), ANA, user("12", "Gone@example.org"), day=TODAY + dt.timedelta(days=9))
    assert made.as_it_should_be
    assert not made.closed


def test_another_domain_is_not_theirs() -> None:
    """A domain that is not the person's own does not let them in."""
    assert receipt(owner(), ANA, replace(domain(), domain="example.com")).left == ()


def test_what_cannot_be_told() -> None:
    """An allowed group may hold the person: closed as far as known, but not certain."""
    made = receipt(owner(), ANA, group("7", "bots@example.org"))
    assert made.closed
    assert made.left != ()
    dark = receipt(owner(), ANA, around=Surroundings())
    assert dark.left != ()
    assert dark.comments is None
    assert "published to the web" not in dark.checked


def test_comments_are_told_by_name_alone() -> None:
    """Drive gives only display names: they are compared with all names we know."""
    said = tuple(map(Comment, ("gone", "G. One", "Ana", "")))
    around = replace(SEEN, comments=said)
    assert receipt(owner(), ANA, around=around, names=("g. one", "")).comments == 2


def test_json() -> None:
    """The form for programs has stable keys and is JSON."""
    made = json.loads(json.dumps(receipt(owner(), ANA, link()).to_json()))
    assert sorted(made) == [
        "cannot_be_seen",
        "checked",
        "checklist",
        "closed",
        "comments",
        "date",
        "email",
        "file",
        "files",
        "left",
        "name",
        "url",
    ]
    assert made["left"][0]["kind"] == "link"


def test_checklist_settings() -> None:
    """Blank lines are refused."""
    ChecklistSettings(("Slack",), ("Keys",)).check()
    with pytest.raises(ConfigurationError):
        ChecklistSettings(leaving=(" ",)).check()
