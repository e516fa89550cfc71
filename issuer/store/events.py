"""The hash chain on record: appended to behind one lock, read back for an audit."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select, update

from issuer.errors import NotFoundedError
from issuer.evidence.chain import GENESIS, SALT_SIZE, Link, Opened, commit, link_hash
from issuer.evidence.event import Event
from issuer.store.tables.evidence import (
    ErasedEventRow,
    EventDetailRow,
    EventHeadRow,
    EventRow,
)
from issuer.store.transaction import Transaction, bulk_insert

_events = EventRow.table()
_details = EventDetailRow.table()
_erased = ErasedEventRow.table()
_head = EventHeadRow.table()
_INSERT_EVENT = bulk_insert(_events, "seq", "at", "kind", "subject", "commitment", "hash")
_INSERT_DETAIL = bulk_insert(_details, "seq", "salt", "data")
_OPENED = select(_events, _details.c.salt, _details.c.data, _erased.c.erasure).select_from(
    _events.outerjoin(_details).outerjoin(_erased, _erased.c.seq == _events.c.seq)
)


@dataclass(frozen=True, slots=True)
class SqlEvents:
    """Implements `Events`."""

    transaction: Transaction

    def append(self, events: Iterable[Event]) -> None:
        """Append to the chain; locks its head until the end of the transaction, so do it last."""
        pending = [(event, *_hidden(event)) for event in events]  # before the lock
        kinds = {event.kind.value for event, *_ in pending}
        self.transaction.told = (self.transaction.told or set()) | kinds
        if not pending:
            return
        seq, previous = self._lock_head()
        moment = self.transaction.driver.moment
        links, details = [], []
        for event, salt, data, commitment in pending:
            seq += 1
            kind = event.kind.value
            previous = link_hash(previous, seq, event.at, kind, event.subject, commitment)
            links.append((seq, moment(event.at), kind, event.subject, commitment, previous))
            details.append((seq, salt, data))
        self.transaction.run_many(_INSERT_EVENT, links)
        self.transaction.run_many(_INSERT_DETAIL, details)
        self.transaction.connection.execute(update(_head).values(seq=seq, hash=previous))
        self.transaction.head = seq

    def _lock_head(self) -> tuple[int, bytes]:
        query = self.transaction.locked(select(_head.c.seq, _head.c.hash))
        row = self.transaction.connection.execute(query).first()
        if row is None:
            raise NotFoundedError("there is no certification body yet")
        return row.seq, row.hash


@dataclass(frozen=True, slots=True)
class SqlChain:
    """The chain as an auditor reads it."""

    transaction: Transaction

    def links(self, after: int, limit: int) -> list[Opened]:
        """Return the links that follow number `after`, opened where nothing was erased."""
        return self._read(_OPENED.where(_events.c.seq > after).order_by(_events.c.seq), limit)

    def newest(
        self, limit: int, *, subject: str | None = None, before: int | None = None
    ) -> list[Opened]:
        """Return the newest links, newest first: of one subject, before a number, if told so."""
        wanted = _OPENED if subject is None else _OPENED.where(_events.c.subject == subject)
        wanted = wanted if before is None else wanted.where(_events.c.seq < before)
        return self._read(wanted.order_by(_events.c.seq.desc()), limit)

    def hashes(self, after: int, limit: int) -> list[bytes]:
        """Return the hashes of the links that follow number `after`, in order."""
        query = select(_events.c.hash).where(_events.c.seq > after).order_by(_events.c.seq)
        return list(self.transaction.connection.scalars(query.limit(limit)))

    def head(self) -> tuple[int, bytes]:
        """Return number and hash of the last link, as the head row has them."""
        row = self.transaction.connection.execute(select(_head.c.seq, _head.c.hash)).first()
        return (0, GENESIS) if row is None else (row.seq, row.hash)

    def _read(self, query: Select[Any], limit: int) -> list[Opened]:
        return [_opened(row) for row in self.transaction.connection.execute(query.limit(limit))]


def _hidden(event: Event) -> tuple[bytes, bytes, bytes]:
    salt, data = secrets.token_bytes(SALT_SIZE), event.data_bytes()
    return salt, data, commit(salt, data)


def _opened(row: Row[Any]) -> Opened:
    link = Link(row.seq, row.at, row.kind, row.subject, row.commitment, row.hash)
    return Opened(link, row.salt, row.data, row.erasure)
