"""Score sheets, appeals and reviews."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from issuer.store.tables.row import Row, code


class ScoreSheetRow(Row, table=True):
    """What one examiner has scored so far of one candidate at one station."""

    __tablename__: ClassVar[str] = "score_sheet"

    sitting: str = Field(primary_key=True, sa_type=code())
    person: str = Field(primary_key=True, sa_type=code())
    station: str = Field(primary_key=True, sa_type=code())
    examiner: str = Field(primary_key=True, sa_type=code())
    items: str = Field(repr=False)  # JSON: {item: mark, ...}
    critical: str = Field(repr=False)  # JSON: [critical fail, ...]
    comment: str = Field(repr=False)
    revision: int
    saved: datetime
    handed_in: datetime | None


class AppealRow(Row, table=True):
    """An appeal against a decision."""

    __tablename__: ClassVar[str] = "appeal"

    id: str = Field(primary_key=True, sa_type=code())
    application: str = Field(foreign_key="application.id", index=True, sa_type=code())
    attempt: str = Field(sa_type=code())
    lodged: datetime
    lodged_by: str
    grounds: str = Field(repr=False)
    panel: str  # JSON: [officer, ...]
    outcome: str | None
    ended: datetime | None
    ended_by: str | None
    why: str | None = Field(repr=False)
    number: str | None = Field(sa_type=code())  # the certificate, where its change is appealed
    against: str | None  # what was done to it; None for a denial


class ReviewRow(Row, table=True):
    """A doubt about something decided."""

    __tablename__: ClassVar[str] = "review"

    id: int | None = Field(default=None, primary_key=True)
    application: str | None = Field(foreign_key="application.id", index=True, sa_type=code())
    attempt: str = Field(sa_type=code())
    number: str | None = Field(foreign_key="certificate.number", sa_type=code())
    why: str = Field(repr=False)
    raised: datetime
    settled: datetime | None
    settled_by: str | None
    note: str | None = Field(repr=False)
