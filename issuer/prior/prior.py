"""A certificate that was decided before Probatum, as it is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

AUTHOR_KIND = "prior"  # of a decision that was made before Probatum


class PriorState(StrEnum):
    """How it stood when it was imported. The strings are public: add, never rename."""

    IN_FORCE = "in-force"  # it was issued anew, and the certificate says how it stands since
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Prior:
    """An old number and what it stood for; nobody is named here.

    `attempt` leads to the certificate that was issued anew. `digest` is that of the whole row as it
    was imported: the same row again is no news.
    """

    key: str
    number: str
    state: PriorState
    scheme: str
    attempt: str | None
    issued: date
    effective: date
    valid_through: date
    ended: date | None
    decided_by: str
    decided_on: date
    digest: bytes
    imported: datetime
    imported_by: str
