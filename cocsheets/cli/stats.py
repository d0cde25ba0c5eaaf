"""`cocsheets stats`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import tell
from cocsheets.cli.options import format_option

if TYPE_CHECKING:
    from cocsheets.exit_codes import ExitCode
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.committee import Committee
    from cocsheets.statistics.restatement import Move
    from cocsheets.statistics.summary import Summary

PERIODS = ("year", "half-year", "quarter", "month")
CRITERIA = ("status", "action", "handler", "term", "state", "people")


def _in_a_folder(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a file whose folder is not there, before anything is read."""
    if path is not None and not path.absolute().parent.is_dir():
        raise click.BadParameter(f"There is no folder {str(path.parent)!r}.")
    return path


@click.command("stats")
@click.option(
    "--layout",
    type=click.Choice(["2016", "2021", "2026"]),
    help="Which of the committee's published tables. [default: 2016; 2026 if the sheet has"
    " consequences]",
)
@click.option(
    "--by",
    "wanted",
    metavar="WHAT",
    multiple=True,
    help=f"A period ({', '.join(PERIODS)}), one of {', '.join(CRITERIA)}, resolution, or a column"
    " of your own with a fixed list of values; may be given several times.",
)
@click.option(
    "--year-starts",
    type=click.IntRange(1, 12),
    default=1,
    show_default=True,
    metavar="MONTH",
    help="Month in which a fiscal year begins.",
)
@click.option("--completed", is_flag=True, help="Leave out the period that has not ended.")
@click.option("--changes", is_flag=True, help="Add the change of each figure to the period before.")
@click.option("--newest-first", is_flag=True, help="The latest period on top.")
@click.option("--title", default="Code of Conduct statistics", show_default=True, help="Heading.")
@click.option(
    "--suppress",
    "limit",
    type=click.IntRange(min=0),
    metavar="N",
    help="Hide figures from 1 to N-1, and others that would give them away; 0: hide none."
    " [default: 5, but the committee's table is exact]",
)
@click.option(
    "--compare",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Say which past figures moved since an earlier edition (.json, .csv, .md, .html).",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=_in_a_folder,
    metavar="FILE",
    help="Draw the first table into a .png or .svg file (extra: plots).",
)
@click.option(
    "--publish",
    metavar="KEY",
    help="Keep a separate, public spreadsheet equal to the tables: shows the plan and asks.",
)
@click.option("--yes", is_flag=True, help="Publish without asking.")
@click.option(
    "--apply",
    "apply_digest",
    metavar="DIGEST",
    help="Publish without asking if the plan is still the one with this digest.",
)
@format_option("text", "markdown", "csv", "tidy", "json", "html", "fragment", "mediawiki")
@click.pass_obj
def command(
    context: Context,
    layout: str | None,
    wanted: tuple[str, ...],
    year_starts: int,
    completed: bool,
    changes: bool,
    newest_first: bool,
    title: str,
    limit: int | None,
    compare: Path | None,
    plot: Path | None,
    publish: str | None,
    yes: bool,
    apply_digest: str | None,
    output: str,
) -> int:
    """Yearly figures, tables, charts, report.

    Without options, the committee's published table: exact, and the same after expunging. Tables
    by a criterion are for publication too, with small figures hidden; with --suppress 0 they are
    exact and for the committee only. Give all tables that are published together in one command.
    """
    from cocsheets.exit_codes import ExitCode
    from cocsheets.operations.stats import Wish, summarise
    from cocsheets.statistics.choices import criterion
    from cocsheets.statistics.periods import Period

    periods = [name for name in wanted if name in PERIODS]
    if len(periods) > 1:
        raise click.UsageError("--by takes one period only.")
    wish = Wish(
        title,
        layout,
        Period(periods[0] if periods else "year"),
        tuple(dict.fromkeys(name for name in wanted if name not in PERIODS)),
        with_layout=layout is not None or output == "html" or compare is not None,
        limit=limit,
        year_starts=year_starts,
        completed=completed,
        changes=changes,
        newest_first=newest_first,
    )
    committee = context.committee()
    for name in wish.criteria:
        criterion(committee.schema, name)
    committee.refuse_trash()
    assessment = committee.assess()
    summary = summarise(committee, assessment, wish)
    moves = _compare(compare, summary) if compare else ()
    if plot:
        from cocsheets.formats.plots import plot as draw
        from cocsheets.formats.statistics import as_of

        below = " ".join((as_of(summary), *summary.left_out.sentences))
        kind = plot.suffix.lower().removeprefix(".")
        plot.write_bytes(draw(summary.tables[0], kind, title, below))
        tell(f"Drawn: {plot}")
    code = ExitCode.FINDINGS if moves or summary.left_out else ExitCode.OK
    if publish:
        return max(
            code, _publish(committee, assessment, summary, publish, yes, apply_digest, output)
        )
    _show(summary, moves, output)
    return code


def _compare(file: Path, summary: Summary) -> tuple[Move, ...]:
    from cocsheets.errors import ConfigurationError
    from cocsheets.formats.editions import read_edition
    from cocsheets.statistics.restatement import compare

    edition, table = read_edition(file), summary.tables[0]
    if edition.stub != table.stub:
        raise ConfigurationError(
            f"{file.name} is by {edition.stub.lower()}, this table by {table.stub.lower()}.",
            hint="Choose the same period with --by.",
        )
    return compare(edition, table)


def _show(summary: Summary, moves: tuple[Move, ...], output: str) -> None:
    from cocsheets.formats import fragments
    from cocsheets.formats import statistics as formats
    from cocsheets.formats.page import html

    if output == "json":
        click.echo(formats.structured(summary, moves), nl=False)
    elif output == "text":
        click.echo(formats.text(summary, moves), nl=False)
    else:
        show = {
            "markdown": formats.markdown,
            "csv": formats.comma_separated,
            "tidy": formats.tidy,
            "html": html,
            "fragment": fragments.html_fragment,
            "mediawiki": fragments.mediawiki,
        }[output]
        click.echo(show(summary), nl=False)
        for move in moves:
            tell(str(move))
    if output in ("csv", "tidy"):
        for sentence in (*(formats.INTERNAL,) * summary.internal, *summary.left_out.sentences):
            tell(sentence)


def _publish(
    committee: Committee,
    assessment: Assessment,
    summary: Summary,
    key: str,
    yes: bool,
    apply_digest: str | None,
    output: str,
) -> ExitCode:
    from cocsheets.cli.deciding import decide_today
    from cocsheets.cli.output import print_json
    from cocsheets.formats.plans import plan_text
    from cocsheets.operations.stats import Publishing, PublishReport
    from cocsheets.settings import spreadsheet_key
    from cocsheets.workbook.google import GoogleSheet

    public = GoogleSheet(committee.http, spreadsheet_key(key))
    publishing = Publishing(public, assessment, summary)
    report = PublishReport(publishing.plan())
    if output != "json":
        click.echo(plan_text(report.plan))
    sheet = assessment.spreadsheet
    if decide_today(report.plan, committee, sheet, yes=yes, apply_digest=apply_digest):
        run = committee.start_run(committee.acting_account())
        run.adopt(sheet)
        report = publishing.carry_out(report.plan, run)
    if output == "json":
        shown = report.plan.to_json()
        print_json({**shown, "applied": report.applied, "missing": list(report.left)})
    elif report.left:
        click.echo("Not as planned by a fresh reading: " + ", ".join(report.left))
    elif report.applied:
        click.echo("Published; a fresh reading shows the same figures.")
    return report.code
