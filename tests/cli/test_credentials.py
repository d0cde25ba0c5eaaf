"""Signing in with what people really put into the settings, and no secret of theirs told."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from gspread.auth import store_credentials

from cocsheets.cli.main import run
from cocsheets.exit_codes import ExitCode
from cocsheets.sandbox import Sandbox
from tests.cli.real_google import MARKER, RealGoogle, real_google
from tests.cli.shell import shell
from tests.cli.test_sync import ROBOT
from tests.cli.world import ACTING, World, make_world

KEY = {"type": "service_account", "private_key_id": MARKER, "private_key": MARKER}
SECRETS = {
    "a key as downloaded": json.dumps(KEY | {"client_email": f"{MARKER}@x.example"}, indent=2),
    "a key on one line": json.dumps(KEY),
    "half a key": '{"type": "service_account", "private_key": "' + MARKER,
    "a private key alone": f"-----BEGIN PRIVATE KEY-----\n{MARKER}\n-----END PRIVATE KEY-----\n",
    "an access token": f"ya29.{MARKER}",
    "a refresh token": f"1//0{MARKER}",
    "a signed token": f"eyJhbGciOiJSUzI1NiJ9.{MARKER}.x",
    "a key in base 64": base64.b64encode(json.dumps(KEY).encode()).decode(),
    "a client secret": f"GOCSPX-{MARKER}",
    "a chat token": f"xoxb-1-{MARKER}",
    "a name too long for a file": MARKER * 400,
    "an OAuth client": json.dumps({"installed": {"client_id": "x", "client_secret": MARKER}}),
    "a web client": json.dumps({"web": {"client_id": "x", "client_secret": MARKER}}),
    "another secret": f"s3cret/{MARKER}",
}
VARIABLES = (
    "COCSHEETS_CREDENTIALS",
    "COCSHEETS_CONFIG",
    "COCSHEETS_SPREADSHEET",
    "COCSHEETS_API_ROOT",
    "COCSHEETS_ACT_AS",
    "COCSHEETS_PING_URL",
    "COCSHEETS_NOTIFY_CHAT",
)
COMMANDS = (
    ["validate"],
    ["doctor"],
    ["doctor", "--format", "json"],
    ["sync"],
    ["schedule", "--print", "cron"],
    ["-v", "--debug", "--log-format", "json", "members", "list"],
    ["--debug", "sharing", "audit"],
    ["init", "--yes"],
)


@pytest.fixture(scope="module")
def marked(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> World:
    """One spreadsheet for all the secrets."""
    return make_world(running_sandbox, tmp_path_factory.mktemp("secrets"), [])


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_told_whichever_variable_holds_it(
    marked: World,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    variable: str,
    secret: str,
) -> None:
    """A key or token in the wrong variable is in no output, log or file of any command."""
    value = SECRETS[secret]
    for name, text in marked.environment().items():
        monkeypatch.setenv(name, text)
    if variable == "COCSHEETS_CREDENTIALS":
        monkeypatch.delenv("COCSHEETS_API_ROOT")
        monkeypatch.delenv("COCSHEETS_ACT_AS")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv(variable, value)
    monkeypatch.chdir(tmp_path)
    if variable.startswith("COCSHEETS_NOTIFY"):
        Path("cocsheets.toml").write_text(f'[notify]\nto = ["{variable}"]\non = "always"\n')
    codes = [run(command) for command in COMMANDS]
    told = capfd.readouterr()
    for hidden in (MARKER, value):
        assert hidden not in told.out + told.err, variable
    for path in tmp_path.rglob("*"):
        assert MARKER not in path.name
        assert not path.is_file() or MARKER not in path.read_text("utf-8")
    if variable in VARIABLES[:5]:
        assert codes[0] in (ExitCode.CONFIGURATION, ExitCode.GOOGLE)
        assert variable in told.err


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An empty working folder, and an environment without any setting."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("secret", sorted(SECRETS.keys() - {"another secret"}))
def test_no_secret_is_told_that_an_option_is_given(marked: World, secret: str) -> None:
    """Pasted where a file or an address belongs, it is no more repeated than in a variable."""
    value = SECRETS[secret]
    for typed in (
        ("--config", value, "validate"),
        ("stats", "--compare", value),
        ("records", "add", "--from-json", value),
        ("members", "add", value),
        ("due", f"--within={value}"),
        ("validate", value),
        (value,),
    ):
        ran = shell(marked, *typed)
        assert ran.code == 2, (typed[:2], ran)
        assert MARKER not in ran.out + ran.err, typed[:2]


@pytest.mark.parametrize("typed", ["residue", "people", "records amend 2"])
def test_a_name_typed_in_the_wrong_place_is_not_repeated(marked: World, typed: str) -> None:
    """Where an option was forgotten, what follows may be somebody's name, and errors are logged."""
    ran = shell(marked, "--log-format", "json", *typed.split(), "Ada Fixture")
    assert ran.code == 2
    assert "more arguments than the command takes" in ran.err
    assert "Ada" not in ran.out + ran.err


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.usefixtures("nothing_set")
def test_no_secret_is_told_that_init_is_given(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, secret: str
) -> None:
    """`init --credentials` says what is wrong with what it got, without repeating it."""
    given = ["--spreadsheet", "1aKeyOfSomeLength", "--credentials", SECRETS[secret]]
    assert run(["--debug", "init", "--yes", *given]) == ExitCode.GOOGLE
    told = capfd.readouterr()
    assert MARKER not in told.out + told.err
    assert "--credentials" in told.err
    assert not list(tmp_path.iterdir())


SAID = {
    "half a key": "is not valid JSON",
    "a key on one line": "could not be loaded",
    "a private key alone": "holds a private key alone",
    "an access token": "holds a token",
    "a key in base 64": "holds a token",
    "a name too long for a file": "holds a token or something else that is not the path",
    "another secret": "does not exist",
    "an OAuth client": "is an OAuth client. Nobody has signed in with it yet.",
}


NEXT_STEP = "gcloud auth application-default login --client-id-file"


def refusal(
    environment: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], credentials: str
) -> str:
    """What `validate` says of these credentials, which cannot be used."""
    environment.setenv("COCSHEETS_SPREADSHEET", "1aKeyOfSomeLength")
    environment.setenv("COCSHEETS_CREDENTIALS", credentials)
    assert run(["validate"]) == ExitCode.GOOGLE
    return capfd.readouterr().err


@pytest.mark.parametrize("secret", SAID)
def test_what_is_wrong_with_the_credentials_is_said(
    nothing_set: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], secret: str
) -> None:
    """The message names the variable and what it holds in place of a path, with the fix."""
    said = refusal(nothing_set, capfd, SECRETS[secret])
    assert "COCSHEETS_CREDENTIALS" in said
    assert SAID[secret] in said
    if "client" in secret:
        assert NEXT_STEP in said


def test_an_oauth_client_in_a_file_is_recognised(
    nothing_set: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The downloaded client is told from a token, and the next step is said."""
    Path("client.json").write_text(SECRETS["an OAuth client"], encoding="utf-8")
    said = refusal(nothing_set, capfd, "client.json")
    assert "OAuth client" in said
    assert NEXT_STEP in said
    assert MARKER not in said


# --- taken -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def google(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The way to Google with key, tokens, TLS and proxy."""
    with real_google(running_sandbox.url, tmp_path_factory.mktemp("google"), ROBOT) as google:
        yield google


@pytest.mark.parametrize("form", ["as downloaded", "on one line", "in .env"])
def test_the_json_of_a_key_is_taken_for_the_key(
    sandbox: Sandbox, google: RealGoogle, tmp_path: Path, form: str
) -> None:
    """Where hosting hands over the key itself, it signs in like the file."""
    world = make_world(sandbox, tmp_path, [])
    world.spreadsheet.share(ROBOT, "user", "writer", notify=False)
    text = Path(google.folder / "key.json").read_text(encoding="utf-8")
    key = json.dumps(json.loads(text), indent=None if form == "on one line" else 2)
    env = {**google.environment(), "COCSHEETS_CREDENTIALS": key}
    if form == "in .env":
        (tmp_path / ".env").write_text(f"COCSHEETS_CREDENTIALS='{text}'\n", encoding="utf-8")
        env["COCSHEETS_CREDENTIALS"] = ""
    ran = world.run("-v", "doctor", **env)
    assert f"service account, acting as {ROBOT}" in ran.stdout, ran.stderr
    assert MARKER not in ran.stdout + ran.stderr


def _as_gcloud(path: Path, consent: Credentials) -> None:
    _as_quickstart(path, consent)
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({"type": "authorized_user", **facts}), encoding="utf-8")


def _as_gspread(path: Path, consent: Credentials) -> None:
    store_credentials(consent, path)


def _as_quickstart(path: Path, consent: Credentials) -> None:
    path.write_text(consent.to_json(), encoding="utf-8")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("write", [_as_gcloud, _as_gspread, _as_quickstart])
def test_the_token_files_that_libraries_write_are_taken(
    sandbox: Sandbox,
    google: RealGoogle,
    tmp_path: Path,
    write: Callable[[Path, Credentials], None],
) -> None:
    """A consent signs in, whether gcloud, gspread or Google's quickstart wrote it down."""
    world = make_world(sandbox, tmp_path, [])
    consent = Credentials(  # type: ignore[no-untyped-call]
        token=None,
        refresh_token=MARKER,
        client_id="client",
        client_secret=MARKER,
        token_uri="https://oauth2.googleapis.com/token",
        scopes=["https://www.googleapis.com/auth/spreadsheets.readonly"],
    )
    write(tmp_path / "token.json", consent)
    answer = {"access_token": f"sandbox:{ACTING}", "expires_in": 3600, "token_type": "Bearer"}
    google.token_answers[:] = [(200, answer)]
    env = {**google.environment(), "COCSHEETS_CREDENTIALS": "token.json"}
    ran = world.run("validate", **env)
    google.token_answers.clear()
    assert ran.returncode == ExitCode.OK, ran.stderr
    assert MARKER not in ran.stdout + ran.stderr
