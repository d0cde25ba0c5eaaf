"""Proposing how a sheet that nobody has set up yet fits a schema."""

from __future__ import annotations

from collections.abc import Sequence

from cocsheets.records.mapping import HeaderMapping, propose
from cocsheets.records.schema import SchemaSettings, load_schema
from cocsheets.records.table import Row, Spreadsheet, Value, Worksheet
from tests.records.sheets import HEADERS

SCHEMAS = {
    name: load_schema(SchemaSettings(preset=name)) for name in ("django-2016", "django-2026")
}


def fits(
    *sheets: Sequence[Sequence[Value]], worksheet: str | None = None
) -> tuple[HeaderMapping, ...]:
    """What may hold the records, among worksheets of these rows."""
    made = tuple(
        Worksheet(f"Sheet{n}", n, n, tuple(Row(m, tuple(row)) for m, row in enumerate(rows, 1)))
        for n, rows in enumerate(sheets)
    )
    return propose(Spreadsheet("id", "title", "Etc/GMT", "en_GB", made), SCHEMAS, worksheet)


def fit(*sheets: Sequence[Sequence[Value]], worksheet: str | None = None) -> HeaderMapping | None:
    """The one fit among worksheets of these rows."""
    found = fits(*sheets, worksheet=worksheet)
    assert len(found) < 2
    return found[0] if found else None


def renamed(key_index: int, header: str) -> list[str]:
    """The headers with one in other words."""
    return [header if n == key_index else text for n, text in enumerate(HEADERS)]


def test_a_complete_sheet_needs_nothing() -> None:
    """All headers there, below a title: complete, nothing to ask, own columns named."""
    found = fit([["x"]], [["Our log"], [*HEADERS, "Notes"]])
    assert found is not None
    assert (found.worksheet, found.row, found.schema.name) == ("Sheet1", 2, "django-2016")
    assert found.complete
    assert found.unknown == {"K": "Notes"}


def test_near_misses_are_proposed_and_never_taken() -> None:
    """A header in other words is proposed for the field that it resembles, each only once."""
    found = fit([renamed(9, "Expunge this record on date")])
    assert found is not None
    assert found.near == {"expunge_on": "J"}
    assert not found.complete
    assert found.missing == ()


def test_what_resembles_nothing_is_missing() -> None:
    """A column in quite other words is for a person to tell."""
    found = fit([renamed(4, "Zebra")])
    assert found is not None
    assert [column.key for column in found.missing] == ["summary"]
    assert found.unknown == {"E": "Zebra"}


def test_the_newer_preset_where_it_fits_better() -> None:
    """The preset whose columns are there is taken, whichever is the default."""
    newer = [column.header for column in SCHEMAS["django-2026"].columns]
    found = fit([newer])
    assert found is not None
    assert found.schema.name == "django-2026"


def test_no_fit() -> None:
    """A sheet about other things, an empty one, or one of another title, fits nothing."""
    assert fit([["Name", "E-mail", "Role"]]) is None
    assert fit([]) is None
    assert fit([list(HEADERS)], worksheet="Other") is None


def test_several_that_fit() -> None:
    """Twins are both proposed, complete or not; a worse one beside a complete one is not."""
    whole, more, near = list(HEADERS), [*HEADERS, "Hold until"], renamed(9, "Expunge it on date")
    assert [f.worksheet for f in fits([near], [whole], [more])] == ["Sheet2", "Sheet1"]
    assert [f.worksheet for f in fits([near], [near])] == ["Sheet0", "Sheet1"]
    assert [f.worksheet for f in fits([near], [near], worksheet="Sheet1")] == ["Sheet1"]
