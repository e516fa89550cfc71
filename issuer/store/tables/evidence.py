"""The hash chain, and what was erased of it; who looked at what; how often was checked.

Triggers, made by migrations, refuse to change or delete an event, and to take away what it says
unless an erasure names it.
"""

from __future__ import annotations

from datetime import date, datetime
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


class CheckpointKeyRow(Row, table=True):
    """The public half of a key that signs checkpoints, as a verifier key of a signed note."""

    __tablename__: ClassVar[str] = "checkpoint_key"

    id: str = Field(primary_key=True, sa_type=code())
    vkey: str
    since: datetime


class ErasureRow(Row, table=True):
    """A request to erase a person. `outcome` is None until somebody decides."""

    __tablename__: ClassVar[str] = "erasure"

    id: str = Field(primary_key=True, sa_type=code())
    person: str = Field(index=True, sa_type=code())
    why: str = Field(repr=False)
    asked: datetime
    asked_by: str
    outcome: str | None
    decided: datetime | None
    decided_by: str | None


class ErasedEventRow(Row, table=True):
    """An event whose salt and words went with an erasure."""

    __tablename__: ClassVar[str] = "erased_event"

    seq: int = given_key(foreign_key="event.seq")
    erasure: str = Field(foreign_key="erasure.id", sa_type=code())


class AccessRow(Row, table=True):
    """Somebody looked at somebody's data."""

    __tablename__: ClassVar[str] = "access"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor: str
    what: str
    subject: str = Field(index=True, sa_type=code())


class CheckCountRow(Row, table=True):
    """How many checks of a day got one answer; nothing about whom."""

    __tablename__: ClassVar[str] = "check_count"

    day: date = Field(primary_key=True)
    reason: str = Field(primary_key=True, sa_type=code())
    number: int
