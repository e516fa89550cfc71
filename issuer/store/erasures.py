"""Requests to erase people, and who looked at whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from issuer.privacy.ports import Access
from issuer.privacy.trace import ErasureRequest
from issuer.store.tables.evidence import AccessRow, ErasureRow
from issuer.store.transaction import Transaction, bulk_insert

_erasures, _accesses = ErasureRow.table(), AccessRow.table()
_INSERT_ACCESS = bulk_insert(_accesses, "at", "actor", "what", "subject")


@dataclass(frozen=True, slots=True)
class SqlErasures:
    """Implements `ErasureRequests`."""

    transaction: Transaction

    def find(self, id: str) -> ErasureRequest | None:  # noqa: A002 - its name
        """Return one, and hold it until the end."""
        query = self.transaction.locked(select(_erasures).where(_erasures.c.id == id))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _request(row)

    def waiting(self) -> list[ErasureRequest]:
        """Return those that nobody decided, the oldest first."""
        query = select(_erasures).where(_erasures.c.outcome.is_(None))
        rows = self.transaction.connection.execute(query.order_by(_erasures.c.asked))
        return [_request(row) for row in rows]

    def decided(self, limit: int) -> list[ErasureRequest]:
        """Return those that were decided, the newest first."""
        query = select(_erasures).where(_erasures.c.outcome.is_not(None))
        ordered = query.order_by(_erasures.c.decided.desc(), _erasures.c.id).limit(limit)
        return [_request(row) for row in self.transaction.connection.execute(ordered)]

    def add(self, request: ErasureRequest) -> None:
        """Record a request."""
        self.transaction.connection.execute(insert(_erasures).values(asdict(request)))

    def settle(self, request: ErasureRequest) -> None:
        """Write what became of one on record."""
        change = update(_erasures).where(_erasures.c.id == request.id)
        self.transaction.connection.execute(change.values(asdict(request)))


@dataclass(frozen=True, slots=True)
class SqlAccessLog:
    """Implements `AccessLog`."""

    transaction: Transaction

    def add(self, accesses: Iterable[Access]) -> None:
        """Note who looked at what."""
        moment = self.transaction.driver.moment
        rows = [(moment(each.at), each.actor, each.what, each.subject) for each in accesses]
        self.transaction.run_many(_INSERT_ACCESS, rows)

    def of(self, subjects: Sequence[str], limit: int) -> list[Access]:
        """Return the newest about these subjects, newest first."""
        query = select(_accesses).where(_accesses.c.subject.in_(subjects))
        ordered = query.order_by(_accesses.c.id.desc()).limit(limit)
        rows = self.transaction.connection.execute(ordered)
        return [Access(row.at, row.actor, row.what, row.subject) for row in rows]

    def purge(self, before: datetime) -> int:
        """Forget what is older; return how much it was."""
        query = delete(_accesses).where(_accesses.c.at < before)
        return self.transaction.connection.execute(query).rowcount


def _request(row: Row[Any]) -> ErasureRequest:
    return ErasureRequest(
        id=row.id,
        person=row.person,
        why=row.why,
        asked=row.asked,
        asked_by=row.asked_by,
        outcome=row.outcome,
        decided=row.decided,
        decided_by=row.decided_by,
    )
