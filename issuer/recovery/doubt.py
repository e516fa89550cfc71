"""A time of which the record may have lost what was done, and how that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MARGIN = timedelta(minutes=5)  # before a backup: what was intended then was released after it


class Cause(StrEnum):
    """How it came. The strings are public: add, never rename."""

    JOURNAL_LOST = "journal_lost"
    OLDER_COPY = "older_copy"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was done in [`since`, `until`) may not be on record; `until` None: to this day.

    `head` is the number of the last event that was on record when it was `found`. Until it is
    `settled`, nothing that stands valid on record is told as valid, and nothing is issued.
    """

    cause: Cause
    since: datetime
    until: datetime | None
    head: int
    found: datetime
    settled: datetime | None = None
    settled_by: str | None = None
    id: int | None = None
