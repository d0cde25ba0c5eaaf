"""Tables to be put into a page of one's own: HTML without a style, and MediaWiki.

Knows how a table is marked up. Must not know the page around it. In the order of the summary, with
what the marks mean, the day, and the glossary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from cocsheets.figures.texts import CHANGES, INTERNAL, as_of, caption, legend, title
from cocsheets.statistics.summary import Figure, Summary, Table, TableRow


def html_fragment(summary: Summary) -> str:
    """Captioned tables and the glossary, for a page that has its own style."""
    parts = [f"<p><strong>{escape(INTERNAL)}</strong></p>"] * summary.internal
    for table in summary:
        parts.append(html_table(table, caption(table, summary)))
        parts += [items(legend(table))] * any(legend(table))
    parts += [f"<p>{escape(line)}</p>" for line in (as_of(summary), *summary.left_out.sentences)]
    parts.append(glossary(summary))
    return "\n".join(parts) + "\n"


def html_table(table: Table, above: str) -> str:
    """One table with its caption."""
    heads = "".join(f'<th scope="col">{escape(title(figure))}</th>' for figure in table.figures)
    return (
        f"<table><caption>{escape(above)}</caption>"
        f'<thead><tr><th scope="col">{escape(table.stub)}</th>{heads}</tr></thead>'
        f"<tbody>{_rows(table, table.rows)}</tbody>"
        f"<tfoot>{_rows(table, [table.total])}</tfoot></table>"
    )


def _rows(table: Table, rows: Iterable[TableRow]) -> str:
    # Only a label that is long may be broken on paper.
    mark = ' class="until"'
    return "".join(
        f'<tr><th scope="row"{mark if row.until else ""}>{escape(row.shown)}</th>'
        + "".join(f"<td>{escape(table.show(value))}</td>" for value in row.values)
        + "</tr>"
        for row in rows
    )


def items(sentences: Iterable[str]) -> str:
    """What the marks of a table mean, as a list."""
    lines = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<ul class="legend">{lines}</ul>'


def glossary(summary: Summary) -> str:
    """Every figure, its unit and its rule."""
    lines = (
        f"<dt>{escape(figure.title)} <span>({figure.unit})</span></dt>"
        f"<dd>{escape(rule(figure))}</dd>"
        for figure in summary.figures
    )
    return f"<dl>{''.join(lines)}</dl>"


def rule(figure: Figure) -> str:
    """How a figure is counted, and whether expunging changes it."""
    return figure.rule if figure.survives else f"{figure.rule} It {CHANGES}."


def mediawiki(summary: Summary) -> str:
    """The same as wiki text."""
    parts = [f"'''{_wiki(INTERNAL)}'''"] * summary.internal
    for table in summary:
        parts.append("\n".join(_wiki_table(table, caption(table, summary))))
        parts += ["\n".join(f"* {_wiki(line)}" for line in legend(table))] * any(legend(table))
    parts += map(_wiki, (as_of(summary), *summary.left_out.sentences))
    parts.append(
        "\n".join(
            f"; {_wiki(figure.title)} ({figure.unit})\n: {_wiki(rule(figure))}"
            for figure in summary.figures
        )
    )
    return "\n\n".join(parts) + "\n"


def _wiki_table(table: Table, above: str) -> Iterator[str]:
    yield '{| class="wikitable" style="text-align: right"'
    yield f"|+ {_wiki(above)}"
    for head in (table.stub, *map(title, table.figures)):
        yield f'! scope="col" | {_wiki(head)}'
    for row in table.lines:
        yield "|-"
        yield f'! scope="row" | {_wiki(row.shown)}'
        # A blank after the bars: `|-` would begin a row and `|+` a caption.
        yield "| " + " || ".join(_wiki(table.show(value)) for value in row.values)
    yield "|}"


def _wiki(text: str) -> str:
    """Text that wiki markup leaves alone."""
    return text.translate(_MARKUP)


_MARKUP = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&<>[]{}|'*#:;=~_"})
