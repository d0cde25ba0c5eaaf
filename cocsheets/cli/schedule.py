"""`cocsheets schedule`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocsheets.cli.context import Context
from cocsheets.cli.program import program

if TYPE_CHECKING:
    from cocsheets.settings import Settings


@click.command("schedule")
@click.option("--at", metavar="HH:MM", help="Local time of the run; else [schedule] at.")
@click.option(
    "--time-zone",
    metavar="NAME",
    help="Time zone of --at; else the committee's, as for everything else.",
)
@click.option(
    "--health-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Rewrite this file every few seconds, with the last run and the next.",
)
@click.option(
    "--ping-url",
    metavar="URL",
    help="Ask for this address after each good run, so that somebody notices when none comes;"
    " else COCSHEETS_PING_URL.",
)
@click.option(
    "--state-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where the last run is noted; else in the user's state folder.",
)
@click.option(
    "--print",
    "form",
    type=click.Choice(["systemd", "cron", "github", "kubernetes", "cloud-run"]),
    help="Print a set-up for one of these in place of running, and end.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="With --print systemd: write the two files there; nothing is overwritten.",
)
@click.pass_obj
def command(
    context: Context,
    at: str | None,
    time_zone: str | None,
    health_file: Path | None,
    ping_url: str | None,
    state_file: Path | None,
    form: str | None,
    into: Path | None,
) -> int:
    """Run sync daily in the foreground.

    Exactly one run a local day, whatever the clocks do; after downtime one run that does all that
    is due. A failed run is reported and counts for its day. Ctrl-C or SIGTERM end it between two
    requests. --print gives a set-up for another scheduler instead.
    """
    if context.as_of is not None:
        raise click.UsageError("schedule runs on real days: leave --as-of out.")
    if into is not None and form != "systemd":
        raise click.UsageError("--into goes with --print systemd.")
    settings = context.settings()
    when = _time(at or settings.schedule.at)
    zone = time_zone or settings.spreadsheet.time_zone or ""
    if form is not None:
        return _print(context, settings, form, when, zone, into)
    from cocsheets.cli.service import Service
    from cocsheets.cli.stopping import stoppable

    context.daily = True
    with stoppable() as stop:
        ping = ping_url or settings.environment.get("COCSHEETS_PING_URL", "")
        service = Service(context, stop, health_file, ping)
        service.run(when, zone, state_file)
    return 0


def _time(text: str) -> dt.time:
    from cocsheets.settings import ScheduleSettings

    ScheduleSettings(at=text).check()
    return dt.time.fromisoformat(text)


def _print(
    context: Context, settings: Settings, form: str, at: dt.time, zone: str, into: Path | None
) -> int:
    from cocsheets import __version__
    from cocsheets.errors import ConfigurationError
    from cocsheets.formats import containers, units
    from cocsheets.machine import write_new
    from cocsheets.zones import in_calendars
    from cocsheets.zones import zone as check_zone

    if zone:
        check_zone(zone)
        at, zone = in_calendars(zone, at)
    words = program()
    folder = settings.folder.absolute()
    if context.config is not None:
        words += ["--config", str(context.config.absolute())]
        folder = Path.cwd()
    job = units.Job(words, folder, at, zone, __version__, settings.secrets)
    if into is None:
        click.echo({**units.FORMS, **containers.FORMS}[form](job), nl=False)
        return 0
    files = {into / name: text for name, text in units.systemd(job).items()}
    if there := [str(path) for path in files if path.exists() or path.is_symlink()]:
        raise ConfigurationError(f"{there[0]} exists already; nothing was written.")
    if into.is_symlink():
        raise ConfigurationError(f"{into} is a link; nothing was written.", hint="Name the folder.")
    into.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        write_new(path, text)
        click.echo(str(path))
    return 0
