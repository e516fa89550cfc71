"""What looking after keys needs of a store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.body.ports import PublicKeys
from issuer.evidence.ports import Events


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many credentials in force a key has signed, and when the last of them ends."""

    credentials: int
    last_end: datetime


class KeyUses(Protocol):
    """What hangs on each key."""

    def in_force(self, at: datetime) -> dict[str, KeyUse]:
        """Return the use of each key by its kid; a key that nothing hangs on is not there."""
        ...

    def last_end(self, kid: str) -> datetime | None:
        """Return when the last credential that a key ever signed ends, whatever became of it."""
        ...


class CustodyUnit(Protocol):
    """A transaction that reaches keys and what hangs on them."""

    @property
    def public_keys(self) -> PublicKeys: ...
    @property
    def key_uses(self) -> KeyUses: ...
    @property
    def events(self) -> Events: ...


class CustodyTransactions(Protocol):
    """Makes such transactions, as `Transactions` does."""

    def writing(self) -> AbstractContextManager[CustodyUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[CustodyUnit]:
        """Begin a transaction that only reads."""
        ...
