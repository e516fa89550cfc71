"""Who is told that a certificate changed: said once, inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Change(StrEnum):
    """What happened to a certificate that others are told of. The strings are public."""

    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Notices(Protocol):
    """Messages to those who watch certificates, and to their holders."""

    def changed(self, numbers: Sequence[str], change: Change, at: datetime) -> None:
        """Leave a message for everybody who is to be told; many numbers cost few statements.

        Numbers that nobody watches, and whose holder left no address, cost nothing more.
        """
        ...

    def signed_anew(self, numbers: Sequence[str], at: datetime) -> None:
        """Leave a message for each holder who left an address: there is a newer paper."""
        ...

    def released(self, numbers: Sequence[str], at: datetime) -> None:
        """Leave a message for each holder who left an address: the way to their own page."""
        ...
