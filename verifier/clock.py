"""The clock, and how it is passed around. Only the edge calls it, once per request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment: aware, UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
