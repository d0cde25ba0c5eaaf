"""How places look: as text, as JSON and as CSV. Addresses of accounts, and no other names.

Knows our own results. Must not compute any, nor print. What goes into notices and logs are the
findings, which hold counts alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cocsheets import csvtext
from cocsheets.access.presence import EntryKind
from cocsheets.formats.findings import finding_json
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.access.presence import Entry
    from cocsheets.operations.places import PlaceReport

NONE = "No place is in the settings. docs/places.md says how to add one."


def places_lines(reports: Sequence[PlaceReport]) -> Iterator[str]:
    """Each place: `-` should not be in, `+` is not in, `?` is for a person to look at."""
    if not reports:
        yield NONE
    for number, report in enumerate(reports):
        if number:
            yield ""
        yield from _place(report)


def _place(report: PlaceReport) -> Iterator[str]:
    seen = report.presence
    if report.error is not None or seen is None:
        yield f"{report.name}: {report.place.source}, not checked"
        if report.error is not None:
            yield f"! {report.error.message}"
            if report.error.hint:
                yield f"    {report.error.hint}"
        return
    day = f", by the file of {report.as_of}" if report.as_of else ""
    entries = count(seen.people, "entry", "entries")
    yield f"{report.name}: {report.place.source}, {entries}{day}"
    for outsider in seen.outsiders:
        yield f"- {_label(outsider.entry)} is in: {outsider.reason}"
    for member in seen.missing:
        yield f"+ {member.email} is not in"
    for entry, why in seen.unmatched:
        yield f"? {_label(entry)}: {why}"
    kept = f", {len(seen.kept)} kept by the settings" if seen.kept else ""
    members = count(len(seen.inside), "current member is", "current members are")
    yield f"{members} in{kept}."


def _label(entry: Entry) -> str:
    return entry.label + (" (guest)" if entry.kind is EntryKind.GUEST else "")


def places_json(reports: Sequence[PlaceReport], spreadsheet_id: str) -> dict[str, Any]:
    """Every place for programs; the keys are stable."""
    return {
        "places": [_json(report) for report in reports],
        "findings": [
            finding_json(finding, spreadsheet_id)
            for report in reports
            for finding in report.findings
        ],
    }


def _json(report: PlaceReport) -> dict[str, Any]:
    seen = report.presence
    return {
        "place": report.name,
        "source": report.place.source,
        "checked": seen is not None,
        "as_of": report.as_of,
        "entries": seen.people if seen else None,
        "members": [member.email for member in seen.inside] if seen else [],
        "former": [
            {
                **_entry(outsider.entry),
                "reason": outsider.reason,
                "stepped_down": outsider.stepped_down,
            }
            for outsider in (seen.outsiders if seen else ())
        ],
        "missing": [{"email": member.email} for member in (seen.missing if seen else ())],
        "unmatched": [
            {**_entry(entry), "reason": why} for entry, why in (seen.unmatched if seen else ())
        ],
        "kept": [_entry(entry) for entry in (seen.kept if seen else ())],
        "error": {"message": report.error.message, "hint": report.error.hint or None}
        if report.error
        else None,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, "email": entry.address or None, "kind": str(entry.kind)}


def places_csv(reports: Sequence[PlaceReport]) -> str:
    """One line for each thing to look at, guarded against formulas."""
    rows: list[Sequence[object]] = [("place", "what", "who", "reason")]
    for report in reports:
        name, seen = report.name, report.presence
        if report.error is not None or seen is None:
            reason = report.error.message if report.error else ""
            rows.append((name, "not checked", "", reason))
            continue
        rows += [(name, "former", o.entry.label, o.reason) for o in seen.outsiders]
        rows += [(name, "missing", member.email, "") for member in seen.missing]
        rows += [(name, "unmatched", entry.label, why) for entry, why in seen.unmatched]
        rows += [(name, "kept", entry.label, "") for entry in seen.kept]
        rows += [(name, "in", member.email, "") for member in seen.inside]
    return csvtext.write(rows)
