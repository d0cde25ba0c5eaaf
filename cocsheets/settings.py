"""Settings: from options, environment, `.env` and `cocsheets.toml` to one frozen value.

Knows where a setting may stand and which of several counts. What a table means is documented where
its rules live; this module only puts the tables together. Nothing secret stands in TOML.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocsheets.access.files import RECORDS, Target
from cocsheets.access.membership import MembersSettings
from cocsheets.access.policy import SharingSettings
from cocsheets.access.receipt import ChecklistSettings
from cocsheets.data import replace
from cocsheets.errors import ConfigurationError
from cocsheets.ledger import LogSettings
from cocsheets.plans.limits import Limits
from cocsheets.plans.statussheet import StatusSettings
from cocsheets.records.retentionsettings import RetentionSettings
from cocsheets.records.schema import SchemaSettings
from cocsheets.records.validation import ValidationSettings
from cocsheets.secret_text import is_secret
from cocsheets.tomlfile import read_toml, to_dataclass, unknown_key
from cocsheets.zones import zone

if TYPE_CHECKING:
    from cocsheets.access.filesettings import FileSettings
    from cocsheets.places.place import Place

FILE_NAME = "cocsheets.toml"

CONFIG = "COCSHEETS_CONFIG"
ENVIRONMENT = {
    CONFIG: "path of the TOML file",
    "COCSHEETS_SPREADSHEET": "key or URL of the spreadsheet",
    "COCSHEETS_CREDENTIALS": "service-account key file or its JSON, or OAuth token file, or `adc`",
    "COCSHEETS_API_ROOT": "loopback origin of a sandbox; anything but loopback is refused",
    "COCSHEETS_ACT_AS": "with a sandbox: the account to act as",
    "COCSHEETS_PING_URL": "address that `schedule` asks for after each good run",
}
"""What the environment may say, for docs/settings.md."""


@dataclass(frozen=True, slots=True)
class SpreadsheetSettings:
    """The `[spreadsheet]` table."""

    key: str = ""
    """Key or URL of the spreadsheet."""
    worksheet: str | int | None = None
    """Title or gid of the records' worksheet; else the only one whose headers match."""
    time_zone: str | None = None
    """The committee's time zone, as in `Europe/Berlin`; else the spreadsheet's own."""

    def check(self) -> None:
        """Raise ConfigurationError for a time zone that does not exist."""
        if self.time_zone is not None:
            zone(self.time_zone)


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """The `[notify]` table."""

    to: tuple[str, ...] = ()
    """Names of environment variables, each holding one address in apprise's form; the addresses
    themselves carry secrets and do not belong in a file."""
    on: str = "something"
    """`something`: after a run with something to say. `always`: after every run. `problems`: only
    where a person is needed."""
    form: str = "short"
    """`short`: what the run did and found, in counts and rows. `full`: the whole status page."""

    def check(self) -> None:
        """Raise ConfigurationError for other words."""
        if self.on not in ("something", "always", "problems"):
            raise ConfigurationError('[notify] on is "something", "always" or "problems".')
        if self.form not in ("short", "full"):
            raise ConfigurationError('[notify] form is "short" or "full".')
        if any(not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name in self.to):
            raise ConfigurationError(
                "[notify] to holds names of environment variables, not the addresses themselves.",
                hint='Write to = ["COCSHEETS_NOTIFY_CHAT"] and set that variable in .env.',
            )


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """The `[schedule]` table."""

    at: str = "06:00"
    """Local time of the daily run."""
    stale_after: int = 3
    """Days after which a missing good run is warned about by every command."""

    def check(self) -> None:
        """Raise ConfigurationError for what is no time of day."""
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", self.at):
            raise ConfigurationError("[schedule] at is a time of day such as 06:00.")
        if self.stale_after < 1:
            raise ConfigurationError("[schedule] stale_after is a number of days from 1 up.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run is told."""

    spreadsheet: SpreadsheetSettings = field(default_factory=SpreadsheetSettings)
    schema: SchemaSettings = field(default_factory=SchemaSettings)
    validation: ValidationSettings = field(default_factory=ValidationSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    members: MembersSettings = field(default_factory=MembersSettings)
    sharing: SharingSettings = field(default_factory=SharingSettings)
    files: Mapping[str, FileSettings] = field(default_factory=dict)
    """By name, the other files and folders under the same policy."""
    limits: Limits = field(default_factory=Limits)
    log: LogSettings = field(default_factory=LogSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    status: StatusSettings = field(default_factory=StatusSettings)
    checklist: ChecklistSettings = field(default_factory=ChecklistSettings)
    places: Mapping[str, Place] = field(default_factory=dict)
    """Places that are only looked at, by name: `[places.NAME]`."""
    credentials: str = field(default="", repr=False)
    """Path of the key or token file, `adc`, or the JSON of the key itself."""
    api_root: str = ""
    act_as: str = ""
    folder: Path = Path()
    """Where relative paths in the settings start: beside the TOML file, else the working folder."""
    config: Path | None = None
    """The TOML file, None if there is none."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Environment and `.env` together, for the names in `[notify] to`. May hold secrets."""

    @property
    def key(self) -> str:
        """The spreadsheet's key. Raises ConfigurationError if none is set."""
        if not self.spreadsheet.key:
            raise ConfigurationError(
                "No spreadsheet is configured.",
                hint="Set COCSHEETS_SPREADSHEET to its key or URL, or run `cocsheets init`.",
            )
        return spreadsheet_key(self.spreadsheet.key)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of the environment variables that notices and places need."""
        names = [name for place in self.places.values() for name in place.secrets]
        return tuple(dict.fromkeys((*self.notify.to, *names)))

    @property
    def targets(self) -> tuple[Target, ...]:
        """The files under the policy: the spreadsheet itself, and those of `[files]`."""
        others = (
            Target(file.policy(name, self.sharing), name, file.id)
            for name, file in self.files.items()
        )
        return (Target(self.sharing), *others)

    def check_files(self) -> None:
        """Raise ConfigurationError where one file has two names."""
        taken: dict[str, str] = {}
        if self.files and self.spreadsheet.key:
            taken[self.key] = f"the spreadsheet of the {RECORDS}"
        for name, file in self.files.items():
            if file.id in taken:
                raise ConfigurationError(
                    f"[files.{name}] key is that of {taken[file.id]} too.",
                    hint="Name each file once.",
                )
            taken[file.id] = f"[files.{name}]"


_TABLES: dict[str, Any] = {
    table.name: table.default_factory for table in dataclasses.fields(Settings)
}
TABLES: dict[str, Any] = {
    name: kind for name, kind in _TABLES.items() if dataclasses.is_dataclass(kind)
}
"""The dataclass of each TOML table, by its name."""


def _file_of(table: Any, source: str, name: str) -> FileSettings:
    from cocsheets.access.filesettings import file_of

    return file_of(table, source, name)


def _place_of(table: Any, source: str, name: str) -> Place:
    from cocsheets.places.kinds import place_of

    return place_of(table, source, name)


NAMED: dict[str, Callable[[Any, str, str], Any]] = {"files": _file_of, "places": _place_of}
"""Tables of which there are several, each with a name of the committee's: how each is read."""


def spreadsheet_key(text: str) -> str:
    """The key in a key or URL. Raises ConfigurationError if there is none."""
    match = re.search(r"/spreadsheets/d/([\w-]+)", text) or re.search(r"[?&]key=([\w-]+)", text)
    key = match[1] if match else text.strip()
    if not re.fullmatch(r"[\w-]{5,}", key) or is_secret(key):
        raise ConfigurationError(
            "COCSHEETS_SPREADSHEET (or [spreadsheet] key) is neither the key nor the URL of a"
            " spreadsheet.",
            hint="Copy the address of the open spreadsheet from the browser.",
        )
    return key


def load_settings(
    environ: Mapping[str, str], *, config: Path | None = None, cwd: Path | None = None
) -> Settings:
    """Settings from a TOML file (named, or `./cocsheets.toml` if it is there), `.env`, environment.

    Raises ConfigurationError naming the file and the key.
    """
    cwd = cwd or Path()
    named = config or (Path(told) if (told := environ.get(CONFIG)) else None)
    path = cwd / named if named else cwd / FILE_NAME
    tables: dict[str, Any] = {}
    found = _is_file(path)
    if named and not found:
        typed = config is not None and not is_secret(str(config))
        where = str(config) if typed else f"where {'--config' if config else CONFIG} says"
        raise ConfigurationError(f"There is no settings file {where}.")
    if found:
        tables = read_toml(path)
    folder = path.parent if found else cwd
    env = {**_read_dotenv(folder / ".env"), **environ}
    settings = parse_tables(tables, str(path))
    key = env.get("COCSHEETS_SPREADSHEET", "")
    if key:
        settings = replace(settings, spreadsheet=replace(settings.spreadsheet, key=key))
    settings.check_files()
    return replace(
        settings,
        credentials=_credentials(env.get("COCSHEETS_CREDENTIALS", ""), environ, folder, cwd),
        api_root=env.get("COCSHEETS_API_ROOT", ""),
        act_as=env.get("COCSHEETS_ACT_AS", ""),
        folder=folder,
        config=path if found else None,
        environment=env,
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # what no file can be called, such as a whole key
        return False


def _credentials(value: str, environ: Mapping[str, str], folder: Path, cwd: Path) -> str:
    """A path in `.env` counts from beside that file, one in the environment from where we are."""
    if not value or value == "adc" or is_secret(value) or Path(value).is_absolute():
        return value
    return str((cwd if environ.get("COCSHEETS_CREDENTIALS") else folder) / value)


def _read_dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        values = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{path} cannot be read.") from None
    return {name: value for name, value in values.items() if value is not None}


def parse_tables(tables: Mapping[str, Any], source: str) -> Settings:
    """Settings from the tables of a TOML file. Raises ConfigurationError naming the key."""
    parts: dict[str, Any] = {}
    for name, table in tables.items():
        if name not in TABLES and name not in NAMED:
            raise unknown_key(source, "", name, (*TABLES, *NAMED))
        if not isinstance(table, dict):
            raise ConfigurationError(f"{source}: {name} is a table, written [{name}].")
        if name in NAMED:
            parts[name] = {key: NAMED[name](inner, source, key) for key, inner in table.items()}
        else:
            parts[name] = to_dataclass(table, TABLES[name], source, name)
    return Settings(**parts)
