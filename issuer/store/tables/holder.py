"""Holders' own pages: ways in, what they share, codes that were mailed, what they asked for."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class HolderLinkRow(Row, table=True):
    """A way to the page of a certificate's holder."""

    __tablename__: ClassVar[str] = "holder_link"

    digest: bytes = Field(primary_key=True, repr=False)
    number: str = Field(foreign_key="certificate.number", index=True, sa_type=code())
    made: datetime
    expires: datetime
    ended: datetime | None


class ShareRow(Row, table=True):
    """A certificate's public page. Its address is kept while it is off, so that it can be on."""

    __tablename__: ClassVar[str] = "share"

    number: str = Field(primary_key=True, foreign_key="certificate.number", sa_type=code())
    key: str = Field(unique=True, repr=False, sa_type=code())
    made: datetime
    is_on: bool
    is_found: bool


class FreshCodeRow(Row, table=True):
    """The newest code that was mailed to a holder."""

    __tablename__: ClassVar[str] = "fresh_code"

    number: str = Field(primary_key=True, foreign_key="certificate.number", sa_type=code())
    digest: bytes = Field(repr=False)
    expires: datetime
    tries: int


class HolderRequestRow(Row, table=True):
    """What a holder asked for. Until `due` they may undo it."""

    __tablename__: ClassVar[str] = "holder_request"
    __table_args__ = (
        partial_index("ix_holder_request_open", "asked", "id", where="state = 'open'"),
    )

    id: str = Field(primary_key=True, sa_type=code())
    number: str = Field(foreign_key="certificate.number", index=True, sa_type=code())
    wish: str
    words: str = Field(repr=False)
    asked: datetime
    due: datetime
    state: str
    settled: datetime | None
    settled_by: str | None
    answer: str | None = Field(repr=False)
