"""A summary as one self-contained HTML page: no script, no font, nothing fetched.

Readable on a phone and on paper, in dark and in light. Knows the page; the charts are in
`charts`. Must not know how the figures were counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from cocsheets.figures.charts import HATCHED, RUNNING, UNDATED, charts, undated
from cocsheets.figures.fragments import glossary, html_table, items
from cocsheets.figures.texts import INTERNAL, as_of, caption, legend
from cocsheets.statistics.summary import Summary, Table

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --paper: #fff; --band: #f6f8fa; --reports: #0b5fa5; --people: #a8480a;
  --incidents: #5b6b00; --warn: #8a1c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa5b1; --line: #3d444d;
  --paper: #0f1419; --band: #182028; --reports: #6cb6ff; --people: #f0a36b;
  --incidents: #b9c95a; --warn: #ff9c96; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
.soft, figcaption span, dt span, footer, caption { color: var(--soft); }
.warn { border: 2px solid var(--warn); color: var(--warn); padding: .5rem .75rem; }
.charts { display: grid; gap: 1.25rem 2rem; grid-template-columns: repeat(auto-fit,
  minmax(min(100%, 22rem), 1fr)); }
figure { margin: 0; break-inside: avoid; }
figcaption { line-height: 1.3; }
.plot { padding: 0 .75rem 0 2.5rem; }
svg { display: block; overflow: visible; font: 12px system-ui, sans-serif;
  font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); }
.axis { fill: var(--soft); }
.value { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.label { fill: var(--ink); font-size: 13px; }
.bar { stroke-width: 1px; }
.bar.reports { fill: var(--reports); stroke: var(--reports); }
.bar.people { fill: var(--people); stroke: var(--people); }
.bar.incidents { fill: var(--incidents); stroke: var(--incidents); }
.bar.running { fill-opacity: .35; }
.bar.hidden { fill: none; stroke: var(--soft); }
.hatch { height: 100%; background: repeating-linear-gradient(135deg, var(--soft) 0 1.5px,
  transparent 1.5px 6px); }
.key .hatch, .key .part { display: inline-block; width: 1.6em; height: .8em;
  border: 1px solid var(--soft); }
.key .part { border-color: var(--reports); background:
  color-mix(in srgb, var(--reports) 35%, transparent); }
.lines { max-width: 24rem; padding-top: .4rem; }
.key { margin: .4rem 0; }
.charts { margin-bottom: 1rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); }
.scroll:focus-visible { outline: 3px solid var(--reports); }
table { border-collapse: collapse; width: 100%; font-size: .9rem;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .3rem .5rem; }
dt span { font-weight: 400; }
th, td { padding: .3rem .5rem; text-align: right; border-top: 1px solid var(--line); }
thead th { vertical-align: bottom; border-top: 0; background: var(--band); line-height: 1.25;
  font-weight: 600; overflow-wrap: normal; }
tbody th, tfoot th, thead th:first-child { position: sticky; left: 0; background: var(--paper);
  text-align: left; white-space: nowrap; }
thead th:first-child, tbody tr:nth-child(even) :is(th, td), tfoot :is(th, td) {
  background: var(--band); }
tfoot :is(th, td) { font-weight: 700; border-top: 2px solid var(--soft); }
dt { font-weight: 600; margin-top: .5rem; }
dd { margin: 0; }
ul.legend { padding-left: 1.1rem; font-size: .9rem; }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --paper: #fff;
  --band: #eee; --reports: #0b5fa5; --people: #a8480a; --incidents: #5b6b00;
  --warn: #8a1c1c; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .bar, .hatch, .part { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .charts { grid-template-columns: 1fr 1fr; } .scroll { overflow: visible; border: 0; }
  table { font-size: 7.5pt; } th, td { padding: .15rem .25rem; } tr { break-inside: avoid; }
  thead { display: table-header-group; } tfoot { display: table-row-group; }
  th { position: static !important; } .until { white-space: normal !important; }
  h2 { break-after: avoid; } }
"""


def html(summary: Summary) -> str:
    """The page."""
    robots = '<meta name="robots" content="noindex">' if summary.internal else ""
    body = [f"<h1>{escape(summary.title)}</h1>", f'<p class="soft">{escape(as_of(summary))}</p>']
    if summary.internal:
        body.append(f'<p class="warn" role="note"><strong>{escape(INTERNAL)}</strong></p>')
    if summary.left_out:
        body.append(f'<p class="warn">{escape(" ".join(summary.left_out.sentences))}</p>')
    drawn: set[tuple[str, str]] = set()
    for table in summary:
        body += _section(summary, table, {key for stub, key in drawn if stub == table.stub})
        drawn |= {(table.stub, figure.key) for figure in table.figures}
    body += [
        '<section aria-labelledby="glossary"><h2 id="glossary">What is counted</h2>',
        f"{glossary(summary)}</section>",
    ]
    body.append("<footer><p>Made with cocsheets.</p></footer>")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{robots}<title>{escape(summary.title)}</title><style>{STYLE}</style></head>\n"
        "<body><main>\n" + "\n".join(body) + "\n</main></body></html>\n"
    )


def _section(summary: Summary, table: Table, drawn: set[str]) -> Iterator[str]:
    name = f"table-{table.key}"
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(table.title)}</h2>'
    found = list(charts(table, drawn)) if table.calendar is not None else []
    if found:
        yield f'<div class="charts">{"".join(found)}</div>'
        yield from _key(table)
        yield "<h3>Figures</h3>"
    if not table.rows:
        yield '<p class="soft">There are no reports yet.</p>'
    yield f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}">'
    yield f"{html_table(table, caption(table, summary))}</div>"
    if any(legend(table)):
        yield items(legend(table))
    yield "</section>"


def _key(table: Table) -> Iterator[str]:
    """What a chart shows beside plain bars, and what it does not show."""
    if table.hides:
        yield f'<p class="soft key"><span class="hatch"></span> Hatched: {HATCHED}</p>'
    if any(row.until for row in table.rows):
        yield f'<p class="soft key"><span class="part"></span> Pale: {RUNNING}</p>'
    left = undated(table)
    if left:
        yield f'<p class="soft">Not drawn: {escape(table.show(left))} {UNDATED}; see the table.</p>'
