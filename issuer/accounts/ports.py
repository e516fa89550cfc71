"""What accounts need of a store. Secrets are kept as SHA-256 of 256 random bits, never as such."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.evidence.ports import Events


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key. `name` says whose it is; `digest` is all we keep of the secret."""

    name: str
    digest: bytes
    made: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff who may sign in."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser; the cookie holds the secret, this its digest. `data` is JSON."""

    digest: bytes
    officer: str | None
    started: datetime
    seen: datetime
    data: str


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What the first request with an idempotency key asked, and which attempt it named."""

    client: str
    key: str
    request_digest: bytes
    scheme: str
    attempt: str


class ApiKeys(Protocol):
    """Keys that programs hold."""

    def find(self, digest: bytes) -> ApiKey | None:
        """Return the key with this digest that was not ended."""
        ...

    def add(self, key: ApiKey) -> None:
        """Record a new key; raise `NameTakenError` if one was ever called so."""
        ...

    def all(self) -> list[ApiKey]:
        """Return every key, ended ones too."""
        ...

    def end(self, name: str, at: datetime) -> bool:
        """End a key; tell whether there was one to end."""
        ...


class Idempotency(Protocol):
    """First answers by client and key."""

    def find(self, client: str, key: str) -> FirstAnswer | None:
        """Return what the key was first used for."""
        ...

    def add(self, first: FirstAnswer, at: datetime) -> None:
        """Record the first use; raise `IdempotencyConflictError` if another came first."""
        ...


class Officers(Protocol):
    """Staff, and the one-time sign-in links made for them on the command line."""

    def find(self, name: str) -> Officer | None:
        """Return the officer called `name`."""
        ...

    def add(self, officer: Officer, at: datetime) -> None:
        """Record an officer; does nothing if the name exists."""
        ...

    def add_sign_in(self, digest: bytes, officer: str, expires: datetime) -> None:
        """Record a one-time sign-in."""
        ...

    def use_sign_in(self, digest: bytes, at: datetime) -> Officer | None:
        """Consume a one-time sign-in that is not expired: exactly one caller ever gets it."""
        ...


class Sessions(Protocol):
    """Sessions on the server's side."""

    def find(self, digest: bytes) -> Session | None:
        """Return the session."""
        ...

    def save(self, session: Session) -> None:
        """Insert or replace it."""
        ...

    def end(self, digest: bytes) -> None:
        """Remove it."""
        ...


class AccountsUnit(Protocol):
    """A transaction that reaches accounts."""

    @property
    def api_keys(self) -> ApiKeys: ...
    @property
    def idempotency(self) -> Idempotency: ...
    @property
    def officers(self) -> Officers: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def events(self) -> Events: ...


class AccountsTransactions(Protocol):
    """Makes such transactions."""

    def writing(self) -> AbstractContextManager[AccountsUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[AccountsUnit]:
        """Begin a transaction that only reads."""
        ...
