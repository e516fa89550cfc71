"""People, their applications and what stands in their dossiers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from issuer.store.tables.row import Row, code, partial_index


class PersonRow(Row, table=True):
    """A person, by the body's own reference."""

    __tablename__: ClassVar[str] = "person"

    ref: str = Field(primary_key=True, sa_type=code())
    name: str = Field(repr=False)
    native_name: str | None = Field(repr=False)
    native_language: str | None = Field(repr=False)
    mail: str | None = Field(repr=False)
    folded: str = Field(repr=False)  # reference and names as they are searched
    added: datetime
    changed: datetime | None
    author: str  # of the newest change


class ApplicationRow(Row, table=True):
    """An application. A person has at most one that is open, per scheme."""

    __tablename__: ClassVar[str] = "application"
    __table_args__ = (
        ForeignKeyConstraint(["scheme", "version"], ["scheme.scheme", "scheme.version"]),
        Index("ix_application_scheme_attempt", "scheme", "attempt"),
        partial_index(
            "uq_application_open", "scheme", "person", where="state = 'open'", unique=True
        ),
    )

    id: str = Field(primary_key=True, sa_type=code())
    person: str = Field(foreign_key="person.ref", index=True, sa_type=code())
    scheme: str = Field(sa_type=code())
    version: str = Field(sa_type=code())
    scheme_digest: str
    profession: str
    region: str
    submitted: datetime = Field(index=True)
    author: str
    state: str
    rounds: int
    attempt: str | None = Field(sa_type=code())
    decided: datetime | None


class DossierEntryRow(Row, table=True):
    """A document of a dossier, for ever; what is struck counts no more."""

    __tablename__: ClassVar[str] = "dossier_entry"
    __table_args__ = (
        partial_index(
            "uq_dossier_entry_counts",
            "person",
            "kind",
            "ref",
            where="struck IS NULL",
            unique=True,
        ),
        Index("ix_dossier_entry_kind_scheme_ref", "kind", "scheme", "ref"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(foreign_key="person.ref", index=True, sa_type=code())
    kind: str = Field(sa_type=code())
    ref: str = Field(sa_type=code())
    scheme: str | None = Field(sa_type=code())
    document: bytes = Field(repr=False)  # canonical JSON
    digest: bytes
    author: str
    recorded: datetime
    struck: datetime | None
    struck_by: str | None
    struck_why: str | None = Field(repr=False)


class RegisterEntryRow(Row, table=True):
    """A revision of an entry of the body's registers, for ever; the newest counts."""

    __tablename__: ClassVar[str] = "register_entry"

    kind: str = Field(primary_key=True, sa_type=code())
    id: str = Field(primary_key=True, sa_type=code())
    revision: int = Field(primary_key=True)
    document: bytes = Field(repr=False)  # canonical JSON
    author: str
    recorded: datetime


class CandidateLinkRow(Row, table=True):
    """A candidate's way to their own page."""

    __tablename__: ClassVar[str] = "candidate_link"

    digest: bytes = Field(primary_key=True, repr=False)
    application: str = Field(foreign_key="application.id", index=True, sa_type=code())
    made: datetime
    expires: datetime
    ended: datetime | None
