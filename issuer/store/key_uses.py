"""What hangs on each key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from issuer.custody.ports import KeyUse
from issuer.store.credential_rows import RELEASED
from issuer.store.tables.issuing import CertificateRow, CredentialRow
from issuer.store.transaction import Transaction

_certificates, _credentials = CertificateRow.table(), CredentialRow.table()
_joined = _credentials.join(_certificates, _credentials.c.number == _certificates.c.number)


@dataclass(frozen=True, slots=True)
class SqlKeyUses:
    """Implements `KeyUses`. Both look at every credential: not for each request."""

    transaction: Transaction

    def in_force(self, at: datetime) -> dict[str, KeyUse]:
        """Return the use of each key by its kid; a key that nothing hangs on is not there."""
        kid = _credentials.c.kid
        query = (
            select(kid, func.count(), func.max(_certificates.c.expires))
            .select_from(_joined)
            .where(
                _credentials.c.state == RELEASED,
                _certificates.c.state.in_(("active", "suspended")),
                _certificates.c.expires > at,
            )
            .group_by(kid)
        )
        rows = self.transaction.connection.execute(query)
        return {row[0]: KeyUse(row[1], row[2]) for row in rows}

    def last_end(self, kid: str) -> datetime | None:
        """Return when the last credential that a key ever signed ends, whatever became of it."""
        query = select(func.max(_certificates.c.expires)).select_from(_joined)
        wanted = (_credentials.c.kid == kid, _credentials.c.state == RELEASED)
        found: datetime | None = self.transaction.connection.scalar(query.where(*wanted))
        return found
