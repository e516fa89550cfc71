"""A task at the desk: the licence of somebody who is certified must be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from issuer.certification.licence_watch import Ground


class LapseOutcome(StrEnum):
    """How a task ended. The strings are public: add, never rename."""

    GOOD = "licence-good"
    OVER = "certificate-over"  # withdrawn, replaced or expired: nothing is left to decide


class LapseView(StrEnum):
    """Which tasks a list shows."""

    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Lapse:
    """The task about one certificate: `since` when its licence lapsed, `grace` the last day of it.

    After that a person decides whether to suspend; time alone changes no certificate.
    """

    number: str
    ground: Ground
    since: date
    opened: datetime
    grace: date
    told: bool = False  # whether a mail to the holder was left
    id: int = 0
    closed: datetime | None = None
    closed_by: str | None = None
    outcome: LapseOutcome | None = None

    def is_overdue(self, today: date) -> bool:
        """Tell whether the grace is over, and nothing is settled."""
        return self.closed is None and self.grace < today


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate in force and the application of its holder, whose dossier has the licence."""

    number: str
    scheme: str
    version: str
    application: str
