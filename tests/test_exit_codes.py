"""Every error has its exit code, and a run of several parts gives the gravest."""

from __future__ import annotations

import pytest

from cocsheets import errors
from cocsheets.exit_codes import ExitCode, code_of, worst


def _below(kind: type[errors.CocsheetsError]) -> list[type[errors.CocsheetsError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _below(child))]


KINDS = _below(errors.CocsheetsError)
EXPECTED = {
    errors.OverwrittenLayoutError: 5,  # a run may have done it
    errors.ConfigurationError: 2,
    errors.GoogleError: 3,
    errors.RefusedError: 4,
    errors.IncompleteError: 5,
    errors.ActiveRunError: 6,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_code(kind: type[errors.CocsheetsError]) -> None:
    """Each class of error leads to the code of the branch that it stands on."""
    branches = [code for base, code in EXPECTED.items() if base in kind.__mro__]
    assert code_of(kind("what")) == (branches[0] if branches else 5)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_says_when_it_is_raised(kind: type[errors.CocsheetsError]) -> None:
    """Each class of error is documented, and its text is message and hint."""
    assert kind.__doc__
    assert str(kind("What happened.", hint="What to do.")) == "What happened. What to do."


def test_unforeseen_errors_count_as_done_in_part() -> None:
    """An error nobody foresaw never looks like success."""
    assert code_of(ZeroDivisionError()) is ExitCode.INCOMPLETE


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([], 0), ([0, 1], 1), ([1, 2, 4], 4), ([4, 5], 5), ([5, 3, 2], 3), ([3, 6], 6), ([2, 1], 2)],
)
def test_gravest_code_of_several_parts(codes: list[int], expected: int) -> None:
    """The first of 6, 3, 5, 4, 2, 1 that any part gave."""
    assert worst(map(ExitCode, codes)) == expected
