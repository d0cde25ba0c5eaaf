"""Drive v3 `accessproposals`: people who asked to be let in. Asking itself has no API at Google."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cocsheets.sandbox.drive.access import RANK, Capability
from cocsheets.sandbox.drive.calls import bad_value, file_of, flag_of, page_of, shaped
from cocsheets.sandbox.errors import ApiError
from cocsheets.sandbox.files import AccessProposal, Mail, Permission, Role
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.files import File
    from cocsheets.sandbox.http.calls import Call, Json
    from cocsheets.sandbox.state import State


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """What a test says through the control plane: this person asked for that file."""

    file: str
    requester: str
    role: Role = "reader"
    message: str = ""


def ask(state: State, asking: list[Asked]) -> None:
    """People ask, in the browser as it were. Raises ApiError where a file is not there."""
    for asked in asking:
        if asked.file not in state.files:
            raise ApiError(404, f"File not found: {asked.file}.")
    for asked in asking:
        state.accounts.remember(asked.requester)
        state.files[asked.file].proposals.append(
            AccessProposal(
                id=state.new_id(20, prefix=""),
                requester=asked.requester,
                recipient=asked.requester,
                created=state.now(),
                role=asked.role,
                message=asked.message,
            )
        )


def list_proposals(call: Call) -> Reply:
    """`accessproposals.list`: for those who may share; others are refused (documented)."""
    file = file_of(call, Capability.SHARE, known=True)
    page, token = page_of(call, file.proposals, call.number("pageSize", 100, low=1, high=500))
    resource: Json = {"accessProposals": [_resource(file, proposal) for proposal in page]}
    if token is not None:
        resource["nextPageToken"] = token
    return shaped(call, resource, "ListAccessProposalsResponse", "*")


def get_proposal(call: Call) -> Reply:
    """`accessproposals.get`."""
    file = file_of(call, Capability.SHARE, known=True)
    return shaped(call, _resource(file, _proposal(call, file)), "AccessProposal", "*")


def resolve_proposal(call: Call) -> Reply:
    """`accessproposals.resolve`: let in with one of the roles named, or not."""
    file = file_of(call, Capability.SHARE, known=True)
    proposal = _proposal(call, file)
    action, roles = call.body.get("action"), call.body.get("role")
    if action not in ("ACCEPT", "DENY"):
        raise bad_value("Invalid value for: action", "action")
    if action == "ACCEPT":
        if roles not in (["reader"], ["commenter"], ["writer"]):
            raise bad_value("Invalid value for: role", "role")
        _let_in(call, file, proposal, roles[0])
    file.proposals.remove(proposal)
    if flag_of(call.body, "sendNotification"):
        call.state.mail.append(Mail(to=proposal.requester, kind="proposal", file=file.id))
    return Reply(json={})


def _let_in(call: Call, file: File, proposal: AccessProposal, role: Role) -> None:
    grantee = call.state.accounts.permission_id(proposal.recipient)
    for present in file.permissions:
        if present.id == grantee:
            present.role = max(role, present.role, key=lambda one: RANK[one])
            break
    else:
        email = call.state.accounts.find(proposal.recipient).email
        file.permissions.append(Permission(id=grantee, type="user", role=role, email=email))
    file.version += 1


def _proposal(call: Call, file: File) -> AccessProposal:
    for proposal in file.proposals:
        if proposal.id == call.path["proposalId"]:
            return proposal
    raise ApiError(
        404,
        f"Access proposal not found: {call.path['proposalId']}.",
        reason="notFound",
        location="proposalId",
    )


def _resource(file: File, proposal: AccessProposal) -> Json:
    resource: Json = {
        "fileId": file.id,
        "proposalId": proposal.id,
        "requesterEmailAddress": proposal.requester,
        "recipientEmailAddress": proposal.recipient,
        "rolesAndViews": [{"role": proposal.role}],
        "createTime": timestamp(proposal.created),
    }
    if proposal.message:
        resource["requestMessage"] = proposal.message
    return resource
