"""Certificates that were decided before Probatum, by the numbers they had then."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from issuer.store.tables.row import Row, code


class PriorRow(Row, table=True):
    """An old number. `attempt` leads to the certificate issued anew; one that ended has none.

    `digest` is that of the whole row that was imported, empty once its holder was erased.
    """

    __tablename__: ClassVar[str] = "prior"
    __table_args__ = (
        ForeignKeyConstraint(["scheme", "attempt"], ["attempt.scheme", "attempt.attempt"]),
        Index("ix_prior_scheme_attempt", "scheme", "attempt"),
    )

    key: str = Field(primary_key=True, sa_type=code())
    number: str  # as the body wrote it
    state: str
    scheme: str = Field(sa_type=code())
    attempt: str | None = Field(sa_type=code())
    issued: date
    effective: date
    valid_through: date
    ended: date | None
    decided_by: str
    decided_on: date
    digest: bytes
    imported: datetime
    imported_by: str
