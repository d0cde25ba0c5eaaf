"""`cocsheets init`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cocsheets.cli.context import Context
from cocsheets.cli.logs import say
from cocsheets.data import replace

if TYPE_CHECKING:
    from cocsheets.cli.setting_up import InitOptions
    from cocsheets.formats.settings_file import Answers
    from cocsheets.plans.first_roster import RosterPlan
    from cocsheets.settings import Settings


@click.command("init")
@click.option("--spreadsheet", metavar="KEY", help="Key or URL of the spreadsheet.")
@click.option(
    "--credentials",
    metavar="FILE",
    help="Service-account key file, OAuth token file, or `adc`.",
)
@click.option("--worksheet", metavar="TITLE", help="The worksheet with the records.")
@click.option("--preset", metavar="NAME", help="Layout to start from; else the one that fits best.")
@click.option(
    "--header", "headers", multiple=True, metavar="KEY=TEXT", help="Header of a field; repeatable."
)
@click.option(
    "--without", multiple=True, metavar="KEY", help="A field that the sheet lacks; repeatable."
)
@click.option(
    "--date-order",
    type=click.Choice(["DMY", "MDY", "YMD"], case_sensitive=False),
    help="How dates typed as text are meant; else year first only.",
)
@click.option("--time-zone", metavar="NAME", help="The committee's; else the spreadsheet's own.")
@click.option("--members", metavar="SOURCE", help="worksheet:TITLE or file:PATH; else Members.")
@click.option("--make-roster", is_flag=True, help="Make the roster from those who have access now.")
@click.option("--chair", default="", metavar="EMAIL", help="Who chairs; else the file's owner.")
@click.option("--new", metavar="TITLE", help="Make a new spreadsheet, with headers and a roster.")
@click.option("--template", is_flag=True, help="Print the header of a new sheet as CSV, and end.")
@click.option("--sample", is_flag=True, help="Print a sheet of invented reports as CSV, and end.")
@click.option("--yes", is_flag=True, help="Take every proposal without asking.")
@click.option(
    "--apply", "apply_digest", metavar="DIGEST", help="Take exactly the proposals shown with it."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and end.")
@click.pass_obj
def command(
    context: Context,
    /,
    spreadsheet: str | None,
    credentials: str | None,
    headers: tuple[str, ...],
    new: str | None,
    template: bool,
    sample: bool,
    **options: Any,
) -> int:
    """Set up: look at the sheet and write cocsheets.toml.

    Asks on a terminal; elsewhere it shows what it would write, and --yes or --apply goes ahead.
    Writes cocsheets.toml and .env (readable by you alone), never over a file that is there, and
    ends with `cocsheets doctor` and its exit code: 0 if nothing is to be looked at. The only change
    to the spreadsheet is the roster, if you want it. --new makes a spreadsheet first: headers,
    drop-downs, and a roster with the chair.
    """
    from cocsheets.cli import setting_up
    from cocsheets.exit_codes import ExitCode

    told = setting_up.InitOptions(headers=_pairs(headers), **options)
    if told.dry_run and (told.yes or told.apply_digest is not None):
        raise click.UsageError("--dry-run only shows: leave --yes and --apply out.")
    if template or sample:
        return _print_template(told.preset, whole=sample)
    path = context.config or Path("cocsheets.toml")
    _refuse_existing(path)
    if new is not None:
        from cocsheets.cli import beginning

        if spreadsheet is not None:
            raise click.UsageError("--new makes a spreadsheet: leave --spreadsheet out.")
        spreadsheet = beginning.make(context, told, new, credentials)
        if spreadsheet is None:
            return ExitCode.FINDINGS
        told = replace(told, yes=True)  # it has been said for all of it
    settings = setting_up.sign_in(told, spreadsheet, credentials)
    settings, found, fit = setting_up.examine(context, told, settings)
    answers = setting_up.answers_of(context, told, settings, found, fit)
    trial = setting_up.trial_of(settings, answers, path)
    roster = setting_up.roster_of(context, told, trial, found)
    if not _agreed(told, answers, roster, path):
        return ExitCode.FINDINGS
    _write(path, answers, settings)
    context.made = f"{path} was written; `cocsheets doctor` shows whether all is well."
    return _finish(context, path, roster)


def _print_template(preset: str | None, *, whole: bool) -> int:
    """Print the bundled sheet of a layout, or its header alone."""
    from cocsheets import templates
    from cocsheets.records.schema import SchemaSettings, load_schema

    name = load_schema(SchemaSettings(preset=preset or SchemaSettings().preset)).name
    click.echo(templates.sample(name) if whole else templates.header(name), nl=False)
    return 0


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        key, equals, header = text.partition("=")
        if not equals or not key.strip() or not header.strip():
            raise click.UsageError(f"--header {text!r} is not KEY=TEXT.")
        pairs[key.strip()] = header.strip()
    return pairs


def _refuse_existing(path: Path) -> None:
    from cocsheets.errors import ConfigurationError

    if path.exists() or path.is_symlink():
        raise ConfigurationError(
            f"{path} exists already; it is never overwritten, and nothing was done.",
            hint="Edit it, or move it away first. `cocsheets doctor` checks it.",
        )


# --- consent and writing -----------------------------------------------------------------------


def _agreed(told: InitOptions, answers: Answers, roster: RosterPlan | None, path: Path) -> bool:
    """Show what would be written, and take consent."""
    from cocsheets.errors import StalePlanError
    from cocsheets.formats.settings_file import settings_text

    text = settings_text(answers)
    digest = _digest(text, roster)
    click.echo(f"{path} would read:\n\n{_indented(text)}")
    if roster is not None:
        click.echo(f'A worksheet "{roster.title}" would be made, with:')
        for change in roster.changes:
            click.echo(f"  {change.role}: {change.email} ({change.reason})")
        for obstacle in roster.obstacles:
            click.echo(f"  left out: {obstacle.address}: {obstacle.reason}")
    click.echo("")
    if told.dry_run:
        say("A dry run: nothing was written.")
        return False
    if told.yes:
        return True
    if told.apply_digest is not None:
        if told.apply_digest != digest:
            raise StalePlanError(
                f"The proposals are no longer those with digest {told.apply_digest}; theirs is"
                f" {digest}. Nothing was written.",
                hint="Look at the proposals and decide again.",
            )
        return True
    if told.asks:
        return click.confirm("Go ahead?", default=True, err=True)
    say(f"Nothing was written. To go ahead: --yes, or --apply {digest} for exactly this.")
    return False


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())


def _digest(text: str, roster: RosterPlan | None) -> str:
    import hashlib

    plan = roster.digest if roster else ""
    return hashlib.sha256(f"{plan}\n{text}".encode()).hexdigest()[:12]


def _write(path: Path, answers: Answers, settings: Settings) -> None:
    """Write both files, neither over one that is there."""
    from cocsheets.formats.settings_file import environment_text, settings_text
    from cocsheets.machine import write_new
    from cocsheets.secret_text import is_secret

    values = {
        "COCSHEETS_CREDENTIALS": settings.credentials,
        "COCSHEETS_API_ROOT": settings.api_root,
        "COCSHEETS_ACT_AS": settings.act_as,
    }
    values = {name: value for name, value in values.items() if value}
    if settings.api_root:
        values.pop("COCSHEETS_CREDENTIALS", None)
    elif is_secret(settings.credentials):
        del values["COCSHEETS_CREDENTIALS"]
        say("COCSHEETS_CREDENTIALS holds the key itself. It was not written to .env.")
    write_new(path, settings_text(answers), 0o644)
    click.echo(f"Wrote {path}.")
    env = path.parent / ".env"
    try:
        write_new(env, environment_text(values), 0o600)
        click.echo(f"Wrote {env}, readable by you alone.")
    except FileExistsError:
        lines = environment_text(values).splitlines()[1:]
        say(
            f"{env} is there already and was left as it is; it should say:",
            hint="\n  ".join(lines),
        )


def _finish(context: Context, path: Path, roster: RosterPlan | None) -> int:
    """Make the roster and look whether all is well."""
    from cocsheets.cli.output import colour_wanted
    from cocsheets.formats.checkup import checkup_text
    from cocsheets.operations.checkup import code
    from cocsheets.operations.doctor import examine
    from cocsheets.operations.setup import make_roster
    from cocsheets.settings import load_settings

    settings = load_settings(os.environ, config=path)
    if roster is not None:
        make_roster(context.committee(settings=settings), roster)
        click.echo(f'Made the worksheet "{roster.title}". Enter when each one joined.')
    checks = examine(context.committee(settings=settings))
    click.echo(f"\n{checkup_text(checks, colour=colour_wanted())}\n")
    click.echo("Set up. Next: `cocsheets sync --dry-run` shows what the daily run would do.")
    return code(checks)
