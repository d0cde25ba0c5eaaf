"""Tests here that fail so far, by a pattern for their names, and why. An entry goes with its fault:
all of these are strict, so that a test that passes by now is told."""

from __future__ import annotations

FAILS: dict[str, str] = {
    r"leaves_reads_as_left.*\[(Joined is|the role is|a row is inserted and J).*\]": (
        "a row in which another cell was corrected is not known again, and that is taken for done"
    ),
    r"leaves_reads_as_left.*\[a column is .*before batch": (
        "the end of a term is written by a column's number"
    ),
    r"who_joins_is_on_the_roster.*\[a column is .*before batch": (
        "a new roster row is written by columns' numbers"
    ),
    r"test_killed_with_a_row_inserted_above": (
        "nothing remembers that the end of a term landed in a neighbour's row"
    ),
    r"test_steps_down_and_is_in_again": "as above: a corrected row is not known again",
    r"test_stepped_down_is_one_array_formula": "a spilled cell of the roster is written over",
    r"test_the_whole_roster_is_one_array_formula": "a spilled roster is written over",
    r"test_a_first_day_of_long_ago": "what was entered is not recognised, and is entered again",
    r"test_sharing_follows_the_roster": "sharing is planned before rows are expunged",
    r"test_who_is_entered_meanwhile": "sharing is planned before rows are expunged",
    r"test_put_off.*-the (status|action|outcome and the status)-.*-2\]": (
        "a row that was put off while its marks came off is not known again"
    ),
    r"test_two_other_cells.*\[retention": "a row with two corrected cells is not known again",
    r"test_dates_written_into_other_rows.*\[(1-retention|3-sync)\]": (
        "nothing remembers that a date landed in a neighbour's row"
    ),
    r"test_what_cannot_be_marked.*\[(a (note|formula)-[12]|a number-1)\]": (
        "nothing remembers what was written plainly into a neighbour's row"
    ),
    r"test_a_report_is_under_its_own_headers": "a report is written by columns' numbers",
    r"test_let_go_after.*\[(expunge|retention|records|protect|stats)": (
        "the claim is kept after an unforeseen error"
    ),
    r"test_a_library_user": "only the command line asks the guards",
    r"test_dates_have_a_limit": "no limit holds for dates",
    r"test_nothing_is_published.*\[(two|a header)": (
        "a layout with a fault is taken for no records at all"
    ),
    r"test_protection_and_a_column.*before": "date checks are put on columns by number",
    r"test_renewing_again": "renew looks at current members only",
    r"test_the_roster_is_sorted_and_gets.*4-before": "a repair takes one column for another",
}
