"""What issuing must know of the machine's clock before anything is dated by it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Watch(Protocol):
    """Watches the clock."""

    def require_steady(self, at: datetime) -> None:
        """Raise `ClockJumpedError` unless the clock is right, and was when it said `at`."""
        ...


class Unwatched:
    """Whatever the clock says is believed."""

    def require_steady(self, at: datetime) -> None:
        """Be content."""
