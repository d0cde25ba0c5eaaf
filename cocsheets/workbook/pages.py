"""The pages of a collection, to the last one.

Knows how Google goes on from page to page. Must not know what is in them, nor HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cocsheets.errors import UnreachableError


def each_page(
    ask: Callable[[dict[str, str]], Any],
    params: Mapping[str, str],
    what: str,
    *,
    most: int | None = None,
) -> Iterator[Any]:
    """The pages that `ask` gives for these parameters, one by one.

    Raises UnreachableError where a page comes twice or there are more than `most`: a collection
    that is cut short is never taken for whole. `what` says what was tried.
    """
    asked, tokens = dict(params), set[str]()
    while most is None or len(tokens) < most:
        page = ask(asked)
        yield page
        token = page.next_page_token
        if not token:
            return
        if token in tokens:
            break
        tokens.add(token)
        asked["pageToken"] = token
    raise UnreachableError(
        f"Google's answer came to no end when we tried to {what}.", hint="Try again later."
    )
