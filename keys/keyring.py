"""Public keys by issuer and key ID, each with its purpose and the period in which it may sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from keys.es256 import PublicKey
from keys.jwk import key_id


class Purpose(StrEnum):
    """What a key signs. One key, one purpose."""

    CREDENTIAL = "credential"
    STATUS = "status"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key of `issuer` that may sign during the half-open period `[since, until)`.

    `compromised` is the moment from which a stranger may have held the private key.
    """

    issuer: str
    purpose: Purpose
    key: PublicKey
    since: datetime
    until: datetime | None = None
    compromised: datetime | None = None
    kid: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the key once: a thumbprint costs more than a look-up."""
        object.__setattr__(self, "kid", key_id(self.key))

    def may_sign_at(self, at: datetime) -> bool:
        """Tell whether a signature dated `at` may come from this key."""
        return self.since <= at and (self.until is None or at < self.until)


class Keyring:
    """An immutable set of trusted keys. An empty ring trusts nobody."""

    def __init__(self, keys: Iterable[TrustedKey]) -> None:
        """Index `keys` by issuer and key ID; two keys of one name are a mistake."""
        self._keys: dict[tuple[str, str], TrustedKey] = {}
        for trusted in keys:
            name = (trusted.issuer, trusted.kid)
            if name in self._keys:
                raise ValueError(f"two keys of {trusted.issuer} are called {trusted.kid}")
            self._keys[name] = trusted

    def find(self, issuer: str, kid: str, purpose: Purpose) -> TrustedKey | None:
        """Return the key of `issuer` called `kid`, if it serves `purpose`."""
        trusted = self._keys.get((issuer, kid))
        return trusted if trusted is not None and trusted.purpose is purpose else None

    def __iter__(self) -> Iterator[TrustedKey]:
        return iter(self._keys.values())
