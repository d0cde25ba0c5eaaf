"""People acting on Drive over HTTP, for tests: short names for the calls, nothing decided here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

Json = dict[str, Any]
SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
CHAIR = "chair@example.org"
ANA = "ana@example.org"
RIK = "rik@example.net"
SOON = (datetime.now(UTC) + timedelta(days=7)).isoformat()
"""A time at which a grant may end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, and its body as JSON where it is JSON."""

    status: int
    json: Any
    text: str

    @property
    def reason(self) -> str:
        """Drive's reason for refusing."""
        reason: str = self.json["error"]["errors"][0]["reason"]
        return reason

    @property
    def message(self) -> str:
        """Google's words for refusing."""
        message: str = self.json["error"]["message"]
        return message


def _wide(path: str) -> dict[str, str]:
    """What says that a caller knows shared drives; Sheets has no such parameter."""
    return {} if "/v4/" in path else {"supportsAllDrives": "true"}


@dataclass(slots=True)
class Person:
    """One account, acting."""

    world: World
    email: str

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        """One request; `path` from the origin on, or below Drive v3."""
        return self.world.call(self.email, method, path, body, query)

    def get(self, path: str, **query: Any) -> Answer:
        """GET, shared drives included."""
        return self.call("GET", path, **_wide(path) | query)

    def post(self, path: str, body: Any = None, **query: Any) -> Answer:
        """POST, shared drives included."""
        return self.call("POST", path, body, **_wide(path) | query)

    def patch(self, path: str, body: Any = None, **query: Any) -> Answer:
        """PATCH, shared drives included."""
        return self.call("PATCH", path, body or {}, **_wide(path) | query)

    def delete(self, path: str, **query: Any) -> Answer:
        """DELETE, shared drives included."""
        return self.call("DELETE", path, **_wide(path) | query)

    def create(self, name: str = "Reports", mime_type: str = SHEET, **body: Any) -> str:
        """A new file; its id."""
        answer = self.post("files", {"name": name, "mimeType": mime_type} | body)
        assert answer.status == 200, answer
        file_id: str = answer.json["id"]
        return file_id

    def folder(self, name: str = "Folder", **body: Any) -> str:
        """A new folder; its id."""
        return self.create(name, FOLDER, **body)

    def shared_drive(self, name: str = "Committee") -> str:
        """A new shared drive; its id."""
        answer = self.post("drives", {"name": name}, requestId=f"{self.email} {name}")
        assert answer.status == 200, answer
        drive_id: str = answer.json["id"]
        return drive_id

    def share(self, file: str, kind: str, role: str, who: str = "", **query: Any) -> Answer:
        """`permissions.create`, without mail where mail is an option."""
        body = {"type": kind, "role": role}
        if kind in ("user", "group"):
            body["emailAddress"] = who
            query = {"sendNotificationEmail": "false"} | query
        elif kind == "domain":
            body["domain"] = who
        return self.post(f"files/{file}/permissions", body, fields="*", **query)

    def permissions(self, file: str) -> list[Json]:
        """All permissions of a file with all fields."""
        answer = self.get(f"files/{file}/permissions", fields="*")
        assert answer.status == 200, answer
        found: list[Json] = answer.json["permissions"]
        return found

    def permission_id(self, email: str) -> str:
        """The id of whoever has this address."""
        found: str = self.get(f"/drive/v2/permissionIds/{email}").json["id"]
        return found

    def read(self, file: str) -> int:
        """The status of reading a spreadsheet through Sheets."""
        return self.get(f"/v4/spreadsheets/{file}").status

    def write(self, file: str, text: str = "x", cell: str = "A1") -> int:
        """The status of writing a cell through Sheets."""
        path = f"/v4/spreadsheets/{file}/values/{cell}"
        return self.call("PUT", path, {"values": [[text]]}, valueInputOption="RAW").status


@dataclass(slots=True)
class World:
    """The people of one sandbox."""

    sandbox: Sandbox
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self._session.trust_env = False

    def __getitem__(self, email: str) -> Person:
        return Person(self, email)

    def call(self, email: str, method: str, path: str, body: Any, query: Json) -> Answer:
        """One request of one person."""
        url = self.sandbox.url + (path if path.startswith("/") else f"/drive/v3/{path}")
        headers = {"Authorization": f"Bearer sandbox:{email}"}
        reply = self._session.request(
            method, url, params=query, json=body, headers=headers, timeout=10
        )
        is_json = "json" in reply.headers.get("Content-Type", "") and reply.content
        return Answer(reply.status_code, reply.json() if is_json else None, reply.text)

    def mail(self) -> list[Json]:
        """The mail that Google would have sent."""
        found: list[Json] = self.call(CHAIR, "GET", "/sandbox/mail", None, {}).json
        return found

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()


def grant(kind: str = "user", role: str = "reader", **more: Any) -> dict[str, Any]:
    """A body for permissions.create."""
    if kind in ("user", "group"):
        more = {"emailAddress": RIK} | more
    return {"type": kind, "role": role} | more
