"""The status lists: who gives out their entries, and the bytes that are served."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from issuer.store.tables.row import Row, given_key


class StatusListRow(Row, table=True):
    """A list. `given` entries are given out, in the order of the permutation that `key` fixes."""

    __tablename__: ClassVar[str] = "status_list"
    __table_args__ = (CheckConstraint("given BETWEEN 0 AND size", name="given"),)

    id: int = given_key()
    uri: str = Field(unique=True)
    size: int
    given: int
    key: bytes = Field(repr=False)
    revision: int
    signed_revision: int
    signed: datetime | None
    token: str | None = Field(repr=False)
