"""Who is told of changed certificates, in memory: what was said, and nobody hears it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from issuer.credentials.notices import Change
from tests.fakes.record import Record


@dataclass(frozen=True)
class FakeNotices:
    record: Record

    def changed(self, numbers: Sequence[str], change: Change, at: datetime) -> None:
        self.record.notices += [(number, change, at) for number in numbers]

    def signed_anew(self, numbers: Sequence[str], at: datetime) -> None:
        """Nobody in memory left an address."""

    def released(self, numbers: Sequence[str], at: datetime) -> None:
        """Nobody in memory left an address."""
