"""Where credentials go: never to a sandbox, and nothing of a sandbox's elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.workbook.client import SandboxSession, connect, loopback_origin


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:8080",
        "http://sheets.googleapis.com",
        "http://127.0.0.1.example.org",
        "http://user@127.0.0.1",
        "http://127.0.0.1/path",
        "http://192.168.1.1",
        "http://0.0.0.0:80",
        "ftp://localhost",
        "localhost:8080",
        "http://127.0.0.1:x",
        "",
    ],
)
def test_only_loopback_is_a_sandbox(url: str) -> None:
    """Anything else is refused without being contacted."""
    with pytest.raises(ConfigurationError, match="loopback"):
        loopback_origin(url)


def test_no_real_credentials_go_to_a_sandbox(tmp_path: Any) -> None:
    """With a sandbox the key file is not even opened, and proxies are left aside."""
    http = connect(
        credentials=str(tmp_path / "missing.json"),
        api_root="http://127.0.0.1:9",
        act_as="ana@example.org",
    )
    session = http.session
    assert isinstance(session, SandboxSession)
    assert session.headers["Authorization"] == "Bearer sandbox:ana@example.org"
    assert session.trust_env is False


def test_a_sandbox_session_goes_nowhere_else() -> None:
    """Only what is meant for Google is sent on."""
    session = SandboxSession("http://127.0.0.1:9", "")
    for url in ("https://example.org/v4", "https://sheets.googleapis.com.example.org/v4"):
        with pytest.raises(ValueError, match="Google"):
            session.request("GET", url)
