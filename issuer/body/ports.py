"""What founding a certification body needs of a store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.body.body import Body
from issuer.evidence.ports import Events
from keys.keyring import TrustedKey


@dataclass(frozen=True, slots=True)
class ActiveScheme:
    """A scheme version as activated: its bytes are read from here and never edited."""

    id: str
    version: str
    digest: str  # SHA-256 of `document`, in hex
    document: bytes
    activated: datetime


@dataclass(frozen=True, slots=True)
class RecordedType:
    """A credential type: one scheme version with one scope. `document` is what its URL serves.

    `serial` is 1, 2, 3 ...; the URL is `{body.url}/t/{serial}`.
    """

    serial: int
    url: str
    scheme: str
    version: str
    scope: tuple[str, ...]  # scope IDs, in the scheme's order
    document: bytes  # frozen type metadata (SD-JWT VC), JSON


class Bodies(Protocol):
    """The one certification body of this database."""

    def get(self) -> Body | None:
        """Return it as it is now, or None before `init`."""
        ...

    def as_of(self, at: datetime) -> Body | None:
        """Return it as it was at a moment; a change counts from the second after its own."""
        ...

    def change(self, body: Body, at: datetime) -> None:
        """Record what it says of itself from `at` on. Address and time zone stay."""
        ...

    def found(self, body: Body, at: datetime) -> None:
        """Record it, with the control row and the head of the event chain.

        Raise `AlreadyFoundedError` the second time.
        """
        ...


class PublicKeys(Protocol):
    """Every public key this body ever had; private halves are files, never here."""

    def all(self) -> list[TrustedKey]:
        """Return them, oldest first."""
        ...

    def add(self, key: TrustedKey) -> None:
        """Record a new one; raise `NameTakenError` if a key was ever called by its kid."""
        ...

    def retire(self, kid: str, until: datetime) -> None:
        """Record that it signs nothing from `until` on; raise `UnknownKeyError`."""
        ...

    def compromise(self, kid: str, at: datetime) -> None:
        """Record from when a stranger may have held it; raise `UnknownKeyError`."""
        ...


class Schemes(Protocol):
    """Activated schemes and the credential types made from them."""

    def active(self) -> list[ActiveScheme]:
        """Return every version ever activated, oldest first; the newest of an id is in force."""
        ...

    def activate(self, scheme: ActiveScheme) -> bool:
        """Record a version and tell whether it is new.

        Raise `SchemeConflictError` if it exists with other bytes.
        """
        ...

    def types(self) -> list[RecordedType]:
        """Return every type, oldest first."""
        ...

    def add_type(self, recorded: RecordedType) -> None:
        """Record a type; raise `NameTakenError` if its serial, URL or scope is on record."""
        ...


class FoundingUnit(Protocol):
    """A transaction that reaches what the body is."""

    @property
    def bodies(self) -> Bodies: ...
    @property
    def public_keys(self) -> PublicKeys: ...
    @property
    def schemes(self) -> Schemes: ...
    @property
    def events(self) -> Events: ...


class FoundingTransactions(Protocol):
    """Makes such transactions, as `Transactions` does."""

    def writing(self) -> AbstractContextManager[FoundingUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[FoundingUnit]:
        """Begin a transaction that only reads."""
        ...
