"""The ledger that step 8 of a verification asks: what was released, and how it stands."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from issuer.errors import StorageUnavailableError
from issuer.store.credential_rows import RELEASED
from issuer.store.database import Database
from issuer.store.tables.issuing import CertificateRow, CredentialRow
from verifier.ledger import Entry, LedgerUnavailableError
from verifier.status_list import Status

_certificates = CertificateRow.table()
_credentials = CredentialRow.table()

_ENTRY = (
    select(_credentials.c.status, _certificates.c.since, _certificates.c.successor)
    .join_from(_credentials, _certificates)
    .where(
        _credentials.c.number == bindparam("number"),
        _credentials.c.digest == bindparam("digest"),
        _credentials.c.state == RELEASED,
    )
)
_TOKEN = (
    select(_credentials.c.token)
    .where(_credentials.c.number == bindparam("number"), _credentials.c.state == RELEASED)
    .order_by(_credentials.c.id.desc())
    .limit(1)
)


class SqlLedger:
    """Implements the verifier's `Ledger` over the issuer's own record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, number: str, digest: bytes) -> Entry | None:
        """Return the record of a released credential by number and signing-input digest."""
        try:
            with self._database.looking_up() as connection:
                row = connection.execute(_ENTRY, {"number": number, "digest": digest}).first()
        except StorageUnavailableError as exc:
            raise LedgerUnavailableError("the ledger cannot be read") from exc
        return None if row is None else Entry(Status(row.status), row.since, row.successor)

    def token(self, number: str) -> str | None:
        """Return the newest released token of certificate `number`."""
        try:
            with self._database.looking_up() as connection:
                return connection.scalar(_TOKEN, {"number": number})
        except StorageUnavailableError as exc:
            raise LedgerUnavailableError("the ledger cannot be read") from exc
