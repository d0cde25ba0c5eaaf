"""Residue as text, JSON and CSV. Places, never contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cocsheets.formats import csv
from cocsheets.formats.plans import count
from cocsheets.operations.residue import ResidueReport
from cocsheets.records.residue import CANNOT


def residue_text(report: ResidueReport) -> str:
    """The places, and what cannot be looked at."""
    lines = [place.place for place in report.places]
    lines.append(f"{count(len(report.places), 'place')} found.")
    lines.append("")
    lines += cannot_lines(report)
    return "\n".join(lines)


def cannot_lines(report: ResidueReport) -> Iterator[str]:
    """What was not or cannot be looked at."""
    yield "Not looked at, since no tool can:"
    yield from (f"  {line}" for line in CANNOT)
    if not report.comments_seen:
        yield "  comments: the acting account may not read them"


def residue_json(report: ResidueReport) -> dict[str, Any]:
    """Stable form for programs."""
    return {
        "places": [place.to_json() for place in report.places],
        "comments_seen": report.comments_seen,
        "cannot": list(CANNOT),
    }


def residue_csv(report: ResidueReport) -> str:
    """One line a place."""
    rows = [
        [place.kind, place.worksheet, place.cell, place.author, place.url]
        for place in report.places
    ]
    return csv.write([["kind", "worksheet", "cell", "author", "url"], *rows])
