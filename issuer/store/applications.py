"""Applications on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal_column, or_, select, update
from sqlalchemy.exc import IntegrityError

from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.candidates.errors import ApplicationConflictError, UnknownApplicationError
from issuer.certification.dossier.dossier import Application, Person
from issuer.errors import InProgressError
from issuer.store.lookup import can_be_there, rows_of
from issuer.store.people import person_of
from issuer.store.search import fold
from issuer.store.tables.candidates import ApplicationRow, DossierEntryRow, PersonRow
from issuer.store.transaction import Transaction, bulk_insert

_applications = ApplicationRow.table()
_people = PersonRow.table()
_entries = DossierEntryRow.table()
_EXAMINED = ("written", "practical", "station")  # kinds of documents
_OPEN = _applications.c.state == literal_column("'open'")  # as the partial index has it
_LONGEST_SEARCH = 1000  # characters, folded; no name is longer
_INSERT = bulk_insert(
    _applications,
    "id",
    "person",
    "scheme",
    "version",
    "scheme_digest",
    "profession",
    "region",
    "submitted",
    "author",
    "state",
    "rounds",
    "attempt",
    "decided",
)


@dataclass(frozen=True, slots=True)
class SqlApplications:
    """Implements `Applications`."""

    transaction: Transaction

    def find(self, ids: Sequence[str], *, lock: bool = False) -> dict[str, ApplicationRecord]:
        """Return those on record; with `lock`, hold them (in order of id) until the end."""
        query = select(_applications)
        asked = self.transaction.locked(query) if lock else query
        rows = rows_of(self.transaction, asked, _applications.c.id, ids)
        return {row.id: _record(row) for row in rows}

    def open_of(self, scheme: str, people: Sequence[str]) -> dict[str, ApplicationRecord]:
        """Return the open application for `scheme` of each person who has one."""
        query = select(_applications).where(_applications.c.scheme == scheme, _OPEN)
        rows = rows_of(self.transaction, query, _applications.c.person, people)
        return {row.person: _record(row) for row in rows}

    def of_person(self, person: str) -> list[ApplicationRecord]:
        """Return a person's applications, newest first."""
        query = _newest_first(select(_applications).where(_applications.c.person == person))
        return self._read(query) if can_be_there(person) else []

    def taken(self, ids: Sequence[str]) -> set[str]:
        """Return those of `ids` that exist."""
        query = select(_applications.c.id)
        return {row.id for row in rows_of(self.transaction, query, _applications.c.id, ids)}

    def add(self, records: Sequence[ApplicationRecord], author: str) -> None:
        """Record new ones, in one order everywhere: two that cross must not deadlock."""
        ordered = sorted(
            records, key=lambda made: (made.application.scheme, made.application.person)
        )
        try:
            with self.transaction.connection.begin_nested():
                rows = [self._values(made, author) for made in ordered]
                self.transaction.run_many(_INSERT, rows)
        except IntegrityError as exc:
            self._refuse(ordered, exc)

    def settle(self, record: ApplicationRecord) -> None:
        """Write state, rounds, attempt and decision time of one on record.

        Raise `ApplicationConflictError` if it would be a second open one of its person, and
        `UnknownApplicationError` if it is not on record.
        """
        query = update(_applications).where(_applications.c.id == record.application.id)
        made = query.values(
            state=record.state.value,
            rounds=record.rounds,
            attempt=record.attempt,
            decided=record.decided,
        )
        try:
            with self.transaction.connection.begin_nested():
                changed = self.transaction.connection.execute(made).rowcount
        except IntegrityError as exc:
            raise ApplicationConflictError(record.application.id) from exc
        if changed == 0:
            raise UnknownApplicationError(record.application.id)

    def search(
        self,
        text: str,
        *,
        scheme: str | None = None,
        state: ApplicationState | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[list[tuple[ApplicationRecord, Person]], int]:
        """Return a page of those whose id, reference or name contains `text`, newest first.

        With it comes how many there are in all. Case and accents make no difference.
        """
        folded = fold(text)
        if len(folded) > _LONGEST_SEARCH or not can_be_there(scheme or ""):
            return [], 0
        wanted = _containing(folded)
        wanted += [_applications.c.scheme == scheme] if scheme is not None else []
        wanted += [_applications.c.state == state.value] if state is not None else []
        both = _applications.join(_people) if folded else _applications
        count = select(func.count()).select_from(both).where(*wanted)
        page = select(_applications.c.id).select_from(both).where(*wanted)
        ids = list(
            self.transaction.connection.scalars(_newest_first(page).offset(offset).limit(limit))
        )
        return self._with_people(ids), self.transaction.connection.scalar(count) or 0

    def open_after(self, id: str, limit: int) -> list[ApplicationRecord]:  # noqa: A002 - its name
        """Return the next open applications with an id beyond `id`, in order: for sweeps."""
        query = select(_applications).where(_OPEN, _applications.c.id > id)
        return self._read(query.order_by(_applications.c.id).limit(limit))

    def examined_after(self, id: str, limit: int) -> list[ApplicationRecord]:  # noqa: A002
        """Return the same of people whose dossier tells of an examination under that scheme."""
        told = exists().where(
            _entries.c.person == _applications.c.person,
            _entries.c.scheme == _applications.c.scheme,
            _entries.c.kind.in_(_EXAMINED),
            _entries.c.struck.is_(None),
        )
        query = select(_applications).where(_OPEN, _applications.c.id > id, told)
        return self._read(query.order_by(_applications.c.id).limit(limit))

    def _with_people(self, ids: Sequence[str]) -> list[tuple[ApplicationRecord, Person]]:
        found = self.find(ids)
        refs = {made.application.person for made in found.values()}
        rows = rows_of(self.transaction, select(_people), _people.c.ref, refs)
        people = {row.ref: person_of(row) for row in rows}
        return [(found[each], people[found[each].application.person]) for each in ids]

    def _read(self, query: Select[Any]) -> list[ApplicationRecord]:
        return [_record(row) for row in self.transaction.connection.execute(query)]

    def _values(self, made: ApplicationRecord, author: str) -> tuple[Any, ...]:
        moment, application = self.transaction.driver.moment, made.application
        return (
            application.id,
            application.person,
            application.scheme,
            application.version,
            made.scheme_digest,
            application.profession,
            application.region,
            moment(application.submitted),
            author,
            made.state.value,
            made.rounds,
            made.attempt,
            moment(made.decided),
        )

    def _refuse(self, records: Sequence[ApplicationRecord], cause: IntegrityError) -> NoReturn:
        """Tell a second open application from an id that another transaction was first with."""
        opened = [each.application for each in records if each.state is ApplicationState.OPEN]
        pairs = [(each.scheme, each.person) for each in opened]
        if len(set(pairs)) < len(pairs):
            raise ApplicationConflictError("two open applications of one person") from cause
        for scheme in sorted({each.scheme for each in opened}):
            people = [each.person for each in opened if each.scheme == scheme]
            for first in self.open_of(scheme, people).values():
                raise ApplicationConflictError(first.application.id) from cause
        for taken in self.taken([each.application.id for each in records]):
            raise InProgressError(taken) from cause
        raise cause


def _containing(folded: str) -> list[ColumnElement[bool]]:
    if not folded:
        return []
    id_ = func.lower(_applications.c.id).contains(folded, autoescape=True)
    return [or_(id_, _people.c.folded.contains(folded, autoescape=True))]


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(_applications.c.submitted.desc(), _applications.c.id)


def _record(row: Row[Any]) -> ApplicationRecord:
    return ApplicationRecord(
        application=Application(
            id=row.id,
            person=row.person,
            scheme=row.scheme,
            version=row.version,
            profession=row.profession,
            region=row.region,
            submitted=row.submitted,
        ),
        scheme_digest=row.scheme_digest,
        state=ApplicationState(row.state),
        rounds=row.rounds,
        attempt=row.attempt,
        decided=row.decided,
    )
