"""What Google and this machine are asked for one committee: the signed-in client, the file, a run.

Knows settings, credentials and the machine's lock. Must not know what is read or written, nor why.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from cocsheets import runs
from cocsheets.apply.run import Run
from cocsheets.data import Data
from cocsheets.errors import AccessError, NotFoundError
from cocsheets.machine import MachineLock
from cocsheets.places.place import Tools
from cocsheets.workbook.client import CredentialFacts, connect, describe
from cocsheets.workbook.credentials import SCOPES
from cocsheets.workbook.drive import DriveFile
from cocsheets.workbook.google import GoogleSheet
from cocsheets.workbook.groups import GROUP_SCOPES, Groups

if TYPE_CHECKING:
    from cocsheets.access.permissions import FileFacts
    from cocsheets.operations.committee import Committee
    from cocsheets.plans.limits import Limits
    from cocsheets.records.table import Spreadsheet
    from cocsheets.settings import Settings
    from cocsheets.workbook.http import Http


class Hooks(Data, frozen=True):
    """What the program around wants to do meanwhile; a library user needs none of it."""

    seen: Callable[[Spreadsheet, Committee], None] = lambda _spreadsheet, _committee: None
    """Called with each reading that a command asks for."""
    asked_to_stop: Callable[[], bool] = lambda: False
    """Whether to end before the next request; then StoppedError is raised."""
    sleep: Callable[[float], None] = time.sleep
    while_waiting: Callable[[], AbstractContextManager[object]] = nullcontext
    """Entered while an answer is waited for."""


class Connection:
    """The way to one spreadsheet. Sends nothing until something is asked for."""

    def __init__(
        self, settings: Settings, *, now: Callable[[], dt.datetime], hooks: Hooks | None = None
    ) -> None:
        self.settings = settings
        self.now = now
        self.hooks = hooks or Hooks()
        self._looked = False
        """Whether Drive was asked about the file."""
        self._trashed = False
        """Whether it is in the trash, as far as Drive said."""
        self._key = ""
        self.unclaimed = False
        """Whether a claim that is there is a copied one, of a run on another file."""

    @property
    def key(self) -> str:
        """Key of the spreadsheet that is worked on: the settings', unless a rehome is open and the
        other file counts. Raises ConfigurationError if none is set."""
        return self._key or self.settings.key

    def turn_to(self, key: str) -> None:
        """Work on another file from now on."""
        if key != self.key:
            self._key, self._looked = key, False
            self.__dict__.pop("sheet", None)
            self.__dict__.pop("drive", None)

    @cached_property
    def http(self) -> Http:
        """The signed-in client."""
        return self._connected(SCOPES)

    @cached_property
    def groups(self) -> Groups:
        """Google Groups: a client of its own, since only places need these scopes."""
        return Groups(self._connected(GROUP_SCOPES))

    def _connected(self, scopes: Sequence[str]) -> Http:
        http = connect(
            credentials=self.settings.credentials,
            api_root=self.settings.api_root,
            act_as=self.settings.act_as,
            limits=self.settings.limits,
            scopes=scopes,
        )
        http.asked_to_stop = self.hooks.asked_to_stop
        http.sleep = self.hooks.sleep
        http.while_waiting = self.hooks.while_waiting
        return http

    @cached_property
    def sheet(self) -> GoogleSheet:
        """Cells."""
        return GoogleSheet(self.http, self.key)

    @cached_property
    def drive(self) -> DriveFile:
        """Sharing."""
        return DriveFile(self.http, self.key)

    def tools(self, zone: dt.tzinfo) -> Tools:
        """What a place may use to read itself; `zone` is the committee's."""
        return Tools(
            folder=self.settings.folder,
            environment=self.settings.environment,
            limits=self.settings.limits,
            zone=zone,
            groups=lambda: self.groups,
            sleep=self.hooks.sleep,
            asked_to_stop=self.hooks.asked_to_stop,
        )

    @property
    def changed(self) -> bool:
        """Whether anything was changed at Google so far, or may have been."""
        return "http" in self.__dict__ and self.http.changed

    @property
    def limits(self) -> Limits:
        """How much may change at once."""
        return self.settings.limits

    @cached_property
    def lock(self) -> MachineLock:
        """Held while a process of this machine writes."""
        return MachineLock(self.settings.key, now=self.now)

    def credentials(self) -> CredentialFacts:
        """What can be told of the credentials."""
        return describe(self.http)

    def acting_account(self) -> str:
        """Address of the acting account, as far as the credentials let us see it."""
        try:
            return self.drive.account().email
        except (AccessError, NotFoundError):
            return self.http.acting_as

    def start_run(self, by: str = "") -> Run:
        """A run that may write, the only one on this machine until it has finished or let go.

        `by` is the acting account, for the ledger. Raises ActiveRunError if another process writes.
        """
        self.lock.acquire()
        run = Run(
            self.sheet,
            now=self.now,
            by=by or self.http.acting_as,
            ledger_title=self.settings.log.worksheet,
            retry_seconds=self.settings.limits.retry_seconds,
            sleep=self.hooks.sleep,
            run_id=runs.take(),
            on_end=self.lock.release,
        )
        if self.unclaimed:
            run.claim.is_dead = lambda _holder: True
        return run

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A stretch in which no other process of this machine writes. Raises ActiveRunError."""
        outermost = not self.lock.held
        self.lock.acquire()
        try:
            yield
        finally:
            self.lock.release(wholly=outermost)

    def look_at_file(self, file: FileFacts | None = None) -> None:
        """Ask Drive about the file, once, unless `file` is what it says now: whether it is in the
        trash, and how large it is. Without a Drive scope nobody knows."""
        if self._looked and file is None:
            return
        self._trashed = False
        with suppress(AccessError, NotFoundError):
            self._trashed = (file or self.drive.file()).trashed
        self._looked = True

    def refuse_trash(self, file: FileFacts | None = None) -> None:
        """Stop if the spreadsheet is in the trash, as far as the credentials let us see that.

        Asks as `look_at_file` does. Raises AccessError.
        """
        self.look_at_file(file)
        if self._trashed:
            self._looked = False  # it may be restored
            raise AccessError(
                "This file is in the trash; nothing was done.",
                hint="Restore it, or use the key of the live spreadsheet.",
            )
