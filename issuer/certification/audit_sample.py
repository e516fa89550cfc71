"""Which renewals must show evidence: a share of them, drawn so that anybody can draw it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

_ALL = 1 << 256  # values of SHA-256


@dataclass(frozen=True, slots=True)
class Sample:
    """The draw of one scheme and period. `seed` is 64 hex digits, and stands in an event."""

    scheme: str
    period: str
    seed: str
    percent: int
    drawn: datetime

    def has(self, number: str) -> bool:
        """Tell whether a certificate's renewal is in it: SHA-256(`seed:number`) is small enough.

        Numbers are random and the seed is drawn later, so nobody chooses who is in it.
        """
        digest = hashlib.sha256(f"{self.seed}:{number}".encode()).digest()
        return int.from_bytes(digest) * 100 < self.percent * _ALL


def period_of(ends: date) -> str:
    """Return the period in which a certificate that ends on that day is renewed: the year."""
    return f"{ends.year:04d}"
