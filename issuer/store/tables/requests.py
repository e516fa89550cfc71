"""Requests to change certificates, what each is about, and what every officer must hear of."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class RequestRow(Row, table=True):
    """A change that was asked for. The columns from `decided_by` on say what became of it."""

    __tablename__: ClassVar[str] = "request"
    __table_args__ = (Index("ix_request_state_asked", "state", "asked"),)

    id: str = Field(primary_key=True, sa_type=code())
    kind: str
    act: str
    state: str
    reason: str
    terms: str = Field(repr=False)  # JSON: note, stated date, selection ...
    asked_by: str
    asked: datetime
    expires: datetime
    decided_by: str | None
    decided: datetime | None
    why: str | None = Field(repr=False)
    finished: datetime | None
    total: int
    done: int
    refused: int
    undoes: str | None = Field(foreign_key="request.id", unique=True, sa_type=code())


class RequestItemRow(Row, table=True):
    """One certificate of a request: how it stood when it was asked, and what became of it."""

    __tablename__: ClassVar[str] = "request_item"
    __table_args__ = (
        partial_index("ix_request_item_left", "request", "number", where="outcome IS NULL"),
    )

    request: str = Field(primary_key=True, foreign_key="request.id", sa_type=code())
    number: str = Field(
        primary_key=True, foreign_key="certificate.number", index=True, sa_type=code()
    )
    state: str
    since: datetime | None
    outcome: str | None
    why: str | None
    at: datetime | None


class AlertRow(Row, table=True):
    """What one officer did alone that two should have done: every officer is told."""

    __tablename__: ClassVar[str] = "alert"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    act: str
    subject: str = Field(sa_type=code())
    why: str = Field(repr=False)


class AlertSeenRow(Row, table=True):
    """An officer has read an alert."""

    __tablename__: ClassVar[str] = "alert_seen"

    alert: int = Field(primary_key=True, foreign_key="alert.id")
    officer: str = Field(primary_key=True)
    at: datetime


class SavedSearchRow(Row, table=True):
    """A search that an officer keeps."""

    __tablename__: ClassVar[str] = "saved_search"

    officer: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    query: str = Field(repr=False)
    saved: datetime
