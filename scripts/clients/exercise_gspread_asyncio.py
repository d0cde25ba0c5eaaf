"""What people do with gspread_asyncio, which ships no tests."""

from __future__ import annotations

import asyncio
from typing import Any

import gspread_asyncio
from google.oauth2.credentials import Credentials


def test_sheets_are_made_written_and_read() -> None:
    async def work() -> Any:
        make = lambda: Credentials(token="sandbox:chair@example.org")  # type: ignore[no-untyped-call]  # noqa: E731
        manager = gspread_asyncio.AsyncioGspreadClientManager(make, gspread_delay=0)
        client = await manager.authorize()
        book = await client.create("Reports")
        sheet = await book.add_worksheet("More", 10, 5)
        await sheet.append_row(["a", 1])
        await sheet.update_acell("A2", "=1+1")
        await asyncio.gather(*(sheet.append_row([str(n)]) for n in range(5)))
        values = await sheet.get_values()
        await sheet.batch_update([{"range": "B2", "values": [["x"]]}])
        await client.insert_permission(
            book.id, "member@example.org", perm_type="user", role="reader"
        )
        found = await client.open_by_key(book.id)
        titles = [each.title for each in await found.worksheets()]
        await book.del_worksheet(sheet)
        return values, titles

    values, titles = asyncio.run(work())
    assert values[:2] == [["a", "1"], ["2", ""]]
    assert sorted(row[0] for row in values[2:]) == list("01234")
    assert titles == ["Sheet1", "More"]
