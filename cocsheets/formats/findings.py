"""Findings for people, scripts, spreadsheets and CI. Contents of cells cannot get here: a finding
has none.

Knows how findings look in each format. Must not know how they were made, nor print.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from cocsheets import csvtext
from cocsheets.findings import Finding, Severity
from cocsheets.records.validation import Validation
from cocsheets.shown import count

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
CSV_COLUMNS = tuple(
    "severity rule worksheet row column cell field message hint link".split()  # noqa: SIM905
)
"""Columns of the CSV form, in order; the keys of the JSON form are the same."""


def link(spreadsheet_id: str, finding: Finding) -> str:
    """The address that opens the cell, row, or worksheet of a finding in Google Sheets."""
    address = f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}/edit"
    if finding.sheet_id is None:
        return address
    address += f"#gid={finding.sheet_id}"
    if finding.row is not None:
        return f"{address}&range={finding.column or ''}{finding.row}" + (
            "" if finding.column else f":{finding.row}"
        )
    return f"{address}&range={finding.column}:{finding.column}" if finding.column else address


def as_text(
    validation: Validation,
    spreadsheet_id: str,
    *,
    colour: bool = False,
    links: bool = False,
    left_out: int = 0,
) -> str:
    """For people: grouped by row, a line each, and a count per rule with what to do.

    `links` puts a link below each; `left_out` are those that somebody does not want to see.
    """
    lines: list[str] = []
    findings = validation.findings
    cells = max((len(finding.cell) for finding in findings), default=0)
    codes = max((len(finding.rule) for finding in findings), default=0)
    for (worksheet, row), group in groupby(
        findings, key=lambda found: (found.worksheet, found.row)
    ):
        if row is None:
            lines.append(f'Worksheet "{validation.worksheet}"')
        elif worksheet in ("", validation.worksheet):
            lines.append(f"Row {row}")
        else:
            lines.append(f'Row {row} of worksheet "{worksheet}"')
        for finding in group:
            severity = _coloured(f"{finding.severity:<7}", finding.severity, colour=colour)
            place = f"{finding.cell:<{cells}}  {finding.rule:<{codes}}"
            lines.append(f"  {severity}  {place}  {finding.message}")
            if links:
                lines.append(f"  {'':<7}  {'':<{cells}}  {link(spreadsheet_id, finding)}")
        lines.append("")
    lines += _rule_lines(findings, colour=colour)
    lines += _closing(validation, left_out)
    return "\n".join(lines) + "\n"


def _coloured(text: str, severity: Severity, *, colour: bool) -> str:
    return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m" if colour else text


def _rule_lines(findings: Sequence[Finding], *, colour: bool) -> Iterator[str]:
    counts = Counter((finding.severity, finding.rule, finding.hint) for finding in findings)
    if not counts:
        return
    order = list(Severity)
    codes = max(len(rule) for _, rule, _ in counts)
    digits = max(len(str(number)) for number in counts.values())
    yield "How often, and what to do"
    for (severity, rule, hint), number in sorted(
        counts.items(), key=lambda entry: (order.index(entry[0][0]), -entry[1], entry[0][1])
    ):
        label = _coloured(f"{severity:<7}", severity, colour=colour)
        yield f"  {label}  {number:>{digits}} x {rule:<{codes}}  {hint}"
    yield ""


def _closing(validation: Validation, left_out: int) -> Iterator[str]:
    counts = Counter(finding.severity for finding in validation.findings)
    found = ", ".join(count(counts[one], one) for one in Severity if counts[one])
    none = "nothing so grave" if left_out else "nothing to report"
    records = count(validation.records, "record")
    yield f'{records} read in worksheet "{validation.worksheet}": {found or none}.'
    if left_out:
        yield f"Less grave and not shown: {left_out}."
    if validation.silenced:
        silenced = ", ".join(f"{n} x {code}" for code, n in sorted(validation.silenced.items()))
        yield f"Silenced by the settings: {silenced}."
    if validation.findings:
        yield "`cocsheets rules CODE` explains a rule."


def finding_json(finding: Finding, spreadsheet_id: str) -> dict[str, Any]:
    """One finding for scripts, the same in every command; the keys are stable."""
    found = dict(zip(CSV_COLUMNS, _fields(finding, spreadsheet_id), strict=True))
    return found | {"worksheet": finding.worksheet or None, "hint": finding.hint or None}


def as_json(validation: Validation, spreadsheet_id: str) -> dict[str, Any]:
    """For scripts; the keys are stable.

    `worksheet`, `records` (how many were read), `findings` (see `CSV_COLUMNS`), `counts` and
    `silenced` by rule.
    """
    return {
        "worksheet": validation.worksheet,
        "records": validation.records,
        "findings": [finding_json(finding, spreadsheet_id) for finding in validation.findings],
        "counts": dict(sorted(validation.counts().items())),
        "silenced": dict(sorted(validation.silenced.items())),
    }


def as_csv(validation: Validation, spreadsheet_id: str) -> str:
    """For spreadsheets: one line a finding, guarded against formulas."""
    rows: Iterable[Sequence[object]] = (
        _fields(finding, spreadsheet_id) for finding in validation.findings
    )
    return csvtext.write([CSV_COLUMNS, *rows])


def _fields(finding: Finding, spreadsheet_id: str) -> tuple[object, ...]:
    return (
        finding.severity.value,
        finding.rule,
        finding.worksheet,
        finding.row,
        finding.column,
        finding.cell,
        finding.field,
        finding.message,
        finding.hint,
        link(spreadsheet_id, finding),
    )


def as_github(validation: Validation, spreadsheet_id: str) -> str:
    """For CI: one annotation a finding, as workflow commands of GitHub Actions."""
    lines = []
    for finding in validation.findings:
        place = f"{finding.worksheet} {finding.cell}".strip()
        text = f"{place}: {finding.message}. {finding.hint} {link(spreadsheet_id, finding)}"
        title = _property(f"{finding.rule} {finding.cell}".strip())
        lines.append(f"::{_GITHUB[finding.severity]} title={title}::{_message(text)}\n")
    return "".join(lines)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def as_json_text(validation: Validation, spreadsheet_id: str) -> str:
    """The JSON form as text."""
    return json.dumps(as_json(validation, spreadsheet_id), ensure_ascii=False, indent=2) + "\n"
