"""Digests of the drawings handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from issuer.store.tables.issuing import DrawingRow
from issuer.store.transaction import Transaction

_drawings = DrawingRow.table()


@dataclass(frozen=True, slots=True)
class SqlDrawings:
    """Implements `Drawings`."""

    transaction: Transaction

    def add(self, number: str, paper: str, digest: bytes, at: datetime) -> None:
        """Record the SHA-256 of a drawing; the same one again changes nothing."""
        made = self.transaction.driver.insert(_drawings).values(
            digest=digest, number=number, paper=str(paper), drawn=at
        )
        self.transaction.connection.execute(made.on_conflict_do_nothing())

    def find(self, digest: bytes) -> str | None:
        """Return the number of the certificate whose drawing has this digest."""
        query = select(_drawings.c.number).where(_drawings.c.digest == digest)
        return self.transaction.connection.scalar(query)
