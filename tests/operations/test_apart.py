"""The demo's committee puts names apart and leaves the version history behind."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cocsheets import clock
from cocsheets.access.filesettings import FileSettings
from cocsheets.operations.committee import Committee
from cocsheets.operations.connection import Hooks
from cocsheets.operations.rehome.facts import Wish
from cocsheets.operations.rehome.operation import Rehome
from cocsheets.plans.rehome import Step
from cocsheets.sandbox import demo
from cocsheets.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from cocsheets.sandbox import Sandbox

TODAY = dt.date(2026, 11, 20)
MEMBER = "alex@example.org"


class Town:
    """The demo's committee with a settings file and an identity spreadsheet."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        sandbox.reset()
        self.sandbox, self.config = sandbox, folder / "cocsheets.toml"
        self.key = demo.seed(sandbox.client(demo.OWNER), TODAY)
        self.identities = sandbox.client(demo.OWNER).create("Identities").id
        self.config.write_text(
            f'[spreadsheet]\nkey = "{self.key}"\ntime_zone = "UTC"\n'
            f'[sharing]\nkeep = ["{demo.ROBOT}"]\n[files.identities]\nkey = "{self.identities}"\n'
            '[schema.columns.remarks]\nheader = "Sam\'s notes"\nkind = "text"\n',
            encoding="utf-8",
        )

    def committee(self, acting: str = demo.OWNER) -> Committee:
        """The committee as a new process finds it."""
        told = {"COCSHEETS_API_ROOT": self.sandbox.url, "COCSHEETS_ACT_AS": acting}
        settings = load_settings(told, config=self.config)
        assert isinstance(settings.files["identities"], FileSettings)
        return Committee(
            settings, now=clock.now, as_of=TODAY, hooks=Hooks(sleep=lambda _seconds: None)
        )

    def everything(self, acting: str) -> str:
        """Every cell, note, revision and piece of metadata of all that somebody can open."""
        seen = ""
        for file in self.sandbox.app.state.files.values():
            url = f"https://sheets.googleapis.com/v4/spreadsheets/{file.id}"
            session = self.sandbox.session(acting)
            answer = session.get(url, params={"includeGridData": "true"})
            if answer.status_code != 200:
                continue
            seen += answer.text + "".join(map(repr, file.comments))
            for revision in file.revisions:
                for sheet in revision.content.sheets:
                    seen += " ".join(str(c.value) for row in sheet.rows for c in row if c)
        return seen

    def needs(self) -> tuple[set[str], set[str]]:
        """The rules of what needs a person: as `cocsheets status` has it, and as a daily run."""
        told = self.committee().read().status().page, self.committee().sync().page
        one, other = (
            {entry.code for entry in page.section("needs_a_person").entries} if page else {"none"}
            for page in told
        )
        return one, other

    def looked_at(self) -> Any:
        """What is due, on hold and counted."""
        reading = self.committee().read()
        verdicts = reading.assessment.verdicts.items()
        return {row: one.state for row, one in verdicts}, reading.statistics().to_json()


def test_split_rehome_join(sandbox: Sandbox, tmp_path: Path) -> None:
    """A plain member finds nobody named anywhere; a chair finds both; figures, due dates and holds
    stay; joining gives back every cell."""
    town = Town(sandbox, tmp_path)
    committee = town.committee()
    committee.sync()
    before, figures = town.committee().read().spreadsheet, town.looked_at()
    named = {
        text
        for record in town.committee().read().assessment.records
        for text in (*record.named_subjects, *record.subject_contacts)
        if " " in text or "@" in text
    } - {"Expunged"}
    assert len(named) == 30
    committee = town.committee()
    split = committee.read().plan_split()
    assert not split.plan.obstacles, split.plan.obstacles
    report = committee.apply(split)
    assert report.whole
    assert report.code in (0, 1), report
    assert town.looked_at() == figures
    assert any(name in town.everything(MEMBER) for name in named)  # in the version history
    assert all("split-incomplete" in codes for codes in town.needs())
    planned = Rehome.read(town.committee(), Wish())
    done = planned.carry_out()
    assert done.taken == tuple(map(str, Step))
    left = town.everything(MEMBER)
    assert not [name for name in named if name in left]
    assert all(name in town.everything(demo.OWNER) for name in named)
    assert town.looked_at() == figures
    assert not any("split-incomplete" in codes for codes in town.needs())
    committee = town.committee()
    joined = committee.apply(committee.read().plan_join())
    assert joined.whole
    now = town.committee().read().spreadsheet
    for title in ("Reports", "Members"):
        one, other = before.worksheet(title), now.worksheet(title)
        assert one is not None
        assert other is not None
        assert [row.values for row in one] == [row.values for row in other]
