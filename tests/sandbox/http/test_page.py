"""The page at `/`, over HTTP and in a real browser."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser import CHROMIUM, browse

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox


def fill(sandbox: Sandbox) -> str:
    """A spreadsheet with a past and with somebody let in; its key."""
    book = sandbox.client("chair@example.org").create("Reports <2024>")
    book.sheet1.update([["Ann <b>Example</b>", 5], ["=A1", 6]], "A1", raw=False)
    book.sheet1.update_acell("A1", "Expunged")
    book.sheet1.update_note("B1", "seen by the chair")
    book.share("member@example.net", perm_type="user", role="reader", notify=False)
    return book.id


def get(sandbox: Sandbox, path: str, method: str = "GET", host: str = "") -> tuple[int, str]:
    """Status and text of a page."""
    place = urlsplit(sandbox.url).netloc
    connection = http.client.HTTPConnection(place)
    connection.request(method, path, headers={"Host": host or place})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_it_shows_cells_history_and_access(sandbox: Sandbox) -> None:
    """Values as shown, nothing unescaped, every revision, everyone let in."""
    fill(sandbox)
    status, text = get(sandbox, "/")
    assert status == 200
    assert "Reports &lt;2024&gt;" in text
    assert text.count("Expunged") == 2
    assert "<b>" not in text
    assert "member@example.net" in text
    assert "seen by the chair" in text
    assert "<script" not in text


def test_an_old_revision_is_shown_with_its_changes_marked(sandbox: Sandbox) -> None:
    """The old text is there for whoever looks, and the cells that a revision changed are marked."""
    key = fill(sandbox)
    _, old = get(sandbox, f"/?spreadsheet={key}&revision=2")
    assert "Ann &lt;b&gt;Example&lt;/b&gt;" in old
    _, new = get(sandbox, f"/?spreadsheet={key}&revision=3")
    assert '<td class="changed">Expunged</td><td class="n">5</td>' in new


def test_it_is_read_only_and_for_this_machine(sandbox: Sandbox) -> None:
    """Nothing but GET, no name but loopback's, and no trace in the request list."""
    assert get(sandbox, "/", "POST")[0] == 405
    assert get(sandbox, "/", host="evil.example")[0] == 403
    assert get(sandbox, "/?spreadsheet=nope")[0] == 404
    assert sandbox.requests() == []


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: the page is not looked at")
def test_a_browser_shows_it(sandbox: Sandbox, tmp_path: Path) -> None:
    """Chromium lays the page out and draws it, without a network."""
    fill(sandbox)
    dom = browse(tmp_path, sandbox.url, "--dump-dom")
    assert "<caption>Who has access</caption>" in dom
    assert "member@example.net" in dom
    shot = tmp_path / "page.png"
    browse(tmp_path, sandbox.url, f"--screenshot={shot}", "--window-size=1000,900")
    assert shot.stat().st_size > 5_000
