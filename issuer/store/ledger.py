"""The ledger that step 8 of a verification asks: what was released, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from issuer.errors import StorageUnavailableError
from issuer.store.credential_rows import RELEASED
from issuer.store.database import Database
from issuer.store.tables.issuing import CertificateRow, CredentialRow
from issuer.store.transaction import Prepared
from verifier.ledger import Entry, LedgerUnavailableError
from verifier.status_list import Status

_certificates = CertificateRow.table()
_credentials = CredentialRow.table()

_ENTRY = Prepared(
    select(_credentials.c.status, _certificates.c.since, _certificates.c.successor)
    .join_from(_credentials, _certificates)
    .where(
        _credentials.c.number == bindparam("number"),
        _credentials.c.digest == bindparam("digest"),
        _credentials.c.state == RELEASED,
    ),
    ("number", "digest"),
)
_TOKEN = Prepared(
    select(_credentials.c.token)
    .where(_credentials.c.number == bindparam("number"), _credentials.c.state == RELEASED)
    .order_by(_credentials.c.id.desc()),
    ("number",),
)


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Implements the verifier's `Ledger` over the issuer's own record."""

    database: Database

    def find(self, number: str, digest: bytes) -> Entry | None:
        """Return the record of a released credential by number and signing-input digest."""
        row = self._look_up(_ENTRY, number, digest)
        if row is None:
            return None
        status, since, successor = row
        return Entry(Status(status), self.database.driver.read_moment(since), successor)

    def token(self, number: str) -> str | None:
        """Return the newest released token of certificate `number`."""
        row = self._look_up(_TOKEN, number)
        return None if row is None else str(row[0])

    def _look_up(self, query: Prepared, *parameters: object) -> tuple[Any, ...] | None:
        try:
            return self.database.look_up(query, *parameters)
        except StorageUnavailableError as exc:
            raise LedgerUnavailableError("the ledger cannot be read") from exc
