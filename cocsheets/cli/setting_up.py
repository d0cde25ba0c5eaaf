"""What `cocsheets init` asks and proposes: the way in, worksheet, headers, time zone, roster.

Asks on a terminal alone; elsewhere it takes what was said, else what the sheet shows. Must not
write anything.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocsheets.cli.failing import show
from cocsheets.cli.logs import tell
from cocsheets.errors import AccessError, ConfigurationError, LayoutError, NotFoundError
from cocsheets.formats.settings_file import Answers, settings_text
from cocsheets.operations.setup import TITLE, first_roster, propose_mapping
from cocsheets.records.mapping import NEEDED
from cocsheets.secret_text import is_secret
from cocsheets.settings import (
    Settings,
    SpreadsheetSettings,
    load_settings,
    parse_tables,
    spreadsheet_key,
)
from cocsheets.workbook.credentials import load_credentials
from cocsheets.zones import zone

if TYPE_CHECKING:
    from cocsheets.cli.context import Context
    from cocsheets.plans.first_roster import RosterPlan
    from cocsheets.records.mapping import HeaderMapping
    from cocsheets.records.table import Spreadsheet


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said on the command line."""

    worksheet: str | None
    preset: str | None
    headers: Mapping[str, str]
    without: Sequence[str]
    time_zone: str | None
    members: str | None
    make_roster: bool
    chair: str
    yes: bool
    apply_digest: str | None

    @property
    def asks(self) -> bool:
        """Whether somebody is there to be asked."""
        consent = self.yes or self.apply_digest is not None
        return not consent and sys.stdin.isatty() and sys.stdout.isatty()


# --- getting to the sheet ----------------------------------------------------------------------


def identify(told: Wishes, credentials: str | None) -> Settings:
    """Settings to sign in with, and what the environment says besides."""
    known = load_settings({**os.environ, "COCSHEETS_CONFIG": ""})
    source = credentials or known.credentials
    if told.asks and not source and not known.api_root:
        click.echo(_SIGNING_IN, err=True)
        source = click.prompt("Path of the file, or adc", err=True)
    if source and source != "adc" and not is_secret(source):
        source = str(Path(source).expanduser().absolute())
    if credentials and not known.api_root:
        load_credentials(source, name="--credentials")
    return dataclasses.replace(known, credentials=source)


def sign_in(told: Wishes, spreadsheet: str | None, credentials: str | None) -> Settings:
    """Settings to look at the sheet with."""
    key = spreadsheet or load_settings({**os.environ, "COCSHEETS_CONFIG": ""}).spreadsheet.key
    if told.asks:
        key = key or click.prompt("Key or URL of the spreadsheet", err=True)
    if not key:
        raise ConfigurationError(
            "Which spreadsheet is it? Nothing was done.",
            hint="Use --spreadsheet KEY (or COCSHEETS_SPREADSHEET), and --credentials FILE. There"
            " is none yet? --new TITLE makes one.",
        )
    place = SpreadsheetSettings(spreadsheet_key(key))
    return dataclasses.replace(identify(told, credentials), spreadsheet=place)


_SIGNING_IN = """\
How does cocsheets sign in?
  - with the key file of a service account (for a job that runs by itself), or
  - with a token file of your own Google account (OAuth), or
  - adc: application default credentials of this machine.
The README shows step by step how to get one."""


def look(context: Context, told: Wishes, settings: Settings) -> Spreadsheet:
    """Read the sheet; somebody who is there may share it meanwhile and try again."""
    while True:
        committee = context.committee(settings=settings)
        try:
            committee.acting_account()
            return committee.read(even_trashed=True).spreadsheet
        except (AccessError, NotFoundError) as error:
            if not told.asks:
                raise
            show(error)
            click.confirm("Try again?", default=True, abort=True, err=True)


# --- proposals ---------------------------------------------------------------------------------


def answers_of(
    context: Context, told: Wishes, settings: Settings, spreadsheet: Spreadsheet
) -> Answers:
    """What the settings file will say."""
    fit = _fit_of(told, spreadsheet)
    headers, without = _columns(told, fit)
    name = told.time_zone or spreadsheet.time_zone
    if told.asks:
        name = click.prompt("Time zone of the committee", default=name, err=True)
    zone(name)
    used = {*fit.matched.values()} | {
        letters for letters, header in fit.headers.items() if header in headers.values()
    }
    return Answers(
        key=settings.key,
        worksheet=fit.worksheet,
        sheet_id=fit.sheet_id,
        preset=fit.schema.name,
        headers=headers,
        without=tuple(without),
        unknown={at: header for at, header in fit.headers.items() if at not in used},
        time_zone=name,
        spreadsheet_zone=spreadsheet.time_zone,
        members=told.members or f"worksheet:{TITLE}",
        keep=_keep_of(context, settings),
    )


def _keep_of(context: Context, settings: Settings) -> tuple[str, ...]:
    """The account of the daily job, which no other account's run may remove. A person's own account
    belongs on the roster instead."""
    committee = context.committee(settings=settings)
    if committee.credentials().kind == "OAuth user":
        return ()
    return tuple(filter(None, [committee.acting_account()]))


def _fit_of(told: Wishes, spreadsheet: Spreadsheet) -> HeaderMapping:
    """The worksheet of the records; never one of several without being told."""
    fits = propose_mapping(spreadsheet, told.worksheet, told.preset)
    if not fits:
        titles = ", ".join(f'"{sheet.title}"' for sheet in spreadsheet.worksheets)
        raise LayoutError(
            f"None of the worksheets looked at ({told.worksheet or titles}) has the headers of"
            " records; nothing was done.",
            hint="Name the worksheet (--worksheet), or add the headers: docs/layout.md lists them.",
        )
    if len(fits) == 1:
        return fits[0]
    by_title = {fit.worksheet: fit for fit in fits}
    if not told.asks:
        titles = ", ".join(f'"{title}"' for title in by_title)
        raise LayoutError(
            f"Several worksheets have the headers of records: {titles}; nothing was done.",
            hint="Say which one holds them: --worksheet TITLE.",
        )
    question = "Which worksheet holds the records?"
    return by_title[click.prompt(question, type=click.Choice(list(by_title)), err=True)]


def _columns(told: Wishes, fit: HeaderMapping) -> tuple[dict[str, str], list[str]]:
    """Headers that are not the preset's, and fields that the sheet lacks."""
    tell(
        f'Worksheet "{fit.worksheet}", header row {fit.row}: {len(fit.matched)} columns are known'
        f" (preset {fit.schema.name})."
    )
    headers, without = dict(told.headers), list(told.without)
    for column in fit.schema.columns:
        if column.key in fit.matched or column.key in headers or column.key in without:
            continue
        letters = fit.near.get(column.key)
        question = f'Is "{fit.headers[letters]}" ({letters}) "{column.header}"?' if letters else ""
        if letters and (not told.asks or click.confirm(question, default=True, err=True)):
            headers[column.key] = fit.headers[letters]
        elif column.optional:
            continue
        elif told.asks:
            header = _ask_column(fit, column.header)
            if header:
                headers[column.key] = header
            else:
                without.append(column.key)
    chosen = {*fit.matched, *headers}
    missing = [c for c in fit.schema.columns if c.key not in chosen and not c.optional]
    faults = [c for c in missing if c.key not in without or c.key in NEEDED]
    if faults:
        keys = ", ".join(f'{c.key} ("{c.header}")' for c in faults)
        raise LayoutError(
            f'Worksheet "{fit.worksheet}" has no column for {keys}; nothing was written.',
            hint='Say which it is: --header KEY="TEXT"; or --without KEY if the sheet has none.',
        )
    return headers, without


def _ask_column(fit: HeaderMapping, header: str) -> str:
    """The header of a column that a person picks by its letters, empty if there is none."""
    while True:
        letters = click.prompt(
            f'Which column is "{header}"? (letters; nothing if there is none)',
            default="",
            show_default=False,
            err=True,
        )
        if not letters:
            return ""
        if found := fit.headers.get(letters.strip().upper()):
            return found
        click.echo("There is no header in that column.", err=True)


def trial_of(settings: Settings, answers: Answers, path: Path) -> Settings:
    """The settings as they will be, checked before anything is written."""

    trial = parse_tables(tomllib.loads(settings_text(answers)), str(path))
    return dataclasses.replace(
        trial,
        credentials=settings.credentials,
        api_root=settings.api_root,
        act_as=settings.act_as,
        folder=path.absolute().parent,
        environment=settings.environment,
    )


# --- the roster --------------------------------------------------------------------------------


def roster_of(
    context: Context, told: Wishes, trial: Settings, spreadsheet: Spreadsheet
) -> RosterPlan | None:
    """The plan of a first roster, None if there is one or none is wanted."""

    there = spreadsheet.worksheet(TITLE) is not None
    if told.members is not None or there:
        return None
    wanted = told.make_roster
    if not wanted and told.asks:
        question = "There is no roster yet. Make one from those who have access now?"
        wanted = click.confirm(question, default=True, err=True)
    if not wanted:
        if not told.asks:
            tell("There is no roster yet; --make-roster makes one from those who have access now.")
        return None
    committee = context.committee(settings=trial)
    chair = told.chair
    if told.asks and not chair:
        owners = [owner.email for owner in committee.drive.file().owners]
        chair = click.prompt("Who chairs?", default=owners[0] if owners else None, err=True)
    return first_roster(committee, chair)
