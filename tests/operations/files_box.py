"""A committee with settings that name more files than the records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.box import OWNER, ROBOT, Box

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox


class FilesBox(Box):
    """The records, and whatever other files a test puts under the roster."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox)
        self.folder_ = folder
        self.keys: dict[str, str] = {}

    def configure(self, files: str) -> None:
        """Write the settings."""
        keep = f'[sharing]\nkeep = ["{OWNER}"]\n'
        lines = "\n".join(line.strip() for line in files.splitlines())
        (self.folder_ / "cocsheets.toml").write_text(keep + lines)

    def cocsheets(self, *arguments: str, code: int = 0, **env: str) -> str:
        """What a command prints; its exit code is checked."""
        ran = self.run(*arguments, folder=self.folder_, **env)
        assert ran.code == code, (ran.code, ran.out, ran.err)
        return ran.out + ran.err

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What a command prints as JSON."""
        ran = self.run(*arguments, "--format", "json", folder=self.folder_)
        assert ran.code == code, (ran.code, ran.out, ran.err)
        return json.loads(ran.out)

    def on(self, name: str) -> dict[str, str]:
        """Role by address of everybody who has access to a file, owner and robot left out."""
        fields = "permissions(type,role,emailAddress)"
        listed = self.drive("GET", f"/files/{self.keys[name]}/permissions?fields={fields}")
        names = {p.get("emailAddress") or p["type"]: p["role"] for p in listed["permissions"]}
        return {email: role for email, role in names.items() if email not in (OWNER, ROBOT)}

    def sent(self, *methods: str) -> list[str]:
        """Methods and paths of the requests to Drive by the daily job, look-ups left out."""
        return [
            f"{request['method']} {request['path']}"
            for request in self.sandbox.requests()
            if request["user"] == ROBOT
            and "/drive/v3/files" in request["path"]
            and request["method"] in (methods or ("GET", "POST", "PATCH", "DELETE"))
        ]
