"""What holders asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from issuer.holder.records import HolderRequest, Wish, WishState
from issuer.store.tables.holder import HolderRequestRow
from issuer.store.transaction import Transaction

_requests = HolderRequestRow.table()


@dataclass(frozen=True, slots=True)
class SqlHolderRequests:
    """Implements `HolderRequests`."""

    transaction: Transaction

    def add(self, request: HolderRequest) -> None:
        """Record a new one."""
        values = {**asdict(request), "wish": request.wish.value, "state": request.state.value}
        self.transaction.connection.execute(insert(_requests).values(values))

    def find(self, id: str) -> HolderRequest | None:  # noqa: A002 - its name
        """Return one, held until the end of a writing transaction."""
        query = self.transaction.locked(select(_requests).where(_requests.c.id == id))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _request(row)

    def of(self, numbers: Sequence[str]) -> list[HolderRequest]:
        """Return those about certificates, the newest first."""
        query = (
            select(_requests)
            .where(_requests.c.number.in_(numbers))
            .order_by(_requests.c.asked.desc(), _requests.c.id)
        )
        return [_request(row) for row in self.transaction.connection.execute(query)]

    def open(self, limit: int) -> list[HolderRequest]:
        """Return those that wait for an answer, the oldest first."""
        query = (
            select(_requests)
            .where(_requests.c.state == WishState.OPEN.value)
            .order_by(_requests.c.asked, _requests.c.id)
            .limit(limit)
        )
        return [_request(row) for row in self.transaction.connection.execute(query)]

    def settle(self, request: HolderRequest) -> None:
        """Record its state, who settled it and what was answered."""
        values = {
            "state": request.state.value,
            "settled": request.settled,
            "settled_by": request.settled_by,
            "answer": request.answer,
        }
        change = update(_requests).where(_requests.c.id == request.id).values(values)
        self.transaction.connection.execute(change)


def _request(row: Row[Any]) -> HolderRequest:
    values = {**row._asdict(), "wish": Wish(row.wish), "state": WishState(row.state)}
    return HolderRequest(**values)
