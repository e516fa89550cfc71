"""The body's registers, revision by revision."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from issuer.candidates.application import ListedRecord
from issuer.certification.dossier.documents import canonical, read_listed
from issuer.certification.dossier.register import Listed
from issuer.errors import InProgressError
from issuer.store.lookup import can_be_there, rows_of
from issuer.store.tables.candidates import RegisterEntryRow
from issuer.store.transaction import Transaction

_register = RegisterEntryRow.table()
_others = _register.alias("others")
_newest = (
    select(func.max(_others.c.revision))
    .where(_others.c.kind == _register.c.kind, _others.c.id == _register.c.id)
    .correlate(_register)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class SqlRegister:
    """Implements `Register`."""

    transaction: Transaction

    def find(self, kind: str, ids: Sequence[str]) -> dict[str, ListedRecord]:
        """Return the newest revision of each on record."""
        if not can_be_there(kind):
            return {}
        rows = rows_of(self.transaction, _current(kind), _register.c.id, ids)
        return {row.id: _listed(row) for row in rows}

    def all(self, kind: str) -> list[ListedRecord]:
        """Return the newest revision of every entry, by id."""
        if not can_be_there(kind):
            return []
        rows = self.transaction.connection.execute(_current(kind).order_by(_register.c.id))
        return [_listed(row) for row in rows]

    def revisions(self, kind: str) -> list[ListedRecord]:
        """Return every revision of every entry, by id, the oldest first."""
        query = select(_register).where(_register.c.kind == kind)
        ordered = query.order_by(_register.c.id, _register.c.revision)
        return [_listed(row) for row in self.transaction.connection.execute(ordered)]

    def history(self, kind: str, id: str) -> list[ListedRecord]:  # noqa: A002 - its name
        """Return every revision, newest first."""
        if not can_be_there(kind, id):
            return []
        query = select(_register).where(_register.c.kind == kind, _register.c.id == id)
        rows = self.transaction.connection.execute(query.order_by(_register.c.revision.desc()))
        return [_listed(row) for row in rows]

    def put(self, listed: Listed, author: str, at: datetime) -> int:
        """Record the next revision, and return its number; the same content changes nothing.

        Raise `InProgressError` if another transaction recorded one just now.
        """
        told = canonical(listed)
        query = _current(listed.kind).where(_register.c.id == listed.id)
        newest = self.transaction.connection.execute(query).first()
        if newest is not None and newest.document == told:
            return int(newest.revision)
        revision = 1 if newest is None else newest.revision + 1
        made = insert(_register).values(
            kind=listed.kind,
            id=listed.id,
            revision=revision,
            document=told,
            author=author,
            recorded=at,
        )
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(made)
        except IntegrityError as exc:
            raise InProgressError(f"{listed.kind} {listed.id}") from exc
        return revision


def _current(kind: str) -> Select[Any]:
    return select(_register).where(_register.c.kind == kind, _register.c.revision == _newest)


def _listed(row: Row[Any]) -> ListedRecord:
    return ListedRecord(
        listed=read_listed(json.loads(row.document)),  # ours: its bytes need no second look
        revision=row.revision,
        author=row.author,
        recorded=row.recorded,
    )
