"""Certificates as the public may search them: by whole names, never by parts of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.public_register import Count
from issuer.store.certificate_rows import certificate_of, select_certificates
from issuer.store.lookup import can_be_there
from issuer.store.search import fold
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.transaction import Transaction

_certificates = CertificateRow.table()
_holders = HolderRow.table()
_TOLD = tuple(
    state.value
    for state in (CertificateState.ACTIVE, CertificateState.SUSPENDED, CertificateState.REVOKED)
)
_MANY = 2000  # who may share the beginning of a name written twice, in two scripts


@dataclass(frozen=True, slots=True)
class SqlPublicRegister:
    """Implements `PublicRegister`."""

    transaction: Transaction

    def named(self, name: str, profession: str, at: datetime) -> list[Certificate]:
        """Return those of holders called exactly `name`, whose last day is not over."""
        folded = fold(" ".join(name.split()))
        if not folded or not can_be_there(name, profession):
            return []
        # Both names of a holder stand in one column, with nothing between them.
        half = or_(
            _holders.c.folded.startswith(folded, autoescape=True),
            _holders.c.folded.endswith(folded, autoescape=True),
        )
        query = (
            select_certificates()
            .where(
                _certificates.c.profession == profession,
                _certificates.c.state.in_(_TOLD),
                _certificates.c.expires > at,
                or_(_holders.c.folded == folded, and_(_holders.c.native_name.is_not(None), half)),
            )
            .order_by(_certificates.c.number)
            .limit(_MANY)
        )
        found = map(certificate_of, self.transaction.connection.execute(query))
        return [made for made in found if folded in _names(made)]

    def in_force(self, at: datetime) -> list[Count]:
        """Return how many are in force by scheme and profession, in this order."""
        kind = (_certificates.c.scheme, _certificates.c.profession)
        query = (
            select(*kind, func.count())
            .where(
                _certificates.c.state == CertificateState.ACTIVE.value,
                _certificates.c.effective <= at,
                _certificates.c.expires > at,
            )
            .group_by(*kind)
            .order_by(*kind)
        )
        rows = self.transaction.connection.execute(query)
        return [Count(scheme, profession, number) for scheme, profession, number in rows]


def _names(made: Certificate) -> set[str]:
    holder = made.holder
    return {fold(" ".join(name.split())) for name in (holder.name, holder.native_name) if name}
