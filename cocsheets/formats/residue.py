"""Residue as text, JSON and CSV. Places, never contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cocsheets import csvtext
from cocsheets.operations.residue import ResidueReport
from cocsheets.records.residue import CANNOT
from cocsheets.shown import count


def residue_text(report: ResidueReport) -> str:
    """The places, and what cannot be looked at."""
    lines = [place.place for place in (*report.places, *report.questions)]
    if report.looked_for:
        lines.append(f"{count(len(report.places), 'place')} found.")
        if report.questions:
            asked = count(len(report.questions), "place")
            lines.append(f"{asked} may be about them: a person has to look.")
    else:
        lines.append("Nobody was looked for: no row is due and nobody was given.")
        lines.append("Use --identifier TEXT or --row NUMBER to look for somebody.")
    lines += earlier_lines(report)
    lines += unsearched_lines(report)
    lines.append("")
    lines += cannot_lines(report)
    return "\n".join(lines)


def earlier_lines(report: ResidueReport) -> Iterator[str]:
    """What earlier runs found: still there, or gone."""
    for place in report.known:
        yield f"still there since an earlier run, please look: {place.place}"
    for place in report.gone:
        yield f"no longer there, or another text by now: {place.place}"


def unsearched_lines(report: ResidueReport) -> Iterator[str]:
    """Which worksheets were left out."""
    for found in report.unsearched:
        yield (
            f'worksheet "{found.worksheet}" has {found.cells:,} cells. It could not be read, so it'
            " was not searched. Run `cocsheets residue` later."
        )


def cannot_lines(report: ResidueReport) -> Iterator[str]:
    """What was not or cannot be looked at."""
    yield "Not looked at, since no tool can:"
    yield from (f"  {line}" for line in CANNOT)
    if not report.comments_seen:
        yield "  comments: they could not be read"


def residue_json(report: ResidueReport) -> dict[str, Any]:
    """Stable form for programs."""
    return {
        "places": [place.to_json() for place in report.places],
        "questions": [place.to_json() for place in report.questions],
        "looked_for": report.looked_for,
        "known": [place.to_json() for place in report.known],
        "gone": [place.to_json() for place in report.gone],
        "comments_seen": report.comments_seen,
        "unsearched": [found.to_json() for found in report.unsearched],
        "cannot": list(CANNOT),
    }


def residue_csv(report: ResidueReport) -> str:
    """One line a place."""
    states = [("found", place) for place in report.places]
    states += [("question", place) for place in report.questions]
    states += [("known", place) for place in report.known]
    states += [("gone", place) for place in report.gone]
    rows = [
        [place.kind, place.worksheet, place.cell, place.author, place.url, state]
        for state, place in states
    ]
    return csvtext.write([["kind", "worksheet", "cell", "author", "url", "state"], *rows])
