"""Credentials: from a file, from the JSON itself, or this machine's own.

Knows the forms in which Google and its libraries write keys and tokens. Must not know what is done
with them. No message holds anything of what a setting says: it may be the secret itself.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import google.auth
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.oauth2.credentials import Credentials as UserCredentials

from cocsheets.errors import CredentialsError
from cocsheets.secret_text import is_json, is_pem, is_token

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
)
"""Everything cocsheets can do. Least scopes for each command are in docs/running.md."""
VARIABLE = "COCSHEETS_CREDENTIALS"
_TAKEN = "the JSON of a service-account key on one line, or the path of its file"
_SIGN_IN = (
    "Sign in with it: `gcloud auth application-default login --client-id-file=FILE --scopes="
    + ",".join(SCOPES)
    + f"`, then set {VARIABLE}=adc."
)


def load_credentials(source: str, scopes: Sequence[str] = SCOPES, *, name: str = VARIABLE) -> Any:
    """Credentials from the path of a key or token file, from its JSON, or from `adc`.

    Sends nothing. Raises CredentialsError, which says `name` in place of what the source says.
    """
    if not source:
        raise CredentialsError(
            "No credentials are configured.",
            hint=f"Set {VARIABLE} to a service-account key file, an OAuth token file or `adc`, or"
            " run `cocsheets init`.",
        )
    if source == "adc":
        return _loaded(lambda: google.auth.default(scopes=list(scopes))[0], name)
    info = _parsed(source if is_json(source) else _text_of(source, name), name)
    return _loaded(lambda: _from_info(info, scopes), name)


def _text_of(path: str, name: str) -> str:
    """The text of the file that the setting names."""
    if is_pem(path):
        raise CredentialsError(
            f"{name} holds a private key alone, which does not say whose key it is.",
            hint=f"Set it to {_TAKEN}.",
        )
    file = Path(path)
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if is_token(file.name) or is_token(path):
            raise _not_a_path(name) from None
        raise CredentialsError(
            f"The file that {name} names does not exist.",
            hint="Check it: a path in .env counts from beside that file, one in the environment"
            " from the working folder.",
        ) from None
    except (OSError, ValueError):
        if is_token(file.name) or is_token(path):
            raise _not_a_path(name) from None
        raise CredentialsError(
            f"The file that {name} names could not be read.",
            hint="It must be JSON as downloaded from Google, readable by this user.",
        ) from None


def _not_a_path(name: str) -> CredentialsError:
    return CredentialsError(
        f"{name} holds a token or something else that is not the path of a file.",
        hint=f"Set it to {_TAKEN}. An access token ends after an hour and cannot be renewed.",
    )


def _parsed(text: str, name: str) -> dict[str, Any]:
    """The JSON of a key or token, brought into the form that Google's library takes."""
    try:
        info = json.loads(text.strip("\ufeff \t\r\n'"))
    except (ValueError, RecursionError):
        info = None
    if not isinstance(info, dict):
        raise CredentialsError(
            f"What {name} holds or names is not valid JSON, so it could not be loaded.",
            hint="Save the key as downloaded from Google in a file and set the path of the file, or"
            " set the whole JSON on one line (in .env: in single quotes).",
        )
    if "installed" in info or "web" in info:
        raise CredentialsError(
            f"{name} is an OAuth client. Nobody has signed in with it yet.", hint=_SIGN_IN
        )
    if "type" not in info and "refresh_token" in info:
        # As `Credentials.to_json` writes it: Google's quickstart (token.json) and gspread.
        info["type"] = "authorized_user"
    elif "type" not in info and "token" in info:
        raise CredentialsError(
            f"The token of {name} cannot be renewed: it has no refresh token.",
            hint="Sign in again and let the consent be asked for again.",
        )
    return info


def _from_info(info: dict[str, Any], scopes: Sequence[str]) -> Any:
    """Credentials from JSON. A person's consent names its own scopes, which may be fewer: asking
    for others when the token is renewed would be refused as a whole."""
    if info.get("type") == "authorized_user":
        return UserCredentials.from_authorized_user_info(info)  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        # Google warns of files from strangers; this one is the committee's own.
        warnings.simplefilter("ignore", DeprecationWarning)
        load = google.auth.load_credentials_from_dict
        return load(info, scopes=list(scopes))[0]  # type: ignore[no-untyped-call]


def _loaded(load: Callable[[], Any], name: str) -> Any:
    """What a loader gives. Its errors may quote the key, so their texts are left out."""
    try:
        return load()
    except DefaultCredentialsError:
        raise CredentialsError(
            f"The credentials of {name} could not be loaded.",
            hint="They must be a service-account key, an authorised-user token or an external"
            " account; for `adc` run `gcloud auth application-default login` with the scopes.",
        ) from None
    except (GoogleAuthError, AttributeError, KeyError, OSError, TypeError, ValueError):
        raise CredentialsError(
            f"The credentials of {name} could not be loaded: a part is missing or damaged.",
            hint="Take the JSON again as downloaded from Google, whole and unchanged.",
        ) from None
