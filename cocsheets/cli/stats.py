"""`cocsheets stats`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import say
from cocsheets.cli.options import format_option, in_a_folder

if TYPE_CHECKING:
    from cocsheets.cli.writing import Consent
    from cocsheets.exit_codes import ExitCode
    from cocsheets.operations.assessment import Assessment
    from cocsheets.operations.before import Before, Restated
    from cocsheets.operations.committee import Committee
    from cocsheets.statistics.summary import Summary
    from cocsheets.workbook.interface import SheetStore

PERIODS = ("year", "half-year", "quarter", "month")
CRITERIA = ("status", "action", "handler", "term", "state", "people")


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
    callback=in_a_folder,
    metavar="FILE",
    help="Draw the first table into a .png or .svg file (extra: plots).",
)
@click.option(
    "--publish",
    metavar="KEY",
    help="Keep a separate, public spreadsheet equal to the tables: shows the plan and asks.",
)
@click.option(
    "--restate",
    is_flag=True,
    help="Publish although this edition and the one before, side by side, point at somebody.",
)
@click.option("--dry-run", is_flag=True, help="Show the plan of --publish, and end.")
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
    restate: bool,
    dry_run: bool,
    yes: bool,
    apply_digest: str | None,
    output: str,
) -> int:
    """Yearly figures, tables, charts, report.

    Without options, the committee's published table: exact, and the same after expunging. Tables
    by a criterion or by a shorter period are for publication too, with small figures hidden; with
    --suppress 0 they are exact and for the committee only. Give all tables that are published
    together in one command: they are protected together.
    """
    from cocsheets.cli.progress import reckoning
    from cocsheets.cli.writing import Consent
    from cocsheets.exit_codes import ExitCode
    from cocsheets.operations.before import Restated, published, restated
    from cocsheets.operations.history import history_text
    from cocsheets.operations.stats import StatisticsOptions, summarise
    from cocsheets.statistics.choices import criterion
    from cocsheets.statistics.periods import Period

    consent = Consent(yes, apply_digest, dry_run=dry_run)
    context.writes = publish is not None
    periods = [name for name in wanted if name in PERIODS]
    options = StatisticsOptions(
        title,
        layout,
        tuple(Period(name) for name in periods) or (Period.YEAR,),
        tuple(dict.fromkeys(name for name in wanted if name not in PERIODS)),
        with_layout=layout is not None or output == "html" or compare is not None,
        limit=limit,
        year_starts=year_starts,
        completed=completed,
        changes=changes,
        newest_first=newest_first,
    )
    committee = context.committee()
    for name in options.criteria:
        criterion(committee.schema, name)
    reading = committee.read()
    assessment = reading.assessment
    public = _public(committee, publish) if publish else None
    last = published(public) if public else None
    file = _edition(compare) if compare else None
    with reckoning("Choosing what to hide") as far:
        before = [found for found in (last, file) if found]
        summary = summarise(committee, assessment, options, before, far)
    moved = _compare(compare, summary) if compare else Restated()
    if plot:
        from cocsheets.figures.plots import plot as draw
        from cocsheets.figures.texts import as_of

        below = " ".join((as_of(summary), *summary.left_out.sentences))
        kind = plot.suffix.lower().removeprefix(".")
        plot.write_bytes(draw(summary.tables[0], kind, title, below))
        say(f"Drawn: {plot}")
    code = ExitCode.FINDINGS if moved or summary.left_out else ExitCode.OK
    if public and last:
        changed = _check_restated(restated(summary, last), summary, restate=restate)
        code = max(code, ExitCode.FINDINGS) if changed else code
        return max(code, _publish(committee, assessment, summary, public, consent, output))
    _show(summary, moved, output)
    _tell_unread(moved)
    if reading.in_history is not None:  # beside the figures, which expunging does not change
        say(history_text(reading.in_history))
    return code


def _public(committee: Committee, key: str) -> SheetStore:
    from cocsheets.settings import spreadsheet_key
    from cocsheets.workbook.google import GoogleSheet

    return GoogleSheet(committee.http, spreadsheet_key(key))


def _edition(file: Path) -> Before:
    from cocsheets.figures.editions import read_editions

    return lambda tables: read_editions(file, tables)


def _tell_unread(moved: Restated) -> None:
    for words in moved.unread:
        say(f"Not compared, since it cannot be read in the earlier edition: {words}.")


def _check_restated(moved: Restated, summary: Summary, *, restate: bool) -> bool:
    """Tell what the edition before shows otherwise, and refuse what would point at somebody."""
    from cocsheets.errors import RefusedError

    running = [row.label for row in summary.tables[0].rows if row.until is not None]
    if running:
        say(
            f"{running[-1]} has not ended: each edition shows what came in since the one before."
            " --completed leaves it out."
        )
    for move in moved.moves:
        say(str(move))
    _tell_unread(moved)
    if moved.pointing and not restate:
        raise RefusedError(
            "This edition and the one published before, side by side, would point at somebody;"
            " nothing was written.",
            hint="Publish completed periods only (--completed), or give --restate.",
        )
    return bool(moved)


def _compare(file: Path, summary: Summary) -> Restated:
    from cocsheets.errors import ConfigurationError
    from cocsheets.figures.editions import read_edition
    from cocsheets.operations.before import restated

    first, table = read_edition(file), summary.tables[0]
    find = _edition(file)
    if first.stub.casefold() != table.stub.casefold() and not any(find(summary.tables)[1:]):
        raise ConfigurationError(
            f"{file.name} is by {first.stub.lower()}, this table by {table.stub.lower()}.",
            hint="Choose the same period with --by.",
        )
    return restated(summary, find)


def _show(summary: Summary, moved: Restated, output: str) -> None:
    from cocsheets.figures import fragments
    from cocsheets.figures import texts as formats
    from cocsheets.figures.page import html

    if output == "json":
        click.echo(formats.structured(summary, moved.moves, moved.unread), nl=False)
    elif output == "text":
        click.echo(formats.text(summary, moved.moves), nl=False)
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
        for move in moved.moves:
            say(str(move))
    if output in ("csv", "tidy"):
        for sentence in (*(formats.INTERNAL,) * summary.internal, *summary.left_out.sentences):
            say(sentence)


def _publish(
    committee: Committee,
    assessment: Assessment,
    summary: Summary,
    public: SheetStore,
    consent: Consent,
    output: str,
) -> ExitCode:
    from cocsheets.cli.output import print_json
    from cocsheets.cli.writing import carry_out
    from cocsheets.formats.plans import plan_text
    from cocsheets.operations.stats import Publish

    operation = Publish(committee, public, assessment, summary)

    def show() -> None:
        if output != "json":
            click.echo(plan_text(operation.plan))

    report = carry_out(operation, consent, show) or operation.preview()
    if output == "json":
        shown = report.plan.to_json()
        print_json({**shown, "applied": report.applied, "missing": list(report.left)})
    elif report.left:
        click.echo("Not as planned by a fresh reading: " + ", ".join(report.left))
    elif report.applied:
        click.echo("Published; a fresh reading shows the same figures.")
    return report.code
