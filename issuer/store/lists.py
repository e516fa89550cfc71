"""Status lists: entries given out in an order nobody can guess, and the bytes that are served."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, literal_column, or_, select, true, update

from issuer.credentials.ports import Slot, StoredList
from issuer.credentials.status_index import KEY_SIZE, StatusPermutation
from issuer.errors import NotFoundedError, StorageUnavailableError
from issuer.store.recoveries import is_doubted
from issuer.store.tables.body import BodyRow, ControlRow
from issuer.store.tables.issuing import CredentialRow
from issuer.store.tables.recovery import RecoveredEntryRow
from issuer.store.tables.status_list import StatusListRow
from issuer.store.transaction import Transaction
from verifier.status_list import Status
from verifier.trust import LIST_PATH

_lists = StatusListRow.table()
_control = ControlRow.table()
_credentials = CredentialRow.table()
_recovered = RecoveredEntryRow.table()
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
                self.open(row.id + 1 if row else 1)
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
        """Return the list at `uri`, to be signed and served.

        While the record may have lost changes there is none to be had: a new list would tell what
        was withdrawn as valid, and verifiers would believe it before the one they have.
        """
        told = (is_doubted().label("doubted"), _control.c.closed, _control.c.lists_until)
        query = select(_lists, *told).outerjoin(_control, true()).where(_lists.c.uri == uri)
        row = self.transaction.connection.execute(query).first()
        if row is not None and row.doubted:
            raise StorageUnavailableError("no list is signed while the record is in doubt")
        if row is None or row.closed is None:
            return None if row is None else _stored(row)
        return replace(_stored(row), closed=row.closed, until=row.lists_until)

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
        found = {row.idx: Status(row.status) for row in rows}
        return sorted((self._recovered(uri) | found).items())

    def recover(self, uri: str, entries: Mapping[int, Status]) -> None:
        """Keep what a signed list said of entries whose credentials are not on record any more."""
        list_id = self.ids([uri]).get(uri)
        if list_id is None or not entries:
            return
        rows = [
            {"list_id": list_id, "idx": index, "status": status.value}
            for index, status in entries.items()
        ]
        made = self.transaction.driver.insert(_recovered).on_conflict_do_nothing()
        self.transaction.connection.execute(made, rows)

    def _recovered(self, uri: str) -> dict[int, Status]:
        query = select(_recovered.c.idx, _recovered.c.status).join_from(_recovered, _lists)
        rows = self.transaction.connection.execute(query.where(_lists.c.uri == uri))
        return {row.idx: Status(row.status) for row in rows}

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

    def bump_all(self) -> None:
        """Count a change of every list."""
        self.bump(set(self.transaction.connection.scalars(select(_lists.c.id))))

    def _newest(self) -> Row[Any] | None:
        query = select(_lists).order_by(_lists.c.id.desc()).limit(1)
        return self.transaction.connection.execute(self.transaction.locked(query)).first()

    def open(self, number: int) -> None:
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
        return [_stored(row) for row in self.transaction.connection.execute(query)]


def _stored(row: Row[Any]) -> StoredList:
    return StoredList(row.uri, row.size, row.revision, row.signed_revision, row.signed, row.token)
