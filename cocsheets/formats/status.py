"""The status page as text, as JSON and as one page of HTML.

Knows how the page looks. Must not know where an entry comes from, nor the worksheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from cocsheets.findings import Severity
from cocsheets.plans.statuspage import Entry, Section, StatusPage

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def url(page: StatusPage, entry: Entry) -> str:
    """The address that opens the place of an entry; empty where it has none."""
    if entry.where is None:
        return ""
    return f"https://docs.google.com/spreadsheets/d/{page.spreadsheet_id}/edit{entry.where.link}"


def status_text(page: StatusPage, *, colour: bool = False, most: int | None = None) -> str:
    """The page for a terminal, or for a mail; `most` entries of a section at most."""
    lines: list[str] = []
    for section in page.sections:
        lines += [*_section_lines(section, colour=colour, most=most), ""]
    return "\n".join(lines[:-1])


def _section_lines(section: Section, *, colour: bool, most: int | None) -> Iterator[str]:
    summary = f": {section.summary}" if section.summary else ""
    title = f"{section.title}{summary}"
    yield f"\x1b[1m{title}\x1b[0m" if colour else title
    shown = section.shown[:most]
    for entry in shown:
        place = entry.where.shown if entry.where else ""
        before = "  ".join(filter(None, (entry.when, place)))
        text = entry.text
        if colour and entry.severity:
            text = f"\x1b[{_COLOURS[entry.severity]}m{text}\x1b[0m"
        yield "  " + "  ".join(filter(None, (before, text)))
        if entry.fix:
            yield f"      {entry.fix}"
    if left := len(section.shown) - len(shown):
        yield f"  And {left} more."


def status_json(page: StatusPage) -> dict[str, Any]:
    """Stable form for programs."""
    return {
        "spreadsheet": page.spreadsheet_id,
        "complete": page.complete,
        "sections": [
            {
                "section": section.name,
                "title": section.title,
                "entries": [_entry_json(page, entry) for entry in section.entries],
            }
            for section in page.sections
        ],
    }


def _entry_json(page: StatusPage, entry: Entry) -> dict[str, Any]:
    return {
        "when": entry.when or None,
        "where": entry.where.shown if entry.where else None,
        "link": url(page, entry) or None,
        "what": entry.text,
        "fix": entry.fix or None,
        "severity": entry.severity.value if entry.severity else None,
        "code": entry.code or None,
        "key": entry.key or None,
        "somebody_looks": entry.identity in page.taken,
    }


STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --paper: #fff; --band: #f6f8fa; --link: #0b5fa5; --error: #8a1c1c; --error-paper: #fdecea;
  --warning: #6b4700; --warning-paper: #fff4d6; --note: #0b4a7a; --note-paper: #e4f0fb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa5b1; --line: #3d444d;
  --paper: #0f1419; --band: #182028; --link: #6cb6ff; --error: #ffb3ad; --error-paper: #3a1a1a;
  --warning: #f5cf7a; --warning-paper: #33270d; --note: #a8d4ff; --note-paper: #12283c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; break-after: avoid; }
h2 small, .soft, footer { color: var(--soft); font-weight: 400; }
a { color: var(--link); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; background: var(--band); font-weight: 600; }
th, td { padding: .4rem .6rem; border-top: 1px solid var(--line); vertical-align: top; }
th:nth-child(1) { width: 11rem; } th:nth-child(2) { width: 9rem; } th:nth-child(4) { width: 32%; }
.severity { display: inline-block; border: 1px solid; padding: 0 .4rem; margin-right: .3rem;
  font-size: .85rem; font-weight: 600; }
.error { color: var(--error); background: var(--error-paper); }
.warning { color: var(--warning); background: var(--warning-paper); }
.note { color: var(--note); background: var(--note-paper); }
@media (max-width: 45rem) {
  table, tbody, tr, td { display: block; width: auto; } thead { display: none; }
  tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  td { border: 0; padding: .1rem 0; } td:empty { display: none; }
  td::before { content: attr(data-name) ": "; color: var(--soft); } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --paper: #fff;
  --band: #eee; --link: #000; --error: #000; --error-paper: #fff; --warning: #000;
  --warning-paper: #fff; --note: #000; --note-paper: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; } tr { break-inside: avoid; }
  thead { display: table-header-group; } }
"""


def status_html(page: StatusPage) -> str:
    """One self-contained page: no script, nothing fetched; for screens, phones and paper."""
    body = [part for section in page.sections for part in _section_html(page, section)]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><title>Status of the records</title>'
        f"<style>{STYLE}</style></head>\n<body><main><h1>Status of the records</h1>\n"
        + "\n".join(body)
        + "\n</main><footer><p>Made with cocsheets. Rows, dates and counts; no names.</p></footer>"
        "</body></html>\n"
    )


def _section_html(page: StatusPage, section: Section) -> Iterator[str]:
    name = section.name.replace("_", "-")
    summary = f" <small>{escape(section.summary)}</small>" if section.summary else ""
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(section.title)}{summary}</h2>'
    if section.entries:
        head = "".join(f'<th scope="col">{title}</th>' for title in _COLUMNS)
        rows = "".join(_row_html(page, entry) for entry in section.shown)
        yield f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    yield "</section>"


_COLUMNS = ("When", "Where", "What", "How to fix it")


def _row_html(page: StatusPage, entry: Entry) -> str:
    where = ""
    if entry.where is not None:
        where = f'<a href="{escape(url(page, entry))}">{escape(entry.where.shown)}</a>'
    what = escape(entry.text)
    if entry.severity is not None:
        word = entry.severity.value
        rest = escape(entry.text.partition(": ")[2])
        what = f'<span class="severity {word}">{word.capitalize()}</span>{rest}'
    if entry.identity in page.taken:
        what += ' <span class="soft">(somebody looks at it)</span>'
    cells = (escape(entry.when), where, what, _commands(escape(entry.fix)))
    named = zip(_COLUMNS, cells, strict=True)
    return f"<tr>{''.join(map(_cell_html, named))}</tr>"


def _commands(text: str) -> str:
    """Commands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text)


def _cell_html(named: tuple[str, str]) -> str:
    name, cell = named
    return f'<td data-name="{name}">{cell}</td>'
