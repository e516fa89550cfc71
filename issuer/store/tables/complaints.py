"""Complaints, and what happened in each."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class ComplaintRow(Row, table=True):
    """A complaint. The columns from `outcome` on say how it ended."""

    __tablename__: ClassVar[str] = "complaint"
    __table_args__ = (
        partial_index("ix_complaint_open", "due", "id", where="ended IS NULL"),
        Index("ix_complaint_received", "received"),
    )

    id: str = Field(primary_key=True, sa_type=code())
    concern: str
    words: str = Field(repr=False)
    number: str | None = Field(foreign_key="certificate.number", index=True, sa_type=code())
    typed: str = Field(repr=False)
    contact: str = Field(repr=False)
    language: str
    receipt: bytes = Field(repr=False)  # SHA-256 of the code
    received: datetime
    received_by: str
    due: date
    acknowledged: datetime | None
    assigned: str | None
    about: str  # JSON: [officer, ...]
    outcome: str | None
    ended: datetime | None
    ended_by: str | None
    why: str = Field(repr=False)
    answer: str = Field(repr=False)


class ComplaintEntryRow(Row, table=True):
    """One thing that happened in a case."""

    __tablename__: ClassVar[str] = "complaint_entry"

    id: int | None = Field(default=None, primary_key=True)
    complaint: str = Field(foreign_key="complaint.id", index=True, sa_type=code())
    kind: str
    author: str
    at: datetime
    words: str = Field(repr=False)
