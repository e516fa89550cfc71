"""What complaints need of a store.

Lock order, before that of `issuer.credentials.ports`: complaints by id.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from issuer.accounts.ports import Officers
from issuer.candidates.ports import CandidateUnit
from issuer.complaints.complaint import Complaint, Entry, View
from issuer.notify.ports import Outbox


class Complaints(Protocol):
    """Complaints, and what happened in each."""

    def add(self, complaint: Complaint) -> None:
        """Record a new one."""
        ...

    def find(self, complaint: str, *, lock: bool = False) -> Complaint | None:
        """Return one; with `lock`, hold it until the end."""
        ...

    def save(self, complaint: Complaint) -> None:
        """Write where it stands."""
        ...

    def tell(self, entry: Entry) -> None:
        """Record what happened in a case."""
        ...

    def entries(self, complaint: str) -> list[Entry]:
        """Return what happened in a case, in order."""
        ...

    def of(self, view: View, *, officer: str, on: date, limit: int) -> list[Complaint]:
        """Return the cases of a view, the most urgent first; those that ended, newest first."""
        ...

    def counts(self, *, officer: str, on: date) -> dict[View, int]:
        """Return how many cases each view has."""
        ...

    def of_certificate(self, number: str) -> list[Complaint]:
        """Return the cases about a certificate, newest first."""
        ...

    def count_since(self, since: datetime) -> int:
        """Return how many came in by the public page since then."""
        ...

    def forget(self, ended: datetime) -> int:
        """Forget how to reach whoever reported cases that ended before that; return how many."""
        ...


class ComplaintUnit(CandidateUnit, Protocol):
    """A transaction that reaches complaints, and all that a case can be about."""

    @property
    def complaints(self) -> Complaints: ...
    @property
    def officers(self) -> Officers: ...
    @property
    def outbox(self) -> Outbox: ...


class ComplaintTransactions(Protocol):
    """Makes such transactions, as `Transactions` does."""

    def writing(self) -> AbstractContextManager[ComplaintUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[ComplaintUnit]:
        """Begin a transaction that only reads."""
        ...
