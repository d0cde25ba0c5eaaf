"""What Drive knows outlives the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocsheets.sandbox import Sandbox
from tests.sandbox.drive_world import ANA, CHAIR, World

if TYPE_CHECKING:
    from pathlib import Path


def test_sharing_comments_history_and_mail_are_there_after_a_restart(tmp_path: Path) -> None:
    """Answers about everything are the same before and after."""
    db = tmp_path / "state.sqlite"
    with Sandbox(db=db) as sandbox:
        sandbox.accounts([{"email": "Ana@Example.org", "aliases": ["a@example.org"]}])
        sandbox.settings(sharing_burst=9)
        before = World(sandbox)
        chair = before[CHAIR]
        drive = chair.shared_drive()
        folder = chair.folder(parents=[drive])
        file = chair.create(parents=[folder], properties={"a": "b"})
        chair.write(file, "old")
        chair.write(file, "new")
        chair.share(folder, "user", "commenter", ANA, sendNotificationEmail="true")
        chair.share(file, "anyone", "reader")
        chair.post(f"files/{file}/comments", {"content": "hm"}, fields="id")
        before.call(CHAIR, "POST", "/sandbox/proposals", [{"file": file, "requester": ANA}], {})
        paths = [
            *(f"files/{file}", f"drives/{drive}", f"files/{folder}/permissions", "files"),
            *(f"files/{file}/{part}" for part in ("permissions", "comments", "revisions")),
            *(f"files/{file}/accessproposals", "/sandbox/mail", "/sandbox/settings"),
            *("/sandbox/accounts", f"/v4/spreadsheets/{file}/values/A1"),
            f"/spreadsheets/export?id={file}&revision=2&exportFormat=csv",
        ]
        query = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}
        asked = {path: {"fields": "*"} | ({} if "/v4/" in path else query) for path in paths}
        told = [chair.get(path, **asked[path]) for path in paths]
        assert [answer.status for answer in told] == [200] * len(paths)
        before.close()
    with Sandbox(db=db) as sandbox:
        after = World(sandbox)
        assert [after[CHAIR].get(path, **asked[path]) for path in paths] == told
        assert after[ANA].read(file) == 200
        after.close()
