"""The public halves of the keys that sign checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from issuer.evidence.note import NoteKey, read_note_key
from issuer.store.tables.evidence import CheckpointKeyRow
from issuer.store.transaction import Transaction

_keys = CheckpointKeyRow.table()


@dataclass(frozen=True, slots=True)
class SqlCheckpointKeys:
    """Implements `CheckpointKeys`."""

    transaction: Transaction

    def all(self) -> list[NoteKey]:
        """Return them, the newest first."""
        query = select(_keys.c.vkey).order_by(_keys.c.since.desc(), _keys.c.id)
        return [read_note_key(vkey) for vkey in self.transaction.connection.scalars(query)]

    def add(self, key: NoteKey, at: datetime) -> None:
        """Record a new one."""
        values = {"id": key.id.hex(), "vkey": str(key), "since": at}
        self.transaction.connection.execute(insert(_keys).values(values))
