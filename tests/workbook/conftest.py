"""Google's hosts without Google, and a clock that nobody waits for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from tests.workbook.builders import Clock


@pytest.fixture
def google() -> Iterator[responses.RequestsMock]:
    """Google's hosts, answering as told; anything else is refused."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at nought."""
    return Clock()
