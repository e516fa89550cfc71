"""Who asks: a program with an API key, in the Authorization header and nowhere else."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Blueprint, current_app, g, request

from issuer.accounts.errors import ScopeError
from issuer.accounts.ports import ApiKey
from issuer.accounts.sign_in import SignIn
from issuer.errors import NotSignedInError
from issuer.web.permission import permission_of
from verifier.clock import Clock

SECURITY = "apiKey"
SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made with `probatum api-key new NAME`; it begins with prb_.",
}

_BEARER = re.compile(r"(?i:Bearer) +(prb_[A-Za-z0-9_-]{43})", re.ASCII)


def require_client(blueprint: Blueprint, sign_in: SignIn, clock: Clock) -> None:
    """Let only programs with a key reach `blueprint`, whose scopes have the act of the view.

    A view that does not say which act it is (`issuer.web.permission`) is open to no program.
    """

    @blueprint.before_request
    def identify() -> None:
        if request.method != "OPTIONS":
            key = _client(sign_in, clock())
            _require_scope(key)
            g.client = key.name


def client_name() -> str:
    """Return the name of the key that asks."""
    return str(g.client)


def actor() -> str:
    """Return who asks as it is put on record: a key's name, which no officer's can be taken for."""
    return f"api:{client_name()}"


def _client(sign_in: SignIn, at: datetime) -> ApiKey:
    # What is no key is looked up all the same, so that time tells nothing of its shape. Keys are
    # looked up by digest: how long that takes says nothing about the secret.
    match = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    key = sign_in.api_client(match[1] if match else "", at=at)
    if match is None:
        raise NotSignedInError("no key of ours in the Authorization header")
    return key


def _require_scope(key: ApiKey) -> None:
    if request.endpoint is None:  # no such address, or not by this method
        return
    permission = permission_of(current_app.view_functions.get(request.endpoint))
    action = permission.action(request.view_args) if permission else None
    if action is None or not key.may(action):
        needed = f"the scope {action}" if action else "what no key has"
        raise ScopeError(f"the API key {key.name} does not have {needed}")
