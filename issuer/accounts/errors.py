"""Refusals about accounts: who one is, and what a key or an account does not allow."""

from __future__ import annotations

from issuer.errors import IssuerError


class ScopeError(IssuerError):
    """The API key's scopes do not have this act."""

    code = "not_in_scope"


class PasswordError(IssuerError):
    """The password is one that others guess; the message says why."""

    code = "password_refused"


class ProofError(IssuerError):
    """The passkey, password, code or link did not prove who this is."""

    code = "not_proven"


class SlowDownError(IssuerError):
    """Too many failed sign-ins for this name from this address; the message says how long."""

    code = "slow_down"


class AccountError(IssuerError):
    """The account does not allow this change; the message says why."""

    code = "account_refused"
