"""The hash chain. Triggers, made by a migration, refuse to change or delete an event."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from issuer.store.tables.row import Row, code, given_key


class EventRow(Row, table=True):
    """A link of the chain, for ever."""

    __tablename__: ClassVar[str] = "event"

    seq: int = given_key()
    at: datetime
    kind: str
    subject: str = Field(index=True, sa_type=code())
    commitment: bytes
    hash: bytes


class EventDetailRow(Row, table=True):
    """What a link commits to: erasable, salt and all."""

    __tablename__: ClassVar[str] = "event_detail"

    seq: int = given_key(foreign_key="event.seq")
    salt: bytes = Field(repr=False)
    data: bytes = Field(repr=False)


class EventHeadRow(Row, table=True):
    """The one end of the chain; whoever appends locks it."""

    __tablename__: ClassVar[str] = "event_head"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = given_key()
    seq: int
    hash: bytes
