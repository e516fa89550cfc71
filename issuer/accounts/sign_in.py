"""One-time sign-ins for officers, and keys for programs. A secret is shown once, kept hashed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.accounts.door import require_same
from issuer.accounts.ports import AccountsTransactions, ApiKey, Officer
from issuer.accounts.roles import API_SCOPES, Action
from issuer.errors import NotSignedInError
from issuer.evidence.event import Event, EventKind

SIGN_IN_LIVES = timedelta(minutes=15)
API_KEY_LIVES = timedelta(days=365)
LONGEST_API_KEY_LIVES = timedelta(days=3 * 365)
_SECRET_BYTES = 32
_API_PREFIX = "prb_"  # so that a secret scanner knows it


@dataclass(frozen=True, slots=True)
class SignIn:
    """Makes and redeems secrets."""

    transactions: AccountsTransactions

    def invite(self, officer: Officer, *, actor: str, at: datetime) -> str:
        """Return the secret of a one-time sign-in for `officer`, who is recorded if new."""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with self.transactions.writing() as unit:
            unit.officers.add(officer, at)
            unit.officers.add_sign_in(digest_of(secret), officer.name, at + SIGN_IN_LIVES)
            unit.events.append([Event(at, EventKind.OFFICER_INVITED, officer.name, actor)])
        return secret

    def redeem(self, secret: str, *, at: datetime, same: str | None = None) -> Officer:
        """Return the officer of an unused, unexpired sign-in, or raise `NotSignedInError`.

        Where only the officer called `same` may come in, another's link stays good.
        """
        with self.transactions.writing() as unit:
            officer = unit.officers.use_sign_in(digest_of(secret), at)
            if officer is None:
                raise NotSignedInError("this sign-in link was used, has expired or never was")
            require_same(officer.name, same)
            signed_in = Event(at, EventKind.OFFICER_SIGNED_IN, officer.name, officer.name)
            unit.events.append([signed_in])
        return officer

    def make_api_key(
        self,
        name: str,
        *,
        actor: str,
        at: datetime,
        scopes: Iterable[Action] = API_SCOPES,
        lives: timedelta = API_KEY_LIVES,
    ) -> str:
        """Return the secret of a new API key called `name`; it is never shown again."""
        secret = _API_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        made = ApiKey(name, digest_of(secret), at, scopes=frozenset(scopes), ends=at + lives)
        told = {"scopes": " ".join(sorted(scopes)), "ends": (at + lives).isoformat()}
        with self.transactions.writing() as unit:
            unit.api_keys.add(made)
            unit.events.append([Event(at, EventKind.API_KEY_MADE, name, actor, told)])
        return secret

    def end_api_key(self, name: str, *, actor: str, at: datetime) -> bool:
        """End the key called `name` at once; tell whether there was one to end."""
        with self.transactions.writing() as unit:
            ended = unit.api_keys.end(name, at)
            if ended:
                unit.events.append([Event(at, EventKind.API_KEY_ENDED, name, actor)])
        return ended

    def api_client(self, secret: str, *, at: datetime) -> ApiKey:
        """Return the key whose secret this is, or raise `NotSignedInError`."""
        with self.transactions.reading() as unit:
            key = unit.api_keys.find(digest_of(secret))
        if key is None:
            raise NotSignedInError("no such API key")
        if key.is_over(at):
            raise NotSignedInError(f"the time of the API key {key.name} is over")
        return key


def digest_of(secret: str) -> bytes:
    """Return what is kept of a secret: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
