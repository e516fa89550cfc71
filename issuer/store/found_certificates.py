"""Certificates found, a page after another: where one page ends, the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, or_, select

from issuer.credentials.certificate import Certificate
from issuer.credentials.sought import Sought
from issuer.store.certificate_rows import certificate_of, select_certificates
from issuer.store.sought import conditions
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.transaction import Transaction

_certificates = CertificateRow.table()
_holders = HolderRow.table()

Place = tuple[datetime, str]  # when a certificate was first issued, and its number


@dataclass(frozen=True, slots=True)
class SqlFound:
    """Reads certificates by what is sought. Its order is by age, the newest first."""

    transaction: Transaction

    def page(self, sought: Sought, *, after: Place | None = None, limit: int) -> list[Certificate]:
        """Return the next of those sought; never a page that another issuing moves."""
        columns = _certificates.c
        query = select_certificates().where(*conditions(sought))
        if after is not None:
            moment, number = after
            later = and_(columns.first_issued == moment, columns.number > number)
            query = query.where(or_(columns.first_issued < moment, later))
        ordered = query.order_by(columns.first_issued.desc(), columns.number).limit(limit)
        return [certificate_of(row) for row in self.transaction.connection.execute(ordered)]

    def count(self, sought: Sought, *, most: int) -> int:
        """Return how many are sought, counted no further than `most`."""
        found: Select[Any] = (
            select(literal_column("1"))
            .select_from(_certificates.outerjoin(_holders))
            .where(*conditions(sought))
            .limit(most)
        )
        query = select(func.count()).select_from(found.subquery())
        return self.transaction.connection.scalar(query) or 0
