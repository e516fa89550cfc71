"""What telling an event needs of a store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from issuer.evidence.event import Event


class Events(Protocol):
    """The hash chain."""

    def append(self, events: Iterable[Event]) -> None:
        """Append to the chain; locks its head until the end of the transaction, so do it last."""
        ...
