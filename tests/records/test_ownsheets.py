"""Worksheets of our own are not taken for records, whatever a committee calls a column."""

from __future__ import annotations

import pytest

from cocsheets.errors import LayoutError
from cocsheets.records.layout import fits, locate
from cocsheets.records.mapping import propose
from cocsheets.records.ownsheets import LEDGER, STATUS, is_own
from cocsheets.records.schema import load_schema
from cocsheets.records.table import Row, Spreadsheet, Worksheet
from cocsheets.settings import parse_tables

FIELDS = ("date_reported", "named_subjects", "summary", "outcome_to_share", "reporter")


def named_like(header: tuple[str, ...]) -> dict[str, object]:
    """Settings of a committee whose columns are called as those of our own worksheet."""
    headers = dict(zip(FIELDS, header, strict=False))
    others = [c.key for c in load_schema().columns if c.key not in FIELDS and not c.optional]
    return {"headers": headers, "columns": {key: {"optional": True} for key in others}}


@pytest.mark.parametrize("header", [LEDGER, STATUS])
def test_our_own_worksheet_is_no_twin_and_no_candidate(header: tuple[str, ...]) -> None:
    """The records are found beside it; alone it is not taken for them, and init proposes it not."""
    schema = load_schema(parse_tables({"schema": named_like(header)}, "x").schema)
    own = Worksheet("cocsheets", 7, 0, (Row(1, header),))
    records = Worksheet("Reports", 1, 1, (Row(1, ("title",)), Row(2, header[: len(FIELDS)])))
    both = Spreadsheet("id", "t", "Etc/GMT", "en_GB", (own, records))
    assert (is_own(own), is_own(records)) == (True, False)
    assert locate(both, schema).worksheet is records
    assert not fits(own, schema)
    assert fits(records, schema)
    assert [fit.worksheet for fit in propose(both, {"x": schema})] == ["Reports"]
    with pytest.raises(LayoutError, match="No worksheet"):
        locate(Spreadsheet("id", "t", "Etc/GMT", "en_GB", (own,)), schema)
