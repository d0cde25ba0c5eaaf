"""Protected ranges: who may edit them, what others see of them, and the refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocsheets.sandbox.accounts import domain_of
from cocsheets.sandbox.errors import ApiError, invalid

if TYPE_CHECKING:
    from cocsheets.sandbox.accounts import Accounts
    from cocsheets.sandbox.sheets.a1 import Box
    from cocsheets.sandbox.sheets.sheet import Sheet
    from cocsheets.sandbox.sheets.spreadsheet import Spreadsheet

Json = dict[str, Any]

BLOCKED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)
"""Google's words; status 400, not 403 (reported)."""


class Editor:
    """The acting user, as the protected ranges of somebody's file see one."""

    def __init__(self, accounts: Accounts, email: str, owner: str | None) -> None:
        self.email = email
        self._accounts = accounts
        self._owns = owner is not None and accounts.same(owner, email)
        self._at_home = owner is not None and domain_of(owner) == accounts.find(email).domain
        self._key = accounts.key(email)
        self._groups = accounts.groups_of(email)

    def may(self, protected: Json) -> bool:
        """Whether the user may edit the range; a warning stops nobody (documented)."""
        if self._owns or protected.get("warningOnly"):
            return True
        editors = protected.get("editors", {})
        return (
            any(self._accounts.key(user) == self._key for user in editors.get("users", ()))
            or any(self._accounts.key(group) in self._groups for group in editors.get("groups", ()))
            or (self._at_home and bool(editors.get("domainUsersCanEdit")))
        )

    def view(self, protected: Json) -> Json:
        """The range as this user sees it: editors only if the user may edit (documented)."""
        shown = {key: value for key, value in protected.items() if key != "editors"}
        if self.may(protected):
            shown["requestingUserCanEdit"] = True
            shown["editors"] = {
                key: value for key, value in protected.get("editors", {}).items() if value
            }
        return shown

    def require(self, book: Spreadsheet, sheet: Sheet, box: Box) -> None:
        """Refuse to touch cells that are protected from this user."""
        for protected in sheet.objects.get("protectedRanges", ()):
            if self.may(protected) or not _protects(book, protected, box):
                continue
            raise invalid(BLOCKED)

    def require_insertion(self, book: Spreadsheet, sheet: Sheet, dimension: str, at: int) -> None:
        """Refuse to put rows or columns into what is protected; at its edge they may stand
        (unverified)."""
        self.require_sheet(sheet)
        for protected in sheet.objects.get("protectedRanges", ()):
            covered = _covered(book, protected)
            if covered is not None:
                rows = dimension == "ROWS"
                start, end = (
                    (covered.top, covered.bottom) if rows else (covered.left, covered.right)
                )
                if start < at < end:
                    self.require_object(protected)

    def require_sheet(self, sheet: Sheet) -> None:
        """Refuse to change a sheet's own shape where the whole of it is protected."""
        for protected in sheet.objects.get("protectedRanges", ()):
            if "range" in protected and not protected["range"].keys() - {"sheetId"}:
                self.require_object(protected)

    def require_object(self, protected: Json) -> None:
        """Refuse to change a protected range that the user may not edit."""
        if not self.may(protected):
            raise ApiError(400, BLOCKED)


def _covered(book: Spreadsheet, protected: Json) -> Box | None:
    """The cells of a protected range, None where there are none any more."""
    area = protected.get("range")
    if area is None:
        wanted = protected.get("namedRangeId")
        area = next((n["range"] for n in book.named_ranges if n["namedRangeId"] == wanted), None)
        if area is None:
            return None
    try:
        return book.box_of(area)[1]
    except ApiError:
        return None


def _protects(book: Spreadsheet, protected: Json, box: Box) -> bool:
    covered = _covered(book, protected)
    if covered is None or not covered.meets(box):
        return False
    free = [book.box_of(item)[1] for item in protected.get("unprotectedRanges", ())]
    return not any(open_box.covers(box) for open_box in free)
