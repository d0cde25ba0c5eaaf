"""Many clients at once: nothing is lost and the state is that of some order of the requests."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cocsheets.sandbox import Sandbox

_CLIENTS, _EACH = 50, 4


def test_fifty_clients_lose_nothing(sandbox: Sandbox) -> None:
    """Appends of fifty clients all arrive, each once, and no request fails."""
    owner = sandbox.client("chair@example.org")
    key = owner.create("Reports").id
    owner.open_by_key(key).share("", perm_type="anyone", role="writer")

    def work(number: int) -> None:
        sheet = sandbox.client(f"member{number}@example.org").open_by_key(key).sheet1
        for turn in range(_EACH):
            sheet.append_row([f"{number}-{turn}", number])

    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(work, range(_CLIENTS)))
    rows = owner.open_by_key(key).sheet1.get_all_values()
    wanted = {(f"{n}-{t}", str(n)) for n in range(_CLIENTS) for t in range(_EACH)}
    assert {tuple(row) for row in rows} == wanted
    assert len(rows) == _CLIENTS * _EACH
    assert {record["status"] for record in sandbox.requests()} == {200}
    order = {name: place for place, (name, _) in enumerate(rows)}
    for number in range(_CLIENTS):
        places = [order[f"{number}-{turn}"] for turn in range(_EACH)]
        assert places == sorted(places)


def test_conditional_writes_happen_once(sandbox: Sandbox) -> None:
    """Of twenty clients that replace the same text in one cell exactly one does."""
    owner = sandbox.client("chair@example.org")
    book = owner.create("Reports")
    book.sheet1.update([["free"]], "A1")
    book.share("", perm_type="anyone", role="writer")

    def take(number: int) -> int:
        client = sandbox.client(f"member{number}@example.org")
        cell = {
            "sheetId": 0,
            "startRowIndex": 0,
            "endRowIndex": 1,
            "startColumnIndex": 0,
            "endColumnIndex": 1,
        }
        request = {"find": "free", "replacement": f"taken {number}", "range": cell}
        body = {
            "requests": [{"findReplace": {**request, "matchEntireCell": True, "matchCase": True}}]
        }
        reply = client.http_client.batch_update(book.id, body)
        return int(reply["replies"][0]["findReplace"].get("valuesChanged", 0))

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(take, range(20))) == 1
