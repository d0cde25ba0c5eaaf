"""Where a setting may stand, which of several counts, and what is refused."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from cocsheets.access.membership import MemberRole
from cocsheets.errors import ConfigurationError
from cocsheets.settings import load_settings, parse_tables, spreadsheet_key


def _write(folder: Path, toml: str = "", env: str = "") -> None:
    if toml:
        (folder / "cocsheets.toml").write_text(toml, encoding="utf-8")
    if env:
        (folder / ".env").write_text(env, encoding="utf-8")


def test_environment_beats_dotenv_beats_toml(tmp_path: Path) -> None:
    """Of several places for the key the environment counts first, then .env, then TOML."""
    _write(tmp_path, '[spreadsheet]\nkey = "keyInToml"\n')
    assert load_settings({}, cwd=tmp_path).key == "keyInToml"
    _write(tmp_path, env="COCSHEETS_SPREADSHEET=keyInDotenv\n")
    assert load_settings({}, cwd=tmp_path).key == "keyInDotenv"
    environ = {"COCSHEETS_SPREADSHEET": "keyInEnviron"}
    assert load_settings(environ, cwd=tmp_path).key == "keyInEnviron"


def test_environment_alone_is_enough(tmp_path: Path) -> None:
    """Without any file the environment is enough to run."""
    environ = {"COCSHEETS_SPREADSHEET": "1someKey", "COCSHEETS_CREDENTIALS": "adc"}
    settings = load_settings(environ, cwd=tmp_path)
    assert (settings.key, settings.credentials, settings.config) == ("1someKey", "adc", None)


def test_dotenv_is_read_beside_the_toml_file(tmp_path: Path) -> None:
    """A named TOML file brings the .env beside it, and paths in it count from there."""
    (tmp_path / "etc").mkdir()
    _write(tmp_path / "etc", "[limits]\nmax_rows = 3\n", "COCSHEETS_CREDENTIALS=key.json\n")
    _write(tmp_path, env="COCSHEETS_CREDENTIALS=other.json\n")
    settings = load_settings({"COCSHEETS_CONFIG": "etc/cocsheets.toml"}, cwd=tmp_path)
    assert settings.credentials == str(tmp_path / "etc" / "key.json")
    assert settings.limits.max_rows == 3


def test_named_file_must_exist(tmp_path: Path) -> None:
    """A settings file that was named and is not there is an error, not a default."""
    with pytest.raises(ConfigurationError, match="no settings file"):
        load_settings({}, config=Path("elsewhere.toml"), cwd=tmp_path)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[limts]\n", "Did you mean 'limits'"),
        ("[limits]\nmax_row = 3\n", r"\[limits\] 'max_row' is not a setting"),
        ("[retention]\nholds = [{rw = 1}]\n", r"\[retention.holds\[0\]\] 'rw'"),
        ("[schema.columns.venue]\nheadr = 'x'\n", r"\[schema.columns.venue\] 'headr'"),
        ("[limits]\nmax_rows = 'many'\n", "max_rows: Expected"),
        ("[limits]\nmax_share = 30\n", "max_share"),
        ("[members]\nsource = 'sheet'\n", r"\[members\]"),
        ("[schedule]\nat = '6 am'\n", "06:00"),
        ("[schedule]\nstale_after = 0\n", "from 1 up"),
        ("[notify]\nto = ['slack://token']\n", "environment variables"),
        ("[spreadsheet]\ntime_zone = 'Mars/Base'\n", "time zone"),
        ("[schema]\ndate_order = 'day-first'\n", "Choose one of DMY, MDY, YMD"),
        ("[retention]\non_stale = 'wait'\n", "Choose one of hold, reset, expunge"),
        ("[sharing]\ngrants = 'never'\n", "Choose one of trusted, proposed"),
        ("[limits\n", "not valid TOML"),
        ("limits = 3\n", "is a table"),
    ],
)
def test_slips_are_named(tmp_path: Path, toml: str, words: str) -> None:
    """A slip in the file is an error that names the key."""
    _write(tmp_path, toml)
    with pytest.raises(ConfigurationError, match=words):
        load_settings({}, cwd=tmp_path)


def test_secrets_do_not_show(tmp_path: Path) -> None:
    """The environment, which may hold tokens, does not show in the settings' repr."""
    settings = load_settings({"COCSHEETS_NOTIFY_CHAT": "secret-marker"}, cwd=tmp_path)
    assert settings.environment["COCSHEETS_NOTIFY_CHAT"] == "secret-marker"
    assert "secret-marker" not in repr(settings)


def test_holds_are_read_with_their_dates() -> None:
    """A hold in the settings has a row, a last day and a reason."""
    hold = {"row": "2024-04-03 #1", "until": dt.date(2026, 5, 1), "reason": "appeal"}
    settings = parse_tables({"retention": {"holds": [hold]}}, "cocsheets.toml")
    assert settings.retention.holds[0].until == dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "1aBc-DeF_9",
        "https://docs.google.com/spreadsheets/d/1aBc-DeF_9/edit#gid=0",
        "https://docs.google.com/a/example.org/spreadsheets/d/1aBc-DeF_9",
        " 1aBc-DeF_9 ",
    ],
)
def test_key_or_url(text: str) -> None:
    """A key and any address of the open spreadsheet mean the same."""
    assert spreadsheet_key(text) == "1aBc-DeF_9"


@pytest.mark.parametrize("text", ["", "a key", "https://example.org/", "../x"])
def test_neither_key_nor_url(text: str) -> None:
    """Anything else is refused before it becomes part of an address."""
    with pytest.raises(ConfigurationError):
        spreadsheet_key(text)


KEY = "1abcDEFghi"


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        f"https://drive.google.com/drive/folders/{KEY}?usp=sharing",
        f"https://drive.google.com/drive/u/1/folders/{KEY}",
        f"https://docs.google.com/document/d/{KEY}/edit#heading=h.1",
        f"https://drive.google.com/file/d/{KEY}/view",
        f"https://drive.google.com/open?id={KEY}&usp=drive_link",
    ],
)
def test_a_file_by_key_or_url(text: str) -> None:
    """A file or folder is named by its key, or by any address that a browser shows for it."""
    found = parse_tables({"files": {"cases": {"key": text}}}, "x").files["cases"]
    assert found.id == KEY


def test_the_policy_of_a_file() -> None:
    """Roles are those of [sharing] unless the file has its own; keep adds, groups do not."""
    settings = parse_tables(
        {
            "sharing": {
                "roles": {"member": "reader"},
                "keep": ["board@example.org"],
                "groups": ["all@example.org"],
                "grants": "proposed",
            },
            "files": {
                "cases": {
                    "key": KEY,
                    "who": ["chair", "member"],
                    "roles": {"chair": "commenter"},
                    "keep": ["press@example.org", "anyone"],
                }
            },
        },
        "x",
    )
    records, cases = settings.targets
    assert (records.name, records.key, records.policy) == ("records", "", settings.sharing)
    policy = cases.policy
    assert [policy.role_for(role) for role in MemberRole] == ["commenter", "reader", None]
    assert [policy.keeps(f"{name}@example.org") for name in ("board", "press", "all")] == [
        True,
        True,
        False,
    ]
    assert not policy.allows_group("all@example.org")
    assert (policy.keeps_open, policy.grants) == (True, "proposed")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"cases": {}}, "key"),
        ({"cases": {"key": "no key"}}, "key"),
        ({"cases": {"key": KEY, "who": ["boss"]}}, "who"),
        ({"cases": {"key": KEY, "who": []}}, "who"),
        ({"cases": {"key": KEY, "roles": {"chair": "owner"}}}, "roles"),
        ({"cases": {"key": KEY, "keep": ["nobody"]}}, "keep"),
        ({"cases": {"key": KEY, "groups": ["anyone"]}}, "groups"),
        ({"cases": {"key": KEY, "keeps": []}}, "keeps"),
        ({"records": {"key": KEY}}, "the spreadsheet itself"),
        ({"my files": {"key": KEY}}, "letters, digits"),
        ({"key": KEY}, "[files.NAME]"),
    ],
)
def test_slips_in_the_files_are_named(table: dict[str, object], words: str) -> None:
    """A file without a key, with a word that is not a role, or under a name that cannot be."""
    with pytest.raises(ConfigurationError, match=re.escape(words)):
        parse_tables({"files": table}, "x")


def test_a_file_has_one_name(tmp_path: Path) -> None:
    """The same file twice, or the records once more, is an error."""
    sheet = f'[spreadsheet]\nkey = "{KEY}"\n'
    _write(tmp_path, toml=f'{sheet}[files.more]\nkey = "{KEY}"\n')
    with pytest.raises(ConfigurationError, match="spreadsheet of the records"):
        load_settings({}, cwd=tmp_path)
    twice = "".join(f'[files.{name}]\nkey = "2abcDEFghi"\n' for name in ("one", "two"))
    _write(tmp_path, toml=sheet + twice)
    with pytest.raises(ConfigurationError, match=r"files\.one"):
        load_settings({}, cwd=tmp_path)
