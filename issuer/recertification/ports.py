"""What recertification needs of a store.

Lock order, before that of `issuer.candidates.ports`: tasks by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from issuer.candidates.ports import CandidateUnit
from issuer.credentials.certificate import Certificate
from issuer.holder.ports import HolderUnit
from issuer.recertification.claim import Claim, Proof
from issuer.recertification.lapse import Held, Lapse, LapseOutcome, LapseView
from issuer.recertification.renewing import RenewalView


class Lapses(Protocol):
    """Tasks about licences; a certificate has at most one that is open."""

    def swept(self) -> date | None:
        """Return the day of the last sweep."""
        ...

    def sweep(self, day: date) -> None:
        """Record that everything was looked at on that day."""
        ...

    def held_after(self, number: str, at: datetime, limit: int) -> list[Held]:
        """Return the next certificates in force, beyond `number`, whose holder applied here."""
        ...

    def held(self, numbers: Sequence[str]) -> dict[str, Held]:
        """Return the application behind certificates, whatever became of these."""
        ...

    def open(self, lapses: Sequence[Lapse]) -> set[str]:
        """Record new tasks; return the numbers of those that had none open."""
        ...

    def find(self, id: int, *, lock: bool = False) -> Lapse | None:  # noqa: A002 - its name
        """Return one; with `lock`, hold it until the end."""
        ...

    def close(self, id: int, outcome: LapseOutcome, by: str, at: datetime) -> None:  # noqa: A002
        """End one that is open."""
        ...

    def of(self, view: LapseView, *, on: date, limit: int, after: int = 0) -> list[Lapse]:
        """Return the tasks of a view: the least grace first; those that ended, newest first.

        `after` leaves out those up to an id, and then they come in order of id: for sweeps.
        """
        ...

    def counts(self, *, on: date) -> dict[LapseView, int]:
        """Return how many tasks each view has."""
        ...

    def addressed(self, numbers: Sequence[str]) -> set[str]:
        """Return those of `numbers` whose holder left a mail address."""
        ...


class Renewals(Protocol):
    """Certificates that end, and who was told of it."""

    def claim_reminders(
        self, at: datetime, until: datetime, days: int, limit: int
    ) -> tuple[list[str], bool]:
        """Claim numbers that end in (`at`, `until`] for a reminder so many days before.

        Who has no address, is renewed, or was reminded at as few days, is none of them. The
        second value says whether there may be more.
        """
        ...

    def reminded(self, numbers: Sequence[str]) -> dict[str, int]:
        """Return the newest reminder of each that had one: so many days before its end."""
        ...

    def of(
        self, view: RenewalView, schemes: dict[str, int], *, at: datetime, limit: int
    ) -> list[Certificate]:
        """Return what is to be renewed: of schemes by the days of their window; soonest first."""
        ...

    def ending_years(self, scheme: str, at: datetime, until: datetime) -> list[int]:
        """Return the years in which certificates in force end, of those that end until then."""
        ...


class EducationClaims(Protocol):
    """Continuing education that holders entered."""

    def add(self, claim: Claim) -> None:
        """Record a new one, with its proof."""
        ...

    def find(self, id: str) -> Claim | None:  # noqa: A002 - its name
        """Return one, held until the end of a writing transaction."""
        ...

    def of(self, numbers: Sequence[str]) -> list[Claim]:
        """Return those of certificates, the newest first."""
        ...

    def open(self, limit: int) -> list[Claim]:
        """Return those that nobody settled, the oldest first."""
        ...

    def proof(self, id: str) -> Proof | None:  # noqa: A002 - its name
        """Return the file sent with one."""
        ...

    def settle(self, claim: Claim) -> bool:
        """Record its state, who settled it and why; tell whether it was open until now."""
        ...


class RecertificationUnit(CandidateUnit, HolderUnit, Protocol):
    """A transaction that reaches tasks and renewals, and what they are about."""

    @property
    def lapses(self) -> Lapses: ...
    @property
    def renewals(self) -> Renewals: ...
    @property
    def education_claims(self) -> EducationClaims: ...


class RecertificationTransactions(Protocol):
    """Makes such transactions, as `Transactions` does."""

    def writing(self) -> AbstractContextManager[RecertificationUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[RecertificationUnit]:
        """Begin a transaction that only reads."""
        ...
