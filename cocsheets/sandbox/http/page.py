"""The page at `/`: spreadsheets as plain tables, their history, and who has access. Read-only.

For a person who wants to see what happened. One page of HTML without scripts, which loads
nothing from anywhere. `?spreadsheet=KEY` shows one of them, `&revision=N` as it was then, with
the cells marked that differ from the revision before.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from cocsheets.sandbox.drive import access
from cocsheets.sandbox.files import SPREADSHEET
from cocsheets.sandbox.formulas.cell_values import is_number
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.sheets.a1 import letters
from cocsheets.sandbox.sheets.cell_view import CellView
from cocsheets.sandbox.sheets.edit import results_of
from cocsheets.sandbox.state import timestamp

if TYPE_CHECKING:
    from cocsheets.sandbox.drive.access import Grant
    from cocsheets.sandbox.files import File, Revision
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet
    from cocsheets.sandbox.state import State

_MOST_ROWS, _MOST_COLUMNS = 300, 40
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_STYLE = """
:root { color-scheme: light dark; --line: #8885; --mark: #f5c51866; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem 1.5rem; }
body { max-width: 90rem; }
h1 { font-size: 1.3rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
h3 { font-size: 1rem; }
nav ul { padding: 0; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; list-style: none; }
[aria-current] { font-weight: 600; text-decoration: none; color: inherit; }
.scroll { overflow: auto; max-height: 34rem; border: 1px solid var(--line); }
section { margin-top: 1.5rem; }
table { border-collapse: collapse; }
caption { text-align: left; padding: .3rem 0; font-weight: 600; }
td, th { border: 1px solid var(--line); padding: .15rem .5rem; }
td, th { vertical-align: top; text-align: left; }
.grid td { white-space: pre-wrap; min-width: 3rem; max-width: 22rem; overflow-wrap: break-word; }
.grid th { background: color-mix(in srgb, Canvas 88%, CanvasText); font-weight: 400; }
.grid thead { position: sticky; top: 0; }
td.n { text-align: right; }
.grid td.n { white-space: nowrap; }
td.changed { background: var(--mark); }
td.note::after { content: " \\25E5"; color: #c60; }
small, .quiet { color: GrayText; }
"""


def answer(state: State, method: str, query: str) -> Reply:
    """The page, for a browser on this machine."""
    if method not in ("GET", "HEAD"):
        return Reply(status=405, text="This page is read-only.", content_type="text/plain")
    asked = parse_qs(query)
    files = [
        file
        for file in state.files.values()
        if file.mime_type == SPREADSHEET and file.content is not None
    ]
    wanted = asked.get("spreadsheet", [""])[-1]
    chosen = next((file for file in files if file.id == wanted), files[0] if files else None)
    if wanted and (chosen is None or chosen.id != wanted):
        return Reply(status=404, text=_document("Not found", "<p>No such spreadsheet.</p>"))
    body = _navigation(files, chosen)
    if chosen is None:
        body += "<p>There is no spreadsheet here yet.</p>"
    else:
        body += _spreadsheet(state, chosen, asked.get("revision", [""])[-1])
    title = chosen.name if chosen else "Sandbox"
    return Reply(
        text=_document(title, body), content_type="text/html; charset=utf-8", headers=dict(_HEADERS)
    )


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)} - cocsheets sandbox</title><style>{_STYLE}</style></head>"
        '<body><header><h1>cocsheets sandbox</h1><p class="quiet">What is in this local '
        f"stand-in for Google Sheets. Nothing can be changed here.</p></header><main>{body}</main>"
        "</body></html>"
    )


def _link(file: File, text: str, *, current: bool, **more: str) -> str:
    target = "/?" + urlencode({"spreadsheet": file.id, **more})
    mark = ' aria-current="page"' if current else ""
    return f'<a href="{escape(target)}"{mark}>{escape(text)}</a>'


def _navigation(files: list[File], chosen: File | None) -> str:
    items = "".join(
        f"<li>{_link(file, file.name or 'Untitled', current=file is chosen)}</li>" for file in files
    )
    return f'<nav aria-label="Spreadsheets"><ul>{items}</ul></nav>' if len(files) > 1 else ""


def _spreadsheet(state: State, file: File, number: str) -> str:
    place = next((i for i, r in enumerate(file.revisions) if r.id == number), None)
    content, before, title = file.sheet, None, file.name
    if place is not None:
        content = file.revisions[place].content
        before = file.revisions[place - 1].content if place else None
        title = f"{file.name}, as of revision {number}"
    parts = [f"<h2>{escape(title)}</h2>", f"<p><small>{escape(file.id)}</small></p>"]
    if file.trashed:
        parts.append("<p><strong>In the trash.</strong></p>")
    parts += [_sheet(state, content, sheet, before) for sheet in content.sheets]
    parts += [_access(state, file), _history(file, number)]
    return "".join(parts)


# --- cells -------------------------------------------------------------------------------------


def _sheet(state: State, content: Spreadsheet, sheet: Sheet, before: Spreadsheet | None) -> str:
    cells = CellView(content, results_of(state, content, ""))
    rows, columns = cells.results.spilled_extent(sheet)
    rows = max(rows, len(sheet.rows))
    columns = max(columns, max(map(len, sheet.rows), default=0))
    hidden = " (hidden)" if sheet.properties.get("hidden") else ""
    heading = f"<h3>{escape(sheet.title)}{hidden}</h3>"
    if not rows:
        return f'{heading}<p class="quiet">Empty.</p>'
    shown_rows, shown_columns = min(rows, _MOST_ROWS), min(columns, _MOST_COLUMNS)
    head = "".join(f'<th scope="col">{letters(column)}</th>' for column in range(shown_columns))
    old = before.find(sheet.id) if before else None
    lines = "".join(
        f'<tr><th scope="row">{row + 1}</th>'
        + "".join(
            _cell(cells, sheet, row, column, changed=_differs(sheet, old, before, row, column))
            for column in range(shown_columns)
        )
        + "</tr>"
        for row in range(shown_rows)
    )
    more = ""
    if (shown_rows, shown_columns) != (rows, columns):
        more = f'<p class="quiet">Of {rows} rows and {columns} columns the first are shown.</p>'
    return (
        f'{heading}<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(sheet.title)}">'
        f'<table class="grid"><thead><tr><td></td>{head}</tr></thead><tbody>{lines}</tbody></table>'
        f"</div>{more}"
    )


def _differs(
    sheet: Sheet, old: Sheet | None, before: Spreadsheet | None, row: int, column: int
) -> bool:
    if before is None:
        return False
    now = sheet.cell(row, column)
    then = old.cell(row, column) if old else None
    return (now.value if now else None) != (then.value if then else None)


def _cell(cells: CellView, sheet: Sheet, row: int, column: int, *, changed: bool) -> str:
    cell = sheet.cell(row, column)
    value = cells.results.value(sheet, row, column)
    classes = [
        name
        for name, applies in (
            ("n", is_number(value)),
            ("changed", changed),
            ("note", cell is not None and cell.note is not None),
        )
        if applies
    ]
    marks = f' class="{" ".join(classes)}"' if classes else ""
    if cell is not None and cell.note is not None:
        marks += f' title="{escape(cell.note)}"'
    return f"<td{marks}>{escape(cells.shown(sheet, row, column))}</td>"


# --- people and times --------------------------------------------------------------------------


def _access(state: State, file: File) -> str:
    rows = "".join(
        f"<tr><td>{escape(_grantee(grant))}</td><td>{escape(grant.role)}</td>"
        f"<td>{escape('from ' + grant.source.name if grant.inherited else 'here')}</td></tr>"
        for grant in access.grants_on(state, file)
    )
    return (
        '<section aria-label="Access"><table><caption>Who has access</caption><thead><tr>'
        '<th scope="col">who</th><th scope="col">role</th><th scope="col">granted</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )


def _grantee(grant: Grant) -> str:
    permission = grant.permission
    if permission.type == "anyone":
        return "anyone" if permission.discoverable else "anyone with the link"
    if permission.type == "domain":
        return f"everyone at {permission.domain}"
    return permission.email or permission.id


def _history(file: File, number: str) -> str:
    rows = "".join(
        f"<tr><td>{_revision_link(file, revision, number)}</td>"
        f"<td>{escape(timestamp(revision.modified)[:19].replace('T', ' '))}</td>"
        f"<td>{escape(revision.user)}</td></tr>"
        for revision in reversed(file.revisions[-_MOST_ROWS:])
    )
    return (
        '<section aria-label="History"><table><caption>History, newest first</caption><thead><tr>'
        '<th scope="col">revision</th><th scope="col">when (UTC)</th><th scope="col">by</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></section>"
    )


def _revision_link(file: File, revision: Revision, number: str) -> str:
    current = revision.id == number or (not number and revision is file.head)
    return _link(file, revision.id, current=current, revision=revision.id)
