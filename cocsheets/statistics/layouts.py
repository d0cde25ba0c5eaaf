"""The committee's published tables: which figures stand in them, and how each one is counted.

Knows titles, units and rules. Must not know pandas or how a table looks. Titles follow the pages
that the committee published in those years; the keys of a figure are the same in every layout, so
that editions can be compared whatever the title was.
"""

from __future__ import annotations

from cocsheets.data import Data, replace
from cocsheets.statistics.summary import Figure, Unit, Whole

REPORTS = Figure(
    "reports",
    "Reports",
    Unit.REPORTS,
    "Reports received in the period, by the date of the first report.",
)
PEOPLE_NAMED = Figure(
    "people_named",
    "People named",
    Unit.PEOPLE,
    "Names per report added up, expunged ones included: someone named in two reports counts twice.",
)
ACTIONS_BY_US = Figure(
    "actions_by_us",
    "Actions taken by us",
    Unit.REPORTS,
    "Reports in which the committee acted itself; any contact with the subject is an action.",
)
ACTIONS_BY_LOCAL_REPS = Figure(
    "actions_by_local_reps",
    "Actions taken by local reps",
    Unit.REPORTS,
    "Reports in which moderators or event organisers acted.",
)
PEOPLE_FLAGGED = Figure(
    "people_flagged",
    "People blacklisted or flagged",
    Unit.PEOPLE,
    "People named in reports that are flagged; blacklisted and banned count as flagged.",
)
LACK_OF_ACTIONS = Figure(
    "lack_of_actions",
    "Lack of actions taken",
    Unit.REPORTS,
    "Reports in which both action columns answer no; a blank one is unanswered and not counted.",
)


INCIDENTS = Figure(
    "incidents",
    "Incidents",
    Unit.INCIDENTS,
    "Different incidents, in the period of the first report about each; a report that names none"
    " is one of its own.",
)
"""Counted beside the reports where the sheet has a column `incident`."""
UNCLEAR_OUTCOMES = Figure(
    "unclear_outcomes",
    "Not readable",
    Unit.REPORTS,
    "Reports with a consequence that is no known word; see validate.",
)
"""Shown in the table of 2026 where there are any."""
SOMETIMES = (INCIDENTS, UNCLEAR_OUTCOMES)
"""Figures that the yearly tables have where the sheet has what is needed."""


def _reports(key: str, title: str, words: str, otherwise: str = "") -> Figure:
    rule = f"Reports whose recorded outcome is {words}, for at least one person."
    if otherwise:
        rule += f" In a sheet without outcomes: reports {otherwise}."
    return Figure(key, title, Unit.REPORTS, rule)


def _people(key: str, title: str, words: str, otherwise: str = "") -> Figure:
    rule = f"People per report whose recorded outcome is {words}; a row without a name is one."
    if otherwise:
        rule += f" In a sheet without outcomes: people named in reports {otherwise}."
    return Figure(key, title, Unit.PEOPLE, rule)


OUTCOMES = (
    _reports("not_a_violation", "Not a violation", "that there was no violation"),
    _reports("out_of_scope", "Out of scope", "that it was out of scope"),
    _people("warned", "Warned", "a warning"),
    _people("suspended", "Suspended", "a suspension for a time"),
    _people("banned", "Banned", "a ban", "that are blacklisted"),
    _people("other", "Other", "something else"),
    _reports(
        "no_action",
        "No Action",
        "that nothing was done",
        "in which both action columns answer no",
    ),
)
"""The outcomes of the 2026 table: its page counts cases and people, each where it says so."""


class Layout(Data, frozen=True):
    """One way of publishing the yearly figures."""

    name: str
    figures: tuple[Figure, ...]
    wholes: tuple[Whole, ...]


_WITHIN = (
    Whole("reports", ("actions_by_us", "lack_of_actions")),
    Whole("reports", ("actions_by_local_reps", "lack_of_actions")),
    Whole("people_named", ("people_flagged",)),
)
_2016 = (
    REPORTS,
    PEOPLE_NAMED,
    ACTIONS_BY_US,
    ACTIONS_BY_LOCAL_REPS,
    PEOPLE_FLAGGED,
    LACK_OF_ACTIONS,
)
_BANNED_OR_FLAGGED = replace(PEOPLE_FLAGGED, title="People banned or flagged")
_2026 = (
    replace(REPORTS, rule=f"{REPORTS.rule} Rows with one case code name are one report."),
    replace(PEOPLE_NAMED, title="People Named"),
    replace(ACTIONS_BY_US, title="Actions (DSF)"),
    replace(ACTIONS_BY_LOCAL_REPS, title="Actions (Local)"),
    *OUTCOMES,
)

LAYOUTS = {
    "2016": Layout("2016", _2016, _WITHIN),
    "2021": Layout(
        "2021",
        tuple(_BANNED_OR_FLAGGED if f is PEOPLE_FLAGGED else f for f in _2016),
        _WITHIN,
    ),
    "2026": Layout(
        "2026",
        _2026,
        tuple(Whole("reports", (f.key,)) for f in _2026[1:] if f.unit is Unit.REPORTS),
    ),
}
"""The layouts by name."""
