"""The documents of dossiers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Row, Select, select, update
from sqlalchemy.exc import IntegrityError

from issuer.candidates.application import Recorded
from issuer.candidates.errors import EntryConflictError
from issuer.certification.dossier.documents import Document, canonical, read_document
from issuer.store.lookup import can_be_there, rows_of
from issuer.store.tables.candidates import DossierEntryRow
from issuer.store.transaction import Transaction, bulk_insert

_entries = DossierEntryRow.table()
_COUNTS = _entries.c.struck.is_(None)
_INSERT = bulk_insert(
    _entries,
    "person",
    "kind",
    "ref",
    "scheme",
    "document",
    "digest",
    "author",
    "recorded",
)


@dataclass(frozen=True, slots=True)
class SqlEntries:
    """Implements `Entries`."""

    transaction: Transaction

    def of(self, people: Sequence[str]) -> dict[str, list[Recorded]]:
        """Return what counts: every document of each person that is not struck."""
        found: dict[str, list[Recorded]] = {person: [] for person in people}
        query = select(_entries).where(_COUNTS)
        rows = rows_of(self.transaction, query, _entries.c.person, found)
        for row in sorted(rows, key=lambda row: int(row.id)):
            found[row.person].append(_recorded(row))
        return found

    def history(self, person: str) -> list[Recorded]:
        """Return everything, what is struck too, newest first."""
        if not can_be_there(person):
            return []
        query = select(_entries).where(_entries.c.person == person)
        rows = self.transaction.connection.execute(query.order_by(_entries.c.id.desc()))
        return [_recorded(row) for row in rows]

    def find(self, person: str, kind: str, ref: str) -> Recorded | None:
        """Return the document of this kind and ref that is not struck."""
        if not can_be_there(person, kind, ref):
            return None
        columns = (_entries.c.person == person, _entries.c.kind == kind, _entries.c.ref == ref)
        return self._first(select(_entries).where(*columns, _COUNTS))

    def by_ref(self, kind: str, scheme: str, ref: str) -> Recorded | None:
        """Return the document of this kind, scheme and ref that is not struck, whoever's it is.

        If there is more than one, it is the oldest.
        """
        if not can_be_there(kind, scheme, ref):
            return None
        columns = (_entries.c.kind == kind, _entries.c.scheme == scheme, _entries.c.ref == ref)
        return self._first(select(_entries).where(*columns, _COUNTS).order_by(_entries.c.id))

    def add(self, entries: Sequence[tuple[str, Document]], author: str, at: datetime) -> None:
        """Record documents, in one order everywhere: two that cross must not deadlock."""
        recorded = self.transaction.driver.moment(at)
        rows = [(*_values(person, document), author, recorded) for person, document in entries]
        rows.sort(key=lambda row: row[:3])
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.run_many(_INSERT, rows)
        except IntegrityError as exc:
            self._refuse([row[:3] for row in rows], exc)

    def strike(
        self,
        id: int,  # noqa: A002 - its name
        author: str,
        why: str,
        at: datetime,
    ) -> Recorded | None:
        """Strike one and return it, or None if none was there to strike."""
        query = update(_entries).where(_entries.c.id == id, _COUNTS)
        made = query.values(struck=at, struck_by=author, struck_why=why).returning(_entries)
        row = self.transaction.connection.execute(made).first()
        return None if row is None else _recorded(row)

    def _first(self, query: Select[Any]) -> Recorded | None:
        row = self.transaction.connection.execute(query.limit(1)).first()
        return None if row is None else _recorded(row)

    def _refuse(self, keys: Sequence[tuple[str, str, str]], cause: IntegrityError) -> NoReturn:
        """Name the document that is there already, or comes twice."""
        query = select(_entries.c.person, _entries.c.kind, _entries.c.ref).where(_COUNTS)
        people = {person for person, _, _ in keys}
        there = {tuple(row) for row in rows_of(self.transaction, query, _entries.c.person, people)}
        for key in keys:
            if key in there:
                _, kind, ref = key
                raise EntryConflictError(f"{kind} {ref}") from cause
            there.add(key)
        raise cause


def _values(person: str, document: Document) -> tuple[Any, ...]:
    told = canonical(document)
    scheme = getattr(document, "scheme", None)
    digest = hashlib.sha256(told).digest()
    return (person, document.kind, document.ref, scheme, told, digest)


def _recorded(row: Row[Any]) -> Recorded:
    return Recorded(
        id=row.id,
        person=row.person,
        document=read_document(json.loads(row.document)),  # ours: its bytes need no second look
        author=row.author,
        recorded=row.recorded,
        struck=row.struck,
        struck_by=row.struck_by,
        struck_why=row.struck_why,
    )
