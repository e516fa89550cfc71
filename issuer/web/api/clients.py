"""Who asks: a program with an API key, in the Authorization header and nowhere else."""

from __future__ import annotations

import re

from flask import Blueprint, g, request

from issuer.accounts.sign_in import SignIn
from issuer.errors import NotSignedInError

SECURITY = "apiKey"
SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made with `probatum api-key make NAME`; it begins with prb_.",
}

_BEARER = re.compile(r"(?i:Bearer) +(prb_[A-Za-z0-9_-]{43})", re.ASCII)


def require_client(blueprint: Blueprint, sign_in: SignIn) -> None:
    """Let only programs with a key reach `blueprint`. Scopes will be asked for here."""

    @blueprint.before_request
    def identify() -> None:
        if request.method != "OPTIONS":
            g.client = _client(sign_in)


def client_name() -> str:
    """Return the name of the key that asks."""
    return str(g.client)


def actor() -> str:
    """Return who asks as it is put on record: a key's name, which no officer's can be taken for."""
    return f"api:{client_name()}"


def _client(sign_in: SignIn) -> str:
    # What is no key is looked up all the same, so that time tells nothing of its shape. Keys are
    # looked up by digest: how long that takes says nothing about the secret.
    match = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    key = sign_in.api_client(match[1] if match else "")
    if match is None:
        raise NotSignedInError("no key of ours in the Authorization header")
    return key.name
