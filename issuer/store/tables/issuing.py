"""Exam results, certificates, their holders and credentials."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class AttemptRow(Row, table=True):
    """An exam result with the decision it got; the columns from `outcome` on are that decision."""

    __tablename__: ClassVar[str] = "attempt"
    __table_args__ = (
        UniqueConstraint("scheme", "attempt"),
        partial_index("ix_attempt_waiting", "received", where="outcome IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    scheme: str = Field(sa_type=code())
    version: str
    scheme_digest: str
    attempt: str = Field(sa_type=code())
    document: bytes = Field(repr=False)
    digest: bytes
    received: datetime
    outcome: str | None
    author_kind: str | None
    author: str | None
    decided: datetime | None
    reasons: str | None  # JSON: [[code, sentence], ...]
    succession: str | None  # JSON: what the certificate it grants replaces, and how
    effective: date | None  # the certificate's first day, where it is not that of its issue
    valid_through: date | None  # the certificate's last day, where the scheme does not say it


class CertificateRow(Row, table=True):
    """What a decision granted. An attempt has at most one certificate that is not voided."""

    __tablename__: ClassVar[str] = "certificate"
    __table_args__ = (
        ForeignKeyConstraint(["scheme", "attempt"], ["attempt.scheme", "attempt.attempt"]),
        partial_index(
            "uq_certificate_live", "scheme", "attempt", where="state <> 'voided'", unique=True
        ),
        partial_index(
            "ix_certificate_succeeded",
            "superseded_from",
            where="superseded_from IS NOT NULL AND state = 'active'",
        ),
        partial_index("ix_certificate_suspended", "review", where="state = 'suspended'"),
    )

    number: str = Field(primary_key=True, sa_type=code())
    scheme: str = Field(sa_type=code())
    version: str
    attempt: str = Field(sa_type=code())
    profession: str
    type: str
    first_issued: datetime = Field(index=True)
    effective: datetime
    valid_through: date
    expires: datetime = Field(index=True)
    state: str
    since: datetime | None
    reason: str | None
    successor: str | None = Field(sa_type=code())
    succeeds: str | None = Field(sa_type=code())
    superseded_from: datetime | None
    review: date | None  # while it is suspended: when a person looks at it again


class HolderRow(Row, table=True):
    """The person on a certificate: apart from it, so that the person alone can be erased."""

    __tablename__: ClassVar[str] = "holder"

    number: str = Field(primary_key=True, foreign_key="certificate.number", sa_type=code())
    reference: str = Field(repr=False, index=True)
    name: str = Field(repr=False)
    native_name: str | None = Field(repr=False)
    native_language: str | None = Field(repr=False)
    folded: str = Field(repr=False)  # both names as they are searched


class CredentialRow(Row, table=True):
    """One signed statement. `status` is what its entry of the list says."""

    __tablename__: ClassVar[str] = "credential"
    __table_args__ = (
        UniqueConstraint("list_id", "idx"),
        partial_index("uq_credential_intended", "number", where="state = 'intended'", unique=True),
        partial_index("ix_credential_changed", "list_id", "idx", "status", where="status <> 0"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(foreign_key="certificate.number", index=True, sa_type=code())
    form: str
    kid: str
    list_id: int = Field(foreign_key="status_list.id")
    idx: int
    payload: bytes = Field(repr=False)
    digest: bytes
    state: str
    status: int
    intended: datetime
    settled: datetime | None  # when it was released or voided
    token: str | None = Field(repr=False)


class DrawingRow(Row, table=True):
    """The digest of a drawing handed out."""

    __tablename__: ClassVar[str] = "drawing"

    digest: bytes = Field(primary_key=True)
    number: str = Field(foreign_key="certificate.number", sa_type=code())
    paper: str
    drawn: datetime
