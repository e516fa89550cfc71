"""The part of a transaction that keeps certificates true: licences and renewals."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.store.education import SqlEducationClaims
from issuer.store.lapses import SqlLapses
from issuer.store.prior_unit import PriorUnit
from issuer.store.renewals import SqlRenewalAudits, SqlRenewals


@dataclass(frozen=True, slots=True)
class RecertificationUnit(PriorUnit):
    """Implements the unit of recertification, beside those of evidence and privacy."""

    @property
    def lapses(self) -> SqlLapses:
        """Licences that must be looked at."""
        return SqlLapses(self.transaction)

    @property
    def renewals(self) -> SqlRenewals:
        """Certificates that end."""
        return SqlRenewals(self.transaction)

    @property
    def education_claims(self) -> SqlEducationClaims:
        """Continuing education that holders entered."""
        return SqlEducationClaims(self.transaction)

    @property
    def renewal_audits(self) -> SqlRenewalAudits:
        """Which renewals must show evidence, and what they showed."""
        return SqlRenewalAudits(self.transaction)
