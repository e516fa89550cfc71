"""Times of which the record may have lost something."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from issuer.store.tables.row import Row, given_key


class RecoveryRow(Row, table=True):
    """What was done in [`since`, `until`) may not be on record. Without `settled`, all is doubted.

    `head` is the number of the last event that was on record when that was found.
    """

    __tablename__: ClassVar[str] = "recovery"

    id: int | None = Field(default=None, primary_key=True)
    cause: str
    since: datetime
    until: datetime | None
    head: int
    found: datetime
    settled: datetime | None
    settled_by: str | None


class RecoveredEntryRow(Row, table=True):
    """What a signed list says of a credential that is not on record any more."""

    __tablename__: ClassVar[str] = "recovered_entry"

    list_id: int = given_key(foreign_key="status_list.id")
    idx: int = given_key()
    status: int
