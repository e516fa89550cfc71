"""Programs' keys, officers, their sign-ins and sessions. Of a secret there is only a digest."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from issuer.store.tables.row import Row, code


class ApiKeyRow(Row, table=True):
    """A program's key."""

    __tablename__: ClassVar[str] = "api_key"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    digest: bytes = Field(unique=True, repr=False)
    made: datetime
    ended: datetime | None


class IdempotencyRow(Row, table=True):
    """What an idempotency key was first used for."""

    __tablename__: ClassVar[str] = "idempotency"

    client: str = Field(primary_key=True, sa_type=code())
    key: str = Field(primary_key=True, sa_type=code())
    request_digest: bytes
    scheme: str
    attempt: str
    used: datetime


class OfficerRow(Row, table=True):
    """A member of staff."""

    __tablename__: ClassVar[str] = "officer"

    name: str = Field(primary_key=True)
    role: str
    added: datetime


class SignInRow(Row, table=True):
    """A one-time sign-in that was not used yet."""

    __tablename__: ClassVar[str] = "sign_in"

    digest: bytes = Field(primary_key=True, repr=False)
    officer: str = Field(foreign_key="officer.name")
    expires: datetime


class SessionRow(Row, table=True):
    """A signed-in browser."""

    __tablename__: ClassVar[str] = "session"

    digest: bytes = Field(primary_key=True, repr=False)
    officer: str | None = Field(foreign_key="officer.name")
    started: datetime
    seen: datetime
    data: str = Field(repr=False)
