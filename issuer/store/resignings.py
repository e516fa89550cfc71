"""Certificates that must be signed anew, because strangers may hold the key that signed them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from issuer.credentials.certificate import Certificate, CredentialRecord
from issuer.credentials.resigning_ports import Untold
from issuer.store.credential_rows import INTENDED, RELEASED
from issuer.store.credentials import SqlCredentials
from issuer.store.holder_addresses import addresses_of
from issuer.store.tables.issuing import CertificateRow, CredentialRow, HolderRow
from issuer.store.transaction import Transaction
from verifier.status_list import Status

_certificates = CertificateRow.table()
_credentials = CredentialRow.table()
_holders = HolderRow.table()


@dataclass(frozen=True, slots=True)
class SqlResignings:
    """Implements `Resignings`. Each certificate is one look into the index by number."""

    transaction: Transaction
    credentials: SqlCredentials

    def due(self, kids: Collection[str], at: datetime, *, after: str = "", limit: int) -> list[str]:
        """Return numbers beyond `after`, in order, that nobody has in hand."""
        query = (
            select(_certificates.c.number)
            .where(
                _certificates.c.number > after,
                *_in_force(at),
                ~_has(_credentials.c.kid.not_in(kids)),  # first: of most there is one in the end
                _signed_by(kids),
                ~_has(_credentials.c.kid.not_in(kids), state=INTENDED),
            )
            .order_by(_certificates.c.number)
            .limit(limit)
        )
        return list(self.transaction.connection.scalars(query))

    def count(self, kids: Collection[str], at: datetime) -> int:
        """Return how many there are, those in hand included."""
        only = ~_has(_credentials.c.kid.not_in(kids))
        return self._count(
            select(_certificates.c.number).where(*_in_force(at), _signed_by(kids), only)
        )

    def signed_anew(self, kids: Collection[str], at: datetime) -> int:
        """Return how many certificates in force have a credential by one of `kids` and a newer."""
        return self._count(select(_certificates.c.number).where(*_anew(kids, at)))

    def add(self, rows: Sequence[tuple[Certificate, CredentialRecord]]) -> None:
        """Record intended credentials; a list that must tell more than *valid* is told so."""
        self.credentials.add(rows)
        told = {record.list_uri for made, record in rows if made.state.status is not Status.VALID}
        if told:
            self.credentials.lists.bump(set(self.credentials.lists.ids(told).values()))

    def untold(
        self, kids: Collection[str], at: datetime, *, after: str, limit: int
    ) -> tuple[list[Untold], str | None]:
        """Look at the next `limit` signed anew; return those whose holders left no address."""
        query = (
            select(_certificates.c.number, _holders.c.name)
            .join_from(_certificates, _holders)
            .where(_certificates.c.number > after, *_anew(kids, at))
            .order_by(_certificates.c.number)
            .limit(limit)
        )
        rows = self.transaction.connection.execute(query).all()
        told = addresses_of(self.transaction, [row.number for row in rows]) if rows else {}
        untold = [Untold(row.number, row.name) for row in rows if row.number not in told]
        return untold, rows[-1].number if len(rows) == limit else None

    def _count(self, numbers: Select[Any]) -> int:
        query = select(func.count()).select_from(numbers.subquery())
        return self.transaction.connection.scalar(query) or 0


def _in_force(at: datetime) -> list[ColumnElement[bool]]:
    states = _certificates.c.state.in_(["active", "suspended"])
    return [states, _certificates.c.expires > at]


def _anew(kids: Collection[str], at: datetime) -> list[ColumnElement[bool]]:
    return [*_in_force(at), _signed_by(kids), _has(_credentials.c.kid.not_in(kids))]


def _signed_by(kids: Collection[str]) -> ColumnElement[bool]:
    return _has(_credentials.c.kid.in_(kids))


def _has(*wanted: ColumnElement[bool], state: ColumnElement[str] = RELEASED) -> ColumnElement[bool]:
    """Tell whether a certificate has such a credential, by the one index that leads there."""
    its = _credentials.c.number == _certificates.c.number
    return exists(select(_credentials.c.id).where(its, _credentials.c.state == state, *wanted))
