"""What accounts need of a store. Secrets are kept as SHA-256 of 256 random bits, never as such."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from issuer.accounts.account import Account, Way
from issuer.accounts.proofs import Failures, Invitations, Passkeys
from issuer.accounts.roles import Action, Role, may
from issuer.evidence.ports import Events
from issuer.notify.ports import Outbox

_SOON, _VERY_SOON = timedelta(days=30), timedelta(days=7)  # before an API key ends


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key. `name` says whose it is; `digest` is all we keep of the secret.

    `scopes` are the acts it may do; None, of keys made before there were scopes, is all of the API.
    It opens nothing once it was `ended`, nor from `ends` on, which very old keys do not have.
    Administrators were last `told` of that end then.
    """

    name: str
    digest: bytes
    made: datetime
    ended: datetime | None = None
    scopes: frozenset[Action] | None = None
    ends: datetime | None = None
    told: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Tell whether it opens nothing any more."""
        return self.ended is not None or (self.ends is not None and self.ends <= at)

    def ends_soon(self, at: datetime) -> bool:
        """Tell whether it still opens something, but not for much longer."""
        return self.ends is not None and not self.is_over(at) and at >= self.ends - _SOON

    def is_to_tell(self, at: datetime) -> bool:
        """Tell whether its end is near, and nearer than when it was last told of."""
        if self.ends is None or self.is_over(at):
            return False
        begun = [self.ends - before for before in (_SOON, _VERY_SOON) if at >= self.ends - before]
        return bool(begun) and (self.told is None or self.told < max(begun))

    def may(self, action: Action) -> bool:
        """Tell whether this key's scopes have `action`."""
        return self.scopes is None or action in self.scopes


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff who may sign in, and the roles they hold."""

    name: str
    roles: frozenset[Role]

    def may(self, action: Action) -> bool:
        """Tell whether one of the officer's roles may do `action`."""
        return may(self.roles, action)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser; the cookie holds the secret, this its digest. `data` is JSON.

    `proven` is when the officer last proved who they are. `address` and `browser` are what the
    officer is shown, to know which of several this is.
    """

    digest: bytes
    officer: str | None
    started: datetime
    seen: datetime
    data: str = field(repr=False)
    proven: datetime | None = None
    way: Way = Way.LINK
    address: str = ""
    browser: str = ""


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

    def tell(self, name: str, at: datetime) -> None:
        """Record that administrators were told of a key's end."""
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
    """Staff, their roles, and the links by which they come in."""

    def find(self, name: str) -> Officer | None:
        """Return the officer called `name` who has not left."""
        ...

    def all(self) -> list[Account]:
        """Return everybody's account, by name; those who left too."""
        ...

    def hold(self) -> None:
        """Let nobody else who holds them change roles or accounts until the end."""
        ...

    def account(self, name: str) -> Account | None:
        """Return the account of this name or e-mail address, of somebody who has not left."""
        ...

    def add(self, officer: Officer, at: datetime) -> None:
        """Record an officer with their roles; does nothing if the name exists."""
        ...

    def change(self, account: Account) -> None:
        """Replace what is kept of an account; raise `NameTakenError` for another's address."""
        ...

    def set_roles(self, name: str, roles: frozenset[Role]) -> None:
        """Replace the roles of an officer."""
        ...

    def spend_code(self, name: str, step: int) -> bool:
        """Take note of a one-time code's time step; tell whether no such or later one was used."""
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

    def of(self, officer: str) -> list[Session]:
        """Return an officer's sessions, the newest first."""
        ...

    def save(self, session: Session) -> None:
        """Insert or replace it."""
        ...

    def end(self, digest: bytes) -> None:
        """Remove it."""
        ...

    def end_all(self, officer: str, *, but: bytes = b"") -> int:
        """Remove an officer's sessions, all but one; return how many there were."""
        ...

    def purge(self, *, idle: datetime, begun: datetime, at: datetime, limit: int) -> int:
        """Remove sessions not seen since `idle` or begun before `begun`, and all that expired."""
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
    def invitations(self) -> Invitations: ...
    @property
    def passkeys(self) -> Passkeys: ...
    @property
    def failures(self) -> Failures: ...
    @property
    def outbox(self) -> Outbox: ...
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
