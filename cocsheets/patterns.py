"""Regular expressions that are compiled when they are first used.

A command uses few of the patterns that its modules know, and to compile them all would take longer
than most of what it does. Must not know any pattern.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, AnyStr, cast

if TYPE_CHECKING:
    import regex


def lazy_re(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern of `re`; an error in it is raised when it is first used."""
    return cast("re.Pattern[AnyStr]", _Lazy("re", pattern, flags))


def lazy_regex(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """A pattern of `regex`, whose flags are those of `re`."""
    return cast("regex.Pattern[str]", _Lazy("regex", pattern, flags))


class _Lazy:
    """Stands for a pattern. What is asked of it once is kept, and costs no more from then on."""

    def __init__(self, library: str, pattern: str | bytes, flags: int) -> None:
        self.library, self.pattern, self.asked = library, pattern, flags

    def __getattr__(self, name: str) -> Any:
        # `compile` of both libraries gives the same pattern again for the same text.
        compiled = import_module(self.library).compile(self.pattern, self.asked)
        found = self.__dict__[name] = getattr(compiled, name)
        return found
