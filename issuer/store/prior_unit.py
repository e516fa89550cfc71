"""The part of a transaction that reaches what was there before, and what is left at the end."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.store.closings import SqlClosings
from issuer.store.evidence_unit import EvidenceUnit
from issuer.store.prior import SqlPriors


@dataclass(frozen=True, slots=True)
class PriorUnit(EvidenceUnit):
    """Implements what importing old certificates, and closing, need."""

    @property
    def priors(self) -> SqlPriors:
        """Old numbers."""
        return SqlPriors(self.transaction)

    @property
    def closings(self) -> SqlClosings:
        """The last act of the body."""
        return SqlClosings(self.transaction)
