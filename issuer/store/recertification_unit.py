"""The part of a transaction that keeps certificates true: licences and renewals."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.store.evidence_unit import EvidenceUnit
from issuer.store.lapses import SqlLapses
from issuer.store.renewals import SqlRenewalAudits, SqlRenewals


@dataclass(frozen=True, slots=True)
class RecertificationUnit(EvidenceUnit):
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
    def renewal_audits(self) -> SqlRenewalAudits:
        """Which renewals must show evidence, and what they showed."""
        return SqlRenewalAudits(self.transaction)
