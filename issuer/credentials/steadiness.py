"""What issuing must know of the machine's clock before anything is dated by it."""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    """Watches the clock."""

    def require_steady(self) -> None:
        """Raise `ClockJumpedError` where the clock is not where it should be."""
        ...


class Unwatched:
    """Whatever the clock says is believed."""

    def require_steady(self) -> None:
        """Be content."""
