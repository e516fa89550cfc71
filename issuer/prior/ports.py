"""What importing certificates from before Probatum needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from issuer.candidates.ports import CandidateUnit
from issuer.prior.prior import Prior


class Priors(Protocol):
    """Old numbers."""

    def find(self, keys: Sequence[str]) -> dict[str, Prior]:
        """Return those on record."""
        ...

    def add(self, priors: Sequence[Prior]) -> None:
        """Record new ones."""
        ...


class PriorUnit(CandidateUnit, Protocol):
    """A transaction that reaches old numbers, too."""

    @property
    def priors(self) -> Priors: ...
