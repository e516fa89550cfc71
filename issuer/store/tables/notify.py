"""Messages that wait to be delivered, and the lists of those who want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class MessageRow(Row, table=True):
    """A message of the outbox. While it is claimed, `due` is when the lease ends."""

    __tablename__: ClassVar[str] = "message"
    __table_args__ = (
        partial_index("ix_message_waiting", "due", "made", "id", where="state = 'waiting'"),
        partial_index("ix_message_dead", "settled", "id", where="state = 'dead'"),
        Index("ix_message_recipient_made", "recipient", "made"),
    )

    id: str = Field(primary_key=True, sa_type=code())
    channel: str
    topic: str
    recipient: str = Field(repr=False, sa_type=code())
    data: str = Field(repr=False)  # JSON
    made: datetime
    state: str
    tries: int
    due: datetime
    until: datetime | None  # tried until then; known with the first try
    settled: datetime | None
    answer: str | None


class WatchListRow(Row, table=True):
    """A clinic's list. The secrets are kept whole: both sides sign with them."""

    __tablename__: ClassVar[str] = "watch_list"
    __table_args__ = (
        partial_index("uq_watch_list_mail", "mail", where="ended IS NULL", unique=True),
    )

    id: str = Field(primary_key=True, sa_type=code())
    mail: str = Field(repr=False, sa_type=code())
    organisation: str = Field(repr=False)
    language: str
    made: datetime
    confirmed: datetime | None
    ended: datetime | None
    url: str | None = Field(repr=False)
    secret: bytes | None = Field(repr=False)
    old_secret: bytes | None = Field(repr=False)
    old_until: datetime | None


class WatchLinkRow(Row, table=True):
    """A way to a list."""

    __tablename__: ClassVar[str] = "watch_link"

    digest: bytes = Field(primary_key=True, repr=False)
    watch: str = Field(foreign_key="watch_list.id", index=True, sa_type=code())
    purpose: str
    made: datetime
    expires: datetime


class WatchedRow(Row, table=True):
    """A certificate on a list. `told` is the nearest window of its end (days) that was told."""

    __tablename__: ClassVar[str] = "watched"
    __table_args__ = (Index("ix_watched_number", "number"),)

    watch: str = Field(primary_key=True, foreign_key="watch_list.id", sa_type=code())
    number: str = Field(primary_key=True, foreign_key="certificate.number", sa_type=code())
    added: datetime
    told: int | None
