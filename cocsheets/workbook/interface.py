"""What the rest of cocsheets may ask of Google, as narrow protocols.

Knows our own types only. Must not know HTTP, JSON or gspread: anything with these methods can stand
in for Google.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from cocsheets.access.files import Below
from cocsheets.access.permissions import Account, FileFacts, Permission, Role
from cocsheets.plans.edits import Edit
from cocsheets.records.table import Spreadsheet


class SheetReader(Protocol):
    """Reads the spreadsheet."""

    def read(self, *, formats: bool = False) -> Spreadsheet:
        """The spreadsheet as of now, as far as it is needed; `formats`: those of cells too. Raises
        GoogleError."""


class SheetWriter(Protocol):
    """Writes to the spreadsheet."""

    @property
    def shown(self) -> Spreadsheet | None:
        """The spreadsheet as the latest batch has left it, if it was to `show` that and its answer
        did. A proof it is not: that is a new reading."""

    def write(self, edits: Sequence[Edit], *, show: bool = False) -> tuple[int, ...]:
        """Carry out all edits as one atomic batch, in order, once; see `shown` for `show`.

        Returns for each edit how many cells a conditional replacement changed (0 for other edits).
        Never retried here. Raises RejectedError (nothing was written) or LostReplyError (it may
        have been).
        """


class SheetStore(SheetReader, SheetWriter, Protocol):
    """Reads and writes the spreadsheet."""


Overview: TypeAlias = tuple[FileFacts, tuple[Permission, ...]]
"""What Drive says of a file, and every permission on it, seen together."""


class SharingReader(Protocol):
    """Reads who has access to one file."""

    key: str
    """Id of the file."""

    def other(self, key: str) -> SharingReader:
        """The same for another file or folder, as the same account."""

    def file(self) -> FileFacts:
        """What Drive says of the file."""

    def overview(self) -> Overview:
        """`file` and `permissions` together, in one request where Drive shows both at once."""

    def below(self, top: FileFacts, limit: int) -> Below:
        """What is in the folder, in its folders, and so on; at most `limit` items.

        Raises GoogleError where it cannot be listed to the last page.
        """

    @property
    def own_address(self) -> str:
        """Address of the acting account, where the credentials are sure of it; else empty."""

    def account(self) -> Account:
        """The acting account."""

    def permissions(self) -> tuple[Permission, ...]:
        """Every permission on the file. A listing that fails raises; it is never cut short."""

    def permission_id(self, email: str) -> str | None:
        """The permission id of an address's account, None where it has no Google account."""


class SharingWriter(Protocol):
    """Changes who has access, one call at a time. A reply is no proof: list again."""

    def grant(self, email: str, role: Role, *, notify: bool, message: str = "") -> None:
        """Give one person access."""

    def grant_group(self, email: str, role: Role) -> None:
        """Give a group that the settings allow access; without a mail."""

    def change(self, permission_id: str, role: Role) -> None:
        """Change the role of a permission."""

    def revoke(self, permission_id: str) -> None:
        """Take a permission away. One that is gone already counts as done."""

    def keep_writers_from_sharing(self) -> None:
        """Leave sharing to the owner. Only the owner's own account should ask for it."""


class SharingStore(SharingReader, SharingWriter, Protocol):
    """Reads and changes who has access to one file."""

    def other(self, key: str) -> SharingStore:
        """See `SharingReader.other`."""
