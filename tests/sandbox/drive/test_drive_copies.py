"""Drive's `files.copy`: the content and what goes with it."""

from __future__ import annotations

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, World


def test_a_copy_has_the_content_and_nothing_else(world: World) -> None:
    """No history, no comments, no sharing; notes and values come along; the copier owns it."""
    chair, ana = world[CHAIR], world[ANA]
    file = chair.create("Reports")
    for text in ("first", "second"):
        assert chair.write(file, text) == 200
    chair.share(file, "user", "writer", ANA)
    chair.post(f"files/{file}/comments", {"content": "hm"}, fields="id")
    copied = ana.post(f"files/{file}/copy", {"name": None}).json
    assert copied["name"] == "Copy of Reports"
    copy = copied["id"]
    values = ana.get(f"/v4/spreadsheets/{copy}/values/A1").json["values"]
    assert values == [["second"]]
    assert len(ana.get(f"files/{copy}/revisions").json["revisions"]) == 1
    assert ana.get(f"files/{copy}/comments", fields="comments").json == {"comments": []}
    assert [entry["emailAddress"] for entry in ana.permissions(copy)] == [ANA]
    assert chair.read(copy) == 403
    ana.write(copy, "third")
    assert chair.get(f"/v4/spreadsheets/{file}/values/A1").json["values"] == [["second"]]


def test_a_copy_beside_its_source_inherits_the_folders_sharing(world: World) -> None:
    """Without a parent the copy lands in the source's folder, if the copier may add to it."""
    chair, ana = world[CHAIR], world[ANA]
    folder = chair.folder()
    file = chair.create(parents=[folder])
    chair.share(folder, "user", "reader", ANA)
    beside = chair.post(f"files/{file}/copy", {}).json["id"]
    assert ana.read(beside) == 200
    apart = chair.post(f"files/{file}/copy", {"parents": [chair.folder()]}).json["id"]
    assert ana.read(apart) == 403
    own = ana.post(f"files/{file}/copy", {}).json["id"]
    root = ana.get("files/root").json["id"]
    assert ana.get(f"files/{own}", fields="parents").json == {"parents": [root]}


def test_a_copy_takes_open_comments_along_when_asked(world: World) -> None:
    """copyComments brings those that are neither resolved nor deleted."""
    chair, file = world[CHAIR], world[CHAIR].create()
    said = [
        chair.post(f"files/{file}/comments", {"content": text}, fields="id").json["id"]
        for text in ("open", "resolved", "deleted")
    ]
    replies = f"files/{file}/comments/{said[1]}/replies"
    chair.post(replies, {"action": "resolve"}, fields="id")
    chair.delete(f"files/{file}/comments/{said[2]}")
    copy = chair.post(f"files/{file}/copy", {}, copyComments="true").json["id"]
    kept = chair.get(f"files/{copy}/comments", fields="comments(content)").json["comments"]
    assert kept == [{"content": "open"}]


@pytest.mark.parametrize("kept", [True, False])
def test_a_copy_keeps_or_loses_protection_by_the_switch(world: World, kept: bool) -> None:
    """Reports conflict: kept with the copier as only editor, or lost."""
    world.sandbox.settings(copy_keeps_protection=kept)
    chair, file = world[CHAIR], world[CHAIR].create()
    chair.share(file, "user", "writer", ANA)
    entry = {"range": {"sheetId": 0, "endRowIndex": 1}, "editors": {"users": [CHAIR]}}
    request = {"requests": [{"addProtectedRange": {"protectedRange": entry}}]}
    assert chair.post(f"/v4/spreadsheets/{file}:batchUpdate", request).status == 200
    copy = world[ANA].post(f"files/{file}/copy", {}).json["id"]
    sheet = world[ANA].get(f"/v4/spreadsheets/{copy}", fields="sheets.protectedRanges").json
    ranges = sheet["sheets"][0].get("protectedRanges", []) if "sheets" in sheet else []
    assert [entry["editors"]["users"] for entry in ranges] == ([[ANA]] if kept else [])


@pytest.mark.parametrize("kept", [True, False])
def test_a_copy_keeps_or_loses_ids_and_metadata_by_the_switches(world: World, kept: bool) -> None:
    """Ids of sheets, also where ranges name them, and developer metadata: unverified both ways."""
    world.sandbox.settings(copy_keeps_sheet_ids=kept, copy_keeps_metadata=kept)
    chair, file = world[CHAIR], world[CHAIR].create()
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}
    item = {"metadataKey": "a", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    requests = [
        {"addNamedRange": {"namedRange": {"name": "here", "range": area}}},
        {"createDeveloperMetadata": {"developerMetadata": item}},
    ]
    assert chair.post(f"/v4/spreadsheets/{file}:batchUpdate", {"requests": requests}).status == 200
    copy = chair.post(f"files/{file}/copy", {}).json["id"]
    fields = "sheets.properties.sheetId,namedRanges.range,developerMetadata.metadataKey"
    found = chair.get(f"/v4/spreadsheets/{copy}", fields=fields).json
    sheet_id = found["sheets"][0]["properties"]["sheetId"]
    assert (sheet_id == 0) is kept
    assert found["namedRanges"][0]["range"].get("sheetId", 0) == sheet_id
    assert ("developerMetadata" in found) is kept
