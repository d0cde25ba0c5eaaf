"""The part of a check-up that is about places: token, rights and reach of each.

Knows that each is tried by reading it. Must not know any kind of place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocsheets.errors import CocsheetsError, PlaceError
from cocsheets.operations.checkup import Check, note, ok, warning
from cocsheets.operations.places import read_places
from cocsheets.shown import count

if TYPE_CHECKING:
    from cocsheets.operations.committee import Committee
    from cocsheets.records.table import Spreadsheet


def check_places(committee: Committee, spreadsheet: Spreadsheet) -> Iterator[Check]:
    """Each place, read as the daily run reads it. A roster that cannot be read was reported."""
    if not committee.settings.places:
        return
    try:
        roster = committee.roster(spreadsheet)
    except CocsheetsError:
        yield note("places", "not checked, since the roster cannot be read")
        return
    tools = committee.tools(committee.zone(spreadsheet))
    for report in read_places(committee, spreadsheet, roster):
        if report.error is not None or report.presence is None:
            told = report.error or PlaceError("It was not checked.")
            yield warning("places", f"{report.name}: {told.message}", told.hint)
            continue
        day = f", by the file of {report.as_of}" if report.as_of else ""
        people = count(report.presence.people, "account")
        yield ok("places", f"{report.name}: {report.place.source}, {people}{day}")
        if report.presence.outsiders:
            others = count(len(report.presence.outsiders), "account")
            yield warning(
                "places",
                f"{report.name}: {others} of people who are not current members",
                f"`cocsheets places {report.name}` lists them.",
            )
        try:
            for remark in report.place.remarks(tools):
                yield note("places", f"{report.name}: {remark}", "See docs/places.md.")
        except PlaceError as error:
            yield warning("places", f"{report.name}: {error.message}", error.hint)
