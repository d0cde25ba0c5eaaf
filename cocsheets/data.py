"""Data: classes of named fields, compared by what they hold.

A command makes many such classes before it does anything, and a large sheet very many of their
values. Frozen dataclasses, and their values, take far longer to make; so these are structs of
msgspec, and dataclasses are left for what changes, and for settings. Must not know what any data
mean.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import msgspec

T = TypeVar("T")
Hidden: TypeAlias = Annotated[T, "hidden"]
"""A field that `repr` leaves out, since it holds contents of cells or secrets."""


class Data(msgspec.Struct, frozen=True):
    """Fields that do not change."""

    def __repr__(self) -> str:
        told = {name: text for base in type(self).__mro__ for name, text in _annotations(base)}
        shown = (
            f"{name}={getattr(self, name)!r}"
            for name in self.__struct_fields__
            if not told[name].startswith("Hidden[")
        )
        return f"{type(self).__qualname__}({', '.join(shown)})"


class HiddenData(Data, frozen=True):
    """Data of which `repr` tells nothing."""

    __repr__ = object.__repr__


def _annotations(kind: type) -> list[tuple[str, str]]:
    return [(name, str(text)) for name, text in vars(kind).get("__annotations__", {}).items()]


if TYPE_CHECKING:
    from dataclasses import replace  # mypy looks at each change
else:

    def replace(data: Any, /, **changes: Any) -> Any:
        """The same data, or dataclass, with some fields changed."""
        way = msgspec.structs if isinstance(data, msgspec.Struct) else dataclasses
        return way.replace(data, **changes)


__all__ = ["Data", "Hidden", "HiddenData", "replace"]
