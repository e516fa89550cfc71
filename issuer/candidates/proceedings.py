"""What happens around a decision: appeals against it, and doubts about it that come later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AppealOutcome(StrEnum):
    """How an appeal ends."""

    UPHELD = "upheld"  # the candidate was right: the application is open again
    DISMISSED = "dismissed"
    TAKEN_BACK = "taken_back"  # by whoever lodged it


class Against(StrEnum):
    """What was done to a certificate, where an appeal is against that."""

    SUSPENSION = "suspension"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal against the decision `attempt` on an application; `panel` are officers' names.

    With `number`, it is against what was done later to the certificate that was granted by it.
    """

    id: str
    application: str
    attempt: str
    lodged: datetime
    lodged_by: str  # who recorded it
    grounds: str
    panel: tuple[str, ...] = ()
    outcome: AppealOutcome | None = None
    ended: datetime | None = None
    ended_by: str | None = None
    why: str | None = None
    number: str | None = None
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A doubt about something decided, for a person to look into: a pass that was voided, say.

    `number` is the certificate it concerns, where one was granted.
    """

    id: int
    application: str | None
    attempt: str
    number: str | None
    why: str
    raised: datetime
    settled: datetime | None = None
    settled_by: str | None = None
    note: str | None = None
