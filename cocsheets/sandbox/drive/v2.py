"""The two calls of Drive v2 that are still of use: who has an address, and gspread's upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox.drive.calls import bad_value
from cocsheets.sandbox.drive.uploads import update_v2
from cocsheets.sandbox.http.calls import Reply, Route

if TYPE_CHECKING:
    from cocsheets.sandbox.http.calls import Call


def permission_id(call: Call) -> Reply:
    """`permissions.getIdForEmail`: the grantee's id, for aliases the account's own.

    What Google says of an address without an account is not known; here it has an id too
    (unverified).
    """
    email = call.path["email"]
    if email.count("@") != 1:
        raise bad_value("Invalid Value", "email")
    return Reply(
        json={"kind": "drive#permissionId", "id": call.state.accounts.permission_id(email)}
    )


ROUTES = [
    Route("GET", "/drive/v2/permissionIds/{email}", permission_id),
    Route(
        "PUT",
        "/upload/drive/v2/files/{fileId}",
        update_v2,
        missing="all but CSV and TSV",
        writes=True,
    ),
]
