"""What issuing and the lifecycle need of a store: one transaction, and what can be done in it.

Lock order inside a transaction, everywhere: control, certificates by number, list counter, head
of the event chain. Bulk methods exist because thousands are issued at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from issuer.credentials.attempt import Attempt, Decision
from issuer.credentials.certificate import (
    Certificate,
    CertificateState,
    CredentialRecord,
)
from issuer.credentials.notices import Notices
from issuer.evidence.ports import Events
from verifier.status_list import Status


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of one status list, given out once and never again."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True)
class StoredList:
    """A status list on record: `revision` counts changes, `signed_revision` is what `token` says.

    `token` is None until the list was signed for the first time.
    """

    uri: str
    size: int
    revision: int
    signed_revision: int
    signed: datetime | None
    token: str | None
    closed: datetime | None = None  # since when its issuer has closed: then it is signed once more
    until: datetime | None = None  # and believed until then


class Control(Protocol):
    """The switch that stops issuing, read inside the transactions that issue."""

    def issuing_stopped(self) -> str | None:
        """Return why issuing is stopped, or None while it is open. Locks the row for reading."""
        ...

    def stop_issuing(self, why: str | None) -> None:
        """Stop issuing with a reason, or open it again with None."""
        ...


class Attempts(Protocol):
    """Exam results as they arrived, with the decision each one got."""

    def find(self, scheme: str, attempts: Sequence[str]) -> dict[str, Attempt]:
        """Return those of `attempts` (the exam system's IDs) that are on record."""
        ...

    def add(self, attempts: Sequence[Attempt]) -> None:
        """Record new ones; raise `AttemptConflictError` if one exists with other content.

        With the same content it is `InProgressError`: another request recorded it just now.
        """
        ...

    def decide(self, scheme: str, attempt: str, decision: Decision) -> None:
        """Record the decision on an attempt; raise `UnknownAttemptError` if none waits for it."""
        ...

    def waiting(self, limit: int) -> list[Attempt]:
        """Return the oldest attempts without a decision."""
        ...

    def granted_unreleased(self, before: datetime, limit: int) -> list[Attempt]:
        """Return attempts granted before that moment, oldest decision first, without a certificate.

        A voided certificate is none. One that is intended is one.
        """
        ...


class Certificates(Protocol):
    """Certificates and their credentials."""

    def taken(self, numbers: Sequence[str]) -> set[str]:
        """Return those of `numbers` that were ever given out, burnt ones included."""
        ...

    def add(self, rows: Sequence[tuple[Certificate, CredentialRecord]]) -> None:
        """Record intended certificates, each with its printed credential.

        Raise `InProgressError` if another transaction was first with an attempt or a number.
        """
        ...

    def find(self, numbers: Sequence[str], *, lock: bool = False) -> dict[str, Certificate]:
        """Return those on record; with `lock`, hold them (in order of number) until the end."""
        ...

    def of_attempts(self, scheme: str, attempts: Sequence[str]) -> dict[str, Certificate]:
        """Return the certificate of each attempt that has one which is not voided."""
        ...

    def of_holders(self, scheme: str, references: Sequence[str]) -> list[Certificate]:
        """Return what people, by their references, hold under a scheme; what is voided is none."""
        ...

    def change(self, number: str, state: CertificateState, at: datetime, reason: str) -> None:
        """Change the state; every index of the certificate follows, and its lists' revisions."""
        ...

    def change_many(
        self,
        numbers: Sequence[str],
        state: CertificateState,
        at: datetime,
        reason: str,
        *,
        review: date | None = None,
    ) -> None:
        """Change the state of many, some hundreds at most; each must be on record.

        `review` is the day on which a person looks at them again.
        """
        ...

    def succeed(self, number: str, successor: str, ends: datetime | None) -> None:
        """Name the successor of a certificate, and when that ends it; its state stays."""
        ...

    def succeeded(self, until: datetime, limit: int) -> list[str]:
        """Return numbers in force whose successor ends them at `until` or before; lock them."""
        ...

    def search(
        self, text: str, *, state: CertificateState | None = None, offset: int = 0, limit: int = 50
    ) -> tuple[list[Certificate], int]:
        """Return a page of those whose number or name contains `text`, newest first; and how many.

        Voided and intended certificates are not shown.
        """
        ...


class Credentials(Protocol):
    """Signed statements, by the certificate's number."""

    def of(self, numbers: Sequence[str]) -> dict[str, list[CredentialRecord]]:
        """Return every credential of each certificate, newest first."""
        ...

    def release(self, tokens: Mapping[str, str], at: datetime) -> None:
        """Release intended credentials, by number, with their tokens; the certificates are active.

        Raise `MisissuanceError` if one of them is not in state intended.
        """
        ...

    def release_beside(self, tokens: Mapping[str, str], at: datetime) -> None:
        """Release as `release` does, beside older ones: the certificates stay as they are."""
        ...

    def void(self, numbers: Sequence[str], at: datetime) -> None:
        """Void intended credentials and their certificates: index revoked, number burnt.

        What is not intended any more is left as it is.
        """
        ...

    def intended_before(self, moment: datetime, limit: int) -> list[str]:
        """Return numbers whose credential is intended since before `moment`: dead intentions."""
        ...

    def released(self, *, after: str = "", limit: int = 1000) -> list[CredentialRecord]:
        """Return those of the next `limit` certificates with a number beyond `after`, in order."""
        ...


class Lists(Protocol):
    """Status lists: indices given out at random, and the signed bytes that are served."""

    def reserve(self, count: int) -> list[Slot]:
        """Give out entries, from a keyed permutation of a counter; open a new list when full."""
        ...

    def all(self) -> list[StoredList]:
        """Return every list."""
        ...

    def find(self, uri: str) -> StoredList | None:
        """Return the list at `uri`."""
        ...

    def bump_all(self) -> None:
        """Count a change of every list: what they tell of keys is to be told anew."""
        ...

    def changed_entries(self, uri: str) -> list[tuple[int, Status]]:
        """Return every entry that is not valid."""
        ...

    def store_token(self, uri: str, *, revision: int, signed: datetime, token: str) -> bool:
        """Keep a signed token, and tell so, unless a later revision or time is kept already."""
        ...


class Unit(Protocol):
    """One transaction. Leaving it normally commits; an exception undoes everything."""

    @property
    def control(self) -> Control: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def certificates(self) -> Certificates: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def events(self) -> Events: ...
    @property
    def notices(self) -> Notices: ...


class Transactions(Protocol):
    """Makes transactions; `StorageUnavailableError` when the database does not answer."""

    def writing(self) -> AbstractContextManager[Unit]:
        """Begin a transaction that may write (SQLite: BEGIN IMMEDIATE)."""
        ...

    def reading(self) -> AbstractContextManager[Unit]:
        """Begin a transaction that only reads."""
        ...
