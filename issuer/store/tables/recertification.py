"""Licences to be looked at, reminders of the end, audit samples and the evidence they showed."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class LapseRow(Row, table=True):
    """A task about the licence behind a certificate."""

    __tablename__: ClassVar[str] = "lapse"
    __table_args__ = (
        partial_index("uq_lapse_open", "number", where="closed IS NULL", unique=True),
        partial_index("ix_lapse_grace", "grace", "id", where="closed IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(foreign_key="certificate.number", index=True, sa_type=code())
    ground: str
    since: date
    opened: datetime
    grace: date
    told: bool
    closed: datetime | None
    closed_by: str | None
    outcome: str | None


class LicenceSweepRow(Row, table=True):
    """A day on which every licence was looked at."""

    __tablename__: ClassVar[str] = "licence_sweep"

    day: date = Field(primary_key=True)


class ReminderRow(Row, table=True):
    """That a holder was reminded so many days before the end."""

    __tablename__: ClassVar[str] = "reminder"

    number: str = Field(primary_key=True, foreign_key="certificate.number", sa_type=code())
    days: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    made: datetime


class AuditSampleRow(Row, table=True):
    """The draw of a scheme's renewals of one period."""

    __tablename__: ClassVar[str] = "audit_sample"

    scheme: str = Field(primary_key=True, sa_type=code())
    period: str = Field(primary_key=True, sa_type=code())
    seed: str
    percent: int
    drawn: datetime


class RenewalEvidenceRow(Row, table=True):
    """That somebody saw the evidence behind a document of continuing education."""

    __tablename__: ClassVar[str] = "renewal_evidence"

    entry: int = Field(
        primary_key=True,
        foreign_key="dossier_entry.id",
        sa_column_kwargs={"autoincrement": False},
    )
    number: str = Field(foreign_key="certificate.number", index=True, sa_type=code())
    seen: datetime
    seen_by: str
