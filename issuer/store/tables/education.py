"""Continuing education that holders entered, and what they sent to prove it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class EducationClaimRow(Row, table=True):
    """An entry of a holder's own. It counts for nothing until somebody at the desk accepts it."""

    __tablename__: ClassVar[str] = "education_claim"
    __table_args__ = (
        partial_index("ix_education_claim_open", "made", "id", where="state = 'open'"),
    )

    id: str = Field(primary_key=True, sa_type=code())
    number: str = Field(foreign_key="certificate.number", index=True, sa_type=code())
    day: date
    provider: str = Field(repr=False)
    title: str = Field(repr=False)
    topic: str
    hours: str  # decimal, as it was entered
    made: datetime
    state: str
    settled: datetime | None
    settled_by: str | None
    why: str | None = Field(repr=False)


class EducationProofRow(Row, table=True):
    """The file that was sent with an entry."""

    __tablename__: ClassVar[str] = "education_proof"

    claim: str = Field(primary_key=True, foreign_key="education_claim.id", sa_type=code())
    number: str = Field(foreign_key="certificate.number", index=True, sa_type=code())
    media_type: str
    content: bytes = Field(repr=False)
