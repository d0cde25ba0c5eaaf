"""Who is acting: bearer tokens, and an OAuth token endpoint for service-account flows.

`Bearer sandbox:EMAIL` acts as EMAIL, `Bearer sandbox` as the sandbox account; with
`;scopes=spreadsheets.readonly,drive` behind the address only these were granted. `POST /token`
takes a JWT assertion, whose signature nobody checks, and issues a token that acts as its issuer.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs

from cocsheets.sandbox.accounts import DEFAULT_ACCOUNT
from cocsheets.sandbox.errors import ApiError, Service
from cocsheets.sandbox.http.calls import Reply
from cocsheets.sandbox.http.discovery import scopes_in

_LIFETIME = 3600


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts: an account or nobody, and the scopes that were granted (None: all of them)."""

    email: str | None = None
    scopes: frozenset[str] | None = None


class Tokens:
    """The tokens that were issued."""

    def __init__(self) -> None:
        self._callers: dict[str, Caller] = {}

    def caller(self, header: str) -> Caller:
        """Who acts with an Authorization header."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer":
            return Caller()
        name, colon, said = token.partition(":")
        if name == "sandbox" and not colon:
            return Caller(DEFAULT_ACCOUNT)
        email, limited, scopes = said.partition(";scopes=")
        if name == "sandbox" and "@" in email:
            return Caller(email, scopes_in(scopes) if limited else None)
        return self._callers.get(token, Caller())

    def issue(self, raw: bytes) -> Reply:
        """Answer a token request of a service account (or of a refresh token, which is taken as
        the e-mail address)."""
        form = {
            name: values[-1] for name, values in parse_qs(raw.decode("utf-8", "replace")).items()
        }
        email, scopes = form.get("refresh_token"), form.get("scope")
        if form.get("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            email, scopes = _claims(form.get("assertion", ""))
            if email and not scopes:
                return Reply(
                    {
                        "error": "invalid_scope",
                        "error_description": "Empty or missing scope not allowed.",
                    },
                    400,
                )
        if not email or "@" not in email:
            return Reply(
                {"error": "invalid_grant", "error_description": "Invalid grant: account not found"},
                400,
            )
        token = f"ya29.{secrets.token_urlsafe(24)}"
        self._callers[token] = Caller(email, scopes_in(scopes) if scopes else None)
        return Reply({"access_token": token, "expires_in": _LIFETIME, "token_type": "Bearer"})


def _claims(assertion: str) -> tuple[str | None, str | None]:
    """The account that a JWT asks for, its subject (delegation) or else its issuer, and scopes."""
    try:
        part = assertion.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return str(claims.get("sub") or claims["iss"]), str(claims.get("scope") or "")
    except (IndexError, KeyError, ValueError, AttributeError):
        return None, None


def refusal(header: str, service: Service) -> ApiError:
    """401 for a bad token (recorded), 403 for none (reported)."""
    if header:
        if service == "drive":
            return ApiError(
                401,
                "Invalid Credentials",
                reason="authError",
                location="Authorization",
                location_type="header",
            )
        return ApiError(
            401,
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
            "cookie or other valid authentication credential. See "
            "https://developers.google.com/identity/sign-in/web/devconsole-project.",
        )
    return ApiError(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). Please "
        "use API Key or other form of API consumer identity to call this API.",
    )
