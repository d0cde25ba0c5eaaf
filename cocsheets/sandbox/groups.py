"""Google Groups as far as who is in one is asked: Cloud Identity, and the Directory API.

Groups are accounts of kind `group` with members. Cloud Identity shows one to its managers; the
Directory API shows those of a domain to accounts that are `admin` there (documented). Whoever may
not look learns not even whether a group exists (the wording is reported).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.accounts import domain_of
from cocsheets.sandbox.errors import ApiError, invalid, not_implemented
from cocsheets.sandbox.http.calls import Reply, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocsheets.sandbox.accounts import Account
    from cocsheets.sandbox.http.calls import Call

Json = dict[str, Any]
_PAGES = {"BASIC": (200, 1000), "FULL": (50, 500)}
"""Entries of a page by view: how many, and how many at most (documented)."""
_TYPES = {"group": "GROUP", "service": "SERVICE_ACCOUNT"}


def lookup(call: Call) -> Reply:
    """`groups.lookup`: the resource name of a group."""
    if call.arg("groupKey.namespace"):
        raise not_implemented("groupKey.namespace")
    address = call.arg("groupKey.id")
    if not address:
        raise invalid("Request contains an invalid argument.")
    group = _managed(call, call.state.accounts.find(address))
    return Reply({"name": _name(call, group)})


def memberships(call: Call) -> Reply:
    """`groups.memberships.list`: direct members, page by page; types and roles in view FULL."""
    view = call.arg("view") or "BASIC"
    if view not in _PAGES:
        raise invalid(f"Invalid value at 'view' (type.googleapis.com/View), \"{view}\"")
    named = f"groups/{call.path['groupsId']}"
    accounts = call.state.accounts
    found = [account for account in accounts if _name(call, account) == named]
    group = _managed(call, found[0] if found else None)
    usual, most = _PAGES[view]
    size = call.number("pageSize", usual, low=0, high=most) or usual
    chosen, token = _page(_people(call, group), call.arg("pageToken"), size)
    entries = [_membership(call, named, group, email, full=view == "FULL") for email in chosen]
    return Reply(({"memberships": entries} if entries else {}) | token)


def members(call: Call) -> Reply:
    """`members.list` of the Directory API: direct members, for administrators of the domain."""
    if call.flag("includeDerivedMembership") or call.arg("roles"):
        raise not_implemented("includeDerivedMembership, nor roles")
    accounts = call.state.accounts
    group = accounts.find(call.path["groupKey"])
    actor = accounts.find(call.user)
    if not actor.admin or domain_of(actor.email) != domain_of(group.email):
        raise ApiError(403, "Not Authorized to access this resource/api", reason="forbidden")
    if group.kind != "group":
        raise ApiError(404, "Resource Not Found: groupKey", reason="notFound")
    size = call.number("maxResults", 200, low=1, high=200)
    chosen, token = _page(_people(call, group), call.arg("pageToken"), size)
    entries = [_member(call, group, email) for email in chosen]
    kind: Json = {"kind": "admin#directory#members"}
    return Reply(kind | ({"members": entries} if entries else {}) | token)


def _managed(call: Call, group: Account | None) -> Account:
    """A group that the user manages."""
    accounts = call.state.accounts
    if group is not None and group.kind == "group":
        mine = accounts.key(call.user)
        if mine in map(accounts.key, group.managers):
            return group
    what = "groups" if group is None else _name(call, group)
    raise ApiError(
        403, f"Error(2028): Permission denied for resource {what} (or it may not exist)."
    )


def _people(call: Call, group: Account) -> list[str]:
    """The members of a group, managers among them."""
    accounts = call.state.accounts
    people = {accounts.key(email): email for email in group.people}
    return list(people.values())


def _page(people: Sequence[str], token: str | None, size: int) -> tuple[Sequence[str], Json]:
    """A page of members, and what leads to the next."""
    if token and not token.isdigit():
        raise invalid("Invalid page token.")
    start = int(token or 0)
    end = start + size
    return people[start:end], {"nextPageToken": str(end)} if end < len(people) else {}


def _name(call: Call, group: Account) -> str:
    return f"groups/{int(call.state.accounts.permission_id(group.email)):x}"


def _role(call: Call, group: Account, email: str) -> str:
    accounts = call.state.accounts
    managers = map(accounts.key, group.managers)
    return "MANAGER" if accounts.key(email) in managers else "MEMBER"


def _membership(call: Call, named: str, group: Account, email: str, *, full: bool) -> Json:
    account = call.state.accounts.find(email)
    number = call.state.accounts.permission_id(email)
    entry: Json = {
        "name": f"{named}/memberships/{number}",
        "preferredMemberKey": {"id": account.email},
    }
    if full:
        roles = ["MEMBER"]
        if (role := _role(call, group, email)) != "MEMBER":
            roles.append(role)
        entry["roles"] = [{"name": name} for name in roles]
        entry["type"] = _TYPES.get(account.kind, "USER")
    return entry


def _member(call: Call, group: Account, email: str) -> Json:
    account = call.state.accounts.find(email)
    entry: Json = {
        "kind": "admin#directory#member",
        "id": call.state.accounts.permission_id(email),
        "email": account.email,
        "role": _role(call, group, email),
        "type": "GROUP" if account.kind == "group" else "USER",
        "status": "ACTIVE",
    }
    if account.kind == "deleted":
        entry["status"] = "SUSPENDED"
    return entry


ROUTES = (
    Route("GET", "/v1/groups:lookup", lookup, missing="`groupKey.namespace`"),
    Route("GET", "/v1/groups/{groupsId}/memberships", memberships),
    Route(
        "GET",
        "/admin/directory/v1/groups/{groupKey}/members",
        members,
        missing="`includeDerivedMembership`, `roles`",
    ),
)
