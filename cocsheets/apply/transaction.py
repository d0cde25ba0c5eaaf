"""One way to write: whatever changes a spreadsheet or its sharing happens inside `transaction`.

The order is the same for every verb: checks that refuse, one run on this machine, the reading that
the plan was made on, lines that a crash left open, then what the caller applies, then the ledger
closed. The claim and the machine's lock are let go whatever happens. Knows this order. Must not
know what is written, nor why.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from cocsheets.errors import CocsheetsError, GoogleError

if TYPE_CHECKING:
    from cocsheets.apply.run import Run
    from cocsheets.plans.limits import Limits
    from cocsheets.plans.plan import Plan
    from cocsheets.records.table import Spreadsheet


class Desk(Protocol):
    """What a transaction asks of the committee's spreadsheet."""

    @property
    def limits(self) -> Limits:
        """How much may change at once."""

    def refuse_trash(self) -> None:
        """Raise AccessError where the file is seen to be in the trash."""

    def refuse_future(self, spreadsheet: Spreadsheet) -> None:
        """Raise RefusedError where the plan is for a day in the future."""

    def refuse_wrong_clock(self, spreadsheet: Spreadsheet) -> None:
        """Raise RefusedError where this machine's clock cannot be right."""

    def start_run(self, by: str) -> Run:
        """A run, the only one on this machine. Raises ActiveRunError."""

    def close_open_lines(self, run: Run) -> None:
        """Close ledger lines that a crash left open, by looking."""


@contextmanager
def transaction(
    desk: Desk,
    seen: Spreadsheet,
    *plans: Plan,
    by: str = "",
    allow_large: bool = False,
) -> Iterator[Run]:
    """A run that may write what `plans` say, planned on the reading `seen`.

    `by` is the acting account, for the ledger. Nothing is sent before all checks have passed. At
    the end the ledger is closed; where the run broke off, that is left to the next one.

    Raises RefusedError, AccessError, ActiveRunError, GoogleError.
    """
    desk.refuse_trash()
    desk.refuse_future(seen)
    desk.refuse_wrong_clock(seen)
    for plan in plans:
        plan.check(desk.limits, allow_large=allow_large)
    run = desk.start_run(by)
    try:
        run.read(seen)
        desk.close_open_lines(run)
        yield run
        if not run.broken:
            run.finish(good=run.good_in)
    except GoogleError:
        raise
    except CocsheetsError:  # the work ended where it should not, and how far it came is known
        if not run.broken:
            with suppress(CocsheetsError):
                run.finish()
        raise
    finally:
        run.release()
