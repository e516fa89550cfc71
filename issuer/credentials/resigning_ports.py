"""What signing anew needs of a store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.body.ports import PublicKeys
from issuer.credentials.certificate import Certificate, CredentialRecord
from issuer.credentials.ports import Unit


@dataclass(frozen=True, slots=True)
class Untold:
    """A certificate that was signed anew, whose holder left no address."""

    number: str
    name: str


class Resignings(Protocol):
    """Certificates in force whose every credential is by keys that strangers may hold."""

    def due(self, kids: Collection[str], at: datetime, *, after: str = "", limit: int) -> list[str]:
        """Return numbers beyond `after`, in order: active or suspended, not over at `at`.

        One whose new credential is intended is not due: it is in hand.
        """
        ...

    def count(self, kids: Collection[str], at: datetime) -> int:
        """Return how many there are, those in hand included."""
        ...

    def signed_anew(self, kids: Collection[str], at: datetime) -> int:
        """Return how many certificates in force have a credential by one of `kids` and a newer."""
        ...

    def add(self, rows: Sequence[tuple[Certificate, CredentialRecord]]) -> None:
        """Record intended credentials of certificates that are on record, with their status."""
        ...

    def untold(
        self, kids: Collection[str], at: datetime, *, after: str, limit: int
    ) -> tuple[list[Untold], str | None]:
        """Look at the next `limit` signed anew, by number; return those whom no letter could reach.

        And the last number looked at, or None where that was all.
        """
        ...


class ResigningUnit(Unit, Protocol):
    """A transaction that reaches them."""

    @property
    def public_keys(self) -> PublicKeys:
        """Every key of the body."""
        ...

    @property
    def resignings(self) -> Resignings:
        """What is to be signed anew."""
        ...


class ResigningTransactions(Protocol):
    """Makes such transactions, as `Transactions` does."""

    def writing(self) -> AbstractContextManager[ResigningUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[ResigningUnit]:
        """Begin a transaction that only reads."""
        ...
