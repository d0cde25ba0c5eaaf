"""Several people in one cell, and names that only look like several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocsheets.records import people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("Doe, Jane; Roe, Rik\nPoe & Co", ("Doe, Jane", "Roe, Rik", "Poe & Co")),
        ("Roe, Rik", ("Roe, Rik",)),
        ("van der Berg, A.", ("van der Berg, A.",)),
        ("Doe, Jane Mary", ("Doe, Jane Mary",)),
        ("Jane Doe, Rik Roe", ("Jane Doe", "Rik Roe")),
        ("Jan van Dijk, Rik Roe", ("Jan van Dijk", "Rik Roe")),
        ("Jane Doe, Rik Roe and Ana Poe", ("Jane Doe", "Rik Roe", "Ana Poe")),
        ("Jane Doe, Rik Roe, and Ana Poe", ("Jane Doe", "Rik Roe", "Ana Poe")),
        ("Jane Doe and Rik Roe", ("Jane Doe", "Rik Roe")),
        ("Jane Doe & Rik Roe", ("Jane Doe", "Rik Roe")),
        ("Doe, Jane and Roe, Rik", ("Doe, Jane", "Roe, Rik")),
        ("Jane Doe / Rik Roe | Ana Poe + Al Bo", ("Jane Doe", "Rik Roe", "Ana Poe", "Al Bo")),
        ("Doe, Jane / Roe, Rik", ("Doe, Jane", "Roe, Rik")),
        ("Jane Doe (she/her), Rik Roe (he / him)", ("Jane Doe (she/her)", "Rik Roe (he / him)")),
        ("Jane Doe (@jane, speaker), Rik Roe", ("Jane Doe (@jane, speaker)", "Rik Roe")),
        ("佐藤花子、鈴木一郎", ("佐藤花子", "鈴木一郎")),
        ("محمد علي، سارة حسن", ("محمد علي", "سارة حسن")),
        ("Poe & Co", ("Poe & Co",)),
        ("Poe and Sons", ("Poe and Sons",)),
        ("Jane and Rik Doe", ("Jane and Rik Doe",)),
        ("José Sample, Zoë Ångström", ("José Sample", "Zoë Ångström")),
        ("Jane Doe (@jane, speaker)", ("Jane Doe (@jane, speaker)",)),
        ("Jane Doe\r\n\r\nRik Roe\n", ("Jane Doe", "Rik Roe")),
        ("; Jane Doe ;", ("Jane Doe",)),
        ("@jane, @rik", ("@jane, @rik",)),
        ("Alexandra Sand", ("Alexandra Sand",)),
        ("Expunged, Expunged", ("Expunged", "Expunged")),
        ("Expunged and Expunged", ("Expunged", "Expunged")),
        (";", (";",)),
        ("", ()),
        (" \n ", ()),
    ],
)
def test_people_are_told_apart(text: str, names: tuple[str, ...]) -> None:
    """Semicolons and line breaks separate, commas only full names, `and` only full names."""
    assert people.split(text) == names


@given(st.text(alphabet="ABab ,;&/|+、،\n.and", max_size=30))
def test_pieces_lose_nothing_but_what_is_around(text: str) -> None:
    """Names and separators together are the cell's own text, and no name is empty."""
    pieces = people.pieces(text)
    assert "".join(pieces) in text
    assert all(pieces[::2])
    assert bool(pieces) == bool(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "@jane, @rik",
        "Jane and Rik Doe",
        "Doe, Jane, PhD",
        "jane doe, rik roe",
        "Jane / Rik",
        "Jane Doe und Rik Roe",
    ],
)
def test_unclear_cells_are_told(text: str) -> None:
    """Where several people may be meant although one is read, a person is asked."""
    assert people.unclear(text)
    assert not people.unclear("Doe, Jane")
    assert not people.unclear("Poe & Co")
    assert not people.unclear("Jane Ortega y Gasset")
    assert not people.unclear("Jane Doe (she/her)")
