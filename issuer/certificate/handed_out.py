"""Tells the verifier whether a file is, to the byte, a drawing that was handed out."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.certificate.ports import DrawingTransactions
from issuer.errors import StorageUnavailableError


@dataclass(frozen=True, slots=True)
class Drawn:
    """Implements the verifier's `HandedOut` over the issuer's own record."""

    url: str
    transactions: DrawingTransactions

    def knows(self, issuer: str, digest: bytes) -> bool | None:
        """Tell whether a drawing with this SHA-256 is on record; None if nobody here can say."""
        if issuer != self.url:
            return None
        try:
            with self.transactions.reading() as unit:
                return unit.drawings.find(digest) is not None
        except StorageUnavailableError:
            return None
