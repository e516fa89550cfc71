"""A body that closes: its last word, and what is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from issuer.closing.closed import Closed, Standing
from issuer.store.credential_rows import ACTIVE
from issuer.store.recoveries import is_doubted
from issuer.store.tables.body import ControlRow
from issuer.store.tables.issuing import CertificateRow
from issuer.store.transaction import Transaction

_control = ControlRow.table()
_certificates = CertificateRow.table()
_NEVER_RELEASED = ("intended", "voided")


@dataclass(frozen=True, slots=True)
class SqlClosings:
    """Implements `Closings` on the one row of the switch."""

    transaction: Transaction

    def closed(self) -> Closed | None:
        """Return since when the body has closed, or None while it works."""
        row = self.transaction.connection.execute(select(_control)).first()
        if row is None or row.closed is None:
            return None
        return Closed(row.closed, row.lists_until)

    def in_doubt(self) -> bool:
        """Tell whether the record may have lost what nobody has dealt with yet."""
        return bool(self.transaction.connection.scalar(select(is_doubted())))

    def close(self, closed: Closed) -> None:
        """Close it for good."""
        made = update(_control).values(closed=closed.since, lists_until=closed.lists_until)
        self.transaction.connection.execute(made)

    def standing(self, at: datetime) -> Standing:
        """Return how many are in force or suspended, and when the last of all ends."""
        columns, runs = _certificates.c, _certificates.c.expires > at
        count = select(func.count()).select_from(_certificates)
        ends = select(func.max(columns.expires)).where(columns.state.not_in(_NEVER_RELEASED))
        scalar = self.transaction.connection.scalar
        return Standing(
            in_force=scalar(count.where(columns.state == ACTIVE, runs)) or 0,
            suspended=scalar(count.where(columns.state == "suspended", runs)) or 0,
            ends=scalar(ends),
        )
