"""A pytest plugin for other projects' suites: a sandbox, and the credentials that they look for."""

from __future__ import annotations

import pickle
import sys
import types
from pathlib import Path
from typing import Any

from google.oauth2.credentials import Credentials

from cocsheets.sandbox import Sandbox

OWNER = "chair@example.org"
_sandbox = Sandbox()
_patched = _sandbox.patched(OWNER)
_key = _sandbox.client(OWNER).create("Tests").id


def _credentials(*_: Any) -> Credentials:
    return Credentials(token=f"sandbox:{OWNER}")  # type: ignore[no-untyped-call]


def pytest_configure(config: Any) -> None:
    """Lead clients to the sandbox; put the files in place that suites want to read."""
    _patched.__enter__()
    account = types.SimpleNamespace(
        from_json_keyfile_name=_credentials, from_json_keyfile_dict=_credentials
    )
    module: Any = types.ModuleType("oauth2client.service_account")
    module.ServiceAccountCredentials = account
    sys.modules["oauth2client"] = types.ModuleType("oauth2client")
    sys.modules["oauth2client.service_account"] = module
    for argument in config.args:
        path = Path(str(argument)).parent / "tests.config"
        if path.with_name("tests.config.example").exists():
            path.write_text(f"[Spreadsheet]\nid: {_key}\n", "utf-8")
    for name in ("sheets", "drive"):
        Path(f"token-{name}.pickle").write_bytes(pickle.dumps(_credentials()))
    Path("credentials-sheets.json").write_text("{}", "utf-8")


def pytest_unconfigure() -> None:
    """Let go of everything."""
    _patched.__exit__(None, None, None)
    _sandbox.stop()
