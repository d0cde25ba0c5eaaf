"""A first roster from those who have access: whom it names, in what role, and whom not."""

from __future__ import annotations

import pytest

from cocsheets.access.membership import MemberRole
from cocsheets.access.permissions import Account, FileFacts, GranteeType, Permission, Role
from cocsheets.errors import ConfigurationError
from cocsheets.plans.first_roster import RosterPlan, plan_roster

ROBOT = Account("robot@project.iam.gserviceaccount.com", "9")
FILE = FileFacts("sheet", "Reports")


def person(name: str, role: Role, **more: object) -> Permission:
    """Somebody who has access."""
    return Permission(name, GranteeType.USER, role, f"{name}@example.org", **more)  # type: ignore[arg-type]


def plan(*permissions: Permission, chair: str = "", account: Account = ROBOT) -> RosterPlan:
    """The plan of a roster."""
    acting = Permission(ROBOT.permission_id, GranteeType.USER, Role.WRITER, ROBOT.email)
    everybody = (*permissions, acting)
    return plan_roster(FILE, everybody, account, title="Members", chair=chair)


def roles(made: RosterPlan) -> dict[str, str]:
    """Role by name."""
    return {change.email.partition("@")[0]: str(change.role) for change in made.changes}


def test_roles() -> None:
    """The owner chairs, editors are members, readers advise; the robot and ghosts are left out."""
    made = plan(
        person("una", Role.READER),
        person("ana", Role.OWNER),
        person("rik", Role.WRITER),
        person("gone", Role.WRITER, deleted=True),
        Permission("anyoneWithLink", GranteeType.ANYONE, Role.READER),
    )
    assert roles(made) == {"ana": "chair", "rik": "member", "una": "adviser"}
    assert [obstacle.address for obstacle in made.obstacles] == ["anyone with the link"]
    assert (
        made.digest
        == plan(
            *reversed(
                [person("rik", Role.WRITER), person("ana", Role.OWNER), person("una", Role.READER)]
            )
        ).digest
    )


def test_another_chair() -> None:
    """Whoever is named chairs, whatever the address's case; the owner is a member then."""
    made = plan(person("ana", Role.OWNER), person("rik", Role.WRITER), chair="RIK@example.org")
    assert roles(made) == {"rik": "chair", "ana": "member"}
    assert made.changes[1].role is MemberRole.CHAIR


def test_no_chair() -> None:
    """A shared drive has no owner: without a chair named there is no plan."""
    with pytest.raises(ConfigurationError, match="Nobody"):
        plan(person("rik", Role.WRITER))
    with pytest.raises(ConfigurationError):
        plan(person("ana", Role.OWNER), chair="nobody@example.org")
