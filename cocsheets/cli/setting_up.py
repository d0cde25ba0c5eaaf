"""What `cocsheets init` asks and proposes: the way in, worksheet, headers, time zone, roster.

Asks on a terminal alone; elsewhere it takes what was said, else what the sheet shows. Must not
write anything.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocsheets.cli.asking import ask, columns_of, date_order_of, identifying_of
from cocsheets.cli.failing import show
from cocsheets.cli.logs import say
from cocsheets.data import Data, replace
from cocsheets.errors import ConfigurationError, GoogleError, LayoutError
from cocsheets.formats.settings_file import Answers, settings_text
from cocsheets.operations.setup import TITLE, first_roster, propose_mapping
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


class InitOptions(Data, frozen=True):
    """What was said on the command line."""

    worksheet: str | None
    preset: str | None
    headers: Mapping[str, str]
    without: Sequence[str]
    date_order: str | None
    time_zone: str | None
    members: str | None
    make_roster: bool
    chair: str
    yes: bool
    apply_digest: str | None
    dry_run: bool = False

    @property
    def asks(self) -> bool:
        """Whether somebody is there to be asked."""
        consent = self.yes or self.apply_digest is not None
        return not consent and sys.stdin.isatty() and sys.stdout.isatty()


# --- getting to the sheet ----------------------------------------------------------------------


def identify(told: InitOptions, credentials: str | None) -> Settings:
    """Settings to sign in with, and what the environment says besides."""
    known = load_settings({**os.environ, "COCSHEETS_CONFIG": ""})
    if known.api_root:
        say("COCSHEETS_API_ROOT is set: this is about a sandbox, not about Google.")
        return known
    source = credentials or known.credentials
    if told.asks and not source:
        click.echo(_SIGNING_IN, err=True)
        source = ask("Path of the file, or adc", _usable)
    elif credentials:
        _usable(credentials, name="--credentials")
    return replace(known, credentials=_whole(source))


def _usable(source: str, name: str = "This") -> str:
    """The way to sign in, where it can be used. Raises ConfigurationError or CredentialsError."""
    load_credentials(_whole(source), name=name)
    return source


def _whole(source: str) -> str:
    """A path from the root; what is none stays as it is."""
    if source and source != "adc" and not is_secret(source):
        return str(Path(source).expanduser().absolute())
    return source


def sign_in(told: InitOptions, spreadsheet: str | None, credentials: str | None) -> Settings:
    """Settings to look at the sheet with."""
    settings = identify(told, credentials)
    key = spreadsheet or settings.spreadsheet.key
    if told.asks and not key:
        key = ask("Key or URL of the spreadsheet", spreadsheet_key)
    if not key:
        raise ConfigurationError(
            "Which spreadsheet is it? Nothing was done.",
            hint="Use --spreadsheet KEY (or COCSHEETS_SPREADSHEET), and --credentials FILE. There"
            " is none yet? --new TITLE makes one.",
        )
    return at_key(settings, key)


def at_key(settings: Settings, key: str) -> Settings:
    """The same settings for a spreadsheet. Raises ConfigurationError for what is no key."""
    place = SpreadsheetSettings(spreadsheet_key(key))
    return replace(settings, spreadsheet=place)


_SIGNING_IN = """\
How does cocsheets sign in?
  - with the key file of a service account (for a job that runs by itself), or
  - with a token file of your own Google account (OAuth), or
  - adc: application default credentials of this machine.
The README shows step by step how to get one."""


def examine(
    context: Context, told: InitOptions, settings: Settings
) -> tuple[Settings, Spreadsheet, HeaderMapping]:
    """Read the sheet and find the records; returns also the settings that it was read with.

    Somebody who is there may name another spreadsheet, or put right meanwhile what is wrong with
    this one, and try again.
    """
    while True:
        committee = context.committee(settings=settings)
        committee.whole = True  # nobody knows yet what the headers of the records are
        try:
            committee.acting_account()
            found = committee.read(even_trashed=True).spreadsheet
            return settings, found, _fit_of(told, found)
        except (GoogleError, LayoutError) as error:
            if not told.asks:
                raise
            show(error)
            key = ask("Key or URL of the spreadsheet", spreadsheet_key, default=settings.key)
            settings = at_key(settings, key)


# --- proposals ---------------------------------------------------------------------------------


def answers_of(
    context: Context,
    told: InitOptions,
    settings: Settings,
    spreadsheet: Spreadsheet,
    fit: HeaderMapping,
) -> Answers:
    """What the settings file will say."""
    headers, without = columns_of(told, fit)
    order = date_order_of(told, spreadsheet, fit, headers)
    name = told.time_zone or spreadsheet.time_zone
    if told.asks:
        name = ask("Time zone of the committee", _known_zone, default=name)
    zone(name)
    used = {*fit.matched.values()} | {
        letters for letters, header in fit.headers.items() if header in headers.values()
    }
    unknown = {at: header for at, header in fit.headers.items() if at not in used}
    return Answers(
        key=settings.key,
        worksheet=fit.worksheet,
        sheet_id=fit.sheet_id,
        preset=fit.schema.name,
        headers=headers,
        without=tuple(without),
        unknown=unknown,
        identifying=identifying_of(told, unknown),
        date_order=order,
        time_zone=name,
        spreadsheet_zone=spreadsheet.time_zone,
        members=told.members or f"worksheet:{TITLE}",
        keep=_keep_of(context, settings),
    )


def _known_zone(name: str) -> str:
    zone(name)
    return name


def _keep_of(context: Context, settings: Settings) -> tuple[str, ...]:
    """The account of the daily job, which no other account's run may remove. A person's own account
    belongs on the roster instead."""
    committee = context.committee(settings=settings)
    if committee.credentials().kind == "OAuth user":
        return ()
    return tuple(filter(None, [committee.acting_account()]))


def _fit_of(told: InitOptions, spreadsheet: Spreadsheet) -> HeaderMapping:
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


def trial_of(settings: Settings, answers: Answers, path: Path) -> Settings:
    """The settings as they will be, checked before anything is written."""

    trial = parse_tables(tomllib.loads(settings_text(answers)), str(path))
    return replace(
        trial,
        credentials=settings.credentials,
        api_root=settings.api_root,
        act_as=settings.act_as,
        folder=path.absolute().parent,
        environment=settings.environment,
    )


# --- the roster --------------------------------------------------------------------------------


def roster_of(
    context: Context, told: InitOptions, trial: Settings, spreadsheet: Spreadsheet
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
            say("There is no roster yet; --make-roster makes one from those who have access now.")
        return None
    committee = context.committee(settings=trial)
    chair = told.chair
    if told.asks and not chair:
        owners = [owner.email for owner in committee.drive.file().owners]
        first = owners[0] if owners else None
        return ask("Who chairs?", lambda email: first_roster(committee, email), default=first)
    return first_roster(committee, chair)
