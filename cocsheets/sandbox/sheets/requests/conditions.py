"""Conditions of rules: which may be used where, and with how many values (documented).

The wording of the refusals is unverified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from cocsheets.sandbox.errors import invalid
from cocsheets.sandbox.schema import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Use = Literal["data validation", "conditional formatting", "filters"]


def check(condition: Json | None, use: Use) -> None:
    """Refuse a condition that this use does not have, or with too few or too many values."""
    kind = (condition or {}).get("type", "CONDITION_TYPE_UNSPECIFIED")
    uses, few, many = documents()["conditions"][kind]
    if use not in uses:
        raise invalid(f"Condition type {kind} is not supported by {use}.")
    count = len((condition or {}).get("values", ()))
    if count < few or (many >= 0 and count > many):
        wanted = f"exactly {few}" if few == many else f"between {few} and {max(few, many)}"
        raise invalid(f"Condition type {kind} requires {wanted} ConditionValues, but has {count}.")


def check_validation(rule: Json | None) -> None:
    """Refuse a data validation rule that cannot be."""
    if rule:
        check(rule.get("condition"), "data validation")


def check_format(rule: Json) -> None:
    """Refuse a conditional format rule that cannot be."""
    if "booleanRule" in rule:
        check(rule["booleanRule"].get("condition"), "conditional formatting")


def check_filter(wanted: Json) -> None:
    """Refuse a filter or filter view with criteria that cannot be."""
    for criteria in _criteria(wanted):
        if criteria.get("condition"):
            check(criteria["condition"], "filters")


def _criteria(wanted: Json) -> Iterator[Json]:
    yield from (c for c in (wanted.get("criteria") or {}).values() if isinstance(c, dict))
    yield from (spec.get("filterCriteria", {}) for spec in wanted.get("filterSpecs", ()))
