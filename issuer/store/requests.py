"""Requests on record, and the certificates that each was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Select,
    func,
    insert,
    literal,
    select,
    update,
)

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.sought import Sought
from issuer.requests.request import (
    DONE,
    OPEN,
    REFUSED,
    Item,
    Kind,
    Request,
    RequestState,
)
from issuer.store.certificate_rows import certificate_of, select_certificates
from issuer.store.lookup import can_be_there, rows_of
from issuer.store.request_rows import item_of, request_of, request_values
from issuer.store.sought import SHOWN, conditions
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.tables.requests import RequestItemRow, RequestRow
from issuer.store.transaction import Transaction

_requests = RequestRow.table()
_items = RequestItemRow.table()
_certificates = CertificateRow.table()
_holders = HolderRow.table()
_LEFT = _items.c.outcome.is_(None)
_FROZEN = ("request", "number", "state", "since")


@dataclass(frozen=True, slots=True)
class SqlRequests:
    """Implements `Requests`."""

    transaction: Transaction

    def add(self, request: Request) -> None:
        """Record a new one."""
        self.transaction.connection.execute(insert(_requests).values(request_values(request)))

    def freeze(self, request: str, sought: Sought) -> int:
        """Put what is sought into a request, in one statement; a list in a few."""
        if sought.numbers is not None:
            return self._freeze_listed(request, sought.numbers)
        both = _certificates.outerjoin(_holders)
        found = _as_it_stands(request).select_from(both).where(*conditions(sought))
        return self._insert(found)

    def groups(self, request: str) -> list[Certificate]:
        """Return one certificate of each scheme, version and state in a request."""
        columns = _certificates.c
        firsts = (
            select(func.min(columns.number))
            .join(_items, _items.c.number == columns.number)
            .where(_items.c.request == request)
            .group_by(columns.scheme, columns.version, _items.c.state)
        )
        query = select_certificates().where(columns.number.in_(firsts))
        return [certificate_of(row) for row in self.transaction.connection.execute(query)]

    def refuse_group(self, request: str, alike: Certificate, why: str, at: datetime) -> int:
        """Refuse those of a request that share scheme, version and state; return how many."""
        columns = _certificates.c
        like = select(columns.number).where(
            columns.scheme == alike.scheme, columns.version == alike.version
        )
        query = update(_items).where(
            _items.c.request == request,
            _items.c.state == alike.state.value,
            _items.c.number.in_(like),
        )
        made = query.values(outcome=REFUSED, why=why, at=at)
        return self.transaction.connection.execute(made).rowcount

    def freeze_done(self, request: str, of: str) -> int:
        """Put what another request changed into this one, each as that change left it."""
        left = literal(CertificateState.SUSPENDED.value)
        found = select(literal(request), _items.c.number, left, _items.c.at)
        return self._insert(found.where(_items.c.request == of, _items.c.outcome == DONE))

    def find(self, request: str, *, lock: bool = False) -> Request | None:
        """Return one; with `lock`, hold it until the end."""
        if not can_be_there(request):
            return None
        query = select(_requests).where(_requests.c.id == request)
        asked = self.transaction.locked(query) if lock else query
        return next(iter(self._read(asked)), None)

    def save(self, request: Request) -> None:
        """Write where it stands: state, decision and counts."""
        values = request_values(request)
        changed = ["state", "decided_by", "decided", "why", "finished", "total", "done", "refused"]
        changed += ["asked", "expires"]
        query = update(_requests).where(_requests.c.id == request.id)
        self.transaction.connection.execute(query.values({name: values[name] for name in changed}))

    def of_states(self, states: Sequence[RequestState], limit: int) -> list[Request]:
        """Return requests in these states, the newest first."""
        wanted = _requests.c.state.in_([state.value for state in states])
        return self._newest(select(_requests).where(wanted), limit)

    def count(self, state: RequestState) -> int:
        """Return how many are in a state."""
        query = select(func.count()).where(_requests.c.state == state.value)
        return self.transaction.connection.scalar(query.select_from(_requests)) or 0

    def of_certificate(self, number: str, limit: int) -> list[Request]:
        """Return the requests about a certificate, the newest first."""
        named = select(_items.c.request).where(_items.c.number == number)
        return self._newest(select(_requests).where(_requests.c.id.in_(named)), limit)

    def waiting_for(self, number: str) -> list[Request]:
        """Return the requests about this one certificate that wait."""
        named = select(_items.c.request).where(_items.c.number == number)
        of_one = _requests.c.kind.in_([Kind.ONE.value, Kind.REPLACING.value])
        wanted = (_requests.c.id.in_(named), of_one)
        waiting = _requests.c.state == RequestState.WAITING.value
        return list(self._read(select(_requests).where(waiting, *wanted)))

    def undoing(self, request: str) -> Request | None:
        """Return the request that takes this one back."""
        query = select(_requests).where(_requests.c.undoes == request)
        return next(iter(self._read(query)), None)

    def overdue(self, at: datetime, limit: int) -> list[str]:
        """Return the ids of open requests that have expired."""
        states = [state.value for state in OPEN]
        query = select(_requests.c.id).where(
            _requests.c.state.in_(states), _requests.c.expires <= at
        )
        ordered = query.order_by(_requests.c.id).limit(limit)
        return list(self.transaction.connection.scalars(ordered))

    def next(self, request: str, limit: int) -> list[Item]:
        """Return the first certificates, by number, of which nothing became yet."""
        query = select(_items).where(_items.c.request == request, _LEFT)
        return self._read_items(query, limit)

    def settle(self, request: str, outcomes: Sequence[Item]) -> None:
        """Write what became of certificates: one statement for all that fared alike."""
        alike: dict[tuple[str | None, str | None, datetime | None], list[str]] = {}
        for each in outcomes:
            alike.setdefault((each.outcome, each.why, each.at), []).append(each.number)
        for (outcome, why, at), numbers in alike.items():
            query = update(_items).where(_items.c.request == request, _items.c.number.in_(numbers))
            made = query.values(outcome=outcome, why=why, at=at)
            self.transaction.connection.execute(made)

    def items(
        self, request: str, *, after: str = "", limit: int, outcome: str | None = None
    ) -> list[Item]:
        """Return the next certificates by number; of one outcome, if it is named."""
        query = select(_items).where(_items.c.request == request, _items.c.number > after)
        if outcome is not None:
            query = query.where(_items.c.outcome == outcome)
        return self._read_items(query, limit)

    def holders(self, request: str) -> Iterator[tuple[str, str]]:
        """Return number and holder's name of each certificate of which nothing became yet."""
        both = _items.join(_holders, _holders.c.number == _items.c.number)
        query = select(_items.c.number, _holders.c.name).select_from(both)
        asked = query.where(_items.c.request == request, _LEFT).order_by(_items.c.number)
        return iter([(row.number, row.name) for row in self.transaction.connection.execute(asked)])

    def reasons(self, request: str) -> list[tuple[str, int]]:
        """Return why certificates were refused, and how many for each reason."""
        query = (
            select(_items.c.why, func.count())
            .where(_items.c.request == request, _items.c.outcome == REFUSED)
            .group_by(_items.c.why)
            .order_by(func.count().desc(), _items.c.why)
        )
        return [(why or "", count) for why, count in self.transaction.connection.execute(query)]

    def _freeze_listed(self, request: str, numbers: Sequence[str]) -> int:
        released = _certificates.c.state.in_(SHOWN)
        found = rows_of(
            self.transaction,
            select(_certificates.c.number, _certificates.c.state, _certificates.c.since).where(
                released
            ),
            _certificates.c.number,
            numbers,
        )
        rows = [
            {"request": request, "number": row.number, "state": row.state, "since": row.since}
            for row in found
        ]
        if rows:
            self.transaction.connection.execute(insert(_items), rows)
        return len(rows)

    def _insert(self, found: Select[Any]) -> int:
        made = insert(_items).from_select(_FROZEN, found)
        made = made.execution_options(preserve_rowcount=True)  # PostgreSQL would not tell
        return self.transaction.connection.execute(made).rowcount

    def _newest(self, query: Select[Any], limit: int) -> list[Request]:
        ordered = query.order_by(_requests.c.asked.desc(), _requests.c.id).limit(limit)
        return list(self._read(ordered))

    def _read(self, query: Select[Any]) -> Iterable[Request]:
        return [request_of(row) for row in self.transaction.connection.execute(query)]

    def _read_items(self, query: Select[Any], limit: int) -> list[Item]:
        ordered = query.order_by(_items.c.number).limit(limit)
        return [item_of(row) for row in self.transaction.connection.execute(ordered)]


def _as_it_stands(request: str) -> Select[Any]:
    columns = _certificates.c
    return select(literal(request), columns.number, columns.state, columns.since)
