"""What the road from applicant to decision needs of a store.

Lock order, before that of `issuer.credentials.ports`: applications by id. Bulk methods exist
because thousands arrive in one file.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from issuer.candidates.application import (
    ApplicationRecord,
    ApplicationState,
    ListedRecord,
    Recorded,
)
from issuer.candidates.hearing import Appeals, Reviews, StaffList, Told
from issuer.candidates.outside import CandidateLinks, Senders
from issuer.candidates.renewal_audits import RenewalAudits
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.dossier import Person
from issuer.certification.dossier.register import Listed
from issuer.credentials.ports import Unit


class People(Protocol):
    """People, by the body's own reference for them."""

    def find(self, refs: Sequence[str]) -> dict[str, Person]:
        """Return those on record."""
        ...

    def add(self, people: Sequence[Person], author: str, at: datetime) -> None:
        """Record new ones; raise `NameTakenError` if a reference is on record."""
        ...

    def change(self, person: Person, author: str, at: datetime) -> None:
        """Replace the names and address of one on record."""
        ...


class Applications(Protocol):
    """Applications. A person has at most one that is open, per scheme."""

    def find(self, ids: Sequence[str], *, lock: bool = False) -> dict[str, ApplicationRecord]:
        """Return those on record; with `lock`, hold them (in order of id) until the end."""
        ...

    def open_of(self, scheme: str, people: Sequence[str]) -> dict[str, ApplicationRecord]:
        """Return the open application for `scheme` of each person who has one."""
        ...

    def of_person(self, person: str) -> list[ApplicationRecord]:
        """Return a person's applications, newest first."""
        ...

    def taken(self, ids: Sequence[str]) -> set[str]:
        """Return those of `ids` that exist."""
        ...

    def add(self, records: Sequence[ApplicationRecord], author: str) -> None:
        """Record new ones; raise `ApplicationConflictError` if a person has an open one."""
        ...

    def settle(self, record: ApplicationRecord) -> None:
        """Write state, rounds, attempt and decision time of one on record."""
        ...

    def search(
        self,
        text: str,
        *,
        scheme: str | None = None,
        state: ApplicationState | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[list[tuple[ApplicationRecord, Person]], int]:
        """Return a page of those whose id, reference or name contains `text`, newest first."""
        ...

    def open_after(self, id: str, limit: int) -> list[ApplicationRecord]:  # noqa: A002 - its name
        """Return the next open applications with an id beyond `id`, in order: for sweeps."""
        ...

    def examined_after(self, id: str, limit: int) -> list[ApplicationRecord]:  # noqa: A002
        """Return the same of people whose dossier tells of an examination under that scheme."""
        ...


class Entries(Protocol):
    """The documents of dossiers, by person; never changed, only struck."""

    def of(self, people: Sequence[str]) -> dict[str, list[Recorded]]:
        """Return what counts: every document of each person that is not struck."""
        ...

    def history(self, person: str) -> list[Recorded]:
        """Return everything, what is struck too, newest first."""
        ...

    def find(self, person: str, kind: str, ref: str) -> Recorded | None:
        """Return the document of this kind and ref that is not struck."""
        ...

    def by_ref(self, kind: str, scheme: str, ref: str) -> Recorded | None:
        """Return the document of this kind, scheme and ref that is not struck, whoever's it is."""
        ...

    def add(self, entries: Sequence[tuple[str, Document]], author: str, at: datetime) -> None:
        """Record documents, each with its person; raise `EntryConflictError` if one is there.

        One is there if a document of the same person, kind and ref is not struck.
        """
        ...

    def strike(
        self,
        id: int,  # noqa: A002 - its name
        author: str,
        why: str,
        at: datetime,
    ) -> Recorded | None:
        """Strike one and return it, or None if none was there to strike."""
        ...


class Register(Protocol):
    """The body's registers. An entry is never changed, only followed by another revision."""

    def find(self, kind: str, ids: Sequence[str]) -> dict[str, ListedRecord]:
        """Return the newest revision of each on record."""
        ...

    def all(self, kind: str) -> list[ListedRecord]:
        """Return the newest revision of every entry, by id."""
        ...

    def history(self, kind: str, id: str) -> list[ListedRecord]:  # noqa: A002 - its name
        """Return every revision, newest first."""
        ...

    def revisions(self, kind: str) -> list[ListedRecord]:
        """Return every revision of every entry, by id, the oldest first."""
        ...

    def put(self, listed: Listed, author: str, at: datetime) -> int:
        """Record the next revision, and return its number; the same content changes nothing."""
        ...


class Sheets(Protocol):
    """Score sheets that examiners fill in."""

    def find(self, key: SheetKey) -> Sheet | None:
        """Return the sheet, or None while nothing was saved."""
        ...

    def of_sitting(self, sitting: str) -> list[Sheet]:
        """Return every sheet of a sitting."""
        ...

    def save(self, sheet: Sheet, *, after: int) -> bool:
        """Save a sheet over revision `after` (0: the first); False if another one is there."""
        ...


class CandidateUnit(Unit, Protocol):
    """A transaction that reaches everything from applicants to certificates."""

    @property
    def people(self) -> People: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def register(self) -> Register: ...
    @property
    def sheets(self) -> Sheets: ...
    @property
    def appeals(self) -> Appeals: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def renewal_audits(self) -> RenewalAudits: ...
    @property
    def candidate_links(self) -> CandidateLinks: ...
    @property
    def senders(self) -> Senders: ...
    @property
    def chain(self) -> Told: ...
    @property
    def officers(self) -> StaffList: ...


class CandidateTransactions(Protocol):
    """Makes such transactions, as `Transactions` does."""

    def writing(self) -> AbstractContextManager[CandidateUnit]:
        """Begin a transaction that may write."""
        ...

    def reading(self) -> AbstractContextManager[CandidateUnit]:
        """Begin a transaction that only reads."""
        ...
