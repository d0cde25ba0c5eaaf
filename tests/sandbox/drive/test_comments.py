"""Drive's comments and replies: who says, changes, deletes and resolves."""

from __future__ import annotations

import pytest

from tests.sandbox.drive_world import ANA, CHAIR, RIK, Person, World


@pytest.fixture
def file(world: World) -> str:
    """A spreadsheet of the chair's that Ana edits and Rik reads."""
    made = world[CHAIR].create()
    world[CHAIR].share(made, "user", "writer", ANA)
    world[CHAIR].share(made, "user", "reader", RIK)
    return made


def say(person: Person, file: str, text: str = "Is that right?") -> str:
    """A comment that quotes a cell; its id."""
    quoted = {"mimeType": "text/html", "value": "Maria Example"}
    body = {"content": text, "quotedFileContent": quoted, "anchor": "{}"}
    answer = person.post(f"files/{file}/comments", body, fields="id")
    assert answer.status == 200, answer
    found: str = answer.json["id"]
    return found


def test_fields_are_demanded_and_readers_refused(world: World, file: str) -> None:
    """No default fields; whoever may not comment sees no comments."""
    refused = world[ANA].get(f"files/{file}/comments")
    assert (refused.status, refused.reason) == (400, "required")
    assert world[RIK].get(f"files/{file}/comments", fields="*").status == 403


def test_a_comment_shows_its_author_but_no_address(world: World, file: str) -> None:
    """Author by name only; the quoted text stays whatever becomes of the cell."""
    say(world[ANA], file)
    world[CHAIR].write(file, "Expunged")
    (comment,) = world[CHAIR].get(f"files/{file}/comments", fields="*").json["comments"]
    assert comment["author"] == {"kind": "drive#user", "displayName": "ana", "me": False}
    assert comment["quotedFileContent"]["value"] == "Maria Example"
    assert (comment["resolved"], comment["deleted"], comment["replies"]) == (False, False, [])


def test_only_the_author_changes_and_deletes(world: World, file: str) -> None:
    """Not even the owner deletes other people's comments; a stub without words stays."""
    comment = say(world[ANA], file)
    path = f"files/{file}/comments/{comment}"
    owner = world[CHAIR]
    for refused in (owner.delete(path), owner.patch(path, {"content": "x"}, fields="id")):
        assert (refused.status, refused.reason) == (403, "insufficientFilePermissions")
    assert world[ANA].patch(path, {"content": "Well"}, fields="content").json == {"content": "Well"}
    assert world[ANA].delete(path).status == 204
    assert owner.get(path, fields="*").status == 404
    assert owner.get(f"files/{file}/comments", fields="comments").json == {"comments": []}
    stub = owner.get(path, fields="*", includeDeleted="true").json
    assert stub["deleted"] is True
    assert not {"content", "htmlContent", "quotedFileContent"} & set(stub)


def test_anyone_who_may_comment_resolves_and_the_words_stay(world: World, file: str) -> None:
    """Resolving hides nothing from the API; replies have their own authors."""
    path = f"files/{file}/comments/{say(world[CHAIR], file)}"
    reply = world[ANA].post(f"{path}/replies", {"action": "resolve"}, fields="*").json
    assert (reply["action"], reply["author"]["me"]) == ("resolve", True)
    seen = world[CHAIR].get(path, fields="resolved,content,replies(action)").json
    assert seen == {
        "resolved": True,
        "content": "Is that right?",
        "replies": [{"action": "resolve"}],
    }
    mine = f"{path}/replies/{reply['id']}"
    assert world[CHAIR].delete(mine).status == 403
    assert world[ANA].patch(mine, {"content": "done"}, fields="content").json["content"] == "done"
    assert world[ANA].delete(mine).status == 204
    assert world[CHAIR].get(f"{path}/replies", fields="replies").json == {"replies": []}
    assert world[CHAIR].post(f"{path}/replies", {}, fields="*").reason == "required"
    world[CHAIR].post(f"{path}/replies", {"action": "reopen"}, fields="id")
    assert world[CHAIR].get(path, fields="resolved").json == {"resolved": False}


def test_comments_page_and_the_mentioned_get_mail(world: World, file: str) -> None:
    """Twenty by default; a mention is the only mail that a comment sends here."""
    for number in range(21):
        say(world[ANA], file, f"{number} +{RIK}" if number == 0 else str(number))
    first = world[ANA].get(f"files/{file}/comments", fields="nextPageToken,comments(id)").json
    assert len(first["comments"]) == 20
    rest = (
        world[ANA]
        .get(
            f"files/{file}/comments",
            fields="comments(mentionedEmailAddresses)",
            pageToken=first["nextPageToken"],
        )
        .json
    )
    assert rest == {"comments": [{"mentionedEmailAddresses": [RIK]}]}
    assert [(mail["to"], mail["kind"]) for mail in world.mail()] == [(RIK, "comment")]


def test_unknown_comments_and_replies_are_404(world: World, file: str) -> None:
    """In Drive's words."""
    path = f"files/{file}/comments"
    assert world[ANA].get(f"{path}/x", fields="*").message == "Comment not found: x."
    comment = say(world[ANA], file)
    missing = world[ANA].get(f"{path}/{comment}/replies/y", fields="*")
    assert (missing.status, missing.message) == (404, "Reply not found: y.")


def test_a_comment_is_not_assigned_by_the_api(world: World) -> None:
    """The field is documented, and refused when it is sent (reported)."""
    file = world[CHAIR].create()
    body = {"content": "x", "assigneeEmailAddress": ANA}
    assert world[CHAIR].post(f"files/{file}/comments", body, fields="id").status == 400
