"""Tells by its looks a secret that stands where a path, a key or an address should.

Hosting and CI hand secrets over as variables, and people put one into the wrong place. Knows shapes
alone. Must not know settings or Google's libraries.
"""

from __future__ import annotations

import re

from cocsheets.patterns import lazy_re

_TOKEN = lazy_re(
    r"\s*(?:bearer\s|ya29[.]|1//?0|eyJ|ew[o0]|AIza|GOCSPX-|gh[oprsu]_|xox[a-z]-)", re.IGNORECASE
)
"""How tokens begin: Google's, GitHub's, Slack's, signed ones, and JSON in base 64."""
_LONGEST_PATH = 1024


def is_json(text: str) -> bool:
    """Whether the text is meant as JSON, as a key is when it is downloaded."""
    return text.lstrip("\ufeff \t\r\n'\"").startswith("{")


def is_pem(text: str) -> bool:
    """Whether the text holds a private key, or the beginning or end of one."""
    return "-----BEGIN" in text or "PRIVATE KEY" in text


def is_token(text: str) -> bool:
    """Whether the text begins like a token, or is of a shape that no path or address has."""
    return bool(_TOKEN.match(text)) or len(text) > _LONGEST_PATH or "\n" in text.strip()


def is_secret(text: str) -> bool:
    """Whether the text looks like a key or a token."""
    return is_json(text) or is_pem(text) or is_token(text)
