"""What hearing appeals and settling doubts needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from issuer.candidates.proceedings import Appeal, Review
from issuer.evidence.chain import Opened


class Appeals(Protocol):
    """Appeals."""

    def of(self, application: str) -> list[Appeal]:
        """Return an application's appeals, oldest first."""
        ...

    def find(self, id: str) -> Appeal | None:  # noqa: A002 - its name
        """Return it."""
        ...

    def open(self) -> list[Appeal]:
        """Return those without an outcome, oldest first."""
        ...

    def save(self, appeal: Appeal) -> None:
        """Insert or replace it."""
        ...


class Reviews(Protocol):
    """Doubts about what was decided."""

    def open(self) -> list[Review]:
        """Return those not settled, oldest first."""
        ...

    def raise_(
        self, *, application: str | None, attempt: str, number: str | None, why: str, at: datetime
    ) -> None:
        """Record a new one."""
        ...

    def settle(self, id: int, by: str, note: str, at: datetime) -> bool:  # noqa: A002 - its name
        """Settle one; tell whether it was open."""
        ...


class Told(Protocol):
    """The chain of events, to read."""

    def newest(self, limit: int, *, subject: str) -> list[Opened]:
        """Return the newest events about `subject`."""
        ...


class StaffMember(Protocol):
    """Somebody who works, or worked, at the desk."""

    @property
    def name(self) -> str:
        """Return the name at the desk."""
        ...

    @property
    def ended(self) -> datetime | None:
        """Return since when they work there no more."""
        ...


class StaffList(Protocol):
    """Who works at the desk."""

    def all(self) -> Sequence[StaffMember]:
        """Return everybody, those who left too."""
        ...
