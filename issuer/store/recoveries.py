"""What the record may have lost, lists that are closed for it, and whether it has a journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, insert, select, update

from issuer.recovery.doubt import Cause, Doubt
from issuer.store.credential_rows import RELEASED
from issuer.store.tables.body import ControlRow
from issuer.store.tables.evidence import EventRow
from issuer.store.tables.issuing import CredentialRow
from issuer.store.tables.recovery import RecoveryRow
from issuer.store.tables.status_list import StatusListRow
from issuer.store.transaction import Transaction
from verifier.status_list import Status

_recoveries = RecoveryRow.table()
_control = ControlRow.table()
_lists = StatusListRow.table()
_events = EventRow.table()
_credentials = CredentialRow.table()
_MANY = 500


def is_doubted() -> ColumnElement[bool]:
    """Return the condition that something about the record is not settled."""
    return exists().where(_recoveries.c.settled.is_(None))


@dataclass(frozen=True, slots=True)
class SqlRecoveries:
    """Implements `Recoveries`."""

    transaction: Transaction

    def all(self) -> list[Doubt]:
        """Return every doubt there ever was, the oldest first."""
        query = select(_recoveries).order_by(_recoveries.c.id)
        return [_doubt(row) for row in self.transaction.connection.execute(query)]

    def add(self, doubt: Doubt) -> None:
        """Record one."""
        values = {name: value for name, value in asdict(doubt).items() if name != "id"}
        self.transaction.connection.execute(insert(_recoveries).values(values))

    def settle(self, *, by: str, at: datetime) -> int:
        """Settle all that are open; what is not bounded ends at `at`. Return how many."""
        open_ones = _recoveries.c.settled.is_(None)
        bounded = update(_recoveries).where(open_ones, _recoveries.c.until.is_(None))
        self.transaction.connection.execute(bounded.values(until=at))
        change = update(_recoveries).where(open_ones).values(settled=at, settled_by=by)
        return self.transaction.connection.execute(change).rowcount

    def drop_older_copy(self, since: int) -> None:
        """Forget that the record was an old copy, where that was found at event `since` or later.

        What was lost together with a journal is not settled by any: a custodian accepts it.
        """
        found = (_recoveries.c.cause == Cause.OLDER_COPY.value, _recoveries.c.head >= since)
        change = _recoveries.delete().where(_recoveries.c.settled.is_(None), *found)
        self.transaction.connection.execute(change)

    def close_lists(self) -> int:
        """Give out no more entries of any list, sign all anew; return the newest's number, or 0."""
        connection = self.transaction.connection
        connection.execute(
            update(_lists).values(given=_lists.c.size, revision=_lists.c.revision + 1, token=None)
        )
        return connection.scalar(select(func.max(_lists.c.id))) or 0

    def sign_lists_anew(self) -> None:
        """Have every list signed again before it is served."""
        change = update(_lists).values(revision=_lists.c.revision + 1)
        self.transaction.connection.execute(change)

    def of_entries(self, uri: str, indices: Sequence[int]) -> dict[int, tuple[str, Status]]:
        """Return number and status of the released credentials at these entries of a list."""
        found = {}
        for start in range(0, len(indices), _MANY):
            query = (
                select(_credentials.c.idx, _credentials.c.number, _credentials.c.status)
                .join_from(_credentials, _lists)
                .where(_lists.c.uri == uri, _credentials.c.state == RELEASED)
                .where(_credentials.c.idx.in_(indices[start : start + _MANY]))
            )
            for row in self.transaction.connection.execute(query):
                found[row.idx] = (row.number, Status(row.status))
        return found

    def journal(self) -> int | None:
        """Return the number of the event behind which there is a journal, or None."""
        return self.transaction.connection.scalar(select(_control.c.journal))

    def begin_journal(self, seq: int | None) -> None:
        """Say that there is a journal of all that follows event `seq`, or, with None, none."""
        self.transaction.connection.execute(update(_control).values(journal=seq))

    def record(self) -> str:
        """Return what this record is known by for ever: the hash of its first event."""
        first = self.transaction.connection.scalar(select(_events.c.hash).where(_events.c.seq == 1))
        return "" if first is None else bytes(first).hex()

    def last_event(self) -> datetime | None:
        """Return when the last event was."""
        query = select(_events.c.at).order_by(_events.c.seq.desc()).limit(1)
        return self.transaction.connection.scalar(query)


def _doubt(row: Row[Any]) -> Doubt:
    return Doubt(
        cause=Cause(row.cause),
        since=row.since,
        until=row.until,
        head=row.head,
        found=row.found,
        settled=row.settled,
        settled_by=row.settled_by,
        id=row.id,
    )
