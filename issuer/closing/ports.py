"""What closing needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from issuer.body.ports import Schemes
from issuer.closing.closed import Closed, Standing
from issuer.credentials.ports import Unit
from issuer.evidence.audit import Chain
from issuer.prior.prior import Prior
from issuer.requests.ports import Alerts


class Closings(Protocol):
    """The switch, once more: this time for good."""

    def closed(self) -> Closed | None:
        """Return since when the body has closed, or None while it works."""
        ...

    def in_doubt(self) -> bool:
        """Tell whether the record may have lost what nobody has dealt with yet."""
        ...

    def close(self, closed: Closed) -> None:
        """Close it for good."""
        ...

    def standing(self, at: datetime) -> Standing:
        """Return how many are in force or suspended, and when the last of all ends."""
        ...


class OldNumbers(Protocol):
    """Numbers from before Probatum."""

    def all(self) -> Sequence[Prior]:
        """Return every one, by its key."""
        ...


class ClosingUnit(Unit, Protocol):
    """A transaction that reaches all that is closed and handed over."""

    @property
    def closings(self) -> Closings: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def priors(self) -> OldNumbers: ...
    @property
    def schemes(self) -> Schemes: ...
    @property
    def chain(self) -> Chain: ...


class ClosingTransactions(Protocol):
    """Makes such transactions."""

    def writing(self) -> AbstractContextManager[ClosingUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[ClosingUnit]:
        """Begin a transaction that only reads."""
        ...
