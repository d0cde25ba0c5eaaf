"""The commented `cocsheets.toml` and `.env` that `cocsheets init` writes.

Knows TOML and the settings' names. Must not know where files go.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from msgspec import field

from cocsheets.data import Data


class Answers(Data, frozen=True):
    """What a person decided."""

    key: str
    worksheet: str
    sheet_id: int
    preset: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header by field key, where it is not the preset's."""
    without: tuple[str, ...] = ()
    """Field keys of columns that the sheet lacks."""
    unknown: Mapping[str, str] = field(default_factory=dict)
    """Header by letters of columns that mean nothing to the schema."""
    identifying: Mapping[str, bool] = field(default_factory=dict)
    """Which of them somebody has decided about: whether they name people."""
    date_order: str = ""
    """How dates typed as text are meant; empty: nobody said."""
    time_zone: str = ""
    """Empty: the spreadsheet's own."""
    spreadsheet_zone: str = ""
    members: str = "worksheet:Members"
    keep: tuple[str, ...] = ()
    """Accounts that are not on the roster and keep their access."""
    at: str = "06:00"


def settings_text(answers: Answers) -> str:
    """`cocsheets.toml`: what was decided, and the settings that most committees look for next."""
    return f"""\
# Settings of cocsheets; docs/settings.md explains every one. Nothing secret belongs here:
# how to sign in is in .env, which stays on this machine.

[spreadsheet]
key = {_text(answers.key)}
# The worksheet {_comment(answers.worksheet)}, by its gid, which survives renaming.
worksheet = {answers.sheet_id}
{_zone(answers)}

[schema]
preset = {_text(answers.preset)}
{_date_order(answers)}
# public_reporters = ["ops@example.org"]
{_headers(answers)}{_columns(answers)}
[members]
# The roster: Name, E-mail, Role (chair, member, adviser), Joined, Stepped down.
source = {_text(answers.members)}

[sharing]
{_keep(answers)}
# groups = []                    # Google Groups that may have access

[status]
# The daily run shows members in this worksheet what it did and what needs a person.
worksheet = "cocsheets status"

[limits]
# max_rows = 20                  # records expunged at once, at most
# max_share = 0.3
# max_grants = 3                 # people let in at once, at most

[schedule]
at = {_text(answers.at)}
stale_after = 3                  # days without a good run after which every command warns

[notify]
# Names of variables in .env, each with one address in apprise's form; never the address itself.
# to = ["COCSHEETS_NOTIFY_CHAT"]
# form = "full"                  # the whole status page in place of a summary
"""


def _zone(answers: Answers) -> str:
    own = answers.spreadsheet_zone
    if answers.time_zone and answers.time_zone != own:
        return f"time_zone = {_text(answers.time_zone)}"
    return f"# time_zone = {_text(own)}  # the spreadsheet's own, unless another is set here"


def _date_order(answers: Answers) -> str:
    told = "how dates typed as text are meant; else year first only"
    if answers.date_order:
        return f"date_order = {_text(answers.date_order)}  # {told}"
    return f'# date_order = "DMY"             # {told}'


def _keep(answers: Answers) -> str:
    told = "accounts that are not on the roster and keep their access"
    if not answers.keep:
        return f'# keep = ["backup@example.org"]  # {told}'
    return (
        f"# {told[0].upper()}{told[1:]}; cocsheets acts as this one.\nkeep = {_texts(answers.keep)}"
    )


def _headers(answers: Answers) -> str:
    if not answers.headers:
        return ""
    lines = [f"{key} = {_text(header)}" for key, header in answers.headers.items()]
    return "\n[schema.headers]\n" + "\n".join(lines) + "\n"


def _columns(answers: Answers) -> str:
    text = ""
    for key in answers.without:
        text += f"\n[schema.columns.{key}]\noptional = true  # the sheet has no such column\n"
    for letters, identifying in answers.identifying.items():
        text += (
            f"\n[schema.columns.column_{letters.lower()}]\n"
            f"header = {_text(answers.unknown[letters])}\n"
            f'kind = "text"\nidentifying = {str(identifying).lower()}\n'
        )
    open_ones = {k: v for k, v in answers.unknown.items() if k not in answers.identifying}
    if open_ones:
        text += "\n# Columns that no rule knows. Their contents would never be expunged.\n"
        for letters, header in open_ones.items():
            text += (
                f"# {letters}: {_comment(header)}\n# [schema.columns.column_{letters.lower()}]\n"
                f'# header = {_text(header)}\n# kind = "text"\n# identifying = true\n'
            )
    return text


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str) -> str:
    """A TOML string. JSON's escapes are TOML's, but for DEL, which TOML does not take raw."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(value: str) -> str:
    """Text that stays on its line."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def environment_text(values: Mapping[str, str]) -> str:
    """`.env`: what belongs to this machine."""
    first = "# How cocsheets signs in on this machine. Readable by you alone; never commit it."
    return "\n".join([first, *(f"{name}={_env(value)}" for name, value in values.items()), ""])


def _env(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
