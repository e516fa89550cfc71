"""What printing needs of a store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from issuer.body.ports import Bodies
from issuer.credentials.ports import Certificates, Credentials


class Drawings(Protocol):
    """Digests of the drawings handed out, so that a PDF can be told from one saved again."""

    def add(self, number: str, paper: str, digest: bytes, at: datetime) -> None:
        """Record the SHA-256 of a drawing; the same one again changes nothing."""
        ...

    def find(self, digest: bytes) -> str | None:
        """Return the number of the certificate whose drawing has this digest."""
        ...


class DrawingUnit(Protocol):
    """A transaction that reaches certificates and their drawings."""

    @property
    def certificates(self) -> Certificates: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def bodies(self) -> Bodies: ...
    @property
    def drawings(self) -> Drawings: ...


class DrawingTransactions(Protocol):
    """Makes such transactions."""

    def reading(self) -> AbstractContextManager[DrawingUnit]:
        """Begin a transaction that only reads."""
        ...

    def writing(self) -> AbstractContextManager[DrawingUnit]:
        """Begin a transaction that may write."""
        ...
