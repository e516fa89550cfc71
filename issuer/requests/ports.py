"""What requests need of a store.

Lock order, before that of `issuer.credentials.ports`: requests by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.credentials.certificate import Certificate
from issuer.credentials.ports import Unit
from issuer.credentials.sought import Sought
from issuer.requests.request import Item, Request, RequestState

COMPROMISE = "compromise"  # the act of an alert about a key


@dataclass(frozen=True, slots=True)
class Alert:
    """What one officer did alone that two should have done, or what no officer may miss."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    why: str


class Requests(Protocol):
    """Requests and their certificates."""

    def add(self, request: Request) -> None:
        """Record a new one."""
        ...

    def freeze(self, request: str, sought: Sought) -> int:
        """Put every released certificate that is sought into a request; return how many.

        What is found is never found again: the set stays as it was at this moment.
        """
        ...

    def groups(self, request: str) -> list[Certificate]:
        """Return one certificate of each scheme, version and state in a request."""
        ...

    def refuse_group(self, request: str, alike: Certificate, why: str, at: datetime) -> int:
        """Refuse those of a request that share scheme, version and state; return how many."""
        ...

    def freeze_done(self, request: str, of: str) -> int:
        """Put what another request changed into this one, each as that change left it."""
        ...

    def find(self, request: str, *, lock: bool = False) -> Request | None:
        """Return one; with `lock`, hold it until the end."""
        ...

    def save(self, request: Request) -> None:
        """Write where it stands: state, decision and counts."""
        ...

    def of_states(self, states: Sequence[RequestState], limit: int) -> list[Request]:
        """Return requests in these states, the newest first."""
        ...

    def count(self, state: RequestState) -> int:
        """Return how many are in a state."""
        ...

    def of_certificate(self, number: str, limit: int) -> list[Request]:
        """Return the requests about a certificate, the newest first."""
        ...

    def waiting_for(self, number: str) -> list[Request]:
        """Return the requests about this one certificate that wait."""
        ...

    def undoing(self, request: str) -> Request | None:
        """Return the request that takes this one back."""
        ...

    def overdue(self, at: datetime, limit: int) -> list[str]:
        """Return the ids of open requests that have expired."""
        ...

    def next(self, request: str, limit: int) -> list[Item]:
        """Return the first certificates, by number, of which nothing became yet."""
        ...

    def settle(self, request: str, outcomes: Sequence[Item]) -> None:
        """Write what became of certificates."""
        ...

    def items(
        self, request: str, *, after: str = "", limit: int, outcome: str | None = None
    ) -> list[Item]:
        """Return the next certificates by number; of one outcome, if it is named."""
        ...

    def holders(self, request: str) -> Iterator[tuple[str, str]]:
        """Yield number and holder's name of each certificate of which nothing became yet."""
        ...

    def reasons(self, request: str) -> list[tuple[str, int]]:
        """Return why certificates were refused, and how many for each reason."""
        ...


class Alerts(Protocol):
    """What every officer must hear of."""

    def add(self, actor: str, act: str, subject: str, why: str, at: datetime) -> None:
        """Record one."""
        ...

    def unseen(self, officer: str, limit: int) -> list[Alert]:
        """Return those that an officer has not read, the oldest first."""
        ...

    def see(self, alert: int, officer: str, at: datetime) -> None:
        """Record that an officer has read one; does nothing if there is none."""
        ...


class RequestUnit(Unit, Protocol):
    """A transaction that reaches requests, and what they change."""

    @property
    def requests(self) -> Requests: ...
    @property
    def alerts(self) -> Alerts: ...


class RequestTransactions(Protocol):
    """Makes such transactions, as `Transactions` does."""

    def writing(self) -> AbstractContextManager[RequestUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[RequestUnit]:
        """Begin a transaction that only reads."""
        ...
