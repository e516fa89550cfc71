"""What the audit of renewals needs of a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from issuer.certification.audit_sample import Sample


class RenewalAudits(Protocol):
    """Which renewals must show evidence, and of which documents it was seen."""

    def sample(self, scheme: str, period: str) -> Sample | None:
        """Return the draw of a scheme and period."""
        ...

    def draw(self, sample: Sample) -> bool:
        """Record a draw; False if there is one already."""
        ...

    def seen(self, entries: Iterable[int]) -> set[int]:
        """Return those documents of which somebody saw the evidence."""
        ...

    def see(self, number: str, entries: Sequence[int], by: str, at: datetime) -> None:
        """Record that somebody saw the evidence of documents, for a certificate's renewal."""
        ...
