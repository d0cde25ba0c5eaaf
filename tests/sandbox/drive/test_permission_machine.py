"""Random sharing by random people, against a model of access that was written apart.

The model works downwards from the top folder with sets of people, where the sandbox works upwards
from the file with grants.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cocsheets.sandbox.accounts import domain_permission_id
from cocsheets.sandbox.app import App
from tests.sandbox.direct import ask
from tests.sandbox.drive_world import ANA, CHAIR, FOLDER, RIK, SHEET

TOM = "tom@example.net"
TEAM = "team@example.org"
PEOPLE = (CHAIR, ANA, RIK, TOM)
REACHED = {
    ANA: {ANA},
    TOM: {TOM},
    TEAM: {ANA, RIK},
    "example.net": {RIK, TOM},
    "anyone": set(PEOPLE),
    CHAIR: {CHAIR},
}
STRENGTH = {"": 0, "reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 5}
OWNER = 6
MINE = ("outer", "inner", "loose", "kept")
PLACES = (*MINE, "drive", "room", "item")
FILES = ("loose", "kept", "item")
FOLDERS = ("outer", "inner", "room")
people = st.sampled_from(PEOPLE)
places = st.sampled_from(PLACES)
grantees = st.sampled_from([ANA, TOM, TEAM, "example.net", "anyone"])
roles = st.sampled_from(["reader", "commenter", "writer"])


class Sharing(RuleBasedStateMachine):
    """Two folders, two files, and a shared drive with a folder and a file; four people, a group."""

    @initialize()
    def world(self) -> None:
        """The chair makes everything and shares nothing."""
        self.app = App()
        group = [{"email": TEAM, "kind": "group", "members": [ANA, RIK]}]
        assert ask(self.app, "POST", "/sandbox/accounts", group)[0] == 200
        self.ids: dict[str, str] = {}
        self.above = {
            "outer": "",
            "inner": "outer",
            "loose": "",
            "kept": "inner",
            "drive": "",
            "room": "drive",
            "item": "room",
        }
        drive = ask(self.app, "POST", "/drive/v3/drives?requestId=1", {"name": "drive"})
        self.ids["drive"] = drive[1]["id"]
        for name in PLACES:
            if name == "drive":
                continue
            body: dict[str, Any] = {"name": name, "mimeType": SHEET if name in FILES else FOLDER}
            if self.above[name]:
                body["parents"] = [self.ids[self.above[name]]]
            made = ask(self.app, "POST", "/drive/v3/files?supportsAllDrives=true", body)
            self.ids[name] = made[1]["id"]
        self.given: dict[str, dict[str, int]] = {name: {} for name in PLACES}
        for name in MINE:
            self.given[name][CHAIR] = OWNER
        self.given["drive"][CHAIR] = STRENGTH["organizer"]
        self.limited: set[str] = set()
        self.closed: set[str] = set()

    # --- the model ---------------------------------------------------------------------------

    def handed_down(self, place: str) -> list[tuple[str, int]]:
        """Who has what from above, as it stood where it was given."""
        parent = self.above[place]
        if not parent:
            return []
        found = [*self.handed_down(parent), *self.given[parent].items()]
        if place in self.limited:
            found = [(who, strength) for who, strength in found if strength >= 5]
        return found

    def inherited(self, place: str) -> dict[str, int]:
        """The strongest that each grantee has from above; folders' owners write."""
        best: dict[str, int] = {}
        for who, strength in self.handed_down(place):
            here = STRENGTH["writer"] if strength == OWNER else strength
            best[who] = max(best.get(who, 0), here)
        return best

    def total(self, place: str) -> dict[str, int]:
        """The strongest that each grantee has in all."""
        best = self.inherited(place)
        for who, strength in self.given[place].items():
            best[who] = max(best.get(who, 0), strength)
        return best

    def strength(self, person: str, place: str) -> int:
        """What a person may do at a place, by whatever grant."""
        return max([s for who, s in self.total(place).items() if person in REACHED[who]], default=0)

    def shares(self, person: str, place: str) -> bool:
        """Whether a person may share a place."""
        has = self.strength(person, place)
        if place in MINE:
            return has == OWNER or (has >= 3 and place not in self.closed)
        return has >= {"drive": 5, "room": 4, "item": 3}[place]

    # --- what people do ----------------------------------------------------------------------

    def send(self, who: str, method: str, place: str, rest: str = "", body: Any = None) -> int:
        """One request about a place; its status."""
        mark = "&" if "?" in rest else "?"
        path = f"/drive/v3/files/{self.ids[place]}{rest}{mark}supportsAllDrives=true"
        return ask(self.app, method, path, body, user=who)[0]

    def grant_id(self, who: str) -> str:
        """The id of a grantee."""
        if who == "anyone":
            return "anyoneWithLink"
        if "@" not in who:
            return domain_permission_id(who)
        found = ask(self.app, "GET", f"/drive/v2/permissionIds/{who}")[1]["id"]
        return str(found)

    def listing(self, person: str, place: str) -> dict[str, Any]:
        """The permissions of a place, by id."""
        path = f"/drive/v3/files/{self.ids[place]}/permissions?supportsAllDrives=true&fields=*"
        status, answer = ask(self.app, "GET", path, user=person)
        assert status == 200
        return {entry["id"]: entry for entry in answer["permissions"]}

    @rule(actor=people, place=places, grantee=grantees, role=roles)
    def share(self, actor: str, place: str, grantee: str, role: str) -> None:
        """Someone lets someone in."""
        body: dict[str, Any] = {"type": "anyone", "role": role}
        if "@" in grantee:
            kind = "group" if grantee == TEAM else "user"
            body = {"type": kind, "role": role, "emailAddress": grantee}
        elif "." in grantee:
            body = {"type": "domain", "role": role, "domain": grantee}
        status = self.send(actor, "POST", place, "/permissions", body)
        has = self.strength(actor, place)
        fits = place != "drive" or "@" in grantee
        if not has:
            assert status == 404
        elif not self.shares(actor, place) or STRENGTH[role] > has or not fits:
            assert status == 403
        else:
            assert status == 200
            own = self.given[place]
            own[grantee] = max(own.get(grantee, 0), STRENGTH[role])

    @rule(actor=people, place=places, grantee=st.one_of(grantees, st.just(CHAIR)))
    def end(self, actor: str, place: str, grantee: str) -> None:
        """Someone ends what someone has; the chair stays, to see what the others do."""
        assume((actor, place, grantee) != (CHAIR, "drive", CHAIR))
        status = self.send(actor, "DELETE", place, f"/permissions/{self.grant_id(grantee)}")
        has, own = self.strength(actor, place), self.given[place].get(grantee)
        if not has or grantee not in self.total(place):
            assert status == 404
        elif own == OWNER:
            assert status == 403
        elif actor == grantee and own:
            assert status == 204
            del self.given[place][grantee]
        elif not self.shares(actor, place) or (own or 0) > has or own is None:
            assert status == 403
        else:
            assert status == 204
            del self.given[place][grantee]

    @rule(actor=people, place=places, grantee=grantees, role=roles)
    def change(self, actor: str, place: str, grantee: str, role: str) -> None:
        """Someone changes what someone has: up anywhere, down only what was given here."""
        path = f"/permissions/{self.grant_id(grantee)}"
        status = self.send(actor, "PATCH", place, path, {"role": role})
        has, own = self.strength(actor, place), self.given[place].get(grantee)
        from_above = self.inherited(place).get(grantee, 0)
        wanted = STRENGTH[role]
        if not has or grantee not in self.total(place):
            assert status == 404
        elif not self.shares(actor, place) or max(wanted, own or 0) > has or wanted < from_above:
            assert status == 403
        else:
            assert status == 200
            if own is not None or wanted > from_above:
                self.given[place][grantee] = wanted

    @rule(folder=st.sampled_from(["", "outer", "inner"]))
    def move(self, folder: str) -> None:
        """The chair puts the loose file somewhere else."""
        where = {name: self.ids[name] for name in ("outer", "inner")} | {"": "root"}
        query = f"?addParents={where[folder]}&removeParents={where[self.above['loose']]}"
        assert self.send(CHAIR, "PATCH", "loose", query, {}) == 200
        self.above["loose"] = folder

    @rule(place=st.sampled_from(FOLDERS), on=st.booleans())
    def limit(self, place: str, on: bool) -> None:
        """The chair limits a folder to those whom it names itself, or no longer."""
        may = self.shares(CHAIR, place)
        status = self.send(CHAIR, "PATCH", place, "", {"inheritedPermissionsDisabled": on})
        assert status == (200 if may else 403)
        if may:
            self.limited = self.limited | {place} if on else self.limited - {place}

    @rule(actor=people, place=st.sampled_from(["loose", "kept"]), on=st.booleans())
    def close(self, actor: str, place: str, on: bool) -> None:
        """Someone says whether writers may share; only the owner may."""
        status = self.send(actor, "PATCH", place, "", {"writersCanShare": on})
        if actor == CHAIR:
            assert status == 200
            self.closed = self.closed - {place} if on else self.closed | {place}
        else:
            assert status == (403 if self.strength(actor, place) else 404)

    # --- what must hold ----------------------------------------------------------------------

    @invariant()
    def everyone_may_do_what_the_model_says(self) -> None:
        """Reading, editing, commenting, sharing, history: for every person at every place."""
        for place in PLACES:
            for person in PEOPLE:
                path = (
                    f"/drive/v3/files/{self.ids[place]}?fields=capabilities&supportsAllDrives=true"
                )
                status, answer = ask(self.app, "GET", path, user=person)
                has = self.strength(person, place)
                assert status == (200 if has else 404), (place, person)
                if place in FILES:
                    sheet = f"/v4/spreadsheets/{self.ids[place]}?fields=spreadsheetId"
                    assert ask(self.app, "GET", sheet, user=person)[0] == (200 if has else 403)
                if has:
                    can = answer["capabilities"]
                    assert can["canComment"] == (has >= 2)
                    assert can["canEdit"] == (has >= 3)
                    assert can["canShare"] == self.shares(person, place), (place, person)
                    assert can["canReadRevisions"] == (has >= 3 and place in FILES)

    @invariant()
    def listings_name_each_grantee_once_with_its_role(self) -> None:
        """The chair's listing is the model's, strongest roles and direct parts."""
        names = {strength: role for role, strength in STRENGTH.items()} | {OWNER: "owner"}
        for place in PLACES:
            listed = self.listing(CHAIR, place)
            said = sorted(entry["role"] for entry in listed.values())
            assert said == sorted(names[strength] for strength in self.total(place).values())
            direct = [
                part["role"]
                for entry in listed.values()
                for part in entry["permissionDetails"]
                if not part["inherited"]
            ]
            assert sorted(direct) == sorted(names[s] for s in self.given[place].values())


Sharing.TestCase.settings = settings(
    max_examples=18,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestSharing = Sharing.TestCase
