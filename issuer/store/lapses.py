"""Tasks about licences that must be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, select, update

from issuer.candidates.application import ApplicationState
from issuer.certification.licence_watch import Ground
from issuer.credentials.certificate import CertificateState
from issuer.recertification.lapse import Held, Lapse, LapseOutcome, LapseView
from issuer.store.lookup import rows_of
from issuer.store.tables.candidates import ApplicationRow, PersonRow
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.tables.recertification import LapseRow, LicenceSweepRow
from issuer.store.transaction import Transaction

_lapses, _sweeps = LapseRow.table(), LicenceSweepRow.table()
_certificates, _holders = CertificateRow.table(), HolderRow.table()
_applications, _people = ApplicationRow.table(), PersonRow.table()
_OPEN = _lapses.c.closed.is_(None)
# A corrected certificate has no application of its own: its holder's is that of the first.
_APPLIED = (
    (_applications.c.scheme == _certificates.c.scheme)
    & (_applications.c.person == _holders.c.reference)
    & (_applications.c.state == ApplicationState.GRANTED.value)
)
_FROM = _certificates.join(_holders).join(_applications, _APPLIED)


@dataclass(frozen=True, slots=True)
class SqlLapses:
    """Implements `Lapses`."""

    transaction: Transaction

    def swept(self) -> date | None:
        """Return the day of the last sweep."""
        day: date | None = self.transaction.connection.scalar(select(func.max(_sweeps.c.day)))
        return day

    def sweep(self, day: date) -> None:
        """Record that everything was looked at on that day."""
        made = self.transaction.driver.insert(_sweeps).values(day=day).on_conflict_do_nothing()
        self.transaction.connection.execute(made)

    def held_after(self, number: str, at: datetime, limit: int) -> list[Held]:
        """Return the next certificates in force, beyond `number`, whose holder applied here."""
        columns = _certificates.c
        page = (
            select(columns.number)
            .where(
                columns.number > number,
                columns.state == CertificateState.ACTIVE.value,
                columns.expires > at,
                columns.successor.is_(None),
                select(1).where(_holders.c.number == columns.number, _APPLIED).exists(),
            )
            .order_by(columns.number)
            .limit(limit)
        )
        numbers = list(self.transaction.connection.scalars(page))
        found = self.held(numbers)
        return [found[each] for each in numbers]

    def held(self, numbers: Sequence[str]) -> dict[str, Held]:
        """Return the application behind certificates, whatever became of these."""
        columns = _certificates.c
        wanted = (columns.number, columns.scheme, columns.version)
        asked = (_applications.c.id, _applications.c.decided)
        query = select(*wanted, *asked).select_from(_FROM)
        found: dict[str, Any] = {}
        for row in rows_of(self.transaction, query, columns.number, numbers):
            if row.number not in found or found[row.number].decided < row.decided:
                found[row.number] = row
        return {name: Held(name, row.scheme, row.version, row.id) for name, row in found.items()}

    def open(self, lapses: Sequence[Lapse]) -> set[str]:
        """Record new tasks; return the numbers of those that had none open."""
        if not lapses:
            return set()
        values = [_values(each) for each in lapses]
        made = self.transaction.driver.insert(_lapses).values(values).on_conflict_do_nothing()
        return set(self.transaction.connection.scalars(made.returning(_lapses.c.number)))

    def find(self, id: int, *, lock: bool = False) -> Lapse | None:  # noqa: A002 - its name
        """Return one; with `lock`, hold it until the end."""
        query = select(_lapses).where(_lapses.c.id == id)
        asked = self.transaction.locked(query) if lock else query
        return next(iter(self._read(asked)), None)

    def close(self, id: int, outcome: LapseOutcome, by: str, at: datetime) -> None:  # noqa: A002
        """End one that is open."""
        query = update(_lapses).where(_lapses.c.id == id, _OPEN)
        made = query.values(outcome=outcome.value, closed_by=by, closed=at)
        self.transaction.connection.execute(made)

    def of(self, view: LapseView, *, on: date, limit: int, after: int = 0) -> list[Lapse]:
        """Return the tasks of a view: the least grace first; those that ended, newest first.

        `after` leaves out those up to an id, and then they come in order of id: for sweeps.
        """
        query = select(_lapses).where(_wanted(view, on)).limit(limit)
        if after:
            return self._read(query.where(_lapses.c.id > after).order_by(_lapses.c.id))
        first = _lapses.c.closed.desc() if view is LapseView.CLOSED else _lapses.c.grace
        return self._read(query.order_by(first, _lapses.c.id))

    def counts(self, *, on: date) -> dict[LapseView, int]:
        """Return how many tasks each view has."""
        return {view: self._count(_wanted(view, on)) for view in LapseView}

    def addressed(self, numbers: Sequence[str]) -> set[str]:
        """Return those of `numbers` whose holder left a mail address."""
        from_ = _FROM.join(_people, _people.c.ref == _applications.c.person)
        query = select(_certificates.c.number).select_from(from_).where(_people.c.mail.is_not(None))
        found = rows_of(self.transaction, query, _certificates.c.number, numbers)
        return {row.number for row in found}

    def _count(self, wanted: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(_lapses).where(wanted)
        return self.transaction.connection.scalar(query) or 0

    def _read(self, query: Select[Any]) -> list[Lapse]:
        return [_lapse(row) for row in self.transaction.connection.execute(query).mappings()]


def _wanted(view: LapseView, on: date) -> ColumnElement[bool]:
    match view:
        case LapseView.OVERDUE:
            return _OPEN & (_lapses.c.grace < on)
        case LapseView.CLOSED:
            return _lapses.c.closed.is_not(None)
        case _:
            return _OPEN


def _values(lapse: Lapse) -> dict[str, Any]:
    values = asdict(lapse) | {"ground": lapse.ground.value, "outcome": None}
    del values["id"]
    return values


def _lapse(row: RowMapping) -> Lapse:
    outcome = LapseOutcome(row["outcome"]) if row["outcome"] is not None else None
    return Lapse(**dict(row) | {"ground": Ground(row["ground"]), "outcome": outcome})
