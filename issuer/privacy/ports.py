"""What looking after people's data needs of a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.credentials.ports import Unit
from issuer.privacy.trace import ErasureRequest, Held, Standing, Trace


class PersonalData(Protocol):
    """Every row of every table that tells of a person."""

    def trace(self, person: str) -> Trace | None:
        """Return where the person of this reference stands; None for a stranger."""
        ...

    def references(self) -> list[str]:
        """Return the reference of everybody about whom something is held."""
        ...

    def standing(self, trace: Trace, at: datetime) -> Standing:
        """Return what is open, and what periods may run."""
        ...

    def held(self, trace: Trace) -> Held:
        """Return all of it."""
        ...

    def erase(self, trace: Trace, erasure: str) -> list[int]:
        """Take all of it away, with the salts of its events; return the events' numbers."""
        ...


class ErasureRequests(Protocol):
    """Requests to erase somebody."""

    def find(self, id: str) -> ErasureRequest | None:  # noqa: A002 - its name
        """Return one, and hold it until the end."""
        ...

    def waiting(self) -> list[ErasureRequest]:
        """Return those that nobody decided, the oldest first."""
        ...

    def decided(self, limit: int) -> list[ErasureRequest]:
        """Return those that were decided, the newest first."""
        ...

    def add(self, request: ErasureRequest) -> None: ...
    def settle(self, request: ErasureRequest) -> None: ...


MANY = "*"  # the subject of a list or a search: of whom, is not kept


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody looked at somebody's data: who, at what, whose, when."""

    at: datetime
    actor: str
    what: str
    subject: str


class AccessLog(Protocol):
    """Who looked at what."""

    def add(self, accesses: Iterable[Access]) -> None: ...

    def of(self, subjects: Sequence[str], limit: int) -> list[Access]:
        """Return the newest about these subjects, newest first."""
        ...

    def purge(self, before: datetime) -> int:
        """Forget what is older; return how much it was."""
        ...


class PrivacyUnit(Unit, Protocol):
    """A transaction that reaches all of it."""

    @property
    def personal_data(self) -> PersonalData: ...
    @property
    def erasures(self) -> ErasureRequests: ...
    @property
    def accesses(self) -> AccessLog: ...


class PrivacyTransactions(Protocol):
    """Makes such transactions."""

    def reading(self) -> AbstractContextManager[PrivacyUnit]: ...
    def writing(self) -> AbstractContextManager[PrivacyUnit]: ...
