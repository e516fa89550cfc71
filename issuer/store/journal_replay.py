"""What a journal has, put into a record that is older: the same rows, the same hashes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Connection, Table, delete, select, update

from issuer.evidence.chain import link_hash
from issuer.evidence.event import EventKind
from issuer.recovery.errors import JournalDamagedError
from issuer.store.copying import reset_sequences, tables
from issuer.store.database import Database
from issuer.store.personal_data import SqlPersonalData
from issuer.store.tables.evidence import (
    ErasedEventRow,
    EventDetailRow,
    EventHeadRow,
    EventRow,
)
from issuer.store.tables.row import Row
from issuer.store.tables.status_list import StatusListRow
from issuer.store.transaction import Transaction

_events, _details = EventRow.table(), EventDetailRow.table()
_erased, _head = ErasedEventRow.table(), EventHeadRow.table()
_lists = StatusListRow.table()
_OWN = {_events.name, _details.name, _erased.name}
_NEW_LIST = {"signed_revision": 0}
_PERSON_ERASED = EventKind.PERSON_ERASED.value


def replay(database: Database, batches: Iterable[dict[str, Any]]) -> int:
    """Put batches of a journal, in order, behind the end of the record; return how many events.

    Each is one transaction: what ends in the middle goes on where it ended. An event that does not
    follow the last one on record is `JournalDamagedError`.
    """
    count = 0
    for batch in batches:
        with database.writing() as unit:
            count += _Replay(unit.transaction).take(batch)
    with database.writing() as unit:
        reset_sequences(unit.transaction.connection)
    return count


@dataclass(frozen=True, slots=True)
class _Replay:
    transaction: Transaction

    @property
    def _connection(self) -> Connection:
        return self.transaction.connection

    def take(self, batch: dict[str, Any]) -> int:
        """Put one batch on record; of one that is on record in part, the rest."""
        found = self._connection.execute(select(_head.c.seq, _head.c.hash)).one()
        told = {name: _Told(**value) for name, value in batch["tables"].items()}
        events = [e for e in told[_events.name].mappings() if e["seq"] > found.seq]
        if not events:
            return 0
        _require_chain(found.seq, bytes(found.hash), events)
        for table in tables():
            if table.name in told and table.name not in _OWN:
                self._put(table, told[table.name].mappings())
        self._take_away(batch.get("owned", ()), told)
        self._erase(events, told)  # before what came after it is there
        self._append(events, told)
        self._empty(told)
        return len(events)

    def _put(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Add or change rows by their primary key."""
        if rows and table is _lists:
            rows = [row | _NEW_LIST for row in rows]
        keys = [f'"{column.name}"' for column in table.primary_key]
        names = [f'"{name}"' for name in (rows[0] if rows else ()) if name not in _NEW_LIST]
        change = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
        does = f"UPDATE SET {change}" if change else "NOTHING"
        self._add(table, rows, f"ON CONFLICT ({', '.join(keys)}) DO {does}")

    def _append(self, events: list[dict[str, Any]], told: dict[str, _Told]) -> None:
        first = events[0]["seq"]
        details = [row for row in told[_details.name].mappings() if row["seq"] >= first]
        self._add(_events, events)
        self._add(_details, details)
        last = events[-1]
        self._connection.execute(update(_head).values(seq=last["seq"], hash=last["hash"]))

    def _erase(self, events: list[dict[str, Any]], told: dict[str, _Told]) -> None:
        """Erase again whoever was erased."""
        data = SqlPersonalData(self.transaction)
        erasures = {row["person"]: row["id"] for row in _told(told, "erasure")}
        for event in events:
            trace = data.trace(event["subject"]) if event["kind"] == _PERSON_ERASED else None
            if trace is not None:
                data.erase(trace, erasures[event["subject"]])

    def _empty(self, told: dict[str, _Told]) -> None:
        """Empty the events that erasures emptied."""
        known = set(self._connection.scalars(select(_erased.c.seq)))
        new = [row for row in _told(told, _erased.name) if row["seq"] not in known]
        self._add(_erased, new)
        gone = [row["seq"] for row in new]
        self._connection.execute(delete(_details).where(_details.c.seq.in_(gone)))

    def _take_away(self, owned: Iterable[list[Any]], told: dict[str, _Told]) -> None:
        """Delete what its owner had, and has no more."""
        for name, column, subjects in owned:
            table = Row.metadata.tables[name]
            keys = [each.name for each in table.primary_key]
            kept = {tuple(row[key] for key in keys) for row in _told(told, name)}
            found = select(*table.primary_key).where(table.c[column].in_(subjects))
            for row in self._connection.execute(found).all():
                if tuple(row) not in kept:
                    same = [table.c[k] == value for k, value in zip(keys, row, strict=True)]
                    self._connection.execute(delete(table).where(*same))

    def _add(self, table: Table, rows: list[dict[str, Any]], otherwise: str = "") -> None:
        """Add rows in the neutral form, past SQLAlchemy's own types."""
        if not rows:
            return
        server = self._connection.dialect.name == "postgresql"
        names = list(rows[0])
        flags = {c.name for c in table.c if server and isinstance(c.type, Boolean)}
        values = [tuple(_flag(row[n]) if n in flags else row[n] for n in names) for row in rows]
        columns = ", ".join(f'"{name}"' for name in names)
        holes = ", ".join(["%s" if server else "?"] * len(names))
        text = f'INSERT INTO "{table.name}" ({columns}) VALUES ({holes}) {otherwise}'  # noqa: S608
        cursor = self._connection.connection.cursor()
        try:
            cursor.executemany(text, values)
        finally:
            cursor.close()


class _Told:
    """Rows of one table, as a journal has them."""

    def __init__(self, columns: list[str], rows: list[list[Any]]) -> None:
        self._columns, self._rows = columns, rows

    def mappings(self) -> list[dict[str, Any]]:
        """Return each row by the names of its columns."""
        return [dict(zip(self._columns, row, strict=True)) for row in self._rows]


def _told(told: dict[str, _Told], name: str) -> list[dict[str, Any]]:
    return told[name].mappings() if name in told else []


def _require_chain(seq: int, previous: bytes, events: list[dict[str, Any]]) -> None:
    for event in events:
        seq += 1
        at = datetime.fromisoformat(event["at"]).replace(tzinfo=UTC)
        told = (event["kind"], event["subject"], event["commitment"])
        if event["seq"] != seq or event["hash"] != link_hash(previous, seq, at, *told):
            raise JournalDamagedError(
                f"event {event['seq']} of the journal does not follow event {seq - 1} on record"
            )
        previous = event["hash"]


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)
