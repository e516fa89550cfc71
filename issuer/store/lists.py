"""Status lists: entries given out in an order nobody can guess, and the bytes that are served."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, literal_column, or_, select, update

from issuer.credentials.ports import Slot, StoredList
from issuer.credentials.status_index import KEY_SIZE, StatusPermutation
from issuer.errors import NotFoundedError
from issuer.store.tables.body import BodyRow
from issuer.store.tables.issuing import CredentialRow
from issuer.store.tables.status_list import StatusListRow
from issuer.store.transaction import Transaction
from verifier.status_list import Status
from verifier.trust import LIST_PATH

_lists = StatusListRow.table()
_credentials = CredentialRow.table()
_permutation = lru_cache(maxsize=8)(StatusPermutation)


@dataclass(frozen=True, slots=True)
class SqlLists:
    """Implements `Lists`. A new list has `size` entries."""

    transaction: Transaction
    size: int

    def reserve(self, count: int) -> list[Slot]:
        """Give out entries; open a new list when one is full."""
        slots: list[Slot] = []
        while len(slots) < count:
            row = self._newest()
            if row is None or row.given == row.size:
                self._open(row.id + 1 if row else 1)
                continue
            until = min(row.given + count - len(slots), row.size)
            indices = _permutation(row.key, row.size).indices(range(row.given, until))
            slots += [Slot(row.uri, index) for index in indices]
            self._update(row.id, given=until)
        return slots

    def all(self) -> list[StoredList]:
        """Return every list, the oldest first."""
        return self._read()

    def find(self, uri: str) -> StoredList | None:
        """Return the list at `uri`."""
        return next(iter(self._read(_lists.c.uri == uri)), None)

    def changed_entries(self, uri: str) -> list[tuple[int, Status]]:
        """Return every entry that is not valid, in order."""
        query = (
            select(_credentials.c.idx, _credentials.c.status)
            .where(
                _credentials.c.list_id
                == select(_lists.c.id).where(_lists.c.uri == uri).scalar_subquery(),
                _credentials.c.status != literal_column("0"),  # as the partial index has it
            )
            .order_by(_credentials.c.idx)
        )
        rows = self.transaction.connection.execute(query)
        return [(row.idx, Status(row.status)) for row in rows]

    def store_token(self, uri: str, *, revision: int, signed: datetime, token: str) -> bool:
        """Keep a signed token unless a newer one is kept already; tell whether it was kept.

        Neither the revision nor the time may go back: verifiers refuse a list older than one seen.
        """
        query = update(_lists).where(
            _lists.c.uri == uri,
            _lists.c.signed_revision <= revision,
            or_(_lists.c.signed.is_(None), _lists.c.signed <= signed),
        )
        kept = query.values(signed_revision=revision, signed=signed, token=token)
        return self.transaction.connection.execute(kept).rowcount == 1

    def ids(self, uris: Iterable[str]) -> dict[str, int]:
        """Return the row ID of each list."""
        query = select(_lists.c.uri, _lists.c.id).where(_lists.c.uri.in_(uris))
        return {row.uri: row.id for row in self.transaction.connection.execute(query)}

    def bump(self, ids: AbstractSet[int]) -> None:
        """Count a change of each list, the oldest first, so that two transactions do not cross."""
        for list_id in sorted(ids):
            self._update(list_id, revision=_lists.c.revision + 1)

    def _newest(self) -> Row[Any] | None:
        query = select(_lists).order_by(_lists.c.id.desc()).limit(1)
        return self.transaction.connection.execute(self.transaction.locked(query)).first()

    def _open(self, number: int) -> None:
        """Open list `number`, unless another transaction did while this one waited for a lock."""
        url = self.transaction.connection.scalar(select(BodyRow.table().c.url))
        if url is None:
            raise NotFoundedError("there is no certification body yet")
        made = self.transaction.driver.insert(_lists).values(
            id=number,
            uri=f"{url}{LIST_PATH}{number}",
            size=self.size,
            given=0,
            key=secrets.token_bytes(KEY_SIZE),
            revision=0,
            signed_revision=0,
        )
        self.transaction.connection.execute(made.on_conflict_do_nothing())

    def _update(self, list_id: int, **values: Any) -> None:
        query = update(_lists).where(_lists.c.id == list_id).values(values)
        self.transaction.connection.execute(query)

    def _read(self, *wanted: ColumnElement[bool]) -> list[StoredList]:
        query = select(_lists).where(*wanted).order_by(_lists.c.id)
        return [
            StoredList(row.uri, row.size, row.revision, row.signed_revision, row.signed, row.token)
            for row in self.transaction.connection.execute(query)
        ]
