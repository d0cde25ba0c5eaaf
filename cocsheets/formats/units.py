"""The daily run for systemd, cron and GitHub Actions, as text that is ready to use.

Knows their formats. Must not know the present time, nor where files go.
"""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from cocsheets.data import Data
from cocsheets.zones import zone


class Job(Data, frozen=True):
    """What is to run, and when."""

    command: Sequence[str]
    """`cocsheets` with its global options, with absolute paths."""
    folder: PurePath
    """Working folder, where `cocsheets.toml` and `.env` are."""
    at: dt.time
    zone: str = ""
    """Name of the time zone; empty: the machine's own."""
    version: str = ""
    """Of cocsheets, to be installed elsewhere."""
    secrets: Sequence[str] = ()
    """Names of the environment variables that the settings ask for; where files stay at home, they
    have to come from elsewhere."""


def systemd(job: Job) -> Mapping[str, str]:
    """A service and its timer for systemd, by file name."""
    arguments = " ".join(_systemd_quoted(word) for word in (*job.command, "sync"))
    calendar = f"*-*-* {job.at:%H:%M}:00 {job.zone}".rstrip()
    return {
        "cocsheets.service": f"""\
[Unit]
Description=Daily run of cocsheets

[Service]
Type=oneshot
WorkingDirectory={_systemd_escaped(str(job.folder))}
ExecStart={arguments}
# 1 means findings: the run was good, and a person should look.
SuccessExitStatus=1
TimeoutStartSec=30min
NoNewPrivileges=yes
""",
        "cocsheets.timer": f"""\
[Unit]
Description=Daily run of cocsheets

[Timer]
OnCalendar={calendar}
# Made up for, once, after the machine was off.
Persistent=true

[Install]
WantedBy=timers.target
""",
    }


SYSTEMD_FOLDER = "~/.config/systemd/user"
SYSTEMD_STEPS = f"""\
# Put these two files into {SYSTEMD_FOLDER}/ (--into writes them), then:
#   systemctl --user daemon-reload
#   systemctl --user enable --now cocsheets.timer
#   loginctl enable-linger        # so that it runs when nobody is logged in
"""


def systemd_text(job: Job) -> str:
    """Both files in one text, each below a comment with its path."""
    files = [f"# {SYSTEMD_FOLDER}/{name}\n{text}" for name, text in systemd(job).items()]
    return "\n".join([SYSTEMD_STEPS, *files])


def _systemd_escaped(text: str) -> str:
    return text.replace("%", "%%")


def _systemd_quoted(word: str) -> str:
    """A word of ExecStart: specifiers, variables and quotes lose their meaning."""
    escaped = _systemd_escaped(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"' if set(word) & set(" \t\"'\\;") else escaped


def cron(job: Job) -> str:
    """A line for `crontab -e`. Output is kept back unless something went wrong: cron mails it."""
    words = shlex.join((*job.command, "sync"))
    command = f'cd {shlex.quote(str(job.folder))} && out="$({words} 2>&1)" || echo "$out"'
    zone = f", which should be {job.zone}" if job.zone else ""
    return f"""\
# Daily run of cocsheets, in the machine's own time zone{zone}.
# A run missed because the machine was off is not made up for. Mails only what needs a person.
{job.at.minute} {job.at.hour} * * * {command.replace("%", chr(92) + "%")}
"""


def github(job: Job) -> str:
    """A workflow for GitHub Actions, in a private repository with `cocsheets.toml`."""
    utc = _winter_time(job)
    local = f"{job.at:%H:%M} {job.zone or 'UTC'}"
    secrets = "".join(f"\n          {name}: ${{{{ secrets.{name} }}}}" for name in job.secrets)
    also = f", and {', '.join(job.secrets)}" if job.secrets else ""
    return f"""\
# .github/workflows/cocsheets.yml of a private repository that holds cocsheets.toml.
# Make the secret COCSHEETS_KEY of the service account's key file (its whole text){also}.
# GitHub may start late. It stops a schedule, without a word to anybody, when the person who last
# changed it leaves the organisation, and in a public repository after 60 days without a commit.
# So when that person leaves, let another one change the cron line. Let the run ping something
# that notices, or watch for the warning that every command gives.
name: cocsheets
on:
  schedule:
    # {local} in winter; GitHub's schedules are in UTC and know no summer time.
    - cron: "{utc.minute} {utc.hour} * * *"
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: cocsheets
  cancel-in-progress: false
jobs:
  sync:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "cocsheets[notify]=={job.version}"
      - name: Daily run
        env:
          COCSHEETS_KEY: ${{{{ secrets.COCSHEETS_KEY }}}}{secrets}
        run: |
          umask 077
          printf '%s' "$COCSHEETS_KEY" > "$RUNNER_TEMP/key.json"
          export COCSHEETS_CREDENTIALS="$RUNNER_TEMP/key.json"
          # The summary names members: it stays out of the log of the workflow.
          code=0
          cocsheets sync > "$RUNNER_TEMP/summary.txt" 2>&1 || code=$?
          rm -f "$RUNNER_TEMP/key.json"
          echo "cocsheets sync ended with $code"
          test "$code" -le 1
"""


def _winter_time(job: Job) -> dt.time:
    if not job.zone:
        return job.at
    local = dt.datetime.combine(dt.date(2026, 1, 15), job.at, zone(job.zone))
    return local.astimezone(dt.UTC).time()


FORMS: Mapping[str, Callable[[Job], str]] = {
    "systemd": systemd_text,
    "cron": cron,
    "github": github,
}
"""How each is made, by the name that `schedule --print` takes."""
