"""Learning systems, and the statements that were taken from them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from issuer.store.tables.row import Row, code


class SenderRow(Row, table=True):
    """A learning system. Its secret is kept whole: both sides sign with it."""

    __tablename__: ClassVar[str] = "sender"

    name: str = Field(primary_key=True, sa_type=code())
    secret: bytes = Field(repr=False)
    made: datetime
    ended: datetime | None


class StatementRow(Row, table=True):
    """A statement that was taken, and what became of it."""

    __tablename__: ClassVar[str] = "statement"
    __table_args__ = (Index("ix_statement_sender_registration", "sender", "registration"),)

    sender: str = Field(primary_key=True, foreign_key="sender.name", sa_type=code())
    id: str = Field(primary_key=True, sa_type=code())
    registration: str = Field(sa_type=code())
    verb: str
    digest: bytes
    scheme: str
    person: str = Field(sa_type=code())
    attempt: str
    taken: datetime
    voided: datetime | None
