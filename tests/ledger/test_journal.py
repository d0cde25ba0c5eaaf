"""What becomes of a run's lines on their way into the ledger."""

from __future__ import annotations

import datetime as dt

from cocsheets.data import replace
from cocsheets.ledger import FIRST_RUN, HEADER, Line, LineState, good_line, read_ledger
from cocsheets.ledger.journal import Journal
from cocsheets.plans.edits import AddWorksheet, AppendRows, ReplaceAnywhere
from cocsheets.records.table import Row, Spreadsheet, Worksheet

NOW = dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC)
TITLE = "cocsheets log"


def journal(run: str = "0123abcd") -> Journal:
    """A run's journal at a standing clock."""
    return Journal(run, "ana@example.org", TITLE, lambda: NOW)


def reading(*lines: Line) -> Spreadsheet:
    """A spreadsheet whose ledger holds these lines."""
    rows = [Row(1, HEADER), *(Row(n, line.cells()) for n, line in enumerate(lines, start=2))]
    return Spreadsheet("id", "t", "Etc/GMT", "en_GB", (Worksheet(TITLE, 7, 0, tuple(rows)),))


EMPTY = Spreadsheet("id", "t", "Etc/GMT", "en_GB", ())


def rows_sent(book: Journal, state: Spreadsheet) -> int:
    """How many lines the next batch takes along."""
    return sum(len(edit.rows) for edit in book.send(state) if isinstance(edit, AppendRows))


def test_the_first_lines_bring_the_worksheet() -> None:
    """Where there is no ledger yet, the batch that writes lines makes it, and only that one."""
    book = journal()
    book.intend([Line("expunge", "2024-01-01 #1")])
    first = book.send(EMPTY)
    assert [type(edit) for edit in first] == [AddWorksheet, AppendRows]
    book.arrived()
    book.intend([Line("expunge", "2024-01-02 #1")])
    assert [type(edit) for edit in book.send(EMPTY)] == [AppendRows]


def test_a_ledger_that_somebody_deleted_is_made_anew() -> None:
    """Lines are never sent to a worksheet that is no more."""
    book = journal()
    book.intend([Line("expunge", "2024-01-01 #1")])
    book.send(reading())
    book.arrived()
    book.read_anew()
    book.intend([Line("expunge", "2024-01-02 #1")])
    assert [type(edit) for edit in book.send(EMPTY)] == [AddWorksheet, AppendRows]


def test_where_there_is_a_ledger_lines_go_there() -> None:
    """No other one is made."""
    book = journal()
    book.intend([Line("expunge", "2024-01-01 #1")])
    (edit,) = book.send(reading())
    assert isinstance(edit, AppendRows)
    assert edit.sheet_id == 7


def test_what_says_what_a_batch_writes_goes_with_it_or_never() -> None:
    """Where the batch was refused it wrote nothing; what becomes of such a line is no news."""
    book = journal()
    (bound,) = book.intend([Line("set date", "2024-01-01 #1")], bound=True)
    (free,) = book.intend([Line("expunge", "2024-01-02 #1")])
    book.send(EMPTY)
    book.refused()
    book.close(bound, LineState.DONE)
    assert (list(book.lines), book.closures) == ([free], {})
    assert rows_sent(book, EMPTY) == 1


def test_a_batch_without_lines_makes_no_ledger() -> None:
    """Where there is nothing to say, nothing is written."""
    assert journal().send(EMPTY) == []


def test_lines_of_a_lost_batch_go_again() -> None:
    """What a reading does not show is queued anew; what it shows is not."""
    book = journal()
    book.intend([Line("expunge", f"2024-01-0{day} #1") for day in (1, 2, 3)])
    book.send(EMPTY)
    book.find_lines(reading(book.lines[1]))
    assert rows_sent(book, EMPTY) == 2


def test_what_a_reading_shows_closed_is_not_closed_again() -> None:
    """After a batch of unknown fate; without a ledger nothing is open."""
    book = journal()
    open_line, other = (book.intend([Line("expunge", f"2024-01-0{day} #1")])[0] for day in (1, 2))
    shown = reading(book.lines[open_line])
    book.send(EMPTY)
    book.arrived()
    opened = book.lines[open_line].state
    for number in (open_line, other):
        book.close(number, LineState.DONE)
    book.forget_closed(read_ledger(shown, TITLE))
    assert list(book.closures) == [opened]
    book.forget_closed(None)
    assert book.closures == {}


def test_a_finished_line_is_not_taken_for_another() -> None:
    """Lines that were never open have no number: they are told by run, action and target."""
    book = journal()
    done = Line("expunge", "2024-01-02 #1", state=LineState.DONE)
    book.intend([done, done])
    book.send(EMPTY)
    other = Line("expunge", "2024-01-01 #1", run=book.run, state=LineState.DONE)
    book.find_lines(reading(other, book.lines[1]))
    assert rows_sent(book, EMPTY) == 1


def test_a_refused_batch_leaves_its_lines_waiting() -> None:
    """They go with the next one, in the same order."""
    book = journal()
    book.intend([Line("grant", "ana@example.org")])
    book.send(EMPTY)
    book.refused()
    assert book.has_queued
    assert rows_sent(book, EMPTY) == 1


def test_a_line_is_closed_by_its_unique_text() -> None:
    """One that is on its way is closed where it stands, one that waits is written closed."""
    book = journal()
    sent, waiting = (book.intend([Line("expunge", f"2024-01-0{day} #1")])[0] for day in (1, 2))
    book.close(waiting, LineState.NOT_DONE)
    assert book.closures == {}
    opened = book.lines[sent].state
    book.send(EMPTY)
    book.arrived()
    book.close(sent, LineState.DONE)
    (edit,) = book.closing_edits(None, None)
    assert isinstance(edit, ReplaceAnywhere)
    assert (edit.find, edit.replacement) == (opened, "done")
    assert book.lines[waiting].state == "not done"


def test_what_became_of_a_line_is_said_once() -> None:
    """What is foreseen is what will be written, whatever is said later."""
    book = journal()
    (number,) = book.intend([Line("expunge", "2024-01-01 #1")])
    opened = book.lines[number].state
    book.send(EMPTY)
    book.arrived()
    book.close(number, LineState.DONE)
    book.close(number, LineState.NOT_DONE)
    assert book.closures == {opened: LineState.DONE}
    assert [line.state for line in book.foreseen(None, None).lines] == ["done"]


def test_where_no_replacement_works_only_what_is_known_is_closed() -> None:
    """At its row, as just read; other open lines are left to whoever looks."""
    lines = [
        Line("expunge", f"2024-01-0{day} #1", run="older000", state=f"intended older000-{day}")
        for day in (1, 2)
    ]
    book = journal()
    book.closures[lines[1].state] = LineState.DONE
    late = book.late_edits(read_ledger(reading(*lines), TITLE), None)
    assert [(edit.row, edit.value) for edit in late] == [(2, "done")]  # type: ignore[union-attr]


def test_the_first_good_run_makes_its_line_once() -> None:
    """However often its last batch is tried."""
    book = journal()
    for _ in range(2):
        assert book.closing_edits(None, dt.UTC) == []
    edits = book.send(EMPTY)
    (rows,) = [edit.rows for edit in edits if isinstance(edit, AppendRows)]
    assert [row[-1] for row in rows] == ["finished 2026-04-02T09:00:00+00:00"]


def test_the_ledger_names_every_account_that_has_acted() -> None:
    """A good run with nothing to do, by an account that the ledger does not know yet, adds a line
    that names it; once, and with no request of its own."""
    yesterday = good_line(NOW - dt.timedelta(days=1), dt.UTC)
    first = reading(replace(yesterday, by="job@example.org"))
    known = read_ledger(first, TITLE)
    assert known is not None
    assert known.accounts == ("job@example.org",)
    book = journal()
    for _ in range(2):
        assert len(book.closing_edits(known, dt.UTC)) == 1
    assert rows_sent(book, first) == 1
    (line,) = book.lines.values()
    assert (line.action, line.target, line.state) == (FIRST_RUN, book.by, LineState.DONE)
    again = read_ledger(reading(replace(yesterday, by="job@example.org"), line), TITLE)
    other = journal("4567cdef")
    assert len(other.closing_edits(again, dt.UTC)) == 1
    assert not other.has_queued


def test_an_account_is_named_on_the_day_of_another_ones_good_run() -> None:
    """Also where the good run itself is no news."""
    today = reading(replace(good_line(NOW, dt.UTC), by="job@example.org"))
    book = journal()
    assert book.closing_edits(read_ledger(today, TITLE), dt.UTC) == []
    assert rows_sent(book, today) == 1


def test_a_good_run_is_noted_at_its_place_where_no_replacement_works() -> None:
    """The late edit writes into the row that notes good runs, once a day, and nowhere else."""
    yesterday = replace(good_line(NOW - dt.timedelta(days=1), dt.UTC), by="ana@example.org")
    for line, zone, expected in (
        (yesterday, dt.UTC, [(7, 1, "finished 2026-04-02T09:00:00+00:00")]),
        (yesterday, None, []),
        (good_line(NOW, dt.UTC), dt.UTC, []),
    ):
        late = journal().late_edits(read_ledger(reading(line), TITLE), zone)
        found = [(edit.sheet_id, edit.row, edit.value) for edit in late]  # type: ignore[union-attr]
        assert found == expected


def test_without_a_ledger_nothing_is_closed_late() -> None:
    """There is no row to write to."""
    book = journal()
    book.closures["intended older000-1"] = LineState.DONE
    assert book.late_edits(None, dt.UTC) == []


def test_no_good_run_is_foreseen_where_none_is_noted() -> None:
    """Neither of a run that is none, nor of a second one on the day."""
    yesterday = replace(good_line(NOW - dt.timedelta(days=1), dt.UTC), by="ana@example.org")
    earlier = replace(good_line(NOW - dt.timedelta(hours=1), dt.UTC), by="ana@example.org")
    for line, zone in ((yesterday, None), (earlier, dt.UTC), (earlier, None)):
        ledger = read_ledger(reading(line), TITLE)
        assert ledger is not None
        assert journal().foreseen(ledger, zone).last_good == ledger.last_good


def test_what_the_ledger_will_say_is_what_it_says_then() -> None:
    """The ledger as it is foreseen before the closing batch is the one that is read after it."""
    yesterday = replace(good_line(NOW - dt.timedelta(days=1), dt.UTC), by="ana@example.org")
    left = Line("grant", "bo@example.org", run="older000", state="intended older000-1")
    book = journal()
    sent, held = book.intend([Line("expunge", "2024-01-01 #1"), Line("grant", "cy@example.org")])
    before = reading(left, yesterday, book.lines[sent])
    book.send(before)
    book.arrived()
    book.close(sent, LineState.DONE)
    book.close(held, LineState.NOT_DONE)
    book.closures[left.state] = LineState.DONE
    ledger = read_ledger(before, TITLE)
    book.closing_edits(ledger, dt.UTC)
    foreseen = book.foreseen(ledger, dt.UTC)
    assert foreseen.last_good == NOW
    assert [(line.action, line.target, line.state) for line in foreseen.lines] == [
        ("grant", "bo@example.org", "done"),
        ("expunge", "2024-01-01 #1", "done"),
        ("grant", "cy@example.org", "not done"),
    ]
