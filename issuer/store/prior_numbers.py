"""The earlier numbers that the verifier asks for, where it is the issuer's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, select

from issuer.errors import StorageUnavailableError
from issuer.prior.prior import PriorState
from issuer.store.credential_rows import RELEASED
from issuer.store.database import Database
from issuer.store.lookup import rows_of
from issuer.store.tables.body import BodyRow
from issuer.store.tables.issuing import CertificateRow, CredentialRow
from issuer.store.tables.prior import PriorRow
from verifier.earlier import Earlier
from verifier.ledger import LedgerUnavailableError
from verifier.verdict import Reason

_priors = PriorRow.table()
_certificates = CertificateRow.table()
_credentials = CredentialRow.table()
_bodies = BodyRow.table()
_ENDED = {PriorState.WITHDRAWN: Reason.REVOKED, PriorState.EXPIRED: Reason.EXPIRED}


@dataclass(frozen=True, slots=True)
class SqlEarlierNumbers:
    """Implements the verifier's `EarlierNumbers` over the issuer's own record."""

    database: Database

    def find(self, keys: Sequence[str]) -> dict[str, Earlier]:
        """Return those on record, each with the certificate that was issued in its stead."""
        its_certificate = and_(
            _certificates.c.scheme == _priors.c.scheme,
            _certificates.c.attempt == _priors.c.attempt,
            _certificates.c.number.in_(
                select(_credentials.c.number).where(_credentials.c.state == RELEASED)
            ),
        )
        query = select(_priors, _certificates.c.number.label("certificate")).outerjoin_from(
            _priors, _certificates, its_certificate
        )
        try:
            with self.database.reading() as unit:
                rows = list(rows_of(unit.transaction, query, _priors.c.key, keys))
                zone = unit.transaction.connection.scalar(select(_bodies.c.time_zone))
        except StorageUnavailableError as exc:
            raise LedgerUnavailableError("the earlier numbers cannot be read") from exc
        return {row.key: _earlier(row, ZoneInfo(zone or "UTC")) for row in rows}


def _earlier(row: Row[Any], zone: ZoneInfo) -> Earlier:
    return Earlier(
        number=row.number,
        certificate=row.certificate,
        ended=_ENDED.get(PriorState(row.state)),
        since=None if row.ended is None else _midnight(row.ended, zone),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
