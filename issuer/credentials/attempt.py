"""An exam result on record, and the decision it got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from issuer.credentials.succession import Succession


class DecisionOutcome(StrEnum):
    """What was decided."""

    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision has an author and a time; a denial has reasons, in words."""

    outcome: DecisionOutcome
    author_kind: str  # "person", "rule", or "prior": decided before Probatum
    author: str  # who decided, or who answers for the rule
    at: datetime
    reasons: tuple[tuple[str, str], ...] = ()  # (code, sentence)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An exam result as it arrived. `document` is its canonical JSON, `digest` that one's SHA-256.

    `decision` is None while it waits for a person.
    """

    scheme: str
    version: str
    scheme_digest: str  # SHA-256 of the scheme's bytes in force, in hex
    attempt: str
    document: bytes
    digest: bytes
    received: datetime
    decision: Decision | None
    succession: Succession | None = None  # what the certificate it grants replaces
    effective: date | None = None  # its first day, where that is not the day of its issue
    valid_through: date | None = None  # its last day, where it is not for the scheme to say

    @property
    def kept(self) -> tuple[date, date] | None:
        """Return first and last day, where they were granted before Probatum."""
        if self.effective is None or self.valid_through is None:
            return None
        return self.effective, self.valid_through
