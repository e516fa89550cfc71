"""Complaints on record, and what happened in each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, insert, select, update

from issuer.complaints.complaint import PUBLIC, Complaint, Concern, Entry, EntryKind, Outcome, View
from issuer.store.lookup import can_be_there
from issuer.store.tables.complaints import ComplaintEntryRow, ComplaintRow
from issuer.store.transaction import Transaction

_cases = ComplaintRow.table()
_entries = ComplaintEntryRow.table()
_OPEN = _cases.c.ended.is_(None)


@dataclass(frozen=True, slots=True)
class SqlComplaints:
    """Implements `Complaints`."""

    transaction: Transaction

    def add(self, complaint: Complaint) -> None:
        """Record a new one."""
        self.transaction.connection.execute(insert(_cases).values(_values(complaint)))

    def find(self, complaint: str, *, lock: bool = False) -> Complaint | None:
        """Return one; with `lock`, hold it until the end."""
        if not can_be_there(complaint):
            return None
        query = select(_cases).where(_cases.c.id == complaint)
        asked = self.transaction.locked(query) if lock else query
        return next(iter(self._read(asked)), None)

    def save(self, complaint: Complaint) -> None:
        """Write where it stands."""
        query = update(_cases).where(_cases.c.id == complaint.id)
        self.transaction.connection.execute(query.values(_values(complaint)))

    def tell(self, entry: Entry) -> None:
        """Record what happened in a case."""
        values = asdict(entry) | {"kind": entry.kind.value}
        self.transaction.connection.execute(insert(_entries).values(values))

    def entries(self, complaint: str) -> list[Entry]:
        """Return what happened in a case, in order."""
        query = select(_entries).where(_entries.c.complaint == complaint)
        rows = self.transaction.connection.execute(query.order_by(_entries.c.id))
        return [Entry(r.complaint, EntryKind(r.kind), r.author, r.at, r.words) for r in rows]

    def of(self, view: View, *, officer: str, on: date, limit: int) -> list[Complaint]:
        """Return the cases of a view, the most urgent first; those that ended, newest first."""
        query = select(_cases).where(*_wanted(view, officer, on))
        first = _cases.c.ended.desc() if view is View.ENDED else _cases.c.due
        return list(self._read(query.order_by(first, _cases.c.id).limit(limit)))

    def counts(self, *, officer: str, on: date) -> dict[View, int]:
        """Return how many cases each view has."""
        return {view: self._count(*_wanted(view, officer, on)) for view in View}

    def of_certificate(self, number: str) -> list[Complaint]:
        """Return the cases about a certificate, newest first."""
        if not can_be_there(number):
            return []
        query = select(_cases).where(_cases.c.number == number)
        return list(self._read(query.order_by(_cases.c.received.desc(), _cases.c.id)))

    def count_since(self, since: datetime) -> int:
        """Return how many came in by the public page since then."""
        return self._count(_cases.c.received >= since, _cases.c.received_by == PUBLIC)

    def forget(self, ended: datetime) -> int:
        """Forget how to reach whoever reported cases that ended before that; return how many."""
        old = (_cases.c.ended < ended, (_cases.c.contact != "") | (_cases.c.receipt != b""))
        query = update(_cases).where(*old).values(contact="", receipt=b"")
        return self.transaction.connection.execute(query).rowcount

    def _count(self, *conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(_cases).where(*conditions)
        return self.transaction.connection.scalar(query) or 0

    def _read(self, query: Select[Any]) -> Iterable[Complaint]:
        rows = self.transaction.connection.execute(query).mappings()
        return [_complaint(row) for row in rows]


def _wanted(view: View, officer: str, on: date) -> list[ColumnElement[bool]]:
    match view:
        case View.NEW:
            return [_OPEN, _cases.c.assigned.is_(None)]
        case View.MINE:
            return [_OPEN, _cases.c.assigned == officer]
        case View.OVERDUE:
            return [_OPEN, _cases.c.due < on]
        case View.ENDED:
            return [_cases.c.ended.is_not(None)]
        case _:
            return [_OPEN]


def _values(case: Complaint) -> dict[str, Any]:
    return asdict(case) | {
        "concern": case.concern.value,
        "about": json.dumps(case.about, ensure_ascii=False),
        "outcome": case.outcome.value if case.outcome else None,
    }


def _complaint(row: RowMapping) -> Complaint:
    values = dict(row) | {
        "concern": Concern(row["concern"]),
        "receipt": bytes(row["receipt"]),
        "about": tuple(json.loads(row["about"])),
        "outcome": Outcome(row["outcome"]) if row["outcome"] is not None else None,
    }
    return Complaint(**values)
