"""Old states of a spreadsheet, exports, uploads, publishing, and people who ask for access."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests

from tests.sandbox.drive_world import ANA, CHAIR, FOLDER, RIK, Person, World


@pytest.fixture
def file(world: World) -> str:
    """A spreadsheet that held a name and holds `Expunged`; Ana edits, Rik comments."""
    chair = world[CHAIR]
    made = chair.create("Reports")
    chair.write(made, "Maria Example")
    chair.write(made, "Expunged")
    chair.share(made, "user", "writer", ANA)
    chair.share(made, "user", "commenter", RIK)
    return made


def follow(person: Person, link: str) -> str:
    """What an export link leads to."""
    parts = urlsplit(link)
    assert parts.hostname == "docs.google.com"
    answer = person.call("GET", f"{parts.path}?{parts.query}")
    assert answer.status == 200, answer
    return answer.text


def test_every_write_makes_a_revision_and_every_writer_reads_it(world: World, file: str) -> None:
    """The name is gone from the sheet and still there for whoever may edit."""
    listed = world[ANA].get(f"files/{file}/revisions").json
    assert listed["kind"] == "drive#revisionList"
    numbers = [entry["id"] for entry in listed["revisions"]]
    assert numbers == ["1", "2", "3"]
    assert set(listed["revisions"][0]) == {"kind", "id", "mimeType", "modifiedTime"}
    old = world[ANA].get(f"files/{file}/revisions/2", fields="exportLinks,lastModifyingUser").json
    assert old["lastModifyingUser"]["emailAddress"] == CHAIR
    assert follow(world[ANA], old["exportLinks"]["text/csv"]) == "Maria Example"
    assert world[ANA].get(f"files/{file}/export", mimeType="text/csv").text == "Expunged"
    asked = world[ANA].post(f"files/{file}/download", mimeType="text/csv", revisionId="2").json
    assert follow(world[ANA], asked["response"]["downloadUri"]) == "Maria Example"


def test_commenters_do_not_read_old_states(world: World, file: str) -> None:
    """403 for listing, getting and exporting; strangers find no file."""
    rik = world[RIK]
    for path in (f"files/{file}/revisions", f"files/{file}/revisions/2"):
        assert rik.get(path).reason == "insufficientFilePermissions"
    link = f"/spreadsheets/export?id={file}&revision=2&exportFormat=csv"
    assert rik.call("GET", link).status == 403
    assert rik.call("GET", link.replace("&revision=2", "")).text == "Expunged"
    assert world["una@example.org"].get(f"files/{file}/revisions").status == 404


def test_revisions_of_a_spreadsheet_cannot_be_deleted(world: World, file: str) -> None:
    """403 revisionDeletionNotSupported, and keepForever changes nothing."""
    refused = world[CHAIR].delete(f"files/{file}/revisions/2")
    assert (refused.status, refused.reason) == (403, "revisionDeletionNotSupported")
    path = f"files/{file}/revisions/2"
    kept = world[CHAIR].patch(path, {"keepForever": True}, fields="keepForever").json
    assert kept == {"keepForever": False}
    missing = world[CHAIR].get(f"files/{file}/revisions/99")
    assert (missing.status, missing.message) == (404, "Revision not found: 99.")
    folder = world[CHAIR].create("x", FOLDER)
    assert world[CHAIR].get(f"files/{folder}/revisions").reason == "revisionsNotSupported"


def test_a_published_sheet_is_read_by_anyone_and_ends_when_unpublished(
    world: World, file: str
) -> None:
    """No account and no permission row is needed; publishAuto follows later writes."""
    url = f"{world.sandbox.url}/spreadsheets/d/{file}/pub?output=csv"
    assert requests.get(url, timeout=5).status_code == 404
    path = f"files/{file}/revisions/3"
    body = {"published": True, "publishAuto": True, "publishedOutsideDomain": True}
    told = world[CHAIR].patch(path, body, fields="published,publishAuto,publishedLink").json
    assert told["publishedLink"].endswith(f"/spreadsheets/d/{file}/pubhtml")
    assert requests.get(url, timeout=5).text == "Expunged"
    world[ANA].write(file, "News")
    assert requests.get(url, timeout=5).text == "News"
    assert world[CHAIR].get(path, fields="published").json == {"published": False}
    head = f"files/{file}/revisions/4"
    seen = world[CHAIR].get(head, fields="published,publishAuto,publishedOutsideDomain").json
    assert seen == body
    assert world[RIK].patch(head, {"published": False}).status == 403
    world[CHAIR].patch(head, {"published": False})
    assert requests.get(url, timeout=5).status_code == 404


def test_exports_are_text_with_googles_refusals_for_the_rest(world: World, file: str) -> None:
    """Rows equally long, CRLF between them and none at the end; other kinds are refused."""
    chair = world[CHAIR]
    values = [["a", 'say "hi"', "x,y"], [1, True], [], ["=A2*2"]]
    chair.call(
        "PUT",
        f"/v4/spreadsheets/{file}/values/A1:C4",
        {"values": values},
        valueInputOption="USER_ENTERED",
    )
    text = 'a,"say ""hi""","x,y"\r\n1,TRUE,\r\n,,\r\n2,,'
    assert chair.get(f"files/{file}/export", mimeType="text/csv").text == text
    tabs = chair.get(f"files/{file}/export", mimeType="text/tab-separated-values").text
    assert tabs.splitlines()[0] == 'a\tsay "hi"\tx,y'
    refused = chair.get(f"files/{file}/export", mimeType="image/png")
    assert (refused.status, refused.message) == (400, "The requested conversion is not supported.")
    assert chair.get(f"files/{file}/export", mimeType="application/pdf").status == 501
    folder = chair.create("x", FOLDER)
    assert chair.get(f"files/{folder}/export", mimeType="text/csv").reason == "fileNotExportable"


def test_an_upload_of_csv_replaces_all_sheets(world: World, file: str) -> None:
    """gspread's import_csv: typed values in one new sheet, and an old state more."""
    client = world.sandbox.client(ANA)
    book = client.open_by_key(file)
    book.add_worksheet("More", 5, 5)
    client.import_csv(file, "name,n\nÆsa,3\n")
    (sheet,) = client.open_by_key(file).worksheets()
    assert sheet.get_all_values() == [["name", "n"], ["Æsa", "3"]]
    assert sheet.get("B2", value_render_option="UNFORMATTED_VALUE") == [[3]]  # type: ignore[arg-type]
    assert len(world[ANA].get(f"files/{file}/revisions").json["revisions"]) == 5


def test_people_who_ask_are_let_in_or_not(world: World, file: str) -> None:
    """Access proposals are seen and resolved by those who may share."""
    asking = [
        {"file": file, "requester": "una@example.org", "role": "writer", "message": "please"},
        {"file": file, "requester": "tom@example.org"},
    ]
    assert world.call(CHAIR, "POST", "/sandbox/proposals", asking, {}).status == 200
    path = f"files/{file}/accessproposals"
    assert world[RIK].get(path).status == 403
    una, tom = world[ANA].get(path).json["accessProposals"]
    assert (una["requesterEmailAddress"], una["rolesAndViews"]) == (
        "una@example.org",
        [{"role": "writer"}],
    )
    assert una["requestMessage"] == "please"
    yes = {"action": "ACCEPT", "role": ["reader"], "sendNotification": True}
    assert world[ANA].post(f"{path}/{una['proposalId']}:resolve", yes).status == 200
    assert world[ANA].post(f"{path}/{tom['proposalId']}:resolve", {"action": "DENY"}).status == 200
    assert world[ANA].get(path).json == {"accessProposals": []}
    assert (world["una@example.org"].read(file), world["tom@example.org"].read(file)) == (200, 403)
    assert [(mail["to"], mail["kind"]) for mail in world.mail()] == [
        ("una@example.org", "proposal")
    ]
    assert world[ANA].post(f"{path}/x:resolve", {"action": "MAYBE"}).status in (400, 404)
